"""What goes over the wire: an event in the form each view may see, and the JSON frames of the socket."""

from typing import Any

import msgspec

from korkwand.catalog import PURGING
from korkwand.kernel.records import Audience, Change, Id, Kind, Put, Record, changes_json, joined
from korkwand.kernel.state import BoardState, same_owner
from korkwand.kernel.visibility import View, hides_names, trashed, withheld
from korkwand.live.partial import Form, OwnChanges, Partial
from korkwand.live.traces import Head, Trace, bare

_encode = msgspec.json.encode


class OwnForm(msgspec.Struct, frozen=True, gc=False):
    """An event as one author gets it: what their view gets, with what they alone see before and after that.

    Its parts are joined when they are asked for: a reveal concerns every author, and nearly all of it is their view's.
    """

    head: bytes
    first: bytes
    view: bytes
    last: bytes

    def join(self, seq: int) -> bytes:
        """The event's JSON."""
        changes = b",".join([part for part in (self.first, self.view, self.last) if part])
        return b"%b[%b]}" % (self.head, changes) if changes else bare(seq)


class EventForms(msgspec.Struct, frozen=True, gc=False):
    """One event as each view gets it at once, and the trace that is kept of it.

    `authors` holds the forms of those who see more than their view: their own records that others do not see, or that
    others see without a name.
    """

    trace: Trace
    views: dict[str, bytes]
    authors: dict[tuple[str, Id], OwnForm] = {}
    touches_rights: bool = False
    """Whether it put or removed a key, or the board itself: listeners are judged anew."""
    purges: bool = False
    """Whether what came before it may be told to nobody any more."""

    @property
    def seq(self) -> int:
        return self.trace.seq

    def seen_by(self, view: View, visitor_id: Id | None) -> bytes:
        """The event's JSON for this visitor."""
        if self.authors and visitor_id and (own := self.authors.get((view.name, visitor_id))):
            return own.join(self.seq)
        return self.views[view.name]

    def is_bare(self, view: View, visitor_id: Id | None) -> bool:
        """Whether this visitor sees nothing but the number."""
        return self.seen_by(view, visitor_id) == bare(self.seq)


def step(
    state: BoardState, changes: list[Change], seq: int, edit_id: Id, edit_type: str, visitor_id: Id | None, at: str
) -> tuple[EventForms, bytes]:
    """Fold an event's changes and return it in the form of each view, and its changes as JSON for the log.

    What a view gets depends on what it saw before and sees after: hidden to visible is a put of the record and of all
    it owns, visible to hidden a remove of them. So this cannot be computed from the log later.
    """
    rights, purges = _touches_rights(state, changes), edit_type in PURGING
    body = changes_json(changes)
    head = Head(seq, edit_id, edit_type, visitor_id, at)
    full = head.json(visitor_id) + body + b"}"
    told = tuple([(change.kind, change.id, state.has(change.kind, change.id)) for change in changes])
    if not state.names_hidden and all(_is_public(state, change) for change in changes):
        state.fold(changes, seq, edit_id, visitor_id, at)
        trace = Trace(head, dict.fromkeys(state.views.all, told), public=True)
        return EventForms(trace, dict.fromkeys(state.views.all, full), {}, rights, purges), body
    partial = Partial(state, changes)
    state.fold(changes, seq, edit_id, visitor_id, at)
    partial.compare()
    trace = Trace(head, {}, {})
    forms = EventForms(trace, {}, {}, rights, purges)
    for view in state.views.all.values():
        if view.full:
            forms.views[view.name], trace.told[view.name] = full, told
        else:
            _add_form(forms, view, partial.form(view))
    return forms, body


def _add_form(forms: EventForms, view: View, form: Form) -> None:
    """What a view that does not see everything gets of an event, and those of its authors who see more."""
    head, by = forms.trace.head, forms.trace.head.visitor_id
    known = head.json(by)
    told_by = head.json(None) if form.nameless else known
    seen = joined(form.changes)
    forms.views[view.name] = b"%b[%b]}" % (told_by, seen) if seen else bare(head.seq)
    forms.trace.told[view.name] = tuple(form.told)
    if form.nameless and by and seen:
        form.own.setdefault(by, OwnChanges())
    for author_id, own in form.own.items():
        own_head = known if author_id == by else told_by
        forms.authors[view.name, author_id] = OwnForm(own_head, joined(own.first), seen, joined(own.last))
        forms.trace.own[view.name, author_id] = (tuple(own.told_first), tuple(own.told_last))


def _touches_rights(state: BoardState, changes: list[Change]) -> bool:
    return any(state.kinds[change.kind].decides_rights for change in changes)


def _is_public(state: BoardState, change: Change) -> bool:
    """Whether everybody sees the record both before and after: true of nearly all changes."""
    if not isinstance(change, Put) or change.record.audience is Audience.COORDINATORS:
        return False
    if not all(state.visible(change.record, view) for view in state.views.narrow):
        return False
    found = state.find(change.kind, change.id)
    if found is None:
        return True
    old = found.record
    if not old.owners and _flips(old, change.record):
        return False
    if same_owner(old, change.record):  # all that lies above it was looked at just now
        return not trashed(old) and not withheld(old)
    return all(state.visible(old, view) for view in state.views.narrow)


def _flips(old: Record, new: Record) -> bool:
    """Whether a board begins or ceases to cover records, or to hide names."""
    covers = any(getattr(old, name) != getattr(new, name) for name in new.sight_fields)
    return covers or hides_names(old) != hides_names(new)


def events_frame(events: list[bytes]) -> bytes:
    """A frame that carries events."""
    return b'{"t":"events","events":[' + b",".join(events) + b"]}"


def done_frame(edit_id: Id, seq: int) -> bytes:
    """The acknowledgement of an edit that has no visible echo."""
    return b'{"t":"done","id":"%b","seq":%d}' % (edit_id.encode(), seq)


def refused_frame(edit_id: Any, payload: dict[str, Any]) -> bytes:
    """The answer "no" to one edit."""
    return _encode({"t": "refused", "id": edit_id, **payload})


def size_frame(percent: int, measure: str) -> bytes:
    """How full the board is, and by what, for coordinators."""
    return _encode({"t": "size", "percent": percent, "measure": measure})


RESET = b'{"t":"reset"}'
PONG = b'{"t":"pong"}'


def records_json(rows: dict[Kind, list[Put]]) -> bytes:
    """The records of a snapshot: a join of the bytes that each record keeps."""
    kinds = [b'"%b":[%b]' % (kind.encode(), b",".join([row.json for row in puts])) for kind, puts in rows.items()]
    return b"{" + b",".join(kinds) + b"}"

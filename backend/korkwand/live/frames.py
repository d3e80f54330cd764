"""What goes over the wire: an event in the form each view may see, and the JSON frames of the socket."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from korkwand.access.visibility import VIEWS, View, author_of, trashed
from korkwand.edits.state import BoardState
from korkwand.storage.loading import LoggedEvent
from korkwand.storage.records import Change, Id, Kind, Put, Record, Remove, changes_json

_encode = msgspec.json.encode
Key = tuple[Kind, Id]


class EventForms(msgspec.Struct, frozen=True, gc=False):
    """One event as each view gets it.

    `authors` holds the forms of those who see more than their view: their own trashed records.
    """

    seq: int
    edit_id: Id
    visitor_id: Id | None
    views: dict[str, bytes]
    authors: dict[tuple[str, Id], bytes] = {}
    touches_rights: bool = False
    """Whether it put or removed a key, or the board itself: listeners are judged anew."""

    def seen_by(self, view: View, visitor_id: Id | None) -> bytes:
        """The event's JSON for this visitor."""
        if self.authors and visitor_id and (view.name, visitor_id) in self.authors:
            return self.authors[view.name, visitor_id]
        return self.views[view.name]

    def is_bare(self, view: View, visitor_id: Id | None) -> bool:
        """Whether this visitor sees nothing but the number."""
        return self.seen_by(view, visitor_id) == bare(self.seq)


def bare(seq: int) -> bytes:
    """An event of which a view may know only that it happened."""
    return b'{"seq":%d}' % seq


def event_head(seq: int, edit_id: Id, edit_type: str, visitor_id: Id | None, at: str) -> bytes:
    """The event's JSON up to its changes."""
    by = b"null" if visitor_id is None else b'"%b"' % visitor_id.encode()
    return b'{"seq":%d,"id":"%b","type":"%b","by":%b,"at":"%b","changes":' % (
        seq,
        edit_id.encode(),
        edit_type.encode(),
        by,
        at.encode(),
    )


def logged_event(event: LoggedEvent) -> bytes:
    """A logged event in its full form."""
    head = event_head(event.seq, event.edit_id, event.type, event.visitor_id, event.at)
    return head + event.changes.encode() + b"}"


def step(
    state: BoardState, changes: list[Change], seq: int, edit_id: Id, edit_type: str, visitor_id: Id | None, at: str
) -> tuple[EventForms, bytes]:
    """Fold an event's changes and return it in the form of each view, and its changes as JSON for the log.

    What a view gets depends on what it saw before and sees after: hidden to visible is a put of the record and of all
    it owns, visible to hidden a remove of them. So this cannot be computed from the log later.
    """
    head = event_head(seq, edit_id, edit_type, visitor_id, at)
    body = changes_json(changes)
    full = head + body + b"}"
    if all(_is_public(state, change) for change in changes):
        state.fold(changes, seq, edit_id)
        views = {view.name: full for view in VIEWS}
        return EventForms(seq, edit_id, visitor_id, views, touches_rights=_touches_rights(changes)), body
    partial = _Partial(state, changes)
    state.fold(changes, seq, edit_id)
    partial.compare()

    def form(view: View, author_id: Id | None = None) -> bytes:
        seen = partial.form(view, author_id)
        return head + changes_json(seen) + b"}" if seen else bare(seq)

    views = {view.name: full if view.full else form(view) for view in VIEWS}
    authors = {
        (view.name, author_id): form(view, author_id)
        for view in VIEWS
        if not view.trash
        for author_id in partial.authors
    }
    return EventForms(seq, edit_id, visitor_id, views, authors, touches_rights=_touches_rights(changes)), body


def _touches_rights(changes: list[Change]) -> bool:
    return any(change.kind in ("key", "board") for change in changes)


def _is_public(state: BoardState, change: Change) -> bool:
    """Whether everybody sees the record both before and after: true of nearly all changes."""
    if not isinstance(change, Put) or change.kind == "key":
        return False
    if not state.visible(change.record, VIEWS[0]):
        return False
    old = state.find(change.kind, change.id)
    return old is None or state.visible(old.record, VIEWS[0])


class _Partial:
    """Compares what views see of the touched records before and after the fold."""

    def __init__(self, state: BoardState, changes: list[Change]) -> None:
        self._state = state
        self._changed = {(change.kind, change.id) for change in changes if isinstance(change, Put)}
        self._depth = {kind: place for place, kind in enumerate(state.kinds)}
        self._touched = [(change.kind, change.id) for change in changes]
        before = self._records()
        puts = [change.record for change in changes if isinstance(change, Put)]
        self.authors = _hidden_authors([*before.values(), *puts, *self._owners([*before.values(), *puts])])
        self._before = before
        self._seen_before: dict[tuple[str, Id | None], set[Key]] = {}
        for view in VIEWS:
            for author_id in (None, *self.authors):
                self._seen_before[view.name, author_id] = self._visible(before, view, author_id)

    def compare(self) -> None:
        """Look again, after the fold."""
        self._after = self._records()

    def form(self, view: View, author_id: Id | None) -> list[Change]:
        """The changes that take this view from before to after."""
        before = self._seen_before[view.name, author_id]
        after = self._visible(self._after, view, author_id)
        gone = sorted(before - after, key=lambda key: -self._depth[key[0]])
        come = sorted((after - before) | (after & self._changed), key=lambda key: self._depth[key[0]])
        removes: list[Change] = [Remove(*key) for key in gone]
        puts: list[Change] = [put for key in come if (put := self._state.find(*key)) is not None]
        return removes + puts

    def _records(self) -> dict[Key, Record]:
        """The touched records and all they own, as they are now."""
        found: dict[Key, Record] = {}
        for key in self._touched:
            row = self._state.find(*key)
            if row is not None:
                found[key] = row.record
                found.update({(below.kind, below.id): below.record for below in self._state.below(row.record)})
        return found

    def _owners(self, records: Iterable[Record]) -> Iterator[Record]:
        """What the records lie in: the author of a trashed card sees the comments on it, whoever wrote them."""
        for record in records:
            owner = self._state.owner_of(record)
            while owner is not None:
                yield owner
                owner = self._state.owner_of(owner)

    def _visible(self, records: dict[Key, Record], view: View, author_id: Id | None) -> set[Key]:
        return {key for key, record in records.items() if self._state.visible(record, view, author_id)}


def _hidden_authors(records: Iterable[Record]) -> set[Id]:
    return {author_id for record in records if trashed(record) and (author_id := author_of(record))}


def events_frame(events: list[bytes]) -> bytes:
    """A frame that carries events."""
    return b'{"t":"events","events":[' + b",".join(events) + b"]}"


def done_frame(edit_id: Id, seq: int) -> bytes:
    """The acknowledgement of an edit that has no visible echo."""
    return b'{"t":"done","id":"%b","seq":%d}' % (edit_id.encode(), seq)


def refused_frame(edit_id: Any, payload: dict[str, Any]) -> bytes:
    """The answer "no" to one edit."""
    return _encode({"t": "refused", "id": edit_id, **payload})


RESET = b'{"t":"reset"}'
PONG = b'{"t":"pong"}'


def records_json(rows: dict[Kind, list[Put]]) -> bytes:
    """The records of a snapshot: a join of the bytes that each record keeps."""
    kinds = [b'"%b":[%b]' % (kind.encode(), b",".join([row.json for row in puts])) for kind, puts in rows.items()]
    return b"{" + b",".join(kinds) + b"}"

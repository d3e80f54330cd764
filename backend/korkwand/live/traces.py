"""What is kept of an event once it has been told: which records it told of, to whom. Not what it said of them.

Whoever comes back later is told what these records are now. A word that was overwritten, hidden or deleted meanwhile is
nowhere in what they get, since nothing here holds a word.
"""

from collections.abc import Sequence

import msgspec

from korkwand.kernel.records import Change, Id, Kind, Put, Remove, joined
from korkwand.kernel.state import BoardState
from korkwand.kernel.visibility import View

Key = tuple[Kind, Id]
Told = tuple[tuple[Kind, Id, bool], ...]
"""Records that an event told of, and for each whether they who were told had seen it before."""


def bare(seq: int) -> bytes:
    """An event of which a view may know only that it happened."""
    return b'{"seq":%d}' % seq


class Head(msgspec.Struct, frozen=True, gc=False):
    """An event without its changes."""

    seq: int
    edit_id: Id
    type: str
    visitor_id: Id | None
    at: str

    def json(self, by: Id | None) -> bytes:
        """The event's JSON up to its changes, as told to somebody who may know that it is by this visitor."""
        return b'{"seq":%d,"id":"%b","type":"%b","by":%b,"at":"%b","changes":' % (
            self.seq,
            self.edit_id.encode(),
            self.type.encode(),
            b"null" if by is None else b'"%b"' % by.encode(),
            self.at.encode(),
        )


class Trace(msgspec.Struct, frozen=True, gc=False):
    """One event, and what it told each view.

    `own` is what it told authors besides, before and after their view's part; `public` that it told all the same.
    """

    head: Head
    told: dict[str, Told]
    own: dict[tuple[str, Id], tuple[Told, Told]] = {}
    public: bool = False

    @property
    def seq(self) -> int:
        return self.head.seq

    def unsigned(self) -> "Trace":
        """The same without who did it: they may have had themselves forgotten by it."""
        return msgspec.structs.replace(self, head=msgspec.structs.replace(self.head, visitor_id=None))

    def told_to(self, view: View, visitor_id: Id | None) -> Told:
        """What this visitor was told of, in the order of the changes."""
        told = self.told[view.name]
        if self.own and visitor_id and (own := self.own.get((view.name, visitor_id))):
            return (*own[0], *told, *own[1])
        return told

    def told_to_all(self, view_name: str) -> set[Key]:
        """What anybody of this view was told of, authors too."""
        own = [part for (name, _), parts in self.own.items() if name == view_name for part in parts]
        return {(kind, record_id) for told in (self.told.get(view_name, ()), *own) for kind, record_id, _ in told}

    def concerns(self, view: View, visitor_id: Id | None) -> bool:
        """Whether this visitor was told something that others of their view were not."""
        return visitor_id is not None and (visitor_id == self.head.visitor_id or (view.name, visitor_id) in self.own)

    @property
    def size(self) -> int:
        """How many records it told of, all views and authors together."""
        if self.public:
            return len(next(iter(self.told.values())))
        return sum(map(len, self.told.values())) + sum(len(one) + len(two) for one, two in self.own.values())


def caught_up(traces: Sequence[Trace], state: BoardState, view: View, visitor_id: Id | None) -> list[bytes]:
    """The events of these traces for somebody who knows what came before them: what is, not what was.

    `state` is what the last of them left. Each record that they told of is told once, where it was told of last: as it
    is now, or its removal if it may not be seen any more. An event that was overtaken by a later one has no changes
    left; one that told of nothing but what may not be seen now is bare. Folded one after the other they lead to the
    present snapshot, but not through the earlier ones.
    """
    known: dict[Key, bool] = {}
    last: dict[Key, int] = {}
    told = [trace.told_to(view, visitor_id) for trace in traces]
    for trace, records in zip(traces, told, strict=True):
        for kind, record_id, seen_before in records:
            known.setdefault((kind, record_id), seen_before)
            last[kind, record_id] = trace.seq
    changes: dict[Key, Change] = {}
    public = all(trace.public for trace in traces)  # what everybody saw, and none of them hid, everybody sees
    for key in known:
        row = state.find(*key)
        if row is not None and (public or state.visible(row.record, view, visitor_id)):
            changes[key] = row if public else state.shown(row, view, visitor_id)
        elif known[key]:
            changes[key] = Remove(*key)
    names_hidden = state.names_hidden and not view.names
    depth = {kind: place for place, kind in enumerate(state.kinds)}
    events = []
    for trace, records in zip(traces, told, strict=True):
        keys = {(kind, record_id): None for kind, record_id, _ in records if (kind, record_id) in changes}
        now = [changes[key] for key in keys if last[key] == trace.seq]
        if not now and not any(isinstance(changes[key], Put) for key in keys):
            events.append(bare(trace.seq))
            continue
        head = trace.head
        by = None if names_hidden and head.visitor_id != visitor_id else head.visitor_id
        events.append(b"%b[%b]}" % (head.json(by), joined(_in_order(now, depth))))
    return events


def overtaken(traces: Sequence[Trace], state: BoardState) -> dict[int, bytes]:
    """Those of one turn's events, all of them public, of whose records a later one told again: by seq, as caught up.

    The same as `caught_up` makes of all of them; but most turns have few of these, and often none.
    """
    last: dict[Key, int] = {}
    told = [next(iter(trace.told.values())) for trace in traces]
    for trace, records in zip(traces, told, strict=True):
        for kind, record_id, _ in records:
            last[kind, record_id] = trace.seq
    if len(last) == sum(map(len, told)):
        return {}
    depth = {kind: place for place, kind in enumerate(state.kinds)}
    events = {}
    for trace, records in zip(traces, told, strict=True):
        keys = dict.fromkeys((kind, record_id) for kind, record_id, _ in records)
        now: list[Change] = [row for key in keys if last[key] == trace.seq and (row := state.find(*key))]
        if len(now) < len(records):
            events[trace.seq] = b"%b[%b]}" % (trace.head.json(trace.head.visitor_id), joined(_in_order(now, depth)))
    return events


def _in_order(changes: list[Change], depth: dict[Kind, int]) -> list[Change]:
    """Removals first, what is owned before its owner; then puts, owners first."""
    puts = [change for change in changes if isinstance(change, Put)]
    removes = [change for change in changes if not isinstance(change, Put)]
    removes.sort(key=lambda change: -depth[change.kind])
    puts.sort(key=lambda change: depth[change.kind])
    return [*removes, *puts]


def told_again(traces: Sequence[Trace]) -> bool:
    """Whether a record was told of by more than one of these events, or the board itself by any.

    Then what the earlier ones say may not be told any more: it was overwritten or hidden, or bears a name.
    """
    if len(traces) < 2:
        return False
    return any(_told_again([trace.told_to_all(name) for trace in traces]) for name in traces[-1].told)


def _told_again(told: list[set[Key]]) -> bool:
    together = set[Key]().union(*told)
    return len(together) < sum(map(len, told)) or any(kind == "board" for kind, _ in together)

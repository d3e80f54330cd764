"""A board in memory as a replica of the log: folding what was committed, and reading."""

import asyncio
from collections.abc import Callable
from typing import Final

import msgspec

from korkwand.fair_queue import FairQueue
from korkwand.kernel.records import Id, read_changes, timestamp
from korkwand.kernel.size import NO_LIMIT, Size, counted_plural, share
from korkwand.kernel.state import BoardState
from korkwand.kernel.views import Seen
from korkwand.kernel.visibility import View
from korkwand.live.assembly import Assembly
from korkwand.live.frames import EventForms, records_json, size_frame, step
from korkwand.live.glimpses import Glimpses
from korkwand.live.ring import Packed, Ring
from korkwand.live.room import Room
from korkwand.live.traces import caught_up
from korkwand.live.turn import Accepted, KnownEdits, first_answer
from korkwand.nouns.visitor.edits import ForgetVisitor
from korkwand.private.slips import Drawers
from korkwand.private.tallies import Tallies
from korkwand.rules.roles import Visitor
from korkwand.storage.database import Database
from korkwand.storage.journal import Journal
from korkwand.storage.loading import events_after, find_edits

NEARLY_FULL: Final = 80
"""Per cent of a board's limit from which coordinators are told."""

FORGETTING: Final = ForgetVisitor.model_fields["type"].default


class Counts(msgspec.Struct):
    """What this process has done since it started, for the operator."""

    turns: int = 0
    events: int = 0
    refused: int = 0


class Store(msgspec.Struct, frozen=True):
    """Where boards are kept."""

    database: Database
    journal: Journal
    hashing: FairQueue
    """Where passwords wait to be hashed and compared."""
    look: Callable[[Id, Id | None], Drawers]
    """Into the drawers of a board, for a visitor."""
    tallies: Tallies
    """What of the drawers is to be counted and told."""
    counts: Counts = msgspec.field(default_factory=Counts)
    wrote: Callable[[Id, Visitor, int, bool], None] = lambda *_: None
    """Told of what a visitor's edits came to on a board: the bytes of their events, and whether they were imported."""
    limit: Size = NO_LIMIT
    """How large a board may get."""
    now: Callable[[], str] = timestamp
    """The clock by which edits are stamped and phases begin."""
    assembly: Assembly = msgspec.field(default_factory=Assembly)
    """Where large snapshots wait to be put together."""
    merging: asyncio.Lock = msgspec.field(default_factory=asyncio.Lock)
    """Held by the one board whose texts are being merged beside the turns."""


class Replica:
    """One board in memory at `seq`: its state, a ring of its last events, and the room of who listens.

    It follows the log and answers reads; who writes is live/board.py.
    """

    def __init__(self, store: Store, state: BoardState, seq: int) -> None:
        self.id = state.board_id
        self.state = state
        self.seq = seq
        self.room = Room(state, store.now)
        self.glimpses = Glimpses()
        self.ring = Ring()
        self.known = KnownEdits()
        self.packed = Packed()
        self._store = store
        self._seen: dict[str, Seen] = {}
        self._snapshots: dict[str, bytes] = {}
        self._own: tuple[str, Id | None, bytes] | None = None
        """The last snapshot of somebody who sees something else than the others of their view."""
        self._resumed: dict[tuple[int, str], list[bytes]] = {}
        self._told = 0
        """How full coordinators were last told the board is."""
        self._counted = counted_plural(state.kinds.values())
        state.texts.floor = seq

    def now(self) -> str:
        """The time by which this board judges who may do what."""
        return self._store.now()

    # Reading

    @property
    def weight(self) -> int:
        """How many bytes the board has, as its limit counts."""
        return self.state.size.bytes

    async def may_assemble(self, view: View, visitor_id: Id | None) -> bool:
        """Wait until `records` may be called for this visitor, if need be: that of a large board takes the event loop's
        time. Says whether it was waited."""
        return await self._store.assembly.turn(self, view, visitor_id)

    def records(self, view: View, visitor_id: Id | None) -> bytes:
        """The JSON of all records this visitor may see at `seq`; looked through and joined once per view."""
        if view.name not in self._seen:
            self._seen[view.name] = self.state.sorted_out(view)
        seen = self._seen[view.name]
        if not seen.differs(visitor_id):
            if view.name not in self._snapshots:
                self._snapshots[view.name] = records_json(seen.by(None))
            return self._snapshots[view.name]
        if self._own is None or self._own[:2] != (view.name, visitor_id):
            self._own = (view.name, visitor_id, records_json(seen.by(visitor_id)))
        return self._own[2]

    def has_records(self, view: View, visitor_id: Id | None) -> bool:
        """Whether they are joined already."""
        if self.differs(view, visitor_id):
            return self._own is not None and self._own[:2] == (view.name, visitor_id)
        return view.name in self._seen and view.name in self._snapshots

    def differs(self, view: View, visitor_id: Id | None) -> bool:
        """Whether it is known that this visitor sees something else than others of their view."""
        return view.name in self._seen and self._seen[view.name].differs(visitor_id)

    def events_since(self, seq: int, view: View, visitor_id: Id | None) -> list[bytes] | None:
        """The events after a seq for this visitor, with what is true now of the records that they told of.

        None if this view cannot resume from there: the snapshot tells.
        """
        if seq == self.seq:
            return []
        traces = self.ring.after(seq, view)
        if traces is None:
            return None
        if any(trace.concerns(view, visitor_id) for trace in traces):
            return caught_up(traces, self.state, view, visitor_id)
        if (seq, view.name) not in self._resumed:
            self._resumed[seq, view.name] = caught_up(traces, self.state, view, None)
        return self._resumed[seq, view.name]

    def nearly_full(self) -> bytes | None:
        """What coordinators are told if the board has little room left."""
        percent, measure = share(self.state.size, self._store.limit, self._counted)
        return size_frame(percent, measure) if percent >= NEARLY_FULL else None

    async def done_ids(self, edit_ids: list[Id], visitor: Visitor) -> dict[Id, int]:
        """Which of a client's pending edits are done, with their seq."""
        unknown = [edit_id for edit_id in edit_ids if self.known.get(edit_id) is None]
        if unknown:
            self._remember(await asyncio.to_thread(find_edits, self._store.database, self.id, unknown))
        done = {}
        for edit_id in edit_ids:
            known = self.known.get(edit_id)
            if known is not None:
                answer = first_answer(known, visitor)
                if isinstance(answer, Accepted):
                    done[edit_id] = answer.seq
        return done

    # Following the log

    async def _catch_up(self) -> None:
        """Read and announce what other processes wrote."""
        events = await asyncio.to_thread(events_after, self._store.database, self.id, self.seq)
        draft = self.state.draft()
        forms = []
        for event in events:
            changes = read_changes(event.changes, self.state.kinds)
            form, _ = step(draft, changes, event.seq, event.edit_id, event.type, event.visitor_id, event.at)
            forms.append(form)
            if event.written:
                draft.texts.keep_own_words(event.edit_id, changes, event.written, event.visitor_id)
        self.state.absorb(draft)
        self._announce(forms)

    def _announce(self, forms: list[EventForms]) -> None:
        if not forms:
            return
        self.seq = forms[-1].seq
        for kept in (self._seen, self._snapshots, self._resumed, self.packed):
            kept.clear()
        self._own = None
        for form in forms:
            head = form.trace.head
            self.known.add(head.edit_id, head.seq, head.visitor_id)
            if form.purges:
                self.ring.clear()
            self.ring.append(form.trace.unsigned() if head.type == FORGETTING else form.trace)
        if any(form.purges for form in forms):
            self.state.texts.drop_gone(self.state.has, self.state.kinds)
        self.room.announce(forms)
        self._tell_size()

    def _tell_size(self) -> None:
        """Tell coordinators how full the board is, from when it is nearly full until it is so no more."""
        percent, measure = share(self.state.size, self._store.limit, self._counted)
        if percent != self._told and max(percent, self._told) >= NEARLY_FULL:
            self.room.send_coordinators(size_frame(percent, measure))
        self._told = percent

    def _remember(self, found: dict[Id, tuple[int, Id | None]]) -> bool:
        fresh = [edit_id for edit_id in found if self.known.get(edit_id) is None]
        for edit_id in fresh:
            self.known.add(edit_id, *found[edit_id])
        return bool(fresh)

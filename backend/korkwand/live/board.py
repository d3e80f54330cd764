"""LiveBoard: one board in memory, the queue of its edits, and the turns that make them events."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import Any

import msgspec

from korkwand.access.visibility import View
from korkwand.access.visitors import Visitor
from korkwand.edits.edit import Edit
from korkwand.edits.state import BoardState
from korkwand.edits.texts import BaseUnknown
from korkwand.errors import Unavailable
from korkwand.live.frames import EventForms, logged_event, records_json, step
from korkwand.live.ring import Packed, Ring
from korkwand.live.room import Room
from korkwand.live.turn import Accepted, Answer, Entry, KnownEdits, Refused, Submission, Turn, first_answer
from korkwand.storage.database import Database
from korkwand.storage.faults import refusal_of
from korkwand.storage.journal import Batch, Committed, Failed, Journal, Lost, Outcome
from korkwand.storage.loading import board_seqs, events_after, find_edits, text_at
from korkwand.storage.records import Id, read_changes, timestamp

log = logging.getLogger(__name__)

TURN_SIZE = 256
"""Most edits of one turn."""
RETRIES = 30
"""How often a turn is tried again because another process was quicker, or a text had to be looked up."""


class Store(msgspec.Struct, frozen=True):
    """Where boards are kept."""

    database: Database
    journal: Journal


class Stale(Exception):
    """This process is behind the database: catch up, then apply again."""


class LiveBoard:
    """A replica of one board: its state at `seq`, a ring of its last events, and the room of who listens."""

    def __init__(self, store: Store, state: BoardState, seq: int) -> None:
        self.id = state.board_id
        self.state = state
        self.seq = seq
        self.room = Room(state)
        self.ring = Ring()
        self.known = KnownEdits()
        self._store = store
        self._waiting: deque[Submission] = deque()
        self._woken_to = 0
        self._work: asyncio.Task[None] | None = None
        self._snapshots: dict[str, bytes] = {}
        self.packed = Packed()
        state.texts.floor = seq

    # Writing

    def submit(
        self, visitor: Visitor, edits: list[Edit], done: Callable[[Id, Answer], None], *, together: bool = False
    ) -> None:
        """Put edits into the queue; `done` is called with each edit's answer once its turn's outcome is known.

        Edits that need `prepare` go through `ask`.
        """
        now = timestamp()
        self._enqueue(Submission(visitor, [Entry(edit, now) for edit in edits], done, together))

    async def ask(
        self, visitor: Visitor, edits: list[Edit], *, together: bool = False, prepared: Any = None
    ) -> dict[Id, Answer]:
        """Prepare and submit edits, and wait for all answers."""
        entries = [Entry(edit, timestamp(), prepared or await edit.prepare()) for edit in edits]
        answers: dict[Id, Answer] = {}
        finished = asyncio.get_running_loop().create_future()

        def done(edit_id: Id, answer: Answer) -> None:
            answers[edit_id] = answer
            if len(answers) == len({entry.edit.id for entry in entries}) and not finished.done():
                finished.set_result(None)

        if entries:
            self._enqueue(Submission(visitor, entries, done, together))
            await finished
        return answers

    def woken(self, seq: int) -> None:
        """Somebody says the board is at this seq."""
        if seq > self.seq:
            self._woken_to = max(self._woken_to, seq)
            self._start()

    async def reach(self, seq: int) -> None:
        """Catch up with a seq that a client knows, if the database has it."""
        if seq > self.seq:
            await self.refresh()

    async def refresh(self) -> None:
        """Catch up with the database."""
        found = await asyncio.to_thread(board_seqs, self._store.database, self._board_table, [self.id])
        target = found.get(self.id, 0)
        self.woken(target)
        while self.seq < target and self._work is not None:
            await asyncio.shield(self._work)

    @property
    def idle(self) -> bool:
        """Whether nobody listens and nothing is under way."""
        return self._work is None and not self.room.listeners

    @property
    def _board_table(self) -> object:
        return self.state.kinds["board"].table

    def _enqueue(self, submission: Submission) -> None:
        self._waiting.append(submission)
        self._start()

    def _start(self) -> None:
        if self._work is None:
            self._work = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        """Turns, one after the other, while there is anything to do. What arrives during a commit is the next turn."""
        try:
            while self._waiting or self._woken_to > self.seq:
                if self._woken_to > self.seq:
                    await self._catch_up()
                    self._woken_to = 0
                await self._turn(self._take())
        except Exception:
            log.exception("the turns of board %s stopped", self.id)
            self._answer_all(self._take(everything=True), Refused(Unavailable()))
        finally:
            self._work = None
            if self._waiting:
                self._start()

    def _take(self, *, everything: bool = False) -> list[Submission]:
        taken: list[Submission] = []
        count = 0
        while self._waiting and (everything or count < TURN_SIZE):
            taken.append(self._waiting.popleft())
            count += len(taken[-1].entries)
        return taken

    async def _turn(self, submissions: list[Submission]) -> None:
        try:
            await self._try(submissions)
        except Exception:
            log.exception("a turn of board %s failed", self.id)
            self._answer_all(submissions, Refused(Unavailable()))

    async def _try(self, submissions: list[Submission]) -> None:
        for _ in range(RETRIES):
            if not submissions:
                return
            turn = Turn(self.state, self.seq, self.known)
            try:
                turn.run(submissions)
                if turn.refused_ids:
                    await self._check_refusals(turn.refused_ids)
            except BaseUnknown as unknown:
                await self._look_up(unknown)
                continue
            except Stale:
                await self._catch_up()
                continue
            outcome = await self._commit(turn) if turn.events else Committed()
            if isinstance(outcome, Committed):
                self._settle(turn)
                return
            if isinstance(outcome, Lost):
                await self._catch_up()
            elif await self._explained(turn, outcome):
                continue
            else:
                return await self._fail(submissions, outcome)
        self._answer_all(submissions, Refused(Unavailable()))

    async def _commit(self, turn: Turn) -> Outcome:
        settled: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        batch = Batch(self.id, self.seq, turn.events, turn.changes, turn.beside, settled.set_result)
        self._store.journal.put(batch)
        return await settled

    def _settle(self, turn: Turn) -> None:
        """After the commit: fold, announce, answer."""
        self.state.absorb(turn.draft)
        self._announce(turn.forms)
        for submission, edit_id, answer in turn.answers:
            submission.done(edit_id, answer)

    async def _check_refusals(self, edit_ids: list[Id]) -> None:
        """A "no" may rest on a replica that is behind, or hide a duplicate: ask before it is told. Raises Stale."""

        def ask() -> tuple[int, dict[Id, tuple[int, Id | None]]]:
            database = self._store.database
            seqs = board_seqs(database, self._board_table, [self.id])
            return seqs.get(self.id, self.seq), find_edits(database, self.id, edit_ids)

        seq, found = await self._store.journal.ask(ask)
        fresh = self._remember(found)
        if seq != self.seq or fresh:
            raise Stale

    def _remember(self, found: dict[Id, tuple[int, Id | None]]) -> bool:
        fresh = [edit_id for edit_id in found if self.known.get(edit_id) is None]
        for edit_id in fresh:
            self.known.add(edit_id, *found[edit_id])
        return bool(fresh)

    async def _look_up(self, unknown: BaseUnknown) -> None:
        found = await self._store.journal.ask(
            lambda: text_at(self._store.database, self.id, unknown.card_id, unknown.base)
        )
        self.state.texts.looked_up[unknown.card_id, unknown.base] = found

    async def _explained(self, turn: Turn, outcome: Outcome) -> bool:
        """Whether an integrity error comes from ids that stand in the log already; they are remembered then."""
        if not isinstance(outcome, Failed) or outcome.fault != "integrity":
            return False
        ids = [event["edit_id"] for event in turn.events]
        return self._remember(await self._store.journal.ask(lambda: find_edits(self._store.database, self.id, ids)))

    async def _fail(self, submissions: list[Submission], outcome: Outcome) -> None:
        """Nothing was folded or announced. An unexplained fault is narrowed down: only the guilty edit is refused."""
        fault = outcome.fault if isinstance(outcome, Failed) else None
        if fault in {None, "integrity"} and len(submissions) > 1:
            for submission in submissions:
                await self._try([submission])
            return
        if fault in {None, "integrity"} and not submissions[0].together and len(submissions[0].entries) > 1:
            for entry in submissions[0].entries:
                await self._try([Submission(submissions[0].visitor, [entry], submissions[0].done)])
            return
        self._answer_all(submissions, Refused(refusal_of(fault)))

    @staticmethod
    def _answer_all(submissions: list[Submission], answer: Answer) -> None:
        for submission in submissions:
            for entry in submission.entries:
                submission.done(entry.edit.id, answer)

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
        self.state.absorb(draft)
        self._announce(forms)

    def _announce(self, forms: list[EventForms]) -> None:
        if not forms:
            return
        self.seq = forms[-1].seq
        self._snapshots.clear()
        self.packed.clear()
        for form in forms:
            self.known.add(form.edit_id, form.seq, form.visitor_id)
            self.ring.append(form)
        self.room.announce(forms)

    # Reading

    def records(self, view: View, visitor_id: Id | None) -> bytes:
        """The JSON of all records this visitor may see at `seq`; joined once per view."""
        if not view.trash and visitor_id and any(self._trashed_by(visitor_id)):
            return records_json(self.state.seen(view, visitor_id))
        if view.name not in self._snapshots:
            self._snapshots[view.name] = records_json(self.state.seen(view))
        return self._snapshots[view.name]

    def _trashed_by(self, visitor_id: Id) -> list[Id]:
        return [
            row.id
            for kind in ("card", "comment")
            for row in self.state.all(kind)
            if getattr(row.record, "deleted_at", None) and getattr(row.record, "author_id", None) == visitor_id
        ]

    async def events_since(self, seq: int, view: View, visitor_id: Id | None) -> tuple[list[bytes], int] | None:
        """The events after a seq as this visitor may see them, and the seq they lead to.

        From the ring, or for the full view from the log; None if this view cannot resume from there.
        """
        await self.reach(seq)
        if (from_ring := self.from_ring(seq, view, visitor_id)) is not None:
            return from_ring, self.seq
        if not view.full or seq > self.seq:
            return None
        logged = await asyncio.to_thread(events_after, self._store.database, self.id, seq)
        return [logged_event(event) for event in logged], logged[-1].seq if logged else seq

    def from_ring(self, seq: int, view: View, visitor_id: Id | None) -> list[bytes] | None:
        """The events after a seq from memory; None if the ring does not reach back so far."""
        return [] if seq == self.seq else self.ring.after(seq, view, visitor_id)

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

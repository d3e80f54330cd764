"""LiveBoard: a board's queue of edits, and the turns that make them events."""

import asyncio
import logging
import time
from collections import Counter, deque
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid5

from korkwand.catalog import SHOWING, WRITING
from korkwand.errors import Forbidden, KorkwandError, Unavailable
from korkwand.gates import judge
from korkwand.kernel.edit import Edit
from korkwand.kernel.merge import merge_wholly
from korkwand.kernel.records import Id
from korkwand.kernel.state import BoardState
from korkwand.kernel.versions import BaseAsked, MergeAsked
from korkwand.live.aside import Aside
from korkwand.live.looking import looked
from korkwand.live.replica import Replica, Store
from korkwand.live.turn import Accepted, Answer, Entry, Refused, Submission, Turn, mark_beyond
from korkwand.nouns.board.record import the_board
from korkwand.nouns.phase.edits import BeginPhase
from korkwand.nouns.phase.present import due_phase
from korkwand.rules.roles import SYSTEM, Visitor
from korkwand.storage.faults import refusal_of, storage_error
from korkwand.storage.journal import Batch, Beyond, Committed, Failed, Lost, Outcome
from korkwand.storage.loading import TextAsked, board_seqs, find_edits, text_at

log = logging.getLogger(__name__)

TURN_SIZE = 256
"""Most edits of one turn."""
RETRIES = 30
"""How often a turn is tried again because another process was quicker."""
REST = 0.0002
"""Seconds for which a long merge lets others work now and then."""


class Stale(Exception):
    """This process is behind the database: catch up, then apply again."""


class LiveBoard(Replica):
    """A replica with a queue of edits, and the turns that make events of them."""

    def __init__(self, store: Store, state: BoardState, seq: int) -> None:
        super().__init__(store, state, seq)
        self._waiting: deque[Submission] = deque()
        self._woken_to = 0
        self._asked_at = time.monotonic()
        self._work: asyncio.Task[None] | None = None
        self._beginning: set[Id] = set()
        self._aside = Aside(self._find, self._take_back)
        self.deleted = False
        """Whether the database, when last asked, did not know this board any more."""

    # Writing

    def submit(
        self, visitor: Visitor, edits: list[Edit], done: Callable[[Id, Answer], None], *, together: bool = False
    ) -> None:
        """Put edits into the queue; `done` is called with each edit's answer once its turn's outcome is known.

        Edits that need `prepare` go through `ask`.
        """
        now = self._store.now()
        self._enqueue(Submission(visitor, [Entry(edit, now) for edit in edits], done, together))

    async def ask(
        self, visitor: Visitor, edits: list[Edit], *, together: bool = False, prepared: Any = None
    ) -> dict[Id, Answer]:
        """Prepare and submit edits, and wait for all answers."""
        entries = []
        answers: dict[Id, Answer] = {}
        for edit in edits:
            early, made = await self._prepared(visitor, edit) if edit.slow else (None, prepared)
            if early is None:
                entries.append(Entry(edit, self._store.now(), made))
            elif together and isinstance(early, Refused):
                return {other.id: early for other in edits}
            else:
                answers[edit.id] = early
        finished = asyncio.get_running_loop().create_future()
        expected = len({edit.id for edit in edits})

        def done(edit_id: Id, answer: Answer) -> None:
            answers[edit_id] = answer
            if len(answers) == expected and not finished.done():
                finished.set_result(None)

        if entries:
            self._enqueue(Submission(visitor, entries, done, together))
            await finished
        return answers

    async def _prepared(self, visitor: Visitor, edit: Edit) -> tuple[Answer | None, Any]:
        """What a slow edit has prepared, in its turn among those of all boards; or its answer, if that is known."""
        if early := await self._judged_early(visitor, edit):
            return early, None
        try:
            if edit.looks:
                return None, await looked(edit, self._store.look(self.id, visitor.id))
            return None, await self._store.hashing.run(edit.prepare, self.id, visitor.id)
        except KorkwandError as error:
            return Refused(error), None

    async def _judged_early(self, visitor: Visitor, edit: Edit) -> Answer | None:
        """The answer before anything slow is done: for who may not do this, or has done it before they lost the right.

        None: go on, the turn judges once more.
        """
        try:
            await self.refresh()
            judge(self.state, visitor, edit, self._store.now())
        except Unavailable as error:
            return Refused(error)
        except Forbidden as error:
            done = await self.done_ids([edit.id], visitor)
            return Accepted(done[edit.id], duplicate=True) if done else Refused(error)
        return None

    def begin_phase(self) -> None:
        """Begin the phase whose hour has come, if it is not under way yet.

        Every process does; the edit's id is made of the phase and its hour, so that it happens once.
        """
        phase = due_phase(self.state, self._store.now())
        if phase is None or the_board(self.state).archived_at or the_board(self.state).deleted_at:
            return
        edit_id = str(uuid5(UUID(self.id), f"{phase.id} {phase.opens_at}"))
        if edit_id not in self._beginning:
            self._beginning.add(edit_id)
            edit = BeginPhase(id=edit_id, phase_id=phase.id)
            self.submit(SYSTEM, [edit], lambda begun, _: self._beginning.discard(begun))

    def woken(self, seq: int) -> None:
        """Somebody says the board is at this seq."""
        if seq > self.seq:
            self._woken_to = max(self._woken_to, seq)
            self._start()

    async def reach(self, seq: int) -> None:
        """Catch up with a seq that a client knows, if the database has it."""
        if seq > self.seq:
            await self.refresh()

    def asked_before(self, seconds: float) -> bool:
        """Whether the database was asked longer ago than this; boards with listeners are asked by the clock."""
        return time.monotonic() - self._asked_at > seconds

    async def finish(self) -> None:
        """Wait until nothing is under way."""
        while (work := self._work or self._aside.work) is not None:
            await asyncio.shield(work)

    async def refresh(self) -> None:
        """Catch up with the database. Raises Unavailable while it does not answer."""
        self._asked_at = time.monotonic()
        try:
            found = await asyncio.to_thread(board_seqs, self._store.database, self._board_table, [self.id])
        except Exception as error:
            if storage_error(error) is None:
                raise
            raise Unavailable from error
        self.deleted = self.seq > 0 and self.id not in found
        target = found.get(self.id, 0)
        self.woken(target)
        while self.seq < target and self._work is not None:
            await asyncio.shield(self._work)

    @property
    def idle(self) -> bool:
        """Whether nobody listens and nothing is under way."""
        return self._work is None and self._aside.work is None and not self.room.listeners

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
                    self._woken_to = 0  # before the await: who wakes us meanwhile knows more
                    await self._catch_up()
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
        submissions = self._aside.hold_back(submissions)
        for _ in range(RETRIES):
            if not submissions:
                return
            turn = Turn(self.state, self.seq, self.known, self._store.limit)
            turn.run(submissions)
            try:
                if turn.refused_ids:
                    await self._check_refusals(turn.refused_ids)
            except Stale:
                await self._catch_up()
                continue
            outcome = await self._commit(turn) if turn.events or turn.slips else Committed()
            if isinstance(outcome, Committed):
                self._settle(turn)
                return
            if isinstance(outcome, Lost):
                await self._catch_up()
            elif isinstance(outcome, Beyond):
                mark_beyond(submissions, outcome.refusals)
            elif await self._explained(turn, outcome):
                continue
            else:
                return await self._fail(submissions, outcome)
        self._answer_all(submissions, Refused(Unavailable()))

    async def _commit(self, turn: Turn) -> Outcome:
        settled: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

        def settle(outcome: Outcome) -> None:
            if not settled.done():  # cancelled: the process is stopping
                settled.set_result(outcome)

        written = (turn.events, turn.changes, turn.beside, settle, turn.redactions, turn.slips)
        batch = Batch(self.id, self.seq, *written)
        self._store.journal.put(batch)
        return await settled

    def _settle(self, turn: Turn) -> None:
        """After the commit: fold, announce, answer."""
        self.state.absorb(turn.draft)
        self._store.counts.turns += 1
        self._store.counts.events += len(turn.events)
        self._store.counts.refused += len(turn.refused_ids)
        self._announce(turn.forms)
        self._store.tallies.written(self.id, [order for _, order in turn.slips])
        written: Counter[tuple[Visitor, bool]] = Counter()
        for visitor, size, imported in turn.weights:
            written[visitor, imported] += size
        for (visitor, imported), size in written.items():
            self._store.wrote(self.id, visitor, size, imported)
        for submission, edit_id, answer in turn.answers:
            submission.done(edit_id, answer)
        for visitor_id, put_off in turn.put_off.items():
            self._aside.put_off(visitor_id, put_off)

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

    async def _find(self, question: BaseAsked | MergeAsked) -> object:
        """What a put off edit waits for. Merges of a process go one after the other: they are all work for one core."""
        if isinstance(question, BaseAsked):
            asked = TextAsked(self.id, self.state.kinds[question.kind], question, WRITING, SHOWING)
            return await asyncio.to_thread(text_at, self._store.database, asked)
        async with self._store.merging:
            texts = (question.base, question.mine, question.theirs)
            return await asyncio.to_thread(merge_wholly, *texts, lambda: time.sleep(REST))

    def _take_back(self, submissions: list[Submission]) -> None:
        """Try again what was put off, before what came later."""
        self._waiting.extendleft(reversed(submissions))
        self._start()

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

"""LiveBoards: which boards are in memory, loaded when first asked for; the clock that looks after them."""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from korkwand.catalog import KINDS
from korkwand.errors import NotFound, StorageFull, Unavailable
from korkwand.kernel.edit import Edit
from korkwand.kernel.records import Id
from korkwand.kernel.state import BoardState
from korkwand.live.board import LiveBoard
from korkwand.live.bus import Bus
from korkwand.live.presence import Presence
from korkwand.live.replica import Store
from korkwand.live.room import CLOSED_NOT_FOUND
from korkwand.live.turn import Refused
from korkwand.nouns.board.edits import CreateBoard
from korkwand.nouns.board.record import Board
from korkwand.nouns.key.rights import any_dated
from korkwand.rules.roles import SYSTEM, Visitor
from korkwand.storage.faults import storage_error
from korkwand.storage.loading import board_seqs, load_board

log = logging.getLogger(__name__)

TICK_S: Final = 0.25
ASK_S: Final = 0.5
"""A wake-up from the bus may be lost: boards with listeners are asked for anew this often."""
IDLE_S: Final = 600.0
"""A board that nobody used for so long is dropped from memory."""


class LiveBoards:
    """The boards of this process. Use `get`; `start` and `stop` run its clock."""

    def __init__(self, store: Store, epoch: str, bus: Bus) -> None:
        self.store = store
        self.epoch = epoch
        self.presence = Presence(bus)
        self._bus = bus
        self._boards: dict[Id, LiveBoard] = {}
        self._loading: dict[Id, asyncio.Task[LiveBoard]] = {}
        self._used: dict[Id, float] = {}
        self._clock: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()
        self._asked_at = 0.0

    async def get(self, board_id: Id) -> LiveBoard:
        """The board, from memory or the database; raises NotFound."""
        self._used[board_id] = time.monotonic()
        board = self._boards.get(board_id)
        if board is not None:
            if not board.room.listeners and board.asked_before(ASK_S):
                with suppress(Unavailable):  # what is in memory may still be read
                    await board.refresh()
            if board.deleted:
                self.forget(board_id)
                raise NotFound
            return board
        if board_id not in self._loading:
            self._loading[board_id] = asyncio.create_task(self._load(board_id))
        try:
            return await asyncio.shield(self._loading[board_id])
        except NotFound:
            self._used.pop(board_id, None)
            raise

    async def create(self, visitor: Visitor, edit: CreateBoard, rows: list[tuple[str, dict[str, Any]]]) -> LiveBoard:
        """Make a board; `rows` (who makes it) are written in the same transaction."""
        board = LiveBoard(self.store, BoardState(edit.board_id, KINDS), 0)
        answers = await board.ask(visitor, [edit], prepared=rows)
        answer = answers[edit.id]
        if isinstance(answer, Refused):
            raise answer.error
        self._boards[edit.board_id] = board
        self._used[edit.board_id] = time.monotonic()
        return board

    def forget(self, board_id: Id) -> None:
        """The board was deleted: whoever listens is told so, and memory keeps nothing of it."""
        board = self._boards.pop(board_id, None)
        self._used.pop(board_id, None)
        if board is not None:
            for listener in list(board.room.listeners):
                board.room.drop(listener, CLOSED_NOT_FOUND, "not found")

    def wake(self, board_id: Id, seq: int) -> None:
        """The bus says that a board is at this seq."""
        board = self._boards.get(board_id)
        if board is not None:
            board.woken(seq)

    def loaded(self) -> list[LiveBoard]:
        """The boards in memory."""
        return list(self._boards.values())

    def start(self) -> None:
        """Start the clock and listen to the bus."""
        self._bus.start(self.wake, self.presence.heard)
        self._clock = asyncio.create_task(self._tick())

    async def stop(self) -> None:
        """Stop the clock and the bus."""
        self._stopping.set()
        if self._clock is not None:
            await self._clock  # not cancelled: its question to the database would outlive the database
        await self.store.tallies.finish()
        for board in list(self._boards.values()):
            await board.finish()
        await self._bus.stop()

    async def _load(self, board_id: Id) -> LiveBoard:
        try:
            loaded = await asyncio.to_thread(load_board, self.store.database, board_id, KINDS)
        except Exception as error:
            if storage_error(error) is None:
                raise
            raise Unavailable from error
        finally:
            self._loading.pop(board_id, None)
        if loaded is None:
            raise NotFound
        state = BoardState(board_id, KINDS)
        state.fill(loaded.rows)
        board = self._boards[board_id] = LiveBoard(self.store, state, loaded.seq)
        self.store.tallies.recount(board_id)
        return board

    async def _publish(self, board_id: Id, make: Callable[[BoardState], Edit | None]) -> bool:
        """Tell counts by an event of the board; whether nothing of them is left to be told."""
        try:
            board = await self.get(board_id)
        except NotFound:
            return True
        edit = make(board.state)
        if edit is None:
            return True
        answer = (await board.ask(SYSTEM, [edit]))[edit.id]
        return isinstance(answer, Refused) and not isinstance(answer.error, Unavailable | StorageFull)

    async def _tick(self) -> None:
        while not self._stopping.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), TICK_S)
                return
            try:
                self.begin_phases()
                self.store.tallies.tell(self._publish)
                self.presence.tell([board for board in self._boards.values() if board.room.listeners])
                self.tell_glimpses()
                if time.monotonic() - self._asked_at >= ASK_S:
                    await self._ask()
                self._forget_idle()
            except Exception as error:
                if storage_error(error) is None:
                    log.exception("the clock of the boards stumbled")

    def begin_phases(self) -> None:
        """Begin the phases whose hour has come on the boards in memory; on others when they are loaded."""
        for board in self._boards.values():
            board.begin_phase()

    def tell_glimpses(self) -> None:
        """Tell on each board what its visitors do at this moment."""
        now = time.monotonic()
        for board in self._boards.values():
            board.glimpses.tell(board.room, board.state, now)

    async def _ask(self) -> None:
        """Ask the database where the boards with listeners are, and judge listeners anew: keys open and end by time."""
        self._asked_at = time.monotonic()
        listened = [board for board in self._boards.values() if board.room.listeners]
        if not listened:
            return
        for board in listened:
            if any_dated(board.state):
                board.room.review()
        ids = [board.id for board in listened]
        seqs = await asyncio.to_thread(board_seqs, self.store.database, Board.table, ids)
        for board_id in ids:
            if board_id in seqs:
                self.wake(board_id, seqs[board_id])
            else:
                self.forget(board_id)

    def _forget_idle(self) -> None:
        now = time.monotonic()
        for board_id, board in list(self._boards.items()):
            if not board.idle:
                self._used[board_id] = now
            elif now - self._used.get(board_id, 0.0) > IDLE_S:
                del self._boards[board_id]
                self._used.pop(board_id, None)

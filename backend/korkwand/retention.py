"""Retention: a board goes to the trash when its time has come, and after some more days it is deleted."""

import asyncio
import logging
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from korkwand.clock import Clock
from korkwand.entry.accounts import delete_idle_accounts
from korkwand.entry.cold import read, write
from korkwand.errors import KorkwandError
from korkwand.kernel.records import Id, new_id, timestamp
from korkwand.live.boards import LiveBoards
from korkwand.live.turn import Refused
from korkwand.nouns.board.edits import DeleteBoard
from korkwand.nouns.board.record import Board
from korkwand.rules.roles import SYSTEM
from korkwand.settings import Settings
from korkwand.storage.ends import Dates, dates_of, delete_board, delete_idle_devices, drop_date

log = logging.getLogger(__name__)

EVERY_S: Final = 3600.0
WARNED: Final = timedelta(days=30)
"""How long before its end coordinators are warned."""
DEVICE_IDLE: Final = timedelta(days=1)


class End(msgspec.Struct, frozen=True):
    """When a board goes to the trash, whether that is soon, when it is deleted from there, and what decides it."""

    ends_at: str | None
    warning: bool
    deletes_at: str | None
    kept_until: str | None
    board_days: int
    trash_days: int


class Swept(msgspec.Struct, frozen=True):
    """What one pass did."""

    trashed: int
    deleted: int


class Retention:
    """Looks for boards whose time has come: by itself every hour, and when asked."""

    def __init__(self, boards: LiveBoards, settings: Settings, clock: Clock) -> None:
        self._boards = boards
        self._settings = settings
        self._clock = clock
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look by itself."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Finish what is under way."""
        self._stopping.set()
        if self._task is not None:
            await self._task

    async def end_of(self, board_id: Id) -> End:
        """When this board ends."""
        (dates,) = await read(self._boards.store, lambda found: dates_of(found, Board.table, board_id))
        ends_at, now = self._ends_at(dates), self._clock()
        soon = ends_at is not None and dates.deleted_at is None and now >= _moment(ends_at) - WARNED
        deletes_at = None
        if dates.deleted_at is not None:
            deletes_at = timestamp(_moment(dates.deleted_at) + timedelta(days=self._settings.trash_days))
        return End(
            ends_at=ends_at if dates.deleted_at is None else None,
            warning=soon,
            deletes_at=deletes_at,
            kept_until=dates.ends_at,
            board_days=self._settings.board_days,
            trash_days=self._settings.trash_days,
        )

    async def sweep(self) -> Swept:
        """Put boards into the trash whose time has come, and delete those that lay there long enough."""
        now, store, boards = self._clock(), self._boards.store, Board.table
        trashed = deleted = 0
        deleted_before = timestamp(now - timedelta(days=self._settings.trash_days))
        for dates in await read(store, lambda found: dates_of(found, boards)):
            ends_at = self._ends_at(dates)
            if dates.deleted_at is None:
                trashed += bool(ends_at and ends_at <= timestamp(now)) and await self._trash(dates.board_id)
            elif dates.deleted_at <= deleted_before:
                deleted += await self._delete(dates.board_id, deleted_before)
        await write(store, lambda found: delete_idle_accounts(found, timestamp(now)))
        await write(store, lambda found: delete_idle_devices(found, timestamp(now - DEVICE_IDLE)))
        if deleted:
            await store.journal.sweep()
        return Swept(trashed, deleted)

    async def _trash(self, board_id: Id) -> bool:
        board = await self._boards.get(board_id)
        edit = DeleteBoard(id=new_id())
        answers = await board.ask(SYSTEM, [edit])
        if isinstance(answers[edit.id], Refused):
            return False
        await write(self._boards.store, lambda found: drop_date(found, board_id))
        return True

    async def _delete(self, board_id: Id, deleted_before: str) -> bool:
        boards: Any = Board.table
        deleted = await write(
            self._boards.store, lambda connection: delete_board(connection, boards, board_id, deleted_before)
        )
        self._boards.forget(board_id)
        return deleted

    def _ends_at(self, dates: Dates) -> str | None:
        if dates.ends_at is not None:
            return dates.ends_at
        if not self._settings.board_days:
            return None
        return timestamp(_moment(dates.edited_at) + timedelta(days=self._settings.board_days))

    async def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                await self.sweep()
            except KorkwandError:
                pass  # the database does not answer; there is a next time
            except Exception:
                log.exception("looking for boards whose time has come failed")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), EVERY_S)


def _moment(time: str) -> datetime:
    return datetime.fromisoformat(time)

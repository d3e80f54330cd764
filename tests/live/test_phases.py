"""The clock begins phases at their hour: once, whatever number of processes sees it come, and live for everybody."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from korkwand.app import open_doors
from korkwand.kernel.records import timestamp
from korkwand.kernel.visibility import COORDINATOR
from korkwand.live.board import LiveBoard
from korkwand.live.room import Listener
from korkwand.nouns.board.record import the_board
from korkwand.nouns.key.rights import Rights
from korkwand.rules.roles import Role
from korkwand.settings import Settings
from korkwand.storage.loading import events_after
from tests.live.running_board import ask, edit, new_board, new_id

TEN = datetime(2026, 6, 1, 10, tzinfo=UTC)


class Clock:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.time = TEN - timedelta(milliseconds=1)

    def __call__(self) -> datetime:
        return self.time


class Ear:
    """A socket that keeps what it is sent."""

    def __init__(self) -> None:
        self.sent = b""

    def write(self, frame: bytes) -> bool:
        self.sent += frame
        return True

    def close(self, code: int, reason: str) -> None:
        raise AssertionError(reason)


def test_two_processes_begin_a_phase_once_and_at_its_hour(database_url: str, tmp_path: Path) -> None:
    """[PH3] [PH5]"""

    async def run() -> None:
        clock = Clock()
        settings = Settings(data_dir=tmp_path, database_url=database_url)
        async with open_doors(settings, clock) as one, open_doors(settings, clock) as two:
            board, coordinator, _ = await new_board(one)
            phase_id = new_id()
            planned = edit("phase.add", phase_id=phase_id, stage="done", opens_at=timestamp(TEN))
            assert await ask(board, coordinator, planned) == [3]
            boards, ear = [board, await two.boards.get(board.id)], Ear()
            boards[1].room.join(Listener.of(ear, coordinator, Rights(Role.COORDINATOR, COORDINATOR)))
            for doors in (one, two):
                doors.boards.begin_phases()
            await settled(boards)
            assert board.seq == 3
            clock.time = TEN
            for doors in (one, two, one):
                doors.boards.begin_phases()
            await settled(boards)
            events = events_after(one.boards.store.database, board.id, 3)
            begun = ("phase.begin", None, timestamp(TEN))
            assert [(event.type, event.visitor_id, event.at) for event in events] == [begun]
            assert [the_board(found.state).phase_id for found in boards] == [phase_id] * 2
            assert b'"type":"phase.begin","by":null' in ear.sent

    asyncio.run(run())


async def settled(boards: list[LiveBoard]) -> None:
    for board in boards:
        await board.finish()
        await board.refresh()
        await board.finish()

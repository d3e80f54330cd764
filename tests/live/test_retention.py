"""Boards that end: to the trash when their time has come, then deleted without a trace. The clock is set by hand."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from korkwand.api.doors import Doors
from korkwand.app import open_doors
from korkwand.entry.entrance import Asked
from korkwand.entry.secrets import new_secret, secret_hash
from korkwand.errors import Forbidden, NotFound
from korkwand.kernel.records import timestamp
from korkwand.kernel.visibility import COORDINATOR
from korkwand.live.board import LiveBoard
from korkwand.live.room import Listener
from korkwand.nouns.board.record import Board
from korkwand.nouns.key.rights import Rights
from korkwand.retention import EVERY_S, Swept
from korkwand.rules.roles import Role, Visitor
from korkwand.settings import Settings
from tests.api.in_process import Hand
from tests.client import PATIENCE_S
from tests.live.running_board import ask, edit, new_board, new_id
from tests.pages import ROOT
from tests.storage.content import all_rows

CANARY = "canary-that-sang"
NOTHING = Swept(0, 0)


@asynccontextmanager
async def town(url: str | None, folder: Path, **settings: int) -> AsyncIterator[tuple[Doors, Hand]]:
    clock = Hand()
    clock.now = datetime.now(UTC)
    async with open_doors(Settings(data_dir=folder, database_url=url, **settings), clock) as doors:  # type: ignore[arg-type]
        yield doors, clock


async def board_in_use(doors: Doors) -> tuple[LiveBoard, Visitor, str]:
    """A board with the canary in all places, and a device that came in; its cookie."""
    board, coordinator, column = await new_board(doors)
    secret = new_secret()
    add = edit("key.add", key_id=new_id(), secret_hash=secret_hash(secret), role="contributor", label=f"{CANARY} key")
    card = new_id()
    for one in (
        add,
        edit("board.describe", description=f"{CANARY} board"),
        edit("card.add", card_id=card, column_id=column, title=f"{CANARY} title", text="alpha"),
        edit("card.write", card_id=card, text=f"{CANARY} text"),
        edit("comment.add", card_id=card, text=f"{CANARY} comment"),
    ):
        assert isinstance((await ask(board, coordinator, one))[0], int)
    _, cookie = await doors.entrance.enter(board.id, Asked(secret=secret, name=f"{CANARY} name"), None)
    return board, coordinator, cookie


class Socket:
    """A connection that remembers how it was closed."""

    def __init__(self) -> None:
        self.closed: tuple[int, str] | None = None

    def write(self, frame: bytes) -> bool:
        return True

    def close(self, code: int, reason: str) -> None:
        self.closed = (code, reason)


def test_a_board_ends_a_year_after_its_last_edit_and_is_deleted_a_month_later(tmp_path: Path) -> None:
    """[ED22]"""

    async def play() -> None:
        async with town(None, tmp_path) as (doors, clock):
            board, _, cookie = await board_in_use(doors)
            clock.wait(days=364)
            assert await doors.retention.sweep() == NOTHING
            clock.wait(days=2)
            assert await doors.retention.sweep() == Swept(1, 0)
            with pytest.raises(Forbidden):
                await doors.entrance.visit(board.id, secret=None, cookie=cookie)
            assert await doors.retention.sweep() == NOTHING
            clock.wait(days=29)
            assert await doors.retention.sweep() == NOTHING
            clock.wait(days=2)
            assert await doors.retention.sweep() == Swept(0, 1)
            with pytest.raises(NotFound):
                await doors.boards.get(board.id)
            assert await doors.entrance.boards_of(cookie) == []
            assert await doors.retention.sweep() == NOTHING

    asyncio.run(play())


def test_no_trace_is_left_of_it_and_its_neighbour_is_whole(database_url: str, tmp_path: Path) -> None:
    """[ED22] In no row; on SQLite in no byte of the file and the WAL either."""

    async def play() -> None:
        async with town(database_url, tmp_path) as (doors, clock):
            board, coordinator, _ = await board_in_use(doors)
            other, *_ = await new_board(doors)
            database = doors.boards.store.database
            before = [row for row in all_rows(database)["board"] if row["id"] == other.id]
            assert CANARY in str(all_rows(database))
            await ask(board, coordinator, edit("board.delete"))
            clock.wait(days=31)
            assert (await doors.retention.sweep()).deleted == 1
            rows = all_rows(database)
            assert CANARY not in str(rows)
            assert board.id not in str(rows)
            assert rows["device"] == []
            assert [row for row in rows["board"] if row["id"] == other.id] == before
            if database.file is not None:
                for file in database.file.parent.glob(f"{database.file.name}*"):
                    assert CANARY.encode() not in file.read_bytes(), file.name

    asyncio.run(play())


def test_sockets_are_told_in_every_process(database_url: str, tmp_path: Path) -> None:
    async def play() -> None:
        async with town(database_url, tmp_path) as (doors, clock), town(database_url, tmp_path) as (second, _):
            board, coordinator, _ = await board_in_use(doors)
            other = await second.boards.get(board.id)
            sockets = [Socket(), Socket()]
            clock.wait(days=400)
            assert (await doors.retention.sweep()).trashed == 1
            for one, socket in zip((board, other), sockets, strict=True):
                await one.refresh()
                one.room.join(Listener.of(socket, coordinator, Rights(Role.COORDINATOR, COORDINATOR)))  # type: ignore[arg-type]
            clock.wait(days=31)
            assert (await doors.retention.sweep()).deleted == 1
            await second.boards._ask()
            assert [socket.closed for socket in sockets] == [(4404, "not found")] * 2
            with pytest.raises(NotFound):
                await second.boards.get(board.id)

    asyncio.run(play())


def test_coordinators_say_otherwise_and_see_the_end_coming(tmp_path: Path) -> None:
    """[ED22]"""

    async def play() -> None:
        async with town(None, tmp_path) as (doors, clock):
            board, coordinator, _ = await board_in_use(doors)
            end = await doors.retention.end_of(board.id)
            assert (str(end.ends_at)[:10], end.warning) == (f"{clock.now + timedelta(days=365):%Y-%m-%d}", False)
            later = timestamp(clock.now + timedelta(days=100))
            assert isinstance((await ask(board, coordinator, edit("board.keep", ends_at=later)))[0], int)
            assert (await doors.retention.end_of(board.id)).ends_at == later
            past = edit("board.keep", ends_at="2020-01-01T00:00:00.000Z")
            assert await ask(board, coordinator, past) == ["invalid"]
            clock.wait(days=69)
            assert not (await doors.retention.end_of(board.id)).warning
            clock.wait(days=2)
            assert (await doors.retention.end_of(board.id)).warning
            clock.wait(days=30)
            assert await doors.retention.sweep() == Swept(1, 0)
            ended = await doors.retention.end_of(board.id)
            assert (ended.ends_at, ended.warning) == (None, False)
            assert ended.deletes_at is not None
            assert isinstance((await ask(board, coordinator, edit("board.restore")))[0], int)
            assert await doors.retention.sweep() == NOTHING

    asyncio.run(play())


def test_a_phase_that_begins_by_itself_is_nobody_s_interest(database_url: str, tmp_path: Path) -> None:
    """[ED22] [PH5]"""

    async def play() -> None:
        async with town(database_url, tmp_path) as (doors, clock):
            board, coordinator, _ = await board_in_use(doors)
            phase, by_hand = new_id(), new_id()
            hour = timestamp(clock.now + timedelta(days=100))
            for one in (
                edit("phase.add", phase_id=phase, stage="sort", opens_at=hour),
                edit("phase.add", phase_id=by_hand, stage="done"),
            ):
                assert isinstance((await ask(board, coordinator, one))[0], int)
            before = await doors.retention.end_of(board.id)
            clock.wait(days=101)
            doors.boards.begin_phases()
            await board.finish()
            assert board.state.get(Board, board.id).phase_id == phase
            assert await doors.retention.end_of(board.id) == before
            assert isinstance((await ask(board, coordinator, edit("phase.begin", phase_id=by_hand)))[0], int)
            later = await doors.retention.end_of(board.id)
            assert str(later.ends_at)[:10] == f"{clock.now + timedelta(days=365):%Y-%m-%d}"

    asyncio.run(play())


def test_a_board_that_was_restored_in_time_is_not_deleted(tmp_path: Path) -> None:
    async def play() -> None:
        async with town(None, tmp_path) as (doors, clock):
            board, coordinator, _ = await board_in_use(doors)
            clock.wait(days=366)
            assert await doors.retention.sweep() == Swept(1, 0)
            assert isinstance((await ask(board, coordinator, edit("board.restore")))[0], int)
            clock.wait(days=60)
            assert await doors.retention.sweep() == NOTHING

    asyncio.run(play())


def test_with_zero_days_a_board_ends_only_when_somebody_says_so(tmp_path: Path) -> None:
    async def play() -> None:
        async with town(None, tmp_path, board_days=0) as (doors, clock):
            board, _, _ = await board_in_use(doors)
            clock.wait(days=10_000)
            assert await doors.retention.sweep() == NOTHING
            assert (await doors.retention.end_of(board.id)).ends_at is None

    asyncio.run(play())


async def told_of_the_end(board: LiveBoard) -> None:
    """Until the server itself has put the board into the trash."""
    while not board.state.get(Board, board.id).deleted_at:  # noqa: ASYNC110  the board has nothing to wait for
        await asyncio.sleep(0.01)


def test_it_looks_by_itself_at_the_start_and_ends_when_it_is_told_to(tmp_path: Path) -> None:
    async def play() -> None:
        async with town(None, tmp_path) as (doors, clock):
            board, _, _ = await board_in_use(doors)
            clock.wait(days=366)
            doors.retention.start()
            await asyncio.wait_for(told_of_the_end(board), PATIENCE_S)
            await asyncio.wait_for(doors.retention.stop(), EVERY_S / 100)

    asyncio.run(play())


def test_the_command_does_it_at_once_and_says_how_many(tmp_path: Path) -> None:
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT / "backend"), "KORKWAND_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "korkwand", "purge"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    assert done.stdout == "Put into the trash: 0. Deleted for good: 0.\n"

"""Commits that fail, and batches with a bad edit: through the real board, journal and database."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, make_url

from korkwand.kernel.visibility import COORDINATOR
from korkwand.live.turn import Refused
from korkwand.rules.roles import Visitor
from korkwand.storage.database import Database
from tests.live.running_board import ask, assert_on_disk, edit, held, new_board, new_id, running


class TestBatch:
    def test_one_bad_edit_leaves_nothing_and_stops_nobody(self, database_url: str, tmp_path: Path) -> None:
        async def scene() -> None:
            async with running(database_url, tmp_path) as doors:
                board, anna, column_id = await new_board(doors)
                answers = await ask(
                    board,
                    anna,
                    edit("card.add", column_id=column_id, title="one"),
                    edit("card.add", column_id=new_id(), title="nowhere"),
                    edit("card.add", column_id=column_id),
                    edit("card.add", column_id=column_id, title="two"),
                )
                assert answers == [3, "not_found", "invalid", 4]
                assert [row.record.title for row in board.state.all("card")] == ["one", "two"]
                assert_on_disk(board)

        asyncio.run(scene())

    def test_all_or_none_means_none(self, database_url: str, tmp_path: Path) -> None:
        async def scene() -> None:
            async with running(database_url, tmp_path) as doors:
                board, anna, column_id = await new_board(doors)
                good, bad = edit("card.add", column_id=column_id, title="one"), edit("card.add", column_id=column_id)
                assert await ask(board, anna, good, bad, together=True) == ["invalid", "invalid"]
                assert board.seq == 2
                assert await ask(board, anna, good) == [3]
                assert_on_disk(board)

        asyncio.run(scene())

    def test_a_card_and_its_comment_in_one_turn(self, database_url: str, tmp_path: Path) -> None:
        async def scene() -> None:
            async with running(database_url, tmp_path) as doors:
                board, anna, column_id = await new_board(doors)
                card = edit("card.add", column_id=column_id, title="one")
                assert await ask(board, anna, card, edit("comment.add", card_id=card.id, text="yes")) == [3, 4]
                assert_on_disk(board)

        asyncio.run(scene())


class TestDiskFull:
    """SQLite may not grow beyond what it has: the same error as a full disk."""

    def test_it_is_said_reads_go_on_and_it_heals(self, tmp_path: Path) -> None:
        async def scene() -> None:
            async with running(f"sqlite:///{tmp_path}/korkwand.db", tmp_path) as doors:
                disk = Disk(doors.boards.store.database)
                board, anna, column_id = await new_board(doors)
                await doors.boards.store.journal.ask(disk.fill)
                large = [edit("card.add", column_id=column_id, title="large", text="x" * 20_000) for _ in range(3)]
                before = board.records(*everything(anna))
                assert await ask(board, anna, *large) == ["storage_full"] * 3
                assert await ask(board, anna, large[0]) == ["storage_full"]
                assert board.records(*everything(anna)) == before
                assert_on_disk(board)
                disk.empty()
                assert await ask(board, anna, *large) == [3, 4, 5]
                assert_on_disk(board)

        asyncio.run(scene())

    def test_the_error_is_507(self, tmp_path: Path) -> None:
        async def scene() -> None:
            async with running(f"sqlite:///{tmp_path}/korkwand.db", tmp_path) as doors:
                disk = Disk(doors.boards.store.database)
                board, anna, column_id = await new_board(doors)
                await doors.boards.store.journal.ask(disk.fill)
                large = edit("card.add", column_id=column_id, text="x" * 20_000)
                answer = (await board.ask(anna, [large]))[large.id]
                assert isinstance(answer, Refused)
                assert (answer.error.status, answer.error.code) == (507, "storage_full")

        asyncio.run(scene())


class TestLocked:
    def test_the_outcome_is_unknown_and_the_same_id_succeeds(self, database_url: str, tmp_path: Path) -> None:
        async def scene() -> None:
            async with running(database_url, tmp_path) as doors:
                board, anna, column_id = await new_board(doors)
                card = edit("card.add", column_id=column_id, title="one")
                with locked(database_url, board.id):
                    asked = asyncio.create_task(ask(board, anna, card))
                    await asyncio.sleep(0.2)
                    assert board.events_since(0, *everything(anna)) is not None
                    assert await asked == ["unavailable"]
                assert board.seq == 2
                assert await ask(board, anna, card) == [3]
                assert_on_disk(board)

        asyncio.run(scene())

    @pytest.mark.postgres
    def test_a_connection_that_is_killed_is_replaced(
        self, postgres: Any, migrated_postgres: str, tmp_path: Path
    ) -> None:
        async def scene(url: str) -> None:
            async with running(url, tmp_path) as doors:
                board, anna, column_id = await new_board(doors)
                cards = [edit("card.add", column_id=column_id, title=str(number)) for number in range(5)]
                for card in cards:
                    with psycopg.connect(driver_url(url), autocommit=True) as other:
                        other.execute(
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                        )
                    answers = await ask(board, anna, card)
                    while answers == ["unavailable"]:
                        answers = await ask(board, anna, card)
                    assert answers == [board.seq]
                assert board.seq == 7
                assert_on_disk(board)

        with postgres.database(template=migrated_postgres) as url:
            asyncio.run(scene(url))


class TestConstraint:
    """A key's secret must be unique in the whole database; no board can know that of another one."""

    def test_only_the_guilty_edit_is_refused(self, database_url: str, tmp_path: Path) -> None:
        async def scene() -> None:
            async with running(database_url, tmp_path) as doors:
                (board, anna, column_id), (other, bert, _) = await new_board(doors), await new_board(doors)
                assert await ask(other, bert, key("5e" * 32)) == [3]
                batch = [
                    edit("card.add", column_id=column_id, title="one"),
                    key("5e" * 32),
                    edit("card.add", column_id=column_id, title="two"),
                ]
                assert await ask(board, anna, *batch) == [3, "conflict", 4]
                assert_on_disk(board)
                assert not board.state.has("key", batch[1].key_id)  # type: ignore[attr-defined]

        asyncio.run(scene())

    def test_all_or_none_with_a_guilty_one_is_none(self, database_url: str, tmp_path: Path) -> None:
        async def scene() -> None:
            async with running(database_url, tmp_path) as doors:
                (board, anna, column_id), (other, bert, _) = await new_board(doors), await new_board(doors)
                assert await ask(other, bert, key("5e" * 32)) == [3]
                card = edit("card.add", column_id=column_id, title="one")
                assert await ask(board, anna, card, key("5e" * 32), together=True) == ["conflict", "conflict"]
                assert board.seq == 2
                assert_on_disk(board)

        asyncio.run(scene())

    def test_a_board_does_not_fail_with_another(self, database_url: str, tmp_path: Path) -> None:
        """Both are written in one transaction: the journal is held until both wait."""

        async def scene() -> None:
            async with running(database_url, tmp_path) as doors:
                (guilty, anna, _), (innocent, bert, column_id) = await new_board(doors), await new_board(doors)
                assert await ask(innocent, bert, key("5e" * 32)) == [3]
                with held(doors.boards.store.journal.ask):
                    asked = [
                        asyncio.create_task(ask(guilty, anna, key("5e" * 32))),
                        asyncio.create_task(ask(innocent, bert, edit("card.add", column_id=column_id, title="one"))),
                    ]
                    await asyncio.sleep(0.05)
                assert await asyncio.gather(*asked) == [["conflict"], [4]]
                for board in (guilty, innocent):
                    assert_on_disk(board)

        asyncio.run(scene())


# What the scenes use


class Disk:
    """Stops the writer's database file from growing, as a full disk does, until it is emptied."""

    def __init__(self, database: Database) -> None:
        self._is_full = False
        self._connections: list[Any] = []

        @event.listens_for(database.engine, "checkout")
        def limit(connection: Any, *_: Any) -> None:
            self._connections.append(connection)
            self._limit(connection)

    def fill(self) -> None:
        """From now on nothing may grow. Runs on the writer's thread."""
        self._is_full = True
        for connection in self._connections:
            self._limit(connection)

    def empty(self) -> None:
        """From the next connection on there is room again."""
        self._is_full = False

    def _limit(self, connection: Any) -> None:
        # One page means: as many as there are now.
        connection.execute(f"PRAGMA max_page_count={1 if self._is_full else 10**9}").close()


@contextmanager
def locked(url: str, board_id: str) -> Iterator[None]:
    """Another program is writing and does not come to an end."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(make_url(url).database or "", isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
            connection.execute("ROLLBACK")
    else:
        with psycopg.connect(driver_url(url)) as other:
            other.execute("SELECT 1 FROM board WHERE id = %s FOR UPDATE", [board_id])
            yield
            other.rollback()


def driver_url(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def everything(visitor: Visitor) -> Any:
    return COORDINATOR, visitor.id


def key(secret_hash: str) -> Any:
    return edit("key.add", key_id=new_id(), role="editor", secret_hash=secret_hash)

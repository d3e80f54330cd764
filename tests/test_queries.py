"""How many statements a request costs the database: the same numbers however large, old or crowded the board is.

Counted at the drivers, so that the journal's own connection is counted too. An `executemany` is one statement: it is
one call, whatever it writes. COMMIT is not counted, and neither is the clock, which asks for the seq of all boards
twice a second; a board without listeners is asked for by who reads it instead.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
import uvicorn
from sqlalchemy import Engine, event

from korkwand.app import create_app
from korkwand.entry import entrance
from korkwand.live import boards
from korkwand.settings import Settings
from korkwand.socket.protocol import KorkwandProtocol
from tests.client import Board, Guest, edit

Statements = list[str]
RAN: Statements = []
"""What was run on any connection of this process, in its order."""

NOT_OURS = ("LISTEN", ";")
"""The bus's own connection, and SQLAlchemy's question to Postgres whether a pooled connection still lives."""


def note(sql: object) -> None:
    """Keep a statement, if it is the request's."""
    if not str(sql).startswith(NOT_OURS):
        RAN.append(" ".join(str(sql).split()))


class SqliteCursor(sqlite3.Cursor):
    """A cursor that keeps what it runs."""

    def execute(self, sql: str, parameters: Any = (), /) -> Any:
        note(sql)
        return super().execute(sql, parameters)

    def executemany(self, sql: str, parameters: Any, /) -> Any:
        note(sql)
        return super().executemany(sql, parameters)


class SqliteConnection(sqlite3.Connection):
    """A connection whose cursors keep what they run."""

    def cursor(self, factory: Any = SqliteCursor) -> Any:
        return super().cursor(factory)


class PostgresCursor(psycopg.Cursor[Any]):
    """A cursor that keeps what it runs."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        note(query)
        return super().execute(query, params, **options)

    def executemany(self, query: Any, params_seq: Any, **options: Any) -> None:
        note(query)
        super().executemany(query, params_seq, **options)


@pytest.fixture(scope="module", autouse=True)
def counting() -> Iterator[None]:
    """Every connection that is made from here on keeps what it runs; the clock keeps still."""

    def connect(dialect: Any, _: Any, arguments: list[Any], options: dict[str, Any]) -> None:
        options.update(
            {"factory": SqliteConnection} if dialect.name == "sqlite" else {"cursor_factory": PostgresCursor}
        )

    event.listen(Engine, "do_connect", connect)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(boards, "TICK_S", 3600.0)
        patch.setattr(boards, "ASK_S", 3600.0)
        # Who asks is looked up once in five seconds; a slow machine must not make it twice.
        patch.setattr(entrance, "REMEMBERED_S", 3600.0)
        yield
    event.remove(Engine, "do_connect", connect)


@contextmanager
def served(url: str, folder: Path) -> Iterator[str]:
    """The program in this process; its address."""
    wide: dict[str, Any] = {"edits_burst": 100_000, "edits_per_second": 10_000, "frames_per_second": 10_000}
    config = uvicorn.Config(
        create_app(Settings(data_dir=folder, database_url=url, **wide)),
        port=0, ws=KorkwandProtocol, log_config=None, access_log=False, lifespan="on",
    )  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            thread.join(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def cost(act: Callable[[], object]) -> Statements:
    """The statements of what is done."""
    until_still()
    RAN.clear()
    act()
    until_still()
    return list(RAN)


def until_still() -> None:
    """Wait until nothing has been run for a moment: an answer may come before the last statement is noted."""
    seen = -1
    while seen != len(RAN):
        seen = len(RAN)
        time.sleep(0.03)


SMALL = (3, 0, 1)
LARGE = (1500, 300, 25)
"""Cards, events more than cards, and listeners."""


@contextmanager
def board_of(address: str, size: tuple[int, int, int]) -> Iterator[Board]:
    """A board of this size, with its listeners."""
    cards, events, listeners = size
    board = Guest(address).make_board()
    column = board.column()["id"]
    card_ids = [one["id"] for one in pin(board, column, cards)]
    for start in range(0, events, 100):
        board.submit(
            *[edit("card.recolor", card_id=card_ids[n % cards], color="blue") for n in range(start, start + 100)]
        )
    guest = board.browser("viewer")
    with ExitStack() as stack:
        for _ in range(listeners):
            stack.enter_context(guest.live())
        yield board


def pin(board: Board, column: str, count: int) -> list[dict[str, Any]]:
    """Pin so many cards, in batches."""
    edits = [edit("card.add", column_id=column, title=f"{number}") for number in range(count)]
    for start in range(0, count, 500):
        board.submit(*edits[start : start + 500])
    return edits


def costs(board: Board) -> dict[str, Statements]:
    """What each request costs."""
    column = next(iter(board.records("column")))
    card = board.card(column)["id"]  # in one event only: a purge reads and writes the events that hold its words
    seq = board.snapshot()["seq"]
    found = {
        "get": cost(board.snapshot),
        "events in memory": cost(lambda: board.events(seq - 2)),
        "refused": cost(lambda: board.submit(edit("card.purge", card_id=column))),
        "delete": cost(lambda: board.do("card.purge", card_id=card)),
        "one by rest": cost(lambda: board.card(column)),
    }
    with board.live() as socket:

        def send(count: int) -> None:
            edits = [edit("card.add", column_id=column, title="x") for _ in range(count)]
            socket.edits(*edits)
            socket.event(edits[-1]["id"])

        found |= {"one": cost(lambda: send(1)), "100 in one frame": cost(lambda: send(100))}
    found["welcome"] = cost(lambda: hello(board))
    found["resume"] = cost(lambda: hello(board, last=seq))
    found["resume with pending"] = cost(lambda: hello(board, last=seq, pending=[edit("x")["id"] for _ in range(100)]))
    return found


def hello(board: Board, **fields: Any) -> None:
    """Come and go."""
    with board.live(**fields):
        pass


def without_begin(ran: Statements) -> Statements:
    """On Postgres the driver sends it by itself. Nor the emptying of SQLite's WAL after a purge."""
    return [sql for sql in ran if not sql.startswith(("BEGIN", "PRAGMA"))]


def counted(found: dict[str, Statements]) -> dict[str, int]:
    """The numbers."""
    return {what: len(without_begin(ran)) for what, ran in found.items()}


NUMBERS = {
    "get": 0,
    "events in memory": 0,
    # Its board's seq, and whether its id stands in the log.
    "refused": 2,
    # Compare-and-set, the slips that hang on it, delete, event; the events that hold its words, and the one that does.
    "delete": 6,
    # Compare-and-set, card, event.
    "one by rest": 3,
    "one": 3,
    "100 in one frame": 3,
    "welcome": 0,
    "resume": 0,
    "resume with pending": 1,
}
FIRST_GET = {
    # Who asks, and by which keys; the board's seq, and its records of eight kinds.
    "get": 11,
    "welcome": 0,
    # Memory has nothing to resume from after a start: everybody takes the snapshot.
    "resume": 0,
    "resume as viewer": 2,
}


def on(database: str, numbers: dict[str, int]) -> dict[str, int]:
    """The numbers on this database: on Postgres every turn wakes the other processes."""
    writes = {"delete", "one by rest", "one", "100 in one frame"}
    more = 1 if database.startswith("postgres") else 0
    return {what: number + more * (what in writes) for what, number in numbers.items()}


def test_a_board_in_memory_costs_the_same_whatever_its_size(database_url: str, tmp_path: Path) -> None:
    found = []
    with served(database_url, tmp_path) as address:
        for size in (SMALL, LARGE):
            with board_of(address, size) as board:
                board.snapshot()
                found.append(costs(board))
    assert counted(found[0]) == counted(found[1])
    assert counted(found[1]) == on(database_url, NUMBERS)


def test_a_board_that_must_be_loaded_costs_the_same_whatever_its_size(database_url: str, tmp_path: Path) -> None:
    found, kept = [], []
    with served(database_url, tmp_path) as address:
        for cards, events, _ in (SMALL, LARGE):
            with board_of(address, (cards, events, 1)) as board:
                kept.append((board, board.browser("viewer")))
    with served(database_url, tmp_path) as address:
        for board, viewer in kept:
            for one in (board, viewer):
                one.client.base_url = one.client.address = one.client.headers["Origin"] = address
            found.append(
                {
                    "get": cost(board.snapshot),
                    "welcome": cost(lambda board=board: hello(board)),  # type: ignore[misc]
                    "resume": cost(lambda board=board: hello(board, last=3)),  # type: ignore[misc]
                    "resume as viewer": cost(lambda viewer=viewer: hello(viewer, last=3)),  # type: ignore[misc]
                }
            )
    assert counted(found[0]) == counted(found[1])
    assert counted(found[1]) == FIRST_GET


def test_reading_a_board_without_listeners_asks_for_its_seq(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process may have written meanwhile; at most twice a second."""
    monkeypatch.setattr(boards, "ASK_S", 0.0)
    with served(database_url, tmp_path) as address:
        for size in (SMALL, LARGE):
            with board_of(address, (*size[:2], 0)) as board:
                board.snapshot()
                assert len(without_begin(cost(board.snapshot))) == 1


def test_what_is_counted_is_really_run(database_url: str, tmp_path: Path) -> None:
    """The journal speaks to the driver past SQLAlchemy, loading goes through it: both are seen."""
    with served(database_url, tmp_path) as address:
        board = Guest(address).make_board()
        column = board.column()["id"]
        advance, card, logged, *wake = without_begin(cost(lambda: board.card(column)))
    assert advance.startswith("UPDATE board SET seq")
    assert card.startswith("INSERT INTO card")
    assert logged.startswith("INSERT INTO event")
    assert len(wake) == (1 if database_url.startswith("postgres") else 0)

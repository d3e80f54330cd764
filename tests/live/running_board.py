"""A running program in this process with one board on it, for tests of turns and commits."""

import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from korkwand.api.doors import Doors
from korkwand.app import open_doors
from korkwand.catalog import KINDS, parse
from korkwand.entry.secrets import secret_hash
from korkwand.kernel.edit import Edit
from korkwand.live.board import LiveBoard
from korkwand.live.turn import Answer, Refused
from korkwand.nouns.board.edits import CreateBoard
from korkwand.rules.roles import SYSTEM, Visitor
from korkwand.settings import Settings
from korkwand.storage.loading import LoggedEvent, events_after, load_board


@asynccontextmanager
async def running(url: str, folder: Path) -> AsyncIterator[Doors]:
    """The program over this database; several may run at once."""
    async with open_doors(Settings(data_dir=folder, database_url=url)) as doors:
        yield doors


async def new_board(doors: Doors) -> tuple[LiveBoard, Visitor, str]:
    """A board with one column; its coordinator, and the column's id."""
    board_id, key_id, column_id = new_id(), new_id(), new_id()
    create = CreateBoard(
        id=new_id(), board_id=board_id, key_id=key_id, secret_hash=secret_hash(new_id()), title="Our town"
    )
    board = await doors.boards.create(SYSTEM, create, [])
    coordinator = Visitor(id=new_id(), key_ids=frozenset([key_id]))
    assert await ask(board, coordinator, edit("column.add", column_id=column_id, title="Ideas")) == [2]
    return board, coordinator, column_id


def new_id() -> str:
    """A fresh UUID."""
    return str(uuid4())


def edit(edit_type: str, **fields: Any) -> Edit:
    """An edit through the parser; `id` is made if absent."""
    return parse({"id": str(uuid4()), "type": edit_type, **fields})


async def ask(board: LiveBoard, visitor: Visitor, *edits: Edit, together: bool = False) -> list[int | str]:
    """Submit edits as one request; for each the seq of its event or the code of its refusal."""
    answers = await board.ask(visitor, list(edits), together=together)
    return [told(answers[one.id]) for one in edits]


def told(answer: Answer) -> int | str:
    """The seq of the event, or the code of the refusal."""
    return answer.error.code if isinstance(answer, Refused) else answer.seq


def log_of(board: LiveBoard) -> list[LoggedEvent]:
    """The board's log, read from the database."""
    return events_after(board._store.database, board.id, 0)


def assert_on_disk(board: LiveBoard) -> None:
    """What memory holds is what the tables hold; the log leads there without a gap and without an edit twice."""
    loaded = load_board(board._store.database, board.id, KINDS)
    assert loaded is not None
    assert board.seq == loaded.seq
    memory = {(row.kind, row.id): row.json for kind in KINDS for row in board.state.all(kind)}
    assert memory == {(row.kind, row.id): row.json for row in loaded.rows}
    log = log_of(board)
    assert [event.seq for event in log] == list(range(1, board.seq + 1))
    assert len({event.edit_id for event in log}) == len(log)


@contextmanager
def held(ask_journal: Any) -> Iterator[None]:
    """Keep the writer's thread busy meanwhile."""
    release = threading.Event()
    ask_journal(lambda: release.wait(10))
    yield
    release.set()

"""A running program in this process, for what cannot be tried without a board; once on each database."""

import asyncio
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import pytest

from korkwand.api.doors import Doors
from korkwand.app import open_doors
from korkwand.catalog import parse
from korkwand.entry.secrets import secret_hash
from korkwand.exchange.contents import Contents
from korkwand.kernel.visibility import COORDINATOR, View
from korkwand.live.board import LiveBoard
from korkwand.live.turn import Accepted
from korkwand.nouns.board.edits import CreateBoard
from korkwand.rules.roles import SYSTEM, Visitor
from korkwand.settings import Settings
from tests.postgres import BOTH, Postgres

T = TypeVar("T")


class Program:
    """The program's parts, and a loop to run them on."""

    def __init__(self, runner: asyncio.Runner, doors: Doors) -> None:
        self._runner = runner
        self.doors = doors

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do asynchronous work to its end."""
        return self._runner.run(work)

    def new_board(self, title: str = "Ideen") -> LiveBoard:
        """An empty board."""
        create = CreateBoard(
            id=str(uuid4()),
            board_id=str(uuid4()),
            key_id=str(uuid4()),
            secret_hash=secret_hash(str(uuid4())),
            title=title,
        )
        return self.run(self.doors.boards.create(SYSTEM, create, []))

    def submit(self, board: LiveBoard, *messages: dict[str, Any], visitor: Visitor = SYSTEM) -> None:
        """Submit edits that must succeed, as the command line would or as a visitor."""
        edits = [parse({"id": str(uuid4()), **message}) for message in messages]
        answers = self.run(board.ask(visitor, edits))
        assert all(isinstance(answer, Accepted) for answer in answers.values()), answers


@pytest.fixture(scope="module", params=BOTH)
def settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings with an empty database of their own, once on SQLite and once on Postgres."""
    folder: Path = tmp_path_factory.mktemp("data")
    if request.param == "sqlite":
        yield Settings(data_dir=folder)
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.database(template=request.getfixturevalue("migrated_postgres")) as url:
        yield Settings(data_dir=folder, database_url=url)


@pytest.fixture(scope="module")
def program(settings: Settings) -> Iterator[Program]:
    with asyncio.Runner() as runner:
        running = open_doors(settings)
        doors = runner.run(running.__aenter__())
        yield Program(runner, doors)
        runner.run(running.__aexit__(None, None, None))


def contents(board: LiveBoard, view: View = COORDINATOR) -> Contents:
    """What a view sees of a board."""
    return Contents(board.state, view)

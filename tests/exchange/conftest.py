"""A running program in this process, for what cannot be tried without a board."""

import asyncio
from collections.abc import Coroutine, Iterator
from typing import Any, TypeVar

import pytest
from uuid_utils import uuid4, uuid7

from korkwand.access.visibility import COORDINATOR, View
from korkwand.access.visitors import SYSTEM, secret_hash
from korkwand.api.doors import Doors
from korkwand.app import open_doors
from korkwand.boards import CreateBoard
from korkwand.catalog import parse
from korkwand.exchange.contents import Contents
from korkwand.live.board import LiveBoard
from korkwand.live.turn import Accepted
from korkwand.settings import Settings

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
            id=str(uuid7()),
            board_id=str(uuid4()),
            key_id=str(uuid7()),
            secret_hash=secret_hash(str(uuid4())),
            title=title,
        )
        return self.run(self.doors.boards.create(SYSTEM, create, []))

    def submit(self, board: LiveBoard, *messages: dict[str, Any]) -> None:
        """Submit edits that must succeed, as the command line would."""
        edits = [parse({"id": str(uuid7()), **message}) for message in messages]
        answers = self.run(board.ask(SYSTEM, edits))
        assert all(isinstance(answer, Accepted) for answer in answers.values()), answers


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with asyncio.Runner() as runner:
        running = open_doors(Settings(data_dir=tmp_path_factory.mktemp("data")))
        doors = runner.run(running.__aenter__())
        yield Program(runner, doors)
        runner.run(running.__aexit__(None, None, None))


def contents(board: LiveBoard, view: View = COORDINATOR) -> Contents:
    """What a view sees of a board."""
    return Contents(board.state, view)

"""One server for all of these tests, and a fresh board for each test."""

from collections.abc import Iterator

import pytest

from tests.client import Board
from tests.doors import Server, running


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Started once: starting takes longer than most of these tests. Who restarts it must have no sockets open."""
    with running(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture
def board(server: Server) -> Board:
    """A board as its maker's browser has it."""
    return server.guest().make_board()

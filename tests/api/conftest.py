"""One server for all of these tests, and a fresh board for each test."""

from collections.abc import Iterator

import pytest

from tests.api.signing_in import Town, town
from tests.client import Board
from tests.doors import Server, running
from tests.postgres import BOTH, Postgres
from tests.provider import Provider, provider_running


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Started once: starting takes longer than most of these tests. Who restarts it must have no sockets open."""
    with running(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture
def board(server: Server) -> Board:
    """A board as its maker's browser has it."""
    return server.guest().make_board()


@pytest.fixture(scope="session")
def served_provider() -> Iterator[Provider]:
    """A provider of OpenID Connect for all of these tests."""
    with provider_running() as provider:
        yield provider


@pytest.fixture
def provider(served_provider: Provider) -> Iterator[Provider]:
    """The provider; afterwards it lies no more."""
    yield served_provider
    served_provider.be_honest()


@pytest.fixture(scope="session", params=BOTH)
def shared_place(
    request: pytest.FixtureRequest, served_provider: Provider, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """Two processes over one database, where people may sign in."""
    folder = tmp_path_factory.mktemp("town")
    if request.param == "sqlite":
        with town(folder, served_provider) as place:
            yield place
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    with postgres.database() as url, town(folder, served_provider, url) as place:
        yield place


@pytest.fixture
def place(shared_place: Town, provider: Provider) -> Town:
    """The same, with an honest provider."""
    return shared_place


@pytest.fixture(scope="session")
def shared_strict_place(served_provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Where only those make boards who have signed in."""
    with town(tmp_path_factory.mktemp("strict"), served_provider, board_makers="oidc") as place:
        yield place


@pytest.fixture
def strict_place(shared_strict_place: Town, provider: Provider) -> Town:
    """The same, with an honest provider."""
    return shared_strict_place

"""Nobody holds up the server by its doors: each attack fails on the server as it is, and works without one limit."""

import select
import socket as sockets
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from tests.attacks.doors import ATTACKS, Target, still_open
from tests.client import Board
from tests.doors import WIDE_LIMITS, Server, running

LET_HAPPEN = {
    "bodies_for_import": 0,
    "heads_without_end": 0,
    "frames_before_hello": 1000,
    "frames_after_hello": 1000,
    "empty_fragments": 1000,
    "zeros": 1,
    "bad_frames": 400,
    "requests_ahead": 50,
    "silent_connections": 200,
}
"""How much of each attack the server may let happen. What is refilled by the second has some room."""

HELD = 60
"""Connections of each kind that are held open."""

MOST_MEMORY = 60 * 1024 * 1024

WEAK_ROUNDS = 22
"""After so many the server as it is has closed all of them."""

pytestmark = pytest.mark.alone


@contextmanager
def weak_server(folder: Path, hole: str) -> Iterator[Server]:
    """A server with this hole in it."""
    server = Server(folder, {**WIDE_LIMITS, "strangers": "200" if hole == "silent_connections" else "4096"})
    server.program = (str(Path(__file__).with_name("weak_server.py")), hole)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("server"), strangers="200") as server:
        yield server


def target(board: Board) -> Target:
    """The board as a guest with a viewer's link sees it."""
    host, _, port = board.client.address.removeprefix("http://").partition(":")
    return Target(host, int(port), board.url, board.key("viewer")["secret"])


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_stopped_and_leaves_nothing_in_memory(server: Server, name: str) -> None:
    """[AD1] [AD3] [AD5] [AD6] [AD7] What others notice of it meanwhile, `bench/run --attacks` says."""
    memory = server.memory
    assert ATTACKS[name](target(server.guest().make_board())) <= LET_HAPPEN[name]
    assert server.memory - memory < MOST_MEMORY


@pytest.mark.parametrize("name", ATTACKS)
def test_it_is_one_where_that_limit_is_missing(tmp_path: Path, name: str) -> None:
    with weak_server(tmp_path, name) as server:
        found = ATTACKS[name](target(server.guest().make_board()))
        assert found > 2 * LET_HAPPEN[name], "the limit that is there stops nothing"


def held(at: Target, stack: ExitStack) -> dict[str, list[sockets.socket]]:
    """Connections of every kind that begin something and do not go on."""
    begun = {
        "nothing asked": b"",
        "half a request line": b"GET /api/hea",
        "half a head": at.head("GET", "/api/health")[:-2] + b"X: ",
        "a tenth of a body": at.head("POST", "/api/boards", "Content-Length: 1000") + b"x" * 100,
    }
    found: dict[str, list[sockets.socket]] = {kind: [] for kind in begun}
    for kind, data in begun.items():
        for _ in range(HELD):
            connection = stack.enter_context(at.connect())
            connection.sendall(data)
            found[kind].append(connection)
    found["no hello"] = [stack.enter_context(at.socket()) for _ in range(HELD)]
    return found


@pytest.mark.slow
def test_what_is_half_open_is_gone_after_a_while(tmp_path: Path) -> None:
    """[AD1] [AD4] [SO1] Hundreds of connections, each of which sends a byte now and then so as to look alive."""
    with running(tmp_path) as server, ExitStack() as stack:
        held_ones = held(target(server.guest().make_board()), stack)
        began = time.monotonic()
        while any(still_open(connections) for connections in held_ones.values()):
            drip(held_ones)
        print(f"\nall of them gone after {time.monotonic() - began:.0f} s")


@pytest.mark.slow
def test_where_nothing_is_ever_late_it_stays_open(tmp_path: Path) -> None:
    with weak_server(tmp_path, "nothing is ever late") as server, ExitStack() as stack:
        held_ones = held(target(server.guest().make_board()), stack)
        for _ in range(WEAK_ROUNDS):
            drip(held_ones)
        assert {kind: still_open(connections) for kind, connections in held_ones.items()} == dict.fromkeys(
            held_ones, HELD
        )


def drip(held_ones: dict[str, list[sockets.socket]]) -> None:
    """One byte more of each that has begun something, and a second's rest."""
    began = time.monotonic()
    for kind in ("half a request line", "half a head", "a tenth of a body"):
        for connection in held_ones[kind]:
            with suppress(OSError):
                connection.send(b"x")
    select.select([], [], [], max(0.0, 1.0 - (time.monotonic() - began)))

"""Sockets that do not read, or are gone without a word: dropped, without slowing the others or filling the memory."""

import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.client import Board, Socket, edit
from tests.doors import Server, running
from tests.raw_socket import RawSocket, hello, text

MEGABYTE = 1024 * 1024
STUCK = 20
LONG_TEXT = "x" * 20_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("server")) as server:
        yield server


def write_much(socket: Socket, card_id: str, count: int) -> None:
    """Write a long text so often, each after the echo of the one before."""
    for number in range(count):
        one = edit("card.write", card_id=card_id, text=f"{number} {LONG_TEXT}"[:20_000])
        socket.edits(one)
        socket.event(one["id"])


def until_here(socket: Socket, count: int) -> None:
    """Wait until so many visitors are here."""
    while socket.expect("here", timeout=120)["count"] != count:
        pass


def test_who_never_reads_is_dropped_and_harms_nobody(server: Server, board: Board) -> None:
    """[SO15]"""
    card = board.card(board.column()["id"])["id"]
    with board.live() as socket, ExitStack() as stack:
        write_much(socket, card, 10)
        memory, connections = server.memory, server.connections
        for _ in range(STUCK):
            stuck = stack.enter_context(RawSocket(board, receive_buffer=2048))
            stuck.send(hello(board))
        write_much(socket, card, 500)
        assert server.connections <= connections, "the slow sockets are still open"
        assert server.memory - memory < 40 * MEGABYTE


def test_who_was_dropped_resumes(server: Server, board: Board) -> None:
    """[SO15]"""
    card = board.card(board.column()["id"])["id"]
    before = board.snapshot()
    with board.live() as socket, RawSocket(board, receive_buffer=2048) as stuck:
        stuck.send(hello(board))
        write_much(socket, card, 300)
    with board.live(last=before["seq"], epoch=before["epoch"]) as again:
        assert again.welcome["mode"] == "events"
        assert len(again.welcome["events"]) == 300


def test_a_welcome_larger_than_the_limit_still_arrives(server: Server, board: Board) -> None:
    """Dropping a socket for its own welcome would drop it for ever."""
    column = board.column()["id"]
    for _ in range(10):
        board.submit(*[edit("card.add", column_id=column, text=LONG_TEXT) for _ in range(12)])
    with RawSocket(board, receive_buffer=4096) as slow:
        slow.send(hello(board))
        time.sleep(0.5)
        assert len(slow.expect("welcome")["records"]["card"]) == 120


def test_who_sends_and_never_reads_is_dropped(server: Server, board: Board) -> None:
    """The answers to a flood of bad frames must not pile up either."""
    memory = server.memory
    with RawSocket(board, receive_buffer=2048) as flood:
        flood.send(hello(board))
        bad = text({"t": "edits", "edits": [{"id": "x" * 100, "type": "y" * 200}] * 200})
        with pytest.raises((ConnectionError, TimeoutError)):
            for _ in range(400):
                flood.send(bad)
    assert server.memory - memory < 40 * MEGABYTE
    with board.live() as socket:
        socket.send({"t": "ping"})
        socket.expect("pong")


@pytest.mark.slow
def test_who_is_gone_without_a_word_is_gone_for_the_others(server: Server, board: Board) -> None:
    """[SO11]"""
    guest = board.program("viewer", label="Silent")
    with board.live() as socket, RawSocket(guest) as silent:
        silent.send(hello(guest))
        until_here(socket, 2)
        until_here(socket, 1)


@pytest.mark.slow
def test_who_says_no_hello_is_closed(server: Server, board: Board) -> None:
    connections = server.connections
    with RawSocket(board) as silent:
        assert silent.close_code() in {4400, 4408}
        # The server waits ten seconds for the answer to its close frame, then it hangs up.
        while server.connections > connections:
            time.sleep(0.2)

"""A full board that is changed and fetched again and again: each time all of it is put together anew, on a masked board
for each author alone. Also against a server that does so at once."""

import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.attacks.growing_server import HOLES
from tests.attacks.measuring import Delays
from tests.attacks.test_growth import WeakServer
from tests.client import Board, Guest, edit
from tests.doors import WIDE_LIMITS, Server, restart

pytestmark = [pytest.mark.alone, pytest.mark.slow, pytest.mark.timeout(600)]

CARDS = 20_000
PER_REQUEST = 200
TEXT = "Am Ufer fehlen Bänke. " * 45
GUESTS = 16
FETCHED = 24
"""How often the board is answered in the time that is measured."""
HOLE = "large boards at once"


def fill(board: Board, column: str) -> None:
    """Pin as many cards as a board may have, with as much text as then fits."""
    for _ in range(CARDS // PER_REQUEST):
        cards = [edit("card.add", column_id=column, title="Idee", text=TEXT) for _ in range(PER_REQUEST)]
        answer = board.client.post(f"{board.url}/edits", json={"edits": cards})
        assert all("seq" in result for result in answer.json()["results"])


@contextmanager
def attacked(guests: list[Board], column: str) -> Iterator[Callable[[], int]]:
    """Each guest changes the board and asks for it, again and again, and hangs up before it has come: that costs them
    nothing. Yields how often they were answered."""
    over = threading.Event()
    fetched: list[str] = []

    def attack(guest: Board) -> None:
        while not over.is_set():
            guest.do("card.add", column_id=column, title="Noch eine")
            with guest.client.stream("GET", guest.url, headers={"Accept-Encoding": "identity"}) as answer:
                fetched.extend([guest.id] * (answer.status_code == 200))

    threads = [threading.Thread(target=attack, args=[guest]) for guest in guests]
    for thread in threads:
        thread.start()
    try:
        yield lambda: len(fetched)
    finally:
        over.set()
        for thread in threads:
            thread.join()


def waits(guest: Guest, other: Board, column: str, enough: Callable[[int], bool]) -> list[tuple[float, float]]:
    """Seconds that `/api/health` and an edit of another board take, in turn, until there are enough."""
    found: list[tuple[float, float]] = []
    while not enough(len(found)):
        began = time.perf_counter()
        assert guest.get("/api/health").status_code == 200
        between = time.perf_counter()
        other.do("column.rename", column_id=column, title=str(len(found)))
        found.append((between - began, time.perf_counter() - between))
    return found


def medians(found: list[tuple[float, float]]) -> Delays:
    """The usual wait for either."""
    return Delays(*map(statistics.median, zip(*found, strict=True)))


def longest(found: list[tuple[float, float]]) -> float:
    """The longest wait for any."""
    return max(map(max, found))


def test_a_full_board_that_is_changed_and_fetched_all_the_time(tmp_path: Path) -> None:
    """[LI11]"""
    assert HOLE in HOLES
    server = Server(tmp_path, {**WIDE_LIMITS, "board_cards": str(2 * CARDS), "board_megabytes": "64"})
    server.start()
    try:
        board, other = server.guest().make_board(), server.guest().make_board()
        column, another = board.column()["id"], other.column()["id"]
        guests = [board.browser("contributor") for _ in range(GUESTS)]
        for guest in guests:
            guest.client.timeout = 120
        fill(board, column)
        board.do("board.mask")
        quiet = waits(server.guest(), other, another, lambda count: count == 40)
        with attacked(guests, column) as fetched:
            during = waits(server.guest(), other, another, lambda _: fetched() >= FETCHED)
        server.program = WeakServer(tmp_path, {}, HOLE).program
        restart(server, board, other, *guests)
        with attacked(guests, column) as fetched:
            at_once = waits(server.guest(), other, another, lambda _: fetched() >= FETCHED)
    finally:
        server.stop()
    print(
        f"medians {medians(quiet)}, then {medians(during)}; longest {longest(during)} s, at once {longest(at_once)} s"
    )
    assert medians(during).bearable_beside(medians(quiet))
    assert longest(during) < longest(at_once) / 2

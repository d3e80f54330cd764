"""Filling a server up: by one visitor, by many of one link, by moves to one place. Each also against a server without
that bound, where it succeeds."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from korkwand.entry.throttle import BURST_S, VISITOR_BURST_S
from korkwand.kernel.ranks import NEIGHBOURS
from tests.attacks.growing_server import HOLES
from tests.client import Board, edit
from tests.doors import WIDE_LIMITS, Server

pytestmark = [pytest.mark.alone, pytest.mark.slow]

MEBIBYTE = 1024 * 1024
TEXT = "€" * 20_000
"""60 KB: three bytes each."""
PER_REQUEST = 4
MEMORY = 60 * MEBIBYTE


class WeakServer(Server):
    """Serves without one of the bounds."""

    def __init__(self, folder: Path, settings: dict[str, str], hole: str) -> None:
        super().__init__(folder, settings)
        self.program = (str(Path(__file__).with_name("growing_server.py")), hole)


@contextmanager
def serving(folder: Path, hole: str | None, **settings: str) -> Iterator[Server]:
    """A server with the limits it comes with, but that tests may make boards and send many edits."""
    wide = {name: WIDE_LIMITS[name] for name in ("boards_per_hour", "edits_burst", "edits_per_second")}
    given = {**wide, **settings}
    server = Server(folder, given) if hole is None else WeakServer(folder, given, hole)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def either(hole: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The test runs against the server as it is, and against one with this hole."""
    assert hole in HOLES
    return pytest.mark.parametrize("hole", [None, hole], ids=["as it is", "weak"])


def flood(board: Board, column: str, requests: int) -> Counter[str]:
    """Pin cards of 60 KB as fast as possible; how each of them was answered."""
    answers: Counter[str] = Counter()
    for _ in range(requests):
        cards = [edit("card.add", column_id=column, title="x", text=TEXT) for _ in range(PER_REQUEST)]
        answer = board.client.post(f"{board.url}/edits", json={"edits": cards})
        if answer.status_code == 200:
            answers.update(result.get("code", "done") for result in answer.json()["results"])
        else:
            answers[answer.json()["code"]] += PER_REQUEST
    return answers


def counted(cards: int) -> int:
    """Bytes that so many cards count: each of them as message and as event."""
    return 2 * cards * len(TEXT.encode())


def written(board: Board) -> int:
    """Bytes of the cards' texts that a newcomer would have to fetch."""
    return sum(len(record["text"].encode()) for record in board.records("card").values())


@either("bytes of nobody")
def test_one_visitor_who_pins_1200_cards_of_60_kb(tmp_path: Path, hole: str | None) -> None:
    """[LI6]"""
    rate, requests = 16, 300 if hole is None else 40
    with serving(tmp_path, hole, kilobytes_per_second=str(rate)) as server:
        board = server.guest().make_board()
        column = board.column()["id"]
        guest = board.browser("contributor")
        before, begun = server.memory, time.monotonic()
        answers = flood(guest, column, requests)
        seconds, grown = time.monotonic() - begun, server.memory - before
        allowed = rate * 1024 * (VISITOR_BURST_S + seconds)
        stays_within = counted(answers["done"]) <= allowed + counted(PER_REQUEST)
        print(f"{hole}: {answers}, memory {grown / MEBIBYTE:.0f} MiB")
        assert stays_within is (hole is None)
        if hole is None:
            assert answers["rate_limited"] > 0
            assert written(board) == answers["done"] * len(TEXT.encode())
            assert grown < MEMORY


@either("bytes of visitors only")
def test_many_visitors_of_one_link_who_pin_12_cards_each(tmp_path: Path, hole: str | None) -> None:
    """[LI6] Each brings a fresh allowance, and none is used up."""
    rate = 16
    with serving(tmp_path, hole, link_kilobytes_per_second=str(rate)) as server:
        board = server.guest().make_board()
        column, link = board.column()["id"], board.key("contributor")["secret"]
        begun = time.monotonic()
        answers: Counter[str] = Counter()
        for _ in range(10):
            answers.update(flood(server.guest().enter(board.id, link), column, 3))
        allowed = rate * 1024 * (BURST_S + time.monotonic() - begun)
        print(f"{hole}: {answers}")
        stays_within = counted(answers["done"]) <= allowed + counted(PER_REQUEST)
        assert stays_within is (hole is None)
        assert (answers["rate_limited"] > 0) is (hole is None)
        if hole is None:
            by_another_link = board.browser("contributor")
            assert flood(by_another_link, column, 1)["done"] == PER_REQUEST


@either("boards of any size")
def test_a_board_that_is_filled_up(tmp_path: Path, hole: str | None) -> None:
    """[LI8]"""
    with serving(tmp_path, hole, board_megabytes="4") as server:
        board = server.guest().make_board()
        column = board.column()["id"]
        answers = flood(board, column, 25)
        size = len(board.client.get(board.url).content)
        print(f"{hole}: {answers}, a snapshot of {size / MEBIBYTE:.1f} MiB")
        assert (size <= 4 * MEBIBYTE + 100_000) is (hole is None)
        assert (answers["too_large"] > 0) is (hole is None)
        card = next(iter(board.records("card")))
        board.do("card.move", card_id=card, column_id=column, after_id=None)
        board.do("card.write", card_id=card, text="shorter")
        board.do("card.purge", card_id=card)
        assert flood(board, column, 1)["done"] == (1 if hole is None else PER_REQUEST)


@either("a whole column moves")
def test_moves_to_one_place_again_and_again(tmp_path: Path, hole: str | None) -> None:
    """[ED4] [LI7]"""
    with serving(tmp_path, hole) as server:
        board = server.guest().make_board()
        column = board.column()["id"]
        made = [edit("card.add", column_id=column, title=str(number), text="word " * 40) for number in range(300)]
        for first in range(0, 300, 100):
            board.submit(*made[first : first + 100])
        cards = [one["id"] for one in made]
        place, two = cards[149], cards[150:152]
        since = board.snapshot()["seq"]
        for _ in range(2):
            moves = [edit("card.move", card_id=two[turn % 2], column_id=column, after_id=place) for turn in range(230)]
            assert all("seq" in result for result in board.submit(*moves))
        events = board.events(since)
        most = max(len(event["changes"]) for event in events)
        longest = max(len(str(event)) for event in events)
        print(f"{hole}: at most {most} changes in an event, {longest} letters")
        assert (most <= NEIGHBOURS + 1) is (hole is None)
        order = sorted(board.records("card").values(), key=lambda card: (card["rank"], card["id"]))
        assert [card["id"] for card in order[:150]] == cards[:150]
        assert [card["id"] for card in order[152:]] == cards[152:]

"""Making room: the order stays, 64 neighbours move at most, no rank is too long, and the browser does the same."""

import json
from bisect import bisect_left
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from korkwand.kernel.ranks import DIGITS, HEAD, LONGEST, MOST, NEIGHBOURS, between, make_room

VECTORS = Path(__file__).parents[1] / "vectors" / "ranks.json"


class Order:
    """Ranks in order, with what it has cost so far."""

    def __init__(self, ranks: list[str] | None = None) -> None:
        self.ranks = list(ranks or [])
        self.most_moved = 0
        self.moved = 0
        self.longest = 0
        self.displaced = 0

    def insert(self, index: int) -> int:
        """Put one in before `index`, as an edit does; returns where it stands."""
        low = self.ranks[index - 1] if index else None
        high = self.ranks[index] if index < len(self.ranks) else None
        rank = between(low, high) if low is None or high is None or low < high else None
        if rank is None or len(rank) > LONGEST:
            rank, moved = make_room(self.ranks, index)
            for at, fresh in moved.items():
                self.ranks[at] = fresh
            self.most_moved, self.moved = max(self.most_moved, len(moved)), self.moved + len(moved)
        place = bisect_left(self.ranks, rank)
        self.ranks.insert(place, rank)
        self.longest = max(self.longest, len(rank))
        self.displaced += place != index
        return place

    def is_sound(self) -> bool:
        """Whether all that must never be otherwise is so."""
        ordered = all(low < high for low, high in pairwise(self.ranks))
        return ordered and self.most_moved <= NEIGHBOURS and max(map(len, self.ranks), default=0) <= MOST


def appended(count: int) -> list[str]:
    """As people pin: one after the other."""
    ranks: list[str] = []
    for _ in range(count):
        ranks.append(between(ranks[-1] if ranks else None, None))
    return ranks


def dense(count: int, length: int = HEAD + 3) -> list[str]:
    """So many in a row behind one head that no window of 64 has any room."""
    tails = (DIGITS[1 + n // 3721] + DIGITS[1 + n // 61 % 61] + DIGITS[1 + n % 61] for n in range(count))
    return ["V00000" + tail.rjust(length - HEAD, "0") for tail in tails]


steps = st.lists(st.tuples(st.integers(0, 10**6), st.booleans()), max_size=120)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 300), st.booleans(), steps)
@example(300, True, [(150, True)] * 120)
def test_wherever_things_are_put_they_stand_there_and_nothing_else_moves_past_another(
    count: int, crowded: bool, places: list[tuple[int, bool]]
) -> None:
    order = Order(dense(count) if crowded else appended(count))
    at = 0
    for place, near in places:
        index = at + place % 2 if near else place % (len(order.ranks) + 1)
        at = order.insert(min(index, len(order.ranks)))
        assert order.is_sound()
    assert order.displaced == 0


CHOICES: dict[str, Callable[[int, int], int]] = {
    "after the same one": lambda turn, at: 1,
    "after the last one": lambda turn, at: at + 1,
    "before the last one": lambda turn, at: max(at, 1),
    "on both sides in turn": lambda turn, at: max(at + turn % 2, 1),
    "two after, one before": lambda turn, at: max(at + (turn % 3 > 0), 1),
}


@pytest.mark.parametrize("choose", CHOICES.values(), ids=CHOICES)
@pytest.mark.parametrize("start", [appended(2), dense(3000)], ids=["of two", "of a crowd"])
def test_ten_thousand_at_one_place_move_64_each_time_at_most(
    start: list[str], choose: Callable[[int, int], int]
) -> None:
    """[ED4] [LI7]"""
    order = Order(start)
    at = len(start) // 2
    for turn in range(10_000):
        at = order.insert(min(choose(turn, at), len(order.ranks) - 1))
    assert order.is_sound()
    assert order.displaced == 0
    assert order.longest <= 80
    assert order.moved <= 5 * len(order.ranks)


def test_moving_to_one_place_for_ever_ends_neither_in_long_ranks_nor_in_great_events() -> None:
    """The cards are always the same: each makes room where it came from, and none where it goes."""
    order = Order(appended(500))
    at = 250
    for turn in range(20_000):
        far = 0 if turn % 2 else len(order.ranks) - 1
        del order.ranks[far]
        at = order.insert(min(max(at - (far == 0) + turn // 2 % 2, 1), len(order.ranks) - 1))
    assert order.is_sound()
    assert order.displaced == 0
    assert order.longest <= LONGEST + 10


def test_the_room_comes_62_siblings_nearer_with_each_edit() -> None:
    order = Order(dense(1240, MOST))
    needed = 0
    while len(order.ranks[order.insert(620)]) > HEAD:
        needed += 1
        assert order.is_sound()
    assert needed <= 620 // 62 + 1


def test_what_would_be_longer_than_any_rank_stands_where_the_room_is() -> None:
    order = Order([rank + "1" * (MOST - len(rank)) for rank in dense(400)])
    order.ranks[200] = order.ranks[199][:-1] + "2"
    place = order.insert(200)
    assert order.is_sound()
    assert len(order.ranks[place]) == HEAD
    assert abs(place - 200) > NEIGHBOURS


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9])
@pytest.mark.parametrize("count", [2, 5, 64, 130, 1000])
def test_between_equal_ranks_there_is_room_as_soon_as_64_at_a_time_have_moved_apart(count: int, part: float) -> None:
    order = Order(["V00000"] * count)
    index = max(1, int(count * part))
    edits = 1
    while order.insert(index) != index:
        assert order.ranks == sorted(order.ranks)
        assert order.most_moved <= NEIGHBOURS
        edits += 1
    assert order.ranks[index - 1] < order.ranks[index] < order.ranks[index + 1]
    assert edits <= count // 62 + 1


def test_the_browser_makes_the_same_room() -> None:
    """[ED4]"""
    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))
    assert (vectors["longest"], vectors["most"], vectors["neighbours"]) == (LONGEST, MOST, NEIGHBOURS)
    for vector in vectors["room"]:
        room = make_room(vector["order"].split(), vector["index"])
        assert (room.rank, {str(at): rank for at, rank in room.moved.items()}) == (vector["rank"], vector["moved"])
    history = vectors["history"]
    order = Order(history["start"].split())
    for index in history["places"]:
        order.insert(index)
    assert order.ranks == history["end"].split()
    assert order.most_moved > 40, "the history has made room"

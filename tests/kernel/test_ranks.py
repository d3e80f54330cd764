"""Ranks: always strictly between, short where people pin, the same in the browser."""

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from korkwand.kernel.ranks import DIGITS, HEAD, LONGEST, between

VECTORS = Path(__file__).parents[1] / "vectors" / "ranks.json"

heads = st.text(DIGITS, min_size=HEAD, max_size=HEAD)
tails = st.just("") | st.text(DIGITS, max_size=8).map(lambda text: text.rstrip("0"))
# The very lowest text has nothing below it, so it must never be made; test_the_bottom_is_never_reached proves that.
BOTTOM = DIGITS[0] * HEAD
ranks = st.builds(str.__add__, heads, tails).filter(lambda rank: rank != BOTTOM)


def assert_well_formed(rank: str) -> None:
    assert len(rank) >= HEAD
    assert set(rank) <= set(DIGITS)
    assert len(rank) == HEAD or rank[-1] != "0", "a trailing zero leaves no room below"
    assert rank != BOTTOM


@given(ranks, ranks)
@example("000000V", "000001")
@example("zzzzzz", "zzzzzzV")
@example("00000001", "000001")
def test_a_rank_lies_strictly_between(one: str, other: str) -> None:
    low, high = sorted((one, other))
    if low == high:
        with pytest.raises(ValueError, match="not below"):
            between(low, high)
        return
    rank = between(low, high)
    assert low < rank < high
    assert_well_formed(rank)


@given(ranks)
@example("zzzzzz")
@example("zzzzzzzzz")
def test_there_is_always_room_at_the_end(rank: str) -> None:
    after = between(rank, None)
    assert rank < after
    assert_well_formed(after)


@given(ranks)
@example("000001")
@example("0000001")
@example("00000001")
@example("000100")
def test_there_is_always_room_on_top(rank: str) -> None:
    before = between(None, rank)
    assert before < rank
    assert_well_formed(before)


@given(ranks, ranks)
def test_an_order_the_wrong_way_round_is_refused(one: str, other: str) -> None:
    low, high = sorted((one, other))
    with pytest.raises(ValueError, match="not below"):
        between(high, low)


@given(st.lists(st.integers(0, 1_000_000), max_size=80))
def test_inserts_anywhere_keep_their_order(places: list[int]) -> None:
    order: list[str] = []
    for place in places:
        index = place % (len(order) + 1)
        low = order[index - 1] if index else None
        high = order[index] if index < len(order) else None
        order.insert(index, between(low, high))
    assert order == sorted(set(order))
    for rank in order:
        assert_well_formed(rank)


@pytest.mark.parametrize("on_top", [False, True])
def test_ten_thousand_pins_at_one_end_stay_six_characters_long(on_top: bool) -> None:
    rank = between(None, None)
    for _ in range(10_000):
        following = between(None, rank) if on_top else between(rank, None)
        assert (following < rank) is on_top
        rank = following
        assert len(rank) == HEAD


def test_the_same_gap_needs_room_only_after_hundreds_of_inserts() -> None:
    low, high, inserts = between(None, None), between(between(None, None), None), 0
    while len(high) <= LONGEST:
        high = between(low, high)
        inserts += 1
    assert inserts > 150


def test_the_browser_computes_the_same_ranks() -> None:
    """[ED4]"""
    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))
    assert len(vectors["between"]) >= 50
    for vector in vectors["between"]:
        assert between(vector["after"], vector["before"]) == vector["rank"], vector

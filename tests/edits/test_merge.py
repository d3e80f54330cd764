"""Three-way merge: what one person changed and the other left alone is taken; the same words changed twice is None."""

import re
import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korkwand.edits.merge import merge

texts = st.lists(st.sampled_from(["one", "two", "three", "four", ".", "\n", " ", "für", "-"]), max_size=14).map("".join)
free_texts = st.text(max_size=40)


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged"),
    [
        ("one two three", "ONE two three", "one two THREE", "ONE two THREE"),
        ("one two three", "zero one two three", "one two three four", "zero one two three four"),
        ("one two three", "two three", "one two three four", "two three four"),
        ("one two three", "one TWO three", "one TWO three", "one TWO three"),
        ("first\nsecond\nthird", "first\nthird", "first\nsecond\nthird!", "first\nthird!"),
        ("Grüße", "Grüße!", "Liebe Grüße", "Liebe Grüße!"),
        ("", "mine", "", "mine"),
        ("gone", "", "gone", ""),
    ],
)
def test_changes_in_different_places_both_stay(base: str, mine: str, theirs: str, merged: str) -> None:
    assert merge(base, mine, theirs) == merged


@pytest.mark.parametrize(
    ("base", "mine", "theirs"),
    [
        ("one two three", "one 2 three", "one II three"),
        ("one two three", "one three", "one 2 three"),
        ("", "mine", "theirs"),
        ("one two", "one mine two", "one theirs two"),
        ("one two three four", "one four", "one two and three four"),
        # The blank was taken away behind which the other put a word: "onetwo" is nobody's word.
        ("one ", "one", "one two"),
    ],
)
def test_the_same_words_changed_twice_is_no_merge(base: str, mine: str, theirs: str) -> None:
    assert merge(base, mine, theirs) is None


@given(texts | free_texts, texts | free_texts)
def test_who_changed_nothing_gets_the_others_text(base: str, changed: str) -> None:
    assert merge(base, changed, base) == changed
    assert merge(base, base, changed) == changed
    assert merge(base, changed, changed) == changed


@given(texts, texts, texts)
def test_it_does_not_matter_who_was_first(base: str, one: str, other: str) -> None:
    assert merge(base, one, other) == merge(base, other, one)


@given(free_texts, free_texts, free_texts)
def test_any_text_is_merged_or_refused_without_a_fault(base: str, one: str, other: str) -> None:
    merged = merge(base, one, other)
    assert merged is None or isinstance(merged, str)


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


@given(texts, texts, texts)
def test_no_new_word_of_either_side_is_lost(base: str, one: str, other: str) -> None:
    """A word that the base does not have is somebody's own: the result has it as often as its author wrote it."""
    base = base.replace("four", "")
    fresh_one = one.replace("four", "mine")
    fresh_other = other.replace("four", "yours")
    merged = merge(base, fresh_one, fresh_other)
    if merged is not None:
        for side in (fresh_one, fresh_other):
            for word, times in (words(side) - words(base)).items():
                assert words(merged)[word] >= times - words(base)[word]
        assert merged.count("mine") == fresh_one.count("mine")
        assert merged.count("yours") == fresh_other.count("yours")


@given(st.lists(st.integers(0, 9), min_size=2, max_size=6, unique=True))
def test_edits_of_words_far_apart_always_merge(places: list[int]) -> None:
    base = [f"word{number}" for number in range(10)]
    mine, theirs, both = list(base), list(base), list(base)
    for turn, place in enumerate(places):
        side = mine if turn % 2 else theirs
        side[place] = both[place] = f"new{place}"
    assert merge(" ".join(base), " ".join(mine), " ".join(theirs)) == " ".join(both)


@pytest.mark.parametrize("unit", ["a\n", "a ", ".", "ab\n\n"])
def test_the_worst_text_of_the_greatest_length_is_quick(unit: str) -> None:
    """A merge runs inside a turn: all boards of the process wait for it. Repetition is what difflib is slow at."""
    base = unit * (20_000 // len(unit))
    began = time.perf_counter()
    merge(base, f"b{base[1:-2]}b", f"c{base[1:-2]}c")
    assert time.perf_counter() - began < 1.0

"""Three-way merge: what one person changed and the other left alone is taken; the same words changed twice is None."""

import random
import re
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from korkwand.kernel.alignment import OutOfSteps, Steps
from korkwand.kernel.merge import merge, merge_wholly, merge_words

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


LONGEST = 20_000
LINES_PER_SIGN = 400
"""Lines of Python that run for each sign of the three texts: a step is about ten of them."""


def lines_run(base: str, mine: str, theirs: str) -> int:
    """How many lines of Python a merge runs, in whatever file: counted, since the clock tells of the machine too."""
    count = 0

    def trace(frame: FrameType, event: str, _: object) -> Callable[..., Any]:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        merge(base, mine, theirs)
    finally:
        sys.settrace(before)
    return count


def assert_bounded(base: str, mine: str, theirs: str) -> None:
    signs = len(base) + len(mine) + len(theirs)
    assert lines_run(base, mine, theirs) <= LINES_PER_SIGN * signs + 5_000


def repeated(unit: str) -> str:
    return (unit * LONGEST)[:LONGEST]


def between(word: str, signs: int = LONGEST) -> str:
    """Words that stand once, and between them always the same one."""
    return " ".join(f"w{number} {word}" for number in range(signs))[:signs]


def mixed(signs: str, seed: int = 1) -> str:
    return "".join(random.Random(seed).choices(signs, k=LONGEST))


def shuffled(text: str) -> str:
    words = text.split(" ")
    random.Random(2).shuffle(words)
    return " ".join(words)


def turned(text: str, by: int = 7_001) -> str:
    return text[by:] + text[:by]


WORST = {
    "four of these kept the server busy for nine seconds": (
        between("x", 1_300), shuffled(between("x", 1_300)), between("x", 1_300)[::-1]),
    "the same word for ever": (repeated("a "), f"b{repeated('a ')[1:-1]}b", f"c{repeated('a ')[1:-2]}c"),
    "the same line for ever": (repeated("a\n"), "b" + repeated("a\n")[1:-1] + "b", "c" + repeated("a\n")[1:-2] + "c"),
    "one sign for ever": (repeated("."), repeated(".")[: LONGEST // 2], repeated(".,")),
    "one word between words that stand once": (between("x"), between("y"), shuffled(between("x"))),
    "all words in another order": (between("x"), shuffled(between("x")), turned(between("x"))),
    "the words backwards": (between("x"), between("x")[::-1], repeated("w x ")),
    "periods that do not meet": (repeated("a b a c "), repeated("a b c "), repeated("a c a b a ")),
    "two words by chance": (mixed("ab "), mixed("ab ", 2), mixed("ab ", 3)),
    "scripts by chance": (mixed("aб漢ا "), turned(mixed("aб漢ا ")), mixed("aб漢ا ", 2)),
    "signs and lines by chance, begun elsewhere": (mixed("ab .\n"), turned(mixed("ab .\n")), mixed("ab .\n", 2)),
}  # fmt: skip
"""What a search has found. Of the greatest length a text may have, scripts by chance run the most lines."""


@pytest.mark.parametrize("name", WORST)
def test_the_worst_texts_of_the_greatest_length_take_few_steps(name: str) -> None:
    assert_bounded(*WORST[name])


tokens = st.sampled_from(["a", "b", " ", "\n", ".", "für", "漢", "ا", "x "])
units = st.lists(tokens, min_size=1, max_size=5).map("".join)
grown = st.one_of(
    st.tuples(units, st.integers(1, 150)).map(lambda parts: parts[0] * parts[1]),
    st.tuples(units, st.integers(1, 80)).map(lambda parts: parts[0].join(f"w{at}" for at in range(parts[1]))),
    st.lists(tokens, max_size=150).map("".join),
)
changed = st.one_of(
    st.just(lambda text: text[::-1]),
    st.integers(1, 40).map(lambda by: lambda text: text[by:] + text[:by]),
    st.integers(0, 999).map(lambda seed: lambda text: "".join(random.Random(seed).sample(text, len(text)))),
    grown.map(lambda other: lambda text: other),
    st.tuples(st.integers(0, 300), units).map(lambda at: lambda text: text[: at[0]] + at[1] + text[at[0] :]),
)


@settings(deadline=None, max_examples=25)
@given(grown, changed, changed)
def test_no_texts_take_many_steps_for_a_sign(
    base: str, mine: Callable[[str], str], theirs: Callable[[str], str]
) -> None:
    assert_bounded(base, mine(base), theirs(base))


def test_a_merge_that_takes_long_rests_now_and_then() -> None:
    """It shares the interpreter with the loop that serves everybody else."""
    rests = 0

    def rest() -> None:
        nonlocal rests
        rests += 1

    base, mine, theirs = WORST["four of these kept the server busy for nine seconds"]
    assert merge_wholly(("", base), ("", mine), ("", theirs), rest) is None
    assert rests >= 20


def test_it_is_merged_in_a_turn_as_it_is_beside_it_or_not_at_all() -> None:
    base, mine, theirs = ("T", "one two three"), ("T", "ONE two three"), ("TT", "one two THREE")
    for left in range(0, 200, 5):
        with suppress(OutOfSteps):
            assert merge_words(base, mine, theirs, Steps(left)) == merge_wholly(base, mine, theirs) is not None


def test_two_changes_of_a_long_text_that_says_the_same_again_and_again_are_merged() -> None:
    base = repeated("noch ein Wort. ")
    mine, theirs = base.replace("Wort", "Satz", 1), f"{base}Ende"
    assert merge(base, mine, theirs) == f"{mine}Ende"


def test_long_texts_of_which_much_was_changed_in_different_places_are_merged() -> None:
    sentences = [f"Satz {number} sagt dies und das über den Platz." for number in range(400)]
    mine = [f"{text} Und mehr." if number % 10 == 0 else text for number, text in enumerate(sentences)]
    theirs = [text.replace("dies", "jenes") if number % 10 == 5 else text for number, text in enumerate(sentences)]
    both = [text if number % 10 == 0 else theirs[number] for number, text in enumerate(mine)]
    assert merge(" ".join(sentences), " ".join(mine), " ".join(theirs)) == " ".join(both)

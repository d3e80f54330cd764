"""Three-way merge of texts by words, in the manner of diff3 (Khanna, Kunal, Pierce 2007)."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from korkwand.kernel.alignment import OutOfSteps, Steps, matches

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
_WORD_END = re.compile(r"\w$")
_WORD_START = re.compile(r"\w")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")

LARGEST = 120_000
"""Steps that all texts of one write may take together, 30 ms: by words, else by lines, else they are not merged."""

PER_SIGN = 20
"""Steps for each sign of these texts, if that comes to less."""

Words = tuple[str, ...]
"""The texts of one record that are merged, each by itself."""


def merge_words(base: Words, mine: Words, theirs: Words, steps: Steps) -> Words | None:
    """Texts merged by words; None if both changed the same ones. Raises OutOfSteps."""
    merged = []
    for texts in zip(base, mine, theirs, strict=True):
        if len(set(texts)) == len(texts) and sum(map(len, texts)) > steps.left:
            raise OutOfSteps  # before they are read
        text = _merge(*texts, _WORDS, steps)
        if text is None:
            return None
        merged.append(text)
    return tuple(merged)


def merge_wholly(base: Words, mine: Words, theirs: Words, rest: Callable[[], None] | None = None) -> Words | None:
    """The same, and by lines what is too much by words; None if it is too much by lines too.

    `rest` is called between steps.
    """
    steps = Steps(_allowed(*base, *mine, *theirs), rest)
    merged = []
    for texts in zip(base, mine, theirs, strict=True):
        text = merge(*texts, steps)
        if text is None:
            return None
        merged.append(text)
    return tuple(merged)


def merge(base: str, mine: str, theirs: str, steps: Steps | None = None) -> str | None:
    """Both people's changes to `base` in one text, or None if both changed the same words differently."""
    steps = steps or Steps(_allowed(base, mine, theirs))
    for tokens, part in ((_WORDS, 0.75), (_LINES, 1)):
        share = steps.share(part)
        try:
            merged = _merge(base, mine, theirs, tokens, share)
        except OutOfSteps:
            continue
        steps.left += share.left
        return merged
    return None


def _allowed(*texts: str) -> int:
    return min(LARGEST, PER_SIGN * sum(map(len, texts)))


def _merge(base: str, mine: str, theirs: str, token: re.Pattern[str], steps: Steps) -> str | None:
    if mine == theirs or theirs == base:
        return mine
    if mine == base:
        return theirs
    texts: list[list[str]] = []
    for text in (base, mine, theirs):
        texts.append(token.findall(text))
        steps.take(len(texts[-1]))
    return _merge_tokens(texts[0], texts[1], texts[2], steps)


Change = tuple[int, int, tuple[str, ...]]
"""Tokens from start to end of the base become these."""


def _merge_tokens(base: list[str], mine: list[str], theirs: list[str], steps: Steps) -> str | None:
    changes = sorted({*_changes(base, mine, steps), *_changes(base, theirs, steps)})
    for (first_start, first_end, _), (second_start, _, _) in pairwise(changes):
        touching = second_start < first_end or second_start == first_start
        if touching:
            return None
    pieces: list[Sequence[str]] = []
    done = 0
    for start, end, new in changes:
        pieces += [base[done:start], new]
        done = end
    pieces = [piece for piece in (*pieces, base[done:]) if piece]
    # One side took the blank away after which the other put a word: no text of either had these two words as one.
    if any(_WORD_END.search(left[-1]) and _WORD_START.match(right[0]) for left, right in pairwise(pieces)):
        return None
    return "".join("".join(piece) for piece in pieces)


def _changes(base: list[str], changed: list[str], steps: Steps) -> list[Change]:
    """What turns base into changed."""
    numbers: dict[str, int] = {}
    old, new = ([numbers.setdefault(token, len(numbers)) for token in tokens] for tokens in (base, changed))
    found: list[Change] = []
    done, done_new = 0, 0
    for start, start_new, length in (*matches(old, new, steps), (len(base), len(changed), 0)):
        if start > done or start_new > done_new:
            found.append((done, start, tuple(changed[done_new:start_new])))
        done, done_new = start + length, start_new + length
    return found

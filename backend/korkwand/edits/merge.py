"""Three-way merge of texts by words, in the manner of diff3 (Khanna, Kunal, Pierce 2007)."""

import re
from contextlib import suppress
from difflib import SequenceMatcher
from itertools import pairwise

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
_WORD_END = re.compile(r"\w$")
_WORD_START = re.compile(r"\w")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")

LARGEST = 200_000
"""Product of the numbers of tokens that changed up to which texts are compared by words, else lines, else not.

A turn must stay short, and difflib's time grows with this product.
"""


def merge(base: str, mine: str, theirs: str) -> str | None:
    """Both people's changes to `base` in one text, or None if both changed the same words differently."""
    if mine == theirs or theirs == base:
        return mine
    if mine == base:
        return theirs
    for tokens in (_WORDS, _LINES):
        with suppress(_TooMuchChanged):
            return _merge_tokens(*(tokens.findall(text) for text in (base, mine, theirs)))
    return None


class _TooMuchChanged(Exception):
    """Comparing would take too long."""


Edit = tuple[int, int, list[str]]
"""Tokens from start to end of the base become these."""


def _merge_tokens(base: list[str], mine: list[str], theirs: list[str]) -> str | None:
    edits = sorted({(start, end, tuple(new)) for start, end, new in [*_edits(base, mine), *_edits(base, theirs)]})
    for (first_start, first_end, _), (second_start, _, _) in pairwise(edits):
        touching = second_start < first_end or second_start == first_start
        if touching:
            return None
    merged: list[str] = []
    done = 0
    for start, end, new in edits:
        merged += base[done:start]
        merged += new
        done = end
    merged += base[done:]
    # One side took the blank away after which the other put a word: no text of either had these two words as one.
    if any(_WORD_END.search(left) and _WORD_START.match(right) for left, right in pairwise(merged)):
        return None
    return "".join(merged)


def _edits(base: list[str], changed: list[str]) -> list[Edit]:
    """What turns base into changed. The equal ends are cut off first: most edits are small, difflib is not quick."""
    start = 0
    while start < len(base) and start < len(changed) and base[start] == changed[start]:
        start += 1
    end = 0
    while end < min(len(base), len(changed)) - start and base[-1 - end] == changed[-1 - end]:
        end += 1
    old, new = base[start : len(base) - end], changed[start : len(changed) - end]
    if len(old) * len(new) > LARGEST:
        raise _TooMuchChanged
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(start + i1, start + i2, new[j1:j2]) for tag, i1, i2, j1, j2 in codes if tag != "equal"]

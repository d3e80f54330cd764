"""Three-way merge of texts by words, in the manner of diff3 (Khanna, Kunal, Pierce 2007)."""

import re
from difflib import SequenceMatcher
from itertools import pairwise

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")

LARGEST = 2_000_000
"""Product of token counts up to which texts are compared by words; above, by lines (a turn must stay short)."""


def merge(base: str, mine: str, theirs: str) -> str | None:
    """Both people's changes to `base` in one text, or None if both changed the same words differently."""
    if mine == theirs or theirs == base:
        return mine
    if mine == base:
        return theirs
    tokens = [_WORDS.findall(text) for text in (base, mine, theirs)]
    if len(tokens[0]) * max(len(tokens[1]), len(tokens[2])) > LARGEST:
        tokens = [_LINES.findall(text) for text in (base, mine, theirs)]
    return _merge_tokens(*tokens)


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
    return "".join([*merged, *base[done:]])


def _edits(base: list[str], changed: list[str]) -> list[Edit]:
    """What turns base into changed. The equal ends are cut off first: most edits are small, difflib is not quick."""
    start = 0
    while start < len(base) and start < len(changed) and base[start] == changed[start]:
        start += 1
    end = 0
    while end < min(len(base), len(changed)) - start and base[-1 - end] == changed[-1 - end]:
        end += 1
    old, new = base[start : len(base) - end], changed[start : len(changed) - end]
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(start + i1, start + i2, new[j1:j2]) for tag, i1, i2, j1, j2 in codes if tag != "equal"]

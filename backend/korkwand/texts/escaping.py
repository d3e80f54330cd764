"""Which signs of a line need a backslash before them, so that they are shown and not taken for marks."""

from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

from korkwand.texts.addresses import link_at
from korkwand.texts.signs import BLANK, SHUT, is_word
from korkwand.texts.spans import could_open


class Sign(NamedTuple):
    """Where a sign stands that is a mark or could be one, whether it is one of the words, and whether in a link."""

    at: int
    is_text: bool
    in_link: bool = False


def signs_in(words: str, spared: Iterable[tuple[int, int]] = ()) -> list[Sign]:
    """All signs of words that could be taken for marks, but not those within `spared` (from, to)."""
    found: list[Sign] = []
    ranges = iter(spared)
    start, end = next(ranges, (len(words), len(words)))
    for place, sign in enumerate(words):
        if sign not in "*`[" or (sign == "*" and place and words[place - 1] == "*"):
            continue
        while place >= end and end < len(words):
            start, end = next(ranges, (len(words), len(words)))
        if place < start:
            found.append(Sign(place, is_text=True))
    return found


def escaped(source: str, signs: Iterable[Sign]) -> str:
    """The source with what it needs: a backslash before each sign of the words that would open something.

    Backslashes before any sign that opens are doubled, or they would escape it. This goes from the end to the
    beginning, since what a sign opens hangs on what comes after it.
    """
    pieces: list[str] = []
    added = _Added()
    end = len(source)
    for at, is_text, in_link in sorted(signs, reverse=True):
        edge = at
        while edge and source[edge - 1] == "\\":
            edge -= 1
        if (is_text or edge < at) and _opens(source, at, edge, in_link, added):
            pieces.append(source[at:end])
            pieces.append("\\" * (at - edge + is_text))
            added.note(at)
            end = at
    pieces.append(source[:end])
    return "".join(reversed(pieces))


class _Added:
    """Before which places a backslash was added; noted from the end to the beginning."""

    def __init__(self) -> None:
        self._negative: list[int] = []

    def note(self, place: int) -> None:
        self._negative.append(-place)

    def within(self, start: int, end: int) -> bool:
        """Whether there is one at `start` or behind it, and before `end`."""
        found = bisect_left(self._negative, 1 - end)
        return found < len(self._negative) and -self._negative[found] >= start


def _opens(source: str, at: int, edge: int, in_link: bool, added: _Added) -> bool:
    """Whether the sign opens something, with the backslashes that were added behind it."""
    if source[at] == "[":
        link = None if in_link else link_at(source, at, len(source))
        return link is not None and not added.within(link.words_end + 2, link.end)
    if source[at] == "*":
        return could_open(source, at, len(source), edge) > 0
    before = source[edge - 1] if edge else ""
    if is_word(before) or before in SHUT or source[at + 1 : at + 2] in BLANK or at + 1 == len(source):
        return False
    close = source.find("`", at + 1)
    if close < 0 or is_word(source[close + 1 : close + 2]):
        return False
    return added.within(close, close + 1) or (close > at + 1 and source[close - 1] not in BLANK)

"""Texts of before revision 0006, which were read as Markdown: what they mean, in the grammar of today.

Imports escaped what Markdown would have taken for marks; people wrote `_so_` here and there, and the toolbar wrote
links with escaped brackets. A line that means the same in both grammars is left as it is, and so is what was merely
misread before: that is shown as it was typed now.
"""

import re
from bisect import bisect_right
from dataclasses import replace
from typing import Final

from korkwand.texts.addresses import link_at
from korkwand.texts.lines import Line, escaped_lead, read_lines
from korkwand.texts.marking import tidy
from korkwand.texts.signs import BLANK, is_word
from korkwand.texts.spans import addresses_in, read_spans
from korkwand.texts.writing import told_apart, write_words

_PUNCTUATION: Final = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_HARD_SPACE: Final = "\u00a0"
_STANDS_FOR: Final = 0xE000
"""A sign that was escaped is kept apart as the sign that far behind it, which no mark is."""
_ESCAPED: Final = frozenset(chr(_STANDS_FOR + ord(sign)) for sign in _PUNCTUATION)
_BACK: Final = {_STANDS_FOR + ord(sign): sign for sign in _PUNCTUATION}

_ADDRESS: Final = re.compile(r"<(https?://[^\s<>\\]+)>", re.IGNORECASE)
_BARE: Final = re.compile(r"\[(?:\\.|[^\\\[\]\s])+\]\(<http://(www\.[^\s<>\\]+)>\)", re.IGNORECASE)
_LINK: Final = re.compile(r"\[((?:\\.|[^\\\[\]])+)\]\(((?:https?://|mailto:)[^\s()<>\[\]\\]+)\)", re.IGNORECASE)
_FENCE: Final = re.compile(r" {0,3}(?:```|~~~)")


def carried_over(text: str, imported: bool) -> str:
    """The text with the meaning it had; `imported`: nobody on the board typed it, so its backslashes are escapes."""
    if not any(sign in text for sign in ("\\", "_", "<", _HARD_SPACE)) or not _ESCAPED.isdisjoint(text):
        return text
    lines = read_lines(text)
    sources = [line.raw for line in lines]
    changed: list[int] = []
    is_code = False
    for place, line in enumerate(lines):
        if _FENCE.match(line.raw):
            is_code = not is_code
        elif not is_code and (source := _carried(line, imported)) is not None:
            sources[place] = source
            changed.append(place)
    read = read_lines("\n".join(sources))
    for place in changed:
        if read[place].kind != lines[place].kind:
            sources[place] = told_apart(lines[place], sources[place])
    return "\n".join(sources)


def _carried(line: Line, imported: bool) -> str | None:
    """The line in the grammar of today; None if it needs no change."""
    raw = line.raw
    indent = len(raw) - len(raw.lstrip(_HARD_SPACE)) if imported else 0
    if line.kind == "rule" or raw.startswith("    ") or not ("\\" in raw or "_" in raw or "<" in raw or indent):
        return None
    words = raw[len(line.lead) :]
    told = _Earlier(" " * indent + words[indent:], imported).told()
    spans = [
        replace(span, text=span.text.translate(_BACK), href=span.href.translate(_BACK)) for span in read_spans(told)
    ]
    at_start = line.kind == "words"
    now = read_spans(words, escaped_lead(words) if at_start else -1)
    if tidy(spans) == tidy(now) and not indent:
        return None
    return f"{line.lead}{write_words(spans, at_start)}"


class _Earlier:
    """The words of a line, in which escapes, addresses and underscores are told in the grammar of today."""

    def __init__(self, words: str, imported: bool) -> None:
        self._words = words
        self._imported = imported
        self._parts: list[str] = []
        self._runs: dict[int, list[int]] = {}
        for found in re.finditer("`+", words):
            self._runs.setdefault(len(found[0]), []).append(found.start())

    def told(self) -> str:
        """The words, with each escaped sign as the one that stands for it."""
        place = 0
        while place < len(self._words):
            place = self._take(place)
        return _underscores_as_stars("".join(self._parts))

    def _take(self, place: int) -> int:
        sign = self._words[place]
        if sign == "`":
            return self._code(place)
        if sign == "\\" and self._imported and self._words[place + 1 : place + 2] in _PUNCTUATION:
            self._parts.append(chr(_STANDS_FOR + ord(self._words[place + 1])))
            return place + 2
        bare = {"<": _ADDRESS, "[": _BARE}.get(sign)
        if bare and self._imported and (found := bare.match(self._words, place)):
            self._parts.append(found[1])
            return found.end()
        if sign == "[" and (found := _LINK.match(self._words, place)) and "\\" in found[1]:
            self._link(found[1], found[2])
            return found.end()
        self._parts.append(sign)
        return place + 1

    def _code(self, place: int) -> int:
        """Code goes to the next run of as many backticks, and nothing in it is an escape."""
        end = place
        while self._words[end : end + 1] == "`":
            end += 1
        runs = self._runs.get(end - place, [])
        following = bisect_right(runs, place)
        if following < len(runs):
            end = runs[following] + end - place
        self._parts.append(self._words[place:end])
        return end

    def _link(self, words: str, address: str) -> None:
        """A link on words with brackets becomes one on each piece between them: today's have none."""
        for piece in re.split(r"(\\[\[\]])", words):
            if piece in ("\\[", "\\]"):
                self._parts.append(chr(_STANDS_FOR + ord(piece[1])))
            elif piece.strip():
                shown = re.sub(r"\\([!-/:-@\[-`{-~])", lambda found: chr(_STANDS_FOR + ord(found[1])), piece)
                self._parts.append(f"[{shown}]({address})")
            else:
                self._parts.append(piece)


def _underscores_as_stars(words: str) -> str:
    """`_so_` and `__so__` with stars, unless stars would be shown there."""
    if "_" not in words:
        return words
    signs = list(words)
    waiting: dict[int, int] = {}
    for start, end in _runs_of_underscores(words):
        before, after = words[start - 1 : start], words[end : end + 1]
        length = end - start
        if length > 2:
            continue
        if length in waiting and before not in BLANK and not is_word(after):
            opening = waiting.pop(length)
            signs[opening : opening + length] = signs[start:end] = ["*"] * length
        elif after and after not in BLANK and not is_word(before):
            waiting[length] = start
    marked = "".join(signs)
    stars = sum(span.text.count("*") for span in read_spans(marked))
    return marked if stars <= sum(span.text.count("*") for span in read_spans(words)) else words


def _runs_of_underscores(words: str) -> list[tuple[int, int]]:
    """Where underscores stand that are in no address, no code and no target of a link."""
    spared = addresses_in(words)
    for found in re.finditer(r"\[", words):
        if link := link_at(words, found.start(), len(words)):
            spared.append((link.words_end, link.end))
    for found in re.finditer(r"`[^`]*`", words):
        spared.append(found.span())
    spared.sort()
    runs: list[tuple[int, int]] = []
    ranges = iter([*spared, (len(words), len(words))])
    start, end = next(ranges)
    for found in re.finditer("_+", words):
        while found.start() >= end and end < len(words):
            start, end = next(ranges)
        if found.start() < start:
            runs.append(found.span())
    return runs

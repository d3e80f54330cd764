"""Spans sign by sign, to see which of their marks can be written: a mark is never on a blank at its end."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final, NamedTuple

from korkwand.texts.signs import BLANK, is_word
from korkwand.texts.spans import Span


class Marks(NamedTuple):
    """What a sign is."""

    bold: bool = False
    italic: bool = False
    code: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """A line's words, and what each sign of them is."""

    text: str
    marks: list[Marks]

    @classmethod
    def of(cls, spans: Iterable[Span]) -> "Marked":
        """The signs of spans; addresses that link to themselves are words like others."""
        text: list[str] = []
        marks: list[Marks] = []
        for span in spans:
            text.append(span.text)
            own = Marks(span.bold, span.italic, span.code, "" if span.auto else span.href)
            without = own._replace(code=False)
            marks += [without if sign == "`" else own for sign in span.text] if span.code else [own] * len(span.text)
        return cls("".join(text), marks)


def tidy(spans: Iterable[Span]) -> list[Span]:
    """Spans as they can be written: joined, and without marks on blanks at their ends."""
    marked = Marked.of(spans)
    for mark in Marks._fields:
        if any(getattr(marks, mark) for marks in set(marked.marks)):
            _trim(marked, mark)
    return join(marked)


def join(marked: Marked) -> list[Span]:
    """The signs as spans."""
    spans: list[Span] = []
    place = 0
    for marks, run in groupby(marked.marks):
        length = sum(1 for _ in run)
        spans.append(Span(marked.text[place : place + length], *marks))
        place += length
    return spans


def by_words(marked: Marked) -> Marked:
    """A bold that begins or ends within a word does not go over blanks."""
    marks = list(marked.marks)
    for start, end in _runs(marked, "bold"):
        inner = is_word(marked.text[start - 1 : start]) or is_word(marked.text[end : end + 1])
        for place in range(start, end) if inner else ():
            if marked.text[place] in BLANK:
                marks[place] = marks[place]._replace(bold=False)
    return Marked(marked.text, marks)


def whole_words(marked: Marked) -> Marked:
    """Italic, which cannot begin or end within a word, on the whole of each word that has some of it."""
    marks = list(marked.marks)
    start = 0
    for is_part, signs in groupby(marked.text, is_word):
        end = start + sum(1 for _ in signs)
        if is_part and len({marks[place].italic for place in range(start, end)}) > 1:
            for place in range(start, end):
                marks[place] = marks[place]._replace(italic=not marks[place].code)
        start = end
    return Marked(marked.text, marks)


def _runs(marked: Marked, mark: str) -> list[tuple[int, int]]:
    """Where a mark is on, from and to; two links side by side are two runs, and so is their code."""
    found: list[tuple[int, int]] = []
    place = 0
    for marks, run in groupby(marked.marks, _FACES[mark]):
        length = sum(1 for _ in run)
        if marks != Marks():
            found.append((place, place + length))
        place += length
    return found


def _trim(marked: Marked, mark: str) -> None:
    for start, end in _runs(marked, mark):
        while start < end and marked.text[start] in BLANK:
            marked.marks[start] = _WITHOUT[mark](marked.marks[start])
            start += 1
        while end > start and marked.text[end - 1] in BLANK:
            end -= 1
            marked.marks[end] = _WITHOUT[mark](marked.marks[end])


_FACES: Final[dict[str, Callable[[Marks], Marks]]] = {
    "bold": lambda marks: Marks(bold=marks.bold),
    "italic": lambda marks: Marks(italic=marks.italic),
    "code": lambda marks: Marks(code=True, href=marks.href) if marks.code else Marks(),
    "href": lambda marks: Marks(href=marks.href),
}
"""What of a sign's marks makes a run."""

_WITHOUT: Final[dict[str, Callable[[Marks], Marks]]] = {
    "bold": lambda marks: marks._replace(bold=False),
    "italic": lambda marks: marks._replace(italic=False),
    "code": lambda marks: marks._replace(code=False),
    "href": lambda marks: marks._replace(href=""),
}

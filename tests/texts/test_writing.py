"""What is written for lines and spans reads as these lines and spans."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from korkwand.texts.lines import Line, read_lines
from korkwand.texts.marking import tidy
from korkwand.texts.spans import Span
from korkwand.texts.writing import escape_words, write_lines, write_words
from tests.steps import steps_of
from tests.worst_texts import LONGEST, PIECES, repeated, search

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "texts.json").read_text(encoding="utf-8"))
MOST_STEPS = 400


def meaning(text: str) -> list[tuple[Any, ...]]:
    return [
        (line.kind, line.depth, line.checked, line.number, line.sign, tidy(line.spans)) for line in read_lines(text)
    ]


def hostile(seed: int, count: int) -> list[str]:
    chosen = random.Random(seed)
    return ["".join(chosen.choices(PIECES, k=chosen.randint(1, 12))) for _ in range(count)]


@pytest.mark.parametrize("case", VECTORS, ids=[case["name"] for case in VECTORS])
def test_a_text_that_is_read_and_written_means_the_same(case: dict[str, Any]) -> None:
    assert meaning(write_lines(read_lines(case["text"]))) == meaning(case["text"])


def test_any_words_are_written_so_that_they_are_shown() -> None:
    for text in hostile(1, 1_000):
        words = text.replace("\n", " ")
        (line,) = read_lines(escape_words(words, at_start=True))
        assert (line.kind, line.words) == ("words", words)
        assert not any(span.bold or span.italic or span.code or (span.href and not span.auto) for span in line.spans)


def test_words_are_never_changed_whatever_marks_they_carry() -> None:
    chosen = random.Random(2)
    for text in hostile(3, 1_000):
        parts = [part for part in text.split("\n") if part]
        marks = [(chosen.random() < 0.4, chosen.random() < 0.4, chosen.random() < 0.2) for _ in parts]
        spans = [Span(part, *own) for part, own in zip(parts, marks, strict=True)]
        (line,) = read_lines(write_words(spans, at_start=True))
        assert (line.kind, line.words) == ("words", "".join(parts))


@pytest.mark.parametrize(
    ("spans", "source"),
    [
        ([Span("Das ist "), Span("sehr", italic=True), Span(" gut")], "Das ist *sehr* gut"),
        ([Span("un"), Span("klar", bold=True)], "un**klar**"),
        ([Span("un"), Span("klar", italic=True)], "*unklar*"),
        ([Span("so "), Span("geht es ", bold=True), Span("nicht")], "so **geht es** nicht"),
        ([Span("Plan", href="https://example.org/p")], "[Plan](https://example.org/p)"),
        ([Span("*a* und "), Span("b", bold=True)], "\\*a* und **b**"),
        ([Span("24. Dezember")], "24\\. Dezember"),
        ([Span("- Bank")], "\\- Bank"),
        ([Span("C:\\Daten\\*.xlsx")], "C:\\Daten\\*.xlsx"),
        ([Span("\\*a*")], "\\\\\\*a*"),
        ([Span("https://example.org/*a*/ und *b*")], "https://example.org/*a*/ und \\*b*"),
    ],
)
def test_the_source_is_as_short_as_it_can_be(spans: list[Span], source: str) -> None:
    assert write_words(spans, at_start=True) == source


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ([Line("words", "", spans=[Span("* eins")]), Line("words", "", spans=[Span("* zwei")])], "\\* eins\n\\* zwei"),
        ([Line("bullet", "", "- ", "-", spans=[Span("[ ] offen")])], "-  [ ] offen"),
        ([Line("quote", "", "> ", spans=[Span("5 Leute")])], ">  5 Leute"),
    ],
)
def test_a_line_whose_kind_hangs_on_others_is_told_apart(lines: list[Line], text: str) -> None:
    assert write_lines(lines) == text
    assert [line.kind for line in read_lines(text)] == [line.kind for line in lines]


def escaped(text: str) -> str:
    return "\n".join(escape_words(words, at_start=True) for words in text.split("\n"))


def rewritten(text: str) -> str:
    return write_lines(read_lines(text))


@pytest.mark.parametrize("work", [escaped, rewritten])
def test_writing_takes_a_bounded_number_of_steps_per_sign(work: Any) -> None:
    assert {unit: steps for unit, steps in search(work, 5, tries=25) if steps > MOST_STEPS} == {}


def test_the_worst_text_that_was_found_takes_few_steps() -> None:
    assert steps_of(escaped, repeated("`(b)` [a](http://", LONGEST)) < MOST_STEPS * LONGEST

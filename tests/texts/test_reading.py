"""Card texts are read as the browser reads them, and in time that grows with the text and no faster."""

import json
from pathlib import Path
from typing import Any

import pytest

from korkwand.texts.lines import Line, read_lines
from tests.steps import steps_of
from tests.worst_texts import LONGEST, repeated, search

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "texts.json").read_text(encoding="utf-8"))
MOST_STEPS = 130
"""Per sign. The worst text that was found takes three quarters of that."""


def told(line: Line) -> dict[str, Any]:
    """A line in the form of the vectors: what differs from the default."""
    facts = {"sign": line.sign, "depth": line.depth, "checked": line.checked, "number": line.number}
    spans = [
        {"text": span.text}
        | {name: True for name in ("bold", "italic", "code", "auto") if getattr(span, name)}
        | ({"href": span.href} if span.href else {})
        for span in line.spans
    ]
    return {"kind": line.kind, **{name: fact for name, fact in facts.items() if fact}, "spans": spans}


@pytest.mark.parametrize("case", VECTORS, ids=[case["name"] for case in VECTORS])
def test_a_text_is_read_as_in_the_browser(case: dict[str, Any]) -> None:
    expected = [{"spans": [], **line} for line in case["lines"]]
    assert [told(line) for line in read_lines(case["text"])] == expected


def test_there_are_two_hundred_texts() -> None:
    assert len(VECTORS) >= 200
    assert len({case["text"] for case in VECTORS}) == len(VECTORS)


@pytest.mark.parametrize("seed", range(2))
def test_no_text_takes_more_steps_per_sign_than_others(seed: int) -> None:
    assert {unit: steps for unit, steps in search(read_lines, seed) if steps > MOST_STEPS} == {}


WORST = {
    "stars that open and close": "*a*:> \\*)",
    "bold within words, behind brackets": "***[a*a*****|||a*  *a**",
    "lines of one star": "\n*",
    "empty lines": "\n",
    "links in words of links": "[*(a",
    "addresses that are none": "www.http://#",
    "mail addresses": "a@b.",
    "quotes": "> ",
    "unmatched": "***a* ",
    "backslashes before code": "\\`a` ",
}


@pytest.mark.parametrize("unit", WORST.values(), ids=WORST.keys())
def test_the_worst_texts_that_were_found_take_few_steps(unit: str) -> None:
    assert steps_of(read_lines, repeated(unit, LONGEST)) < MOST_STEPS * LONGEST


def test_a_text_that_is_read_again_and_again_is_seen_by_the_count() -> None:
    def quadratic(text: str) -> None:
        for place in range(0, len(text), 10):
            text.find("?", place)

    assert max(steps for _, steps in search(quadratic, 0, tries=5)) > MOST_STEPS

"""Texts that were written for the Markdown of before mean the same in the grammar of today."""

import pytest

from korkwand.texts.earlier import carried_over
from korkwand.texts.lines import read_lines
from korkwand.texts.shown import shown
from tests.steps import steps_of
from tests.worst_texts import LONGEST, repeated, search

MOST_STEPS = 600


@pytest.mark.parametrize(
    ("text", "today"),
    [
        (r"Bürger\*innen und Radfahrer\*innen", "Bürger*innen und Radfahrer*innen"),
        (r"\_so\_ und \~5 und \<b> und \&amp; und \[x]", "_so_ und ~5 und <b> und &amp; und [x]"),
        (r"das ist \*gut\*", r"das ist \*gut*"),
        (r"das ist \*\*sehr gut\*\*", r"das ist \**sehr gut**"),
        (r"C:\\Daten\\\_alt", r"C:\Daten\_alt"),
        ("\u00a0\u00a0\u00a0\u00a0eingerückt", "    eingerückt"),
        ("(<https://x.de/~rat/_neu>).", "(https://x.de/~rat/_neu)."),
        (r"[www.x.de/\_a](<http://www.x.de/_a>)", "www.x.de/_a"),
        (r"\[hier](https://x.de)", r"\[hier](https://x.de)"),
        (r"\- Bank", r"\- Bank"),
        (r"2\. Reihe", r"2\. Reihe"),
        (r"\# 1 \_a\_", r"\# 1 _a_"),
        (r"- \[ \] offen \_a\_", r"-  [ ] offen _a_"),
        (r"**wichtig** und Bürger\*innen", "**wichtig** und Bürger*innen"),
        (r"`a\_b` und c\_d", r"`a\_b` und c_d"),
        (r"so \`geht\` es", r"so \`geht` es"),
    ],
)
def test_what_imports_escaped_is_shown_as_it_was(text: str, today: str) -> None:
    assert carried_over(text, imported=True) == today


@pytest.mark.parametrize(
    ("text", "today"),
    [
        ("das ist _gut_ und __sehr gut__", "das ist *gut* und **sehr gut**"),
        ("snake_case und _innen, Freund_innen", "snake_case und _innen, Freund_innen"),
        ("https://x.de/_a_ und `_b_`", "https://x.de/_a_ und `_b_`"),
        (r"[Plan \[neu\]](https://x.de/p)", "[Plan](https://x.de/p) [[neu](https://x.de/p)]"),
        ("¯\\_(ツ)_/¯ und C:\\_alt\\*.xlsx", "¯\\_(ツ)_/¯ und C:\\_alt\\*.xlsx"),
        ("```\n_a_\n```\n_b_", "```\n_a_\n```\n*b*"),
        ("Freund*innen und Leser*innen, ~~alt~~\n24. Mai", "Freund*innen und Leser*innen, ~~alt~~\n24. Mai"),
    ],
)
def test_what_people_typed_keeps_its_marks_and_is_else_as_it_was_typed(text: str, today: str) -> None:
    assert carried_over(text, imported=False) == today


def test_a_link_on_words_with_brackets_is_one_on_each_piece() -> None:
    (line,) = read_lines(carried_over(r"siehe [Plan \[neu\]](https://x.de/p)!", imported=False))
    assert line.words == "siehe Plan [neu]!"
    assert {span.text.strip() for span in line.spans if span.href} == {"Plan", "neu"}


def test_a_text_of_today_with_an_import_in_it_is_shown_without_backslashes() -> None:
    assert shown(carried_over("Ort: \\_hier\\_\n- eins\n- zwei\\*", imported=True)) == "Ort: _hier_\n- eins\n- zwei*"


def carried(text: str) -> str:
    return carried_over(f"\\_{text}", imported=True)


def test_no_text_takes_more_steps_per_sign_than_others() -> None:
    assert {unit: steps for unit, steps in search(carried, 21, tries=20) if steps > MOST_STEPS} == {}


@pytest.mark.parametrize(
    "unit", ["_", "_a_ ", "[a\\]", "`", "``a`", "\\*", "<http://", "[www.a](<http://www.", "\\[a](b"]
)
def test_the_worst_texts_take_few_steps(unit: str) -> None:
    assert steps_of(carried, repeated(unit, LONGEST)) < MOST_STEPS * LONGEST

"""Imported text is plain: what was written is what is shown."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korkwand.errors import Invalid
from korkwand.exchange.plain_text import clean, clean_line, text_of_plain
from korkwand.kernel.inputs import normalise
from korkwand.texts.lines import read_lines
from korkwand.texts.shown import shown
from tests.steps import steps_of
from tests.worst_texts import LONGEST, repeated, search

MOST_STEPS = 500
PIECES = [
    *"*_`[]()#>+-=|~<>&\\!:.1 \n\ta\"'@/?", "  ", "\n\n", "ä", "😀", "\xa0", "\u2003", "&amp;", "<b>", "</b>", "<!-- ",
    "1. ", "2) ", "- ", "* ", "```", "~~~", "---", "===", "**", "__", " * ", "a|b\n-|-\n", ":-", "\n-\n", "\n=\n",
    "    code", "[x]: http://y", "- [ ] x", "*a*", "_a_", "~~a~~", "a_b@x.de", "https://x.de/~u_a*b", "https://x.de/a", "http://",
    "ftp://a.b/_", "www.x.de",
]  # fmt: skip
WRITTEN = st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=40
)


def to_the_eye(text: str) -> str:
    """What a card shows, with items as they were typed."""
    return "\n".join(
        line.raw if line.kind == "rule" else f"{line.lead if line.kind in KEPT else ''}{line.words}"
        for line in read_lines(text)
    )


KEPT = {"bullet", "check", "number"}


@given(WRITTEN)
def test_a_card_shows_what_was_written(raw: str) -> None:
    plain = clean(raw)
    text = text_of_plain(plain)
    assert to_the_eye(text) == plain
    marks = [span for line in read_lines(text) for span in line.spans if not span.auto]
    assert not any(span.bold or span.italic or span.code or span.href for span in marks)


@given(WRITTEN)
def test_what_was_imported_comes_back_by_a_table(raw: str) -> None:
    text = text_of_plain(clean(raw))
    assert shown(text_of_plain(clean(shown(text)))).rstrip() == shown(text).strip("\n").rstrip()


@given(WRITTEN)
def test_the_board_stores_cleaned_text_unchanged(raw: str) -> None:
    assert normalise(text_of_plain(clean(raw))) == text_of_plain(clean(raw))
    assert clean(clean_line(raw)) == clean_line(raw) or "&" in clean_line(raw) or "<" in clean_line(raw)


@pytest.mark.parametrize(
    ("plain", "text"),
    [
        ("Bürger*innen und Radfahrer*innen", "Bürger*innen und Radfahrer*innen"),
        ("24. Dezember\n31. Dezember", "24. Dezember\n31. Dezember"),
        ("- Bank\n- Baum", "- Bank\n- Baum"),
        ("# 1", r"\# 1"),
        ("#1 und 3 * 4 und snake_case, _so_, ~5~", "#1 und 3 * 4 und snake_case, _so_, ~5~"),
        ("> 5 t", "> 5 t"),
        ("> so ist es", r"\> so ist es"),
        ("x < 3 & y > 2, R&D, <b>, &amp;", "x < 3 & y > 2, R&D, <b>, &amp;"),
        ("das ist *gut* und **sehr gut**", r"das ist \*gut* und \**sehr gut**"),
        ("[hier](https://x.de)", r"\[hier](https://x.de)"),
        ("siehe https://www.x.de/a_b", "siehe https://www.x.de/a_b"),
        ("https://x.de/*a*/ und *b*", r"https://x.de/*a*/ und \*b*"),
        ("C:\\Daten\\*.xlsx", "C:\\Daten\\*.xlsx"),
        ("    eingerückt", "    eingerückt"),
        ("---", "---"),
        ("* nur für Mitglieder", "* nur für Mitglieder"),
    ],
)
def test_no_more_is_escaped_than_must_be(plain: str, text: str) -> None:
    assert text_of_plain(plain) == text


@pytest.mark.parametrize(
    ("pasted", "text"),
    [
        ("•\tBank\n•\tBaum", "- Bank\n- Baum"),
        ("·\tBank\n  o\tLehne", "- Bank\n  - Lehne"),
        ("\uf0b7\tBank", "- Bank"),
        ("§ 5 BauGB\no wie schön", "§ 5 BauGB\no wie schön"),
        ("1.\tBank\n2.\tBaum", "1. Bank\n2. Baum"),
        ("☐ offen\n☑ fertig\n☒ fertig", "- [ ] offen\n- [x] fertig\n- [x] fertig"),
    ],
)
def test_lists_of_word_processors_stay_lists(pasted: str, text: str) -> None:
    assert text_of_plain(clean(pasted)) == text


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("H&amp;M &lt;3 &quot;so&quot; &#228;&#xF6; &euro; &nbsp;", 'H&M <3 "so" äö €'),
        ("R&D; AT&T &unbekannt; &amp;amp;", "R&D; AT&T &unbekannt; &amp;"),
        ("eins\r\nzwei\rdrei\x0bvier\u2028fünf\x85sechs", "eins\nzwei\ndrei\nvier\nfünf\nsechs"),
        ("a\x00b\x07c\x1b[1m\x9dd\ufeffe\u202ef", "abc[1mdef"),
        ("Ma\u0308dchen", "Mädchen"),
        ("\n\n  Ein \n\n\n Wort\t\n\n", "  Ein\n\n\n Wort"),
        ("a\tb", "a\tb"),
        ("<p>Erster <b>Absatz</b></p>\n<p>zweiter<br>\nTeil</p>", "Erster Absatz\n\nzweiter\nTeil"),
        ("<ul>\n <li>Bank</li>\n <li>Baum</li>\n</ul>Ende", "- Bank\n- Baum\n\nEnde"),
        ("Zeile <b>eins</b>\nZeile zwei", "Zeile eins\nZeile zwei"),
        ('mehr <a href="https://x.de/a">dazu</a>', "mehr dazu (https://x.de/a)"),
        ('<a href="https://x.de/">https://x.de</a>', "https://x.de"),
        ('<a href="javascript:alert(1)">klick</a>', "klick"),
        ("<ol><li>Bank</li><li>Baum<ul><li>Linde</li></ul></li></ol>", "1. Bank\n2. Baum\n  - Linde"),
        ("<p>a</p><!-- nein --><p title='a > b'>c</p>", "a\n\nc"),
        ("<p>a &#99999999999999999999; b</p>", "a &#99999999999999999999; b"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("x<br/>y", "x\ny"),
        ("x<script>alert(1)</script><b>y</b>", "xy"),
        ('<p><img src="a.png" alt="Plan"> hier</p>', "Plan hier"),
        ("a < b und c > d", "a < b und c > d"),
        ("Sehr geehrte <Name>, 1 <2> 3", "Sehr geehrte <Name>, 1 <2> 3"),
        ("<p>Liebe <Name></p>", "Liebe <Name>"),
        ("im Text steht <b> als Beispiel", "im Text steht <b> als Beispiel"),
        ("<p>a &amp; b &lt;p&gt;</p>", "a & b <p>"),
    ],
)
def test_cells_become_plain_text(raw: str, plain: str) -> None:
    assert clean(raw) == plain


def test_a_title_is_one_line_and_is_not_markdown() -> None:
    assert clean_line("  Grüne\r\n  Wege *jetzt*  ") == "Grüne Wege *jetzt*"


@pytest.mark.parametrize("raw", ["\ud800", "a\udfffb"])
def test_lone_surrogates_are_refused(raw: str) -> None:
    with pytest.raises(Invalid, match="lone surrogate"):
        clean(raw)


@given(st.text(st.sampled_from('<>/abip"= &;!-\n'), max_size=60))
def test_any_markup_is_survived(raw: str) -> None:
    assert not re.search("[\x00-\x08\x0b-\x1f]", clean(raw))


def imported(raw: str) -> str:
    return text_of_plain(clean(raw))


@pytest.mark.parametrize("beginning", ["", "<br>"])
def test_no_text_takes_more_steps_per_sign_than_others(beginning: str) -> None:
    """With a tag at its beginning it is read as HTML."""

    def work(text: str) -> object:
        return imported(beginning + text)

    assert {unit: steps for unit, steps in search(work, 11, tries=20) if steps > MOST_STEPS} == {}


WORST = ["<", "_", "<a ", "<a href='", '<a "<a \'', "<a x=\"<a x='", "http://a", "- ", "www.a", "&", "&#", "<p>",
         "[x](", "<!--", "<!", "</", "<script>", "<a>",
         "a\u0301\u0316", "\u0301\u0316", " ", "<li>", "<ul><li>"]  # fmt: skip


@pytest.mark.parametrize("unit", WORST)
def test_the_worst_texts_take_few_steps(unit: str) -> None:
    def work(text: str) -> Any:
        return imported(f"<br>{text}")

    assert steps_of(work, repeated(unit, LONGEST)) < MOST_STEPS * LONGEST


def test_a_pile_of_marks_is_not_composed() -> None:
    """Python sorts it by insertion."""
    pile = "a" + "\u0301\u0316" * 10_000
    assert clean(pile) == normalise(pile) == pile
    assert normalise("a\u0316\u0301") == "\u00e1\u0316"

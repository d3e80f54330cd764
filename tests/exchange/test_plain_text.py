"""Imported text is plain: what was written is what is shown."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from korkwand.edits.inputs import normalise
from korkwand.errors import Invalid
from korkwand.exchange.plain_text import clean, clean_line, escape_markdown, unescape_markdown

RENDERERS = {
    "CommonMark": MarkdownIt("commonmark", {"breaks": True}),
    "GitHub": MarkdownIt("gfm-like", {"breaks": True, "linkify": False}),
}
PIECES = [
    *"*_`[]()#>+-=|~<>&\\!:.1 \n\ta\"'@/?", "  ", "\n\n", "ä", "😀", "\xa0", "\u2003", "&amp;", "<b>", "</b>", "<!-- ",
    "1. ", "2) ", "- ", "* ", "```", "~~~", "---", "===", "**", "__", " * ", "a|b\n-|-\n", ":-", "\n-\n", "\n=\n",
    "    code", "[x]: http://y", "- [ ] x", "*a*", "_a_", "~~a~~", "a_b@x.de", "https://x.de/~u_a*b", "https://x.de/a", "http://",
    "ftp://a.b/_", "www.x.de",
]  # fmt: skip
WRITTEN = st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=40
)


class TextOfHtml(HTMLParser):
    """The words of rendered HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def rendered(markdown: str, renderer: MarkdownIt) -> tuple[str, set[str]]:
    """The words of the rendered text, and the elements in it."""
    page = renderer.render(markdown)
    reader = TextOfHtml()
    reader.feed(page.replace("<br />\n", "\n").replace("</p>\n<p>", "\n\n"))
    reader.close()
    return "".join(reader.parts), set(re.findall(r"<([a-z0-9]+)", page))


def without_what_html_cannot_show(text: str) -> str:
    """Blanks at the ends of lines, and how many blank lines there are."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in text.split("\n"))).strip()


@given(WRITTEN)
def test_escaped_text_renders_as_what_was_written(raw: str) -> None:
    plain = clean(raw)
    for name, renderer in RENDERERS.items():
        text, elements = rendered(escape_markdown(plain), renderer)
        assert without_what_html_cannot_show(text) == without_what_html_cannot_show(plain), name
        assert elements <= {"p", "br", "a"}, name


@given(WRITTEN)
def test_unescaping_gives_the_plain_text_back(raw: str) -> None:
    plain = clean(raw)
    indented = re.sub(r"^[ \t]+", lambda blanks: " " * len(blanks[0].expandtabs(4)), plain, flags=re.MULTILINE)
    assert unescape_markdown(escape_markdown(plain)).replace("\xa0", " ") == indented.replace("\xa0", " ")


@given(WRITTEN)
def test_the_board_stores_cleaned_text_unchanged(raw: str) -> None:
    assert normalise(escape_markdown(clean(raw))) == escape_markdown(clean(raw))
    assert clean(clean_line(raw)) == clean_line(raw) or "&" in clean_line(raw) or "<" in clean_line(raw)


@pytest.mark.parametrize(
    ("plain", "markdown"),
    [
        ("Bürger*innen und Radfahrer*innen", r"Bürger\*innen und Radfahrer\*innen"),
        ("2. Reihe", r"2\. Reihe"),
        ("- Bank\n- Baum", "\\- Bank\n\\- Baum"),
        ("# 1", r"\# 1"),
        ("#1 und 3 * 4 und snake_case", "#1 und 3 * 4 und snake_case"),
        ("> 5 t", r"\> 5 t"),
        ("x < 3 & y > 2, R&D", "x < 3 & y > 2, R&D"),
        ("[hier](https://x.de)", r"\[hier](https://x.de)"),
        ("siehe https://www.x.de/a_b", "siehe https://www.x.de/a_b"),
        ("(https://x.de/~rat/_neu).", "(<https://x.de/~rat/_neu>)."),
        ("www.x.de/_a", r"[www.x.de/\_a](<http://www.x.de/_a>)"),
        ("    eingerückt", "\xa0\xa0\xa0\xa0eingerückt"),
        ("---", r"\---"),
    ],
)
def test_no_more_is_escaped_than_must_be(plain: str, markdown: str) -> None:
    assert escape_markdown(plain) == markdown


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


@pytest.mark.parametrize("raw", ["<" * 20_000, "_" * 20_000, "<a " * 7_000 + "</b>", "http://a" * 2_500, "- " * 10_000,
                                 "www.a" * 4_000, "&" * 20_000, "<p>" * 6_000 + "</p>", "[x](" * 5_000])  # fmt: skip
@pytest.mark.timeout(5)
def test_no_text_takes_long(raw: str) -> None:
    assert escape_markdown(clean(raw)) is not None

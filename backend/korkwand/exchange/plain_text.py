"""Imported text is plain: what a person wrote somewhere else shall stand on the card as it was, not become
markup.

`clean` makes plain text of a cell (entities and HTML are undone), `text_of_plain` makes a card's text of it that shows
exactly that.
"""

import re
from typing import Final

from korkwand.errors import Invalid
from korkwand.exchange.html_text import has_html, text_of_html, without_entities
from korkwand.texts.composing import composed
from korkwand.texts.lines import read_lines
from korkwand.texts.spans import Span
from korkwand.texts.writing import write_lines

_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_LINE_END: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# C0 and C1 controls, the byte order mark, and the two marks that turn the direction of foreign text by force.
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\u202d\u202e\ufffe\uffff]")
# What word processors write before the items of a list, and what Wingdings and Symbol have in these places.
_DOT: Final = re.compile(
    r"^([ \t]*)(?:[•·▪▫◦‣⁃∙●○■□\uf0b7\uf0a7\uf0d8\uf0fc][ \t\u00a0]+|[o§–][ \u00a0]*\t[ \t\u00a0]*)", re.MULTILINE
)
_BOX: Final = re.compile(r"^([ \t]*)(?:- )?([☐☑☒])[ \t\u00a0]+(?=\S)", re.MULTILINE)
_NUMBER_TAB: Final = re.compile(r"^([ \t]*[0-9]{1,3}[.)])\t[ \t]*", re.MULTILINE)
_KEPT: Final = frozenset({"bullet", "check", "number", "rule"})
"""Lines that are to the eye what was written."""


def clean(raw: str, undo_html: bool = True) -> str:
    """Plain text from a cell: \\n as line end, NFC, no control characters, no trailing blanks, no blank lines
    at the ends.

    Raises Invalid for lone surrogates, which no text has.
    """
    if _SURROGATE.search(raw):
        raise Invalid("The text contains half a character (a lone surrogate).")
    text = _LINE_END.sub("\n", raw)
    if undo_html:
        text = text_of_html(text) if has_html(text) else without_entities(text)
    lines = [line.rstrip() for line in composed(without_controls(text)).split("\n")]
    return "\n".join(lines).lstrip("\n").rstrip()


def without_controls(text: str) -> str:
    """The text with \\n as line end and no other control character than the tab."""
    return _CONTROL.sub("", _LINE_END.sub("\n", text))


def clean_line(raw: str, undo_html: bool = True) -> str:
    """As `clean`, in one line: for titles and names."""
    return " ".join(clean(raw, undo_html).split())


def text_of_plain(plain: str, undo_dots: bool = True) -> str:
    """The card text that shows exactly these words; `plain` comes from `clean`.

    Lists stay lists, `undo_dots` those of word processors too: their items and numbers look on a card as they were
    written. All other signs that a card would take for marks are escaped.
    """
    plain = _BOX.sub(lambda found: f"{found[1]}- [{' ' if found[2] == '☐' else 'x'}] ", plain)
    if undo_dots:
        plain = _NUMBER_TAB.sub(r"\1 ", _DOT.sub(r"\1- ", plain))
    lines = read_lines(plain)
    for line in lines:
        if line.kind not in _KEPT:
            line.kind, line.lead = "words", ""
        words = line.raw[len(line.lead) :]
        line.spans = [Span(words)] if words and line.kind != "rule" else []
    return write_lines(lines)

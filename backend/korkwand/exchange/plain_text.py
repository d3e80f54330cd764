"""Imported text is plain: what a person wrote somewhere else shall stand on the card as it was, not become
markup.

`clean` makes plain text of a cell (entities and HTML are undone), `escape_markdown` makes Markdown of plain
text that renders as exactly that text, and `unescape_markdown` takes the backslashes out again for an export.
"""

import html
import re
import unicodedata
from html.parser import HTMLParser
from typing import Final

from korkwand.errors import Invalid

_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_LINE_END: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# C0 and C1 controls, the byte order mark, and the two marks that turn the direction of foreign text by force.
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\u202d\u202e\ufffe\uffff]")
_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

_INLINE: Final = (
    "a", "abbr", "b", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "q", "s",
    "small", "span",
    "strike", "strong", "sub", "sup", "tt", "u",
)  # fmt: skip
_SPACED: Final = (
    "blockquote", "dl", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul",
)  # fmt: skip
"""Blocks with a blank line around them."""
_BLOCK: Final = (
    *_SPACED, "address", "article", "aside", "body", "caption", "center", "dd", "div", "dt", "figcaption", "footer",
    "form", "head", "header", "hr", "html", "li", "main", "nav", "section", "tbody", "tfoot", "thead", "title", "tr",
)  # fmt: skip
_KNOWN: Final = frozenset([*_INLINE, *_BLOCK, "br", "img", "td", "th", "wbr", "script", "style"])
_EVIDENT: Final = re.compile(rf"<br\s*/?>|</(?:{'|'.join([*_INLINE, *_BLOCK, 'td', 'th'])})\s*>", re.IGNORECASE)
_BREAKS: Final = re.compile(rf"<(?:br\s*/?|/(?:{'|'.join([*_BLOCK, 'td', 'th'])})\s*)>", re.IGNORECASE)


def clean(raw: str) -> str:
    """Plain text from a cell: \\n as line end, NFC, no control characters, no trailing blanks, no blank lines
    at the ends.

    Raises Invalid for lone surrogates, which no text has.
    """
    if _SURROGATE.search(raw):
        raise Invalid("The text contains half a character (a lone surrogate).")
    text = _LINE_END.sub("\n", raw)
    text = _without_html(text) if _EVIDENT.search(text) else _ENTITY.sub(_entity, text)
    text = without_controls(text)
    lines = [line.rstrip() for line in unicodedata.normalize("NFC", text).split("\n")]
    return re.sub(r"\A\n+", "", "\n".join(lines)).rstrip()


def without_controls(text: str) -> str:
    """The text with \\n as line end and no other control character than the tab."""
    return _CONTROL.sub("", _LINE_END.sub("\n", text))


def clean_line(raw: str) -> str:
    """As `clean`, in one line: for titles and names."""
    return " ".join(clean(raw).split())


def _entity(found: re.Match[str]) -> str:
    """The entity's character; what only looks like an entity stays."""
    return html.unescape(found[0])


# HTML


def _without_html(text: str) -> str:
    reader = _TextOfHtml(collapse=bool(_BREAKS.search(text)))
    reader.feed(text)
    reader.close()
    return reader.text()


class _TextOfHtml(HTMLParser):
    """Collects the text of an HTML fragment. Tags that HTML does not have are text: somebody wrote <Name>."""

    def __init__(self, collapse: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.collapse = collapse
        """Whether line ends are mere blanks, as HTML has it; where only bold and links are tagged they are
        the writer's."""
        self.parts: list[str] = []
        self.hidden = 0
        self.links: list[tuple[str, int]] = []

    def text(self) -> str:
        """What was collected, with at most one blank line between blocks."""
        joined = "".join(self.parts)
        if self.collapse:
            joined = re.sub(r"[ \t]*\n[ \t]*", "\n", joined)
        return re.sub(r"\n{3,}", "\n\n", joined).strip("\n \t")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _KNOWN:
            self.handle_data(self.get_starttag_text() or "")
            return
        given = dict(attrs)
        if tag in {"script", "style"}:
            self.hidden += 1
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "img":
            self.handle_data(given.get("alt") or "")
        elif tag == "a":
            self.links.append((given.get("href") or "", len(self.parts)))
        elif tag in {"td", "th"}:
            self.parts.append(" ")
        elif tag == "li":
            self._new_line(1)
            self.parts.append("- ")
        else:
            self._block(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _KNOWN:
            self.handle_data(f"</{tag}>")
        elif tag in {"script", "style"}:
            self.hidden = max(self.hidden - 1, 0)
        elif tag == "a" and self.links:
            self._end_of_link(*self.links.pop())
        else:
            self._block(tag)

    def handle_data(self, data: str) -> None:
        if self.hidden:
            return
        if self.collapse:
            data = re.sub(r"[ \t\n]+", " ", data)
            if not self.parts or self.parts[-1].endswith(("\n", " ")):
                data = data.lstrip(" ")
        if data:
            self.parts.append(data)

    def _block(self, tag: str) -> None:
        if tag in _SPACED:
            self._new_line(2)
        elif tag in _BLOCK:
            self._new_line(1)

    def _new_line(self, wanted: int) -> None:
        """At least this many line ends stand before what follows."""
        tail = "".join(self.parts[-3:]).rstrip(" \t")
        there = len(tail) - len(tail.rstrip("\n"))
        if tail:
            self.parts.append("\n" * max(wanted - there, 0))

    def _end_of_link(self, target: str, start: int) -> None:
        """A link's target is kept in brackets, if it is one for people and not the text itself."""
        shown = "".join(self.parts[start:]).strip()
        address = target.strip().removeprefix("mailto:")
        if re.match(r"(https?://|mailto:)", target.strip(), re.IGNORECASE) and address.rstrip("/") != shown.rstrip("/"):
            self.parts.append(f" ({address})" if shown else address)


# Markdown (CommonMark 0.31, with GitHub's tables, strikethrough and bare links)

_MARKUP: Final = re.compile(
    r"""
      (?P<link> (?i:https?://|www\.) [^\W_][\w-]*(?:\.[^\W_][\w-]*)*(?::\d+)?
                (?:[/?\#][^\s<>\\]*|(?=[\s<>\\()"'.,;!]|$)) )
    | (?:(?i:(?<=http)|(?<=https)|(?<=ftp)):(?=//)) | (?i:(?<=www))\.   # what only looks like a link
    | (?P<number> ^\d{1,9}(?=[.)](?:\s|$)) )
    | \\(?=[!-/:-@\[-`{-~]|$|(?i:https?://|www\.))
    | [`\[~] | !(?=(?i:www\.))
    | (?<=\S)\* | \*(?=\S) | ^\*            # between blanks it is a sign of multiplication
    | (?<!\w)_+ | _+(?!\w)                  # inside a word it is no markup
    | <(?=[A-Za-z/!?]|[^\s<>]*@)
    | &(?=\#?[A-Za-z0-9]+;)
    | ^\#{1,6}(?=\s|$)
    | ^[-+](?=\s|$)
    | ^>
    | ^[-=|:](?=[-=|:\ \t]*$)               # rules, underlined headings, tables
    """,
    re.MULTILINE | re.VERBOSE,
)
_AFTER_LINK: Final = "?!.,:;*_~'\")]}|`"
_INDENT: Final = re.compile(r"^[ \t]+", re.MULTILINE)
_HARD_SPACE: Final = "\u00a0"

_MARKUP_IN_ADDRESS: Final = re.compile(r"[\\`*\[~<]|(?<!\w)_|_(?!\w)|&#?[A-Za-z0-9]+;|://|(?i:www)\.")
_TAIL_SIGN: Final = re.compile("[*_~`]")
_BEGINNING: Final = re.compile(r"(?i:https?://(?:www\.)?|www\.)")
_BLANK: Final = re.compile(r"\s")
_ANY_SIGN: Final = re.compile(r"[\\`*\[\]_~&!]")

_ESCAPED: Final = re.compile(
    r"\\(?P<sign>[!-/:-@\[-`{-~])"
    r"|<(?P<link>(?i:https?)://[^\s<>\\]+)>"
    r"|\[(?:\\.|[^\\\[\]\s])+\]\(<http://(?P<bare>(?i:www)\.[^\s<>\\]+)>\)"
)
_HARD_INDENT: Final = re.compile(f"^{_HARD_SPACE}+", re.MULTILINE)


def escape_markdown(plain: str) -> str:
    """Markdown that renders as exactly this text; `plain` comes from `clean`. Escapes only where it must.

    Blanks at the start of a line become no-break spaces, since four of them would make a block of code. A
    link with signs that need escaping is made an explicit one: in a bare link a backslash would become part
    of its address.
    """
    text = _INDENT.sub(lambda blanks: _HARD_SPACE * len(blanks[0].expandtabs(4)), plain)
    return _MARKUP.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    what = found[0]
    match found.lastgroup:
        case "link":
            address = what.rstrip(_AFTER_LINK)
            # A bare link goes on to the next blank: an escape there would be shown.
            explicit = bool(_MARKUP_IN_ADDRESS.search(_rest_of_word(found)))
            return _link(address, explicit) + _TAIL_SIGN.sub(_backslash, what[len(address) :])
        case "number":
            return f"{what}\\"
    return "".join(f"\\{sign}" for sign in what) if what[0] == "_" else f"\\{what}"


def _rest_of_word(found: re.Match[str]) -> str:
    """A link without its beginning, and what follows up to the next blank."""
    beginning = _BEGINNING.match(found.string, found.start())
    end = _BLANK.search(found.string, found.end())
    return found.string[beginning.end() if beginning else found.start() : end.start() if end else None]


def _link(address: str, explicit: bool) -> str:
    """An address that is shown as it is, in brackets where an escape is in it or follows it."""
    if not explicit:
        return address
    if address[0] in "wW":
        return f"[{_ANY_SIGN.sub(_backslash, address)}](<http://{address}>)"
    return f"<{address}>"


def _backslash(found: re.Match[str]) -> str:
    return f"\\{found[0]}"


def unescape_markdown(text: str) -> str:
    """The text without backslash escapes and with blanks at the start of lines: for people who read it in a
    table."""
    text = _ESCAPED.sub(lambda found: found[found.lastgroup or 0], text)
    return _HARD_INDENT.sub(lambda blanks: " " * len(blanks[0]), text)

"""The words of a cell that has HTML in it, read by hand: from left to right, and nothing is looked at again and again.

The standard library's parser starts over at each sign that could begin a tag, and takes hours for a cell of some
megabytes that is nothing but such signs.
"""

import html
import re
from typing import Final

ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

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
_HIDDEN: Final = frozenset({"script", "style"})
_KNOWN: Final = frozenset([*_INLINE, *_BLOCK, *_HIDDEN, "br", "img", "td", "th", "wbr"])
_LISTS: Final = frozenset({"ol", "ul"})
_EVIDENT: Final = re.compile(rf"<br\s*/?>|</(?:{'|'.join([*_INLINE, *_BLOCK, 'td', 'th'])})\s*>", re.IGNORECASE)
_BREAKS: Final = re.compile(rf"<(?:br\s*/?|/(?:{'|'.join([*_BLOCK, 'td', 'th'])})\s*)>", re.IGNORECASE)
_BLANKS: Final = re.compile(r"[ \t\n]+")
_SPACE: Final = " \t\n\r\x0c"
_DEEPEST: Final = 3


def has_html(text: str) -> bool:
    """Whether a cell evidently has HTML in it."""
    return _EVIDENT.search(text) is not None


def text_of_html(text: str) -> str:
    """The words, with `- ` or a number before items of lists, and at most one blank line between blocks."""
    words = _Words(collapse=_BREAKS.search(text) is not None)
    _Reader(text, words).read()
    return words.text()


def without_entities(text: str) -> str:
    """The text with the characters that its entities mean; what only looks like an entity stays."""
    return ENTITY.sub(lambda found: html.unescape(found[0]), text)


class _Words:
    """Collects what is shown. `collapse`: line ends are mere blanks, as HTML has it; else they are the writer's."""

    def __init__(self, collapse: bool) -> None:
        self._collapse = collapse
        self._parts: list[str] = []
        self._line_ends = 0
        """How many line ends stand last."""
        self._is_spaced = True
        """Whether a blank or a line end stands last, or nothing at all."""
        self._lists: list[int] = []
        """The lists that are open: the number of the last item, -1 where they are not numbered."""
        self._link: tuple[str, int] | None = None

    def text(self) -> str:
        """What was collected."""
        lines = "".join(self._parts).split("\n")
        if self._collapse:
            lines = [line.rstrip(" \t") for line in lines]
        kept: list[str] = []
        for line in lines:
            if line or (kept and kept[-1]):
                kept.append(line)
        return "\n".join(kept).strip("\n")

    def add(self, words: str) -> None:
        """Words that are shown."""
        if self._collapse:
            words = _BLANKS.sub(" ", words)
            if self._is_spaced:
                words = words.lstrip(" ")
        self._put(words)

    def start(self, tag: str, href: str, alt: str) -> None:
        """A tag of HTML begins here."""
        if tag == "br":
            self._put("\n")
        elif tag == "img":
            self.add(alt)
        elif tag == "a":
            self._end_link()
            self._link = (href, len(self._parts))
        elif tag in ("td", "th"):
            self._put("" if self._is_spaced else " ")
        elif tag == "li":
            self._item()
        else:
            self._block(tag)
            if tag in _LISTS:
                self._lists.append(0 if tag == "ol" else -1)

    def end(self, tag: str) -> None:
        """A tag of HTML ends here."""
        if tag == "a":
            self._end_link()
        elif tag in _LISTS and self._lists:
            self._lists.pop()
            self._new_line(1 if self._lists else 2)
        else:
            self._block(tag)

    def _put(self, words: str) -> None:
        if not words:
            return
        self._parts.append(words)
        ends = len(words) - len(words.rstrip("\n"))
        self._line_ends = self._line_ends + ends if ends == len(words) else ends
        self._is_spaced = words[-1] in " \n"

    def _item(self) -> None:
        self._new_line(1)
        indent = "  " * min(len(self._lists) - 1, _DEEPEST)
        if self._lists and self._lists[-1] >= 0:
            self._lists[-1] += 1
            self._put(f"{indent}{self._lists[-1]}. ")
        else:
            self._put(f"{indent}- ")

    def _block(self, tag: str) -> None:
        if tag in _SPACED and not (tag in _LISTS and self._lists):
            self._new_line(2)
        elif tag in _BLOCK:
            self._new_line(1)

    def _new_line(self, wanted: int) -> None:
        """At least this many line ends stand before what follows."""
        if self._parts and self._line_ends < wanted:
            self._put("\n" * (wanted - self._line_ends))

    def _end_link(self) -> None:
        """A link's target is kept in brackets, if it is one for people and not the text itself."""
        if self._link is None:
            return
        target, start = self._link
        self._link = None
        shown = "".join(self._parts[start:]).strip()
        address = target.strip().removeprefix("mailto:")
        is_told = target.strip().lower().startswith(("http://", "https://", "mailto:"))
        if is_told and address.rstrip("/") != shown.rstrip("/"):
            self._put(f" ({address})" if shown else address)


class _Reader:
    """Walks from tag to tag. What is no tag of HTML is text: somebody wrote <Name>."""

    def __init__(self, text: str, words: _Words) -> None:
        self._text = text
        self._words = words
        self._missing: dict[str, int] = {}
        """What was looked for and not found, and from where on: it is not looked for again."""

    def read(self) -> None:
        """Go through the whole text."""
        text = self._text
        start = place = 0
        while (place := self._find("<", place)) >= 0:
            end, tag, is_end = self._tag(place)
            if not end:
                place += 1
                continue
            self._words.add(without_entities(text[start:place]))
            if is_end:
                self._words.end(tag)
            elif tag in _HIDDEN:
                end = self._end_of_hidden(tag, end)
            elif tag:
                attributes = text[place:end]
                wanted = {"a": "href", "img": "alt"}.get(tag, "")
                value = _attribute(attributes, wanted) if wanted else ""
                self._words.start(tag, value, value)
            start = place = end
        self._words.add(without_entities(text[start:]))

    def _find(self, what: str, start: int) -> int:
        if start >= self._missing.get(what, len(self._text) + 1):
            return -1
        found = self._text.find(what, start)
        if found < 0:
            self._missing[what] = min(start, self._missing.get(what, start))
        return found

    def _tag(self, place: int) -> tuple[int, str, bool]:
        """Where the tag at `place` ends (0: it is none), its name ('' for a comment), and whether it ends something."""
        text = self._text
        following = text[place + 1 : place + 2]
        if following in ("!", "?"):
            close = "-->" if text.startswith("<!--", place) else ">"
            found = self._find(close, place)
            return (found + len(close), "", False) if found >= 0 else (0, "", False)
        is_end = following == "/"
        start = end = place + (2 if is_end else 1)
        while end < len(text) and text[end].isascii() and text[end].isalnum():
            end += 1
        name = text[start:end].lower() if end - start < 20 else ""
        if name not in _KNOWN or text[end : end + 1] not in (*_SPACE, "/", ">"):
            return 0, "", False
        return self._end_of_tag(end), name, is_end

    def _end_of_tag(self, place: int) -> int:
        """Behind the next `>` that stands in no quotation marks; 0 if another tag begins before it."""
        text = self._text
        while place < len(text) and text[place] != "<":
            if text[place] == ">":
                return place + 1
            if text[place] in "\"'" and text[place - 1] == "=":
                place = max(self._find(text[place], place + 1), place)
            place += 1
        return 0

    def _end_of_hidden(self, tag: str, start: int) -> int:
        """Behind the end tag of a script or a style; the whole text if it has none."""
        for end in (f"</{tag}>", f"</{tag.upper()}>"):
            found = self._find(end, start)
            if found >= 0:
                return found + len(end)
        return len(self._text)


def _attribute(tag: str, name: str) -> str:
    """The value of an attribute."""
    place = tag.lower().find(f"{name}=")
    if place < 0 or tag[place - 1] not in _SPACE + "\"'/":
        return ""
    start = place + len(name) + 1
    quote = tag[start : start + 1]
    if quote in ('"', "'"):
        end = tag.find(quote, start + 1)
        return without_entities(tag[start + 1 : end]) if end >= 0 else ""
    end = start
    while end < len(tag) and tag[end] not in _SPACE + ">":
        end += 1
    return without_entities(tag[start:end])

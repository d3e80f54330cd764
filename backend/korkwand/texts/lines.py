"""A card's text as a list of lines, each of one kind: the same reading as in the browser, by the same vectors.

The grammar stands in docs/protocol.md under "Texts". Nothing crosses the end of a line, and reading takes time in
proportion to the length of the text.
"""

from dataclasses import dataclass, field
from typing import Final, Literal

from korkwand.texts.signs import BLANK, DIGITS
from korkwand.texts.spans import Span, read_spans

Kind = Literal["words", "heading", "rule", "quote", "check", "bullet", "number"]

DEEPEST: Final = 3
_MAY_LEAD: Final = frozenset(" \t#>*-123456789")


@dataclass(slots=True)
class Line:
    """One line. `lead` is what stands before its words; `sign` is `-` or `*` of an item, `.` or `)` of a number."""

    kind: Kind
    raw: str
    lead: str = ""
    sign: str = ""
    depth: int = 0
    checked: bool = False
    number: int = 0
    spans: list[Span] = field(default_factory=list)

    @property
    def words(self) -> str:
        """The words without marks."""
        return "".join(span.text for span in self.spans)


def read_lines(text: str) -> list[Line]:
    """The lines of a text."""
    lines: list[Line] = []
    for raw in text.split("\n"):
        if raw and raw[0] in _MAY_LEAD and (len(raw) > 1 or raw == ">"):
            lines.append(lead_of(raw, after_quote=bool(lines) and lines[-1].kind == "quote"))
        else:
            lines.append(Line("words", raw))
    _make_footnotes(lines)
    for line in lines:
        if line.raw and line.kind != "rule":
            line.spans = _spans_of(line)
    return lines


def lead_of(raw: str, after_quote: bool = False) -> Line:
    """Which kind of line this is, without its spans."""
    first = raw[:1]
    if first == "#":
        return _heading(raw)
    if first == ">":
        return _quote(raw, after_quote)
    if first == "-" and _is_rule(raw):
        return Line("rule", raw, lead=raw)
    return _item(raw)


def escaped_lead(raw: str) -> int:
    """The place of the backslash that keeps a line from being a heading, an item, a quote or a number; -1 if none."""
    start = _end_of_run(raw, 0, " \t")
    after = _end_of_run(raw, start, "\\")
    if after > start and raw[after : after + 1] in ("#", ">", "*", "-"):
        place = start
    else:
        place = end_of_number(raw, start)
        after = _end_of_run(raw, place, "\\")
        if place == start or after == place or raw[after : after + 1] not in (".", ")"):
            return -1
        if not _has_words(raw, after + 1):
            return -1
    bare = raw[:place] + raw[after:]
    return place if lead_of(bare, after_quote=True).kind != "words" else -1


def _make_footnotes(lines: list[Line]) -> None:
    """One line alone that begins with a star is a footnote, not an item."""
    for place, line in enumerate(lines):
        if line.kind != "bullet" or line.sign != "*":
            continue
        before = place > 0 and lines[place - 1].sign == "*"
        after = place + 1 < len(lines) and lines[place + 1].sign == "*"
        if not before and not after:
            lines[place] = Line("words", line.raw)


def _spans_of(line: Line) -> list[Span]:
    words = line.raw[len(line.lead) :]
    return read_spans(words, escaped_lead(words) if line.kind == "words" and "\\" in words else -1)


def _heading(raw: str) -> Line:
    depth = _end_of_run(raw, 0, "#")
    words = _words_after_blanks(raw, depth)
    return Line("heading", raw, lead=raw[:words], depth=depth) if depth <= 6 and words else Line("words", raw)


def _quote(raw: str, after_quote: bool) -> Line:
    words = _end_of_run(raw, 1, " ")
    if words == 1 and len(raw) > 1:
        return Line("words", raw)
    # "> 100 people" is a sum; after a line of a quote it is one more of them.
    if words == 2 and raw[2:3] in DIGITS and not after_quote:
        return Line("words", raw)
    return Line("quote", raw, lead=raw[:words])


def _is_rule(raw: str) -> bool:
    end = _end_of_run(raw, 0, "-")
    return end >= 3 and _end_of_run(raw, end, " ") == len(raw)


def _item(raw: str) -> Line:
    start = _end_of_run(raw, 0, " \t")
    sign = raw[start : start + 1]
    depth = min(DEEPEST, len(raw[:start].replace("\t", "  ")) >> 1)
    if sign in ("-", "*") and raw[start + 1 : start + 2] == " ":
        if sign == "-" and raw[start + 2 : start + 3] == "[" and raw[start + 3 : start + 4] in (" ", "x", "X"):
            words = _words_after_blanks(raw, start + 5) if raw[start + 4 : start + 5] == "]" else 0
            if words:
                return Line("check", raw, lead=raw[:words], depth=depth, checked=raw[start + 3] != " ")
        return Line("bullet", raw, lead=raw[: _end_of_run(raw, start + 1, " ")], sign=sign, depth=depth)
    end = end_of_number(raw, start)
    if end > start and raw[end : end + 1] in (".", ")"):
        words = _words_after_blanks(raw, end + 1)
        if words:
            return Line("number", raw, raw[:words], raw[end], depth, number=int(raw[start:end]))
    return Line("words", raw)


def end_of_number(raw: str, start: int) -> int:
    """The end of one to three digits without a leading 0; `start` if there are none."""
    if raw[start : start + 1] in ("", "0"):
        return start
    end = start
    while end < start + 4 and raw[end : end + 1] and raw[end] in DIGITS:
        end += 1
    return end if end <= start + 3 else start


def _words_after_blanks(raw: str, start: int) -> int:
    """Where words begin after one blank or more; 0 if there are none."""
    place = _end_of_run(raw, start, " ")
    return place if place > start and place < len(raw) and raw[place] not in BLANK else 0


def _has_words(raw: str, start: int) -> bool:
    return _words_after_blanks(raw, start) > 0


def _end_of_run(raw: str, start: int, signs: str) -> int:
    place = start
    while place < len(raw) and raw[place] in signs:
        place += 1
    return place

"""The words of one line with what they are: bold, italic, code, link. Nothing is dropped but the marks themselves."""

from dataclasses import dataclass
from typing import Final, Literal

from korkwand.texts.addresses import address_end, full, link_at, mail_around, stands_alone
from korkwand.texts.signs import BLANK, DIGIT, EMPTY, LETTER, OPENING, SHUT, SHUTTING, WORD, is_word, kinds_of

_MARKS: Final = frozenset("\\*`[hHwW@")
"""Where something may begin."""


@dataclass(slots=True)
class Span:
    """Words that are the same throughout. `auto`: an address that is a link by itself."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    href: str = ""
    auto: bool = False


@dataclass(slots=True)
class _Words:
    text: str
    href: str = ""
    code: bool = False
    auto: bool = False
    at: int = -1
    """Where an address begins that is a link by itself."""


class _Stars:
    """A run of one to three stars at `at`, and on which sides of it a mark may begin or end.

    A text may have ten thousand of them, hence no dataclass.
    """

    __slots__ = ("at", "bold", "close_edge", "closes", "href", "in_word", "italic", "n", "open_edge", "opens")

    def __init__(self, line: str, at: int, n: int, edge: int, href: str = "") -> None:
        before = kinds_of(line[edge - 1] if edge else "")
        after = kinds_of(line[at + n : at + n + 1])
        starts, ends = edge == 0, at + n >= len(line)
        self.at = at
        self.n = n
        self.href = href
        self.opens = not (ends or after & EMPTY or line[at + n] == "/")
        self.closes = not (starts or before & EMPTY or (n == 1 and line[edge - 1] == "/"))
        self.open_edge = not before & (WORD | SHUTTING)
        self.close_edge = not after & (WORD | OPENING)
        self.in_word = bool(
            after & WORD
            and (before & WORD or (not starts and line[edge - 1] == ":"))
            and (before | after) & LETTER
            and not (before | after) & DIGIT
        )
        self.bold: Literal["", "on", "off"] = ""
        self.italic: Literal["", "on", "off"] = ""

    @property
    def may_mark(self) -> bool:
        """Whether they can be more than signs."""
        in_word = self.in_word and self.n > 1
        return (self.opens and (self.open_edge or in_word)) or (self.closes and (self.close_edge or in_word))


def is_lively(line: str) -> bool:
    """Whether a line can be anything but plain words."""
    return any(sign in line for sign in ("*", "`", "[", "\\", "@", "://")) or "www." in line.lower()


def read_spans(line: str, escape: int = -1) -> list[Span]:
    """The spans of a line's words; `escape` is the place of a backslash that only keeps the line from being an item."""
    if len(line) < 2 or not is_lively(line):
        return [Span(line)] if line else []
    tokens: list[_Words | _Stars] = []
    _Tokens(line, len(line), tokens).read(0, escape=escape)
    stars = [token for token in tokens if isinstance(token, _Stars)]
    _pair_bold(stars, line)
    _pair_italic(stars)
    return _spans_of(tokens)


def addresses_in(line: str) -> list[tuple[int, int]]:
    """From where to where the line has addresses that are links by themselves."""
    tokens: list[_Words | _Stars] = []
    _Tokens(line, len(line), tokens).read(0)
    autos = (token for token in tokens if isinstance(token, _Words) and token.auto)
    return [(token.at, token.at + len(token.text)) for token in autos]


def could_open(line: str, place: int, end: int, edge: int, href: str = "") -> int:
    """How many signs at `place` could begin something, seen as if they stood at `edge`; 0 if none."""
    sign = line[place : place + 1]
    if sign == "*":
        n = _run(line, place, end)
        stars = _Stars(line, place, n, edge)
        return n if n < 4 and stars.opens and (stars.open_edge or (n == 2 and stars.in_word)) else 0
    if sign == "`":
        return 1 if _code_end(line, place, end, edge) else 0
    return 1 if sign == "[" and not href and link_at(line, place, end) else 0


class _Tokens:
    """Cuts a line, or the words of a link in it, into words and stars."""

    def __init__(self, line: str, end: int, found: list[_Words | _Stars], href: str = "") -> None:
        self.line = line
        self.end = end
        self.found = found
        self.href = href
        self.words = 0
        """Where the words begin that are not in `found` yet."""

    def read(self, start: int, escape: int = -1) -> None:
        """Go through from `start` to the end."""
        self.words = place = start
        line, end = self.line, self.end
        if escape >= 0:
            self._flush(escape)
            self.words, place = escape + 1, escape + 2
        while place < end:
            sign = line[place]
            if sign not in _MARKS:
                place += 1
            elif sign in "*`[":
                place = self._take(place)
            elif sign == "\\":
                place = self._backslashes(place)
            elif self.href:
                place += 1
            elif sign == "@":
                place = self._mail(place)
            else:
                place = self._address(place)
        self._flush(end)

    def _flush(self, end: int) -> None:
        if end > self.words:
            self.found.append(_Words(self.line[self.words : end], self.href))

    def _backslashes(self, start: int) -> int:
        """Before what could begin something, two backslashes are one, and an odd one escapes it."""
        end = start
        while end < self.end and self.line[end] == "\\":
            end += 1
        length = could_open(self.line, end, self.end, start, self.href)
        if not length:
            return end
        self._flush(start + (end - start) // 2)
        self.words = end
        return end + length if (end - start) % 2 else self._take(end)

    def _take(self, place: int) -> int:
        sign = self.line[place]
        if sign == "*":
            return self._take_stars(place)
        if sign == "`":
            return self._take_code(place)
        found = None if self.href else link_at(self.line, place, self.end)
        if found is None:
            return place + 1
        self._flush(place)
        _Tokens(self.line, found.words_end, self.found, found.href).read(place + 1)
        self.words = found.end
        return found.end

    def _take_stars(self, place: int) -> int:
        n = _run(self.line, place, self.end)
        if n < 4 and (stars := _Stars(self.line, place, n, place, self.href)).may_mark:
            self._flush(place)
            self.found.append(stars)
            self.words = place + n
        return place + n

    def _take_code(self, place: int) -> int:
        end = _code_end(self.line, place, self.end, place)
        if not end:
            return place + 1
        self._flush(place)
        self.found.append(_Words(self.line[place + 1 : end], self.href, code=True))
        self.words = end + 1
        return self.words

    def _address(self, place: int) -> int:
        end = address_end(self.line, place, self.end) if stands_alone(self.line, place) else 0
        if not end:
            return place + 1
        self._flush(place)
        address = self.line[place:end]
        return self._link_itself(place, address, full(address))

    def _mail(self, place: int) -> int:
        start, end = mail_around(self.line, place, self.words)
        if not end:
            return place + 1
        self._flush(start)
        address = self.line[start:end]
        return self._link_itself(start, address, f"mailto:{address}")

    def _link_itself(self, start: int, address: str, href: str) -> int:
        self.found.append(_Words(address, href, auto=True, at=start))
        self.words = start + len(address)
        return self.words


def _run(line: str, place: int, end: int) -> int:
    n = 0
    while place + n < end and line[place + n] == "*":
        n += 1
    return n


def _code_end(line: str, place: int, end: int, edge: int) -> int:
    """Where the code that begins at `place` ends: at the next backtick, if that may close."""
    before = line[edge - 1] if edge else ""
    if is_word(before) or before in SHUT or place + 1 >= end or line[place + 1] in BLANK:
        return 0
    close = line.find("`", place + 1, end)
    if close <= place + 1 or line[close - 1] in BLANK or is_word(line[close + 1 : close + 2]):
        return 0
    return close


def _pair_bold(stars: list[_Stars], line: str) -> None:
    """Stars that open wait for the nearest that close; bold may also begin or end within a word without blanks."""
    waiting: _Stars | None = None
    in_word, seen = True, 0
    for star in stars:
        if star.n == 1:
            continue
        in_word = in_word and BLANK.isdisjoint(line[seen : star.at])
        seen = star.at
        if waiting and star.closes and _fit_bold(waiting, star, in_word):
            waiting.bold, star.bold = "on", "off"
            waiting = None
        elif star.opens and (star.open_edge or (star.n == 2 and star.in_word and not (waiting and waiting.open_edge))):
            waiting = star
            in_word = True


def _fit_bold(opening: _Stars, closing: _Stars, in_word: bool) -> bool:
    if opening.open_edge and closing.close_edge:
        return True
    return in_word and (opening.open_edge or opening.in_word) and (closing.close_edge or closing.in_word)


def _pair_italic(stars: list[_Stars]) -> None:
    waiting: _Stars | None = None
    for star in stars:
        if star.n == 2:
            continue
        if waiting and star.closes and star.close_edge:
            waiting.italic, star.italic = "on", "off"
            waiting = None
        elif star.opens and star.open_edge:
            waiting = star


def _spans_of(tokens: list[_Words | _Stars]) -> list[Span]:
    spans: list[Span] = []
    bold = italic = False
    for token in tokens:
        if isinstance(token, _Words):
            _put(spans, Span(token.text, bold, italic, token.code, token.href, token.auto))
            continue
        # Stars that have found no other ones are shown.
        left = Span("*" * (token.n - (2 if token.bold else 0) - (1 if token.italic else 0)), bold, italic)
        left.href = token.href
        is_closing = "off" in (token.bold, token.italic)
        if not is_closing:
            _put(spans, left)
        bold = token.bold == "on" if token.bold else bold
        italic = token.italic == "on" if token.italic else italic
        if is_closing:
            left.bold, left.italic = bold, italic
            _put(spans, left)
    return spans


def _put(spans: list[Span], span: Span) -> None:
    """Add a span, to the last one if it is of the same kind."""
    if not span.text:
        return
    if spans and not (span.code or span.auto) and _alike(spans[-1], span):
        spans[-1].text += span.text
    else:
        spans.append(span)


def _alike(last: Span, span: Span) -> bool:
    same = last.bold == span.bold and last.italic == span.italic and last.href == span.href
    return same and not (last.code or last.auto)

"""From lines and spans back to a text: what is written reads as exactly these words.

Each result is read again. A sign that would be taken for a mark is escaped, and only such a sign; where that is not
enough another spelling is chosen, in the end one without marks: words are never changed.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from korkwand.texts.escaping import Sign, escaped, signs_in
from korkwand.texts.lines import Line, end_of_number, escaped_lead, lead_of, read_lines
from korkwand.texts.marking import Marked, by_words, join, tidy, whole_words
from korkwand.texts.spans import Span, addresses_in, is_lively, read_spans

_ROUNDS: Final = 2


def write_lines(lines: Sequence[Line]) -> str:
    """The text of these lines: of each its lead and its spans count, and its kind comes out again."""
    sources = [f"{line.lead}{write_words(line.spans, at_start=line.kind == 'words')}" for line in lines]
    for _ in range(_ROUNDS):
        read = read_lines("\n".join(sources))
        wrong = [place for place, line in enumerate(lines) if read[place].kind != line.kind]
        for place in wrong:
            sources[place] = told_apart(lines[place], sources[place])
        if not wrong:
            break
    return "\n".join(sources)


def write_words(spans: Iterable[Span], at_start: bool = False) -> str:
    """The source of a line's words; `at_start`: nothing stands before them, so they must not look like an item."""
    wanted = tidy(spans)
    if all(span == Span(span.text) for span in wanted):
        return escape_words(wanted[0].text if wanted else "", at_start)
    marked = Marked.of(wanted)
    for target in (wanted, join(by_words(marked)), join(whole_words(by_words(marked)))):
        for source in _sources(target):
            written = _held(source) if at_start else source
            if tidy(read_spans(written, escaped_lead(written) if at_start else -1)) == target:
                return written
    return escape_words(marked.text, at_start)


def escape_words(words: str, at_start: bool = False) -> str:
    """The source that shows these words, whatever signs are in them."""
    if is_lively(words):
        words = next((source for source in _plain_sources(words) if _shows(source, words)), words)
    return _held(words) if at_start else words


def _plain_sources(words: str) -> Iterator[str]:
    yield words
    # An escape would end an address.
    yield escaped(words, signs_in(words, addresses_in(words)))
    yield escaped(words, signs_in(words))


def _shows(source: str, words: str) -> bool:
    spans = read_spans(source)
    is_plain = all(span.auto or not (span.href or span.bold or span.italic or span.code) for span in spans)
    return is_plain and "".join(span.text for span in spans) == words


def _held(source: str) -> str:
    """The source with a backslash where it would be a heading, an item, a quote or a number."""
    place = _place_of_hold(source)
    if place < 0:
        return source
    held = f"{source[:place]}\\{source[place:]}"
    line = lead_of(source)
    # A line of a star is an item only beside others: `write_lines` sees them.
    is_needed = source[place] == "\\" or (line.kind != "words" and line.sign != "*")
    return held if is_needed and escaped_lead(held) >= 0 else source


def _place_of_hold(source: str) -> int:
    start = len(source) - len(source.lstrip(" \t"))
    sign = source[start:].lstrip("\\")[:1]
    if sign in ("#", ">", "*", "-"):
        return start
    end = end_of_number(source, start)
    return end if end > start and source[end:].lstrip("\\")[:1] in (".", ")") else -1


def told_apart(line: Line, source: str) -> str:
    """Another spelling of a line whose kind hangs on its neighbours or on its first words."""
    if line.kind == "words":
        place = _place_of_hold(source)
        return f"{source[:place]}\\{source[place:]}" if place >= 0 else source
    if line.kind in ("bullet", "quote"):
        return f"{line.lead.rstrip()}  {source[len(line.lead) :].lstrip()}"
    return source


def _sources(spans: Sequence[Span]) -> Iterator[str]:
    """Spellings of spans with marks: as they are, and with escapes."""
    writer = _Writer()
    for span in spans:
        writer.put(span)
    source = writer.end()
    yield source
    yield escaped(source, writer.signs)


class _Writer:
    """Puts marks around spans, and notes where signs stand that are or could be marks."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.signs: list[Sign] = []
        self._length = 0
        self._bold = self._italic = False
        self._href = ""

    def put(self, span: Span) -> None:
        """Add a span. What ends at a link's edge ends behind it, what begins there begins before it."""
        if span.href != self._href:
            self._leave()
            self._stars(self._bold and span.bold, self._italic and span.italic)
            self._stars(span.bold, span.italic)
            if span.href:
                self._mark("[")
            self._href = span.href
        else:
            self._stars(span.bold, span.italic)
        if span.code:
            self._mark("`")
            self._add(span.text)
            self._add("`")
            return
        for place, is_text, _ in signs_in(span.text):
            self.signs.append(Sign(self._length + place, is_text, bool(self._href)))
        self._add(span.text)

    def end(self) -> str:
        """What was written."""
        self._leave()
        self._stars(False, False)
        return "".join(self.parts)

    def _stars(self, bold: bool, italic: bool) -> None:
        n = (2 if bold != self._bold else 0) + (1 if italic != self._italic else 0)
        self._bold, self._italic = bold, italic
        if n:
            self._mark("*" * n)

    def _leave(self) -> None:
        if self._href:
            self._add(f"]({self._href})")
        self._href = ""

    def _mark(self, mark: str) -> None:
        self.signs.append(Sign(self._length, False, bool(self._href)))
        self._add(mark)

    def _add(self, text: str) -> None:
        if text:
            self.parts.append(text)
            self._length += len(text)

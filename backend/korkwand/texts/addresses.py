"""Where addresses and links in a line begin and end. All places are indexes into the line; 0 is "none"."""

from dataclasses import dataclass
from typing import Final

from korkwand.texts.signs import BLANK, OPENS, PAIRS, STOP, TAIL, is_plain_letter, is_word, starts_host

SCHEMES: Final = ("https://", "http://", "mailto:", "www.")
_LOCAL_PART: Final = 64
_HOST: Final = 255
_LABEL: Final = 63
_LAST_LABEL: Final = 24
_MOST_LABELS: Final = 8
"""Before the last one."""


@dataclass(frozen=True, slots=True)
class Link:
    """`[words](address)`: where its words end, its target, and where it ends."""

    words_end: int
    href: str
    end: int


def link_at(line: str, start: int, end: int) -> Link | None:
    """The link that begins with the bracket at `start`: no brackets in its words, no blanks in its address."""
    words_end = start + 1
    while words_end < end and line[words_end] not in "[]":
        words_end += 1
    if words_end >= end or words_end == start + 1 or line[words_end : words_end + 2] != "](":
        return None
    scheme = _scheme(line[words_end + 2 : words_end + 10])
    if not scheme or BLANK.issuperset(line[start + 1 : words_end]):
        return None
    depth = 0
    for place in range(words_end + 2, end):
        sign = line[place]
        if sign == ")":
            if depth == 0:
                href = line[words_end + 2 : place]
                return Link(words_end, full(href), place + 1) if len(href) > len(scheme) else None
            depth -= 1
        elif sign == "(":
            depth += 1
        elif sign in "[]<>\\" or sign in BLANK:
            return None
    return None


def full(address: str) -> str:
    """An address as the target of a link: `www.` gets its scheme."""
    return f"http://{address}" if address[:1] in ("w", "W") else address


def address_end(line: str, start: int, end: int) -> int:
    """Where a bare address that begins at `start` ends."""
    begin = _begin(line, start)
    if not begin or not starts_host(line[begin : begin + 1]):
        return 0
    # What can fail is looked at first: the whole address would be read again from every sign of a run.
    if line[start] in "wW" and not _has_dot(line, begin, end):
        return 0
    depth = dict.fromkeys(OPENS, 0)
    place = begin
    while place < end:
        sign = line[place]
        if sign in STOP or (sign == "*" and line[place + 1 : place + 2] == "*"):
            break
        if sign in depth:
            depth[sign] += 1
        elif sign in PAIRS:
            if depth[PAIRS[sign]] == 0:
                break
            depth[PAIRS[sign]] -= 1
        place += 1
    while place > begin and line[place - 1] in TAIL:
        place -= 1
    return place


def mail_around(line: str, at: int, start: int) -> tuple[int, int]:
    """Beginning and end of the mail address around the `@`; it begins at `start` or later."""
    begin = at
    while begin > start and (line[begin - 1] in "._%+-" or starts_host(line[begin - 1])):
        if at - begin == _LOCAL_PART:
            return 0, 0
        begin -= 1
    while begin < at and line[begin] in ".%+-":
        begin += 1
    host_end = _host_end(line, at + 1, min(len(line), at + 1 + _HOST)) if begin < at else 0
    return (begin, host_end) if host_end else (0, 0)


def _scheme(opening: str) -> str:
    lower = opening.lower()
    return next((scheme for scheme in SCHEMES if lower.startswith(scheme)), "")


def _begin(line: str, start: int) -> int:
    """Where the host of `http://`, `https://` or `www.` begins."""
    scheme = _scheme(line[start : start + 8])
    return start + len(scheme) if scheme and scheme != "mailto:" else 0


def _has_dot(line: str, start: int, end: int) -> bool:
    """Whether the host has one more dot, with a letter or a digit after it."""
    place = start
    while place < end and line[place] not in "./?#" and line[place] not in BLANK:
        place += 1
    return start < place < end - 1 and line[place] == "." and starts_host(line[place + 1])


def _host_end(line: str, start: int, end: int) -> int:
    """The end of the longest host: labels with dots between them, the last one of letters only."""
    found = 0
    label = start
    for count in range(_MOST_LABELS + 1):
        if count:
            found = _last_label_end(line, label, end) or found
        place = label
        while place < end and place - label <= _LABEL and (line[place] == "-" or starts_host(line[place])):
            place += 1
        fits = label < place <= label + _LABEL and line[label] != "-" and line[place - 1] != "-"
        if not fits or place >= end or line[place] != ".":
            break
        label = place + 1
    return found


def _last_label_end(line: str, start: int, end: int) -> int:
    place = start
    while place < end and place - start <= _LAST_LABEL and is_plain_letter(line[place]):
        place += 1
    if not 2 <= place - start <= _LAST_LABEL:
        return 0
    after = line[place : place + 1]
    return 0 if after == "@" or starts_host(after) else place


def stands_alone(line: str, start: int) -> bool:
    """Whether no letter or digit stands before, so that an address may begin here."""
    return start == 0 or not is_word(line[start - 1])

"""Field types of edits: what a text, a title, a colour and an id may be, with the normalisation that input gets."""

import re
import unicodedata
from typing import Annotated, Literal

from pydantic import AfterValidator, StringConstraints

TITLE_LENGTH = 500
TEXT_LENGTH = 20_000
COMMENT_LENGTH = 5_000
NAME_LENGTH = 80
DESCRIPTION_LENGTH = 2_000

COLORS = ("white", "yellow", "green", "blue", "rose", "lilac")
Color = Literal["white", "yellow", "green", "blue", "rose", "lilac"]

_ID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
RecordId = Annotated[str, StringConstraints(pattern=_ID)]
"""A UUID in lower case."""

_BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z")


def normalise(text: str) -> str:
    """Line ends become \\n, Unicode NFC, trailing blanks go; control characters are refused with ValueError."""
    if text.isascii() and "\r" not in text and text.isprintable():
        return text.rstrip()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _BAD.search(text):
        raise ValueError("must not contain control characters or lone surrogates")
    return "\n".join(line.rstrip() for line in unicodedata.normalize("NFC", text).split("\n")).rstrip()


def one_line(text: str) -> str:
    """As `normalise`, and line breaks become blanks: for titles and names."""
    return re.sub(r"\s*\n\s*", " ", normalise(text)).strip()


def _filled(text: str) -> str:
    if not text:
        raise ValueError("must not be empty")
    return text


Title = Annotated[str, StringConstraints(max_length=TITLE_LENGTH), AfterValidator(one_line)]
FilledTitle = Annotated[Title, AfterValidator(_filled)]
Text = Annotated[str, StringConstraints(max_length=TEXT_LENGTH), AfterValidator(normalise)]
Description = Annotated[str, StringConstraints(max_length=DESCRIPTION_LENGTH), AfterValidator(normalise)]
CommentText = Annotated[
    str, StringConstraints(max_length=COMMENT_LENGTH), AfterValidator(normalise), AfterValidator(_filled)
]
ImportedText = Annotated[str, StringConstraints(max_length=TEXT_LENGTH), AfterValidator(normalise)]
Name = Annotated[str, StringConstraints(max_length=NAME_LENGTH), AfterValidator(one_line)]


def _time(text: str) -> str:
    if not _TIME.fullmatch(text):
        raise ValueError("must be a UTC time with milliseconds, such as 2026-06-01T08:00:00.000Z")
    return text


Time = Annotated[str, StringConstraints(max_length=24), AfterValidator(_time)]

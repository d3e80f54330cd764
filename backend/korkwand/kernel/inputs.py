"""Field types of edits: what a text, a title, a colour and an id may be, with the normalisation that input gets."""

import re
from datetime import datetime
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, StringConstraints

from korkwand.texts.composing import composed

TITLE_LENGTH = 500
TEXT_LENGTH = 20_000
NAME_LENGTH = 80
DESCRIPTION_LENGTH = 2_000

COLORS = ("white", "yellow", "green", "blue", "rose", "lilac")
Color = Literal["white", "yellow", "green", "blue", "rose", "lilac"]

ID_PATTERN = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
RecordId = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
"""A UUID in lower case."""

Base = Annotated[int, Field(strict=True, ge=1, le=2**63 - 1)] | RecordId
"""Which text a writer started from: the seq they saw, or their own earlier edit."""

_BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")


def normalise(text: str) -> str:
    """Line ends become \\n, Unicode NFC, trailing blanks go; control characters are refused with ValueError."""
    if text.isascii() and "\r" not in text and text.isprintable():
        return text.rstrip()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _BAD.search(text):
        raise ValueError("must not contain control characters or lone surrogates")
    return "\n".join(line.rstrip() for line in composed(text).split("\n")).rstrip()


def one_line(text: str) -> str:
    """As `normalise`, and line breaks become blanks: for titles and names."""
    # By lines: an expression for blanks around line ends takes time by the square of a run of blanks.
    return " ".join(line for part in normalise(text).split("\n") if (line := part.strip()))


def at_most(limit: int) -> AfterValidator:
    """Refuse a longer text with ValueError, after its composition too: NFC makes two or three characters of some."""

    def check(text: str) -> str:
        if len(text) > limit:
            raise ValueError(f"must have at most {limit} characters")
        return text

    return AfterValidator(check)


def filled(text: str) -> str:
    """Refuse an empty text with ValueError."""
    if not text:
        raise ValueError("must not be empty")
    return text


# What OpenAPI says of the rules above.
_CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f"
FILLED_PATTERN = rf"^[^{_CONTROL}]*[^\s{_CONTROL}][^{_CONTROL}]*$"
_CLEAN = Field(json_schema_extra={"pattern": rf"^[^{_CONTROL}]*$"})
CLEAN_AND_FILLED = Field(json_schema_extra={"pattern": FILLED_PATTERN})
# The 29th of February is accepted too, in leap years.
_TIME_PATTERN = (
    r"^[1-9][0-9]{3}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    r"|02-(0[1-9]|1[0-9]|2[0-8]))T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z$"
)

Title = Annotated[
    str, StringConstraints(max_length=TITLE_LENGTH), AfterValidator(one_line), at_most(TITLE_LENGTH), _CLEAN
]
FilledTitle = Annotated[Title, AfterValidator(filled), CLEAN_AND_FILLED]
Text = Annotated[
    str, StringConstraints(max_length=TEXT_LENGTH), AfterValidator(normalise), at_most(TEXT_LENGTH), _CLEAN
]
Description = Annotated[
    str,
    StringConstraints(max_length=DESCRIPTION_LENGTH),
    AfterValidator(normalise),
    at_most(DESCRIPTION_LENGTH),
    _CLEAN,
]
Name = Annotated[str, StringConstraints(max_length=NAME_LENGTH), AfterValidator(one_line), at_most(NAME_LENGTH), _CLEAN]

_NO_TIME = "must be a UTC time with milliseconds, such as 2026-06-01T08:00:00.000Z"


def _time(text: str) -> str:
    if not _TIME.fullmatch(text):
        raise ValueError(_NO_TIME)
    try:
        datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(_NO_TIME) from None
    return text


Time = Annotated[
    str, StringConstraints(max_length=24), AfterValidator(_time), Field(json_schema_extra={"pattern": _TIME_PATTERN})
]


def _time_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("must be the name of a time zone, such as Europe/Berlin")
    return name


TimeZone = Annotated[str, StringConstraints(max_length=60), AfterValidator(_time_zone)]
"""A name of the IANA's time zone database."""

"""Dates as tables write them, in ISO and in German form, to the times that records have."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from korkwand.errors import Invalid
from korkwand.kernel.records import timestamp

_CLOCK: Final = (
    r"(?:(?:T|,? +)(?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?(?: ?Uhr)?)?"
)
_ZONE: Final = r" ?(?P<zone>Z|UTC|GMT|[+-]\d{2}:?(?:\d{2})?)?"
_FORMS: Final = (
    re.compile(rf"(?P<year>\d{{4}})[-/](?P<month>\d{{1,2}})[-/](?P<day>\d{{1,2}}){_CLOCK}{_ZONE}", re.IGNORECASE),
    re.compile(
        rf"(?P<day>\d{{1,2}})\. ?(?P<month>\d{{1,2}})\. ?(?P<year>\d{{4}}|\d{{2}}){_CLOCK}{_ZONE}",
        re.IGNORECASE,
    ),
)
OLDEST_YEAR: Final = 1900


def zone_named(name: str) -> tzinfo:
    """The time zone of this name, such as Europe/Berlin; raises Invalid."""
    try:
        return UTC if name.upper() == "UTC" else ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid(f"The time zone {name[:40]!r} is not known; write one such as UTC or Europe/Berlin.") from None


def read_time(text: str, zone: tzinfo = UTC) -> str | None:
    """The moment in RFC 3339 UTC with milliseconds; None if it cannot be read.

    Forms: 2026-06-01, 2026-06-01T08:00:00.5+02:00, 2026/06/01 8:00, 1.6.2026, 01.06.26 08:00, 01.06.2026,
    8:00 Uhr. A time that does not say its zone is taken as one of `zone`.
    """
    found = next(filter(None, (form.fullmatch(text.strip()) for form in _FORMS)), None)
    if found is None:
        return None
    part = found.groupdict()
    year = int(part["year"]) + (2000 if len(part["year"]) == 2 else 0)
    fraction = int((part["fraction"] or "0")[:6].ljust(6, "0"))
    hour, minute, second = (int(part[name] or 0) for name in ("hour", "minute", "second"))
    try:
        moment = datetime(
            year,
            int(part["month"]),
            int(part["day"]),
            hour,
            minute,
            second,
            fraction,
            _zone_of(part["zone"], zone),
        )
        return timestamp(moment) if year >= OLDEST_YEAR else None
    except (ValueError, OverflowError):
        return None


def _zone_of(written: str | None, zone: tzinfo) -> tzinfo:
    if written is None:
        return zone
    if written[0] not in "+-":
        return UTC
    minutes = int(written[1:3]) * 60 + int(written[3:].lstrip(":") or 0)
    return timezone(timedelta(minutes=-minutes if written[0] == "-" else minutes))

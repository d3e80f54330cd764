"""Dates in the forms that tables have."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korkwand.errors import Invalid
from korkwand.exchange.dates import read_time, zone_named
from korkwand.kernel.records import timestamp


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-06-01T08:00:05Z", "2026-06-01T08:00:05.000Z"),
        ("2026-06-01T08:00:05.123456789Z", "2026-06-01T08:00:05.123Z"),
        ("2026-06-01T08:00:05+02:00", "2026-06-01T06:00:05.000Z"),
        ("2026-06-01 08:00:05 -0330", "2026-06-01T11:30:05.000Z"),
        ("2026-06-01 08:00", "2026-06-01T08:00:00.000Z"),
        ("2026-06-01 08:00:00 UTC", "2026-06-01T08:00:00.000Z"),
        ("2026-06-01", "2026-06-01T00:00:00.000Z"),
        ("2026/6/1 8:00", "2026-06-01T08:00:00.000Z"),
        ("01.06.2026", "2026-06-01T00:00:00.000Z"),
        ("1.6.2026 8:05", "2026-06-01T08:05:00.000Z"),
        ("01.06.26, 08:05:09", "2026-06-01T08:05:09.000Z"),
        (" 01. 06. 2026 08:05 Uhr ", "2026-06-01T08:05:00.000Z"),
    ],
)
def test_these_are_read(written: str, moment: str) -> None:
    assert read_time(written) == moment


@pytest.mark.parametrize(
    "written",
    ["", "gestern", "31.02.2026", "2026-13-01", "25:00", "01.06.2026 24:30", "44000.75", "6/1/2026", "1.6.",
     "1899-12-31",
     "2026-06-01T08:00:00+25:00", "0001-01-01T00:00:00+10:00", "12026-01-01"],
)  # fmt: skip
def test_these_are_not(written: str) -> None:
    assert read_time(written) is None


def test_a_time_without_zone_is_one_of_the_given_zone() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert read_time("01.06.2026 08:00", berlin) == "2026-06-01T06:00:00.000Z"
    assert read_time("01.12.2026 08:00", berlin) == "2026-12-01T07:00:00.000Z"
    assert read_time("2026-06-01T08:00:00Z", berlin) == "2026-06-01T08:00:00.000Z"


@given(st.datetimes(timezones=st.just(UTC)).filter(lambda moment: moment.year >= 1900))
def test_every_time_of_a_record_comes_back(moment: object) -> None:
    written = timestamp(moment)  # type: ignore[arg-type]
    assert read_time(written) == written


@given(st.text(max_size=30))
def test_any_text_is_a_time_or_none(text: str) -> None:
    found = read_time(text)
    assert found is None or len(found) == 24


@pytest.mark.parametrize("name", ["Mars", "", "../../etc/passwd", "Europe/", "\x00"])
def test_an_unknown_zone_is_invalid(name: str) -> None:
    with pytest.raises(Invalid, match="time zone"):
        zone_named(name)

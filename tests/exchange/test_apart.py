"""A large file is read in a process of its own, and it makes no difference but to who waits."""

import json
from zoneinfo import ZoneInfo

import pytest

from korkwand.errors import Invalid, KorkwandError, TooLarge
from korkwand.exchange import apart
from korkwand.exchange.apart import SMALL_BYTES, prepare_apart, preview_apart
from korkwand.exchange.report import Source, prepare
from tests.client import AN_ID

ROW = "{};Ein *Text* über Bänke\n"


def table(rows: int) -> bytes:
    return ("ID;Text\n" + "".join(ROW.format(number) for number in range(rows))).encode()


SMALL = table(10)
LARGE = table(SMALL_BYTES // 25 + 10)


@pytest.mark.parametrize("file", [SMALL, LARGE])
def test_what_is_prepared_is_the_same(file: bytes) -> None:
    source = Source(file=file, comments=None, zone=ZoneInfo("Europe/Berlin"))
    columns = [(AN_ID, "Ideen")]
    here = prepare(source, AN_ID, None, columns)
    assert prepare_apart(source, AN_ID, None, columns) == here
    assert json.loads(preview_apart(source, AN_ID, None, columns)) == here.report.model_dump(mode="json")


@pytest.mark.parametrize("padding", [b"", b" " * SMALL_BYTES])
@pytest.mark.parametrize(
    "source", [Source(file=b'{"korkwand": 99'), Source(file=b"ID;Text\n", encoding="no such encoding")]
)
def test_a_refusal_is_the_same(source: Source, padding: bytes) -> None:
    source = Source(file=source.file + padding, encoding=source.encoding)
    told = []
    for work in (prepare, prepare_apart, preview_apart):
        with pytest.raises(KorkwandError) as refused:
            work(source, AN_ID, None, [])
        told.append((type(refused.value), refused.value.payload()))
    assert told[0] == told[1] == told[2]


def test_which_column_has_a_fault_is_told_from_there_too() -> None:
    with pytest.raises(Invalid) as refused:
        preview_apart(Source(file=LARGE, mapping={"title": "Betreff"}), AN_ID, None, [])
    assert "Betreff" in refused.value.detail


def test_one_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "CPU_S", 1)
    with pytest.raises(TooLarge, match="split it"):
        preview_apart(Source(file=table(20_000)), AN_ID, None, [])

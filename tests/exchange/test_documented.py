"""docs/exchange.md says what there is."""

import re
from inspect import signature
from pathlib import Path

from korkwand.api.exports import export_csv
from korkwand.api.imports import import_list
from korkwand.exchange.csv_reading import MOST_COLUMNS, MOST_ROWS
from korkwand.exchange.decoding import ENCODINGS
from korkwand.exchange.headers import CARD_FIELDS, COMMENT_FIELDS
from korkwand.exchange.plan import MOST_BOARD_COLUMNS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "exchange.md").read_text(encoding="utf-8")
SOURCES = [path.read_text(encoding="utf-8") for path in (ROOT / "backend" / "korkwand" / "exchange").glob("*.py")]
NOT_FIELDS = {"request", "doors", "visit", "key"}


def test_every_field_parameter_and_encoding_is_described() -> None:
    names = {*signature(import_list).parameters, *signature(export_csv).parameters} - NOT_FIELDS
    names |= {*CARD_FIELDS, *COMMENT_FIELDS, *ENCODINGS}
    assert {name for name in names if f"`{name}`" not in PAGE} == set()


def test_every_problem_is_described_and_no_other() -> None:
    raised = {
        code
        for source in SOURCES
        for code in re.findall(r'(?:stop|note)\(\s*"(\w+)"|Problem\([^)]*?"(\w+_\w+)"', source)
        for code in code
        if code
    }
    raised |= {
        "title_too_long",
        "column_too_long",
        "author_cut",
        "card_unknown",
        "column_unknown",
    }  # built from a field
    described = set(re.findall(r"^\| `(\w+)` \| (?:skipped|imported|a card's)", PAGE, re.MULTILINE))
    assert described == raised


def test_the_limits_are_those_of_the_code() -> None:
    for number in (MOST_ROWS, MOST_COLUMNS, MOST_BOARD_COLUMNS):
        assert f"{number:,} " in PAGE

"""docs/exchange.md says what there is."""

import re
from inspect import signature
from pathlib import Path

from korkwand.api.exports import export_csv
from korkwand.api.imports import import_list
from korkwand.exchange.csv_reading import MOST_COLUMNS, MOST_ROWS
from korkwand.exchange.decoding import _SIGNATURES, ENCODINGS
from korkwand.exchange.headers import CARD_FIELDS, COMMENT_FIELDS
from korkwand.exchange.plan import MOST_BOARD_COLUMNS
from tests.page_words import page_words

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "exchange.md").read_text(encoding="utf-8")
SOURCES = [path.read_text(encoding="utf-8") for path in (ROOT / "backend" / "korkwand" / "exchange").glob("*.py")]
NOT_FIELDS = {"request", "doors", "visit", "key"}


def test_every_field_parameter_and_encoding_is_described() -> None:
    names = {*signature(import_list).parameters, *signature(export_csv).parameters} - NOT_FIELDS
    names |= {*CARD_FIELDS, *COMMENT_FIELDS, *ENCODINGS}
    assert {name for name in names if f"`{name}`" not in PAGE} == set()


def raised_problems() -> set[str]:
    """The codes of problems that the program may tell of a line."""
    raised = {
        code
        for source in SOURCES
        for code in re.findall(r'(?:stop|note)\(\s*"(\w+)"|Problem\([^)]*?"(\w+_\w+)"', source)
        for code in code
        if code
    }
    return raised | {
        "title_too_long",
        "column_too_long",
        "author_cut",
        "card_unknown",
        "column_unknown",
    }  # built from a field


def test_every_problem_is_described_and_no_other() -> None:
    described = set(re.findall(r"^\| `(\w+)` \| (?:skipped|imported|a card's)", PAGE, re.MULTILINE))
    assert described == raised_problems()


def raised_reasons() -> set[str]:
    """The reasons that errors of an import may have."""
    found = {reason for source in SOURCES for reason in re.findall(r'reason="(\w+)"', source)}
    found |= {reason for *_, reason in _SIGNATURES} | {"comment_no_text", "comment_no_card"}
    return found


def test_every_reason_is_described_and_no_other() -> None:
    table = PAGE.split("| reason | what it means |")[1].split("\n\n")[0]
    cells = re.findall(r"^\| (`[^|]*) \|", table, re.MULTILINE)
    assert {reason for cell in cells for reason in re.findall(r"`(\w+)`", cell)} == raised_reasons()


def test_every_problem_and_reason_has_words_in_both_languages_and_no_other() -> None:
    # Beside the importer's own, a line may carry the code with which the board refused it.
    codes = raised_problems() | {"invalid", "not_found", "too_large"}
    for language in ("de", "en"):
        catalogue = page_words(language)
        worded = {key.removeprefix("import.problem.") for key in catalogue if key.startswith("import.problem.")}
        assert worded == codes
        worded = {key.removeprefix("import.fault.") for key in catalogue if key.startswith("import.fault.")}
        assert worded == raised_reasons() | {"lost"}


def test_every_field_and_encoding_is_offered_in_the_browser() -> None:
    source = (ROOT / "frontend" / "src" / "across" / "exchange" / "importing" / "fields.js").read_text(encoding="utf-8")
    offered = set(re.findall(r"'([\w-]+)'", source))
    assert {*CARD_FIELDS, *COMMENT_FIELDS, *ENCODINGS} - {"id"} <= offered | {"id"}


def test_the_limits_are_those_of_the_code() -> None:
    for number in (MOST_ROWS, MOST_COLUMNS, MOST_BOARD_COLUMNS):
        assert f"{number:,} " in PAGE

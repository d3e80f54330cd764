"""Rows to a plan: what becomes of each line, and what is said about it."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import pytest

from korkwand.errors import Invalid
from korkwand.exchange.csv_reading import read_table
from korkwand.exchange.plan import (
    MOST_BOARD_COLUMNS,
    Options,
    Plan,
    PlannedCard,
    PlannedColumn,
    PlannedComment,
    make_plan,
)
from korkwand.kernel.inputs import NAME_LENGTH, TEXT_LENGTH, TITLE_LENGTH


def plan_of(
    cards: str,
    comments: str | None = None,
    options: Options | None = None,
    existing: Sequence[tuple[str, str]] = (),
) -> Plan:
    return make_plan(read_table(cards), read_table(comments) if comments else None, options, existing)


def told(plan: Plan) -> list[tuple[str, int, str, bool]]:
    return [(problem.file, problem.line, problem.code, problem.skipped) for problem in plan.problems]


def test_a_row_becomes_a_card() -> None:
    plan = plan_of(
        'ID;Titel;Text;Kategorie;Autor;Datum;Farbe\n7;Bänke;"Am *Markt*\n1. Reihe";Plätze;Ada;01.06.2026 08:00;Gelb\n'
    )
    assert plan.cards == [
        PlannedCard(2, "plätze", "Bänke", "Am \\*Markt*\n1. Reihe", "yellow", "Ada", "2026-06-01T08:00:00.000Z", "7")
    ]
    assert plan.columns == {"plätze": PlannedColumn("Plätze", None, 1)}
    assert plan.problems == []


def test_what_is_not_there_stays_open() -> None:
    plan = plan_of("Titel;Text\nBänke;\n;Nur Text\n")
    assert plan.cards == [
        PlannedCard(2, "import", "Bänke", "", None, None, None, ""),
        PlannedCard(3, "import", "", "Nur Text", None, None, None, ""),
    ]


def test_columns_are_matched_without_case_and_the_first_spelling_stays() -> None:
    existing = [("c1", "Plätze"), ("c2", "Leer"), ("c3", "plätze")]
    plan = plan_of("Titel;Spalte\na;PLÄTZE\nb; Neu  da\nc;neu da\nd;\n", existing=existing)
    assert list(plan.columns.values()) == [
        PlannedColumn("Plätze", "c1", 1),
        PlannedColumn("Leer", "c2", 0),
        PlannedColumn("Neu da", None, 2),
        PlannedColumn("Import", None, 1),
    ]


def test_the_column_of_rows_without_one_can_be_told() -> None:
    plan = plan_of("Titel;Spalte\na;\n", options=Options(default_column="Eingang"), existing=[("c1", "eingang")])
    assert plan.columns["eingang"] == PlannedColumn("Eingang".lower(), "c1", 1)


def test_problems_are_told_by_line() -> None:
    plan = plan_of(
        "Titel;Text;Datum;Farbe;Autor;Ort\n"
        ";;01.01.2026;;;nur ein Ort\n"
        f"{'x' * (TITLE_LENGTH + 1)};;;;;\n"
        f"a;{'y' * (TEXT_LENGTH + 1)};;;;\n"
        f"b;{'`a` ' * (TEXT_LENGTH // 4)};;;;\n"
        "c;d;gestern;;;\n"
        "e;f;;kariert;;\n"
        f"g;h;;;{'z' * (NAME_LENGTH + 1)};\n"
        "i;j;;;;;zu;viel\n"
        "k;l\n"
    )
    assert told(plan) == [
        ("cards", 2, "nothing_in_it", True),
        ("cards", 3, "title_too_long", True),
        ("cards", 4, "text_too_long", True),
        ("cards", 5, "text_too_long", True),
        ("cards", 6, "date_unknown", False),
        ("cards", 7, "color_unknown", False),
        ("cards", 8, "author_cut", False),
        ("cards", 9, "too_many_values", True),
    ]
    assert [card.line for card in plan.cards] == [6, 7, 8, 10]
    assert plan.skipped == 5
    assert plan.cards[2].author_name == "z" * (NAME_LENGTH - 1) + "…"
    assert plan.unused == ["Ort"]


def test_a_detail_never_repeats_a_long_value() -> None:
    plan = plan_of(f"Titel;Datum\na;{'9' * 5_000}\n")
    assert len(plan.problems[0].detail) < 200


def test_free_text_as_category_is_refused() -> None:
    rows = "".join(f"Titel {number};Beitrag Nummer {number}\n" for number in range(MOST_BOARD_COLUMNS + 1))
    with pytest.raises(Invalid, match=f'need {MOST_BOARD_COLUMNS + 1} new columns.*"Kategorie"'):
        plan_of(f"Titel;Kategorie\n{rows}")
    assert len(plan_of(f"Titel;Kategorie\n{rows}", options=Options(mapping={"column": None})).columns) == 1


def test_comments_are_joined_by_the_cards_id() -> None:
    plan = plan_of(
        "ID;Titel\n1;a\n2;b\n2;c\n3;\n",
        "Karte;Betreff;Kommentar;Name;Datum\n2;;Ja;Ada;2026-06-01\n"
        '1;Zum Platz;"Nein\n*"\n1;Gleich;Gleich\n3;;x\n9;;y\n2;;\n',
    )
    assert plan.comments == [
        PlannedComment(2, 3, "Ja", "Ada", "2026-06-01T00:00:00.000Z"),
        PlannedComment(3, 2, "Zum Platz\n\nNein\n*", None, None),
        PlannedComment(5, 2, "Gleich", None, None),
    ]
    assert told(plan) == [
        ("cards", 4, "id_taken", False),
        ("cards", 5, "nothing_in_it", True),
        ("comments", 6, "card_unknown", True),
        ("comments", 7, "card_unknown", True),
        ("comments", 8, "nothing_in_it", True),
    ]


def test_comments_without_ids_of_cards_are_refused() -> None:
    with pytest.raises(Invalid, match="no column of the cards can be used as id"):
        plan_of("Titel\na\n", "Karte;Kommentar\n1;x\n")


def test_a_zone_holds_where_neither_value_nor_header_names_one() -> None:
    berlin = Options(zone=ZoneInfo("Europe/Berlin"))
    assert plan_of("Titel;Datum\na;1.6.2026 8:00\n", options=berlin).cards[0].created_at == "2026-06-01T06:00:00.000Z"
    assert (
        plan_of("Titel;Datum (UTC)\na;1.6.2026 8:00\n", options=berlin).cards[0].created_at
        == "2026-06-01T08:00:00.000Z"
    )


def test_markdown_under_a_header_that_says_so_stays() -> None:
    assert plan_of("Titel;Text (Markdown)\na;**b**\n").cards[0].text == "**b**"


def test_apostrophes_against_formulas_are_taken_off() -> None:
    assert plan_of("Titel;Text\n'=1;'- x\n").cards[0].title == "=1"

"""Boards as tables."""

import csv
import io
from uuid import uuid4

import pytest

from korkwand.exchange.csv_writing import Form, What, write_csv
from korkwand.exchange.importing import carry_out
from korkwand.exchange.report import Source, prepare
from korkwand.kernel.visibility import COORDINATOR, MEMBER
from korkwand.live.board import LiveBoard
from korkwand.rules.roles import SYSTEM
from tests.exchange.conftest import Program, contents

TEXT = "Bürger*innen wollen *alle*\n- Lehne\nPlan (https://x.de/p)"
"""As people read it."""


def table(board: LiveBoard, what: What = "cards", form: Form | None = None) -> list[dict[str, str]]:
    data = b"".join(write_csv(contents(board), what, form))
    excel = form is not None and form.excel
    text = data.decode("utf-8-sig" if excel else "utf-8")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if excel else ","))


@pytest.fixture
def board(program: Program) -> LiveBoard:
    board = program.new_board()
    first, second, *cards = (str(uuid4()) for _ in range(6))
    program.submit(
        board,
        {"type": "column.add", "column_id": first, "title": "=Plätze"},
        {"type": "column.add", "column_id": second, "title": "Weg"},
        {"type": "card.import", "card_id": cards[0], "column_id": first, "title": "@Bänke",
         "color": "yellow", "text": "Bürger*innen **wollen** \\*alle*\n- Lehne\n[Plan](https://x.de/p)",
         "author_name": "Ada", "created_at": "2026-06-01T08:00:00.000Z"},
        {"type": "card.import", "card_id": cards[1], "column_id": first, "title": "Gelöscht"},
        {"type": "card.import", "card_id": cards[2], "column_id": second, "title": "Mit Spalte gelöscht"},
        {"type": "comment.import", "card_id": cards[0], "text": "+1", "author_name": "-Bo"},
        {"type": "comment.import", "card_id": cards[1], "text": "mit Karte gelöscht"},
        {"type": "comment.import", "card_id": cards[2], "text": "mit Spalte gelöscht"},
        {"type": "card.delete", "card_id": cards[1]},
        {"type": "column.delete", "column_id": second},
    )  # fmt: skip
    return board


def test_cards_as_a_table(board: LiveBoard) -> None:
    (row,) = table(board)
    assert {name: value for name, value in row.items() if name != "id"} == {
        "column": "'=Plätze", "title": "'@Bänke", "text": TEXT, "color": "yellow",
        "author": "Ada", "created (UTC)": "2026-06-01T08:00:00.000Z", "edited (UTC)": "",
    }  # fmt: skip


def test_comments_as_a_table_join_by_the_cards_id(board: LiveBoard) -> None:
    (row,) = table(board, "comments")
    assert row["card id"] == table(board)[0]["id"]
    assert (row["card title"], row["comment text"], row["author"]) == ("'@Bänke", "'+1", "'-Bo")


def test_for_a_german_excel(board: LiveBoard) -> None:
    form = Form(language="de", excel=True)
    assert b"".join(write_csv(contents(board), "cards", form)).startswith(b'\xef\xbb\xbf"Spalte";"Titel";')
    assert table(board, "cards", form)[0]["Farbe"] == "gelb"


def test_texts_as_they_are_stored(board: LiveBoard) -> None:
    row = table(board, "cards", Form(markdown=True))[0]
    assert row["text (Markdown)"] == "Bürger*innen **wollen** \\*alle*\n- Lehne\n[Plan](https://x.de/p)"


def test_what_a_view_does_not_see_is_not_in_its_table(board: LiveBoard) -> None:
    seen = [b"".join(write_csv(contents(board, view))) for view in (MEMBER, COORDINATOR)]
    assert seen[0] == seen[1]
    assert "gelöscht".encode() not in seen[0]


@pytest.mark.parametrize("form", [Form(markdown=True), Form("de", excel=True, markdown=True)])
def test_tables_come_back_as_the_same_board(program: Program, board: LiveBoard, form: Form) -> None:
    files = [b"".join(write_csv(contents(board), what, form)) for what in ("cards", "comments")]
    copy = program.new_board()
    prepared = prepare(Source(files[0], files[1]), copy.id, str(uuid4()))
    assert prepared.report.problems == []
    program.run(carry_out(copy, SYSTEM, prepared.steps))
    again = [b"".join(write_csv(contents(copy), what, form)) for what in ("cards", "comments")]
    for before, after in zip(files, again, strict=True):
        assert without_ids(before, form) == without_ids(after, form)


def without_ids(data: bytes, form: Form) -> list[list[str]]:
    rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";" if form.excel else ",")
    return [[value for name, value in row.items() if not name.lower().endswith("id")] for row in rows]


def test_a_big_table_comes_in_pieces(program: Program) -> None:
    board = program.new_board()
    rows = "".join(f"Idee {number}\n" for number in range(900))
    prepared = prepare(Source(f"Titel\n{rows}".encode()), board.id, str(uuid4()))
    program.run(carry_out(board, SYSTEM, prepared.steps))
    assert len(list(write_csv(contents(board)))) > 3
    assert len(table(board)) == 900

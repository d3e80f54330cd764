"""Two hundred German texts go out as tables and as a file, come in again, and mean what they meant."""

import json
from pathlib import Path

import pytest

from korkwand.exchange.csv_writing import Form, write_csv
from korkwand.exchange.importing import carry_out
from korkwand.exchange.json_file import write_json
from korkwand.exchange.report import Source, prepare
from korkwand.kernel.inputs import normalise
from korkwand.kernel.records import new_id
from korkwand.live.board import LiveBoard
from korkwand.nouns.card.record import Card
from korkwand.rules.roles import SYSTEM
from korkwand.texts.shown import shown
from tests.exchange.conftest import Program, contents

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "texts.json").read_text(encoding="utf-8"))
TEXTS = sorted({text for case in VECTORS if (text := normalise(case["text"]).strip("\n"))})


@pytest.fixture(scope="module")
def board(program: Program) -> LiveBoard:
    board = program.new_board()
    column = new_id()
    program.submit(board, {"type": "column.add", "column_id": column, "title": "Alle"})
    cards = ({"type": "card.import", "column_id": column, "title": f"{n}", "text": t} for n, t in enumerate(TEXTS))
    program.submit(board, *cards)
    return board


def imported(program: Program, file: bytes) -> list[str]:
    """The texts of the cards that a file makes, in the order of TEXTS."""
    board = program.new_board()
    prepared = prepare(Source(file), board.id, new_id())
    assert prepared.report.problems == []
    program.run(carry_out(board, SYSTEM, prepared.steps))
    cards = [row.record for row in board.state.all(Card.kind)]
    return [card.text for card in sorted(cards, key=lambda card: int(card.title))]


def test_as_a_file_they_are_the_same(program: Program, board: LiveBoard) -> None:
    assert imported(program, b"".join(write_json(contents(board)))) == TEXTS


@pytest.mark.parametrize("form", [Form(markdown=True), Form("de", excel=True, markdown=True)])
def test_as_a_table_of_stored_texts_they_are_the_same(program: Program, board: LiveBoard, form: Form) -> None:
    assert imported(program, b"".join(write_csv(contents(board), "cards", form))) == TEXTS


@pytest.mark.parametrize("form", [Form(), Form("de", excel=True)])
def test_as_a_table_for_people_they_are_seen_as_before(program: Program, board: LiveBoard, form: Form) -> None:
    again = imported(program, b"".join(write_csv(contents(board), "cards", form)))
    for text, came in zip(TEXTS, again, strict=True):
        assert shown(came) == shown(text).strip("\n")

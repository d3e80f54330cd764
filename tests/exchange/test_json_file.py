"""The whole board in one file, and back."""

import json
from typing import Any
from uuid import uuid4

import pytest

from korkwand.catalog import EDITS, KINDS
from korkwand.errors import Invalid, Malformed
from korkwand.exchange.importing import carry_out
from korkwand.exchange.json_file import PARTS, read_json, write_json
from korkwand.exchange.report import Source, finished, prepare
from korkwand.kernel.records import Record
from korkwand.kernel.visibility import EDITOR, MEMBER, View
from korkwand.live.board import LiveBoard
from korkwand.rules.roles import SYSTEM
from tests.exchange.conftest import Program, contents

TIME = "2026-06-01T08:00:00.000Z"
FILE: dict[str, Any] = {
    "korkwand": 1,
    "board": {"title": "Ideen", "description": "", "color": "white", "archived_at": None, "created_at": None},
    "columns": [{"id": "s", "title": "Plätze"}],
    "cards": [{"id": "k", "column_id": "s", "title": "Bänke"}],
    "comments": [{"id": "c", "card_id": "k", "text": "Ja"}],
}


def exported(board: LiveBoard, view: View | None = None) -> dict[str, Any]:
    whole = b"".join(write_json(contents(board, view) if view else contents(board)))
    return dict(json.loads(whole))


def imported(program: Program, file: dict[str, Any]) -> LiveBoard:
    board = program.new_board(file["board"]["title"])
    prepared = prepare(Source(json.dumps(file).encode()), board.id, str(uuid4()))
    report = finished(prepared, program.run(carry_out(board, SYSTEM, prepared.steps)))
    assert report.problems == []
    return board


def test_what_a_view_does_not_see_is_not_in_its_file(program: Program) -> None:
    file = {**FILE, "cards": [*FILE["cards"], {"id": "w", "column_id": "s", "title": "Weg", "deleted_at": TIME}]}
    board = imported(program, file)
    assert [card["title"] for card in exported(board, EDITOR)["cards"]] == ["Bänke", "Weg"]
    assert [card["title"] for card in exported(board, MEMBER)["cards"]] == ["Bänke"]


def test_no_key_no_secret_and_no_visitor_is_in_the_file(program: Program) -> None:
    board = imported(program, FILE)
    whole = b"".join(write_json(contents(board)))
    for word in (b"key", b"secret", b"author_id", b"visitor", b"role"):
        assert word not in whole


def test_an_empty_board_is_a_file_too(program: Program) -> None:
    assert exported(program.new_board("Leer"))["cards"] == []


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("{", Malformed, "readable JSON"),
        ('{"korkwand":1,"board":{"title":"\\ud800"}}', Malformed, "readable JSON"),
        ('{"korkwand":NaN}', Malformed, "readable JSON"),
        ("{}", Invalid, "not a board"),
        ('{"korkwand":"1"}', Invalid, "not a board"),
        ('{"korkwand":2}', Invalid, "has the format 2; this version reads format 1"),
        ('{"korkwand":1}', Invalid, "board"),
        ('{"korkwand":1,"board":{"title":"x"},"keys":[]}', Invalid, "keys"),
        ('{"korkwand":1,"board":{"title":"x"},"cards":[{"id":"a"}]}', Invalid, "column_id"),
        ('{"korkwand":1,"board":{"title":"x"},"cards":[{"id":1,"column_id":"a"}]}', Invalid, "Expected `str`"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(text: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        read_json(text)


def test_what_belongs_to_nothing_or_cannot_be_is_told_by_its_number(program: Program) -> None:
    file = {
        **FILE,
        "cards": [
            *FILE["cards"], {"id": "k", "column_id": "s", "title": "x"}, {"id": "l", "column_id": "nix", "title": "x"},
            {"id": "m", "column_id": "s", "title": "x" * 501}, {"id": "n", "column_id": "s", "created_at": "gestern"},
            {"id": "o", "column_id": "s", "color": "kariert"}, {"id": "p", "column_id": "t", "title": "x"},
        ],
        "columns": [*FILE["columns"], {"id": "t", "title": "x", "created_at": "2026-06-01"}],
        "comments": [{"id": "d", "card_id": "l", "text": "x"}, {"id": "e", "card_id": "m", "text": "x"}],
    }  # fmt: skip
    board = program.new_board()
    prepared = prepare(Source(json.dumps(file).encode()), board.id, str(uuid4()))
    report = finished(prepared, program.run(carry_out(board, SYSTEM, prepared.steps)))
    assert [(problem.file, problem.line, problem.code) for problem in report.problems] == [
        ("cards", 2, "id_taken"), ("cards", 3, "column_unknown"), ("cards", 4, "invalid"), ("cards", 5, "invalid"),
        ("cards", 6, "invalid"), ("cards", 7, "not_found"), ("columns", 2, "invalid"),
        ("comments", 1, "card_unknown"), ("comments", 2, "not_found"),
    ]  # fmt: skip
    assert (report.cards, report.skipped) == (1, 9)


class TestWhatAFileHas:
    @pytest.mark.parametrize("cls", KINDS.values(), ids=KINDS)
    def test_every_record_and_field_is_exported_or_said_to_be_left_out(self, cls: type[Record]) -> None:
        """A new field comes into the file by itself; who leaves one out says why, in its record."""
        if cls.exported is not True:
            assert str(cls.exported).strip(), f"{cls.__name__}.exported: True, or a sentence that says why not"
            assert cls.kind not in PARTS
            return
        assert set(PARTS[cls.kind].__struct_fields__) == set(cls.__struct_fields__) - set(cls.unexported)
        assert all(reason.strip() for reason in cls.unexported.values())

    @pytest.mark.parametrize("kind", PARTS)
    def test_every_exported_field_comes_in_again(self, kind: str) -> None:
        if not KINDS[kind].owners:
            return  # the command line makes a board of it
        taken = set(EDITS[f"{kind}.import"].model_fields) | {"id"}
        assert set(PARTS[kind].__struct_fields__) <= taken, f"{kind}.import cannot take all that is exported"

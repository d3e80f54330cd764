"""`korkwand import`, as the command line calls it."""

import argparse
import json
from pathlib import Path

import pytest

from korkwand.errors import Invalid, KorkwandError, NotFound, TooLarge
from korkwand.exchange.command import MEGABYTE, add_arguments, run
from korkwand.live.board import LiveBoard
from tests.exchange.conftest import Program, contents
from tests.exchange.test_importing import ALL, CARDS, COMMENTS, shown

ORIGIN = "http://pins.example"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ideen.csv").write_bytes(CARDS)
    (tmp_path / "kommentare.csv").write_bytes(COMMENTS)
    return tmp_path


def command(program: Program, *arguments: str | Path) -> list[str]:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    options = parser.parse_args([str(argument) for argument in arguments])
    return program.run(run(program.doors.boards, options, ORIGIN, 10 * MEGABYTE))


def board_of(program: Program, lines: list[str]) -> LiveBoard:
    """The board whose link the command printed."""
    board_id = lines[0].partition("/b/")[2].partition("#")[0]
    return program.run(program.doors.boards.get(board_id))


def test_a_file_makes_a_new_board_named_after_it(program: Program, folder: Path) -> None:
    lines = command(program, folder / "ideen.csv", "--comments", folder / "kommentare.csv")
    board = board_of(program, lines)
    assert lines[0].startswith(f"new board, coordinator: {ORIGIN}/b/{board.id}#")
    assert "3 cards and 3 comments imported, 2 lines skipped" in lines
    assert "cards, line 5, skipped: The row has neither a title nor a text." in lines
    assert contents(board).board.title == "ideen"
    assert shown(board) == ALL


def test_a_preview_prints_the_same_counts_and_makes_no_board(program: Program, folder: Path) -> None:
    lines = command(program, folder / "ideen.csv", "--preview")
    assert "3 cards and 0 comments would be imported, 1 lines skipped" in lines
    assert "  Plätze: 2 cards" in lines
    assert not any("/b/" in line for line in lines)


def test_into_a_board_twice_is_once(program: Program, folder: Path) -> None:
    board = program.new_board()
    command(program, folder / "ideen.csv", "--board", board.id)
    seq = board.seq
    lines = command(program, folder / "ideen.csv", "--board", board.id)
    assert "3 were there already from the same import" in lines
    assert board.seq == seq


def test_headers_can_be_mapped(program: Program, folder: Path) -> None:
    lines = command(
        program, folder / "ideen.csv", "--title", "Neu", "--map", "column=Autor", "--map", "text=", "--column", "Rest"
    )
    assert [title for title, _ in shown(board_of(program, lines))] == ["Ada", "Rest"]
    assert contents(board_of(program, lines)).board.title == "Neu"


def test_a_board_file_keeps_title_and_archive(program: Program, folder: Path) -> None:
    file = folder / "alt.json"
    own = {"title": "Alt", "description": "Beschreibung", "color": "green", "archived_at": "2026-01-01T00:00:00.000Z"}
    column = {"id": "s", "title": "Spalte"}
    file.write_text(json.dumps({"korkwand": 1, "board": own, "columns": [column]}), encoding="utf-8")
    board = contents(board_of(program, command(program, file))).board
    assert (board.title, board.description, board.color) == ("Alt", "Beschreibung", "green")
    assert board.archived_at is not None


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (["nix.csv"], Invalid, "cannot be read"),
        (["ideen.csv", "--map", "title"], Invalid, "write FIELD=HEADER"),
        (["ideen.csv", "--map", "titel=Titel"], Invalid, "cannot be mapped"),
        (["ideen.csv", "--timezone", "Mars"], Invalid, "time zone"),
        (["ideen.csv", "--encoding", "klingon"], Invalid, "is not known"),
        (["ideen.csv", "--board", "00000000-0000-4000-8000-000000000000"], NotFound, "nothing here"),
        (["ideen.csv", "--title", " "], Invalid, "new board: title"),
    ],
)
def test_what_cannot_be_done_is_said(
    program: Program, folder: Path, arguments: list[str], error: type[KorkwandError], message: str
) -> None:
    with pytest.raises(error, match=message):
        command(program, folder / arguments[0], *arguments[1:])


def test_a_file_over_the_limit_is_refused(program: Program, folder: Path) -> None:
    (folder / "gross.csv").write_bytes(b"Titel\n" + b"x" * 10 * MEGABYTE)
    with pytest.raises(TooLarge):
        command(program, folder / "gross.csv")

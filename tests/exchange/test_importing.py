"""A plan carried out on a board: complete, in order, and once."""

import pytest

from korkwand.errors import Closed, Forbidden
from korkwand.exchange.contents import open_columns
from korkwand.exchange.importing import carry_out
from korkwand.exchange.report import Report, Source, finished, prepare
from korkwand.live.board import LiveBoard
from korkwand.rules.roles import SYSTEM, Visitor
from tests.exchange.conftest import Program, contents

CARDS = (
    "ID;Titel;Text;Kategorie;Autor;Datum\r\n"
    '1;Bänke;"Zwei *Bänke*\r\nmit Lehne";Plätze;Ada;01.06.2026 08:00\r\n'
    '2;Rufbus;"R&amp;D";Verkehr;;\r\n'
    "3;;;Verkehr;;\r\n"
    "4;Brunnen;;plätze;;gestern\r\n"
).encode("cp1252")
COMMENTS = "Karte;Kommentar;Name\n1;Mit Lehne!;Bo\n4;Ja;\n1;Und Schatten;\n3;Nein;\n".encode("utf-16")


def do_import(
    program: Program, board: LiveBoard, source: Source, import_id: str | None = None, visitor: Visitor = SYSTEM
) -> Report:
    prepared = prepare(source, board.id, import_id or source.import_id, open_columns(board.state))
    return finished(prepared, program.run(carry_out(board, visitor, prepared.steps)))


def shown(board: LiveBoard) -> list[tuple[str, list[tuple[str, str, str | None, list[str]]]]]:
    seen = contents(board)
    return [
        (
            column.title,
            [
                (card.title, card.text, card.author_name, [comment.text for comment in seen.comments_of(card)])
                for card in seen.cards_of(column)
            ],
        )
        for column in seen.columns
    ]


ALL = [
    (
        "Plätze",
        [
            ("Bänke", "Zwei \\*Bänke*\nmit Lehne", "Ada", ["Mit Lehne!", "Und Schatten"]),
            ("Brunnen", "", None, ["Ja"]),
        ],
    ),
    ("Verkehr", [("Rufbus", "R&D", None, [])]),
]


def test_cards_come_into_columns_by_category_with_comments_names_and_times(program: Program) -> None:
    board = program.new_board()
    report = do_import(program, board, Source(CARDS, COMMENTS))
    assert shown(board) == ALL
    assert contents(board).cards_of(contents(board).columns[0])[0].created_at == "2026-06-01T08:00:00.000Z"
    assert (report.cards, report.comments, report.skipped, report.already) == (3, 3, 2, 0)
    assert [(problem.file, problem.line, problem.code) for problem in report.problems] == [
        ("cards", 5, "nothing_in_it"), ("cards", 6, "date_unknown"), ("comments", 5, "card_unknown")
    ]  # fmt: skip


def test_a_preview_says_the_same_and_writes_nothing(program: Program) -> None:
    board = program.new_board()
    source = Source(CARDS, COMMENTS)
    preview = prepare(source, board.id, source.import_id).report
    assert board.seq == 1
    report = do_import(program, board, source)
    assert preview.preview
    assert preview.model_copy(update={"preview": False}) == report
    assert [row.title for row in preview.rows] == ["Bänke", "Rufbus", "Brunnen"]


def test_the_same_import_again_changes_nothing(program: Program) -> None:
    board = program.new_board()
    do_import(program, board, Source(CARDS, COMMENTS))
    seq = board.seq
    report = do_import(program, board, Source(CARDS, COMMENTS))
    assert board.seq == seq
    assert (report.cards, report.comments, report.already) == (0, 0, 6)


def test_an_import_that_broke_off_is_completed_by_the_same_import(program: Program) -> None:
    board, source = program.new_board(), Source(CARDS, COMMENTS)
    prepared = prepare(source, board.id, source.import_id)
    program.run(carry_out(board, SYSTEM, prepared.steps[:3]))
    report = do_import(program, board, source)
    assert (report.cards, report.comments, report.already) == (2, 3, 1)
    assert shown(board) == ALL


def test_another_import_id_imports_once_more_into_the_same_columns(program: Program) -> None:
    board = program.new_board()
    do_import(program, board, Source(CARDS, COMMENTS))
    do_import(program, board, Source(CARDS, COMMENTS), "0190a000-0000-7000-8000-000000000000")
    assert [(title, len(cards)) for title, cards in shown(board)] == [("Plätze", 4), ("Verkehr", 2)]


def test_another_way_to_read_the_same_file_is_another_import() -> None:
    ways = [Source(CARDS), Source(CARDS, COMMENTS), Source(CARDS, mapping={"column": None}),
            Source(CARDS, column="Neu"), Source(CARDS, comment_mapping={"author": None}),
            Source(CARDS, encoding="cp1252"), Source(COMMENTS, CARDS)]  # fmt: skip
    assert len({way.import_id for way in ways}) == len(ways)
    assert Source(CARDS).import_id == Source(bytes(bytearray(CARDS))).import_id


def test_cards_come_after_those_that_are_there(program: Program) -> None:
    board = program.new_board()
    column_id, card_id = "0190a000-0000-7000-8000-000000000001", "0190a000-0000-7000-8000-000000000002"
    program.submit(
        board,
        {"type": "column.add", "column_id": column_id, "title": "plätze"},
        {"type": "card.add", "card_id": card_id, "column_id": column_id, "title": "Erste"},
    )
    do_import(program, board, Source(CARDS))
    assert [(title, [card[0] for card in cards]) for title, cards in shown(board)] == [
        ("plätze", ["Erste", "Bänke", "Brunnen"]), ("Verkehr", ["Rufbus"])
    ]  # fmt: skip


def test_a_trashed_column_of_the_same_title_is_left_alone(program: Program) -> None:
    board = program.new_board()
    column_id = "0190a000-0000-7000-8000-000000000001"
    program.submit(
        board,
        {"type": "column.add", "column_id": column_id, "title": "Plätze"},
        {"type": "column.delete", "column_id": column_id},
    )
    do_import(program, board, Source(CARDS))
    assert [(title, len(cards)) for title, cards in shown(board)] == [("Plätze", 0), ("Plätze", 2), ("Verkehr", 1)]


def test_a_column_that_was_removed_since_is_told_by_line(program: Program) -> None:
    board, source = program.new_board(), Source(CARDS, COMMENTS)
    prepared = prepare(source, board.id, source.import_id)
    program.run(carry_out(board, SYSTEM, prepared.steps[:1]))
    program.submit(board, {"type": "column.purge", "column_id": contents(board).columns[0].id})
    report = finished(prepared, program.run(carry_out(board, SYSTEM, prepared.steps)))
    assert [(problem.file, problem.line) for problem in report.problems if problem.code == "not_found"] == [
        ("cards", 2), ("cards", 6), ("comments", 2), ("comments", 3), ("comments", 4)
    ]  # fmt: skip
    assert report.cards == 1


def test_a_closed_board_takes_no_import(program: Program) -> None:
    board = program.new_board()
    program.submit(board, {"type": "board.archive"})
    seq = board.seq
    with pytest.raises(Closed):
        do_import(program, board, Source(CARDS))
    assert board.seq == seq


def test_somebody_without_a_key_cannot_import(program: Program) -> None:
    board = program.new_board()
    with pytest.raises(Forbidden):
        do_import(program, board, Source(CARDS), visitor=Visitor(id="0190a000-0000-7000-8000-000000000009"))
    assert board.seq == 1


def test_many_rows_stay_in_their_order(program: Program) -> None:
    board = program.new_board()
    rows = "".join(f"Idee {number:04}\n" for number in range(1_500))
    do_import(program, board, Source(f"Titel\n{rows}".encode()))
    assert [card[0] for card in shown(board)[0][1]] == [f"Idee {number:04}" for number in range(1_500)]

"""What is on another board, or nowhere, is the same: 404 with the same bytes."""

from typing import Any

import httpx
import pytest

from tests.client import Board, Guest, edit, new_id
from tests.doors import Server

Call = tuple[str, str, dict[str, Any] | None]
NOWHERE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def foreign(server: Server) -> Board:
    """Somebody else's board."""
    return server.guest().make_board("Theirs")


def on_board(board_id: str, column: str, card: str, key: str) -> list[Call]:
    """Every route of a board, with these ids."""
    url = f"/api/boards/{board_id}"
    return [
        ("GET", url, None),
        ("GET", f"{url}/events?since=0", None),
        ("GET", f"{url}/keys", None),
        ("GET", f"{url}/retention", None),
        ("GET", f"{url}/audit", None),
        ("PATCH", url, {"title": "x"}),
        ("POST", f"{url}/enter", {"secret": "unknown"}),
        ("POST", f"{url}/columns", {"title": "x"}),
        ("POST", f"{url}/cards", {"column_id": column, "title": "x"}),
        ("POST", f"{url}/edits", {"edits": []}),
        ("POST", f"{url}/keys", {"role": "viewer"}),
        ("PATCH", f"{url}/me", {"name": "x"}),
        ("POST", f"{url}/me/link", None),
        ("GET", f"{url}/me/export.json", None),
        ("DELETE", f"{url}/me?contents=keep", None),
        ("DELETE", f"{url}/visitors/{key}?contents=keep", None),
        *on_records(url, column, card, key),
        ("DELETE", url, None),
    ]


def on_records(url: str, column: str, card: str, key: str) -> list[Call]:
    """Every route of a record, with these ids."""
    return [
        ("PATCH", f"{url}/columns/{column}", {"title": "x"}),
        ("DELETE", f"{url}/columns/{column}", None),
        ("PATCH", f"{url}/cards/{card}", {"title": "x"}),
        ("DELETE", f"{url}/cards/{card}", None),
        ("PATCH", f"{url}/keys/{key}", {"label": "x"}),
        ("DELETE", f"{url}/keys/{key}", None),
    ]


def bodies(client: httpx.Client, calls: list[Call]) -> set[tuple[int, bytes]]:
    """Status and body of all answers."""
    found = set()
    for method, path, body in calls:
        answer = client.request(method, path, json=body)
        found.add((answer.status_code, answer.content))
    return found


def test_foreign_and_unknown_boards_give_the_same_bytes(server: Server, board: Board, foreign: Board) -> None:
    column = foreign.column()["id"]
    card, key = foreign.card(column)["id"], foreign.key("viewer")["key"]["id"]
    seq = foreign.snapshot()["seq"]
    calls = [
        call
        for board_id in (foreign.id, NOWHERE, "no-uuid", board.id.upper(), "%00", "💡")
        for call in on_board(board_id, column, card, key)
    ]
    for who in (board.client, Guest(server.address), board.program("coordinator").client):
        assert bodies(who, calls) == {(404, b'{"code":"not_found","detail":"There is nothing here, or not for you."}')}
    assert foreign.snapshot()["seq"] == seq


def test_records_of_another_board_are_as_unknown_as_any(board: Board, foreign: Board) -> None:
    column = foreign.column()["id"]
    card, key = foreign.card(column)["id"], foreign.key("viewer")["key"]["id"]
    calls = [
        *on_records(board.url, column, card, key),
        *on_records(board.url, NOWHERE, NOWHERE, NOWHERE),
        *on_records(board.url, "x", "%00", "💡"),
        ("POST", f"{board.url}/cards", {"column_id": column, "title": "x"}),
        ("POST", f"{board.url}/cards", {"column_id": NOWHERE, "title": "x"}),
    ]
    assert bodies(board.client, calls) == {
        (404, b'{"code":"not_found","detail":"There is nothing here, or not for you."}')
    }


def test_edits_with_ids_of_another_board_are_not_found(board: Board, foreign: Board) -> None:
    theirs = foreign.column()["id"]
    card = foreign.card(theirs)["id"]
    foreign.do("comment.add", comment_id=(comment := new_id()), card_id=card, text="x")
    own = board.column()["id"]
    mine = board.card(own)["id"]
    wanted = [
        ("card.add", {"column_id": theirs, "title": "x"}),
        ("card.import", {"column_id": theirs, "title": "x"}),
        ("card.move", {"card_id": mine, "column_id": theirs}),
        ("card.move", {"card_id": card, "column_id": own}),
        ("card.copy", {"card_id": card}),
        ("card.copy", {"card_id": mine, "column_id": theirs}),
        ("card.write", {"card_id": card, "text": "x"}),
        ("card.recolor", {"card_id": card, "color": "blue"}),
        ("card.delete", {"card_id": card}),
        ("card.restore", {"card_id": card}),
        ("card.purge", {"card_id": card}),
        ("comment.add", {"card_id": card, "text": "x"}),
        ("comment.import", {"card_id": card, "text": "x"}),
        ("comment.write", {"comment_id": comment, "text": "x"}),
        ("comment.delete", {"comment_id": comment}),
        ("comment.restore", {"comment_id": comment}),
        ("comment.purge", {"comment_id": comment}),
        ("column.rename", {"column_id": theirs, "title": "x"}),
        ("column.move", {"column_id": theirs, "after_id": None}),
        ("column.delete", {"column_id": theirs}),
        ("column.restore", {"column_id": theirs}),
        ("column.purge", {"column_id": theirs}),
        ("key.change", {"key_id": foreign.key_id, "label": "x"}),
        ("key.revoke", {"key_id": foreign.key_id}),
    ]
    results = board.submit(*[edit(edit_type, **fields) for edit_type, fields in wanted])
    assert {result.get("code") for result in results} == {"not_found"}, results
    assert foreign.snapshot()["seq"] == 4


def test_neighbours_of_another_board_are_gone_neighbours(board: Board, foreign: Board) -> None:
    column = board.column()["id"]
    theirs = foreign.card(foreign.column()["id"])["id"]
    one = board.card(column, "one")["id"]
    made = board.card(column, "two", after_id=theirs, before_id=one)
    assert made["rank"] < board.records("card")[one]["rank"]
    assert foreign.records("card")[theirs]["column_id"] != column


def test_the_same_record_id_on_two_boards_is_two_records(board: Board, foreign: Board) -> None:
    """With ids unique over all boards, one board could overwrite, or find out, what another has."""
    column, card, comment = new_id(), new_id(), new_id()
    for one in (foreign, board):
        one.column(column_id=column)
        one.card(column, one.id, card_id=card)
        one.do("comment.add", comment_id=comment, card_id=card, text=one.id)
    board.do("card.write", card_id=card, title="Mine")
    board.do("comment.purge", comment_id=comment)
    assert foreign.records("card")[card]["title"] == foreign.id
    assert foreign.records("comment")[comment]["text"] == foreign.id
    board.do("column.purge", column_id=column)
    assert list(foreign.records("card")) == [card]


def test_the_same_edit_id_on_two_boards_is_two_edits(board: Board, foreign: Board) -> None:
    one = edit("column.add", title="x")
    assert board.submit(one) == foreign.submit(one) == [{"id": one["id"], "seq": 2}]


def test_a_taken_id_is_a_conflict_for_every_kind(board: Board) -> None:
    column = board.column()["id"]
    card = board.card(column)["id"]
    board.do("comment.add", comment_id=(comment := new_id()), card_id=card, text="x")
    results = board.submit(
        edit("column.add", column_id=column, title="x"),
        edit("card.add", card_id=card, column_id=column, title="x"),
        edit("card.copy", card_id=card, copy_id=card),
        edit("comment.add", comment_id=comment, card_id=card, text="x"),
        edit("key.add", key_id=board.key_id, secret_hash="c3" * 32, role="viewer"),
    )
    assert [result.get("code") for result in results] == ["conflict"] * 5


def test_hidden_records_are_as_unknown_as_any(board: Board) -> None:
    card = board.card(board.column()["id"])["id"]
    board.client.delete(f"{board.url}/cards/{card}")
    guest = board.program("contributor")
    answers = [guest.client.delete(f"{board.url}/cards/{card_id}") for card_id in (card, NOWHERE)]
    assert answers[0].content == answers[1].content
    assert {answer.status_code for answer in answers} == {404}
    results = guest.submit(edit("card.copy", card_id=card), edit("card.copy", card_id=NOWHERE))
    assert results[0]["detail"] == results[1]["detail"]

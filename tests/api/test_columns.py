"""Columns over REST."""

import pytest

from tests.client import Board, new_id

COLUMN_FIELDS = {"title": "Ideas", "description": "Anything", "color": "rose"}


def order(board: Board) -> list[str]:
    """The titles of the columns, from left to right."""
    columns = sorted(board.records("column").values(), key=lambda column: (column["rank"], column["id"]))
    return [column["title"] for column in columns if not column["deleted_at"]]


def test_post_answers_201_with_the_record(board: Board) -> None:
    column_id = new_id()
    answer = board.client.post(f"{board.url}/columns", json={"column_id": column_id, **COLUMN_FIELDS})
    assert answer.status_code == 201
    assert answer.headers["location"] == f"{board.url}/columns/{column_id}"
    made = answer.json()
    assert {name: made[name] for name in COLUMN_FIELDS} == COLUMN_FIELDS
    assert (made["id"], made["board_id"], made["deleted_at"]) == (column_id, board.id, None)
    assert board.records("column")[column_id] == made


def test_columns_are_made_last_first_after_and_before(board: Board) -> None:
    one = board.column("one")["id"]
    board.column("two")
    board.column("zero", after_id=None)
    board.column("one and a half", after_id=one)
    board.column("half", after_id=new_id(), before_id=one)
    assert order(board) == ["zero", "half", "one", "one and a half", "two"]


def test_a_patch_becomes_one_event_per_field_in_fixed_order(board: Board) -> None:
    column = board.column("one")["id"]
    board.column("two")
    body = {"after_id": None, "color": "blue", "description": "d", "title": "t"}
    board.column("three", after_id=None)
    seq = board.snapshot()["seq"]
    answer = board.client.patch(f"{board.url}/columns/{column}", json=body)
    assert answer.status_code == 200
    assert answer.json() == board.records("column")[column]
    types = [event["type"] for event in board.events(seq)]
    assert types == ["column.rename", "column.describe", "column.recolor", "column.move"]
    assert order(board) == ["t", "three", "two"]


def test_delete_puts_it_into_the_trash_with_its_cards(board: Board) -> None:
    column = board.column()["id"]
    card = board.card(column)["id"]
    viewer = board.program("viewer")
    assert board.client.delete(f"{board.url}/columns/{column}").status_code == 204
    assert board.records("column")[column]["deleted_at"]
    assert board.records("card")[card]["deleted_at"] is None
    assert viewer.snapshot()["records"]["card"] == viewer.snapshot()["records"]["column"] == []
    closed = board.client.patch(f"{board.url}/columns/{column}", json={"title": "x"})
    assert (closed.status_code, closed.json()["code"]) == (423, "closed")
    board.do("column.restore", column_id=column)
    assert list(viewer.records("card")) == [card]


@pytest.mark.parametrize(
    ("role", "make", "patch", "delete"),
    [
        ("viewer", 403, 403, 403),
        ("contributor", 403, 403, 403),
        ("editor", 201, 200, 403),
        ("coordinator", 201, 200, 204),
    ],
)
def test_who_may_what(board: Board, role: str, make: int, patch: int, delete: int) -> None:
    url = f"{board.url}/columns/{board.column()['id']}"
    client = board.program(role).client
    assert client.post(f"{board.url}/columns", json={"title": "x"}).status_code == make
    assert client.patch(url, json={"title": "x"}).status_code == patch
    assert client.delete(url).status_code == delete


def test_a_taken_id_is_a_conflict(board: Board) -> None:
    column = board.column()["id"]
    answer = board.client.post(f"{board.url}/columns", json={"column_id": column, "title": "x"})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


def test_the_same_idempotency_key_makes_one_column(board: Board) -> None:
    headers = {"Idempotency-Key": new_id()}
    answers = [board.client.post(f"{board.url}/columns", json={"title": "x"}, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert len(board.records("column")) == 1

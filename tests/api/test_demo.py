"""The demo board: a board like any other, filled with words of our own."""

from pathlib import Path

import pytest

from tests.client import Board, Guest
from tests.doors import Server, running


def demo(guest: Guest, **body: str) -> Board:
    """A demo board of this browser's own."""
    answer = guest.post("/api/demo", json=body)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    return Board(guest, made["board"]["id"], made["key"]["secret"], made["key"]["id"])


@pytest.mark.parametrize(("language", "title"), [("de", "Ideen für unsere Dörfer"), ("en", "Ideas for our villages")])
def test_it_is_filled_in_both_languages(server: Server, language: str, title: str) -> None:
    board = demo(server.guest(), language=language)
    records = board.snapshot()["records"]
    assert records["board"][0]["title"] == title
    assert [len(records[kind]) for kind in ("column", "card", "comment")] == [5, 18, 8]
    assert {card["color"] for card in records["card"]} == {"white", "yellow", "green", "blue", "rose", "lilac"}


def test_both_languages_have_the_same_shape(server: Server) -> None:
    shapes = []
    for language in ("de", "en"):
        records = demo(server.guest(), language=language).snapshot()["records"]
        columns = sorted(records["column"], key=lambda column: column["rank"])
        cards = sorted(records["card"], key=lambda card: card["rank"])
        shapes.append([[card["color"] for card in cards if card["column_id"] == one["id"]] for one in columns])
    assert shapes[0] == shapes[1]


def test_whoever_makes_it_may_do_everything_and_finds_it_again(server: Server) -> None:
    guest = server.guest()
    board = demo(guest)
    assert board.snapshot()["you"]["role"] == "coordinator"
    board.do("card.delete", card_id=next(iter(board.records("card"))))
    assert [visit["board"]["id"] for visit in guest.get("/api/boards").json()["boards"]] == [board.id]
    assert server.guest().enter(board.id, board.secret).snapshot()["you"]["role"] == "coordinator"


def test_nothing_on_it_is_younger_than_the_board(server: Server) -> None:
    """Else everything would be new to whoever comes back."""
    records = demo(server.guest()).snapshot()["records"]
    made = records["board"][0]["created_at"]
    assert max(record["created_at"] for kind in ("card", "comment") for record in records[kind]) < made


def test_each_is_a_board_of_its_own(server: Server) -> None:
    assert demo(server.guest()).id != demo(server.guest()).id


def test_another_language_is_invalid(server: Server) -> None:
    answer = server.guest().post("/api/demo", json={"language": "fr"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_it_counts_as_a_board_that_is_made(tmp_path: Path) -> None:
    """[LI4]"""
    with running(tmp_path, boards_per_hour="2") as server:
        answers = [server.guest().post("/api/demo", json={}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]

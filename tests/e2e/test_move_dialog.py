"""A card finds its place in a long column without any dragging, also on a phone."""

import pytest
from playwright.sync_api import Locator, expect

from tests.client import Board, Guest, edit
from tests.doors import Server
from tests.e2e.person import People, Person

CARDS = 500


@pytest.fixture(scope="module")
def long(server: Server) -> Board:
    """A column of five hundred cards."""
    board = Guest(server.address).make_board("Sommerfest")
    ideas = board.column("Ideen")["id"]
    board.column("Favoriten")
    for start in range(0, CARDS, 100):
        cards = [edit("card.add", column_id=ideas, title=f"Karte {start + n}") for n in range(100)]
        assert all("seq" in result for result in board.submit(*cards))
    return board


@pytest.fixture
def anna(people: People, long: Board) -> Person:
    """Has a phone."""
    return people(viewport={"width": 390, "height": 800}).join(long.key("editor")["link"])


def move_dialog(anna: Person, title: str) -> Locator:
    anna.board.choose(title, "Verschieben nach …")
    return anna.board.dialog


@pytest.mark.parametrize(
    ("sought", "offered", "number"),
    [("Karte 77", 1, 78), ("2", 1, 2), ("1", 0, 1), ("500", 1, 500), ("40", 1, 40)],
)
def test_a_place_is_sought_by_words_or_by_number(anna: Person, sought: str, offered: int, number: int):
    dialog = move_dialog(anna, "Karte 3")
    expect(dialog.get_by_label("Platz in der Spalte").get_by_role("option")).to_have_count(2 + 20)
    dialog.get_by_label("Nach welcher Karte, oder an welchen Platz?").fill(sought)
    expect(dialog.get_by_text("Eine Stelle gefunden.")).to_be_visible()
    expect(dialog.get_by_label("Platz in der Spalte").get_by_role("option")).to_have_count(2 + offered)
    dialog.get_by_role("button", name="Verschieben").click()
    anna.board.tells(f"„Karte 3“ ist jetzt in „Ideen“, Platz {number} von {CARDS}.")


def test_what_is_not_found_is_said(anna: Person):
    dialog = move_dialog(anna, "Karte 3")
    dialog.get_by_label("Nach welcher Karte, oder an welchen Platz?").fill("Hallenbad")
    expect(dialog.get_by_text("Nichts gefunden.")).to_be_visible()


def test_a_short_column_needs_no_search(anna: Person):
    dialog = move_dialog(anna, "Karte 3")
    dialog.get_by_role("radio", name="Favoriten").check()
    expect(dialog.get_by_label("Nach welcher Karte, oder an welchen Platz?")).to_have_count(0)

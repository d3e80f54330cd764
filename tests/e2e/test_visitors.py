"""Coordinators see who was on the board, take somebody off it, let them in again, and have them forgotten."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.client import Board
from tests.e2e.person import People, Person
from tests.e2e.test_oneself import open_people, press

Coming = Callable[[str], Person]


@pytest.fixture
def anna(people: People, board: Board) -> Person:
    """Coordinates the board."""
    return people().join(board.key("coordinator")["link"])


@pytest.fixture
def ben(people: People, board: Board) -> Person:
    """Takes part by the name of Ben, and has pinned a card."""
    ben = people(bad_network=True).join(board.key("contributor")["link"])
    dialog = open_people(ben)
    dialog.get_by_label("Ihr Name").fill("Ben")
    ben.page.keyboard.press("Enter")
    expect(dialog.get_by_text("Danke, Ben.")).to_be_visible()
    ben.board.close_dialog()
    ben.board.add_card("Favoriten", "Badestelle")
    ben.board.end_adding()
    ben.board.has_sent_all()
    return ben


def open_visitors(person: Person) -> Locator:
    """Open the list of everybody by keyboard."""
    press(open_people(person).get_by_role("button", name="Alle, die hier waren …"))
    expect(person.board.dialog.get_by_role("heading", name="Wer hier war")).to_be_focused()
    return person.board.dialog


def row(dialog: Locator, name: str) -> Locator:
    return dialog.get_by_role("listitem").filter(has_text=re.compile(rf"\b{name}\b"))


def test_the_list_says_who_is_here_and_who_wrote_what(anna: Person, ben: Person, people: People, board: Board):
    people().join(board.key("viewer")["link"]).close()
    dialog = open_visitors(anna)
    expect(row(dialog, "Ben")).to_contain_text("gerade da · Mitmachen · 1 Karte")
    expect(row(dialog, "Sie")).to_contain_text("gerade da · Koordinieren")
    expect(row(dialog, "Sie").get_by_role("button")).to_have_count(0)
    ben.close()
    expect(row(dialog, "Ben")).not_to_contain_text("gerade da")
    expect(row(dialog, "Ben")).to_contain_text("1 Karte · zuletzt geschrieben heute")


def test_who_is_taken_off_is_told_at_once_keeps_what_he_typed_and_can_come_back(anna: Person, ben: Person):
    ben.board.open_card("Radweg")
    ben.board.comment_text().fill("Ein Kommentar")
    dialog = open_visitors(anna)
    press(dialog.get_by_role("button", name="Ben: Vom Board nehmen"))
    question = dialog.get_by_role("group", name="Ben: Vom Board nehmen")
    expect(question.get_by_text("Ben verliert sofort den Zugang")).to_be_focused()
    anna.page.keyboard.press("Tab")
    expect(question.get_by_role("radio", name="bleiben hängen")).to_be_focused()
    press(question.get_by_role("button", name="Vom Board nehmen"))
    shut = ben.page.get_by_role("heading", name="Sie sind nicht mehr auf diesem Board")
    expect(shut).to_be_visible()
    expect(ben.page.get_by_text("Ein Kommentar")).to_be_visible()
    expect(ben.page.get_by_text("Radweg")).to_have_count(0)
    expect(dialog.get_by_role("heading", name="Vom Board genommen")).to_be_visible()
    expect(row(dialog, "Ben")).to_contain_text("seit heute")
    expect(dialog.get_by_role("heading", name="Wer hier war")).to_be_focused()
    press(dialog.get_by_role("button", name="Ben: Wieder zulassen"))
    expect(dialog.get_by_role("heading", name="Vom Board genommen")).to_have_count(0)
    ben.page.reload()
    ben.board.is_live()
    ben.board.open_card("Radweg")
    expect(ben.board.comment_text()).to_have_value("Ein Kommentar")


def test_his_cards_go_to_the_trash_if_that_is_wanted(anna: Person, ben: Person):
    dialog = open_visitors(anna)
    press(dialog.get_by_role("button", name="Ben: Vom Board nehmen"))
    dialog.get_by_role("radio", name="bleiben hängen").focus()
    anna.page.keyboard.press("ArrowDown")
    press(dialog.get_by_role("group").get_by_role("button", name="Vom Board nehmen"))
    anna.board.shows("Favoriten")
    assert ben.board_id == anna.board_id
    anna.board.close_dialog()
    anna.board.menu().get_by_role("menuitem", name="Papierkorb").click()
    expect(anna.board.dialog.get_by_text("Badestelle", exact=True)).to_be_visible()


@pytest.mark.parametrize("contents", ["keep", "remove"])
def test_who_is_forgotten_leaves_no_name(anna: Person, ben: Person, board: Board, contents: str):
    dialog = open_visitors(anna)
    press(dialog.get_by_role("button", name="Ben: Daten löschen"))
    if contents == "remove":
        dialog.get_by_role("radio", name="bleiben hängen, ohne Namen").focus()
        anna.page.keyboard.press("ArrowDown")
    press(dialog.get_by_role("group").get_by_role("button", name="Daten löschen"))
    expect(row(dialog, "Ben")).to_have_count(0)
    expect(ben.page.get_by_role("heading", level=1)).not_to_have_text("Sommerfest")
    snapshot = str(board.snapshot())
    assert "'Ben'" not in snapshot
    assert ("Badestelle" in snapshot) == (contents == "keep")


def test_the_question_can_be_left_by_keyboard(anna: Person, ben: Person):
    dialog = open_visitors(anna)
    asked = dialog.get_by_role("button", name="Ben: Vom Board nehmen")
    press(asked)
    press(dialog.get_by_role("button", name="Abbrechen"))
    expect(asked).to_be_focused()
    ben.board.is_live()


def test_nobody_else_has_the_list(people: People, board: Board):
    editor = people().join(board.key("editor")["link"])
    dialog = open_people(editor)
    expect(dialog.get_by_role("button", name=re.compile("Alle, die hier waren"))).to_have_count(0)


def test_a_long_list_is_searched_by_name(anna: Person, board: Board):
    column = next(iter(board.records("column")))
    for number in range(14):
        board.browser("contributor", name=f"Person {number}").card(column, f"Von {number}")
    dialog = open_visitors(anna)
    dialog.get_by_label("Nach Namen suchen").fill("person 13")
    expect(dialog.get_by_role("listitem")).to_have_count(1)
    dialog.get_by_label("Nach Namen suchen").fill("niemand")
    expect(dialog.get_by_text("Niemand mit diesem Namen.")).to_be_visible()

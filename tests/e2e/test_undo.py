"""Undo takes back one's own last steps for everybody at once, and never what somebody else did later."""

import pytest
from playwright.sync_api import expect

from tests.client import Board
from tests.e2e.person import People, Person

Pair = tuple[Person, Person]


@pytest.fixture
def pair(people: People, board: Board) -> Pair:
    """Anna and Ben, both editors."""
    anna, ben = (people().join(board.key("editor")["link"]) for _ in range(2))
    return anna, ben


def both_show(pair: Pair, column: str, *titles: str) -> None:
    for person in pair:
        person.board.shows(column, *titles)


def text_of(person: Person, title: str, text: str) -> None:
    expect(person.board.card(title).locator("p").first).to_have_text(text)


def write(person: Person, title: str, text: str) -> None:
    person.board.edit_card(title).get_by_label("Text").fill(text)
    person.board.dialog.get_by_role("button", name="Speichern").click()
    person.board.close_dialog()


def test_a_move_is_undone_and_done_again_for_both_by_keyboard(pair: Pair):
    anna, _ = pair
    anna.board.move("Radweg", "Favoriten")
    both_show(pair, "Favoriten", "Radweg")
    anna.page.keyboard.press("Control+z")
    both_show(pair, "Ideen", "Radweg", "Spielplatz", "Café")
    expect(anna.page.get_by_text("Rückgängig gemacht: Karte ‚Radweg‘ verschoben")).to_be_visible()
    anna.page.keyboard.press("Control+Shift+z")
    both_show(pair, "Favoriten", "Radweg")
    anna.page.keyboard.press("Control+z")
    anna.page.keyboard.press("Control+y")
    both_show(pair, "Favoriten", "Radweg")


def test_the_buttons_say_what_would_be_undone(pair: Pair):
    anna, ben = pair
    header = anna.page.get_by_role("banner")
    expect(header.get_by_role("button", name="Rückgängig", exact=True)).to_be_disabled()
    anna.board.add_card("Favoriten", "Freibad")
    header.get_by_role("button", name="Rückgängig: Karte ‚Freibad‘ angelegt", exact=True).click()
    both_show(pair, "Favoriten")
    header.get_by_role("button", name="Wiederholen: Karte ‚Freibad‘ angelegt", exact=True).click()
    both_show(pair, "Favoriten", "Freibad")
    expect(ben.page.get_by_role("banner").get_by_role("button", name="Rückgängig", exact=True)).to_be_disabled()


def test_on_a_phone_the_menu_undoes(people: People, board: Board):
    anna = people(viewport={"width": 390, "height": 800}).join(board.key("contributor")["link"])
    anna.board.add_card("Ideen", "Freibad")
    anna.board.end_adding()
    anna.board.menu().get_by_role("menuitem", name="Rückgängig: Karte ‚Freibad‘ angelegt").click()
    anna.board.shows("Ideen", "Radweg", "Spielplatz", "Café")


def test_what_somebody_else_moved_meanwhile_stays(pair: Pair):
    anna, ben = pair
    anna.board.move("Radweg", "Favoriten")
    both_show(pair, "Favoriten", "Radweg")
    ben.board.move("Radweg", "Ideen", "Ganz unten")
    both_show(pair, "Ideen", "Spielplatz", "Café", "Radweg")
    anna.page.keyboard.press("Control+z")
    expect(anna.page.get_by_text("Das hat jemand inzwischen geändert.")).to_be_visible()
    both_show(pair, "Ideen", "Spielplatz", "Café", "Radweg")


def test_words_that_somebody_else_wrote_meanwhile_stay(pair: Pair):
    anna, ben = pair
    write(anna, "Radweg", "Am alten Kanal entlang bis zur Mühle.")
    text_of(ben, "Radweg", "Am alten Kanal entlang bis zur Mühle.")
    write(anna, "Radweg", "Am schönen Kanal entlang bis zur Mühle.")
    text_of(ben, "Radweg", "Am schönen Kanal entlang bis zur Mühle.")
    write(ben, "Radweg", "Am schönen Kanal entlang bis zur Brücke.")
    text_of(anna, "Radweg", "Am schönen Kanal entlang bis zur Brücke.")
    anna.page.keyboard.press("Control+z")
    for person in pair:
        text_of(person, "Radweg", "Am alten Kanal entlang bis zur Brücke.")


def test_the_same_words_are_shown_side_by_side(pair: Pair):
    anna, ben = pair
    write(anna, "Radweg", "Am Kanal")
    text_of(ben, "Radweg", "Am Kanal")
    write(anna, "Radweg", "Am See")
    text_of(ben, "Radweg", "Am See")
    write(ben, "Radweg", "Am Bach")
    text_of(anna, "Radweg", "Am Bach")
    anna.page.keyboard.press("Control+z")
    expect(anna.board.dialog.get_by_role("heading", name="Zwei Fassungen")).to_be_visible()
    text_of(ben, "Radweg", "Am Bach")
    anna.board.dialog.get_by_role("button", name="Die andere nehmen").click()
    anna.board.close_dialog()
    text_of(anna, "Radweg", "Am Bach")


def test_in_a_text_field_the_browsers_own_undo_works(pair: Pair):
    anna, _ = pair
    anna.board.move("Radweg", "Favoriten")
    field = anna.board.edit_card("Café").get_by_label("Text")
    field.press_sequentially("Kuchen")
    field.press("Control+z")
    expect(field).to_have_value("")
    both_show(pair, "Favoriten", "Radweg")


def test_a_deletion_is_taken_back_once_by_its_message_or_by_keyboard(pair: Pair):
    anna, _ = pair
    anna.board.choose("Radweg", "Karte löschen")
    both_show(pair, "Ideen", "Spielplatz", "Café")
    anna.page.get_by_role("status").get_by_role("button", name="Rückgängig", exact=True).click()
    both_show(pair, "Ideen", "Radweg", "Spielplatz", "Café")
    expect(anna.page.get_by_role("banner").get_by_role("button", name="Rückgängig", exact=True)).to_be_disabled()
    expect(anna.board.card("Radweg")).to_be_visible()

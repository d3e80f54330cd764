"""Cards and columns are carried by keyboard alone: seen and said at each step, and the focus stays with them."""

import pytest
from playwright.sync_api import expect

from tests.client import Board
from tests.e2e.hands import drawn
from tests.e2e.person import People, Person


@pytest.fixture
def anna(people: People, board: Board) -> Person:
    """Sorts the board, and stands on a card."""
    anna = people().join(board.key("coordinator")["link"])
    anna.board.stop("Spielplatz").focus()
    return anna


def press(person: Person, *keys: str) -> None:
    """Press keys as somebody does who looks at what they do."""
    for key in keys:
        person.page.keyboard.press(key)
        drawn(person.page)


def says(person: Person, words: str) -> None:
    person.board.tells(words)


def card_id(board: Board, title: str) -> str:
    return next(card["id"] for card in board.records("card").values() if card["title"] == title)


def column_id(board: Board, title: str) -> str:
    return next(column["id"] for column in board.records("column").values() if column["title"] == title)


def test_a_card_is_carried_step_by_step_and_each_step_is_said(people: People, anna: Person, board: Board):
    ben = people().join(board.key("viewer")["link"])
    before = board.snapshot()["seq"]
    keys = "Pfeiltasten verschieben, Leertaste legt ab, Escape bringt zurück."
    steps = [
        (" ", f"Karte „Spielplatz“ aufgenommen, „Ideen“, Platz 2 von 3. {keys}"),
        ("ArrowUp", "Karte „Spielplatz“ in „Ideen“, Platz 1 von 3."),
        ("ArrowUp", "Karte „Spielplatz“ in „Ideen“, Platz 1 von 3."),
        ("End", "Karte „Spielplatz“ in „Ideen“, Platz 3 von 3."),
        ("ArrowRight", "Karte „Spielplatz“ in „Favoriten“, Platz 1 von 1."),
        ("ArrowLeft", "Karte „Spielplatz“ in „Ideen“, Platz 1 von 3."),
        ("ArrowDown", "Karte „Spielplatz“ in „Ideen“, Platz 2 von 3."),
        ("Home", "Karte „Spielplatz“ in „Ideen“, Platz 1 von 3."),
    ]
    for key, words in steps:
        press(anna, key)
        says(anna, words)
        expect(anna.board.stop("Spielplatz")).to_be_focused()
    anna.board.shows("Ideen", "Spielplatz", "Radweg", "Café")
    ben.board.shows("Ideen", "Radweg", "Spielplatz", "Café")
    assert board.snapshot()["seq"] == before
    press(anna, " ")
    says(anna, "„Spielplatz“ ist jetzt in „Ideen“, Platz 1 von 3.")
    ben.board.shows("Ideen", "Spielplatz", "Radweg", "Café")
    expect(anna.board.stop("Spielplatz")).to_be_focused()
    anna.board.has_no_dialog()
    assert board.snapshot()["seq"] == before + 1


def test_which_keys_do_what_is_shown_while_something_is_carried(anna: Person):
    hint = anna.page.get_by_text("Pfeiltasten verschieben die Karte, Leertaste legt sie ab, Escape bringt sie zurück.")
    expect(hint).to_have_count(0)
    press(anna, " ")
    expect(hint).to_be_visible()
    press(anna, "Enter")
    expect(hint).to_have_count(0)


@pytest.mark.parametrize("key", ["Escape", "Tab"])
def test_what_is_not_laid_down_goes_back(people: People, anna: Person, board: Board, key: str):
    press(anna, " ", "ArrowRight", key)
    says(anna, "Karte „Spielplatz“ bleibt in „Ideen“, Platz 2 von 3.")
    anna.board.shows("Ideen", "Radweg", "Spielplatz", "Café")
    if key == "Escape":
        expect(anna.board.stop("Spielplatz")).to_be_focused()
    press(anna, "ArrowUp")
    anna.board.shows("Ideen", "Radweg", "Spielplatz", "Café")


def test_a_click_elsewhere_puts_the_card_back(anna: Person):
    press(anna, " ", "End")
    anna.page.get_by_role("button", name="Karte anlegen in Favoriten").click()
    says(anna, "Karte „Spielplatz“ bleibt in „Ideen“, Platz 2 von 3.")
    anna.board.shows("Ideen", "Radweg", "Spielplatz", "Café")


def test_laid_down_where_it_was_nothing_is_sent(anna: Person, board: Board):
    before = board.snapshot()["seq"]
    press(anna, " ", "ArrowDown", "ArrowUp", " ")
    says(anna, "Karte „Spielplatz“ bleibt in „Ideen“, Platz 2 von 3.")
    assert board.snapshot()["seq"] == before


def test_enter_still_opens_and_space_opens_what_may_not_be_moved(people: People, anna: Person, board: Board):
    press(anna, "Enter")
    expect(anna.page.get_by_role("dialog", name="Spielplatz")).to_be_visible()
    ben = people().join(board.key("contributor")["link"])
    ben.board.stop("Radweg").focus()
    press(ben, " ")
    expect(ben.page.get_by_role("dialog", name="Radweg")).to_be_visible()


def test_a_column_is_carried_from_its_menu(people: People, anna: Person, board: Board):
    ben = people().join(board.key("viewer")["link"])
    board.column("Später")
    menu = anna.board.menu_of_column("Ideen")
    menu.get_by_role("menuitem", name="Mit Pfeiltasten verschieben").press("Enter")
    says(anna, "Spalte „Ideen“ aufgenommen, Platz 1 von 3.")
    button = anna.page.get_by_role("button", name="Menü der Spalte Ideen")
    for key, words in [("ArrowRight", "Platz 2 von 3."), ("End", "Platz 3 von 3."), ("ArrowLeft", "Platz 2 von 3.")]:
        press(anna, key)
        says(anna, f"Spalte „Ideen“, {words}")
        expect(button).to_be_focused()
    press(anna, " ")
    says(anna, "Die Spalte „Ideen“ ist jetzt an Platz 2 von 3.")
    expect(anna.page.get_by_role("menu")).to_have_count(0)
    expect(button).to_be_focused()
    expect(ben.page.get_by_role("main").get_by_role("heading", level=2)).to_have_text(["Favoriten", "Ideen", "Später"])


def test_the_carried_card_deleted_by_somebody_else_is_said_in_words(anna: Person, board: Board):
    press(anna, " ", "ArrowRight")
    board.do("card.delete", card_id=card_id(board, "Spielplatz"))
    expect(
        anna.page.get_by_text("Die Karte, die Sie verschieben, wurde inzwischen von jemand anderem entfernt.")
    ).to_be_visible()
    anna.board.shows("Ideen", "Radweg", "Café")
    anna.board.shows("Favoriten")
    assert anna.page.evaluate("document.activeElement !== document.body")


def test_a_card_goes_back_when_somebody_else_deletes_the_column_it_was_carried_to(anna: Person, board: Board):
    press(anna, " ", "ArrowRight")
    board.do("column.delete", column_id=column_id(board, "Favoriten"))
    expect(anna.page.get_by_text("Die Spalte, in die Sie verschieben, wurde inzwischen")).to_be_visible()
    anna.board.shows("Ideen", "Radweg", "Spielplatz", "Café")
    press(anna, " ")
    assert board.records("card")[card_id(board, "Spielplatz")]["column_id"] == column_id(board, "Ideen")


def test_a_carried_card_keeps_its_neighbour_while_others_edit(anna: Person, board: Board):
    ideas = column_id(board, "Ideen")
    press(anna, " ", "End")
    board.card(ideas, "Zuletzt")
    board.card(ideas, "Zuerst", after_id=None)
    anna.board.shows("Ideen", "Zuerst", "Radweg", "Café", "Spielplatz", "Zuletzt")
    press(anna, "Enter")
    anna.board.shows("Ideen", "Zuerst", "Radweg", "Café", "Spielplatz", "Zuletzt")
    expect(anna.board.stop("Spielplatz")).to_be_focused()


def test_the_focus_stays_in_a_column_that_others_move(anna: Person, board: Board):
    field = anna.page.get_by_role("form", name="Karte anlegen in Favoriten").get_by_label("Titel")
    anna.page.get_by_role("button", name="Karte anlegen in Favoriten").click()
    field.type("Bade")
    for column in ("Favoriten", "Ideen", "Favoriten"):
        board.do("column.move", column_id=column_id(board, column), after_id=None)
        expect(anna.page.get_by_role("main").get_by_role("heading", level=2).first).to_have_text(column)
        expect(field).to_be_focused()
    anna.page.keyboard.type("stelle")
    expect(field).to_have_value("Badestelle")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_keys_can_be_read_beside_a_toast(people: People, board: Board, width: int):
    anna = people(viewport={"width": width, "height": 800}).join(board.key("editor")["link"])
    anna.board.choose("Radweg", "Karte kopieren")
    toast = anna.page.get_by_text("Kopie von „Radweg“ angelegt.")
    anna.page.get_by_role("button", name="Spielplatz", exact=True).press("Space")
    hint = anna.page.get_by_text("Pfeiltasten verschieben die Karte, Leertaste legt sie ab, Escape bringt sie zurück.")
    expect(toast).to_be_visible()
    above, below = hint.bounding_box(), toast.bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] + above["height"] <= below["y"]

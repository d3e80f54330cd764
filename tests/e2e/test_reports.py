"""Anybody reports a card or a comment; the coordinators see it at once, and nobody else ever."""

import pytest
from playwright.sync_api import Locator, expect

from tests.client import Board
from tests.e2e.person import People, Person
from tests.e2e.test_oneself import press


@pytest.fixture
def anna(people: People, board: Board) -> Person:
    """Coordinates the board."""
    return people().join(board.key("coordinator")["link"])


@pytest.fixture
def ben(people: People, board: Board) -> Person:
    """Takes part, on a phone."""
    return people(viewport={"width": 390, "height": 800}).join(board.key("contributor")["link"])


def report_card(person: Person, title: str, reason: str = "") -> None:
    """Report a card by keyboard."""
    entry = person.board.menu_of_card(title).get_by_role("menuitem", name="Melden …")
    press(entry)
    dialog = person.board.dialog
    expect(dialog.get_by_role("heading", name="Karte melden")).to_be_focused()
    dialog.get_by_label("Was stimmt nicht? (freiwillig)").fill(reason)
    press(dialog.get_by_role("button", name="Melden", exact=True))
    expect(person.page.get_by_text("Danke. Die Koordination sieht Ihre Meldung.")).to_be_visible()


def open_reports(person: Person, count: str) -> Locator:
    """Open the dialog by the strip that says how many there are."""
    expect(person.page.get_by_text(count, exact=True)).to_be_visible()
    press(person.page.get_by_role("button", name="Ansehen"))
    expect(person.board.dialog.get_by_role("heading", name="Meldungen")).to_be_focused()
    return person.board.dialog


def test_a_report_reaches_the_coordinators_and_is_dealt_with(anna: Person, ben: Person, people: People, board: Board):
    editor = people().join(board.key("editor")["link"])
    report_card(ben, "Radweg", "Werbung")
    dialog = open_reports(anna, "1 Meldung")
    entry = dialog.get_by_role("listitem")
    expect(entry).to_contain_text("Karte „Radweg“")
    expect(entry).to_contain_text("Werbung")
    expect(entry).to_contain_text("gemeldet heute")
    for other in (editor, ben):
        expect(other.page.get_by_text("1 Meldung", exact=True)).to_have_count(0)
    press(entry.get_by_role("button", name="Karte verbergen"))
    expect(entry).to_contain_text("ist verborgen")
    ben.board.shows("Ideen", "Spielplatz", "Café")
    press(entry.get_by_role("button", name="Erledigt: Karte „Radweg“"))
    expect(dialog.get_by_text("Keine offenen Meldungen.")).to_be_visible()
    expect(dialog.get_by_role("heading", name="Meldungen")).to_be_focused()
    anna.board.close_dialog()
    expect(anna.page.get_by_text("1 Meldung", exact=True)).to_have_count(0)


def test_a_reported_card_is_shown_and_deleted(anna: Person, ben: Person):
    report_card(ben, "Radweg")
    report_card(ben, "Café")
    dialog = open_reports(anna, "2 Meldungen")
    first = dialog.get_by_role("listitem").filter(has_text="Radweg")
    expect(first).to_contain_text("Ohne Begründung.")
    press(first.get_by_role("button", name="Karte zeigen"))
    expect(anna.board.dialog.get_by_role("heading", name="Radweg")).to_be_visible()
    anna.board.close_dialog()
    dialog = open_reports(anna, "2 Meldungen")
    press(dialog.get_by_role("listitem").filter(has_text="Radweg").get_by_role("button", name="Karte löschen"))
    expect(dialog.get_by_role("listitem").filter(has_text="Radweg")).to_contain_text("liegt im Papierkorb")
    ben.board.shows("Ideen", "Spielplatz", "Café")


def test_a_comment_is_reported_with_what_it_says(anna: Person, ben: Person, board: Board):
    card = next(one for one in board.records("card").values() if one["title"] == "Café")
    board.do("comment.add", card_id=card["id"], text="Unverschämt")
    ben.board.open_card("Café")
    press(ben.board.dialog.get_by_role("button", name="Menü des Kommentars von Ohne Namen"))
    press(ben.page.get_by_role("menuitem", name="Melden …"))
    expect(ben.board.dialog.get_by_role("heading", name="Kommentar melden")).to_be_visible()
    expect(ben.board.dialog.get_by_text("Unverschämt")).to_be_visible()
    press(ben.board.dialog.get_by_role("button", name="Melden", exact=True))
    entry = open_reports(anna, "1 Meldung").get_by_role("listitem")
    expect(entry).to_contain_text("Kommentar zu „Café“")
    expect(entry).to_contain_text("Unverschämt")
    press(entry.get_by_role("button", name="Kommentar löschen"))
    expect(entry).to_contain_text("liegt im Papierkorb")


@pytest.mark.parametrize("view", ["board", "list"])
def test_who_only_reads_reports_too(anna: Person, people: People, board: Board, view: str):
    reader = people().join(board.key("viewer")["link"])
    if view == "board":
        reader.board.open_card("Radweg")
        press(reader.board.dialog.get_by_role("button", name="Mehr"))
    else:
        reader.open(f"/b/{board.id}/list").board.is_live()
        press(reader.page.get_by_role("button", name="Mehr Radweg"))
    press(reader.page.get_by_role("menuitem", name="Melden …"))
    press(reader.board.dialog.get_by_role("button", name="Melden", exact=True))
    expect(reader.page.get_by_text("Danke. Die Koordination sieht Ihre Meldung.")).to_be_visible()
    expect(open_reports(anna, "1 Meldung").get_by_role("listitem")).to_contain_text("Karte „Radweg“")


def test_the_same_again_is_answered_kindly_and_what_was_typed_can_be_copied(ben: Person):
    report_card(ben, "Radweg", "Werbung")
    ben.board.has_no_dialog()
    report_card(ben, "Radweg", "Immer noch Werbung")
    expect(ben.page.get_by_text("Das haben Sie schon gemeldet.")).to_be_visible()
    expect(ben.page.get_by_text("Immer noch Werbung")).to_be_visible()


def test_a_reason_that_is_too_long_stays_in_the_field(ben: Person):
    press(ben.board.menu_of_card("Radweg").get_by_role("menuitem", name="Melden …"))
    field = ben.board.dialog.get_by_label("Was stimmt nicht? (freiwillig)")
    field.fill("w" * 201)
    press(ben.board.dialog.get_by_role("button", name="Melden", exact=True))
    expect(ben.board.dialog.get_by_role("alert")).to_have_text("Das ist zu lang: 201 Zeichen, höchstens 200.")
    expect(field).to_be_focused()
    expect(field).to_have_value("w" * 201)


def test_an_own_card_is_not_reported(people: People, board: Board):
    person = people().join(board.key("contributor")["link"])
    person.board.add_card("Favoriten", "Badestelle")
    person.board.end_adding()
    menu = person.board.menu_of_card("Badestelle")
    expect(menu.get_by_role("menuitem", name="Karte löschen")).to_be_visible()
    expect(menu.get_by_role("menuitem", name="Melden …")).to_have_count(0)


def test_reports_come_in_the_list_view_and_in_english_too(people: People, board: Board):
    anna = people(locale="en-GB").open(board.key("coordinator")["link"])
    expect(anna.page.get_by_role("banner").get_by_text("Connected", exact=True)).to_be_visible()
    anna.open(f"/b/{board.id}/list")
    reader = board.browser("viewer")
    reader.do("card.report", card_id=next(iter(board.records("card"))))
    expect(anna.page.get_by_text("1 report", exact=True)).to_be_visible()
    press(anna.page.get_by_role("button", name="Look at it"))
    expect(anna.board.dialog.get_by_text("No reason given.")).to_be_visible()
    press(anna.board.dialog.get_by_role("button", name="Close"))
    press(anna.page.get_by_role("button", name="More Spielplatz"))
    press(anna.page.get_by_role("menuitem", name="Report …"))
    expect(anna.board.dialog.get_by_role("heading", name="Report card")).to_be_focused()

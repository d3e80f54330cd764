"""Who comes by a link that is limited to some columns is offered nothing there that would be refused."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.client import Board, Guest
from tests.doors import Server
from tests.e2e.axe import findings
from tests.e2e.hands import Mouse, middle
from tests.e2e.person import People, Person


@pytest.fixture
def board(server: Server) -> Board:
    """Three columns: one to read, one to write on, one not to be seen."""
    board = Guest(server.address).make_board("Sommerfest")
    for column, card in (("Beschlossen", "Radweg"), ("Ideen", "Badestelle"), ("Intern", "Kasse")):
        made = board.card(board.column(column)["id"], card)
        board.do("comment.add", card_id=made["id"], text="Sehr gut")
    return board


def limited(board: Board, role: str) -> str:
    columns = {column["title"]: column["id"] for column in board.records("column").values()}
    link: str = board.key(role, readonly_columns=[columns["Beschlossen"]], unseen_columns=[columns["Intern"]])["link"]
    return link


def entries(menu: Locator) -> list[str]:
    return [entry.strip() for entry in menu.get_by_role("menuitem").all_text_contents()]


def drag(page: Page, card: Locator, column: Locator) -> None:
    mouse = Mouse(page)
    mouse.lift(card)
    mouse.to(*middle(column))
    mouse.let_go()


@pytest.fixture
def ben(people: People, board: Board) -> Person:
    """An editor by a limited link."""
    return people().join(limited(board, "editor"))


def test_what_is_not_to_be_seen_is_not_there(ben: Person) -> None:
    assert ben.board.column_titles() == ["Beschlossen", "Ideen"]
    ben.board.search("Kasse")
    expect(ben.page.get_by_text("Keine Karte gefunden")).to_be_visible()


def test_a_column_that_is_only_read_offers_nothing_to_do(ben: Person) -> None:
    button = ben.page.get_by_role
    expect(button("button", name="Karte anlegen in Ideen")).to_be_visible()
    expect(button("button", name="Karte anlegen in Beschlossen")).to_have_count(0)
    expect(button("button", name="Menü der Spalte Ideen")).to_be_visible()
    expect(button("button", name="Menü der Spalte Beschlossen")).to_have_count(0)
    expect(button("button", name="Menü der Karte Radweg")).to_have_count(0)
    dialog = ben.board.open_card("Radweg")
    expect(dialog.get_by_text("Sehr gut")).to_be_visible()
    expect(dialog.get_by_role("button", name="Bearbeiten", exact=True)).to_have_count(0)
    expect(dialog.get_by_role("textbox")).to_have_count(0)
    dialog.get_by_role("button", name="Mehr").click()
    assert "Karte löschen" not in entries(ben.page.get_by_role("menu"))
    assert "Karte kopieren" not in entries(ben.page.get_by_role("menu"))


def test_nothing_goes_into_it_by_mouse_keys_or_menu(ben: Person) -> None:
    page, board = ben.page, ben.board
    drag(page, board.card("Badestelle"), board.column("Beschlossen"))
    board.shows("Ideen", "Badestelle")
    board.stop("Badestelle").focus()
    page.keyboard.press(" ")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press(" ")
    board.shows("Ideen", "Badestelle")
    drag(page, board.card("Radweg"), board.column("Ideen"))
    board.shows("Beschlossen", "Radweg")
    expect(page.get_by_text("Das dürfen Sie auf diesem Board nicht.")).to_have_count(0)
    board.choose("Badestelle", "Verschieben nach …")
    expect(board.dialog.get_by_role("radio", name="Ideen")).to_be_visible()
    expect(board.dialog.get_by_role("radio", name="Beschlossen")).to_have_count(0)
    page.keyboard.press("Escape")
    board.has_no_dialog()
    board.add_card("Ideen", "Steg")
    board.has_sent_all()


def test_the_list_view_offers_as_little(ben: Person) -> None:
    ben.open(f"/b/{ben.board_id}/list").board.is_live()
    expect(ben.page.get_by_role("button", name="Karte anlegen in Ideen")).to_be_visible()
    expect(ben.page.get_by_role("button", name="Karte anlegen in Beschlossen")).to_have_count(0)
    expect(ben.page.get_by_role("button", name="Menü der Spalte Beschlossen")).to_have_count(0)
    expect(ben.board.card("Radweg").get_by_role("button", name="Verschieben")).to_have_count(0)
    expect(ben.board.card("Badestelle").get_by_role("button", name="Verschieben").first).to_be_visible()
    assert findings(ben.page) == set()


def test_a_limit_holds_at_once_for_who_is_there(people: People, board: Board) -> None:
    made = board.key("contributor")
    cleo = people().join(made["link"])
    expect(cleo.page.get_by_role("button", name="Karte anlegen in Ideen")).to_be_visible()
    columns = {column["title"]: column["id"] for column in board.records("column").values()}
    limits = {"readonly_columns": [columns["Ideen"]], "unseen_columns": [columns["Intern"]]}
    board.do("key.change", key_id=made["key"]["id"], **limits)
    expect(cleo.page.get_by_role("button", name="Karte anlegen in Ideen")).to_have_count(0)
    expect(cleo.page.get_by_text("Kasse")).to_have_count(0)
    assert cleo.board.column_titles() == ["Beschlossen", "Ideen"]

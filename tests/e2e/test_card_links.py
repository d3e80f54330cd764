"""A link that names a card leads to it, by whatever way one comes in, and lets nobody in."""

import pytest
from playwright.sync_api import expect

from tests.client import Board
from tests.doors import Server
from tests.e2e.person import VILLAGE, People, Person

UNKNOWN = "Diese Karte gibt es hier nicht, oder nicht mehr."


def card_id(board: Board, title: str) -> str:
    return next(card["id"] for card in board.records("card").values() if card["title"] == title)


def leads_to(person: Person, title: str) -> None:
    """The card is open, the address bar is clean, and closing leaves the focus on the card."""
    expect(person.board.dialog.get_by_role("heading", name=title, exact=True)).to_be_focused()
    assert "#" not in person.page.url
    person.page.keyboard.press("Escape")
    person.board.has_no_dialog()
    expect(person.board.card(title).get_by_role("button", name=title, exact=False).first).to_be_focused()
    expect(person.board.card(title)).to_be_in_viewport()


@pytest.fixture
def far(board: Board) -> Board:
    """The board with so much on it that the last card is far away."""
    for number in range(6):
        column = board.column(f"Spalte {number}")
        for card in range(12):
            board.card(column["id"], f"Idee {number}-{card}", text="Mit etwas Text. " * 10)
    return board


@pytest.mark.parametrize("view", ["", "/list"])
def test_a_link_that_was_copied_leads_to_the_card(people: People, far: Board, server: Server, view: str):
    village = server.address.replace("127.0.0.1", VILLAGE)
    key = far.key("editor")
    anna = people(village).join(f"{village}/b/{far.id}{view}#{key['secret']}")
    anna.board.choose("Idee 5-11", "Link zur Karte kopieren")
    expect(anna.page.get_by_text("Link kopiert.")).to_be_visible()
    anna.page.keyboard.press("Control+k")
    anna.page.keyboard.press("Control+v")
    link = anna.page.get_by_role("searchbox").input_value()
    assert link == f"{village}/b/{far.id}#card={card_id(far, 'Idee 5-11')}"
    anna.page.keyboard.press("Escape")
    anna.open("/").open(link.replace("#", f"{view}#"))
    leads_to(anna, "Idee 5-11")


def test_it_leads_there_while_the_board_is_open_and_as_often_as_one_likes(people: People, far: Board):
    anna = people().join(far.key("viewer")["link"])
    for title in ("Idee 4-9", "Radweg", "Radweg"):
        anna.page.evaluate("hash => { location.hash = hash; }", f"card={card_id(far, title)}")
        leads_to(anna, title)
    anna.board.open_card("Radweg").get_by_role("button", name="Mehr").click()
    anna.page.get_by_role("menuitem", name="Link zur Karte kopieren").click()
    expect(anna.board.dialog.get_by_text("Link kopiert.")).to_be_visible()


def test_it_leads_there_through_a_link_with_a_password(people: People, far: Board):
    link = far.key("contributor", password="Sonnenblume")["link"]
    ben = people(bad_network=True).open(f"{link}&card={card_id(far, 'Idee 5-11')}")
    ben.page.get_by_label("Passwort", exact=True).fill("Sonnenblume")
    ben.page.get_by_role("button", name="Zum Board").click()
    leads_to(ben, "Idee 5-11")


def test_it_leads_there_although_a_search_hides_the_card(people: People, board: Board):
    anna = people().join(board.key("viewer")["link"])
    anna.board.search("café")
    expect(anna.board.card("Radweg").filter(visible=True)).to_have_count(0)
    anna.page.evaluate("hash => { location.hash = hash; }", f"card={card_id(board, 'Radweg')}")
    leads_to(anna, "Radweg")


def test_a_card_that_is_gone_is_said_to_be(people: People, board: Board):
    radweg = card_id(board, "Radweg")
    board.do("card.delete", card_id=radweg)
    anna = people().open(f"{board.key('editor')['link']}&card={radweg}")
    expect(anna.page.get_by_text("„Radweg“ liegt im Papierkorb.")).to_be_visible()
    for lost in (radweg, "nichts", "%"):
        ben = people().open(f"{board.key('viewer')['link']}&card={lost}")
        expect(ben.page.get_by_text(UNKNOWN)).to_be_visible()
        ben.board.has_no_dialog()


def test_it_lets_nobody_in(people: People, board: Board):
    nobody = people(bad_network=True).open(f"/b/{board.id}#card={card_id(board, 'Radweg')}")
    expect(nobody.page.get_by_role("heading", name="Hier hängt nichts")).to_be_visible()
    expect(nobody.page.get_by_text("Radweg")).to_have_count(0)

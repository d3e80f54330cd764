"""What others did since the last visit on this device is marked by a word, whatever the device's clock says."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.client import Board
from tests.doors import Server
from tests.e2e.person import People, Person

A_DAY_MS = 86_400_000


def others_work(board: Board) -> None:
    """A card is made, one is changed, and one is talked about."""
    columns = {column["title"]: column["id"] for column in board.records("column").values()}
    cards = {card["title"]: card["id"] for card in board.records("card").values()}
    board.card(columns["Favoriten"], "Badestelle")
    board.do("card.write", card_id=cards["Radweg"], text="Am Fluss")
    board.do("comment.add", card_id=cards["Café"], text="Mit Kuchen")


def marked(person: Person) -> list[str]:
    """The titles that carry a mark, and its word."""
    words = re.compile("(Neu|Geändert|Neuer Kommentar)$")
    return [
        " ".join(title.split()) for title in person.page.get_by_role("heading", level=3, name=words).all_text_contents()
    ]


def strip(person: Person) -> Locator:
    return person.page.get_by_role("complementary", name="Neues")


ALL = ["Radweg Geändert", "Café Neuer Kommentar", "Badestelle Neu"]


@pytest.mark.parametrize("off_ms", [0, A_DAY_MS, -A_DAY_MS])
def test_what_others_did_meanwhile_is_marked_by_a_word(people: People, board: Board, off_ms: int):
    anna = people()
    anna.context.add_init_script(f"{{ const now = Date.now; Date.now = () => now() + {off_ms}; }}")
    anna.join(board.key("editor")["link"])
    expect(strip(anna)).to_have_count(0)
    anna.board.add_card("Favoriten", "Meine eigene")
    anna.open("/")
    others_work(board)
    anna.open(f"/b/{board.id}").board.is_live()
    expect(strip(anna)).to_contain_text("1 neue Karte, 1 geänderte Karte, 1 Karte mit neuen Kommentaren.")
    assert marked(anna) == ALL
    expect(anna.page.get_by_role("button", name="Badestelle Neu", exact=True)).to_be_visible()
    anna.open(f"/b/{board.id}/list").board.is_live()
    expect(strip(anna)).to_have_count(0)
    assert marked(anna) == []


def test_one_can_look_at_these_alone_and_be_done_with_them(people: People, board: Board):
    anna = people().join(board.key("editor")["link"])
    anna.open("/")
    others_work(board)
    anna.open(f"/b/{board.id}/list").board.is_live()
    assert marked(anna) == ALL
    show = strip(anna).get_by_role("button", name="Nur diese zeigen")
    show.click()
    visible = anna.page.get_by_role("article").filter(visible=True)
    expect(visible).to_have_count(3)
    expect(anna.board.column("Ideen").get_by_text("2 von 3")).to_be_visible()
    show.click()
    expect(visible).to_have_count(4)
    show.click()
    strip(anna).get_by_role("button", name="Alle als gelesen").click()
    expect(strip(anna)).to_have_count(0)
    expect(visible).to_have_count(4)
    expect(anna.page.get_by_role("main")).to_be_focused()
    assert marked(anna) == []


def test_without_storage_there_are_simply_no_marks(people: People, board: Board, server: Server):
    anna = people()
    anna.context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('refused'); } })"
    )
    anna.join(board.key("editor")["link"])
    anna.open("/")
    others_work(board)
    anna.open(f"/b/{board.id}").board.is_live()
    anna.board.shows("Ideen", "Radweg", "Spielplatz", "Café")
    assert marked(anna) == []

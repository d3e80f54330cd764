"""A board that is nearly full, and one that is full: coordinators are told in time, and nobody's words are lost."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from tests.client import Board, Guest
from tests.doors import Server, running
from tests.e2e.axe import findings
from tests.e2e.person import People, Person
from tests.e2e.test_oneself import press

MOST = 12
WORDS = "Ein Trinkbrunnen am Marktplatz, mit einem Becken für Hunde"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose boards have twelve cards at most."""
    with running(tmp_path_factory.mktemp("small"), board_cards=str(MOST)) as server:
        yield server


def board_with(server: Server, cards: int) -> Board:
    board = Guest(server.address).make_board("Sommerfest")
    column = board.column("Ideen")["id"]
    for number in range(cards):
        board.card(column, f"Idee {number}")
    return board


def told(person: Person, words: str) -> Locator:
    return person.page.get_by_role("status").filter(has_text=words)


@pytest.mark.parametrize("width", [390, 1366])
def test_coordinators_read_that_it_is_nearly_full_and_nobody_else_does(people: People, small: Server, width: int):
    """[SO19] [LI8]"""
    board = board_with(small, 9)
    anna = people(small.address, viewport={"width": width, "height": 800}).join(board.key("coordinator")["link"])
    eve = people(small.address).join(board.key("editor")["link"])
    anna.board.shows("Ideen", *(f"Idee {number}" for number in range(9)))
    expect(told(anna, "voll")).to_have_count(0)
    column = next(iter(board.records("column")))
    last = board.card(column, "Idee 9")["id"]
    expect(told(anna, "Dieses Board ist zu 83 % voll.")).to_be_visible()
    assert findings(anna.page) == set()
    press(anna.page.get_by_role("button", name="Papierkorb öffnen"))
    expect(anna.board.dialog.get_by_role("heading", name="Papierkorb")).to_be_visible()
    anna.page.keyboard.press("Escape")
    board.do("card.delete", card_id=last)
    board.do("card.purge", card_id=last)
    expect(told(anna, "voll")).to_have_count(0)
    expect(told(eve, "voll")).to_have_count(0)


def test_in_english(people: People, small: Server):
    board = board_with(small, MOST)
    anna = people(small.address, locale="en-GB")
    anna.open(board.key("coordinator")["link"])
    expect(told(anna, "This board is full.")).to_be_visible()


def test_a_card_that_does_not_fit_is_explained_and_its_words_are_kept(people: People, small: Server):
    """[LI8]"""
    board = board_with(small, MOST)
    bert = people(small.address).join(board.key("contributor")["link"])
    bert.page.get_by_role("button", name="Karte anlegen in Ideen").click()
    form = bert.page.get_by_role("form", name="Karte anlegen in Ideen")
    form.get_by_label("Text").fill(WORDS)
    form.get_by_role("button", name="Anheften").click()
    expect(
        bert.page.get_by_text("Dieses Board ist voll. Die Koordination kann im Papierkorb Platz schaffen.")
    ).to_be_visible()
    expect(bert.page.locator("textarea, pre, blockquote, p").filter(has_text=WORDS).first).to_be_visible()
    bert.page.reload()
    bert.board.is_live()
    bert.page.get_by_role("button", name="Weiterschreiben").click()
    expect(form.get_by_label("Text")).to_have_value(WORDS)
    card = next(iter(board.records("card")))
    board.do("card.delete", card_id=card)
    board.do("card.purge", card_id=card)
    form.get_by_role("button", name="Anheften").click()
    bert.board.has_sent_all()
    assert WORDS in {record["text"] for record in board.records("card").values()}

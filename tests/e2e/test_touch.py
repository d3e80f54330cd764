"""On a phone a resting finger drags and a moving one scrolls, and each only that."""

import pytest
from playwright.sync_api import expect

from tests.client import Board, Guest
from tests.doors import Server
from tests.e2e.hands import Finger, beside, drag, drawn, middle
from tests.e2e.person import People, Person

PHONE = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True}
CARDS = 30


@pytest.fixture
def long(server: Server) -> Board:
    """A column of several screens, and two more."""
    board = Guest(server.address).make_board("Sommerfest")
    ideas = board.column("Ideen")["id"]
    for number in range(CARDS):
        board.card(ideas, f"Karte {number}", text="[Plan](https://example.org)")
    board.column("Favoriten")
    board.column("Später")
    return board


@pytest.fixture
def anna(people: People, long: Board) -> Person:
    """Has a phone."""
    return people(**PHONE).join(long.key("editor")["link"])


@pytest.fixture
def finger(anna: Person) -> Finger:
    """Her finger."""
    return Finger(anna.page)


def scrolled(person: Person) -> float:
    """How far the column and the board are scrolled."""
    places = "() => document.querySelector('[data-scroll]').scrollTop + document.querySelector('main').scrollLeft"
    return float(person.page.evaluate(places))


def test_a_resting_finger_lifts_and_nothing_scrolls(anna: Person, finger: Finger):
    drag(finger, anna.board.card("Karte 1"), anna.board.card("Karte 4"), below=True)
    anna.board.shows("Ideen", *[f"Karte {number}" for number in (0, 2, 3, 4, 1, *range(5, CARDS))])
    assert scrolled(anna) == 0
    anna.board.has_no_dialog()


def test_a_moving_finger_scrolls_and_nothing_is_lifted(anna: Person, finger: Finger):
    x, y = middle(anna.board.card("Karte 5"))
    finger.press(x, y)
    for way in range(20, 320, 20):
        finger.to(x, y - way)
    finger.let_go()
    assert scrolled(anna) > 100
    expect(anna.page.locator("[data-ghost], [data-dragging]")).to_have_count(0)
    expect(anna.board.headings("Ideen").first).to_have_text("Karte 0")
    anna.board.has_no_dialog()


def test_a_tap_opens_and_a_long_press_does_not(anna: Person, finger: Finger):
    finger.lift(anna.board.card("Karte 2"))
    finger.let_go()
    expect(anna.page.locator("[data-ghost], [data-dragging]")).to_have_count(0)
    anna.board.has_no_dialog()
    finger.press(*middle(anna.board.card("Karte 2")))
    finger.let_go()
    expect(anna.page.get_by_role("dialog", name="Karte 2")).to_be_visible()


def test_a_link_in_a_card_does_not_stand_in_the_way(anna: Person, finger: Finger):
    drag(finger, anna.board.card("Karte 0").get_by_role("link"), anna.board.card("Karte 2"), below=True)
    expect(anna.board.headings("Ideen").nth(2)).to_have_text("Karte 0")


def test_at_the_edges_board_and_column_scroll_and_a_finger_that_dragged_never_does(anna: Person, finger: Finger):
    finger.lift(anna.board.card("Karte 0"))
    finger.to(200, 690)
    last = anna.board.card(f"Karte {CARDS - 1}")
    expect(last).to_be_in_viewport(ratio=0.9)
    finger.to(200, 400)
    finger.to(386, 400)
    expect(anna.page.get_by_role("button", name="Spalte anlegen")).to_be_in_viewport(ratio=0.9)
    finger.to(200, 400)
    anna.page.keyboard.press("Escape")
    expect(anna.page.locator("[data-ghost], [data-dragging]")).to_have_count(0)
    drawn(anna.page)
    before = scrolled(anna)
    for y in (300, 200, 100):
        finger.to(200, y)
    assert scrolled(anna) == before
    finger.let_go()
    expect(anna.board.headings("Ideen").first).to_have_text("Karte 0")


def test_a_card_goes_on_under_the_finger_when_others_move_it(anna: Person, finger: Finger, long: Board):
    cards = {card["title"]: card["id"] for card in long.records("card").values()}
    columns = {column["title"]: column["id"] for column in long.records("column").values()}
    finger.lift(anna.board.card("Karte 1"))
    finger.to(*beside(anna.board.card("Karte 3"), below=True))
    long.do("card.move", card_id=cards["Karte 1"], column_id=columns["Favoriten"])
    anna.board.shows("Favoriten", "Karte 1")
    finger.to(*beside(anna.board.card("Karte 5"), below=True))
    finger.let_go()
    anna.board.shows("Favoriten")
    expect(anna.board.headings("Ideen").nth(5)).to_have_text("Karte 1")
    assert scrolled(anna) == 0


def test_who_may_only_read_scrolls_from_a_card_however_long_the_finger_rests(people: People, long: Board):
    ben = people(**PHONE).join(long.key("viewer")["link"])
    finger = Finger(ben.page)
    x, y = middle(ben.board.card("Karte 5"))
    finger.press(x, y)
    rested = "() => new Promise((done) => setTimeout(done, 400))"
    ben.page.evaluate(rested)
    for way in range(20, 320, 20):
        finger.to(x, y - way)
    finger.let_go()
    assert scrolled(ben) > 100
    expect(ben.page.locator("[data-ghost], [data-dragging]")).to_have_count(0)

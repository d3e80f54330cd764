"""Cards and columns are dragged by mouse: they go where the line was, and others' edits meanwhile disturb nothing."""

import pytest
from playwright.sync_api import Locator, expect

from tests.client import Board, Guest
from tests.doors import Server
from tests.e2e.hands import Mouse, beside, drag, drawn, middle
from tests.e2e.person import People, Person

FAR = 60
"""Cards in a long column."""


@pytest.fixture
def anna(people: People, board: Board) -> Person:
    """Sorts the board."""
    return people().join(board.key("coordinator")["link"])


@pytest.fixture
def hand(anna: Person) -> Mouse:
    """Her mouse."""
    return Mouse(anna.page)


def card_id(board: Board, title: str) -> str:
    return next(card["id"] for card in board.records("card").values() if card["title"] == title)


def column_id(board: Board, title: str) -> str:
    return next(column["id"] for column in board.records("column").values() if column["title"] == title)


def on_server(board: Board, column: str) -> list[str]:
    owner = column_id(board, column)
    cards = [card for card in board.records("card").values() if card["column_id"] == owner and not card["deleted_at"]]
    return [card["title"] for card in sorted(cards, key=lambda card: (card["rank"], card["id"]))]


def is_over(person: Person) -> None:
    """Wait until nothing is in the air any more."""
    expect(person.page.locator("[data-ghost], [data-line], [data-lifted], [data-dragging]")).to_have_count(0)


def test_a_card_is_dropped_where_the_line_was(people: People, anna: Person, board: Board, hand: Mouse):
    ben = people().join(board.key("viewer")["link"])
    drag(hand, anna.board.card("Radweg"), anna.board.card("Café"), below=True)
    for person in (anna, ben):
        person.board.shows("Ideen", "Spielplatz", "Café", "Radweg")
    drag(hand, anna.board.card("Café"), anna.board.card("Spielplatz"))
    for person in (anna, ben):
        person.board.shows("Ideen", "Café", "Spielplatz", "Radweg")
    is_over(anna)
    assert on_server(board, "Ideen") == ["Café", "Spielplatz", "Radweg"]
    anna.board.tells("„Café“ ist jetzt in „Ideen“, Platz 1 von 3.")


def test_a_card_is_dropped_into_an_empty_column(anna: Person, board: Board, hand: Mouse):
    hand.lift(anna.board.card("Spielplatz"))
    hand.to(*middle(anna.board.column("Favoriten")))
    expect(anna.page.locator("[data-line]")).to_be_visible()
    hand.let_go()
    anna.board.shows("Favoriten", "Spielplatz")
    anna.board.shows("Ideen", "Radweg", "Café")
    is_over(anna)


def test_a_column_is_dragged_by_its_heading(people: People, anna: Person, board: Board, hand: Mouse):
    board.column("Später")
    expect(anna.board.column("Später")).to_be_visible()
    ben = people().join(board.key("viewer")["link"])
    hand.lift(anna.board.column("Ideen").get_by_role("heading", level=2))
    hand.to(*beside(anna.board.column("Später"), below=True))
    hand.let_go()
    hand.lift(anna.board.column("Später").get_by_role("heading", level=2))
    hand.to(20, 300)
    hand.let_go()
    for person in (anna, ben):
        expect(person.page.get_by_role("main").get_by_role("heading", level=2)).to_have_text(
            ["Später", "Favoriten", "Ideen"]
        )
    is_over(anna)


def test_a_click_still_opens_and_a_drag_does_not(anna: Person, hand: Mouse):
    x, y = middle(anna.board.card("Radweg"))
    hand.page.mouse.move(x, y)
    hand.page.mouse.down()
    hand.page.mouse.move(x + 4, y + 3)
    hand.page.mouse.up()
    expect(anna.page.get_by_role("dialog", name="Radweg")).to_be_visible()
    anna.page.keyboard.press("Escape")
    anna.board.has_no_dialog()
    drag(hand, anna.board.card("Radweg"), anna.board.card("Spielplatz"), below=True)
    hand.lift(anna.board.card("Radweg"))
    hand.let_go()
    drawn(anna.page)
    anna.board.has_no_dialog()
    anna.board.shows("Ideen", "Spielplatz", "Radweg", "Café")
    anna.board.open_card("Radweg")


def test_escape_puts_everything_back(anna: Person, board: Board, hand: Mouse):
    before = anna.board.card("Radweg").bounding_box()
    hand.lift(anna.board.card("Radweg"))
    hand.to(*middle(anna.board.column("Favoriten")))
    anna.page.keyboard.press("Escape")
    is_over(anna)
    hand.let_go()
    anna.board.has_no_dialog()
    anna.board.shows("Ideen", "Radweg", "Spielplatz", "Café")
    assert anna.board.card("Radweg").bounding_box() == before
    assert on_server(board, "Ideen") == ["Radweg", "Spielplatz", "Café"]


def test_the_link_of_a_card_is_no_drag_of_its_own_and_still_opens(anna: Person, board: Board, hand: Mouse):
    board.do("card.write", card_id=card_id(board, "Radweg"), text="[Plan](https://example.org)")
    link = anna.board.card("Radweg").get_by_role("link", name="Plan")
    drag(hand, link, anna.board.card("Café"), below=True)
    anna.board.shows("Ideen", "Spielplatz", "Café", "Radweg")
    assert anna.page.evaluate("getSelection().toString()") == ""
    link.evaluate(
        "link => link.addEventListener('click', (event) => (event.preventDefault(), link.dataset.clicked = 1))"
    )
    link.click()
    expect(link).to_have_attribute("data-clicked", "1")


NOTE_CLICK = """(link) => link.addEventListener('click', (event) => {
  event.preventDefault();
  link.dataset.clicked = '1';
})"""


def test_the_target_stays_between_its_neighbours_while_others_edit(anna: Person, board: Board, hand: Mouse):
    ideas = column_id(board, "Ideen")
    hand.lift(anna.board.card("Radweg"))
    hand.to(*beside(anna.board.card("Café"), below=False))
    new = board.card(ideas, "Ganz oben", after_id=None)["id"]
    anna.board.shows("Ideen", "Ganz oben", "Radweg", "Spielplatz", "Café")
    board.do("card.move", card_id=card_id(board, "Café"), column_id=ideas, after_id=new)
    anna.board.shows("Ideen", "Ganz oben", "Café", "Radweg", "Spielplatz")
    hand.let_go()
    anna.board.shows("Ideen", "Ganz oben", "Café", "Spielplatz", "Radweg")
    is_over(anna)
    anna.board.has_sent_all()
    assert on_server(board, "Ideen") == ["Ganz oben", "Café", "Spielplatz", "Radweg"]


def test_nothing_jumps_when_the_echo_comes(anna: Person, board: Board, hand: Mouse):
    anna.page.evaluate(WATCH)
    drag(hand, anna.board.card("Radweg"), anna.board.card("Café"), below=True)
    is_over(anna)
    drawn(anna.page)
    anna.board.has_sent_all()
    assert on_server(board, "Ideen") == ["Spielplatz", "Café", "Radweg"]
    tops = anna.page.evaluate("window.seen")
    assert len(set(tops)) == 2, f"the card stood at {tops}"


WATCH = """() => {
  window.seen = [];
  const look = () => {
    const card = [...document.querySelectorAll('li')].find((one) => one.textContent.includes('Radweg'));
    const top = card.getBoundingClientRect().top;
    if (window.seen.at(-1) !== top) window.seen.push(top);
    requestAnimationFrame(look);
  };
  look();
}"""
"""Keep every place at which the card was drawn."""


def test_the_dragged_card_deleted_by_somebody_else_is_said_in_words(anna: Person, board: Board, hand: Mouse):
    hand.lift(anna.board.card("Radweg"))
    hand.to(*middle(anna.board.column("Favoriten")))
    board.do("card.delete", card_id=card_id(board, "Radweg"))
    expect(
        anna.page.get_by_text("Die Karte, die Sie verschieben, wurde inzwischen von jemand anderem entfernt.")
    ).to_be_visible()
    hand.let_go()
    is_over(anna)
    anna.board.shows("Ideen", "Spielplatz", "Café")
    anna.board.shows("Favoriten")


def test_the_target_column_deleted_by_somebody_else_is_said_in_words(anna: Person, board: Board, hand: Mouse):
    board.card(board.column("Später")["id"], "Bühne")
    expect(anna.board.card("Bühne")).to_be_visible()
    hand.lift(anna.board.card("Radweg"))
    x, y = middle(anna.board.column("Favoriten"))
    hand.to(x, y)
    board.do("column.delete", column_id=column_id(board, "Favoriten"))
    expect(anna.page.get_by_text("Die Spalte, in die Sie verschieben, wurde inzwischen")).to_be_visible()
    hand.to(x + 2, y)
    hand.let_go()
    is_over(anna)
    anna.board.shows("Ideen", "Radweg", "Spielplatz", "Café")
    anna.board.shows("Später", "Bühne")


@pytest.fixture
def long(server: Server) -> Board:
    """Two columns, of which the first is many screens long."""
    board = Guest(server.address).make_board("Lang")
    first = board.column("Ideen")["id"]
    for number in range(FAR):
        board.card(first, f"Karte {number}")
    for number in range(8):
        board.column(f"Spalte {number}")
    return board


def test_columns_and_board_scroll_while_something_is_at_their_edge(people: People, long: Board):
    anna = people().join(long.key("editor")["link"])
    hand = Mouse(anna.page)
    hand.lift(anna.board.card("Karte 0"))
    hand.to(160, 720)
    last = anna.board.card(f"Karte {FAR - 1}")
    expect(last).to_be_in_viewport()
    hand.to(*beside(last, below=True))
    hand.let_go()
    expect(anna.board.headings("Ideen").last).to_have_text("Karte 0")
    is_over(anna)
    hand.lift(anna.board.card("Karte 0"))
    hand.to(1270, 300)
    target = anna.board.column("Spalte 7")
    expect(target).to_be_in_viewport(ratio=0.9)
    hand.to(*middle(target))
    hand.let_go()
    anna.board.shows("Spalte 7", "Karte 0")


def test_who_may_not_move_a_card_is_offered_no_drag(people: People, board: Board):
    ben = people().join(board.key("contributor")["link"])
    ben.board.add_card("Favoriten", "Badestelle")
    ben.board.end_adding()
    hand = Mouse(ben.page)
    drag(hand, ben.board.card("Radweg"), ben.board.card("Badestelle"), below=True)
    hand.lift(ben.board.column("Ideen").get_by_role("heading", level=2))
    hand.to(600, 400)
    expect(ben.page.locator("[data-ghost]")).to_have_count(0)
    hand.let_go()
    ben.board.shows("Favoriten", "Badestelle")
    assert cursor(ben.board.stop("Radweg")) == "pointer"
    assert cursor(ben.board.stop("Badestelle")) == "grab"
    drag(hand, ben.board.card("Badestelle"), ben.board.card("Radweg"))
    ben.board.shows("Ideen", "Badestelle", "Radweg", "Spielplatz", "Café")


def cursor(thing: Locator) -> str:
    return str(thing.evaluate("(element) => getComputedStyle(element).cursor"))

"""Lines above the board that say something: with all of them at once, the board keeps its room."""

import pytest
from playwright.sync_api import Locator, expect

from tests.client import Board, new_id
from tests.e2e.axe import findings
from tests.e2e.person import People, Person
from tests.e2e.test_ends import in_days, keep
from tests.e2e.test_oneself import press
from tests.e2e.views import news_strip, set_apart

PHONE_HEIGHT = 844
LEAST_SHARE = 0.5
"""Of the window's height for the columns; the header and the bar below have a fifth."""


def strips(person: Person) -> Locator:
    """All lines but the one in the header."""
    return person.page.locator(".strips [data-strip]")


@pytest.fixture
def full(board: Board) -> Board:
    """A board that ends soon, has reports and waiting cards, is in a phase and covered, and has news."""
    keep(board, in_days(5))
    board.browser("contributor").do("card.report", card_id=next(iter(board.records("card"))), reason="Werbung")
    return board


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_board_keeps_its_room_and_everything_can_be_reached(people: People, full: Board, width: int, scheme: str):
    anna = people(viewport={"width": width, "height": PHONE_HEIGHT}, color_scheme=scheme)
    anna.join(full.key("coordinator")["link"])
    set_apart(anna, full)
    news_strip(anna, full)
    press(anna.page.get_by_role("link", name="Als Pinnwand ansehen"))
    expect(strips(anna)).to_have_count(5)
    main = anna.page.get_by_role("main").bounding_box()
    assert main is not None
    assert main["height"] >= LEAST_SHARE * PHONE_HEIGHT
    last = anna.page.get_by_role("complementary", name="Freigabe").get_by_role("button", name="Ansehen")
    press(last)
    anna.board.tells("Karte 1 von 1")
    last.focus()
    expect(last).to_be_in_viewport(ratio=1)
    assert findings(anna.page) == set()


def test_the_menu_of_the_board_has_groups_with_names(people: People, board: Board):
    anna = people().join(board.key("coordinator")["link"])
    menu = anna.board.menu()
    names = menu.get_by_role("group").evaluate_all("(groups) => groups.map((one) => one.getAttribute('aria-label'))")
    assert names == ["Ansicht", "Import und Export", "Koordinieren"]
    coordinating = menu.get_by_role("group", name="Koordinieren").get_by_role("menuitem")
    expect(coordinating.first).to_have_text("Mitmachen regeln")
    reader = people().join(board.key("viewer")["link"])
    expect(reader.board.menu().get_by_role("group", name="Koordinieren")).to_have_count(0)


@pytest.mark.parametrize("width", [768, 1366, 1920])
def test_what_is_silent_takes_no_room_beside_the_phase_and_can_still_be_heard(people: People, board: Board, width: int):
    phase_id = new_id()
    board.do("phase.add", phase_id=phase_id, stage="collect", title="Wir sammeln")
    board.do("phase.begin", phase_id=phase_id)
    anna = people(viewport={"width": width, "height": PHONE_HEIGHT}).join(board.key("coordinator")["link"])
    silent = anna.page.locator(".strips").get_by_role("status")
    expect(silent).to_have_count(3)
    line = anna.page.get_by_role("complementary", name="Phasen")
    expect(line).to_contain_text("Wir sammeln")
    place, main = line.bounding_box(), anna.page.get_by_role("main").bounding_box()
    assert place is not None
    assert main is not None
    assert (place["x"], place["width"]) == (main["x"], main["width"])
    assert silent.evaluate_all("(all) => all.map((one) => one.offsetWidth * one.offsetHeight)") == [0, 0, 0]
    keep(board, in_days(5))
    told = silent.filter(has_text="Board")
    expect(told).to_have_count(1)
    assert told.evaluate("(one) => one.offsetWidth * one.offsetHeight") > 0

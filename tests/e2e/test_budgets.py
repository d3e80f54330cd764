"""What a big board may cost the browser, in steps of its scripts. Milliseconds are for bench/browser.py to say."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from bench.page import MeasuredPage
from bench.workload import Content, Writer
from tests.client import Board, Guest
from tests.doors import Server
from tests.e2e.steps import Steps

CARDS, COLUMNS = 2000, 5
BATCH, REQUEST = 500, 250
FRAMES = 60
BUILD_STEPS = 3000
"""For each card, until all are there."""
EDIT_STEPS = 1500
"""For each edit of a batch."""
FRAME_STEPS = 2000
"""For each frame in which a card is dragged."""


class BigBoard:
    """A board of 2,000 cards that others edit, and who looks at it."""

    def __init__(self, server: Server, browser: Browser) -> None:
        self.server, self.browser = server, browser
        self.writer = Writer(1)
        self.content: Content = self.writer.content(CARDS, COLUMNS)
        self.board: Board = Guest(server.address).make_board("Viele Karten")
        for column in self.content.columns:
            self.do({"type": "column.add", "column_id": column["id"], "title": column["title"]})
        self.do(*({"type": "card.add"} | added(card) for card in self.content.cards))

    def do(self, *edits: dict[str, object]) -> None:
        """Somebody does this; edits that have no id get one."""
        for start in range(0, len(edits), REQUEST):
            part = [{"id": self.writer.uuid(), **edit} for edit in edits[start : start + REQUEST]]
            assert all("seq" in result for result in self.board.submit(*part))

    def visited(self) -> tuple[MeasuredPage, Steps]:
        """The page of a new visitor once every card is there; what was called until then is not taken yet."""
        options = {"locale": "de-DE", "viewport": {"width": 1280, "height": 800}}
        page = MeasuredPage(self.browser.new_context(**options))  # type: ignore[arg-type]
        steps = Steps(page.page)
        page.open(self.board.key("editor")["link"])
        page.has_cards(len(self.content.cards))
        page.page.get_by_text("Verbunden", exact=True).first.wait_for()
        return page, steps

    def edits(self, count: int) -> list[dict[str, object]]:
        """So many edits of four kinds, to be done in this order."""
        return self.writer.varied(self.content, count)

    def held_back(self, page: MeasuredPage, *edits: dict[str, object]) -> None:
        """Somebody does this; the page has it and does not show it yet."""
        page.hold()
        self.do(*edits)
        page.held(len(edits))


def added(card: dict[str, object]) -> dict[str, object]:
    return {"card_id": card["id"]} | {name: card[name] for name in ("column_id", "title", "text", "color")}


@pytest.fixture(scope="module")
def big(server: Server, browser: Browser) -> BigBoard:
    return BigBoard(server, browser)


@pytest.fixture
def visit(big: BigBoard) -> Iterator[tuple[MeasuredPage, Steps]]:
    page, steps = big.visited()
    yield page, steps
    page.close()


def test_two_thousand_cards_are_built_with_few_steps_for_each(big: BigBoard, visit: tuple[MeasuredPage, Steps]):
    _, steps = visit
    each = steps.until_still() / len(big.content.cards)
    print(f"\n{each:.0f} steps for each card")
    assert each <= BUILD_STEPS


def test_a_remote_edit_touches_exactly_one_card(big: BigBoard, visit: tuple[MeasuredPage, Steps]):
    page, _ = visit
    for edit in big.edits(4):
        big.held_back(page, edit)
        assert page.touched() == [edit["card_id"]], edit


def test_five_hundred_remote_edits_at_once_take_few_steps(big: BigBoard, visit: tuple[MeasuredPage, Steps]):
    page, steps = visit
    big.held_back(page, *big.edits(BATCH))
    steps.until_still()
    page.release()
    each = steps.until_still() / BATCH
    page.has_cards(len(big.content.cards))
    print(f"\n{each:.0f} steps for each edit")
    assert each <= EDIT_STEPS


def test_dragging_a_card_takes_few_steps_in_each_frame(visit: tuple[MeasuredPage, Steps]):
    page, steps = visit
    steps.until_still()
    assert page.drag(FRAMES).begun
    each = steps.until_still() / FRAMES
    print(f"\n{each:.0f} steps for each frame")
    assert each <= FRAME_STEPS

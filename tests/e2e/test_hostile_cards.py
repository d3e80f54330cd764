"""Cards made to stop every browser stop none: the board is there as soon as one of 2,000 friendly cards would be."""

from playwright.sync_api import Browser, expect

from bench.page import MeasuredPage
from tests.client import Guest, edit
from tests.doors import Server
from tests.e2e.steps import Steps
from tests.e2e.test_budgets import BUILD_STEPS
from tests.e2e.test_budgets import CARDS as BIG_BOARD

CARDS = 200
SIGNS = 20_000
HOSTILE = ["***a* ", ">", "> ", "1. ", "[", "*[a", "`", "www.http://#"]
"""What is repeated to the end: the first stopped the reader before this one for ten seconds, the next made it throw."""


def test_a_board_with_hostile_cards_is_readable_in_the_usual_time(server: Server, browser: Browser):
    board = Guest(server.address).make_board("Sommerfest")
    ideas = board.column("Ideen")["id"]
    texts = [(unit * SIGNS)[:SIGNS] for unit in HOSTILE]
    texts += ["Am **Ufer**, für alle Nachbar*innen."] * (CARDS - len(texts))
    edits = [edit("card.add", column_id=ideas, title=f"Idee {n}", text=text) for n, text in enumerate(texts)]
    for one in edits[: len(HOSTILE)]:
        board.submit(one)
    board.submit(*edits[len(HOSTILE) :])
    page = MeasuredPage(browser.new_context(locale="de-DE", viewport={"width": 1280, "height": 800}))
    steps = Steps(page.page)
    page.open(board.key("editor")["link"])
    page.has_cards(CARDS)
    expect(page.page.get_by_role("main")).to_contain_text("Am Ufer, für alle Nachbar*innen.")
    taken = steps.until_still()
    page.close()
    print(f"\n{taken} steps")
    assert taken <= BIG_BOARD * BUILD_STEPS

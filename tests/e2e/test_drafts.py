"""What is being written is found again on its field: after a reload, and after the browser was killed."""

from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.client import Board
from tests.e2e.board_view import BoardView
from tests.e2e.conftest import ARGUMENTS, CHROMIUM
from tests.e2e.person import People

WORDS = "Noch lange nicht fertig, aber schon viel getippt"


def in_the_form(board: BoardView) -> Locator:
    if not board.page.get_by_role("form", name="Karte anlegen in Ideen").is_visible():
        board.page.get_by_role("button", name="Karte anlegen in Ideen").click()
    return board.page.get_by_role("form", name="Karte anlegen in Ideen").get_by_label("Text")


def in_the_card(board: BoardView) -> Locator:
    dialog = board.open_card("Radweg")
    edit = dialog.get_by_role("button", name="Bearbeiten", exact=True)
    field = dialog.get_by_label("Text", exact=True)
    expect(edit.or_(field)).to_be_visible()
    if edit.is_visible():
        edit.click()
    return field


def in_a_comment(board: BoardView) -> Locator:
    board.open_card("Radweg")
    return board.comment_text()


FIELDS: list[Callable[[BoardView], Locator]] = [in_the_form, in_the_card, in_a_comment]


@pytest.mark.parametrize("field", FIELDS)
def test_a_reload_in_the_middle_of_writing_loses_nothing(
    people: People, board: Board, field: Callable[[BoardView], Locator]
):
    anna = people().join(board.key("editor")["link"])
    field(anna.board).press_sequentially(WORDS)
    anna.page.reload()
    anna.board.is_live()
    expect(field(anna.board)).to_have_value(WORDS)


def test_who_comes_back_is_led_to_the_text_that_was_begun(people: People, board: Board):
    anna = people().join(board.key("editor")["link"])
    in_the_form(anna.board).press_sequentially(WORDS)
    anna.page.reload()
    anna.page.get_by_role("button", name="Weiterschreiben").click()
    form = anna.page.get_by_role("form", name="Karte anlegen in Ideen")
    expect(form.get_by_label("Text")).to_have_value(WORDS)


def test_what_was_sent_is_no_draft_any_more(people: People, board: Board):
    anna = people().join(board.key("editor")["link"])
    anna.board.add_card("Ideen", "Badestelle", WORDS)
    anna.board.has_sent_all()
    anna.page.reload()
    anna.board.is_live()
    expect(in_the_form(anna.board)).to_have_value("")


def test_two_texts_side_by_side_are_not_lost_by_a_reload(people: People, board: Board):
    anna = people().join(board.key("editor")["link"])
    field = in_the_card(anna.board)
    field.fill(WORDS)
    radweg = next(id for id, card in board.records("card").items() if card["title"] == "Radweg")
    board.do("card.write", card_id=radweg, text="Etwas anderes")
    expect(anna.board.dialog.get_by_text("Jemand hat diese Karte eben geändert")).to_be_visible()
    anna.board.dialog.get_by_role("button", name="Speichern").click()
    expect(anna.board.dialog.get_by_role("heading", name="Zwei Fassungen")).to_be_visible()
    anna.page.reload()
    anna.board.is_live()
    expect(in_the_card(anna.board)).to_have_value(WORDS)


def test_a_killed_browser_finds_the_draft(browser: Browser, board: Board, tmp_path: Path):
    def start() -> tuple[Page, list[psutil.Process]]:
        context = browser.browser_type.launch_persistent_context(
            tmp_path, executable_path=CHROMIUM, args=ARGUMENTS, locale="de-DE"
        )
        return context.pages[0], [p for p in psutil.Process().children(recursive=True) if belongs(p)]

    def belongs(process: psutil.Process) -> bool:
        try:
            return str(tmp_path) in " ".join(process.cmdline())
        except psutil.Error:  # it has ended meanwhile
            return False

    page, _ = start()
    page.goto(board.key("editor")["link"])
    BoardView(page).is_live()
    page.context.close()  # a cookie is on disk when the browser ends, or half a minute after it came
    page, processes = start()
    page.goto(f"{board.client.address}/b/{board.id}")
    BoardView(page).is_live()
    in_the_card(BoardView(page)).press_sequentially(WORDS)
    page.wait_for_timeout(100)  # the most that the last key may wait
    for process in processes:
        process.kill()
    psutil.wait_procs(processes)
    page, _ = start()
    page.goto(f"{board.client.address}/b/{board.id}")
    BoardView(page).is_live()
    expect(in_the_card(BoardView(page))).to_have_value(WORDS)
    page.context.close()

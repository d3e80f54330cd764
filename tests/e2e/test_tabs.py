"""Several tabs of one board: all show what any of them made, one sends, and none is missed when it dies or sleeps."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import CDPSession, Error, expect

from tests.client import Board, Guest
from tests.e2e.board_view import BoardView
from tests.e2e.killable import KillableServer, killable
from tests.e2e.person import People, Person


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KillableServer]:
    """A server for this module alone."""
    with killable(tmp_path_factory.mktemp("tabs")) as server:
        yield server


@pytest.fixture
def board(server: KillableServer) -> Board:
    """A board with one column, made by REST."""
    board = Guest(server.address).make_board("Sommerfest")
    board.column("Ideen")
    return board


@pytest.fixture
def anna(people: People, board: Board) -> Person:
    """Somebody on the board, whose first tab is the one that sends."""
    return people(bad_network=True).join(board.key("editor")["link"])


def second_tab(person: Person, board: Board) -> BoardView:
    tab = person.tab(f"/b/{board.id}")
    tab.is_live()
    return tab


def stored(board: Board) -> list[str]:
    cards = sorted(board.records("card").values(), key=lambda card: (card["rank"], card["id"]))
    return [card["title"] for card in cards]


def come_back(server: KillableServer, tab: BoardView) -> None:
    server.start()
    tab.page.evaluate("dispatchEvent(new Event('online'))")
    tab.is_live()
    tab.has_sent_all()


def test_two_tabs_offline_show_each_others_edits_and_send_each_once(anna: Person, server: KillableServer, board: Board):
    other = second_tab(anna, board)
    server.kill()
    titles = [f"{turn} {where}" for turn in range(5) for where in ("hier", "dort")]
    for number, title in enumerate(titles):
        (other if number % 2 else anna.board).pin("Ideen", title)
        for tab in (anna.board, other):
            tab.shows("Ideen", *titles[: number + 1])
    come_back(server, other)
    assert stored(board) == titles
    assert board.snapshot()["seq"] == len(titles) + 2 + 1  # made, column, link


def test_when_the_sending_tab_crashes_the_other_one_sends(anna: Person, server: KillableServer, board: Board):
    other = second_tab(anna, board)
    server.kill()
    titles = [f"Idee {number}" for number in range(20)]
    anna.board.pin("Ideen", *titles)
    anna.board.waits(20)
    other.waits(20)
    crash(anna)
    come_back(server, other)
    other.shows("Ideen", *titles)
    assert stored(board) == titles


def crash(person: Person) -> None:
    """Kill the process of a tab, without any chance to tidy up."""
    with person.page.expect_event("crash"), suppress(Error):
        person.context.new_cdp_session(person.page).send("Page.crash", timeout=1000)


def freeze(person: Person, other: BoardView) -> CDPSession:
    """Stop a tab in the middle of everything, so that it keeps whatever it holds. Browsers freeze hidden tabs only."""
    cdp = person.context.new_cdp_session(person.page)
    stopped: list[object] = []
    cdp.on("Debugger.paused", lambda event: stopped.append(event))
    cdp.send("Debugger.enable")
    cdp.send("Debugger.pause")
    while not stopped:
        other.page.wait_for_timeout(50)
    return cdp


def test_a_tab_that_the_browser_has_frozen_holds_nobody_up(anna: Person, server: KillableServer, board: Board):
    anna.board.pin("Ideen", "Davor")
    other = second_tab(anna, board)
    server.kill()
    anna.board.pin("Ideen", "Kurz vor dem Einfrieren")
    other.waits(1)
    cdp = freeze(anna, other)
    other.pin("Ideen", "Danach")
    come_back(server, other)
    wanted = ["Davor", "Kurz vor dem Einfrieren", "Danach"]
    other.shows("Ideen", *wanted)
    assert stored(board) == wanted
    cdp.send("Debugger.disable")
    anna.hurry()
    anna.board.is_live()
    anna.board.has_sent_all()
    anna.board.shows("Ideen", *wanted)
    assert stored(board) == wanted


def test_a_refusal_is_explained_in_the_tab_where_one_wrote(anna: Person, server: KillableServer, board: Board):
    column = next(iter(board.records("column")))
    card = board.card(column, "Radweg")
    other = second_tab(anna, board)
    server.kill()
    anna.board.edit_card("Radweg").get_by_label("Text").fill("Ein langer Text")
    anna.board.dialog.get_by_role("button", name="Speichern").click()
    other.waits(1)
    # The other tab takes over the sending.
    other.pin("Ideen", "Von nebenan")
    anna.board.waits(2)
    server.start()
    board.do("card.delete", card_id=card["id"])
    come = "dispatchEvent(new Event('online'))"
    other.page.evaluate(come)
    anna.page.evaluate(come)
    expect(anna.page.get_by_text("Das liegt im Papierkorb").first).to_be_visible()
    expect(anna.page.get_by_text("Ein langer Text").first).to_be_visible()
    expect(other.page.get_by_text("Das liegt im Papierkorb")).to_have_count(0)
    other.has_sent_all()

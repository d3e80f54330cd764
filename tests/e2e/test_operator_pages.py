"""Imprint, privacy and accessibility are one or two steps away from every page, in its language, if there are any."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.client import Board
from tests.doors import Server, running
from tests.e2e.axe import findings
from tests.e2e.person import People
from tests.e2e.test_oneself import press


@pytest.fixture(scope="module")
def town_hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose operator has an imprint."""
    folder: Path = tmp_path_factory.mktemp("town")
    for language, words in (("de", "Gemeinde Lindow"), ("en", "Municipality of Lindow")):
        (folder / f"imprint.{language}.md").write_text(f"# {words}\n")
    with running(folder, imprint=str(folder / "imprint.md")) as server:
        yield server


PLAIN = {"start page": "/", "missing page": "/b/nichts"}


@pytest.mark.parametrize("page", PLAIN)
@pytest.mark.parametrize("width", [1280, 390])
def test_every_plain_page_has_links_to_those_that_there_are(people: People, town_hall: Server, page: str, width: int):
    person = people(town_hall.address, viewport={"width": width, "height": 800}, bad_network=True).open(PLAIN[page])
    links = person.page.get_by_role("navigation", name="Über diese Seite").get_by_role("link")
    expect(links).to_have_text(["Impressum", "Datenschutz", "Barrierefreiheit"])
    assert findings(person.page) == set()
    press(links.first)
    expect(person.page.get_by_role("heading", name="Gemeinde Lindow")).to_be_visible()


def test_the_join_page_has_them_too(people: People, town_hall: Server):
    board = town_hall.guest().make_board("Sommerfest")
    person = people(town_hall.address, bad_network=True).open(board.key("viewer", password="Sonnenblume")["link"])
    person.page.get_by_role("textbox", name="Passwort").wait_for()
    expect(person.page.get_by_role("link", name="Datenschutz")).to_be_visible()


@pytest.mark.parametrize("path", ["", "/list"])
def test_the_boards_menu_has_them_in_the_language_of_the_page(people: People, town_hall: Server, path: str):
    board = town_hall.guest().make_board("Sommerfest")
    board.column("Ideen")
    person = people(town_hall.address).join(board.key("viewer")["link"])
    person.open(f"/b/{board.id}{path}").board.is_live()
    expect(person.board.menu().get_by_role("menuitem", name="Impressum")).to_be_visible()
    person.page.get_by_role("menuitem", name="English").click()
    press(person.page.get_by_role("button", name="Menu of the board"))
    press(person.page.get_by_role("menuitem", name="Imprint"))
    expect(person.page.get_by_role("heading", name="Municipality of Lindow")).to_be_visible()
    person.page.go_back()
    expect(person.page.get_by_role("heading", name="Sommerfest")).to_be_visible()


def test_what_there_is_not_is_not_linked(people: People, board: Board):
    person = people().join(board.key("viewer")["link"])
    menu = person.board.menu()
    expect(menu.get_by_role("menuitem", name="Datenschutz")).to_be_visible()
    expect(menu.get_by_role("menuitem", name="Impressum")).to_have_count(0)

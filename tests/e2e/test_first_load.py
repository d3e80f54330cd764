"""The first load is small, and the page fits a screen 320 pixels wide without scrolling sideways."""

import pytest
from playwright.sync_api import Page, Request

from tests.client import Board, Program
from tests.doors import Server
from tests.e2e.person import People

MOST_BYTES = 120 * 1024
MOST_REQUESTS = 4
NARROW = 320


def packed_bytes(server: Server, path: str) -> int:
    """What a file weighs on the wire, gzipped."""
    with Program(server.address).stream("GET", path, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.headers.get("content-encoding") == "gzip" or path.endswith(".svg"), path
        return sum(len(chunk) for chunk in answer.iter_raw())


def test_little_is_loaded_before_the_board_shows(people: People, server: Server, board: Board, capsys):
    known = people().join(board.key("editor")["link"])
    person = people(storage_state=known.context.storage_state())
    requests: list[Request] = []
    person.page.on("request", lambda request: requests.append(request))
    person.open(f"/b/{board.id}")
    first = person.board.card("Radweg")
    first.wait_for()
    before = [request.url.removeprefix(server.address) for request in requests]
    person.board.is_live()
    person.page.wait_for_load_state("networkidle")
    everything = [request.url.removeprefix(server.address) for request in requests]
    weights = {path: packed_bytes(server, path) for path in everything if not path.startswith("/api")}
    total = sum(weights.values())
    # The dialogs follow and the icon is the browser's own wish: the board waits for neither.
    needed = [path for path in before if "Dialogs" not in path and path != "/favicon.svg"]
    with capsys.disabled():
        print(f"\nfirst load: {len(needed)} requests, {total / 1024:.1f} KB gz in all {weights}")
    assert total <= MOST_BYTES
    assert len(needed) <= MOST_REQUESTS, needed


def fits(page: Page) -> bool:
    return bool(
        page.evaluate("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) <= innerWidth")
    )


@pytest.mark.parametrize("path", ["/", "/b/nichts"])
def test_plain_pages_reflow(people: People, path: str):
    person = people(viewport={"width": NARROW, "height": 640}, bad_network=True).open(path)
    person.page.get_by_role("heading", level=1).wait_for()
    assert fits(person.page)


def test_the_board_and_its_dialogs_reflow(people: People, board: Board):
    favourites = list(board.records("column"))[1]
    board.do("card.delete", card_id=board.card(favourites, "Wegwerfwindelcontainerstellplatz")["id"])
    person = people(viewport={"width": NARROW, "height": 640}).join(board.key("coordinator")["link"])
    page, too_wide = person.page, []
    dialogs = {
        "board": [],
        "card": [page.get_by_role("button", name="Radweg", exact=True)],
        "editor": [
            page.get_by_role("button", name="Radweg", exact=True),
            page.get_by_role("button", name="Bearbeiten"),
        ],
        "card menu": [page.get_by_role("button", name="Menü der Karte Radweg")],
        "move": [
            page.get_by_role("button", name="Menü der Karte Radweg"),
            page.get_by_role("menuitem", name="Verschieben nach …"),
        ],
        "board menu": [page.get_by_role("button", name="Menü des Boards")],
        "link": [
            page.get_by_role("button", name="Radweg", exact=True),
            page.get_by_role("button", name="Bearbeiten"),
            page.get_by_role("button", name="Link einfügen"),
        ],
        "new card": [page.get_by_role("button", name="Karte anlegen in Ideen"), page.get_by_placeholder("Text")],
        "trash": [
            page.get_by_role("button", name="Menü des Boards"),
            page.get_by_role("menuitem", name="Papierkorb"),
            page.get_by_role("button", name="endgültig löschen"),
        ],
        "share": [page.get_by_role("button", name="Teilen"), page.get_by_role("button", name="Link erzeugen")],
        "import": [
            page.get_by_role("button", name="Menü des Boards"),
            page.get_by_role("menuitem", name="Importieren …"),
        ],
        "print": [
            page.get_by_role("button", name="Menü des Boards"),
            page.get_by_role("menuitem", name="Drucken …"),
        ],
        "people": [page.get_by_role("button", name="Wer ist da?")],
        "search": [page.get_by_role("button", name="Suchen")],
        "list": [
            page.get_by_role("button", name="Menü des Boards"),
            page.get_by_role("menuitem", name="Als Liste ansehen"),
        ],
        "list menu": [page.get_by_role("button", name="Mehr Radweg")],
        "list search": [page.get_by_role("button", name="Suchen")],
    }
    for name, ways in dialogs.items():
        for way in ways:
            way.filter(visible=True).first.click()
        sideways = "(all) => all.every((one) => one.scrollWidth <= one.clientWidth)"
        inside = page.get_by_role("dialog").or_(page.get_by_role("menu")).evaluate_all(sideways)
        if not (fits(page) and inside):
            too_wide.append(name)
        for _ in range(2):
            page.keyboard.press("Escape")
        person.board.has_no_dialog()
    assert too_wide == []

"""The first load is small, and the page fits a screen 320 pixels wide without scrolling sideways."""

import re

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
    # What follows when the board stands, and the icon, which is the browser's own wish: the board waits for neither.
    needed = [path for path in before if not re.search(r"/soon-|favicon|/api/instance", path)]
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


WAYS: dict[str, list[tuple[str, str]]] = {
    "board": [],
    "card": [("button", "Radweg")],
    "editor": [
        ("button", "Radweg"),
        ("button", "Bearbeiten"),
    ],
    "card menu": [("button", "Menü der Karte Radweg")],
    "move": [
        ("button", "Menü der Karte Radweg"),
        ("menuitem", "Verschieben nach …"),
    ],
    "board menu": [("button", "Menü des Boards")],
    "link": [
        ("button", "Radweg"),
        ("button", "Bearbeiten"),
        ("button", "Link einfügen"),
    ],
    "new card": [("button", "Karte anlegen in Ideen"), ("textbox", "Text")],
    "trash": [
        ("button", "Menü des Boards"),
        ("menuitem", "Papierkorb"),
        ("button", "endgültig löschen"),
    ],
    "share": [("button", "Teilen"), ("button", "Link erzeugen")],
    "import": [
        ("button", "Menü des Boards"),
        ("menuitem", "Importieren …"),
        ("heading", "Liste importieren"),
    ],
    "print": [
        ("button", "Menü des Boards"),
        ("menuitem", "Drucken …"),
    ],
    "rules": [
        ("button", "Menü des Boards"),
        ("menuitem", "Mitmachen regeln"),
        ("heading", "Mitmachen regeln"),
    ],
    "phases": [
        ("button", "Menü des Boards"),
        ("menuitem", "Phasen"),
        ("heading", "Phasen"),
    ],
    "people": [("button", "Wer ist da?")],
    "own link": [("button", "Wer ist da?"), ("button", "Anderes Gerät"), ("button", "Persönlichen Link")],
    "forget me": [("button", "Wer ist da?"), ("button", "Mich von diesem Board")],
    "visitors": [("button", "Wer ist da?"), ("button", "Alle, die hier waren")],
    "report": [("button", "Menü der Karte Spielplatz"), ("menuitem", "Melden …")],
    "retention": [("button", "Menü des Boards"), ("menuitem", "Ende des Boards …")],
    "audit": [("button", "Menü des Boards"), ("menuitem", "Wer hat was getan?")],
    "search": [("button", "Suchen")],
    "list": [
        ("button", "Menü des Boards"),
        ("menuitem", "Als Liste ansehen"),
    ],
    "list menu": [("button", "Mehr Radweg")],
    "list search": [("button", "Suchen")],
}
"""By which buttons and entries each view is reached, from the board."""


def test_the_board_and_its_dialogs_reflow(people: People, board: Board):
    favourites = list(board.records("column"))[1]
    board.do("card.delete", card_id=board.card(favourites, "Wegwerfwindelcontainerstellplatz")["id"])
    person = people(viewport={"width": NARROW, "height": 640}).join(board.key("coordinator")["link"])
    page, too_wide = person.page, []
    for view, ways in WAYS.items():
        for role, name in ways:
            page.get_by_role(role, name=name).filter(visible=True).first.click()  # type: ignore[arg-type]
        sideways = "(all) => all.every((one) => one.scrollWidth <= one.clientWidth)"
        inside = page.get_by_role("dialog").or_(page.get_by_role("menu")).evaluate_all(sideways)
        if not (fits(page) and inside):
            too_wide.append(view)
        for _ in range(2):
            page.keyboard.press("Escape")
        person.board.has_no_dialog()
    assert too_wide == []

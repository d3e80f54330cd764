"""No view has a fault that axe can see, in light and dark, on a screen and on a phone; and axe is proved awake."""

import pytest

from tests.client import Board, Guest
from tests.doors import Server
from tests.e2e.axe import findings
from tests.e2e.person import People, Person
from tests.e2e.views import VIEWS, away, filled

WIDTHS = [1280, 390]


@pytest.fixture
def full(server: Server) -> Board:
    """With everything in it. The views change it, so each width begins with its own."""
    return filled(server.address)


@pytest.fixture(scope="module")
def empty(server: Server) -> Board:
    """Nothing in it yet."""
    return Guest(server.address).make_board("Leer")


@pytest.fixture(scope="module")
def archived(server: Server) -> Board:
    """Closed for good."""
    board = Guest(server.address).make_board("Archiviert")
    board.column("Ideen")
    board.do("board.archive")
    return board


Found = dict[str, list[str]]
"""The views in which a fault was seen."""


def look(person: Person, view: str, found: Found) -> None:
    """Let axe look at what is shown, in light and dark."""
    for scheme in ("light", "dark"):
        person.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for fault in findings(person.page, only_colors=scheme == "dark"):
            found.setdefault(fault, []).append(f"{view} ({scheme})")


def nothing(found: Found) -> None:
    assert not found, "\n".join(f"{fault}\n    in {', '.join(views)}" for fault, views in found.items())


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("width", WIDTHS)
def test_the_views_of_a_full_board(people: People, full: Board, width: int):
    person = people(viewport={"width": width, "height": 800}).join(full.key("coordinator")["link"])
    found: Found = {}
    for view in VIEWS:
        view(person, full)
        look(person, view.__name__, found)
        away(person)
    nothing(found)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_plain_pages(people: People, full: Board, empty: Board, archived: Board, width: int):
    person = people(viewport={"width": width, "height": 800}, bad_network=True)
    pages = {
        "start page": ("/", "Gemeinsam Ideen sammeln"),
        "join page": (full.key("viewer", password="Sonnenblume")["link"], "Dieser Link hat ein Passwort"),
        "expired link": (
            full.key("viewer", ends_at="2020-01-01T00:00:00.000Z")["link"],
            "Dieser Link ist abgelaufen",
        ),
        "personal link": (f"/b/{full.id}#me=nobody", "Haben Sie diesen Link selbst erstellt?"),
        "not found": ("/b/nichts", "Hier hängt nichts"),
        "archived board": (archived.key("coordinator")["link"], "Archiviert"),
        "empty board": (empty.key("coordinator")["link"], "Hier fängt es an"),
        "start page with a board": ("/", "Gemeinsam Ideen sammeln"),
        "empty board of a viewer": (empty.key("viewer")["link"], "Leer"),
    }
    found: Found = {}
    for view, (path, heading) in pages.items():
        person.page.goto("about:blank")
        person.open(path)
        person.page.get_by_role("heading", name=heading).wait_for()
        look(person, view, found)
    nothing(found)


def test_axe_sees_a_fault_that_is_planted(people: People):
    person = people().open("/")
    person.page.get_by_role("heading", level=2).evaluate("(heading) => { heading.style.color = '#c5bba9'; }")
    person.page.evaluate("document.documentElement.removeAttribute('lang')")
    found = "\n".join(findings(person.page))
    assert "violated color-contrast" in found
    assert "violated html-has-lang" in found


@pytest.mark.parametrize(
    "wish", [{"contrast": "more"}, {"forced_colors": "active"}], ids=["more contrast", "own colours"]
)
def test_who_needs_other_colours_gets_them(people: People, full: Board, wish: dict[str, str]):
    person = people(**wish).join(full.key("coordinator")["link"])
    found: Found = {}
    look(person, "board", found)
    person.board.open_card("Karte 1")
    look(person, "card", found)
    nothing(found)

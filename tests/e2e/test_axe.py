"""No view has a fault that axe can see, in light and dark, on a screen and on a phone; and axe is proved awake."""

import pytest

from tests.client import Board, Guest
from tests.doors import Server
from tests.e2e.axe import findings
from tests.e2e.person import People, Person
from tests.e2e.views import VIEWS, away, filled

WIDTHS = [1280, 390]


@pytest.fixture(scope="module")
def full(server: Server) -> Board:
    """With everything in it."""
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
def board_alone(person: Person, board: Board) -> None:
    pass


def card_menu(person: Person, board: Board) -> None:
    person.board.menu_of_card("Karte 1")


def column_menu(person: Person, board: Board) -> None:
    person.page.get_by_role("button", name="Menü der Spalte Ideen").click()


def board_menu(person: Person, board: Board) -> None:
    person.board.menu()


def card_dialog(person: Person, board: Board) -> None:
    person.board.open_card("Karte 1")


def card_editor(person: Person, board: Board) -> None:
    person.board.edit_card("Karte 4")


def move_dialog(person: Person, board: Board) -> None:
    person.board.choose("Karte 1", "Verschieben nach …")


def share_dialog(person: Person, board: Board) -> None:
    person.board.menu().get_by_role("menuitem", name="Teilen").click()
    person.board.dialog.get_by_role("button", name="Link erzeugen").click()
    person.board.dialog.get_by_role("img", name="QR-Code").wait_for()


def people_dialog(person: Person, board: Board) -> None:
    person.board.people(1).click()
    person.board.dialog.wait_for()


def card_carried(person: Person, board: Board) -> None:
    person.board.stop("Karte 1").focus()
    person.page.keyboard.press(" ")
    person.page.get_by_text("Pfeiltasten verschieben die Karte").last.wait_for()


def import_choice(person: Person, board: Board) -> None:
    person.board.open_import()


def import_match(person: Person, board: Board) -> None:
    person.board.open_import()
    with person.page.expect_file_chooser() as chooser:
        person.board.dialog.get_by_role("button", name="Datei wählen").click()
    chooser.value.set_files([{"name": "ideen.csv", "mimeType": "text/csv", "buffer": LIST}])
    person.board.dialog.get_by_text("Weitere Angaben").click()
    person.board.dialog.get_by_text("1 Hinweis zu einer Zeile").click()
    # What has been scrolled away inside a dialog seems to axe to lie under something else.
    person.board.dialog.evaluate("(dialog) => dialog.scrollTo(0, 0)")


def import_report(person: Person, board: Board) -> None:
    # The dialog opens as it was closed.
    person.board.open_import().get_by_role("button", name="1 Karte importieren").click()
    person.board.dialog.get_by_role("heading", name="Import fertig").wait_for()


def print_dialog(person: Person, board: Board) -> None:
    person.board.menu().get_by_role("menuitem", name="Drucken …").click()
    person.board.dialog.wait_for()


def card_form(person: Person, board: Board) -> None:
    person.page.get_by_role("button", name="Karte anlegen in Ideen").click()


def link_form(person: Person, board: Board) -> None:
    person.board.edit_card("Karte 4").get_by_label("Text").focus()
    person.page.keyboard.press("Control+k")


def trash_dialog(person: Person, board: Board) -> None:
    person.board.menu().get_by_role("menuitem", name="Papierkorb").click()
    person.board.dialog.get_by_role("button", name="„Weg damit“ endgültig löschen").click()


def archive_dialog(person: Person, board: Board) -> None:
    person.board.menu().get_by_role("menuitem", name="Board archivieren …").click()


def toast(person: Person, board: Board) -> None:
    person.board.choose("Karte 1", "Karte kopieren")
    person.page.get_by_text("Kopie von „Karte 1“ angelegt.").wait_for()


def search_strip(person: Person, board: Board) -> None:
    person.board.search("karte 1")


def list_view(person: Person, board: Board) -> None:
    person.open(f"/b/{board.id}/list").board.is_live()


def list_search(person: Person, board: Board) -> None:
    person.board.search("nirgends")


def news_strip(person: Person, board: Board) -> None:
    person.open("/")  # leaving the board keeps what was seen on it
    person.page.evaluate("id => localStorage.setItem(`korkwand.seen.${id}`, '2020-01-01T00:00:00.000Z')", board.id)
    person.open(f"/b/{board.id}/list").board.is_live()
    person.page.get_by_role("complementary", name="Neues").wait_for()


VIEWS: list[View] = [
    board_alone,
    card_menu,
    column_menu,
    board_menu,
    card_dialog,
    card_editor,
    move_dialog,
    share_dialog,
    people_dialog,
    import_choice,
    import_match,
    import_report,
    print_dialog,
    card_form,
    card_carried,
    search_strip,
    list_view,
    list_search,
    link_form,
    trash_dialog,
    archive_dialog,
    news_strip,
]


def away(person: Person) -> None:
    """Leave menus, forms and dialogs."""
    for _ in range(2):
        person.page.keyboard.press("Escape")


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

"""Nobody is offered what they may not do, and who loses access is told so kindly."""

import pytest
from playwright.sync_api import Locator, expect

from tests.client import Board, Guest
from tests.doors import Server
from tests.e2e.person import People

STATEMENTS = ["Datenschutz", "Barrierefreiheit"]
"""The operator's pages that there always are."""


@pytest.fixture
def board(server: Server) -> Board:
    """A board with a card of its coordinator."""
    board = Guest(server.address).make_board("Sommerfest")
    column = board.column("Ideen")
    card = board.card(column["id"], "Radweg", text="Am Fluss")
    board.do("comment.add", card_id=card["id"], text="Sehr gut")
    return board


def entries(menu: Locator) -> list[str]:
    return [entry.strip() for entry in menu.get_by_role("menuitem").all_text_contents()]


def test_a_viewer_sees_everything_and_no_way_to_change_it(people: People, board: Board):
    viewer = people().join(board.key("viewer")["link"])
    viewer.board.shows("Ideen", "Radweg")
    assert viewer.page.get_by_role("main").get_by_role("button").all_text_contents() == ["Radweg"]
    assert entries(viewer.board.menu()) == ["Wer ist da?", "Als Liste ansehen", "Drucken …", "English", *STATEMENTS]
    viewer.page.keyboard.press("Escape")
    expect(viewer.page.get_by_role("button", name="Teilen")).to_have_count(0)
    dialog = viewer.board.open_card("Radweg")
    expect(dialog.get_by_text("Sehr gut")).to_be_visible()
    buttons = [button.get_attribute("aria-label") for button in dialog.get_by_role("button").all()]
    assert buttons == ["Schließen", None, "Menü des Kommentars von Ohne Namen"]
    dialog.get_by_role("button", name="Mehr").click()
    assert entries(viewer.page.get_by_role("menu")) == ["Link zur Karte kopieren", "Melden …"]
    viewer.page.keyboard.press("Escape")
    dialog.get_by_role("button", name="Menü des Kommentars von Ohne Namen").click()
    assert entries(viewer.page.get_by_role("menu")) == ["Melden …"]
    expect(dialog.get_by_role("textbox")).to_have_count(0)


def test_a_contributor_changes_only_own_cards(people: People, board: Board):
    contributor = people().join(board.key("contributor")["link"])
    contributor.board.add_card("Ideen", "Badestelle")
    contributor.board.end_adding()
    expect(contributor.page.get_by_role("button", name="Spalte anlegen")).to_have_count(0)
    expect(contributor.page.get_by_role("button", name="Menü der Spalte Ideen")).to_have_count(0)
    foreign = ["Öffnen", "Karte kopieren", "Link zur Karte kopieren", "Melden …"]
    assert entries(contributor.board.menu_of_card("Radweg")) == foreign
    contributor.page.keyboard.press("Escape")
    assert entries(contributor.board.menu_of_card("Badestelle")) == [
        "Öffnen",
        "Verschieben nach …",
        "Nach oben",
        "Nach unten",
        "Ganz nach oben",
        "Ganz nach unten",
        "Karte kopieren",
        "Link zur Karte kopieren",
        "Karte löschen",
    ]
    contributor.page.keyboard.press("Escape")
    dialog = contributor.board.open_card("Radweg")
    expect(dialog.get_by_label("Etwas dazu schreiben")).to_be_visible()
    expect(dialog.get_by_role("button", name="Bearbeiten")).to_have_count(0)
    dialog.get_by_role("button", name="Menü des Kommentars von Ohne Namen").click()
    assert entries(contributor.page.get_by_role("menu")) == ["Melden …"]


def test_an_editor_changes_cards_and_columns_but_not_the_board(people: People, board: Board):
    editor = people().join(board.key("editor")["link"])
    assert entries(editor.board.menu()) == [
        "Wer ist da?",
        "Rückgängig",
        "Wiederholen",
        "Als Liste ansehen",
        "Drucken …",
        "Papierkorb",
        "English",
        *STATEMENTS,
    ]
    editor.page.keyboard.press("Escape")
    editor.board.choose("Radweg", "Karte löschen")
    editor.board.shows("Ideen")
    editor.page.get_by_role("button", name="Menü der Spalte Ideen").click()
    moves = ["Nach links", "Nach rechts", "Ganz nach links", "Ganz nach rechts"]
    assert entries(editor.page.get_by_role("menu")) == ["Umbenennen", *moves]


def test_who_comes_by_a_blocked_link_is_told_at_once_and_kindly(people: People, board: Board):
    anna = people().join(board.key("coordinator")["link"])
    link = anna.board.make_link("Mitmachen", "Gemeinde Lindow")
    ben = people(bad_network=True).join(link)
    dialog = anna.board.share()
    dialog.get_by_role("button", name="Link „Gemeinde Lindow“ zurückziehen").click()
    dialog.get_by_role("button", name="Zurückziehen", exact=True).click()
    gone = ben.page.get_by_role("heading", name="Dieser Link wurde zurückgezogen")
    expect(gone).to_be_visible()
    expect(gone).to_be_focused()
    expect(ben.page.get_by_text("Bitten Sie die Person, die Sie eingeladen hat")).to_be_visible()
    expect(ben.page.get_by_text("Radweg")).to_have_count(0)
    ben.page.get_by_role("link", name="Zur Startseite").last.click()
    expect(ben.page.get_by_text("Noch ist hier nichts.")).to_be_visible()


def test_what_was_typed_before_the_link_was_blocked_can_still_be_read(people: People, board: Board):
    link = board.key("editor")
    ben = people(bad_network=True).join(link["link"])
    ben.board.edit_card("Radweg").get_by_label("Text").fill("Ein langer Text")
    ben.board.comment_text().fill("Ein Kommentar")
    board.client.delete(f"{board.url}/keys/{link['key']['id']}")
    expect(ben.page.get_by_role("heading", name="Dieser Link wurde zurückgezogen")).to_be_visible()
    expect(ben.page.get_by_text("Ein langer Text")).to_be_visible()
    kept = ben.page.get_by_role("listitem").filter(has_text="Ein Kommentar")
    kept.get_by_role("button", name="Text kopieren").click()
    expect(ben.page.get_by_text("Kopiert.")).to_be_visible()
    ben.page.evaluate("link => { location.href = link; }", board.key("editor")["link"])
    ben.board.is_live()
    expect(ben.board.open_card("Radweg").get_by_label("Text", exact=True)).to_have_value("Ein langer Text")
    expect(ben.board.comment_text()).to_have_value("Ein Kommentar")


@pytest.mark.parametrize("path", ["/b/{id}", "/b/{id}#falsch", "/b/00000000-0000-0000-0000-000000000000", "/b/nichts"])
def test_without_a_valid_link_there_is_nothing_but_kind_words(people: People, board: Board, path: str):
    nobody = people(bad_network=True).open(path.format(id=board.id))
    expect(nobody.page.get_by_role("heading", name="Hier hängt nichts")).to_be_visible()

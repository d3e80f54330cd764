"""What was deleted comes back from the trash, for who may; who coordinates closes boards and opens them again."""

from playwright.sync_api import Locator, expect

from tests.client import Board
from tests.e2e.person import People, Person


def trash(person: Person) -> Locator:
    """Open the trash."""
    person.board.menu().get_by_role("menuitem", name="Papierkorb", exact=True).click()
    expect(person.board.dialog.get_by_role("heading", name="Papierkorb")).to_be_focused()
    return person.board.dialog


def restore(person: Person, title: str) -> None:
    trash(person).get_by_role("button", name=f"„{title}“ wiederherstellen", exact=True).click()


def close(person: Person, entry: str, button: str) -> None:
    person.board.menu().get_by_role("menuitem", name=entry).click()
    person.board.dialog.get_by_role("button", name=button, exact=True).click()


def test_an_author_finds_only_his_own_cards_and_takes_them_back(people: People, board: Board):
    editor, ben = (people().join(board.key(role)["link"]) for role in ("editor", "contributor"))
    ben.board.add_card("Favoriten", "Freibad")
    ben.board.end_adding()
    editor.board.choose("Radweg", "Karte löschen")
    ben.board.choose("Freibad", "Karte löschen")
    ben.board.shows("Favoriten")
    entries = trash(ben).get_by_role("listitem")
    expect(entries).to_have_count(1)
    expect(entries).to_contain_text("Freibad")
    expect(ben.board.dialog.get_by_role("button", name="endgültig löschen")).to_have_count(0)
    ben.board.dialog.get_by_role("button", name="„Freibad“ wiederherstellen").click()
    expect(ben.board.dialog.get_by_text("Der Papierkorb ist leer.")).to_be_visible()
    editor.board.shows("Favoriten", "Freibad")
    restore(editor, "Radweg")
    ben.board.shows("Ideen", "Radweg", "Spielplatz", "Café")


def test_a_card_comes_back_with_its_column(people: People, board: Board):
    anna = people().join(board.key("coordinator")["link"])
    anna.board.choose("Radweg", "Karte löschen")
    anna.page.get_by_role("button", name="Menü der Spalte Ideen").click()
    anna.page.get_by_role("menuitem", name="Spalte löschen").click()
    anna.board.dialog.get_by_role("button", name="Löschen", exact=True).click()
    editor = people().join(board.key("editor")["link"])
    expect(trash(editor).get_by_text("Bitten Sie die Koordination")).to_be_visible()
    expect(editor.board.dialog.get_by_role("button", name="wiederherstellen")).to_have_count(0)
    expect(trash(anna).get_by_text("Die Spalte „Ideen“ liegt auch im Papierkorb.")).to_be_visible()
    anna.board.dialog.get_by_role("button", name="„Radweg“ wiederherstellen").click()
    for person in (anna, editor):
        person.board.shows("Ideen", "Radweg", "Spielplatz", "Café")


def test_only_who_coordinates_deletes_for_good_and_is_asked(people: People, board: Board):
    anna = people().join(board.key("coordinator")["link"])
    anna.board.open_card("Café")
    anna.board.comment("Mit Kuchen")
    anna.board.dialog.get_by_role("button", name="Menü des Kommentars").click()
    anna.page.get_by_role("menuitem", name="Löschen").click()
    anna.board.close_dialog()
    button = trash(anna).get_by_role("button", name="„Mit Kuchen“ endgültig löschen")
    button.press("Enter")
    anna.board.dialog.get_by_role("button", name="Abbrechen").press("Enter")
    expect(button).to_be_focused()
    button.press("Enter")
    expect(anna.board.dialog.get_by_role("button", name="Endgültig löschen")).to_be_focused()
    anna.page.keyboard.press("Enter")
    expect(anna.board.dialog.get_by_text("Der Papierkorb ist leer.")).to_be_visible()
    expect(anna.board.dialog.get_by_role("heading", name="Papierkorb")).to_be_focused()
    assert board.records("comment") == {}


def test_an_archived_board_is_read_only_until_it_is_restored(people: People, board: Board):
    anna, ben = (people().join(board.key(role)["link"]) for role in ("coordinator", "editor"))
    close(anna, "Board archivieren …", "Archivieren")
    for person in (anna, ben):
        expect(person.page.get_by_text("Dieses Board ist archiviert")).to_be_visible()
        expect(person.page.get_by_role("button", name="Karte anlegen in Ideen")).to_have_count(0)
    expect(ben.page.get_by_role("button", name="Wiederherstellen")).to_have_count(0)
    anna.page.get_by_role("button", name="Wiederherstellen").click()
    expect(ben.page.get_by_text("Dieses Board ist archiviert")).to_have_count(0)
    ben.board.add_card("Favoriten", "Freibad")


def test_a_deleted_board_is_gone_for_members_and_comes_back(people: People, board: Board):
    anna, ben = (people(bad_network=True).join(board.key(role)["link"]) for role in ("coordinator", "contributor"))
    close(anna, "Board löschen …", "Löschen")
    expect(ben.page.get_by_role("heading", name="Hier hängt nichts")).to_be_visible()
    expect(anna.page.get_by_text("Dieses Board wurde gelöscht.")).to_be_visible()
    anna.page.get_by_role("button", name="Wiederherstellen").click()
    expect(anna.page.get_by_role("button", name="Karte anlegen in Ideen")).to_be_visible()
    ben.page.reload()
    ben.board.is_live()

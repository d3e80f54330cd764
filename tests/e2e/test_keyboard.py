"""The main thing without a mouse: every step by Tab, arrows, Enter and Escape, and the focus is never lost."""

from playwright.sync_api import Locator, Page, expect

from tests.client import Board
from tests.e2e.person import People

FAR = 40
"""Tab stops after which something counts as out of reach."""


def has_focus(locator: Locator) -> bool:
    return locator.count() == 1 and bool(locator.evaluate("element => element === document.activeElement"))


def tab_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Press Tab until the target has the focus."""
    for _ in range(FAR):
        if has_focus(target):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{target} cannot be reached by {key}")


def type_in(page: Page, words: str) -> None:
    """Type into what has the focus, and send it."""
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def test_a_board_is_made_filled_and_sorted_by_keyboard(people: People):
    anna = people().open("/")
    page = anna.page
    button = page.get_by_role
    tab_to(page, page.get_by_label("Wie soll Ihr Board heißen?"))
    type_in(page, "Sommerfest")
    anna.board.is_live()

    tab_to(page, button("button", name="Erste Spalte anlegen"))
    page.keyboard.press("Enter")
    type_in(page, "Ideen")
    expect(anna.board.column("Ideen")).to_be_visible()
    expect(page.get_by_label("Name der Spalte")).to_be_focused()
    type_in(page, "Favoriten")
    page.keyboard.press("Escape")
    assert anna.board.column_titles() == ["Ideen", "Favoriten"]
    expect(button("button", name="Spalte anlegen", exact=True)).to_be_focused()

    tab_to(page, button("button", name="Karte anlegen in Ideen"), "Shift+Tab")
    page.keyboard.press("Enter")
    for title in ("Radweg", "Spielplatz", "Café"):
        type_in(page, title)
    page.keyboard.press("Escape")
    anna.board.shows("Ideen", "Radweg", "Spielplatz", "Café")
    expect(button("button", name="Karte anlegen in Ideen")).to_be_focused()

    ben = people().join(anna.board.make_link("Lesen"))
    tab_to(page, anna.board.card("Radweg").get_by_role("button", name="Radweg", exact=True), "Shift+Tab")
    page.keyboard.press("ArrowDown")
    expect(anna.board.card("Spielplatz").get_by_role("button").first).to_be_focused()
    page.keyboard.press("Tab")
    expect(button("button", name="Menü der Karte Spielplatz")).to_be_focused()
    page.keyboard.press("Enter")
    expect(button("menuitem", name="Öffnen")).to_be_focused()
    tab_in_menu(page, "Nach oben")
    page.keyboard.press("Enter")
    ben.board.shows("Ideen", "Spielplatz", "Radweg", "Café")
    expect(button("button", name="Menü der Karte Spielplatz")).to_be_focused()


def tab_in_menu(page: Page, entry: str) -> None:
    """Walk down a menu by arrow."""
    for _ in range(FAR):
        if has_focus(page.get_by_role("menuitem", name=entry, exact=True)):
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no {entry} in the menu")


def test_a_card_is_moved_to_another_column_by_keyboard(people: People, board: Board):
    anna = people().join(board.key("editor")["link"])
    page = anna.page
    tab_to(page, page.get_by_role("button", name="Menü der Karte Radweg"))
    page.keyboard.press("Enter")
    page.keyboard.press("v")
    page.keyboard.press("Enter")
    expect(anna.board.dialog.get_by_role("heading", name="Wohin mit der Karte?")).to_be_focused()
    tab_to(page, anna.board.dialog.get_by_role("radio", name="Ideen"))
    page.keyboard.press("ArrowDown")
    expect(anna.board.dialog.get_by_role("radio", name="Favoriten")).to_be_checked()
    page.keyboard.press("Enter")
    anna.board.shows("Favoriten", "Radweg")
    anna.board.shows("Ideen", "Spielplatz", "Café")
    expect(page.get_by_role("button", name="Menü der Karte Radweg")).to_be_focused()


def test_a_card_is_opened_written_and_talked_about_by_keyboard(people: People, board: Board):
    anna = people().join(board.key("editor")["link"])
    page, dialog = anna.page, anna.board.dialog
    card = anna.board.card("Radweg").get_by_role("button", name="Radweg", exact=True)
    tab_to(page, card)
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("heading", name="Radweg")).to_be_focused()
    tab_to(page, dialog.get_by_role("button", name="Bearbeiten"))
    page.keyboard.press("Enter")
    expect(dialog.get_by_label("Titel")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("Am Fluss entlang")
    page.keyboard.press("Control+Enter")
    expect(dialog.get_by_text("Am Fluss entlang")).to_be_visible()
    assert focus_is_in(dialog), "the focus fell out of the dialog after saving"
    tab_to(page, dialog.get_by_label("Etwas dazu schreiben"))
    page.keyboard.type("Gute Idee")
    page.keyboard.press("Control+Enter")
    expect(dialog.get_by_text("Gute Idee")).to_be_visible()
    page.keyboard.press("Escape")
    anna.board.has_no_dialog()
    expect(card).to_be_focused()


def focus_is_in(dialog: Locator) -> bool:
    return bool(dialog.evaluate("dialog => dialog.contains(document.activeElement)"))


def test_the_focus_goes_back_to_what_one_came_from(people: People, board: Board):
    anna = people().join(board.key("coordinator")["link"])
    page, dialog = anna.page, anna.board.dialog
    anna.board.open_card("Radweg")
    for button, way_back in [("Bearbeiten", "Abbrechen"), ("Verschieben", "Abbrechen"), ("Verschieben", "Verschieben")]:
        dialog.get_by_role("button", name=button).press("Enter")
        dialog.get_by_role("button", name=way_back).press("Enter")
        expect(dialog.get_by_role("button", name=button)).to_be_focused()
    dialog.get_by_role("button", name="Mehr").press("Enter")
    page.get_by_role("menuitem", name="Karte löschen").press("Enter")
    anna.board.has_no_dialog()
    expect(anna.board.card("Spielplatz").get_by_role("button", name="Spielplatz", exact=True)).to_be_focused()
    page.get_by_role("button", name="Menü der Spalte Favoriten").press("Enter")
    page.get_by_role("menuitem", name="Spalte löschen").press("Enter")
    dialog.get_by_role("button", name="Löschen").press("Enter")
    anna.board.has_no_dialog()
    expect(page.get_by_role("main")).to_be_focused()


def test_the_focus_stays_in_a_dialog_when_others_take_away_what_had_it(people: People, board: Board):
    anna, ben = (people().join(board.key("editor")["link"]) for _ in range(2))
    anna.board.open_card("Radweg").get_by_role("button", name="Verschieben").focus()
    ben.board.choose("Radweg", "Karte löschen")
    expect(anna.board.dialog.get_by_text("Diese Karte wurde inzwischen entfernt.")).to_be_visible()
    expect(anna.board.dialog.get_by_role("heading", name="Radweg")).to_be_focused()


def test_the_focus_stays_while_others_change_the_board(people: People, board: Board):
    anna, ben = (people().join(board.key("editor")["link"]) for _ in range(2))
    held = anna.board.card("Spielplatz").get_by_role("button", name="Spielplatz", exact=True)
    held.focus()
    ben.board.choose("Spielplatz", "Nach unten")
    anna.board.shows("Ideen", "Radweg", "Café", "Spielplatz")
    expect(held).to_be_focused()
    ben.board.choose("Spielplatz", "Karte löschen")
    anna.board.shows("Ideen", "Radweg", "Café")
    expect(anna.board.card("Café").get_by_role("button", name="Café", exact=True)).to_be_focused()
    anna.board.tells("Die Karte unter Ihrer Hand wurde von jemand anderem entfernt.")

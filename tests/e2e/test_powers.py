"""Coordinators' powers as everybody sees them: approving, hiding, locking, covering and revealing, hiding names."""

import pytest
from playwright.sync_api import Locator, expect

from tests.client import Board
from tests.e2e.person import People, Person

VIEWS = pytest.mark.parametrize("path", ["", "/list"], ids=["board", "list"])


def come(people: People, board: Board, role: str, path: str = "", **options: object) -> Person:
    return people(**options).join(board.key(role)["link"].replace("#", f"{path}#"))


def waiting(board: Board, *titles: str) -> None:
    """Cards of a contributor on a moderated board."""
    board.do("board.moderate", on=True)
    ideas = next(iter(board.records("column")))
    contributor = board.browser("contributor")
    for title in titles:
        contributor.card(ideas, title)


def strip(person: Person) -> Locator:
    return person.page.get_by_role("complementary", name="Freigabe")


def ids(board: Board) -> dict[str, str]:
    return {record["title"]: record["id"] for kind in ("column", "card") for record in board.records(kind).values()}


def gone(person: Person, title: str) -> None:
    expect(person.board.card(title)).to_have_count(0)


@VIEWS
def test_others_see_a_card_that_waits_only_once_it_is_approved(people: People, board: Board, path: str):
    board.do("board.moderate", on=True)
    anna, ben, cora = (come(people, board, role, path) for role in ("editor", "contributor", "viewer"))
    expect(ben.page.get_by_text("Neue Karten sehen andere erst nach der Freigabe.")).to_be_visible()
    ben.board.add_card("Ideen", "Badestelle")
    expect(ben.page.get_by_text("Ihre Karte wartet auf Freigabe.")).to_be_visible()
    expect(ben.board.card("Badestelle").get_by_text("Wartet auf Freigabe", exact=True)).to_be_visible()
    expect(ben.board.card("Badestelle").get_by_role("button", name="Freigeben")).to_have_count(0)
    expect(strip(ben)).to_have_count(0)
    anna.board.shows("Ideen", "Radweg", "Spielplatz", "Café", "Badestelle")
    expect(strip(anna)).to_contain_text("1 Karte wartet auf Freigabe.")
    cora.board.shows("Ideen", "Radweg", "Spielplatz", "Café")
    anna.board.card("Badestelle").get_by_role("button", name="Freigeben").click()
    cora.board.shows("Ideen", "Radweg", "Spielplatz", "Café", "Badestelle")
    for person in (anna, ben, cora):
        expect(person.board.card("Badestelle").get_by_text("Wartet auf Freigabe", exact=True)).to_have_count(0)
    expect(strip(anna)).to_have_count(0)


@VIEWS
def test_one_card_after_the_other_is_approved_by_keyboard_alone(people: People, board: Board, path: str):
    waiting(board, "Erste", "Zweite", "Dritte")
    anna = come(people, board, "editor", path)
    keyboard = anna.page.keyboard
    expect(strip(anna)).to_contain_text("3 Karten warten auf Freigabe.")
    strip(anna).get_by_role("button", name="Ansehen").press("Enter")
    for title, said in (
        ("Erste", "2 Karten warten auf Freigabe."),
        ("Zweite", "1 Karte wartet auf Freigabe."),
        ("Dritte", "Keine Karte wartet auf Freigabe."),
    ):
        button = anna.board.card(title).get_by_role("button", name="Freigeben")
        expect(button).to_be_focused()
        expect(button).to_be_in_viewport()
        keyboard.press("Enter")
        anna.board.tells(f"„{title}“ ist freigegeben. {said}")
    expect(strip(anna)).to_have_count(0)
    expect(anna.board.card("Dritte").locator("[data-stop]")).to_be_focused()
    anna.board.has_sent_all()
    assert [card["held_at"] for card in board.records("card").values()] == [None] * 6


def test_one_steps_from_one_waiting_card_to_the_next_and_round(people: People, board: Board):
    waiting(board, "Erste", "Zweite")
    anna = come(people, board, "coordinator")
    for place, title in ((1, "Erste"), (2, "Zweite"), (1, "Erste")):
        strip(anna).get_by_role("button", name="Ansehen").click()
        said = f"Karte {place} von 2: „{title}“ in „Ideen“."
        anna.board.tells(said)
        expect(anna.board.card(title).get_by_role("button", name="Freigeben")).to_be_focused()


def test_what_others_approve_meanwhile_leaves_the_focus_on_the_page(people: People, board: Board):
    waiting(board, "Erste")
    anna = come(people, board, "editor")
    strip(anna).get_by_role("button", name="Ansehen").focus()
    board.do("card.approve", card_id=ids(board)["Erste"])
    expect(strip(anna)).to_have_count(0)
    expect(anna.page.get_by_role("main")).to_be_focused()


def test_the_open_card_says_why_it_is_set_apart(people: People, board: Board):
    waiting(board, "Badestelle")
    anna = come(people, board, "coordinator")
    dialog = anna.board.open_card("Badestelle")
    expect(dialog.get_by_text("Bis zur Freigabe sieht sie nur,")).to_be_visible()
    dialog.get_by_role("button", name="Freigeben").click()
    expect(dialog.get_by_text("Wartet auf Freigabe", exact=True)).to_have_count(0)
    expect(dialog.get_by_role("heading", name="Badestelle")).to_be_focused()


@VIEWS
def test_a_hidden_card_vanishes_for_others_and_appears_again(people: People, board: Board, path: str):
    anna, ben = (come(people, board, role, path) for role in ("editor", "contributor"))
    anna.board.choose("Spielplatz", "Ausblenden")
    ben.board.shows("Ideen", "Radweg", "Café")
    expect(anna.board.card("Spielplatz").get_by_text("Ausgeblendet")).to_be_visible()
    anna.page.get_by_role("button", name="Rückgängig", exact=True).click()
    ben.board.shows("Ideen", "Radweg", "Spielplatz", "Café")
    anna.board.choose("Spielplatz", "Ausblenden")
    ben.board.shows("Ideen", "Radweg", "Café")
    anna.board.choose("Spielplatz", "Zeigen")
    ben.board.shows("Ideen", "Radweg", "Spielplatz", "Café")
    expect(anna.board.card("Spielplatz").get_by_text("Ausgeblendet")).to_have_count(0)


@VIEWS
def test_a_hidden_column_vanishes_for_others_and_appears_again(people: People, board: Board, path: str):
    anna, ben = (come(people, board, role, path) for role in ("coordinator", "contributor"))
    anna.board.menu_of_column("Ideen").get_by_role("menuitem", name="Ausblenden").click()
    expect(anna.board.column("Ideen").get_by_text("Ausgeblendet", exact=True)).to_be_visible()
    expect(ben.board.column("Ideen")).to_have_count(0)
    gone(ben, "Radweg")
    anna.board.menu_of_column("Ideen").get_by_role("menuitem", name="Zeigen").click()
    ben.board.shows("Ideen", "Radweg", "Spielplatz", "Café")


@VIEWS
def test_what_is_locked_is_offered_to_nobody_but_coordinators(people: People, board: Board, path: str):
    anna, ben = (come(people, board, role, path) for role in ("coordinator", "editor"))
    anna.board.choose("Radweg", "Sperren")
    expect(ben.board.card("Radweg").get_by_text("Gesperrt")).to_be_visible()
    entries = [entry.strip() for entry in ben.board.menu_of_card("Radweg").get_by_role("menuitem").all_text_contents()]
    assert entries == ["Öffnen", "Karte kopieren", "Link zur Karte kopieren", "Melden …"]
    ben.page.keyboard.press("Escape")
    anna.board.menu_of_column("Ideen").get_by_role("menuitem", name="Sperren").click()
    expect(ben.board.column("Ideen").get_by_text("Gesperrt")).to_have_count(2)
    for name in ("Karte anlegen in Ideen", "Menü der Spalte Ideen"):
        expect(ben.page.get_by_role("button", name=name)).to_have_count(0)
        expect(anna.page.get_by_role("button", name=name)).to_have_count(1)
    anna.board.menu_of_column("Ideen").get_by_role("menuitem", name="Entsperren").click()
    anna.board.choose("Radweg", "Entsperren")
    expect(ben.page.get_by_role("button", name="Karte anlegen in Ideen")).to_be_visible()
    expect(ben.page.get_by_text("Gesperrt")).to_have_count(0)


def test_a_card_is_not_dropped_into_a_locked_column(people: People, board: Board):
    board.do("column.lock", column_id=ids(board)["Favoriten"])
    board.card(ids(board)["Favoriten"], "Bank")
    ben = come(people, board, "editor")
    ben.board.stop("Radweg").focus()
    for key in (" ", "ArrowRight", " "):
        ben.page.keyboard.press(key)
    ben.board.shows("Ideen", "Radweg", "Spielplatz", "Café")
    ben.board.shows("Favoriten", "Bank")
    ben.board.choose("Radweg", "Verschieben nach …")
    expect(ben.board.dialog.get_by_role("radio", name="Favoriten")).to_have_count(0)


def rules(person: Person) -> Locator:
    person.board.menu().get_by_role("menuitem", name="Mitmachen regeln").press("Enter")
    return person.page.get_by_role("dialog", name="Mitmachen regeln")


def test_cards_are_covered_until_the_coordinator_reveals_them(people: People, board: Board):
    anna, ben, cora = (come(people, board, role) for role in ("coordinator", "contributor", "contributor"))
    rules(anna).get_by_role("checkbox", name="Karten der anderen verbergen").press(" ")
    expect(anna.board.dialog.get_by_role("button", name="Aufdecken")).to_be_focused()
    anna.page.keyboard.press("Escape")
    expect(anna.page.get_by_text("Verdeckt: Bis zum Aufdecken sieht")).to_be_visible()
    for person, title in ((ben, "Badestelle"), (cora, "Bank")):
        expect(person.page.get_by_text("Karten der anderen sind bis zum Aufdecken verborgen.")).to_be_visible()
        person.board.add_card("Ideen", title)
    anna.board.shows("Ideen", "Radweg", "Spielplatz", "Café", "Badestelle", "Bank")
    ben.board.shows("Ideen", "Badestelle")
    cora.board.shows("Ideen", "Bank")
    banner = anna.page.get_by_role("banner")
    banner.get_by_role("button", name="Aufdecken").press("Enter")
    expect(anna.board.dialog.get_by_text("Alle Karten für alle aufdecken?")).to_be_focused()
    anna.board.dialog.get_by_role("button", name="Noch nicht").press("Enter")
    expect(anna.board.dialog.get_by_role("button", name="Aufdecken")).to_be_focused()
    anna.page.keyboard.press("Enter")
    anna.board.dialog.get_by_role("button", name="Jetzt aufdecken").press("Enter")
    for person in (ben, cora):
        person.board.shows("Ideen", "Radweg", "Spielplatz", "Café", "Badestelle", "Bank")
        expect(person.page.get_by_text("bis zum Aufdecken verborgen")).to_have_count(0)
    expect(anna.page.locator("dialog")).to_have_count(0)


def test_hidden_names_are_seen_by_coordinators_only(people: People, board: Board):
    ideas = ids(board)["Ideen"]
    board.browser("contributor", name="Renate").card(ideas, "Badestelle")
    anna, ben = (come(people, board, role) for role in ("coordinator", "editor"))
    expect(ben.board.card("Badestelle").get_by_text("Renate")).to_be_visible()
    rules(anna).get_by_role("checkbox", name="Namen verbergen").check()
    expect(ben.board.card("Badestelle").get_by_text("Renate")).to_have_count(0)
    expect(ben.page.get_by_role("banner").get_by_text("Namen sind verborgen.")).to_be_visible()
    anna.board.close_dialog()
    expect(anna.board.card("Badestelle").get_by_text("Renate")).to_be_visible()
    rules(anna).get_by_role("checkbox", name="Namen verbergen").uncheck()
    expect(ben.board.card("Badestelle").get_by_text("Renate")).to_be_visible()


@VIEWS
def test_a_locked_board_can_only_be_read_and_says_so(people: People, board: Board, path: str):
    anna, ben = (come(people, board, role, path) for role in ("coordinator", "editor"))
    rules(anna).get_by_role("checkbox", name="Board sperren").check()
    expect(ben.page.get_by_role("banner").get_by_text("Dieses Board ist gesperrt")).to_be_visible()
    for name in ("Karte anlegen in Ideen", "Spalte anlegen", "Menü der Spalte Ideen", "Rückgängig"):
        expect(ben.page.get_by_role("button", name=name)).to_have_count(0)
    dialog = ben.board.open_card("Radweg") if not path else opened(ben, "Radweg")
    expect(dialog.get_by_role("textbox")).to_have_count(0)
    expect(dialog.get_by_role("button", name="Bearbeiten")).to_have_count(0)
    anna.board.close_dialog()
    anna.board.add_card("Ideen", "Bank")
    ben.board.close_dialog()
    ben.board.shows("Ideen", "Radweg", "Spielplatz", "Café", "Bank")


def opened(person: Person, title: str) -> Locator:
    person.page.get_by_role("button", name=f"Öffnen {title}", exact=True).click()
    return person.board.dialog


def test_what_was_written_when_the_board_was_locked_is_kept_and_explained(people: People, board: Board):
    ben = come(people, board, "editor", bad_network=True)
    ben.context.set_offline(True)
    ben.board.add_card("Ideen", "Badestelle")
    board.do("board.lock")
    ben.context.set_offline(False)
    ben.hurry()
    expect(ben.page.get_by_text("Das ist gesperrt. Nur die Koordination kann es ändern.")).to_be_visible()
    expect(ben.page.get_by_role("button", name="Text kopieren")).to_be_visible()
    ben.board.shows("Ideen", "Radweg", "Spielplatz", "Café")


def test_a_lock_takes_the_form_away_but_neither_the_words_nor_the_focus(people: People, board: Board):
    ben = come(people, board, "contributor")
    ben.page.get_by_role("button", name="Karte anlegen in Ideen").click()
    form = ben.page.get_by_role("form", name="Karte anlegen in Ideen")
    form.get_by_label("Titel").fill("Badestelle")
    board.do("column.lock", column_id=ids(board)["Ideen"])
    expect(form).to_have_count(0)
    expect(ben.page.get_by_role("main")).to_be_focused()
    expect(ben.page.get_by_text("Ihr Text bleibt hier stehen, bis Sie wiederkommen.")).to_be_visible()
    board.do("column.unlock", column_id=ids(board)["Ideen"])
    expect(form.get_by_label("Titel")).to_have_value("Badestelle")


def test_who_has_a_card_open_that_is_hidden_keeps_what_he_writes(people: People, board: Board):
    ben = come(people, board, "contributor")
    ben.board.open_card("Radweg")
    ben.board.comment_text().fill("Ein Kommentar")
    board.do("card.hide", card_id=ids(board)["Radweg"])
    expect(ben.board.dialog.get_by_text("Diese Karte wurde inzwischen entfernt.")).to_be_visible()
    ben.board.close_dialog()
    board.do("card.show", card_id=ids(board)["Radweg"])
    ben.board.open_card("Radweg")
    expect(ben.board.comment_text()).to_have_value("Ein Kommentar")


def test_the_board_says_who_may_comment_and_move_and_add_columns(people: People, board: Board):
    anna, ben, cora = (come(people, board, role) for role in ("coordinator", "contributor", "viewer"))
    expect(ben.page.get_by_role("button", name="Spalte anlegen")).to_have_count(0)
    dialog = rules(anna)
    dialog.get_by_label("kommentieren?").select_option(label="Alle, auch wer nur liest")
    dialog.get_by_label("Karten anderer verschieben?").select_option(label="Alle, die mitmachen")
    dialog.get_by_label("Spalten anlegen?").select_option(label="Alle, die mitmachen")
    expect(ben.page.get_by_role("button", name="Spalte anlegen")).to_be_visible()
    ben.board.move("Café", "Favoriten")
    cora.board.shows("Favoriten", "Café")
    cora.board.open_card("Radweg")
    cora.board.comment("Sehr gut")
    expect(cora.board.dialog.get_by_text("Sehr gut")).to_be_visible()
    cora.board.has_sent_all()
    assert [comment["text"] for comment in board.records("comment").values()] == ["Sehr gut"]
    dialog.get_by_label("kommentieren?").select_option(label="Nur die Koordination")
    expect(cora.board.comment_text()).to_have_count(0)


def test_all_of_it_in_english_on_a_phone(people: People, board: Board):
    waiting(board, "Bathing place")
    anna = people(locale="en-GB", viewport={"width": 390, "height": 800}).open(board.key("coordinator")["link"])
    expect(anna.page.get_by_text("1 card waits for approval.")).to_be_visible()
    anna.page.get_by_role("button", name="Look at it").click()
    anna.board.card("Bathing place").get_by_role("button", name="Approve").click()
    expect(anna.page.get_by_text("1 card waits for approval.")).to_have_count(0)
    anna.page.get_by_role("button", name="Menu of the board").click()
    anna.page.get_by_role("menuitem", name="Who may do what").click()
    dialog = anna.page.get_by_role("dialog", name="Who may do what")
    dialog.get_by_role("checkbox", name="Hide the cards of others").click()
    dialog.get_by_role("button", name="Reveal").click()
    dialog.get_by_role("button", name="Reveal now").click()
    expect(anna.page.get_by_role("dialog")).to_have_count(0)

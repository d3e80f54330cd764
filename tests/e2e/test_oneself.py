"""A visitor themselves: their name or none, their way to another device, their data, and being forgotten."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.client import Board
from tests.e2e.person import People, Person

LEFT_HERE = """async () => ({
    databases: (await indexedDB.databases()).map(({ name }) => name),
    local: Object.keys(localStorage),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
KEPT_ALL = """async () => {
    const wanted = (await (await fetch('/sw.js')).text()).match(/\\/assets\\/[\\w.-]+/g);
    for (const path of wanted) while (!(await caches.match(path))) await new Promise((done) => setTimeout(done, 50));
}"""
OF_BOARD = """async (board) => {
    const opening = indexedDB.open('korkwand');
    await new Promise((done) => (opening.onsuccess = done));
    const found = [];
    for (const name of ['edits', 'drafts', 'boards']) {
        const reading = opening.result.transaction(name).objectStore(name).getAll();
        await new Promise((done) => (reading.onsuccess = done));
        found.push(...reading.result.filter((one) => one.board === board));
    }
    opening.result.close();
    return [...found, ...Object.keys(localStorage).filter((key) => key.includes(board))];
}"""


def open_people(person: Person) -> Locator:
    """Open „Wer ist da?“ by keyboard."""
    button = person.page.get_by_role("button", name=re.compile(r"Wer ist da\? |Who is here\? "))
    button.focus()
    person.page.keyboard.press("Enter")
    expect(person.board.dialog.get_by_role("heading", level=2)).to_be_focused()
    return person.board.dialog


def press(locator: Locator) -> None:
    """Press something by keyboard."""
    locator.focus()
    locator.page.keyboard.press("Enter")


class TestTheName:
    @pytest.mark.parametrize("width", [1280, 390])
    def test_is_set_and_taken_away_and_what_hangs_keeps_the_one_it_was_written_under(
        self, people: People, board: Board, width: int
    ):
        anna = people(viewport={"width": width, "height": 800}).join(board.key("contributor")["link"])
        dialog = open_people(anna)
        dialog.get_by_label("Ihr Name").fill("Anna")
        anna.page.keyboard.press("Enter")
        expect(dialog.get_by_text("Danke, Anna.")).to_be_visible()
        expect(dialog.get_by_text("Anna (Sie)")).to_be_visible()
        anna.board.close_dialog()
        anna.board.add_card("Favoriten", "Mit Namen")
        dialog = open_people(anna)
        press(dialog.get_by_role("button", name="Ohne Namen weitermachen"))
        expect(dialog.get_by_text("Sie sind ohne Namen dabei.")).to_be_visible()
        expect(dialog.get_by_label("Ihr Name")).to_have_value("")
        anna.board.close_dialog()
        anna.board.add_card("Favoriten", "Ohne Namen")
        anna.board.has_sent_all()
        names = {card["title"]: card["author_name"] for card in board.records("card").values()}
        assert (names["Mit Namen"], names["Ohne Namen"]) == ("Anna", None)

    def test_of_another_board_does_not_follow_anybody(self, people: People, board: Board):
        other = board.client.make_board("Anderswo")  # type: ignore[attr-defined]
        column = other.column("Ideen")["id"]
        anna = people().join(other.key("contributor")["link"])
        anna.join(board.key("contributor")["link"])
        dialog = open_people(anna)
        dialog.get_by_label("Ihr Name").fill("Anna")
        anna.page.keyboard.press("Enter")
        expect(dialog.get_by_text("Danke, Anna.")).to_be_visible()
        anna.open(f"/b/{other.id}").board.is_live()
        anna.board.add_card("Ideen", "Ungenannt")
        anna.board.has_sent_all()
        assert [card["author_name"] for card in other.records("card").values()] == [None]
        assert column

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("n" * 10_000, "Der Name ist zu lang: 10.000 Zeichen, höchstens 80."),
            ("An\u0007na", "unsichtbare Zeichen"),
        ],
    )
    def test_that_cannot_be_taken_is_refused_beside_the_field_and_stays_there(
        self, people: People, board: Board, name: str, words: str
    ):
        anna = people().join(board.key("viewer")["link"])
        dialog = open_people(anna)
        field = dialog.get_by_label("Ihr Name")
        field.fill(name)
        anna.page.keyboard.press("Enter")
        expect(dialog.get_by_role("alert")).to_contain_text(words)
        expect(field).to_have_value(name)
        expect(field).to_be_focused()
        assert field.get_attribute("aria-invalid") == "true"
        field.fill("Anna")
        expect(dialog.get_by_role("alert")).to_have_count(0)

    def test_and_a_colour_of_ones_own_are_seen_by_others(self, people: People, board: Board):
        link = board.key("contributor")["link"]
        anna, ben = people().join(link), people().join(link)
        dialog = open_people(anna)
        dialog.get_by_label("Ihr Name").fill("Anna")
        anna.page.keyboard.press("Enter")
        expect(dialog.get_by_text("Danke, Anna.")).to_be_visible()
        # Another than the page has given them by their id, whichever that is.
        dialog.get_by_role("radio", checked=True).focus()
        anna.page.keyboard.press("ArrowLeft")
        chosen = dialog.get_by_role("radio", checked=True)
        words, color = chosen.get_attribute("aria-label"), chosen.get_attribute("value")
        expect(dialog.get_by_text(f"Ihre Farbe ist jetzt: {words}.")).to_be_visible()
        named = f"li:has-text('Anna') [data-color={color}]"
        expect(dialog.locator(named)).to_have_count(1)
        press(ben.board.people(2))
        expect(ben.board.dialog.locator(named)).to_have_count(1)

    def test_without_a_connection_is_not_lost(self, people: People, board: Board):
        anna = people(bad_network=True).join(board.key("viewer")["link"])
        dialog = open_people(anna)
        anna.context.set_offline(True)
        dialog.get_by_label("Ihr Name").fill("Anna")
        anna.page.keyboard.press("Enter")
        expect(dialog.get_by_role("alert")).to_contain_text("Keine Verbindung zum Server")
        anna.context.set_offline(False)
        press(dialog.get_by_role("button", name="Speichern"))
        expect(dialog.get_by_text("Danke, Anna.")).to_be_visible()


def test_own_cards_stay_editable_without_a_name_after_a_reload(people: People, board: Board):
    anna = people().join(board.key("contributor")["link"])
    anna.board.add_card("Favoriten", "Badestelle")
    anna.board.has_sent_all()
    anna.page.reload()
    anna.board.is_live()
    dialog = anna.board.edit_card("Badestelle")
    dialog.get_by_label("Text", exact=True).fill("Am Steg")
    press(dialog.get_by_role("button", name="Speichern"))
    expect(anna.board.card("Badestelle")).to_contain_text("Am Steg")


class TestBeingForgottenByABoard:
    def test_leaves_the_cards_and_nothing_else(self, people: People, board: Board):
        anna = people().join(board.key("contributor")["link"])
        dialog = open_people(anna)
        dialog.get_by_label("Ihr Name").fill("Anna")
        anna.page.keyboard.press("Enter")
        expect(dialog.get_by_text("Danke, Anna.")).to_be_visible()
        anna.board.close_dialog()
        anna.board.add_card("Favoriten", "Badestelle")
        anna.board.end_adding()
        anna.board.has_sent_all()
        press(open_people(anna).get_by_role("button", name="Mich von diesem Board löschen …"))
        press(anna.board.dialog.get_by_role("button", name="Mich löschen"))
        expect(anna.page.get_by_role("heading", name="Sie sind gelöscht")).to_be_visible()
        expect(anna.page.get_by_role("link", name="Zur Startseite").last).to_be_focused()
        assert anna.page.evaluate(OF_BOARD, board.id) == []
        card = next(one for one in board.records("card").values() if one["title"] == "Badestelle")
        assert (card["author_id"], card["author_name"]) == (None, None)
        anna.page.keyboard.press("Enter")
        expect(anna.page.get_by_text("Noch ist hier nichts.")).to_be_visible()
        assert anna.page.evaluate(OF_BOARD, board.id) == []

    def test_takes_the_cards_along_if_that_is_wanted(self, people: People, board: Board):
        anna = people().join(board.key("contributor")["link"])
        anna.board.add_card("Favoriten", "Badestelle")
        anna.board.end_adding()
        anna.board.has_sent_all()
        press(open_people(anna).get_by_role("button", name="Mich von diesem Board löschen …"))
        dialog = anna.board.dialog
        dialog.get_by_role("radio").first.focus()
        anna.page.keyboard.press("ArrowDown")
        expect(dialog.get_by_role("radio", name=re.compile("Auch löschen"))).to_be_checked()
        press(dialog.get_by_role("button", name="Mich löschen"))
        expect(anna.page.get_by_role("heading", name="Sie sind gelöscht")).to_be_visible()
        assert "Badestelle" not in str(board.snapshot())

    def test_without_a_connection_changes_nothing_and_says_so(self, people: People, board: Board):
        anna = people(bad_network=True).join(board.key("contributor")["link"])
        press(open_people(anna).get_by_role("button", name="Mich von diesem Board löschen …"))
        anna.context.set_offline(True)
        press(anna.board.dialog.get_by_role("button", name="Mich löschen"))
        expect(anna.board.dialog.get_by_role("alert")).to_contain_text("Keine Verbindung zum Server")
        anna.context.set_offline(False)
        anna.board.close_dialog()
        anna.hurry()
        anna.board.is_live()


def test_ones_data_come_as_a_file(people: People, board: Board):
    anna = people().join(board.key("contributor")["link"])
    anna.board.add_card("Favoriten", "Badestelle")
    anna.board.end_adding()
    anna.board.has_sent_all()
    with anna.page.expect_download() as download:
        press(open_people(anna).get_by_role("link", name="Meine Daten herunterladen"))
    data: dict[str, Any] = json.loads(download.value.path().read_text())
    assert download.value.suggested_filename == "me.json"
    assert [card["title"] for card in data["cards"]] == ["Badestelle"]


class TestForgettingTheDevice:
    def forget(self, page: Page) -> None:
        press(page.get_by_role("button", name="Dieses Gerät vergessen …"))
        press(page.get_by_role("dialog").get_by_role("button", name="Gerät vergessen"))
        expect(page.get_by_role("heading", name="Dieses Gerät ist vergessen")).to_be_visible()

    def test_leaves_nothing_in_the_browser(self, people: People, board: Board):
        anna = people().join(board.key("contributor")["link"])
        anna.keeps_the_page()
        anna.board.add_card("Favoriten", "Badestelle")
        anna.board.has_sent_all()
        anna.open("/")
        expect(anna.page.get_by_role("link", name="Sommerfest")).to_be_visible()
        self.forget(anna.page)
        assert anna.page.evaluate(LEFT_HERE) == {"databases": [], "local": [], "caches": [], "workers": 0}
        assert anna.context.cookies() == []
        expect(anna.page.get_by_role("link", name="Zur Startseite").last).to_be_focused()
        anna.page.keyboard.press("Enter")
        expect(anna.page.get_by_text("Noch ist hier nichts.")).to_be_visible()
        assert "Badestelle" in str(board.snapshot())

    def test_says_first_what_is_unsent(self, people: People, board: Board):
        anna = people(bad_network=True).join(board.key("contributor")["link"])
        anna.keeps_the_page()
        anna.page.evaluate(KEPT_ALL)
        anna.context.set_offline(True)
        anna.board.add_card("Favoriten", "Ungesendet")
        anna.board.page.get_by_role("form").get_by_label("Titel").fill("Angefangen")
        anna.board.waits(1)
        anna.open("/")
        press(anna.page.get_by_role("button", name="Dieses Gerät vergessen …"))
        expect(anna.page.get_by_text("1 Änderung ist noch nicht gesendet. Sie geht verloren.")).to_be_visible()
        expect(anna.page.get_by_text("1 angefangener Text geht verloren.")).to_be_visible()
        press(anna.page.get_by_role("dialog").get_by_role("button", name="Gerät vergessen"))
        expect(anna.page.get_by_role("alert")).to_contain_text("Keine Verbindung zum Server")
        assert anna.page.evaluate(OF_BOARD, board.id) != []

    def test_ends_its_other_tabs_too_before_they_write_anything_down_again(self, people: People, board: Board):
        anna = people(bad_network=True).join(board.key("contributor")["link"])
        start = anna.tab("/")
        self.forget(start.page)
        expect(anna.page.get_by_text("Noch ist hier nichts.")).to_be_visible()
        assert start.page.evaluate(LEFT_HERE)["databases"] == []
        assert start.page.evaluate(LEFT_HERE)["local"] == []


def test_all_of_it_speaks_english(people: People, board: Board):
    anna = people(locale="en-GB").open(board.key("coordinator")["link"])
    dialog = open_people(anna)
    dialog.get_by_label("Your name").fill("n" * 81)
    anna.page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_have_text("The name is too long: 81 characters, 80 at most.")
    press(dialog.get_by_role("button", name="Use another device …"))
    press(anna.board.dialog.get_by_role("button", name="Make a personal link"))
    expect(anna.board.dialog.get_by_role("textbox", name="Your personal link")).to_be_focused()
    anna.page.keyboard.press("Escape")
    press(open_people(anna).get_by_role("button", name="Delete me from this board …"))
    expect(anna.board.dialog.get_by_text("You coordinate this board.")).to_be_visible()

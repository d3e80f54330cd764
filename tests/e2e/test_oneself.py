"""A visitor himself: his name or none, his way to another device, his data, and being forgotten."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.client import Board
from tests.e2e.person import People, Person
from tests.e2e.scanner import scanned

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


def personal_link(person: Person) -> str:
    """Make a personal link by keyboard; the dialog stays open."""
    press(open_people(person).get_by_role("button", name="Anderes Gerät benutzen …"))
    expect(person.board.dialog.get_by_role("heading", name="Anderes Gerät benutzen")).to_be_focused()
    press(person.board.dialog.get_by_role("button", name="Persönlichen Link erzeugen"))
    field = person.board.dialog.get_by_role("textbox", name="Ihr persönlicher Link")
    expect(field).to_be_focused()
    return field.input_value()


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
        dialog.get_by_role("radio", name="Flieder").focus()
        anna.page.keyboard.press("ArrowLeft")
        expect(dialog.get_by_text("Ihre Farbe ist jetzt: Rosa.")).to_be_visible()
        # By name: the page may have given the same colour to who has chosen none.
        named = "li:has-text('Anna') [data-color=rose]"
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


def become(person: Person, link: str) -> Person:
    """Come in by one's own personal link, by keyboard."""
    asked(person, link)
    press(person.page.get_by_role("button", name="Ja, das war ich"))
    person.board.is_live()
    return person


def asked(person: Person, link: str) -> Person:
    """Open a personal link: the question stands there, and has the focus."""
    person.open(link)
    expect(person.page.get_by_role("heading", name="Haben Sie diesen Link selbst erstellt?")).to_be_focused()
    return person


class TestThePersonalLink:
    @pytest.mark.parametrize("width", [1280, 390])
    def test_moves_one_to_a_second_device_and_leaves_its_address_bar(self, people: People, board: Board, width: int):
        link = board.key("contributor", password="Sonnenblume")["link"]
        phone = people(bad_network=True).open(link)
        phone.page.get_by_role("textbox", name="Passwort").fill("Sonnenblume")
        phone.page.keyboard.press("Enter")
        phone.board.is_live()
        phone.board.add_card("Favoriten", "Badestelle")
        phone.board.end_adding()
        phone.board.has_sent_all()
        moved = personal_link(phone)
        assert f"/b/{board.id}#me=" in moved
        tablet = become(people(viewport={"width": width, "height": 800}), moved)
        assert "#" not in tablet.page.url
        expect(tablet.page.get_by_role("main")).to_be_focused()
        secret = moved.split("#me=")[1]
        assert secret not in json.dumps(tablet.context.storage_state())
        expect(tablet.board.people(1)).to_be_visible()
        dialog = tablet.board.edit_card("Badestelle")
        dialog.get_by_label("Text", exact=True).fill("Am Steg")
        press(dialog.get_by_role("button", name="Speichern"))
        phone.board.close_dialog()
        expect(phone.board.card("Badestelle")).to_contain_text("Am Steg")

    def test_is_the_address_of_the_code_and_serves_once(self, people: People, board: Board):
        phone = people().join(board.key("contributor")["link"])
        link = personal_link(phone)
        code = phone.board.dialog.get_by_role("img", name="QR-Code mit Ihrem persönlichen Link")
        assert scanned(code) == link
        phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
        press(phone.board.dialog.get_by_role("button", name="Link kopieren"))
        expect(phone.board.dialog.get_by_text("Kopiert.")).to_be_visible()
        assert phone.page.evaluate("navigator.clipboard.readText()") == link
        become(people(), link)
        late = asked(people(bad_network=True), link)
        press(late.page.get_by_role("button", name="Ja, das war ich"))
        expect(late.page.get_by_role("heading", name="Dieser persönliche Link gilt nicht mehr")).to_be_focused()
        expect(late.page.get_by_text("Radweg")).to_have_count(0)

    def test_is_not_used_before_one_says_yes(self, people: People, board: Board):
        phone = board.browser("contributor", name="Anna")
        link = phone.client.post(f"{phone.url}/me/link").json()["link"]
        ben = asked(people(bad_network=True), link)
        expect(ben.page.get_by_text("Sie waren mit diesem Gerät schon auf dem Board.")).to_have_count(0)
        ben.page.reload()
        press(ben.page.get_by_role("button", name="Nein"))
        expect(ben.page.get_by_role("heading", name="Hier hängt nichts")).to_be_focused()
        assert "#" not in ben.page.url
        assert ben.context.cookies() == []
        ben.page.reload()
        expect(ben.page.get_by_role("heading", name="Hier hängt nichts")).to_be_visible()
        anna = become(people(), link)
        expect(open_people(anna).get_by_text("Anna (Sie)")).to_be_visible()

    def test_of_somebody_else_can_be_declined_and_one_stays_who_one_is(self, people: People, board: Board):
        ben = people().join(board.key("editor")["link"])
        ben.board.add_card("Favoriten", "Badestelle")
        ben.board.end_adding()
        ben.board.has_sent_all()
        stranger = board.browser("editor", name="Anna")
        # As when one follows a link of a mail, in the tab that has the board.
        asked(ben, stranger.client.post(f"{stranger.url}/me/link").json()["link"])
        expect(ben.page.get_by_text("Sie waren mit diesem Gerät schon auf dem Board.")).to_be_visible()
        press(ben.page.get_by_role("button", name="Nein"))
        ben.board.is_live()
        expect(ben.page.get_by_role("main")).to_be_focused()
        expect(open_people(ben).get_by_text("Anna (Sie)")).to_have_count(0)
        ben.board.close_dialog()
        assert "#" not in ben.page.url
        ben.board.edit_card("Badestelle")

    def test_is_refused_in_words_where_it_would_lend_rights(self, people: People, board: Board):
        anna = people(bad_network=True).join(board.key("coordinator")["link"])
        member = board.browser("contributor", name="Ben")
        asked(anna, member.client.post(f"{member.url}/me/link").json()["link"])
        press(anna.page.get_by_role("button", name="Ja, das war ich"))
        anna.board.is_live()
        expect(anna.page.get_by_text("Der persönliche Link wurde nicht benutzt")).to_be_visible()
        expect(anna.page.get_by_role("banner").get_by_role("button", name="Teilen", exact=True)).to_be_visible()
        assert "#" not in anna.page.url


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


def test_the_question_speaks_english(people: People, board: Board):
    phone = board.browser("contributor")
    anna = people(locale="en-GB").open(phone.client.post(f"{phone.url}/me/link").json()["link"])
    expect(anna.page.get_by_role("heading", name="Did you make this link yourself?")).to_be_focused()
    press(anna.page.get_by_role("button", name="Yes, that was me"))
    expect(anna.page.get_by_role("main")).to_be_focused()


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

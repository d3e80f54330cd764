"""A personal link makes another device the same visitor; the device asks first, for anybody may have sent it."""

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.client import Board
from tests.e2e.axe import findings
from tests.e2e.board_view import BoardView
from tests.e2e.person import People, Person
from tests.e2e.scanner import scanned
from tests.e2e.test_keyboard import tab_to
from tests.e2e.test_oneself import open_people, press

ASKED = "Haben Sie diesen Link selbst erstellt?"
KNOWN = "Was Sie hier bisher angeheftet haben, gehört danach nicht mehr zu diesem Gerät."
STRONGER = "Der persönliche Link wurde nicht benutzt: Dieses Gerät darf hier mehr"
RETRY_MS = 5_000
"""After this time a page has tried once more to come in."""


def heading(person: Person, words: str = ASKED) -> Locator:
    return person.page.get_by_role("heading", level=1, name=words)


def answer(person: Person, words: str) -> Locator:
    return person.page.get_by_role("button", name=words, exact=True)


def entries(person: Person) -> list[str]:
    """What the page sends from now on to be let in."""
    sent: list[str] = []
    person.page.on("request", lambda one: sent.append(one.post_data or "") if one.url.endswith("/enter") else None)
    return sent


def paste(person: Person, link: str) -> None:
    """Put a link into the address bar of the open page."""
    person.page.evaluate("(link) => location.assign(link)", link)


def identity(person: Person, board: Board) -> str:
    """Who the device is on the board."""
    ask = "async (id) => (await (await fetch(`/api/boards/${id}`)).json()).you.visitor_id"
    found: str = person.page.evaluate(ask, board.id)
    return found


def personal_link(person: Person) -> str:
    """Make a personal link by keyboard; the dialog stays open."""
    press(open_people(person).get_by_role("button", name="Anderes Gerät benutzen …"))
    expect(person.board.dialog.get_by_role("heading", name="Anderes Gerät benutzen")).to_be_focused()
    press(person.board.dialog.get_by_role("button", name="Persönlichen Link erzeugen"))
    field = person.board.dialog.get_by_role("textbox", name="Ihr persönlicher Link")
    expect(field).to_be_focused()
    return field.input_value()


@pytest.fixture
def maker(board: Board) -> Board:
    """Somebody who takes part, in a browser of their own."""
    return board.browser("contributor")


@pytest.fixture
def link(maker: Board) -> str:
    """The maker's personal link."""
    made: dict[str, Any] = maker.client.post(f"{maker.url}/me/link").json()
    return str(made["link"])


class TestOnesOwn:
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
        expect(phone.board.dialog.get_by_text("Ihr anderes Gerät fragt einmal")).to_be_visible()
        tablet = people(viewport={"width": width, "height": 800}).become(moved)
        assert "#" not in tablet.page.url
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
        people().become(link)
        late = people(bad_network=True).open(link)
        answer(late, "Ja, das war ich").click()
        expect(heading(late, "Dieser persönliche Link gilt nicht mehr")).to_be_focused()
        expect(late.page.get_by_text("Radweg")).to_have_count(0)


class TestTheQuestion:
    def test_comes_before_anything_is_done_and_again_after_a_reload(
        self, people: People, board: Board, maker: Board, link: str
    ):
        tablet = people()
        sent = entries(tablet)
        tablet.open(link)
        expect(heading(tablet)).to_be_focused()
        expect(tablet.page.get_by_text(KNOWN)).to_have_count(0)
        expect(tablet.page.get_by_text("Sommerfest")).to_have_count(0)
        tablet.page.reload()
        expect(heading(tablet)).to_be_focused()
        assert (sent, tablet.page.url, tablet.context.cookies()) == ([], link, [])
        answer(tablet, "Ja, das war ich").click()
        tablet.board.is_live()
        assert len(sent) == 1
        assert identity(tablet, board) == maker.snapshot()["you"]["visitor_id"]
        tablet.page.reload()
        tablet.board.is_live()

    def test_cannot_be_passed_over_by_a_link_that_hides_what_it_is(self, people: People, board: Board, link: str):
        hidden = link.replace("#me=", "#")
        for disguise in (hidden, link.replace("#me=", "#me%3D"), f"{hidden}&me=x"):
            ben = people(bad_network=True).open(disguise)
            expect(heading(ben, "Hier hängt nichts")).to_be_visible()
            assert ben.context.cookies() == []
        people().become(link)

    def test_is_answered_by_keyboard_alone(self, people: People, link: str):
        tablet = people().open(link)
        expect(heading(tablet)).to_be_focused()
        tab_to(tablet.page, answer(tablet, "Ja, das war ich"))
        tablet.page.keyboard.press("Enter")
        tablet.board.is_live()
        expect(tablet.page.get_by_role("main")).to_be_focused()

    def test_leaves_a_stranger_outside_after_a_no_and_the_link_to_its_maker(
        self, people: People, board: Board, maker: Board, link: str
    ):
        stranger = people(bad_network=True)
        sent = entries(stranger)
        stranger.open(link)
        expect(heading(stranger)).to_be_focused()
        tab_to(stranger.page, answer(stranger, "Nein"))
        stranger.page.keyboard.press("Enter")
        expect(heading(stranger, "Sie haben den persönlichen Link nicht benutzt")).to_be_focused()
        expect(stranger.page.get_by_text("um einen anderen Link")).to_be_visible()
        assert (sent, "#" in stranger.page.url) == ([], False)
        stranger.page.reload()
        expect(heading(stranger, "Hier hängt nichts")).to_be_visible()
        tablet = people().become(link)
        assert identity(tablet, board) == maker.snapshot()["you"]["visitor_id"]

    def test_says_to_whom_this_device_knows_what_would_be_lost_and_a_no_leads_back(
        self, people: People, board: Board, link: str
    ):
        ben = people().join(board.key("contributor")["link"])
        oneself = identity(ben, board)
        ben.page.goto("about:blank")
        ben.open(link)
        expect(heading(ben)).to_be_focused()
        expect(ben.page.get_by_text(KNOWN)).to_be_visible()
        expect(ben.page.get_by_text("Radweg")).to_have_count(0)
        answer(ben, "Nein").click()
        ben.board.is_live()
        expect(ben.page.get_by_role("main")).to_be_focused()
        assert "#" not in ben.page.url
        assert identity(ben, board) == oneself
        people().become(link)

    def test_comes_also_where_the_link_is_pasted_into_an_open_board(
        self, people: People, board: Board, maker: Board, link: str
    ):
        ben = people().join(board.key("contributor")["link"])
        oneself = identity(ben, board)
        sent = entries(ben)
        ben.page.get_by_role("button", name="Karte anlegen in Ideen", exact=True).click()
        ben.page.get_by_role("form").get_by_label("Titel").fill("Angefangen")
        paste(ben, link)
        expect(heading(ben)).to_be_focused()
        expect(ben.page.get_by_text("Radweg")).to_have_count(0)
        answer(ben, "Nein").click()
        ben.board.is_live()
        assert (sent, identity(ben, board)) == ([], oneself)
        ben.page.get_by_role("button", name="Weiterschreiben").click()
        expect(ben.page.get_by_role("form").get_by_label("Titel")).to_have_value("Angefangen")
        paste(ben, link)
        answer(ben, "Ja, das war ich").click()
        ben.board.is_live()
        assert identity(ben, board) == maker.snapshot()["you"]["visitor_id"]

    def test_is_not_passed_over_by_a_page_that_tries_another_link_again(self, people: People, board: Board, link: str):
        ben = people(bad_network=True)
        ben.page.clock.install()
        ben.page.route("**/enter", lambda route: route.fulfill(status=503, json={"code": "unavailable"}))
        ben.open(board.key("contributor")["link"])
        expect(ben.page.get_by_role("status").filter(has_text="Server")).to_be_visible()
        sent = entries(ben)
        paste(ben, link)
        expect(heading(ben)).to_be_focused()
        ben.page.unroute("**/enter")
        ben.page.clock.run_for(RETRY_MS)
        expect(heading(ben)).to_be_visible()
        assert sent == []

    def test_can_be_answered_once_more_when_the_network_is_back(self, people: People, link: str):
        tablet = people(bad_network=True).open(link)
        expect(heading(tablet)).to_be_focused()
        tablet.context.set_offline(True)
        answer(tablet, "Ja, das war ich").click()
        expect(tablet.page.get_by_role("alert")).to_contain_text("Keine Verbindung zum Server")
        tablet.context.set_offline(False)
        answer(tablet, "Ja, das war ich").click()
        tablet.board.is_live()

    def test_fits_a_small_phone_in_english_and_axe_finds_nothing(self, people: People, board: Board, link: str):
        size = {"width": 320, "height": 640}
        tablet = people(locale="en-GB", viewport=size, bad_network=True).open(link)
        expect(heading(tablet, "Did you make this link yourself?")).to_be_focused()
        for view in ("asked", "declined"):
            for scheme in ("light", "dark"):
                tablet.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                assert findings(tablet.page) == set(), view
            assert tablet.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), view
            if view == "asked":
                answer(tablet, "No").click()
                expect(heading(tablet, "You did not use the personal link")).to_be_focused()


class TestADeviceThatMayDoMore:
    def test_stays_who_it_is_and_says_why(self, people: People, board: Board, link: str):
        ben = people(bad_network=True).join(board.key("editor")["link"])
        oneself = identity(ben, board)
        paste(ben, link)
        answer(ben, "Ja, das war ich").click()
        ben.board.is_live()
        self.says(
            ben.board, STRONGER, "dann erstellen Sie den Link auf diesem Gerät, und öffnen Sie ihn auf dem anderen."
        )
        assert ("#" in ben.page.url, identity(ben, board)) == (False, oneself)
        people().become(link)

    def test_says_so_in_english(self, people: People, board: Board, link: str):
        ben = people(bad_network=True, locale="en-GB").open(board.key("editor")["link"])
        expect(ben.page.get_by_role("heading", name="Sommerfest")).to_be_visible()
        paste(ben, link)
        answer(ben, "Yes, that was me").click()
        self.says(ben.board, "The personal link was not used", "make the link on this device, and open it on the other")

    def says(self, board: BoardView, *words: str) -> None:
        """There is a notice with these words."""
        for part in words:
            expect(board.page.get_by_role("status").filter(has_text=part)).to_be_visible()

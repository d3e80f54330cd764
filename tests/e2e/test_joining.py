"""People come in by a link: with a password, too early, too late, with a dead link, and while somebody guesses."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.api.solving import solve
from tests.client import Board, Guest
from tests.e2e.axe import findings
from tests.e2e.person import VILLAGE, People, Person
from tests.e2e.test_keyboard import tab_to, type_in

LANE = 20
"""Wrong passwords that are evaluated."""
ROUNDED = (55, 65)
"""Seconds: the minute from which somebody may try again is rounded up, and may be a few seconds off."""
PHONE = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True}


def in_time(**ahead: float) -> str:
    """So far from now, as the server writes it."""
    return (datetime.now(UTC) + timedelta(**ahead)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def heading(person: Person, words: str) -> Locator:
    return person.page.get_by_role("heading", level=1, name=words)


def password(person: Person) -> Locator:
    return person.page.get_by_label("Passwort", exact=True)


@pytest.fixture
def link(board: Board) -> dict[str, Any]:
    """A link with a password."""
    return board.key("contributor", password="Sonnenblume")


def guess(board: Board, secret: str, *, proof: str | None = None) -> dict[str, Any]:
    """Somebody tries a wrong password; what they are told."""
    body = {"secret": secret, "password": "Rose", **({"proof": proof} if proof else {})}
    told: dict[str, Any] = Guest(board.client.address).post(f"{board.url}/enter", json=body).json()
    return told


def fill_the_open_lane(board: Board, secret: str) -> dict[str, Any]:
    """Somebody guesses until nothing is evaluated any more; the last refusal."""
    told = [guess(board, secret) for _ in range(LANE + 1)]
    assert told[-1]["code"] == "rate_limited"
    return told[-1]


class TestByPassword:
    def test_wrong_and_empty_ones_are_said_beside_the_field_which_keeps_what_was_typed(
        self, people: People, link: dict[str, Any]
    ) -> None:
        ben = people(bad_network=True).open(link["link"])
        expect(heading(ben, "Dieser Link hat ein Passwort")).to_be_visible()
        # Nothing is told of the board before the password.
        expect(ben.page.get_by_text("Sommerfest")).to_have_count(0)
        ben.page.get_by_role("button", name="Zum Board").click()
        expect(ben.page.get_by_text("Bitte geben Sie das Passwort ein.")).to_be_visible()
        expect(password(ben)).to_be_focused()
        password(ben).fill("sonnenblume")
        password(ben).press("Enter")
        expect(ben.page.get_by_text("Das Passwort stimmt nicht.")).to_be_visible()
        expect(password(ben)).to_have_value("sonnenblume")
        expect(password(ben)).to_have_attribute("type", "password")
        ben.page.get_by_role("button", name="Passwort zeigen").click()
        expect(password(ben)).to_have_attribute("type", "text")
        password(ben).fill("Sonnenblume")
        password(ben).press("Enter")
        ben.board.is_live()
        ben.board.shows("Ideen", "Radweg", "Spielplatz", "Café")
        assert "#" not in ben.page.url

    def test_a_name_may_be_given_on_the_way(self, people: People, board: Board, link: dict[str, Any]) -> None:
        ben = people(bad_network=True).open(link["link"])
        password(ben).fill("Sonnenblume")
        name = ben.page.get_by_label("Ihr Name")
        name.fill("B" * 10_000)
        name.press("Enter")
        expect(ben.page.get_by_text("Höchstens 80 Zeichen gehen.")).to_be_visible()
        expect(name).to_be_focused()
        name.fill("Ben\u0007")
        name.press("Enter")
        expect(ben.page.get_by_text("Dieser Name enthält Zeichen, die nicht gehen.")).to_be_visible()
        name.fill("Ben")
        name.press("Enter")
        ben.board.is_live()
        ben.board.add_card("Ideen", "Badestelle")
        ben.board.has_sent_all()
        (card,) = [card for card in board.records("card").values() if card["title"] == "Badestelle"]
        assert card["author_name"] == "Ben"

    def test_whoever_is_there_by_another_link_sees_which_board_it_is_and_may_go_around(
        self, people: People, board: Board, link: dict[str, Any]
    ) -> None:
        ben = people(bad_network=True).join(board.key("viewer")["link"])
        # By then the device has kept the board.
        ben.page.get_by_role("link", name="Zur Startseite").click()
        expect(ben.page.get_by_role("link", name="Sommerfest").first).to_be_visible()
        ben.open(link["link"])
        expect(ben.page.get_by_text("Er führt zum Board „Sommerfest“.")).to_be_visible()
        ben.page.get_by_role("button", name="Ohne Passwort zum Board").click()
        ben.board.is_live()
        assert "#" not in ben.page.url

    def test_all_of_it_goes_by_keyboard_and_the_focus_is_never_lost(self, people: People, link: dict[str, Any]) -> None:
        ben = people(bad_network=True).open(link["link"])
        expect(heading(ben, "Dieser Link hat ein Passwort")).to_be_focused()
        tab_to(ben.page, password(ben))
        type_in(ben.page, "Rose")
        expect(ben.page.get_by_text("Das Passwort stimmt nicht.")).to_be_visible()
        expect(password(ben)).to_be_focused()
        ben.page.keyboard.press("Control+a")
        type_in(ben.page, "Sonnenblume")
        ben.board.is_live()
        expect(ben.page.get_by_role("main")).to_be_focused()

    def test_it_fits_a_phone_in_english_and_axe_finds_nothing(self, people: People, link: dict[str, Any]) -> None:
        ben = people(bad_network=True, locale="en-GB", **PHONE).open(link["link"])
        expect(heading(ben, "This link has a password")).to_be_visible()
        ben.page.get_by_role("button", name="To the board").click()
        expect(ben.page.get_by_text("Please enter the password.")).to_be_visible()
        for scheme in ("light", "dark"):
            ben.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert findings(ben.page) == set()
        assert ben.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        ben.page.get_by_label("Password", exact=True).fill("Sonnenblume")
        ben.page.get_by_role("button", name="To the board").click()
        expect(ben.page.get_by_role("heading", name="Sommerfest")).to_be_visible()


class TestWhileSomebodyGuesses:
    def test_the_right_password_still_opens_by_a_proof_of_work(
        self, people: People, board: Board, link: dict[str, Any]
    ) -> None:
        fill_the_open_lane(board, link["secret"])
        # Plain http under a name that is not localhost: there is no Web Crypto.
        address = board.client.address.replace("127.0.0.1", VILLAGE)
        ben = people(address, bad_network=True).open(link["link"].replace(board.client.address, address))
        password(ben).fill("Tulpe")
        password(ben).press("Enter")
        expect(ben.page.get_by_text("Das Passwort stimmt nicht.")).to_be_visible()
        password(ben).fill("Sonnenblume")
        password(ben).press("Enter")
        ben.board.is_live()

    def test_the_proof_can_be_given_up_and_begun_again(
        self, people: People, board: Board, link: dict[str, Any]
    ) -> None:
        fill_the_open_lane(board, link["secret"])
        held: list[Route] = []
        ben = people(bad_network=True)
        ben.context.route("**/proof-worker*", lambda route: held.append(route))
        ben.open(link["link"])
        password(ben).fill("Sonnenblume")
        password(ben).press("Enter")
        expect(ben.page.get_by_role("status").filter(has_text="Einen Moment bitte.")).to_be_visible()
        assert findings(ben.page) == set()
        ben.page.get_by_role("button", name="Abbrechen").click()
        expect(ben.page.get_by_text("Einen Moment bitte.")).to_have_count(0)
        expect(password(ben)).to_be_focused()
        expect(password(ben)).to_have_value("Sonnenblume")
        assert held
        ben.context.unroute("**/proof-worker*")
        password(ben).press("Enter")
        ben.board.is_live()

    def test_it_is_said_when_to_try_again_if_nothing_but_waiting_helps(
        self, people: People, board: Board, link: dict[str, Any]
    ) -> None:
        refusal = fill_the_open_lane(board, link["secret"])
        for _ in range(LANE + 1):
            fresh = guess(board, link["secret"])
            refusal = guess(board, link["secret"], proof=solve(fresh))
        over = [in_time(seconds=refusal["retry_after"] + seconds) for seconds in ROUNDED]
        assert refusal["code"] == "rate_limited"
        assert "challenge" not in refusal
        ben = people(bad_network=True).open(link["link"])
        password(ben).fill("Sonnenblume")
        password(ben).press("Enter")
        words = ben.page.get_by_text("zu viele falsche Passwörter probiert")
        expect(words).to_be_visible()
        expect(words).to_contain_text(re.compile("Ab ({}) Uhr".format("|".join(self._hour(ben, at) for at in over))))
        expect(password(ben)).to_have_value("Sonnenblume")

    def test_a_coordinator_lifts_the_lock_where_the_board_is_shared(
        self, people: People, board: Board, link: dict[str, Any]
    ) -> None:
        """[WA23]"""
        anna = people().join(board.key("coordinator", label="Anna")["link"])
        dialog = anna.board.share()
        lift = dialog.get_by_role("button", name="Sperre aufheben")
        expect(dialog.get_by_text("mit Passwort").first).to_be_visible()
        expect(lift).to_have_count(0)
        fill_the_open_lane(board, link["secret"])
        dialog.get_by_role("button", name="Schließen").click()
        dialog = anna.board.share()
        expect(dialog.get_by_text(f"{LANE} falsche Passwörter wurden probiert")).to_be_visible()
        expect(lift).to_have_count(1)
        assert findings(anna.page) == set()
        lift.click()
        expect(anna.page.get_by_text("Die Sperre von „Mitmachen“ ist aufgehoben.")).to_be_visible()
        expect(lift).to_have_count(0)
        expect(dialog.get_by_role("button", name="Link „Mitmachen“ ändern")).to_be_focused()
        assert guess(board, link["secret"])["reason"] == "password"

    def test_who_comes_when_many_come_waits_and_is_let_in(
        self, people: People, board: Board, link: dict[str, Any]
    ) -> None:
        """[LI6]"""
        ben = people(bad_network=True)
        asked: list[Route] = []

        def crowd(route: Route) -> None:
            asked.append(route)
            told = {"code": "rate_limited", "detail": "Many are coming.", "retry_after": 0.2}
            route.fulfill(status=429, json=told) if len(asked) in {1, 3, 4} else route.continue_()

        ben.context.route("**/enter", crowd)
        ben.open(link["link"])
        password(ben).fill("Sonnenblume")
        password(ben).press("Enter")
        ben.board.is_live()
        assert len(asked) == 5

    def _hour(self, person: Person, at: str) -> str:
        """What a clock beside the person will show then."""
        script = "at => new Date(at).toLocaleTimeString('de', {hour: 'numeric', minute: '2-digit'})"
        return str(person.page.evaluate(script, at))


class TestDeadLinks:
    @pytest.mark.parametrize(
        ("dates", "words", "lead"),
        [
            ({"ends_at": "2020-01-01T00:00:00.000Z"}, "Dieser Link ist abgelaufen", "Bitten Sie die Person"),
            ({"opens_at": "2999-01-01T11:00:00.000Z"}, "Dieser Link gilt noch nicht", "1. Januar 2999, 12:00"),
        ],
    )
    def test_one_that_does_not_hold_now_says_so(
        self, people: People, board: Board, dates: dict[str, str], words: str, lead: str
    ) -> None:
        ben = people(bad_network=True, timezone_id="Europe/Berlin").open(board.key("viewer", **dates)["link"])
        expect(heading(ben, words)).to_be_visible()
        expect(ben.page.get_by_text(lead)).to_be_visible()
        expect(ben.page.get_by_text("Sommerfest")).to_have_count(0)
        assert findings(ben.page) == set()

    def test_a_revoked_one_says_so_in_english(self, people: People, board: Board) -> None:
        made = board.key("viewer")
        board.do("key.revoke", key_id=made["key"]["id"])
        ben = people(bad_network=True, locale="en-GB", **PHONE).open(made["link"])
        expect(heading(ben, "This link was revoked")).to_be_visible()
        expect(ben.page.get_by_text("Ask the person who invited you")).to_be_visible()

    @pytest.mark.parametrize("which", ["unknown", "of another board"])
    def test_foreign_and_unknown_ones_look_the_same(self, people: People, board: Board, which: str) -> None:
        other = Guest(board.client.address).make_board("Geheim").key("viewer")["secret"]
        ben = people(bad_network=True).open(f"/b/{board.id}#{'falsch' if which == 'unknown' else other}")
        expect(heading(ben, "Hier hängt nichts")).to_be_visible()
        expect(ben.page.get_by_text("Dieses Board gibt es nicht, oder der Link gilt nicht mehr.")).to_be_visible()
        expect(ben.page.get_by_text("Geheim")).to_have_count(0)

    def test_who_has_been_removed_is_told(self, people: People, board: Board) -> None:
        made = board.key("contributor")
        ben = people(bad_network=True).join(made["link"])
        begin_a_card(ben, "Ein langer Gedanke")
        (visitor,) = {one for one in visitors_of(board) if one != board.snapshot()["you"]["visitor_id"]}
        board.do("visitor.remove", visitor_id=visitor)
        expect(heading(ben, "Sie sind nicht mehr auf diesem Board")).to_be_visible()
        expect(ben.page.get_by_text("Ein langer Gedanke")).to_be_visible()
        ben.open(made["link"])
        expect(heading(ben, "Sie sind nicht mehr auf diesem Board")).to_be_visible()

    def test_a_used_personal_link_says_what_to_do(self, people: People, board: Board) -> None:
        guest = board.browser("contributor")
        personal = guest.client.post(f"{guest.url}/me/link").json()["link"]
        people().become(personal)
        other = people(bad_network=True).open(personal)
        other.page.get_by_role("button", name="Ja, das war ich").click()
        expect(heading(other, "Dieser persönliche Link gilt nicht mehr")).to_be_visible()

    def test_whoever_is_there_by_another_link_comes_to_the_board_all_the_same(
        self, people: People, board: Board
    ) -> None:
        ben = people(bad_network=True).join(board.key("contributor")["link"])
        ben.page.goto("about:blank")
        ben.open(board.key("editor", ends_at="2020-01-01T00:00:00.000Z")["link"])
        ben.board.is_live()
        expect(ben.page.get_by_text("Sie sind mit Ihrem bisherigen Zugang hier.")).to_be_visible()
        assert "#" not in ben.page.url


class TestDatesThatCome:
    def test_the_board_appears_by_itself_when_a_link_opens(self, people: People, board: Board) -> None:
        ben = people(bad_network=True).open(board.key("viewer", opens_at=in_time(seconds=8))["link"])
        expect(heading(ben, "Dieser Link gilt noch nicht")).to_be_visible()
        expect(ben.page.get_by_text("Er öffnet sich: heute")).to_be_visible()
        ben.board.is_live()
        ben.board.shows("Ideen", "Radweg", "Spielplatz", "Café")

    def test_who_is_there_when_a_link_ends_is_told_and_keeps_the_words(self, people: People, board: Board) -> None:
        made = board.key("contributor")
        ben = people(bad_network=True).join(made["link"])
        begin_a_card(ben, "Ein langer Gedanke")
        board.do("key.change", key_id=made["key"]["id"], ends_at=in_time(seconds=2))
        expect(heading(ben, "Dieser Link ist abgelaufen")).to_be_visible()
        expect(heading(ben, "Dieser Link ist abgelaufen")).to_be_focused()
        expect(ben.page.get_by_text("Ein langer Gedanke")).to_be_visible()
        expect(ben.page.get_by_text("Radweg")).to_have_count(0)


def begin_a_card(person: Person, text: str) -> None:
    """Write without pinning it."""
    person.page.get_by_role("button", name="Karte anlegen in Ideen", exact=True).click()
    person.page.get_by_role("form", name="Karte anlegen in Ideen").get_by_label("Text").fill(text)


def visitors_of(board: Board) -> Iterator[str]:
    """Everybody who is here now."""
    with board.live() as socket:
        yield from (visitor["visitor_id"] for visitor in socket.expect("here")["visitors"])

"""Where boards are made by people who have signed in, or who know a password."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.api.signing_in import CALLBACK, settings
from tests.api.solving import solve
from tests.client import Guest
from tests.doors import Server, running
from tests.e2e.axe import findings
from tests.e2e.person import People, Person
from tests.provider import NAMES, Provider, provider_running

PASSWORD = "open sesame"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with provider_running() as provider:
        yield provider


@pytest.fixture(scope="module")
def town(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A served instance where people sign in."""
    with running(tmp_path_factory.mktemp("town"), **settings(provider, public_url="", board_makers="oidc")) as server:
        provider.redirects.add(server.address + CALLBACK)
        yield server


@pytest.fixture
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A served instance where one must know a password."""
    folder = tmp_path_factory.mktemp("locked")
    with running(folder, board_makers="password", board_password=PASSWORD) as server:
        yield server


@pytest.fixture
def person(people: People, town: Server, provider: Provider) -> Person:
    return people(town.address, elsewhere=provider.issuer)


def sign_in(person: Person, who: str = NAMES["anna"]) -> None:
    """From wherever the page offers it, by keyboard."""
    person.page.get_by_role("link", name="Anmelden").press("Enter")
    person.page.get_by_role("button", name=who).press("Enter")


def fault(page: Page) -> str:
    """What is said about the password."""
    field = page.get_by_label("Passwort zum Anlegen von Boards")
    expect(field).to_be_focused()
    assert field.get_attribute("aria-invalid") == "true"
    return page.locator(f"#{field.get_attribute('aria-describedby')}").inner_text()


def test_who_signs_in_makes_boards_and_finds_them_on_every_device(
    people: People, person: Person, town: Server, provider: Provider
):
    person.open("/")
    expect(person.page.get_by_text("Boards anlegen können hier alle, die sich angemeldet haben.")).to_be_visible()
    expect(person.page.get_by_role("button", name="Board anlegen")).to_have_count(0)
    sign_in(person)
    expect(person.page.get_by_text(NAMES["anna"])).to_be_visible()
    person.found("Sommerfest")
    phone = people(town.address, elsewhere=provider.issuer, viewport={"width": 390, "height": 800}).open("/")
    sign_in(phone)
    phone.page.get_by_role("link", name="Sommerfest").click()
    phone.board.is_live()
    phone.board.add_column("Ideen")
    expect(person.page.get_by_role("heading", name="Ideen")).to_be_visible()


def test_signing_out_leaves_nothing_of_the_boards_on_the_device(person: Person):
    person.open("/")
    sign_in(person)
    person.found("Geheimes Fest")
    path = f"/b/{person.board_id}"
    person.open("/")
    person.page.get_by_role("button", name="Abmelden").press("Enter")
    expect(person.page.get_by_role("status").filter(has_text="auf diesem Gerät abgemeldet")).to_be_visible()
    expect(person.page.get_by_role("link", name="Geheimes Fest")).to_have_count(0)
    expect(person.page.get_by_role("link", name="Anmelden")).to_be_focused()
    kept = kept_boards(person.page)
    assert "Geheimes Fest" not in kept
    assert path not in kept


def test_what_one_account_has_not_sent_is_neither_seen_nor_sent_by_the_next_one(
    people: People, town: Server, provider: Provider
):
    person = people(town.address, elsewhere=provider.issuer, bad_network=True)
    cut = [False]
    person.context.route_web_socket(
        re.compile(r"/live$"), lambda socket: socket.close() if cut[0] else socket.connect_to_server()
    )
    person.open("/")
    sign_in(person)
    person.found("Werkstatt")
    board_id = person.board_id
    person.board.add_column("Ideen")
    link = person.board.make_link("Mitmachen")
    cut[0] = True
    person.open(f"/b/{board_id}")
    person.board.pin("Ideen", "Annas Zettel")
    person.board.end_adding()
    person.board.waits(1)
    sign_out(person, "bleibt hier aufgehoben")
    cut[0] = False
    sign_in(person, NAMES["bernd"])
    person.page.get_by_text(NAMES["bernd"]).wait_for()
    person.join(link)
    person.board.pin("Ideen", "Bernds Zettel")
    person.board.end_adding()
    person.board.shows("Ideen", "Bernds Zettel")
    person.board.has_sent_all(others=1)
    sign_out(person, "auf diesem Gerät abgemeldet. Beim Anmeldedienst")
    sign_in(person)
    person.page.get_by_text(NAMES["anna"]).wait_for()
    person.open(f"/b/{board_id}").board.is_live()
    person.board.has_sent_all()
    expect(person.board.headings("Ideen")).to_contain_text(["Bernds Zettel", "Annas Zettel"])


def sign_out(person: Person, words: str) -> None:
    """From the start page; what is said of it."""
    person.open("/").page.get_by_role("button", name="Abmelden").press("Enter")
    expect(person.page.get_by_role("status").filter(has_text=words)).to_be_visible()


def test_an_account_is_deleted_by_its_owner_and_the_boards_stay(people: People, person: Person, town: Server):
    person.open("/")
    sign_in(person, NAMES["bernd"])
    person.found("Bernds Fest")
    board_id = person.board_id
    link = person.board.make_link("Mitmachen")
    person.open("/")
    opener = person.page.get_by_role("button", name="Konto löschen …")
    opener.press("Enter")
    dialog = person.board.dialog
    expect(dialog.get_by_role("heading", name="Ihr Konto hier löschen?")).to_be_focused()
    person.page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    opener.press("Enter")
    dialog.get_by_role("button", name="Konto löschen", exact=True).press("Enter")
    expect(person.page.get_by_role("status").filter(has_text="Ihr Konto ist hier gelöscht.")).to_be_visible()
    expect(person.page.get_by_role("link", name="Anmelden")).to_be_focused()
    expect(opener).to_have_count(0)
    assert board_id not in kept_boards(person.page)
    sign_in(person, NAMES["bernd"])
    expect(person.page.get_by_text("Noch ist hier nichts.")).to_be_visible()
    people(town.address).join(link)


def kept_boards(page: Page) -> str:
    """What the device has kept of boards."""
    kept: str = page.evaluate(
        """() => new Promise((done) => {
            const opening = indexedDB.open('korkwand');
            opening.onsuccess = () => {
                const all = opening.result.transaction('boards').objectStore('boards').getAll();
                all.onsuccess = () => done(JSON.stringify(all.result));
            };
        })"""
    )
    return kept


def test_a_board_that_is_not_found_may_be_found_after_signing_in(people: People, town: Server, provider: Provider):
    desk = people(town.address, elsewhere=provider.issuer).open("/")
    sign_in(desk)
    desk.found("Dorfplatz")
    phone = people(town.address, elsewhere=provider.issuer, bad_network=True).open(f"/b/{desk.board_id}")
    expect(phone.page.get_by_text("Vielleicht gehört das Board zu Ihrem Konto.")).to_be_visible()
    sign_in(phone)
    phone.board.is_live()
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("Dorfplatz")


def test_who_cancels_reads_what_can_be_done(people: People, town: Server, provider: Provider):
    person = people(town.address, elsewhere=provider.issuer, bad_network=True).open("/")
    sign_in(person, "Abbrechen")
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Sie sind nicht angemeldet")
    assert findings(person.page) == set()
    person.page.get_by_role("link", name="Zur Startseite").click()
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Gemeinsam Ideen sammeln")


def test_a_password_is_asked_for_in_plain_words(people: People, locked: Server):
    person = people(locked.address, bad_network=True).open("/")
    page = person.page
    page.get_by_label("Wie soll Ihr Board heißen?").fill("Sommerfest")
    page.get_by_role("button", name="Board anlegen").click()
    assert fault(page) == "Zum Anlegen braucht es hier ein Passwort. Bitte geben Sie es ein."
    page.get_by_label("Passwort zum Anlegen von Boards").fill("sesame")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Dieses Passwort stimmt nicht.")).to_be_visible()
    assert fault(page).startswith("Dieses Passwort stimmt nicht.")
    page.get_by_label("Passwort zum Anlegen von Boards").fill(PASSWORD)
    page.keyboard.press("Enter")
    person.board.is_live()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sommerfest")


def test_the_example_needs_the_password_too(people: People, locked: Server):
    person = people(locked.address, bad_network=True).open("/")
    person.page.get_by_role("button", name="Beispiel ansehen").click()
    assert "braucht es hier ein Passwort" in fault(person.page)
    person.page.get_by_label("Passwort zum Anlegen von Boards").fill(PASSWORD)
    person.page.get_by_role("button", name="Beispiel ansehen").click()
    person.board.is_live()


def test_who_knows_the_password_gets_past_somebody_who_guesses_and_else_reads_how_long_to_wait(
    people: People, locked: Server
):
    guest = Guest(locked.address)
    body = {"title": "x", "password": "wrong"}
    refused = [guest.post("/api/boards", json=body) for _ in range(21)]
    assert refused[-1].status_code == 429
    knows = people(locked.address, bad_network=True).open("/")
    knows.page.get_by_label("Passwort zum Anlegen von Boards").fill(PASSWORD)
    knows.page.get_by_role("button", name="Beispiel ansehen").click()
    knows.board.is_live()
    for _ in range(20):
        guest.post("/api/boards", json={**body, "proof": solve(refused[-1].json())})
        refused.append(guest.post("/api/boards", json=body))
    person = people(locked.address, bad_network=True, locale="en-GB").open("/")
    person.page.get_by_label("Password for making boards").fill(PASSWORD)
    person.page.get_by_role("button", name="Look at an example").click()
    expect(person.page.get_by_text("That was too often in a row. Please try again in 15 minutes.")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_axe_finds_nothing_in_any_of_these_pages(
    people: People, town: Server, locked: Server, provider: Provider, width: int
):
    size = {"width": width, "height": 800}
    found: dict[str, set[str]] = {}

    def look(person: Person, name: str) -> None:
        for scheme in ("light", "dark"):
            person.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            # On 320 pixels only that nothing must be scrolled sideways.
            if width > 320 and (faults := findings(person.page, only_colors=scheme == "dark")):
                found[f"{name} ({scheme})"] = faults
        assert person.page.evaluate("document.documentElement.scrollWidth") <= width, name

    person = people(town.address, elsewhere=provider.issuer, viewport=size, bad_network=True).open("/b/nichts")
    person.page.get_by_role("link", name="Anmelden").wait_for()
    look(person, "not found")
    person.open("/").page.get_by_role("link", name="Anmelden").wait_for()
    look(person, "not signed in")
    sign_in(person)
    person.page.get_by_role("button", name="Abmelden").wait_for()
    look(person, "signed in")
    person.page.get_by_role("button", name="Konto löschen …").click()
    person.board.dialog.get_by_role("button", name="Konto löschen", exact=True).wait_for()
    look(person, "account to be deleted")
    person.board.dialog.get_by_role("button", name="Abbrechen").click()
    person.open("/api/sign-in/callback")
    look(person, "failed")
    other = people(locked.address, viewport=size, bad_network=True).open("/")
    other.page.get_by_label("Passwort zum Anlegen von Boards").wait_for()
    look(other, "password")
    other.page.get_by_role("button", name="Beispiel ansehen").click()
    fault(other.page)
    look(other, "no password")
    assert found == {}

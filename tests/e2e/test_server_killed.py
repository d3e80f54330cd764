"""The server loses its power while two people work: nothing acknowledged is lost, nothing typed arrives twice."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.client import Board, Guest
from tests.e2e.killable import KillableServer, killable
from tests.e2e.person import People, Person

ROUNDS = 2


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KillableServer]:
    """A server for this module alone."""
    with killable(tmp_path_factory.mktemp("killed")) as server:
        yield server


@pytest.fixture
def board(server: KillableServer) -> Board:
    """A board with one column, made by REST."""
    board = Guest(server.address).make_board("Sommerfest")
    column = board.column("Ideen")
    board.card(column["id"], "Radweg", text="Am Fluss")
    return board


def arrive(people: People, board: Board) -> list[Person]:
    pair = [people(bad_network=True).join(board.key("editor")["link"]) for _ in range(2)]
    for person in pair:
        person.page.get_by_role("button", name="Karte anlegen in Ideen").click()
    return pair


def pin(person: Person, title: str, text: str) -> None:
    """Type quickly, and do not wait for anything."""
    form = person.page.get_by_role("form", name="Karte anlegen in Ideen")
    form.get_by_label("Titel").fill(title)
    form.get_by_label("Text").fill(text)
    form.get_by_label("Titel").press("Enter")


def stored(board: Board) -> list[tuple[str, str]]:
    cards = sorted(board.records("card").values(), key=lambda card: (card["rank"], card["id"]))
    return [(card["title"], card["text"]) for card in cards]


def shown(person: Person) -> list[tuple[str, str]]:
    articles = person.board.column("Ideen").get_by_role("article")
    texts = articles.evaluate_all("all => all.map(one => one.querySelector('p')?.textContent)")
    return list(zip(person.board.titles("Ideen"), texts, strict=True))


def test_the_state_is_said_in_words(people: People, server: KillableServer, board: Board):
    pair = arrive(people, board)
    server.kill()
    for person in pair:
        header = person.page.get_by_role("banner")
        expect(header.get_by_text(re.compile("Keine Verbindung|Verbindung wird aufgebaut"))).to_be_visible()
        pin(person, "Ohne Netz", "x")
        expect(header.get_by_text("1 Änderung wartet aufs Senden")).to_be_visible()
        expect(person.board.headings("Ideen").last).to_have_text("Ohne Netz")
        with person.page.expect_websocket():
            person.page.get_by_role("button", name="Jetzt versuchen").click()
    server.start()
    for person in pair:
        person.hurry()
        person.board.is_live()
        expect(person.page.get_by_role("button", name="Jetzt versuchen")).to_have_count(0)
        expect(person.page.get_by_role("banner").get_by_text("wartet aufs Senden")).to_have_count(0)
        expect(person.board.headings("Ideen").filter(has_text="Ohne Netz")).to_have_count(2)


def test_nothing_is_lost_or_doubled(people: People, server: KillableServer, board: Board):
    pair = arrive(people, board)
    typed = [("Radweg", "Am Fluss")]
    for turn in range(ROUNDS):
        for name, person in zip(("Anna", "Ben"), pair, strict=True):
            pin(person, f"{name} {turn} kurz davor", f"Text {turn}")
        server.kill()
        for name, person in zip(("Anna", "Ben"), pair, strict=True):
            pin(person, f"{name} {turn} danach", f"Text {turn}")
            typed += [(f"{name} {turn} {when}", f"Text {turn}") for when in ("kurz davor", "danach")]
        server.start()
        for person in pair:
            person.hurry()
            person.board.is_live()
    for person in pair:
        expect(person.board.headings("Ideen")).to_have_count(len(typed))
        expect(person.page.get_by_role("banner").get_by_text("Senden")).to_have_count(0)
    assert sorted(stored(board)) == sorted(typed)
    assert shown(pair[0]) == shown(pair[1]) == stored(board)


def test_a_board_opened_while_the_server_is_away_comes_by_itself(people: People, server: KillableServer, board: Board):
    anna = people(bad_network=True).open("/")
    # This device may enter the board and has never shown it.
    secret = board.key("editor")["secret"]
    entered = anna.context.request.post(
        f"{server.address}{board.url}/enter", data={"secret": secret}, headers={"Origin": server.address}
    )
    assert entered.ok, entered.text()
    anna.page.reload()
    expect(anna.page.get_by_role("link", name=re.compile("Sommerfest"))).to_be_visible()
    server.kill()
    anna.page.get_by_role("link", name=re.compile("Sommerfest")).click()
    expect(anna.page.get_by_role("heading", name="Das Board ist gerade nicht erreichbar")).to_be_visible()
    server.start()
    anna.board.is_live()
    anna.board.shows("Ideen", "Radweg")

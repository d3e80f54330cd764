"""Phases as everybody sees them: planned in a dialog, begun by hand or at their hour, and what they leave to whom."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, expect

from tests.client import Board, Guest, new_id
from tests.e2e.clocked import ClockedServer, clocked
from tests.e2e.person import People, Person

BERLIN = ZoneInfo("Europe/Berlin")
VIEWS = pytest.mark.parametrize("path", ["", "/list"], ids=["board", "list"])
COLLECT = "Sie können Karten anlegen, eigene Karten verschieben und kommentieren."


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClockedServer]:
    """A server for this module alone, whose clock can be put forward."""
    with clocked(tmp_path_factory.mktemp("clocked")) as server:
        yield server


@pytest.fixture
def board(server: ClockedServer) -> Board:
    """A board with two columns and a card."""
    board = Guest(server.address).make_board("Sommerfest")
    ideas = board.column("Ideen")
    board.column("Favoriten")
    board.card(ideas["id"], "Radweg")
    return board


def come(people: People, board: Board, role: str, path: str = "", **options: object) -> Person:
    options = {"timezone_id": "Europe/Berlin", **options}
    return people(**options).join(board.key(role)["link"].replace("#", f"{path}#"))


def strip(person: Person) -> Locator:
    return person.page.get_by_role("complementary", name="Phasen")


def plan(person: Person) -> Locator:
    person.board.menu().get_by_role("menuitem", name="Phasen").press("Enter")
    return person.page.get_by_role("dialog", name="Phasen")


def line(dialog: Locator, stage: str) -> Locator:
    return dialog.get_by_role("group", name=stage)


def local(moment: datetime) -> str:
    """As the field for date and time has it."""
    return moment.astimezone(BERLIN).strftime("%Y-%m-%dT%H:%M")


def told(moment: datetime) -> str:
    """As the strip tells the hour."""
    return moment.astimezone(BERLIN).strftime("%-H:%M")


@VIEWS
def test_phases_are_planned_and_begun_by_hand(people: People, board: Board, path: str):
    anna, ben = (come(people, board, role, path) for role in ("coordinator", "contributor"))
    dialog = plan(anna)
    expect(dialog.get_by_role("heading", name="Phasen")).to_be_focused()
    dialog.get_by_role("checkbox", name="Abstimmen").uncheck()
    line(dialog, "Sortieren").get_by_label("Name").fill("Ordnen")
    line(dialog, "Sammeln").get_by_role("button", name="Jetzt beginnen").press("Enter")
    anna.board.has_no_dialog()
    expect(strip(ben)).to_contain_text(f"Sammeln {COLLECT}")
    expect(ben.page.get_by_text(f"Jetzt: Sammeln. {COLLECT}")).to_be_visible()
    expect(strip(anna)).to_contain_text("Alle dürfen, was ihr Link erlaubt.")
    ben.board.add_card("Ideen", "Badestelle")
    strip(anna).get_by_role("button", name="Phasen").press("Enter")
    expect(line(dialog, "Sammeln").get_by_text("Läuft gerade")).to_be_visible()
    expect(dialog.get_by_role("checkbox", name="Abstimmen")).not_to_be_checked()
    line(dialog, "Sortieren").get_by_role("button", name="Jetzt beginnen").press("Enter")
    expect(strip(ben)).to_contain_text("Ordnen Sie können eigene Karten verschieben und kommentieren.")
    expect(ben.page.get_by_role("button", name="Karte anlegen in Ideen")).to_have_count(0)
    ben.board.move("Badestelle", "Favoriten")
    anna.board.shows("Favoriten", "Badestelle")


def test_a_phase_begins_at_its_hour_before_everybodys_eyes(people: People, server: ClockedServer, board: Board):
    hour = server.now() + timedelta(hours=2)
    anna, ben, cora = (come(people, board, role) for role in ("coordinator", "contributor", "editor"))
    dialog = plan(anna)
    expect(dialog.get_by_label("Zeitzone")).to_have_value("Europe/Berlin")
    line(dialog, "Abgeschlossen").get_by_label("Beginnt am").fill(local(hour))
    line(dialog, "Sammeln").get_by_role("button", name="Jetzt beginnen").press("Enter")
    for person in (ben, cora):
        expect(strip(person)).to_contain_text(f"{told(hour)}, dann Abgeschlossen")
    ben.board.add_card("Ideen", "Badestelle")
    ben.board.has_sent_all()
    server.forward(timedelta(hours=2))
    for person in (ben, cora):
        expect(person.page.get_by_text("Jetzt: Abgeschlossen. Sie können alles lesen.")).to_be_visible()
    for person in (ben, cora):
        expect(strip(person)).to_contain_text("Abgeschlossen Sie können alles lesen.")
        expect(strip(person)).not_to_contain_text("bis")
        for name in ("Karte anlegen in Ideen", "Spalte anlegen", "Menü der Spalte Ideen"):
            expect(person.page.get_by_role("button", name=name)).to_have_count(0)
        dialog = person.board.open_card("Badestelle")
        expect(dialog.get_by_role("textbox")).to_have_count(0)
        person.board.close_dialog()
    anna.board.add_card("Ideen", "Bank")
    ben.board.shows("Ideen", "Radweg", "Badestelle", "Bank")
    assert [phase["title"] for phase in board.records("phase").values()] == ["", "", "", ""]


def test_who_comes_later_finds_the_present_phase(people: People, server: ClockedServer, board: Board):
    at = (server.now() + timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:00.000Z")
    board.do("phase.add", phase_id=new_id(), stage="vote", title="Stimmen Sie ab", opens_at=at)
    ben = come(people, board, "contributor")
    expect(strip(ben)).to_contain_text("Stimmen Sie ab beginnt")
    ben.open("/")
    server.forward(timedelta(minutes=10))
    ben.join(board.key("contributor")["link"])
    expect(strip(ben)).to_contain_text("Stimmen Sie ab Sie können kommentieren.")


def test_an_hour_comes_also_without_a_connection(people: People, server: ClockedServer, board: Board):
    ben = come(people, board, "contributor", bad_network=True)
    at = (server.now() + timedelta(seconds=4)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    board.do("phase.add", phase_id=new_id(), stage="done", opens_at=at)
    expect(strip(ben)).to_contain_text("Abgeschlossen beginnt")
    expect(ben.page.get_by_role("button", name="Karte anlegen in Ideen")).to_be_visible()
    ben.context.set_offline(True)
    expect(strip(ben)).to_contain_text("Abgeschlossen Sie können alles lesen.")
    expect(ben.page.get_by_role("button", name="Karte anlegen in Ideen")).to_have_count(0)


def test_a_bad_hour_is_explained_beside_its_field_and_nothing_is_lost(
    people: People, server: ClockedServer, board: Board
):
    anna = come(people, board, "coordinator")
    dialog = plan(anna)
    now = server.now()
    line(dialog, "Sammeln").get_by_label("Name").fill("Ideen sammeln")
    collect, sort = (line(dialog, stage).get_by_label("Beginnt am") for stage in ("Sammeln", "Sortieren"))
    vote = line(dialog, "Abstimmen").get_by_label("Beginnt am")
    collect.fill(local(now - timedelta(days=1)))
    sort.fill(local(now + timedelta(days=3)))
    vote.fill(local(now + timedelta(days=2)))
    dialog.get_by_role("button", name="Speichern").press("Enter")
    expect(collect).to_be_focused()
    expect(collect).to_have_accessible_description("Diese Zeit ist schon vorbei.")
    expect(vote).to_have_accessible_description("Diese Zeit liegt nicht nach der Phase davor.")
    expect(line(dialog, "Sammeln").get_by_label("Name")).to_have_value("Ideen sammeln")
    assert board.records("phase") == {}
    collect.fill("2031-03-30T02:30")
    dialog.get_by_role("button", name="Speichern").press("Enter")
    expect(collect).to_have_accessible_description("Diese Uhrzeit gibt es nicht: Da wird die Uhr vorgestellt.")
    collect.fill("")
    collect.press("1")
    dialog.get_by_role("button", name="Speichern").press("Enter")
    expect(collect).to_have_accessible_description("Bitte Tag und Uhrzeit ganz angeben.")
    collect.fill(local(now + timedelta(days=1)))
    vote.fill(local(now + timedelta(days=4)))
    dialog.get_by_role("button", name="Speichern").press("Enter")
    anna.board.has_no_dialog()
    anna.board.has_sent_all()
    hours = {phase["stage"]: phase["opens_at"] for phase in board.records("phase").values()}
    assert {stage: hour and local(datetime.fromisoformat(hour)) for stage, hour in hours.items()} == {
        "collect": local(now + timedelta(days=1)),
        "sort": local(now + timedelta(days=3)),
        "vote": local(now + timedelta(days=4)),
        "done": None,
    }


def test_phases_change_places_by_keyboard(people: People, board: Board):
    for stage, title in (("collect", ""), ("sort", ""), ("done", "Ende")):
        board.do("phase.add", phase_id=new_id(), stage=stage, title=title)
    anna, cora = (come(people, board, "coordinator") for _ in range(2))
    dialog = plan(anna)
    expect(dialog.get_by_role("button", name="„Abstimmen“")).to_have_count(0)
    up = dialog.get_by_role("button", name="„Ende“ nach oben")
    for place in (2, 1):
        up.press("Enter")
        expect(dialog.get_by_role("log")).to_have_text(f"„Ende“ ist jetzt Phase {place} von 3.")
        expect(up).to_be_focused()
    expect(up).to_be_disabled()
    up.press("Enter")
    down = dialog.get_by_role("button", name="„Sammeln“ nach unten")
    down.press("Space")
    expect(dialog.get_by_role("log")).to_have_text("„Sammeln“ ist jetzt Phase 3 von 3.")
    expect(down).to_be_focused()
    expect(down).to_be_disabled()
    dialog.get_by_role("button", name="Speichern").press("Enter")
    anna.board.has_no_dialog()
    anna.board.has_sent_all()
    order = sorted(board.records("phase").values(), key=lambda phase: phase["rank"])
    assert [phase["stage"] for phase in order] == ["done", "sort", "collect"]
    moves = plan(cora).get_by_role("button", name="nach oben")
    expect(moves.first).to_have_accessible_name("„Ende“ nach oben")
    expect(moves.last).to_have_accessible_name("„Sammeln“ nach oben")


def test_the_zone_is_named_to_who_lives_in_another(people: People, server: ClockedServer, board: Board):
    anna = come(people, board, "coordinator")
    dialog = plan(anna)
    dialog.get_by_label("Zeitzone").select_option("Asia/Tokyo")
    noon = (server.now() + timedelta(days=2)).strftime("%Y-%m-%dT12:00")
    line(dialog, "Sammeln").get_by_label("Beginnt am").fill(noon)
    dialog.get_by_role("button", name="Speichern").press("Enter")
    expect(strip(anna)).to_contain_text("12:00 (Asia/Tokyo)")
    anna.board.has_sent_all()
    (hour,) = [phase["opens_at"] for phase in board.records("phase").values() if phase["opens_at"]]
    assert hour.endswith("T03:00:00.000Z")
    kenji = come(people, board, "contributor", timezone_id="Asia/Tokyo")
    expect(strip(kenji)).to_contain_text("Sammeln beginnt")
    expect(strip(kenji)).not_to_contain_text("Tokyo")


def test_phases_in_english_on_a_phone(people: People, board: Board):
    anna = people(locale="en-GB", viewport={"width": 390, "height": 800}).open(board.key("coordinator")["link"])
    anna.page.get_by_role("button", name="Menu of the board").click()
    anna.page.get_by_role("menuitem", name="Phases").click()
    dialog = anna.page.get_by_role("dialog", name="Phases")
    dialog.get_by_role("group", name="Vote").get_by_role("button", name="Begin now").click()
    region = anna.page.get_by_role("complementary", name="Phases")
    expect(region).to_contain_text("Vote Read and comment. The cards stay as they are.")
    expect(anna.page.get_by_text("Now: Vote.")).to_be_visible()

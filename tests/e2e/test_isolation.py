"""The page keeps to itself: strict policies hold, nothing is asked of another host, and no secure context is needed.

Every browser test checks the first two for everybody in it (Person.faults); here it is proved that this check can fail.
"""

import pytest
from playwright.sync_api import expect

from tests.client import Board
from tests.doors import Server
from tests.e2e.person import VILLAGE, People


@pytest.fixture
def village(server: Server) -> str:
    """The server's address under a name that is not localhost."""
    return server.address.replace("127.0.0.1", VILLAGE)


def faults_of(people: People, attack: str) -> str:
    person = people().open("/")
    person.page.get_by_role("heading", level=1).wait_for()
    assert person.faults == []
    person.page.evaluate(f"() => {{ setTimeout(() => {{ {attack} }}) }}")
    person.page.wait_for_event("console")
    person.page.wait_for_timeout(300)  # the browser says it once more in words of its own
    person.close()
    faults, person.faults = person.faults, []
    return "\n".join(faults)


@pytest.mark.parametrize(
    ("attack", "rule"),
    [
        ("document.body.innerHTML = '<b>x</b>'", "require-trusted-types-for"),
        ("const s = document.createElement('style'); s.textContent = '*{}'; document.head.append(s)", "style-src"),
        ("new Image().src = 'https://example.org/x.png'", "img-src"),
        ("fetch('https://example.org/').catch(() => 0)", "connect-src"),
        ("eval('1')", "TrustedScript|trusted-types"),
    ],
)
def test_what_is_forbidden_is_stopped_and_noticed(people: People, attack: str, rule: str):
    faults = faults_of(people, attack)
    assert any(word in faults for word in rule.split("|")), faults


def test_a_request_to_another_host_is_noticed(people: People, village: str):
    person = people().open("/")
    person.open(f"{village}/")
    person.close()
    assert f"request to another host: {village}/" in person.faults
    person.faults.clear()


def test_everything_works_over_plain_http_in_a_village_hall(people: People, village: str):
    anna = people(village).found("Sommerfest")
    assert anna.page.evaluate("isSecureContext") is False
    anna.board.add_column("Ideen")
    anna.board.end_adding()
    link = anna.board.make_link("Bearbeiten")
    assert link.startswith(village)
    ben = people(village).join(link)
    assert "#" not in ben.page.url
    assert [(cookie["httpOnly"], cookie["secure"]) for cookie in ben.context.cookies()] == [(True, False)]
    ben.board.add_card("Ideen", "Radweg")
    anna.board.shows("Ideen", "Radweg")
    anna.board.add_card("Ideen", "Café")
    ben.board.shows("Ideen", "Radweg", "Café")


def test_a_link_can_be_copied_without_a_secure_context(people: People, village: str):
    anna = people(village).found("Sommerfest")
    anna.page.get_by_role("button", name="Link kopieren").click()
    expect(anna.page.get_by_text("Kopiert.")).to_be_visible()
    board = anna.board_id
    field = anna.open("/").page.get_by_label("Wie soll Ihr Board heißen?")
    field.press("Control+v")
    assert field.input_value().startswith(f"{village}/b/{board}#")


def test_nothing_is_kept_on_a_device_before_it_is_needed(people: People, board: Board):
    person = people().open("/")
    person.page.get_by_role("heading", level=1).wait_for()
    assert person.context.cookies() == []
    assert person.page.evaluate("localStorage.length + sessionStorage.length") == 0
    stores = "Promise.all([indexedDB.databases(), caches.keys(), navigator.serviceWorker.getRegistrations()])"
    assert person.page.evaluate(stores) == [[], [], []]

"""A board that was here before shows at once, also on a bad line; a device that keeps nothing says so and works."""

import json
import math
import re
from collections import Counter
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.client import Board, edit
from tests.e2e.person import People, Person

CARDS = 200
BAD_LINE = {"offline": False, "latency": 300, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""400 kbit/s and 300 ms."""
MOST_JOURNEYS, MOST_KB = 3, 82
"""On that line 2.6 s: the page, its script, the board."""
AFTERWARDS = r"/soon-|favicon|/api/instance"
"""What follows when the board stands, and the icon, which is the browser's own wish."""
WHEN_PAINTED = f"""
globalThis.painted = new Promise((done) => {{
  const look = () => {{
    if (document.querySelectorAll('main article').length < {CARDS}) requestAnimationFrame(look);
    else requestAnimationFrame(() => setTimeout(() => done(performance.now())));
  }};
  look();
}});
"""
REFUSED = "IDBFactory.prototype.open = () => { throw new DOMException('refused', 'SecurityError'); };"
SILENT = "IDBFactory.prototype.open = () => new EventTarget();"
FULL = "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };"


@pytest.fixture
def big(board: Board) -> Board:
    """A board with 200 cards."""
    columns = list(board.records("column"))
    missing = CARDS - len(board.records("card"))
    cards = [
        edit("card.add", column_id=columns[n % 2], title=f"Idee {n}", text=f"Vorschlag {n * 7919}: " + "Am Fluss. " * 9)
        for n in range(missing)
    ]
    answer = board.client.post(f"{board.url}/edits", json={"edits": cards})
    assert all("seq" in result for result in answer.json()["results"])
    return board


def slow_worker(context: BrowserContext) -> None:
    """A bad line for the service worker, which is a target of its own."""
    assert context.browser is not None
    cdp = context.browser.new_browser_cdp_session()
    for target in cdp.send("Target.getTargets")["targetInfos"]:
        if target["type"] == "service_worker":
            session = cdp.send("Target.attachToTarget", {"targetId": target["targetId"], "flatten": False})["sessionId"]
            for number, (method, params) in enumerate(
                [("Network.enable", {}), ("Network.emulateNetworkConditions", BAD_LINE)], 1
            ):
                message = json.dumps({"id": number, "method": method, "params": params})
                cdp.send("Target.sendMessageToTarget", {"sessionId": session, "message": message})


class Fetched:
    """What a page fetches until the board stands, as the browser's own tools tell it."""

    def __init__(self, page: Page) -> None:
        self._began: dict[str, float] = {}
        self._answered: dict[str, float] = {}
        self._bytes: Counter[str] = Counter()
        self._cdp = page.context.new_cdp_session(page)
        self._cdp.send("Network.enable")
        self._cdp.send("Network.emulateNetworkConditions", BAD_LINE)
        self._cdp.on("Network.requestWillBeSent", self._ask)
        self._cdp.on("Network.responseReceived", self._hear)
        self._cdp.on("Network.dataReceived", self._add)

    @property
    def journeys(self) -> int:
        """How many requests followed one another: a later one begins when one before it has been answered."""
        depth: dict[str, int] = {}
        for request, began in sorted(self._began.items(), key=lambda item: item[1]):
            before = [number for other, number in depth.items() if self._answered.get(other, math.inf) <= began]
            depth[request] = 1 + max(before, default=0)
        return max(depth.values())

    @property
    def kilobytes(self) -> float:
        """Of all bodies, as they come over the line."""
        return sum(self._bytes[request] for request in self._began) / 1024

    def _ask(self, told: dict[str, Any]) -> None:
        if not re.search(AFTERWARDS, told["request"]["url"]):
            self._began[told["requestId"]] = told["timestamp"]

    def _hear(self, told: dict[str, Any]) -> None:
        self._answered[told["requestId"]] = told["timestamp"]

    def _add(self, told: dict[str, Any]) -> None:
        self._bytes[told["requestId"]] += told["encodedDataLength"]


def test_two_hundred_cards_on_a_bad_line(people: People, big: Board, capsys: pytest.CaptureFixture[str]):
    """By what is fetched, since a clock would judge the machine; on a quiet one it took 2.7 s, and 0.4 s once known."""
    known = people().join(big.key("editor")["link"]).context.storage_state()
    # Its cookie and nothing else: a device that keeps nothing of the board yet.
    cookie = {"cookies": known["cookies"], "origins": []}
    link = big.key("contributor")["link"].removeprefix(people().address)

    def first_sight(person: Person, path: str) -> Fetched:
        person.context.add_init_script(WHEN_PAINTED)
        fetched = Fetched(person.page)
        painted = person.open(path).page.evaluate("painted")
        with capsys.disabled():
            print(f"\n{fetched.journeys} journeys, {fetched.kilobytes:.1f} KB: {painted:.0f} ms")
        return fetched

    person = people(storage_state=cookie)
    for fetched in (first_sight(people(), link), first_sight(person, f"/b/{big.id}")):
        assert fetched.journeys <= MOST_JOURNEYS
        assert fetched.kilobytes <= MOST_KB
    person.board.is_live()
    person.keeps_the_page()
    person.page.close()
    person.page = person.context.new_page()
    slow_worker(person.context)
    assert first_sight(person, f"/b/{big.id}").kilobytes == 0


def test_who_comes_by_a_link_gets_the_board_at_the_door(people: People, board: Board):
    anna = people()
    asked: list[tuple[str, str]] = []
    anna.page.on("request", lambda request: asked.append((request.method, request.url.removeprefix(anna.address))))
    anna.join(board.key("editor")["link"])
    anna.board.shows("Ideen", "Radweg", "Spielplatz", "Café")
    of_board = [(method, path) for method, path in asked if path.startswith(board.url)]
    assert of_board == [("POST", f"{board.url}/enter")]


def test_a_warm_start_asks_for_no_snapshot(people: People, board: Board):
    anna = people().join(board.key("editor")["link"])
    anna.board.add_card("Ideen", "Badestelle")
    anna.page.close()
    anna.page = anna.context.new_page()
    asked: list[str] = []
    anna.page.on("request", lambda request: asked.append(request.url.removeprefix(anna.address)))
    board.card(next(iter(board.records("column"))), "Inzwischen")
    anna.open(f"/b/{board.id}")
    anna.board = type(anna.board)(anna.page)
    anna.board.is_live()
    anna.board.shows("Ideen", "Radweg", "Spielplatz", "Café", "Badestelle", "Inzwischen Neu")
    assert [path for path in asked if path.startswith("/api/boards")] == []


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (REFUSED, "Dieses Gerät kann nichts aufheben"),
        (SILENT, "Dieses Gerät kann nichts aufheben"),
        (FULL, "Auf diesem Gerät ist kein Platz"),
    ],
    ids=["refused", "silent", "full"],
)
def test_a_device_that_keeps_nothing_says_so_once_and_works(people: People, board: Board, fault: str, words: str):
    anna, ben = people(), people().join(board.key("editor")["link"])
    anna.context.add_init_script(fault)
    anna.join(board.key("editor")["link"])
    expect(anna.page.get_by_text(words)).to_have_count(1)
    anna.page.get_by_role("button", name="Meldung schließen").click()
    anna.board.add_card("Ideen", "Badestelle")
    ben.board.shows("Ideen", "Radweg", "Spielplatz", "Café", "Badestelle")
    anna.board.edit_card("Radweg").get_by_label("Text").fill("Am Fluss")
    anna.board.dialog.get_by_role("button", name="Speichern").click()
    expect(ben.board.card("Radweg")).to_contain_text("Am Fluss")
    expect(anna.page.get_by_text(words)).to_have_count(0)

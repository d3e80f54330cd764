"""One visitor with a browser profile of their own, and a watch over everything that must never happen in it."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from tests.e2e.board_view import PATIENT_MS, BoardView

VILLAGE = "dorfhaus.test"
"""A host name that is not localhost: to a browser, plain http there is no secure context."""
TELL_VIOLATIONS = """
document.addEventListener('securitypolicyviolation', (event) => {
  console.error(`Policy violated: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});
"""
HEAR = """
const heard = (window.heard = []);
new MutationObserver((records) => {
  for (const { target } of records) {
    const words = (target.closest ? target : target.parentElement)?.closest('[role=log]')?.textContent;
    if (words && words !== heard.at(-1)) heard.push(words);
  }
}).observe(document, { childList: true, characterData: true, subtree: true });
"""
"""What a screen reader is told one after the other: the page itself keeps the last only, which may be about others."""
KEPT = """async (board) => {
    const opening = indexedDB.open('korkwand');
    await new Promise((done) => (opening.onsuccess = done));
    for (let found; !found; ) {
        const reading = opening.result.transaction('boards').objectStore('boards').get(board);
        await new Promise((done) => (reading.onsuccess = done));
        found = reading.result;
        if (!found) await new Promise((done) => setTimeout(done, 50));
    }
    opening.result.close();
}"""
# What Chromium logs by itself when an address answers with an error or not at all: expected only where a test says so.
NETWORK = re.compile(
    r"Failed to load resource|WebSocket connection to .* failed|ERR_CONNECTION_REFUSED"
    r"|An unknown error occurred when fetching the script"  # the service worker's
)


class Person:
    """A fresh browser context with one page. `faults` collects errors, policy violations and foreign requests."""

    def __init__(
        self, browser: Browser, address: str, *, bad_network: bool = False, elsewhere: str = "", **options: object
    ) -> None:
        """`elsewhere` is the one other place to which the pages may lead."""
        self.address = address
        self._known_hosts = {urlsplit(address).netloc, urlsplit(elsewhere).netloc}
        self.faults: list[str] = []
        self.asked: list[str] = []
        """What the browser has asked of the API."""
        self._bad_network = bad_network
        self._leaving = False
        wanted = {"locale": "de-DE", "viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"}
        self.context: BrowserContext = browser.new_context(**{**wanted, **options})  # type: ignore[arg-type]
        self.context.set_default_timeout(PATIENT_MS)
        self.context.add_init_script(TELL_VIOLATIONS)
        self.context.add_init_script(HEAR)
        self.context.on("request", self._requested)
        self.page: Page = self._new_page()
        self.board = BoardView(self.page)

    def open(self, path: str) -> "Person":
        """Go to a path or to a link of this server."""
        self.page.goto(path if path.startswith("http") else f"{self.address}{path}")
        return self

    def tab(self, path: str) -> BoardView:
        """Open a path in another tab of the same browser."""
        page = self._new_page()
        page.goto(f"{self.address}{path}")
        return BoardView(page)

    def keeps_the_page(self) -> None:
        """Wait until the page can be opened without the server, and what it shows."""
        self.page.evaluate(
            """async () => {
                const worker = navigator.serviceWorker;
                await worker.ready;
                if (!worker.controller) await new Promise((done) => worker.addEventListener('controllerchange', done));
            }"""
        )
        if board := re.search(r"/b/([^/#]+)", self.page.url):
            self.page.evaluate(KEPT, board[1])

    def join(self, link: str) -> "Person":
        """Come in by a link and wait for the board."""
        self.open(link)
        self.board.is_live()
        return self

    def become(self, link: str) -> "Person":
        """Come in by a personal link of one's own, which asks first."""
        self.open(link)
        self.page.get_by_role("button", name="Ja, das war ich").click()
        self.board.is_live()
        return self

    def found(self, title: str) -> "Person":
        """Make a board on the start page."""
        self.open("/")
        self.page.get_by_label("Wie soll Ihr Board heißen?").fill(title)
        self.page.get_by_role("button", name="Board anlegen").click()
        self.board.is_live()
        return self

    def hurry(self) -> None:
        """Let the page notice that the network is back, as a browser tells it; else it may wait ten seconds."""
        self.page.evaluate("dispatchEvent(new Event('online'))")

    @property
    def board_id(self) -> str:
        """The board in the address bar."""
        return urlsplit(self.page.url).path.split("/")[2]

    def close(self) -> None:
        """Close the browser window; that a connection under way is broken off by it is no fault."""
        self._leaving = True
        self.context.close()

    def _new_page(self) -> Page:
        page = self.context.new_page()
        page.on("console", self._logged)
        page.on("pageerror", lambda error: self.faults.append(f"uncaught: {error}"))
        return page

    def _requested(self, request: Request) -> None:
        url = urlsplit(request.url)
        if url.path.startswith("/api/"):
            self.asked.append(request.url)
        if url.scheme not in {"data", "blob"} and url.netloc not in self._known_hosts:
            self.faults.append(f"request to another host: {request.url}")

    def _logged(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        if (self._bad_network or self._leaving) and NETWORK.search(message.text):
            return
        self.faults.append(f"console {message.type}: {message.text} ({message.location.get('url', '')})")


People = Callable[..., Person]

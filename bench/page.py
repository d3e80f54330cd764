"""A page in a real Chromium under measurement: what its main thread works, what is held back, when it is painted."""

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

PROBE = Path(__file__).parent / "probe.js"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PATIENCE_S = 60.0
LIFT_PX = 30
"""A pointer that has moved so far is dragging."""


@dataclass(frozen=True)
class Work:
    """Milliseconds of CPU time of the page's main thread: its scripts, and all it does (styles, layout, painting).

    What scripts do directly after an answer of the network, Chromium counts as the thread's work only.
    """

    script: float
    thread: float

    def __sub__(self, other: "Work") -> "Work":
        return Work(self.script - other.script, self.thread - other.thread)


@dataclass(frozen=True)
class Drag:
    """A card dragged over the board: what taking it up costs, then each frame; medians of the frames."""

    start: Work
    frame: Work
    painted: float
    begun: bool


def launched(playwright: Playwright) -> Browser:
    """Debian's Chromium if there is one, else Playwright's own."""
    return playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)


def opened(browser: Browser) -> "MeasuredPage":
    """A page in a browser profile of its own, its caches empty."""
    context = browser.new_context(locale="de-DE", viewport={"width": 1280, "height": 800})
    return MeasuredPage(context)


class MeasuredPage:
    """A page that has not been anywhere yet.

    Work is told in CPU time and not by the clock, because that hardly depends on what else the machine does.
    """

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        context.add_init_script(path=PROBE)
        self.page: Page = context.new_page()
        self.devtools = context.new_cdp_session(self.page)
        self.devtools.send("Performance.enable", {"timeDomain": "threadTicks"})

    def close(self) -> None:
        """Close its profile with it."""
        self.context.close()

    def open(self, address: str) -> float:
        """Go there. Milliseconds from the navigation until the first cards are painted."""
        self.page.goto(address)
        first: float = self.page.evaluate("bench.first")
        return first

    def has_cards(self, count: int) -> None:
        """Wait until so many cards are built."""
        self.wait_until(lambda: self.page.locator("main [data-item]").count() == count)

    def wait_until(self, fulfilled: Callable[[], bool]) -> None:
        """Ask again and again; RuntimeError if it does not come true."""
        deadline = time.monotonic() + PATIENCE_S
        while not fulfilled():
            if time.monotonic() > deadline:
                raise RuntimeError(f"{self.page.url} did not get there in {PATIENCE_S:.0f} s")
            self.page.wait_for_timeout(50)

    def metrics(self) -> dict[str, float]:
        """Chromium's own counts."""
        return {one["name"]: one["value"] for one in self.devtools.send("Performance.getMetrics")["metrics"]}

    def work(self) -> Work:
        """What the main thread has done so far."""
        metrics = self.metrics()
        return Work(metrics["ScriptDuration"] * 1e3, metrics["TaskDuration"] * 1e3)

    def heap_mb(self) -> float:
        """What scripts hold in memory, after the garbage is gone."""
        self.devtools.send("HeapProfiler.collectGarbage")
        return self.metrics()["JSHeapUsedSize"] / 2**20

    def hold(self) -> None:
        """Keep back what the socket brings from now on."""
        self.page.evaluate("bench.hold()")

    def held(self, events: int) -> list[str]:
        """The frames kept back, once they have so many events."""
        frames: list[str] = []

        def there() -> bool:
            frames[:] = self.page.evaluate("bench.texts()")
            return sum(len(json.loads(frame).get("events", ())) for frame in frames) >= events

        self.wait_until(there)
        return frames

    def release(self) -> tuple[Work, float]:
        """Let in what was kept back: the work until it is shown, and the milliseconds until it is painted."""
        before = self.work()
        painted: float = self.page.evaluate("bench.release()")
        return self.work() - before, painted

    def touched(self) -> list[str]:
        """Let in what was kept back: the ids of all cards that had to be changed for it."""
        found: list[str] = self.page.evaluate("bench.touched()")
        return found

    def drag(self, frames: int) -> Drag:
        """Drag the first card of the second column through its column and the next, and put it back."""
        box: Any = self.page.locator("main [data-list]").nth(1).locator("[data-item]").first.bounding_box()
        x, y = box["x"] + box["width"] / 3, box["y"] + box["height"] / 2
        mouse = self.page.mouse
        mouse.move(x, y)
        self.page.evaluate("bench.release()")
        before = self.work()
        mouse.down()
        mouse.move(x, y + LIFT_PX / 2)
        mouse.move(x, y + LIFT_PX)
        self.page.evaluate("bench.release()")
        start = self.work() - before
        begun = self.page.locator("main[data-dragging]").count() == 1
        self.page.evaluate("bench.moves = []")
        before = self.work()
        for step in range(frames):
            mouse.move(x + 300 * step / frames, y + LIFT_PX + 300 * (step % 20) / 20)
        work = self.work() - before
        painted: list[float] = self.page.evaluate("bench.release().then(() => bench.moves)")
        self.page.keyboard.press("Escape")
        mouse.up()
        each = Work(work.script / len(painted), work.thread / len(painted))
        return Drag(start, each, sorted(painted)[len(painted) // 2], begun)

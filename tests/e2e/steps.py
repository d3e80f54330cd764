"""How many steps the scripts of a page take: unlike milliseconds, that is much the same on every machine."""

from playwright.sync_api import Page

STILL = 100
"""Steps of a page in which nothing goes on."""


class Steps:
    """Counts calls of functions and rounds of loops from now on, also when the page goes elsewhere.

    By Chromium's own coverage: blocks of code, and how often each was entered.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._devtools = page.context.new_cdp_session(page)
        self._devtools.send("Profiler.enable")
        self._devtools.send("Profiler.startPreciseCoverage", {"callCount": True, "detailed": True})

    def taken(self) -> int:
        """Steps since this was asked last."""
        scripts = self._devtools.send("Profiler.takePreciseCoverage")["result"]
        ranges = (one for script in scripts for function in script["functions"] for one in function["ranges"])
        return sum(one["count"] for one in ranges)

    def until_still(self) -> int:
        """Steps until there is nothing left to do; what goes on in later tasks and frames belongs to its cause."""
        total = last = self.taken()
        while last > STILL:
            self._page.evaluate("() => new Promise((done) => setTimeout(() => requestAnimationFrame(done), 20))")
            last = self.taken()
            total += last
        return total

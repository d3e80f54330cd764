"""How many steps the scripts of a page take: unlike milliseconds, that is much the same on every machine."""

from playwright.sync_api import Page


class Steps:
    """Counts calls of functions and rounds of loops from now on, also when the page goes elsewhere.

    By Chromium's own coverage: blocks of code, and how often each was entered.
    """

    def __init__(self, page: Page) -> None:
        self._devtools = page.context.new_cdp_session(page)
        self._devtools.send("Profiler.enable")
        self._devtools.send("Profiler.startPreciseCoverage", {"callCount": True, "detailed": True})

    def taken(self) -> int:
        """Steps since this was asked last."""
        scripts = self._devtools.send("Profiler.takePreciseCoverage")["result"]
        ranges = (one for script in scripts for function in script["functions"] for one in function["ranges"])
        return sum(one["count"] for one in ranges)

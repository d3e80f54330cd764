"""axe-core on a page: injected through the debugger, so that the page's own policy stays as strict as it is."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SOURCE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
ONLY_COLORS = "runOnly: {type: 'rule', values: ['color-contrast', 'link-in-text-block']},"
# A single letter or digit is text, too: without ignoreLength axe would not judge its contrast.
RUN = """axe.run(document, {
  ONLY
  resultTypes: ['violations', 'incomplete'],
  checks: {'color-contrast': {options: {ignoreLength: true}}},
})"""
# What is far from the screen is not laid out (content-visibility), and axe would take its guessed boxes for overlaps.
LAY_OUT = "all => all.forEach((one) => { one.style.contentVisibility = 'visible'; })"


@cache
def source() -> str:
    """The text of axe-core."""
    return SOURCE.read_text()


def findings(page: Page, *, only_colors: bool = False) -> set[str]:
    """One line per kind of element at fault, and per kind whose contrast axe could not tell."""
    run = RUN.replace("ONLY", ONLY_COLORS if only_colors else "")
    page.get_by_role("listitem").evaluate_all(LAY_OUT)
    debugger = page.context.new_cdp_session(page)
    debugger.send("Runtime.evaluate", {"expression": f"window.axe || {{}}; {source()}; 0"})
    answer = debugger.send("Runtime.evaluate", {"expression": run, "awaitPromise": True, "returnByValue": True})
    debugger.detach()
    assert "exceptionDetails" not in answer, answer["exceptionDetails"]
    result = answer["result"]["value"]
    unclear = [rule for rule in result["incomplete"] if rule["id"] == "color-contrast"]
    return _lines("violated", result["violations"]) | _lines("incomplete", unclear)


def _lines(kind: str, rules: list[dict[str, Any]]) -> set[str]:
    return {f"{kind} {rule['id']}: {node['html'][:120]} {_reason(node)}" for rule in rules for node in rule["nodes"]}


def _reason(node: dict[str, Any]) -> str:
    return "; ".join(check["message"] for part in ("any", "all", "none") for check in node[part])

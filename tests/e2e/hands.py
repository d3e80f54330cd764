"""Moving things on a board by hand: the same gestures by mouse and by finger."""

from typing import Protocol

from playwright.sync_api import CDPSession, Locator, Page

from tests.e2e.person import Person

HOLD_MS = 400
"""Longer than a finger has to rest on a card to lift it."""


class Hand(Protocol):
    """What presses, moves and lets go."""

    page: Page

    def lift(self, thing: Locator) -> None:
        """Pick something up."""

    def to(self, x: float, y: float) -> None:
        """Move to a point, and let the page draw that."""

    def let_go(self) -> None:
        """Let go."""


class Mouse:
    """A mouse that drags."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def lift(self, thing: Locator) -> None:
        """Press, and move far enough to be no click."""
        x, y = middle(thing)
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.to(x + 5, y + 8)

    def to(self, x: float, y: float) -> None:
        """Move to a point, and let the page draw that."""
        self.page.mouse.move(x, y, steps=2)
        drawn(self.page)

    def let_go(self) -> None:
        """Let go."""
        self.page.mouse.up()
        drawn(self.page)


class Finger:
    """A finger that rests on something and then drags."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._at = (0.0, 0.0)
        self._touch: CDPSession = page.context.new_cdp_session(page)

    def press(self, x: float, y: float) -> None:
        """Come down."""
        self._at = (x, y)
        self._send("touchStart", x, y)

    def lift(self, thing: Locator) -> None:
        """Rest until the thing is lifted."""
        self.press(*middle(thing))
        self.page.locator("main[data-dragging]").wait_for()

    def to(self, x: float, y: float) -> None:
        """Glide to a point, and let the page draw that."""
        (from_x, from_y), self._at = self._at, (x, y)
        for step in (0.5, 1.0):
            self._send("touchMove", from_x + (x - from_x) * step, from_y + (y - from_y) * step)
        drawn(self.page)

    def let_go(self) -> None:
        """Go up."""
        self._touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        drawn(self.page)

    def _send(self, kind: str, x: float, y: float) -> None:
        self._touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})


def middle(thing: Locator) -> tuple[float, float]:
    """A point on the upper left of something, where a card has no button of its own."""
    thing.scroll_into_view_if_needed()
    box = thing.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 3, box["y"] + min(box["height"] / 2, 20)


def beside(thing: Locator, *, below: bool) -> tuple[float, float]:
    """A point that means directly before or after a card."""
    box = thing.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + (box["height"] - 3 if below else 3)


def drawn(page: Page) -> None:
    """Wait until the page has drawn what it knows."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def drag(hand: Hand, thing: Locator, target: Locator, *, below: bool = False) -> None:
    """Drag a card to directly before or after another one."""
    hand.lift(thing)
    hand.to(*beside(target, below=below))
    hand.let_go()


def mouse(person: Person) -> Mouse:
    """The mouse of a person."""
    return Mouse(person.page)

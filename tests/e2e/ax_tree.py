"""A page as a screen reader has it: the accessibility tree, focus and keyboard, and nothing of how it is made."""

import time
from dataclasses import dataclass
from typing import Any, Self

from playwright.sync_api import Page

PATIENCE_S = 60.0


@dataclass(frozen=True)
class Node:
    """What a screen reader is told of one thing."""

    id: str
    role: str
    name: str
    value: str
    level: int
    element: int


class AxTree:
    """Looks things up by role and name, anew each time, and acts on them by keys only."""

    def __init__(self, page: Page) -> None:
        self._keyboard = page.keyboard
        self._debugger = page.context.new_cdp_session(page)
        self._debugger.send("Accessibility.enable")

    def nodes(self) -> list[Node]:
        """Everything that is not hidden from it, in order of reading."""
        return [_node(told) for told in self._told()]

    def _told(self, below: str = "") -> list[dict[str, Any]]:
        nodes = self._debugger.send("Accessibility.getFullAXTree")["nodes"]
        by_id = {node["nodeId"]: node for node in nodes}
        waiting, told = [below or nodes[0]["nodeId"]], []
        while waiting:
            node = by_id.get(waiting.pop())
            if node is None:
                continue
            waiting += reversed(node.get("childIds", []))
            if not node["ignored"]:
                told.append(node)
        return told

    def named(self, role: str, name: str = "") -> list[Node]:
        """All with a role, and a name if one is given."""
        return [node for node in self.nodes() if node.role == role and name in ("", node.name)]

    def find(self, role: str, name: str) -> Node:
        """The first with this role and name, as soon as there is one."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            if found := self.named(role, name):
                return found[0]
        told = sorted({(node.role, node.name) for node in self.nodes() if node.name})
        raise AssertionError(f"there is no {role} called {name!r} among {told}")

    def is_gone(self, role: str, name: str = "") -> None:
        """Wait until there is none any more."""
        deadline = time.monotonic() + PATIENCE_S
        while self.named(role, name):
            assert time.monotonic() < deadline, f"{role} {name!r} is still there"

    def below(self, node: Node, role: str) -> list[str]:
        """The names of all with a role inside another one."""
        return [one.name for one in map(_node, self._told(node.id)) if one.role == role]

    def go(self, role: str, name: str) -> Self:
        """Give it the focus, as a screen reader does with what one has chosen to act on."""
        self._debugger.send("DOM.focus", {"backendNodeId": self.find(role, name).element})
        return self

    def press(self, *keys: str) -> Self:
        """Press keys, one after the other."""
        for key in keys:
            self._keyboard.press(key)
        return self

    def write(self, words: str, *keys: str) -> Self:
        """Type words where the focus is, then press keys."""
        self._keyboard.type(words)
        return self.press(*keys)

    def act(self, role: str, name: str) -> Self:
        """Go there and press Enter."""
        return self.go(role, name).press("Enter")


def _node(told: dict[str, Any]) -> Node:
    properties = {each["name"]: each["value"].get("value") for each in told.get("properties", [])}
    return Node(
        id=told["nodeId"],
        role=told.get("role", {}).get("value", ""),
        name=told.get("name", {}).get("value", ""),
        value=str(told.get("value", {}).get("value", "")),
        level=int(properties.get("level") or 0),
        element=told.get("backendDOMNodeId", 0),
    )

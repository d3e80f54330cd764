"""Who is here: told to a board's listeners when it changes, never stored. Other processes tell theirs over the bus."""

import time
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from korkwand.kernel.records import Id
from korkwand.live.board import LiveBoard
from korkwand.live.bus import Bus

SHOWN: Final = 20
"""Visitors named in a frame; the others are in the count. A list of all would cost the square of a full room."""
REPEAT_S: Final = 10.0
FORGET_S: Final = 25.0
MANY: Final = 50
"""From so many listeners on, presence is told at most once per second."""


class Others(msgspec.Struct):
    """What another process said about a board."""

    heard_at: float
    count: int
    visitors: list[dict[str, Any]]


class Presence:
    """Collects who is here and tells it."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._others: dict[Id, dict[str, Others]] = {}
        self._told_at: dict[Id, float] = {}
        self._published_at: dict[Id, float] = {}
        self._stale: set[Id] = set()

    def heard(self, process: str, board_id: Id, count: int, visitors: list[dict[str, Any]]) -> None:
        """Another process tells who is on a board there."""
        now = time.monotonic()
        for known_id, others in list(self._others.items()):
            if all(now - said.heard_at > FORGET_S for said in others.values()):
                del self._others[known_id]
        self._others.setdefault(board_id, {})[process] = Others(now, count, visitors)
        self._stale.add(board_id)

    def tell(self, boards: Iterable[LiveBoard]) -> None:
        """Send a `here` frame where somebody came or went."""
        now = time.monotonic()
        for board in boards:
            if board.room.changed or now - self._published_at.get(board.id, 0.0) > REPEAT_S:
                self._publish(board, now)
            if not (board.room.changed or board.id in self._stale):
                continue
            if len(board.room.listeners) >= MANY and now - self._told_at.get(board.id, 0.0) < 1.0:
                continue
            board.room.changed = False
            self._stale.discard(board.id)
            self._told_at[board.id] = now
            board.room.send_all(self._frame(board, now))

    def frame(self, board: LiveBoard) -> bytes:
        """The `here` frame of this moment, for who just came."""
        return self._frame(board, time.monotonic())

    def _frame(self, board: LiveBoard, now: float) -> bytes:
        here = _named(board)
        count = len(here)
        shown = {visitor["visitor_id"]: visitor for visitor in here}
        others = self._others.get(board.id, {})
        for process in [name for name, said in others.items() if now - said.heard_at > FORGET_S]:
            del others[process]
        for said in others.values():
            fresh = [visitor for visitor in said.visitors if visitor["visitor_id"] not in shown]
            count += said.count - (len(said.visitors) - len(fresh))
            shown.update({visitor["visitor_id"]: visitor for visitor in fresh})
        return msgspec.json.encode({"t": "here", "count": count, "visitors": list(shown.values())[:SHOWN]})

    def _publish(self, board: LiveBoard, now: float) -> None:
        self._published_at[board.id] = now
        here = _named(board)
        self._bus.tell_presence(board.id, len(here), here[:SHOWN])


def _named(board: LiveBoard) -> list[dict[str, Any]]:
    return [
        {"visitor_id": visitor.id, "name": visitor.name, "role": role.value, "color": visitor.color}
        for visitor, role in board.room.visitors()
    ]

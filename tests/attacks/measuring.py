"""What others notice while an attack goes on: delays, memory, connections. Any attack may be measured by it."""

import statistics
import time
from collections.abc import Callable
from typing import Final, NamedTuple

from tests.client import Board, edit
from tests.doors import Server

MEGABYTE: Final = 1024 * 1024
SAMPLES: Final = 40
MOST_TIMES: Final = 10
FLOOR_S: Final = 0.02
"""What counts as quiet at least: on a busy machine a shorter median is chance."""
MOST_MEMORY: Final = 60 * MEGABYTE


class Delays(NamedTuple):
    """Medians in seconds."""

    health: float
    edits: float

    def bearable_beside(self, quiet: "Delays") -> bool:
        """Whether both are within ten times the quiet ones."""
        return all(now <= MOST_TIMES * max(before, FLOOR_S) for now, before in zip(self, quiet, strict=True))


def delays(server: Server, board: Board, column: str) -> Delays:
    """The medians of many answers to `/api/health`, and of many edits of a board until their echo."""
    guest = server.guest()
    with board.live() as socket:

        def ask() -> None:
            assert guest.get("/api/health").status_code == 200

        def write() -> None:
            one = edit("column.rename", column_id=column, title=str(time.monotonic_ns()))
            socket.edits(one)
            socket.event(one["id"])

        return Delays(median(ask), median(write))


def median(act: Callable[[], None]) -> float:
    """The median duration of what is done again and again."""
    found = []
    for _ in range(SAMPLES):
        began = time.perf_counter()
        act()
        found.append(time.perf_counter() - began)
    return statistics.median(found)

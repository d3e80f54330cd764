"""`korkwand serve` with a hole in its queues or limits, to see that the attacks on them are seen to work."""

import sys
from typing import Any

from korkwand.cli import main
from korkwand.entry import arrivals
from korkwand.fair_queue import FairQueue
from korkwand.live.limits import Buckets

_begin = FairQueue.begin


async def in_one_line(self: FairQueue, board: str, visitor: str) -> None:
    """First come, first served, whosever board it is."""
    await _begin(self, "", "")


def weaken(hole: str) -> None:
    """Break one rule where it is used."""
    if hole == "one line":
        FairQueue.begin = in_one_line  # type: ignore[method-assign]
    elif hole == "every visitor":
        Buckets.take = lambda self, key: 0.0  # type: ignore[method-assign]
    elif hole == "addresses":
        arrivals.networks_of = lambda address: (address, address)  # type: ignore[assignment, return-value]
        arrivals.BoardMaking.__init__ = by_address  # type: ignore[method-assign, assignment]
    else:
        raise KeyError(hole)


def by_address(self: arrivals.BoardMaking, settings: Any) -> None:
    """One ring only: so many for each address."""
    endless = 10**9
    self._everybody = arrivals._hourly(endless)
    self._networks = arrivals._hourly_by_network(endless)
    self._lines = arrivals._hourly_by_network(settings.boards_per_hour)


if __name__ == "__main__":
    weaken(sys.argv.pop(1))
    sys.exit(main())

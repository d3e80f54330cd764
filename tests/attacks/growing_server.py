"""`korkwand serve` without one of the bounds on growth, to see that the attacks find what it lets through."""

import sys
from typing import Any

from korkwand.cli import main
from korkwand.entry.throttle import Throttle
from korkwand.kernel import ranks
from korkwand.live import assembly, turn


def _whole_column(order: list[str], index: int) -> ranks.Room:
    """Everything gets another rank, as it was once."""
    first = ranks.MIDDLE - ranks.STEP * (len(order) // 2)
    fresh = [ranks._head(first + ranks.STEP * place) for place in range(len(order) + 1)]
    rank = fresh.pop(index)
    return ranks.Room(rank, dict(enumerate(fresh)))


_buckets = Throttle._byte_buckets


def _of_visitors_only(self: Throttle, *args: Any) -> Any:
    return [found for found in _buckets(self, *args) if found[0] == "visitor"]


HOLES: dict[str, tuple[Any, str, Any]] = {
    "bytes of nobody": (Throttle, "_byte_buckets", lambda *_: []),
    "bytes of visitors only": (Throttle, "_byte_buckets", _of_visitors_only),
    "boards of any size": (turn, "require_room", lambda *_: None),
    "large boards at once": (assembly, "LARGE_BYTES", 1 << 60),
    "a whole column moves": (ranks, "make_room", _whole_column),
}


def weaken(hole: str) -> None:
    """Take one bound away where it is used."""
    owner, name, broken = HOLES[hole]
    assert hasattr(owner, name)
    setattr(owner, name, broken)


if __name__ == "__main__":
    weaken(sys.argv.pop(1))
    sys.exit(main())

"""What a board keeps in memory for those who come: its last events, and its compressed snapshots."""

from collections import deque
from itertools import islice
from typing import Final

from korkwand.kernel.visibility import View
from korkwand.live.traces import Trace

RING_EVENTS: Final = 5_000
RING_RECORDS: Final = 100_000
"""Most records that the kept events told of, all views together: about 16 MB."""
RESUMED_RECORDS: Final = 2_000
"""Most records that one resume is told of; whoever missed more takes the snapshot, which is joined already."""


class Ring:
    """The traces of the last events: whoever knows the board at one of them can be told what has become of it since."""

    def __init__(self) -> None:
        self._traces: deque[Trace] = deque()
        self._records = 0

    def append(self, trace: Trace) -> None:
        """Keep the next event; the oldest go when there are too many."""
        self._traces.append(trace)
        self._records += trace.size
        while len(self._traces) > RING_EVENTS or self._records > RING_RECORDS:
            self._records -= self._traces.popleft().size

    def clear(self) -> None:
        """Forget all events: something in them may be told no more."""
        self._traces.clear()
        self._records = 0

    def after(self, seq: int, view: View) -> list[Trace] | None:
        """The traces after a seq; None if the ring does not reach back so far, or not in this view, or they tell of too
        much."""
        if not self._traces or not self._traces[0].seq <= seq + 1 <= self._traces[-1].seq:
            return None
        traces = list(islice(self._traces, seq + 1 - self._traces[0].seq, None))
        if any(view.name not in trace.told for trace in traces):
            return None
        return traces if sum(len(trace.told[view.name]) for trace in traces) <= RESUMED_RECORDS else None


class Packed:
    """Compressed records of this seq, by the very bytes they were made of."""

    def __init__(self) -> None:
        self._packed: list[tuple[bytes, bytes]] = []

    def get(self, records: bytes) -> bytes | None:
        """The compressed form, if it was made."""
        return next((packed for known, packed in self._packed if known is records), None)

    def keep(self, records: bytes, packed: bytes) -> None:
        """Remember a compressed form."""
        self._packed = [*self._packed[-2:], (records, packed)]

    def clear(self) -> None:
        """The board has moved on."""
        self._packed = []

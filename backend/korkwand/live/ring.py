"""What a board keeps in memory for those who come: its last events, and its compressed snapshots."""

from collections import deque
from itertools import islice
from typing import Final

from korkwand.access.visibility import COORDINATOR, View
from korkwand.live.frames import EventForms
from korkwand.storage.records import Id

RING_EVENTS: Final = 2_000
RING_BYTES: Final = 8 * 1024 * 1024


class Ring:
    """The last events in all their forms: only from here can a restricted view resume."""

    def __init__(self) -> None:
        self._events: deque[EventForms] = deque()
        self._bytes = 0

    def append(self, form: EventForms) -> None:
        """Keep the next event; the oldest go when there are too many."""
        self._events.append(form)
        self._bytes += len(form.views[COORDINATOR.name])
        while len(self._events) > RING_EVENTS or self._bytes > RING_BYTES:
            self._bytes -= len(self._events.popleft().views[COORDINATOR.name])

    def clear(self) -> None:
        """Forget all events: something in them may be told no more."""
        self._events.clear()
        self._bytes = 0

    def after(self, seq: int, view: View, visitor_id: Id | None) -> list[bytes] | None:
        """The events after a seq as this visitor may see them; None if the ring does not reach back so far, or not in
        this view."""
        if not self._events or not self._events[0].seq <= seq + 1 <= self._events[-1].seq:
            return None
        skip = seq + 1 - self._events[0].seq
        forms = list(islice(self._events, skip, None))
        if any(view.name not in form.views for form in forms):
            return None
        return [form.seen_by(view, visitor_id) for form in forms]


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

"""Putting the snapshots of large boards together: one at a time, board by board, and with pauses in between.

A snapshot is of one moment, so it is put together on the event loop, in one go: a full board takes a fifth of a second.
After each edit that is due again for whoever asks. So that the boards of others go on, most of the time stays theirs.
"""

import asyncio
from time import monotonic
from typing import Final, Protocol

from korkwand.fair_queue import FairQueue
from korkwand.kernel.records import Id
from korkwand.kernel.size import MEGABYTE
from korkwand.kernel.visibility import View

LARGE_BYTES: Final = 2 * MEGABYTE
"""What is smaller takes some 20 ms at most, and waits for nobody."""
PAUSE: Final = 2
"""How many times as long as it took everything else has its turn afterwards."""

Wanted = tuple[Id, str, Id | None]
"""A board, a view, and the visitor if they see something else than others of the view."""


class Assembled(Protocol):
    """A board whose snapshots are put together."""

    id: Id

    @property
    def weight(self) -> int:
        """How many bytes it has, as its limit counts."""

    def differs(self, view: View, visitor_id: Id | None) -> bool:
        """Whether it is known that this visitor sees something else than others of the view."""

    def has_records(self, view: View, visitor_id: Id | None) -> bool:
        """Whether what they see is put together already."""

    def records(self, view: View, visitor_id: Id | None) -> bytes:
        """What they see, put together if it was not yet."""


class Assembly:
    """Who may put a large snapshot together next."""

    def __init__(self) -> None:
        self._queue = FairQueue("snapshots", at_once=1, per_board=0, in_all=0, seconds=0.0)
        self._coming: dict[Wanted, asyncio.Future[bool]] = {}

    async def turn(self, board: Assembled, view: View, visitor_id: Id | None) -> bool:
        """Wait until this visitor's snapshot may be put together; for what is small or there already, not at all.

        Who wants the same meanwhile waits together, and all have it at the same moment. Says whether it was waited.
        """
        waited = False
        while board.weight >= LARGE_BYTES and not board.has_records(view, visitor_id):
            wanted = (board.id, view.name, visitor_id if board.differs(view, visitor_id) else None)
            coming = self._coming.get(wanted)
            if coming is None:
                await self._lead(wanted)
                self._put_together(board, view, visitor_id)
                return True
            waited = True
            if await asyncio.shield(coming) and not board.differs(view, visitor_id):
                break
        return waited

    async def _lead(self, wanted: Wanted) -> None:
        """Queue for all who want this; if that is given up, another one of them does."""
        coming = self._coming[wanted] = asyncio.get_running_loop().create_future()
        board_id, *whose = wanted
        begun = False
        try:
            await self._queue.begin(board_id, f"{whose}")
            begun = True
        finally:
            del self._coming[wanted]
            coming.set_result(begun)

    def _put_together(self, board: Assembled, view: View, visitor_id: Id | None) -> None:
        began = monotonic()
        try:
            board.records(view, visitor_id)
        finally:
            pause = PAUSE * (monotonic() - began)
            asyncio.get_running_loop().call_later(pause, self._queue.end)

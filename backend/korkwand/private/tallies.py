"""Counts of slips are told by events of the board: at most one per drawer in each interval, and the last one always.

Which interval it is, the clock on the wall says, and the id of the event is made of it: so several processes together
tell no more than one does. Who finds the interval used up by another process tells in the next one.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

import msgspec

from korkwand.errors import KorkwandError
from korkwand.kernel.edit import Edit
from korkwand.kernel.records import Id
from korkwand.kernel.slips import Drawer, Gone, SlipOrder, Tally
from korkwand.kernel.state import BoardState
from korkwand.private.slips import Drawers
from korkwand.storage.faults import storage_error

log = logging.getLogger(__name__)

EVERY_S: Final = 1.0
"""Seconds of an interval."""
SUBJECTS: Final = 64
"""Records of which one event tells the counts; others have their turn in the next interval."""


class Told(msgspec.Struct, frozen=True):
    """How the counts of a drawer are told.

    `edit` makes the edit by which they are, from the board as it is, the tallies by record, and the edit's id. It must
    be None once the board says all of that: until then it is asked for in each interval. What of a tally is told, the
    noun decides: a secret ballot tells less than there is.
    """

    drawer: Drawer
    edit: Callable[[BoardState, dict[Id, Tally], Id], Edit | None]


Publish = Callable[[Id, Callable[[BoardState], Edit | None]], Awaitable[bool]]
"""Submits the edit that is made from a board's state; True if there was none to make, or will never be.

After an event it is False: an older count may have come after it by another process, so it is looked at once more.
"""
Place = tuple[Id, str]
"""A board and the name of a drawer."""


class Tallies:
    """Remembers what is to be counted, and has it told when its time has come."""

    def __init__(
        self, told: Mapping[str, Told], look: Callable[[Id, Id | None], Drawers], now: Callable[[], str]
    ) -> None:
        self._told = told
        self._look = look
        self._now = now
        self._due: dict[Place, dict[Id, None]] = {}
        """The records whose counts are due, those that have waited longest first."""
        self._unknown: set[Id] = set()
        self._used: dict[Place, int] = {}
        self._under_way: dict[Place, asyncio.Task[None]] = {}

    def written(self, board_id: Id, orders: list[SlipOrder]) -> None:
        """What was ordered has been done. Whose slips went with a forgotten visitor, only a recount finds out."""
        for order in orders:
            if not isinstance(order, Gone):
                self.touch(board_id, order.drawer.name, order.subject_id)
            elif order.visitor_id is not None:
                self.recount(board_id)

    def touch(self, board_id: Id, drawer: str, subject_id: Id) -> None:
        """Something was put in or taken out."""
        if drawer in self._told:
            self._due.setdefault((board_id, drawer), {})[subject_id] = None

    def recount(self, board_id: Id) -> None:
        """All that a board has in its drawers is to be counted: nobody knows what was told of it."""
        if self._told:
            self._unknown.add(board_id)

    def tell(self, publish: Publish) -> None:
        """Begin to tell what is due; called by the clock, and never waits."""
        interval = int(datetime.fromisoformat(self._now()).timestamp() // EVERY_S)
        self._used = {place: used for place, used in self._used.items() if used == interval}
        for board_id in [one for one in self._unknown if (one, "") not in self._under_way]:
            self._unknown.remove(board_id)
            self._begin((board_id, ""), self._find(board_id))
        for place in [one for one in self._due if one not in self._under_way and one not in self._used]:
            self._used[place] = interval
            self._begin(place, self._tell(place, interval, publish))

    async def finish(self) -> None:
        """Wait until nothing is under way."""
        while self._under_way:
            await asyncio.gather(*self._under_way.values())

    def _begin(self, place: Place, work: Coroutine[None, None, None]) -> None:
        async def run() -> None:
            try:
                await work
            finally:
                del self._under_way[place]

        self._under_way[place] = asyncio.create_task(run())

    async def _find(self, board_id: Id) -> None:
        try:
            places = await asyncio.to_thread(self._look(board_id, None).places)
        except Exception as error:
            if _passes(error):
                self._unknown.add(board_id)
            return
        for drawer, subject_id in places:
            self.touch(board_id, drawer, subject_id)

    async def _tell(self, place: Place, interval: int, publish: Publish) -> None:
        board_id, name = place
        due = list(self._due.pop(place))
        subjects, told = due[:SUBJECTS], self._told[name]
        for subject_id in due[SUBJECTS:]:
            self.touch(board_id, name, subject_id)
        try:
            tallies = await asyncio.to_thread(self._look(board_id, None).tallies, told.drawer, subjects)
            edit_id = str(uuid5(UUID(board_id), f"{name} {interval}"))
            done = await publish(board_id, lambda state: told.edit(state, tallies, edit_id))
        except Exception as error:
            done = not _passes(error)
        for subject_id in [] if done else subjects:
            self.touch(board_id, name, subject_id)


def _passes(error: Exception) -> bool:
    """Whether another try may help; a fault of ours is logged, once, and waits until something is put in again."""
    if isinstance(error, KorkwandError) or storage_error(error) is not None:
        return True
    log.error("counts could not be told", exc_info=error)
    return False

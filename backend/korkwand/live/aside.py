"""Edits that wait for what a turn must not do itself: an older text from the log, or a merge that takes long.

Only who sent such an edit waits, so that their own edits stay in order; everybody else's turns go on.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Final

from korkwand.errors import KorkwandError
from korkwand.kernel.records import Id
from korkwand.kernel.versions import BaseAsked, MergeAsked, Unready
from korkwand.live.limits import TokenBucket
from korkwand.live.turn import Entry, PutOff, Submission
from korkwand.storage.faults import refusal_of, storage_error

log = logging.getLogger(__name__)

TRIES: Final = 4
"""How often one edit is put off: others may have written the same card meanwhile."""
MOST: Final = 32
"""Visitors of one board who may wait at once."""
BURST: Final = 100
RATE: Final = 0.5
"""How often one visitor's edits may be put off at once, and per second; beyond it they are refused."""
KEPT: Final = 1_000
"""Visitors whose allowance is kept before those who have asked nothing for long are forgotten."""

Question = BaseAsked | MergeAsked


class Aside:
    """The visitors of one board whose edits wait. `answer` finds what they wait for, then `back` gets them."""

    def __init__(
        self, answer: Callable[[Question], Awaitable[object]], back: Callable[[list[Submission]], None]
    ) -> None:
        self._answer = answer
        self._back = back
        self._waiting: dict[Id | None, PutOff] = {}
        self._next: deque[Id | None] = deque()
        self._allowances: dict[Id | None, TokenBucket] = {}
        self.work: asyncio.Task[None] | None = None

    def hold_back(self, submissions: list[Submission]) -> list[Submission]:
        """Those of visitors who do not wait; what the others sent waits with what they sent before."""
        free = []
        for submission in submissions:
            waiting = self._waiting.get(submission.visitor.id)
            if waiting is None:
                free.append(submission)
            else:
                waiting.submissions.append(submission)
        return free

    def put_off(self, visitor_id: Id | None, put_off: PutOff) -> None:
        """Let a visitor's edits wait, or have them answered with what there is."""
        first = put_off.first
        first.tries += 1
        if first.tries > TRIES or len(self._waiting) >= MOST or self._allowance(visitor_id).take():
            first.instead = put_off.unready.refusal
            self._back(put_off.submissions)
            return
        self._waiting[visitor_id] = put_off
        self._next.append(visitor_id)
        if self.work is None:
            self.work = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        """One after the other, each visitor in their turn."""
        try:
            while self._next:
                visitor_id = self._next.popleft()
                waiting = self._waiting[visitor_id]
                await self._find(waiting.first, waiting.unready)
                del self._waiting[visitor_id]
                self._back(waiting.submissions)
        finally:
            self.work = None

    async def _find(self, entry: Entry, unready: Unready) -> None:
        try:
            entry.found[unready.question] = await self._answer(unready.question)
        except Exception as error:
            entry.instead = _fault(error, unready)

    def _allowance(self, visitor_id: Id | None) -> TokenBucket:
        if visitor_id not in self._allowances:
            if len(self._allowances) >= KEPT:
                self._allowances = {key: bucket for key, bucket in self._allowances.items() if not bucket.idle}
            self._allowances[visitor_id] = TokenBucket(BURST, RATE)
        return self._allowances[visitor_id]


def _fault(error: Exception, unready: Unready) -> KorkwandError:
    fault = storage_error(error)
    if fault is None:
        log.error("what an edit waits for could not be found", exc_info=error)
        return unready.refusal
    return refusal_of(fault)

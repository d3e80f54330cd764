"""A queue for slow work that serves boards in turn: who asks for much waits behind their own, not before others."""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from typing import Final, TypeVar

from korkwand.errors import RateLimited

T = TypeVar("T")

EVERYBODY: Final = ""
"""Stands for a visitor where nobody is known yet."""


class FairQueue:
    """Slow work in threads of its own, `at_once` pieces at a time.

    Turns go round over the boards, and on each board over its visitors. A board has `per_board` places, all boards
    together `in_all`. Beyond that a board without any still gets one, up to twice the sum, so that no board's queue
    fills those of others. `seconds` is about how long a piece takes, `what` names the work in the refusal.
    """

    def __init__(self, what: str, *, at_once: int, per_board: int, in_all: int, seconds: float) -> None:
        self._what = what
        self._at_once = at_once
        self._per_board = per_board
        self._in_all = in_all
        self._seconds = seconds
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix=what.replace(" ", "-"))
        self._places: Counter[str] = Counter()
        self._taken = 0
        self._busy = 0
        self._waiting: dict[str, dict[str, deque[asyncio.Future[None]]]] = {}

    @contextmanager
    def place(self, board: str, visitor: str | None = None) -> Iterator["Place"]:
        """A place in the queue, kept to the end of the block. Raises RateLimited if there is none."""
        most = self._per_board if self._taken < self._in_all else min(1, self._per_board)
        if self._places[board] >= most or self._taken >= 2 * self._in_all:
            raise self._full(board)
        self._places[board] += 1
        self._taken += 1
        try:
            yield Place(self, board, visitor or EVERYBODY)
        finally:
            self._taken -= 1
            self._places[board] -= 1
            if not self._places[board]:
                del self._places[board]

    async def run(self, work: Callable[[], T], board: str, visitor: str | None = None) -> T:
        """Take a place and do one piece of work. Raises RateLimited, and what the work raises."""
        with self.place(board, visitor) as place:
            return await place.run(work)

    def close(self) -> None:
        """No more work; what is under way ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    @property
    def waiting(self) -> int:
        """Pieces that wait for their turn."""
        return sum(len(line) for lines in self._waiting.values() for line in lines.values())

    async def begin(self, board: str, visitor: str) -> None:
        """Wait for the turn; `end` must follow. Who is cancelled meanwhile leaves the queue."""
        if self._busy < self._at_once:
            self._busy += 1
            return
        called = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(board, {}).setdefault(visitor, deque()).append(called)
        try:
            await called
        except asyncio.CancelledError:
            if called.cancelled():
                self._leave(board, visitor, called)
            else:
                self.end()
            raise

    def end(self) -> None:
        """The turn is over: the next visitor of the next board has theirs."""
        while self._waiting:
            called = self._next()
            if not called.done():  # cancelled a moment ago
                called.set_result(None)
                return
        self._busy -= 1

    def _next(self) -> asyncio.Future[None]:
        """Take the first of the first line out; board and visitor go to the end of their rounds."""
        board = next(iter(self._waiting))
        lines = self._waiting.pop(board)
        visitor = next(iter(lines))
        line = lines.pop(visitor)
        called = line.popleft()
        if line:
            lines[visitor] = line
        if lines:
            self._waiting[board] = lines
        return called

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Do the work of a turn that has begun, and end the turn: not before the thread is done, whoever gives up."""
        doing = asyncio.get_running_loop().run_in_executor(self._threads, work)
        doing.add_done_callback(self._done)
        return await asyncio.shield(doing)

    def _done(self, doing: asyncio.Future[T]) -> None:
        if not doing.cancelled():
            doing.exception()  # nobody may be left to hear of it
        self.end()

    def _leave(self, board: str, visitor: str, called: asyncio.Future[None]) -> None:
        lines = self._waiting.get(board, {})
        line = lines.get(visitor)
        if line is None or called not in line:
            return
        line.remove(called)
        if not line:
            del lines[visitor]
        if not lines:
            del self._waiting[board]

    def _full(self, board: str) -> RateLimited:
        own = self._places[board]
        whose = f"{own} of this board are under way" if own else "many boards wait"
        detail = f"Too many {self._what} at once: {whose}. Please try again in a moment."
        return RateLimited(max(1.0, own * self._seconds), detail)


class Place:
    """Somebody's place in a queue: they may have one turn after the other."""

    def __init__(self, queue: FairQueue, board: str, visitor: str) -> None:
        self._queue = queue
        self._board = board
        self._visitor = visitor

    async def run(self, work: Callable[[], T]) -> T:
        """Wait for a turn and do the work in it, in a thread. Raises what the work raises."""
        await self._queue.begin(self._board, self._visitor)
        return await self._queue.in_thread(work)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn and keep it to the end of the block, for work that has to be on the event loop."""
        await self._queue.begin(self._board, self._visitor)
        try:
            yield
        finally:
            self._queue.end()

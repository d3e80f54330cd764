"""Reading bodies: how much somebody may send depends on the route and on who they are; all together have a limit."""

from collections import Counter, deque
from typing import Final

from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope

from korkwand.api.body_limits import SMALL, STRANGER_BYTES, BodyLimits
from korkwand.api.cookies import bearer_of, device_cookie
from korkwand.api.doors import Doors, require
from korkwand.errors import RateLimited, TooLarge
from korkwand.kernel.records import Id
from korkwand.rules.permissions import Permission
from korkwand.settings import Settings
from korkwand.socket.http_protocol import EXTENSION, KorkwandHttp

MEGABYTE: Final = 1024 * 1024
SMALL_BYTES: Final = 32 * MEGABYTE
"""All bodies together, of each of them what a stranger may send."""
LARGE_BYTES: Final = 48 * MEGABYTE
"""What is more than that, of all bodies together; of one board as much as the largest one."""
PIECE_BYTES: Final = 64 * 1024


class Bodies:
    """The bodies in memory."""

    def __init__(self, settings: Settings, limits: BodyLimits) -> None:
        self.settings = settings
        self.limits = limits
        self._board_limit = limits.largest_held(settings)
        self._large_limit = max(LARGE_BYTES, 2 * self._board_limit)
        self.small = 0
        self.large: Counter[Id] = Counter()

    async def know(self, scope: Scope, board_id: Id, needs: Permission) -> None:
        """Find out who sends this; raises NotFound, and Forbidden if they may not."""
        doors: Doors = scope["app"].state.doors
        secret = bearer_of(Headers(scope=scope))
        visit = await doors.entrance.visit(board_id, secret=secret, cookie=device_cookie(self.settings, scope))
        require(visit, needs)
        handle = scope.get("extensions", {}).get(EXTENSION)
        if isinstance(handle, KorkwandHttp):
            handle.know()

    def take(self, small: int, large: int, board_id: str) -> None:
        """Make room for so many bytes more; raises RateLimited."""
        full = self.small + small > SMALL_BYTES
        if large:
            full |= self.large.total() + large > self._large_limit
            full |= self.large[board_id] + large > self._board_limit
        if full:
            raise RateLimited(1.0)
        self.small += small
        if large:
            self.large[board_id] += large

    def give_back(self, large: int, board_id: str) -> None:
        """A board's request is over."""
        self.large[board_id] -= large
        if not self.large[board_id]:
            del self.large[board_id]


class Body:
    """The body of one request, from its first byte until the request is over."""

    def __init__(self, bodies: Bodies) -> None:
        self._bodies = bodies
        self._limit = SMALL
        self._most = STRANGER_BYTES
        self._board_id = ""
        self._known = False
        self._small = self._large = 0
        self._pieces: deque[bytearray] = deque()

    async def read(self, scope: Scope, receive: Receive) -> Receive:
        """Read it wholly, then let the application have it: a framework in between would hide our errors.

        What is streamed the application gets as it comes, and each piece is counted then. Raises TooLarge and
        RateLimited, and what `visit` and `require` raise where a key is needed.
        """
        declared = int(Headers(scope=scope).get("content-length", "0")[:20])
        self._limit, self._board_id = self._bodies.limits.of(scope["method"], scope["path"])
        self._most = self._limit.bytes(self._bodies.settings)
        if self._limit.needs is not Permission.READ or self._limit.streamed or declared > STRANGER_BYTES:
            await self._know(scope)
        self._refuse_over(declared)
        if self._limit.streamed:
            return self._counted(receive)
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return receive
            piece = message.get("body", b"")
            more = message.get("more_body", False)
            if piece:
                await self._add(piece, scope)
        return self._replay(receive)

    def forget(self) -> None:
        """The request is over."""
        self._bodies.small -= self._small
        if self._large:
            self._bodies.give_back(self._large, self._board_id)
        self._pieces.clear()

    async def _add(self, piece: bytes, scope: Scope) -> None:
        size = self._small + self._large + len(piece)
        if size > STRANGER_BYTES:
            await self._know(scope)
        self._refuse_over(size)
        small = max(0, min(len(piece), STRANGER_BYTES - self._small))
        self._bodies.take(small, len(piece) - small, self._board_id)
        self._small += small
        self._large += len(piece) - small
        # Joined as they come, for a body in pieces of one byte each would take forty times its size.
        if self._pieces and len(self._pieces[-1]) < PIECE_BYTES:
            self._pieces[-1] += piece
        else:
            self._pieces.append(bytearray(piece))

    async def _know(self, scope: Scope) -> None:
        """Where more than a small body is taken at all, it is known who sends it."""
        if self._board_id and not self._known:
            await self._bodies.know(scope, self._board_id, self._limit.needs)
            self._known = True

    def _refuse_over(self, size: int) -> None:
        if size > self._most:
            raise TooLarge(f"This request may have at most {self._most} bytes.")

    def _counted(self, receive: Receive) -> Receive:
        received = 0

        async def receive_counted() -> Message:
            nonlocal received
            self._refuse_over(received)  # whoever asks on after a refusal is told the same
            message = await receive()
            received += len(message.get("body", b""))
            self._refuse_over(received)
            return message

        return receive_counted

    def _replay(self, receive: Receive) -> Receive:
        told = False

        async def receive_again() -> Message:
            nonlocal told
            if told:
                return await receive()
            body = bytes(self._pieces.popleft()) if self._pieces else b""
            told = not self._pieces
            return {"type": "http.request", "body": body, "more_body": not told}

        return receive_again

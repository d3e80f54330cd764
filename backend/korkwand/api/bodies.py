"""Reading bodies: how much somebody may send depends on who they are, and all bodies together have a limit."""

import re
from collections import Counter, deque
from typing import Final

import msgspec
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope

from korkwand.api.cookies import bearer_of, device_cookie
from korkwand.api.doors import Doors, require
from korkwand.errors import RateLimited, TooLarge
from korkwand.rules.permissions import Permission
from korkwand.settings import Settings
from korkwand.socket.http_protocol import EXTENSION, KorkwandHttp

STRANGER_BYTES: Final = 32 * 1024
"""Of who has not shown a key. The largest good body is a new board's, with 2,500 characters, each escaped."""
JSON_BYTES: Final = 256 * 1024
MEGABYTE: Final = 1024 * 1024
SMALL_BYTES: Final = 32 * MEGABYTE
"""All bodies together, of each of them what a stranger may send."""
LARGE_BYTES: Final = 48 * MEGABYTE
"""What is more than that, of all bodies together; of one board as much as one import."""
PIECE_BYTES: Final = 64 * 1024

_BOARD = re.compile(r"/api/boards/([^/]+)(?:/(.*))?", re.DOTALL)


class Allowance(msgspec.Struct, frozen=True):
    """How large a body may be, and on which board's account."""

    limit: int
    board_id: str = ""


class Bodies:
    """The bodies in memory."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._import_limit = (settings.import_megabytes * 2 + 1) * MEGABYTE
        self._large_limit = max(LARGE_BYTES, 2 * self._import_limit)
        self.small = 0
        self.large: Counter[str] = Counter()

    async def allowance(self, scope: Scope) -> Allowance:
        """Find out who sends this and how much they may; raises NotFound and Forbidden."""
        found = _BOARD.fullmatch(scope["path"])
        if found is None or found[2] == "enter":
            return Allowance(STRANGER_BYTES)
        doors: Doors = scope["app"].state.doors
        secret = bearer_of(Headers(scope=scope))
        visit = await doors.entrance.visit(found[1], secret=secret, cookie=device_cookie(self._settings, scope))
        limit = JSON_BYTES
        if _is_import(scope):
            require(visit, Permission.IMPORT)
            limit = self._import_limit
        handle = scope.get("extensions", {}).get(EXTENSION)
        if isinstance(handle, KorkwandHttp):
            handle.know()
        return Allowance(limit, visit.board.id)

    def take(self, small: int, large: int, board_id: str) -> None:
        """Make room for so many bytes more; raises RateLimited."""
        full = self.small + small > SMALL_BYTES
        if large:
            full |= self.large.total() + large > self._large_limit
            full |= self.large[board_id] + large > self._import_limit
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
        self._allowed = Allowance(STRANGER_BYTES)
        self._small = self._large = 0
        self._pieces: deque[bytearray] = deque()

    async def read(self, scope: Scope, receive: Receive) -> Receive:
        """Read it wholly, then let the application have it: a framework in between would hide our errors.

        Raises TooLarge and RateLimited, and what `visit` and `require` raise where a key is needed.
        """
        declared = int(Headers(scope=scope).get("content-length", "0")[:20])
        if _is_import(scope) or declared > self._allowed.limit:
            self._allowed = await self._bodies.allowance(scope)
        self._refuse_over(declared)
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
            self._bodies.give_back(self._large, self._allowed.board_id)
        self._pieces.clear()

    async def _add(self, piece: bytes, scope: Scope) -> None:
        size = self._small + self._large + len(piece)
        if size > self._allowed.limit and not self._allowed.board_id:
            self._allowed = await self._bodies.allowance(scope)
        self._refuse_over(size)
        small = max(0, min(len(piece), STRANGER_BYTES - self._small))
        self._bodies.take(small, len(piece) - small, self._allowed.board_id)
        self._small += small
        self._large += len(piece) - small
        # Joined as they come, for a body in pieces of one byte each would take forty times its size.
        if self._pieces and len(self._pieces[-1]) < PIECE_BYTES:
            self._pieces[-1] += piece
        else:
            self._pieces.append(bytearray(piece))

    def _refuse_over(self, size: int) -> None:
        if size > self._allowed.limit:
            raise TooLarge(f"This request may have at most {self._allowed.limit} bytes.")

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


def _is_import(scope: Scope) -> bool:
    found = _BOARD.fullmatch(scope["path"])
    return found is not None and found[2] == "import" and scope["method"] == "POST"

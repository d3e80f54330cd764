"""The entrance: from a cookie or a secret to a visitor of a board with a role, for REST and socket alike."""

import re
import time
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import msgspec
from sqlalchemy import Connection

from korkwand.clock import Clock
from korkwand.entry import devices, identity
from korkwand.entry.arrivals import Arrivals
from korkwand.entry.cold import read, write
from korkwand.entry.password_lanes import Guess, PasswordLanes
from korkwand.entry.secrets import new_secret, secret_hash
from korkwand.entry.visit import Visit
from korkwand.errors import Forbidden, NotFound
from korkwand.kernel.records import Id, timestamp
from korkwand.live.board import LiveBoard
from korkwand.live.boards import LiveBoards
from korkwand.live.room import current_rights
from korkwand.nouns.key.record import Key
from korkwand.nouns.key.rights import why_none
from korkwand.nouns.visitor.record import Departure
from korkwand.rules.roles import ROLES, Visitor
from korkwand.storage.tables import guess_subject

REMEMBERED_S: Final = 5.0
"""How long an answer of the database about a cookie or secret is used again. Rights are judged anew each time."""
REMEMBERED: Final = 10_000

T = TypeVar("T")

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Asked(msgspec.Struct, frozen=True):
    """What somebody says at the door."""

    secret: str
    password: str | None = None
    name: str | None = None
    proof: str | None = None
    personal: bool = False
    """Whether the secret is a personal link's. It must be said: a page asks before it enters by one, and must not be
    brought to do so by a link that hides what it is."""


class Entrance:
    """Finds out who asks."""

    def __init__(self, boards: LiveBoards, passwords: PasswordLanes, arrivals: Arrivals, clock: Clock) -> None:
        self._boards = boards
        self._arrivals = arrivals
        self._store = boards.store
        self._passwords = passwords
        self._clock = clock
        self._known: dict[tuple[Id, str], tuple[float, Visitor]] = {}
        self._locked: dict[tuple[Id, str], tuple[float, devices.KeySecret]] = {}

    async def visit(self, board_id: Id, *, secret: str | None, cookie: str | None) -> Visit:
        """Who asks, by secret or else by cookie.

        Raises NotFound for an unknown board, an unknown secret and a stranger alike; Forbidden if no key is live.
        """
        require_id(board_id)
        if secret is not None:
            visitor = await self._remembered(board_id, secret_hash(secret), self._by_secret)
        elif cookie is not None:
            visitor = await self._remembered(board_id, secret_hash(cookie), self._by_cookie)
        else:
            raise NotFound
        board = await self._boards.get(board_id)
        visit = await self._judge(board, visitor)
        return visit if secret is None else msgspec.structs.replace(visit, bearer=True)

    async def enter(self, board_id: Id, asked: Asked, cookie: str | None) -> tuple[Visit, str]:
        """Let a device in by a key's secret, or a personal link's; returns the visit and the device's cookie.

        Raises NotFound, Forbidden (revoked, not open, expired, password, proof), RateLimited.
        """
        require_id(board_id)
        if asked.personal:
            return await self._enter_as_oneself(board_id, secret_hash(asked.secret), cookie)
        found = await self._key(board_id, asked, cookie)
        board = await self._boards.get(board_id)
        await self._require_live(board, found.key_id)
        known = await self._known_on(board, cookie)
        if found.password_hash is not None:
            await self._require_password(board, found, asked, known)
        if known is None:
            self._arrivals.take(board_id, found.key_id)

        def make(connection: Connection) -> tuple[Visitor, str]:
            now, most = self._now(), self._arrivals.most
            device_id, kept = devices.device_of(connection, cookie, now)
            return devices.enter(connection, board_id, found.key_id, asked.name, device_id, now, most), kept

        try:
            visitor, kept = await write(self._store, make)
        except devices.BoardFull:
            raise self._arrivals.full() from None
        self._remember(board_id, secret_hash(kept), visitor)
        return await self._judge(board, visitor), kept

    async def _enter_as_oneself(self, board_id: Id, hashed: str, cookie: str | None) -> tuple[Visit, str]:
        """Let a device in by a personal link: it is the visitor who made the link from then on.

        Raises NotFound, Forbidden (stronger).
        """
        moved = await read(
            self._store, lambda connection: identity.find_link(connection, board_id, hashed, self._clock())
        )
        if moved is None:
            raise NotFound
        board = await self._boards.get(board_id)
        await self._require_weaker(await self._judge(board, moved), cookie)

        def make(connection: Connection) -> tuple[Visitor, str]:
            device_id, kept = devices.device_of(connection, cookie, self._now())
            return identity.use_link(connection, board_id, hashed, moved, device_id, self._now()), kept

        try:
            visitor, kept = await write(self._store, make)
        except identity.LinkUsed:
            raise NotFound from None
        self._remember(board_id, secret_hash(kept), visitor)
        return await self._judge(board, visitor), kept

    async def make_link(self, visit: Visit) -> str:
        """The secret of a personal link for the visitor, who takes their identity to another device by it."""
        secret = new_secret()
        await write(
            self._store,
            lambda found: identity.make_link(found, visit.board.id, visit.visitor, secret, self._clock()),
        )
        return secret

    async def change(self, visit: Visit, fields: dict[str, str | None]) -> Visit:
        """Give the visitor another name or colour: on what they make from now on, and in presence."""
        visitor_id = visit.visitor.id
        assert visitor_id is not None
        await write(self._store, lambda found: identity.change(found, visit.board.id, visitor_id, fields))
        for (board_id, hashed), (_, visitor) in list(self._known.items()):
            if (board_id, visitor.id) == (visit.board.id, visitor_id):
                self._remember(board_id, hashed, msgspec.structs.replace(visitor, **fields))
        visit.board.room.change(visitor_id, fields)
        return msgspec.structs.replace(visit, visitor=msgspec.structs.replace(visit.visitor, **fields))

    async def came_at(self, visit: Visit) -> str | None:
        """When the visitor first came to the board."""
        visitor_id = visit.visitor.id
        assert visitor_id is not None
        return await read(self._store, lambda found: identity.came_at(found, visit.board.id, visitor_id))

    async def forget(self, cookie: str) -> None:
        """Forget a device. What it made stays where it is."""
        hashed = secret_hash(cookie)
        await write(self._store, lambda connection: identity.forget_device(connection, hashed))
        self.look_again(cookie)

    def look_again(self, cookie: str) -> None:
        """The device's cookie stands for somebody else now, or for nobody: what is remembered of it does not hold."""
        hashed = secret_hash(cookie)
        for known in [key for key in self._known if key[1] == hashed]:
            del self._known[known]

    async def boards_of(self, cookie: str | None) -> list[Visit]:
        """The boards this device may still enter, the latest first."""
        if cookie is None:
            return []
        cookie_hash = secret_hash(cookie)
        found = await read(
            self._store, lambda connection: devices.boards_of_device(connection, cookie_hash, self._now())
        )
        visits = []
        for board_id, visitor in found:
            try:
                board = await self._boards.get(board_id)
            except NotFound:
                continue
            rights = current_rights(board.state, visitor, self._now())
            if rights is not None:
                visits.append(Visit(board, visitor, rights))
        return visits

    async def _key(self, board_id: Id, asked: Asked, cookie: str | None) -> devices.KeySecret:
        """The key that the secret opens; raises NotFound. A guess that will be limited is not worth a query."""
        hashed = secret_hash(asked.secret)
        locked = self._locked.get((board_id, hashed))
        fresh = locked is not None and time.monotonic() - locked[0] < REMEMBERED_S
        if locked and fresh and asked.proof is None and cookie is None and self._is_full(locked[1]):
            return locked[1]
        found = await read(self._store, lambda connection: devices.find_key(connection, board_id, hashed))
        if found is None:
            raise NotFound
        if found.password_hash is not None:
            if len(self._locked) >= REMEMBERED:
                del self._locked[next(iter(self._locked))]
            self._locked.pop((board_id, hashed), None)
            self._locked[board_id, hashed] = (time.monotonic(), found)
        return found

    def _is_full(self, key: devices.KeySecret) -> bool:
        return self._passwords.is_full(guess_subject(key.board_id, key.key_id))

    def _now(self) -> str:
        return timestamp(self._clock())

    async def _judge(self, board: LiveBoard, visitor: Visitor) -> Visit:
        rights = current_rights(board.state, visitor, self._now())
        if rights is None:
            await board.refresh()
            rights = current_rights(board.state, visitor, self._now())
        if rights is None:
            if visitor.id is not None and board.state.has(Departure.kind, visitor.id):
                raise Forbidden("You were removed from this board.", reason="removed")
            why = why_none(board.state, visitor, self._now())
            raise Forbidden("Your link does not open this board any more.", **why)
        return Visit(board, visitor, rights)

    async def _require_live(self, board: LiveBoard, key_id: Id) -> None:
        if board.state.find(Key.kind, key_id) is None:
            await board.refresh()
        if why := board.state.get(Key, key_id).against(self._now()):
            raise Forbidden("This link was revoked, has expired, or is not open yet.", **why)

    async def _require_weaker(self, moved: Visit, cookie: str | None) -> None:
        """A device that may do more than the visitor it would become stays who it is: who is sent such a link by
        somebody else must not lend them their rights by opening it."""
        known = await self._known_on(moved.board, cookie)
        rights = known and current_rights(moved.board.state, known, self._now())
        if rights and ROLES.index(rights.role) > ROLES.index(moved.role):
            raise Forbidden("This device may do more on this board than the link.", reason="stronger")

    async def _require_password(
        self, board: LiveBoard, key: devices.KeySecret, asked: Asked, visitor: Visitor | None
    ) -> None:
        """Who came by this key before is inside and is not asked again; who is on the board has a lane of their own."""
        if visitor is not None and key.key_id in visitor.key_ids:
            return
        known = visitor is not None and current_rights(board.state, visitor, self._now()) is not None
        assert key.password_hash is not None
        guess = Guess(asked.password, asked.proof, known)
        await self._passwords.require(guess_subject(board.id, key.key_id), board.id, guess, key.password_hash)

    async def _known_on(self, board: LiveBoard, cookie: str | None) -> Visitor | None:
        """Who this device is on the board so far."""
        if cookie is None:
            return None
        hashed = secret_hash(cookie)
        return await read(self._store, lambda found: devices.visitor_of_device(found, hashed, board.id, self._now()))

    async def _remembered(self, board_id: Id, hashed: str, find: Callable[[Id, str], Awaitable[Visitor]]) -> Visitor:
        known = self._known.get((board_id, hashed))
        if known is not None and time.monotonic() - known[0] < REMEMBERED_S:
            return known[1]
        visitor = await find(board_id, hashed)
        self._remember(board_id, hashed, visitor)
        return visitor

    def _remember(self, board_id: Id, hashed: str, visitor: Visitor) -> None:
        if len(self._known) >= REMEMBERED:
            del self._known[next(iter(self._known))]
        self._known.pop((board_id, hashed), None)
        self._known[board_id, hashed] = (time.monotonic(), visitor)

    async def _by_cookie(self, board_id: Id, hashed: str) -> Visitor:
        visitor = await read(
            self._store, lambda connection: devices.visitor_of_device(connection, hashed, board_id, self._now())
        )
        if visitor is None:
            raise NotFound
        return visitor

    async def _by_secret(self, board_id: Id, hashed: str) -> Visitor:
        key = await read(self._store, lambda connection: devices.find_key(connection, board_id, hashed))
        if key is None or key.password_hash is not None:
            raise NotFound
        visitor = await read(self._store, lambda connection: devices.visitor_of_key(connection, board_id, key.key_id))
        if visitor is not None:
            return visitor
        board = await self._boards.get(board_id)
        await self._require_live(board, key.key_id)
        label = board.state.get(Key, key.key_id).label
        return await write(
            self._store, lambda found: devices.make_bearer(found, board_id, key.key_id, label, self._now())
        )


def require_id(board_id: str) -> None:
    """What is no UUID is no board."""
    if not _ID.fullmatch(board_id):
        raise NotFound

"""A board with a link that has a password, in this process, and guesses at it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from korkwand.api.doors import Doors
from korkwand.app import open_doors
from korkwand.entry.entrance import Asked
from korkwand.entry.guesses import Lock
from korkwand.entry.secrets import new_secret, secret_hash
from korkwand.errors import Forbidden, RateLimited
from korkwand.rules.roles import Visitor
from korkwand.settings import Settings
from tests.api.in_process import Hand
from tests.live.running_board import ask, new_board, new_id
from tests.live.running_board import edit as parsed

RIGHT = "correct horse"


class Locked:
    """A board with a link that has a password, and guesses at it."""

    def __init__(self, doors: Doors, board_id: str, secret: str, coordinator: Visitor) -> None:
        self.doors = doors
        self.board_id = board_id
        self.secret = secret
        self.coordinator = coordinator

    async def guess(
        self, password: str | None = "wrong guess", cookie: str | None = None, doors: Doors | None = None, **more: Any
    ) -> tuple[str, Any]:
        """What came of it, in a word: in, wrong, limited …; and the refusal's body or the cookie."""
        asked = Asked(secret=more.pop("secret", self.secret), password=password, **more)
        try:
            _, kept = await (doors or self.doors).entrance.enter(self.board_id, asked, cookie)
        except (Forbidden, RateLimited) as error:
            word = "limited" if isinstance(error, RateLimited) else error.payload()["reason"]
            return word, error.payload()
        return "in", kept

    async def guesses(self, count: int, **how: Any) -> Counter[str]:
        """What came of many at once."""
        return Counter([word for word, _ in await asyncio.gather(*(self.guess(**how) for _ in range(count)))])

    async def locks(self) -> dict[str, Lock]:
        """What coordinators are told of locked links."""
        board = await self.doors.boards.get(self.board_id)
        keys = [key_id for _, key_id in board.state.order("key", self.board_id)]
        return await self.doors.passwords.locks(self.board_id, keys)

    async def lift(self) -> None:
        """Lift the locks of all links."""
        board = await self.doors.boards.get(self.board_id)
        for _, key_id in board.state.order("key", self.board_id):
            await self.doors.passwords.lift_lock(self.board_id, key_id)

    async def key(self, **fields: Any) -> str:
        """The secret of a new link."""
        secret = new_secret()
        add = parsed("key.add", key_id=new_id(), secret_hash=secret_hash(secret), role="contributor", **fields)
        board = await self.doors.boards.get(self.board_id)
        assert isinstance((await ask(board, self.coordinator, add))[0], int)
        return secret


@asynccontextmanager
async def locked(settings: Settings, clock: Hand) -> AsyncIterator[Locked]:
    async with open_doors(settings, clock) as doors:
        board, coordinator, _ = await new_board(doors)
        found = Locked(doors, board.id, "", coordinator)
        found.secret = await found.key(password=RIGHT)
        yield found

"""A poll on a board in this process, and what lies in the database."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import text

from korkwand.api.doors import Doors
from korkwand.kernel.edit import Edit
from korkwand.live.board import LiveBoard
from korkwand.rules.roles import Visitor
from korkwand.storage.database import Database
from tests.live.running_board import ask, edit, new_board, new_id, running
from tests.private.ballots import Vote


class Poll(NamedTuple):
    """A board with a card that is a poll."""

    board: LiveBoard
    maker: Visitor
    column_id: str
    card_id: str

    def guest(self) -> Visitor:
        """Somebody else who came by the same link."""
        return Visitor(id=new_id(), key_ids=self.maker.key_ids)

    def vote(self, option: str, points: int = 1) -> Vote:
        """A ballot."""
        return Vote(id=new_id(), card_id=self.card_id, option=option, points=points)

    def make(self, cls: type[Any], **fields: Any) -> Any:
        """Another edit about this poll."""
        return cls(id=new_id(), card_id=self.card_id, **fields)

    async def ask(self, visitor: Visitor, *edits: Edit, together: bool = False) -> list[int | str]:
        """Seqs and codes of refusals."""
        return await ask(self.board, visitor, *edits, together=together)


async def new_poll(doors: Doors) -> Poll:
    """A board with a column and a poll on it, at seq 3."""
    board, maker, column_id = await new_board(doors)
    card_id = new_id()
    card = edit("card.add", card_id=card_id, column_id=column_id, title="none")
    assert await ask(board, maker, card) == [3]
    return Poll(board, maker, column_id, card_id)


def slips(database: Database) -> list[tuple[str, str, int, str]]:
    """What lies in the database: subject, key, weight and value of each slip."""
    with database.reading() as connection:
        rows = connection.execute(text("SELECT subject_id, key, weight, value FROM slip ORDER BY key, weight, value"))
        return [tuple(row) for row in rows]  # type: ignore[misc]


def play(url: str, folder: Path, scene: Callable[[Doors, Poll], Awaitable[None]]) -> None:
    """Let something happen on a new poll."""

    async def run() -> None:
        async with running(url, folder) as doors:
            await scene(doors, await new_poll(doors))

    asyncio.run(run())


def play_by_two(url: str, folder: Path, scene: Callable[[Doors, Doors, Poll], Coroutine[Any, Any, None]]) -> None:
    """The same with two processes over one database; the poll is the first one's."""

    async def run() -> None:
        async with running(url, folder / "one") as first, running(url, folder / "two") as second:
            await scene(first, second, await new_poll(first))

    asyncio.run(run())


def across(poll: Poll, board: LiveBoard) -> Poll:
    """The same poll in another process."""
    return poll._replace(board=board)

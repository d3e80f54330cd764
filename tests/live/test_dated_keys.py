"""Keys open and end by the clock that is injected, like phases: at the door, for edits, and for open sockets."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from korkwand.app import open_doors
from korkwand.entry.entrance import Asked
from korkwand.entry.secrets import new_secret, secret_hash
from korkwand.errors import Forbidden
from korkwand.kernel.records import timestamp
from korkwand.live.room import Listener
from korkwand.rules.roles import Visitor
from korkwand.settings import Settings
from tests.api.in_process import Hand
from tests.live.running_board import ask, edit, new_board, new_id
from tests.live.test_retention import Socket


async def reason(coming_in: Any) -> str:
    """Why somebody is turned away."""
    with pytest.raises(Forbidden) as refused:
        await coming_in
    return str(refused.value.extra.get("reason"))


def test_a_key_opens_and_ends_to_the_millisecond(database_url: str, tmp_path: Path) -> None:
    """[WA4] [ER6] [WA9]"""

    async def play() -> None:
        clock = Hand()
        settings = Settings(data_dir=tmp_path, database_url=database_url)
        async with open_doors(settings, clock) as doors, open_doors(settings, clock) as second:
            board, coordinator, column = await new_board(doors)
            secret, opens, ends = new_secret(), clock() + timedelta(hours=1), clock() + timedelta(hours=2)
            dates = {"opens_at": timestamp(opens), "ends_at": timestamp(ends)}
            add = edit("key.add", key_id=new_id(), secret_hash=secret_hash(secret), role="contributor", **dates)
            assert await ask(board, coordinator, add) == [3]
            clock.wait(3599.999)
            for one in (doors, second):
                assert await reason(one.entrance.enter(board.id, Asked(secret=secret), None)) == "not_open"
            clock.wait(0.001)
            visit, cookie = await doors.entrance.enter(board.id, Asked(secret=secret), None)
            sockets = []
            for one in (doors, second):
                there = await one.entrance.visit(board.id, secret=None, cookie=cookie)
                sockets.append(Socket())
                there.board.room.join(Listener.of(sockets[-1], there.visitor, there.rights))  # type: ignore[arg-type]
            assert isinstance((await pinned(board, visit.visitor, column))[0], int)
            clock.wait(3599.999)
            for one in (doors, second):
                await one.boards._ask()
            assert [socket.closed for socket in sockets] == [None, None]
            assert isinstance((await pinned(board, visit.visitor, column))[0], int)
            clock.wait(0.001)
            assert await pinned(board, visit.visitor, column) == ["forbidden"]
            for one in (doors, second):
                await one.boards._ask()
                assert await reason(one.entrance.enter(board.id, Asked(secret=secret), None)) == "expired"
                with pytest.raises(Forbidden):
                    await one.entrance.visit(board.id, secret=None, cookie=cookie)
            assert [socket.closed for socket in sockets] == [(4401, "revoked")] * 2

    asyncio.run(play())


async def pinned(board: Any, visitor: Visitor, column: str) -> list[int | str]:
    return await ask(board, visitor, edit("card.add", column_id=column, title="x"))

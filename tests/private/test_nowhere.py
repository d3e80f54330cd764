"""No door shows what is in a drawer, not to a coordinator either; and a backup has it all."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from korkwand.api.doors import Doors
from korkwand.app import create_app
from korkwand.entry.visit import Visit
from korkwand.settings import Settings
from korkwand.storage.backup import back_up, restore
from tests.api.in_process import browser
from tests.convergence.process import Socket
from tests.leaks.town import DOORS, Ear, ask
from tests.live.running_board import edit, new_id, running
from tests.private.ballots import Answer, Pledge
from tests.private.polling import Poll, new_poll, slips

SECRET = "canary-that-sang"
AMOUNT = 97
"""No id or time has it between quotes and commas as a number of its own."""


@asynccontextmanager
async def town(folder: Path) -> AsyncIterator[tuple[httpx.AsyncClient, Doors, Visit, str]]:
    """A board made by its door; its coordinator's browser, and how the program knows them."""
    app = create_app(Settings(data_dir=folder, metrics=True))
    async with app.router.lifespan_context(app), browser(app) as client:
        made = (await client.post("/api/boards", json={"title": "Our town"})).json()
        doors: Doors = app.state.doors
        visit = await doors.entrance.visit(made["board"]["id"], secret=made["key"]["secret"], cookie=None)
        yield client, doors, visit, made["key"]["secret"]


async def vote_on(visit: Visit) -> Poll:
    """A poll with a ballot, an answer and a pledge of this visitor."""
    column, card = new_id(), new_id()
    poll = Poll(visit.board, visit.visitor, column, card)
    edits = [
        edit("column.add", column_id=column, title="x"),
        edit("card.add", card_id=card, column_id=column, title="none"),
    ]
    await poll.ask(visit.visitor, *edits)
    await poll.ask(visit.visitor, poll.vote(SECRET, 3), poll.make(Answer, answers=SECRET))
    assert await poll.ask(visit.visitor, poll.make(Pledge, amount=AMOUNT)) == [4]
    return poll


def test_nothing_of_it_is_told_by_any_door(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def scene() -> str:
        async with town(tmp_path) as (client, doors, visit, secret):
            ear = Ear()
            socket = Socket(doors, visit.board.id, ear)  # type: ignore[arg-type]
            socket.send({"t": "hello", "v": 1, "key": secret})
            while not ear.frames:  # noqa: ASYNC110 - the welcome
                await asyncio.sleep(0)
            await vote_on(visit)
            assert len(slips(doors.boards.store.database)) == 3
            url = f"/api/boards/{visit.board.id}"
            paths = [f"{url}{door}" for door in (*DOORS, "/me/export.json", "/events?since=0")]
            answers = [(await ask(client._transport.app, path, secret)) for path in paths]  # type: ignore[attr-defined]
            assert {answer.status_code for answer in answers} <= {200, 410}
            answers.append(await ask(client._transport.app, "/metrics", ""))  # type: ignore[attr-defined]
            with doors.boards.store.database.reading() as connection:
                log = [row.changes for row in connection.execute(text("SELECT changes FROM event"))]
                types = [row.type for row in connection.execute(text("SELECT type FROM event ORDER BY seq"))]
            assert types == ["board.create", "column.add", "card.add", "card.pledge"]
            socket.cut()
            await socket.ended
            return "".join([*(answer.text for answer in answers), *log, json.dumps(ear.frames), caplog.text])

    told = asyncio.run(scene())
    assert SECRET not in told
    assert f":{AMOUNT}," not in told


def test_a_visitor_is_known_by_another_hash_in_each_drawer(database_url: str, tmp_path: Path) -> None:
    """And by no id, so that no query joins a ballot with a name."""

    async def scene() -> None:
        async with running(database_url, tmp_path) as doors:
            poll = await new_poll(doors)
            other = poll._replace(card_id=new_id())
            await poll.ask(poll.maker, edit("card.add", card_id=other.card_id, column_id=poll.column_id, title="x"))
            await poll.ask(poll.maker, poll.vote("a"), poll.vote("b"), other.vote("a"))
            await poll.ask(poll.maker, poll.make(Answer, answers="[]"))
            with doors.boards.store.database.reading() as connection:
                rows = list(connection.execute(text("SELECT * FROM slip")))
            assert poll.maker.id not in str(rows)
            assert len({row.holder_hash for row in rows}) == 3

    asyncio.run(scene())


def test_a_backup_has_all_of_it_and_limits_and_forgetting_hold_after_it(tmp_path: Path) -> None:
    poll: list[Poll] = []

    async def before() -> None:
        async with running(f"sqlite:///{tmp_path}/one.db", tmp_path) as doors:
            poll.append(await new_poll(doors))
            await poll[0].ask(poll[0].maker, poll[0].vote("park", 4), poll[0].make(Answer, answers=SECRET))
            back_up(f"sqlite:///{tmp_path}/one.db", tmp_path / "copy.db")
            await poll[0].ask(poll[0].maker, poll[0].vote("park", 0))

    async def after() -> None:
        restore(tmp_path / "copy.db", f"sqlite:///{tmp_path}/two.db", tmp_path)
        async with running(f"sqlite:///{tmp_path}/two.db", tmp_path) as doors:
            there = poll[0]._replace(board=await doors.boards.get(poll[0].board.id))
            database = doors.boards.store.database
            assert slips(database) == [(there.card_id, "", 1, SECRET), (there.card_id, "park", 4, "")]
            assert await there.ask(there.maker, there.vote("pool", 2)) == ["conflict"]
            assert await there.ask(there.maker, there.make(Answer, answers="[]")) == ["conflict"]
            forget = edit("visitor.forget", visitor_id=there.maker.id, contents="keep")
            assert isinstance((await there.ask(there.maker, forget))[0], int)
            assert slips(database) == []

    asyncio.run(before())
    asyncio.run(after())


def test_retention_takes_them_with_the_board(tmp_path: Path) -> None:
    async def scene() -> None:
        async with town(tmp_path) as (client, doors, visit, _):
            await vote_on(visit)
            url = f"/api/boards/{visit.board.id}"
            assert (await client.delete(url)).status_code == 204
            doors.retention._settings = doors.retention._settings.model_copy(update={"trash_days": 0})
            assert (await doors.retention.sweep()).deleted == 1
            assert slips(doors.boards.store.database) == []

    asyncio.run(scene())

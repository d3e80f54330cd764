"""kill -9 under load: nothing acknowledged is lost or doubled, whenever the server dies.

KORKWAND_CRASH_ROUNDS sets how often it dies (default 20, with --all 1,000).
"""

import asyncio
import json
import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from korkwand.catalog import KINDS
from korkwand.storage.database import Database
from korkwand.storage.loading import LoggedEvent, events_after, load_board
from tests.convergence.client import Client, Seen, fold
from tests.live.dying_server import LIVES, DyingServer, lives
from tests.live.steady_clients import Writer, stay_connected
from tests.samples import amount

ROUNDS = int(os.environ.get("KORKWAND_CRASH_ROUNDS", amount(20, 1000)))
SEED = 20261124
WRITERS = 4
FOUNDING = 4
"""Events of `make_board`."""
PATIENCE_S = 60.0


@pytest.mark.alone
@pytest.mark.timeout(60 + 3 * ROUNDS)
def test_no_acknowledged_edit_is_lost_or_doubled(tmp_path: Path) -> None:
    asyncio.run(kill_again_and_again(tmp_path))


async def kill_again_and_again(folder: Path) -> None:
    async with DyingServer(folder) as server:
        pid = await server.start()
        board_id, secrets, column_ids = await make_board(server.port)
        await server.end(pid)
        clients = [Client(f"writer {number}", secrets[number % 2]) for number in range(WRITERS)]
        clients.append(Client("listener", secrets[1]))
        address = f"ws://127.0.0.1:{server.port}/api/boards/{board_id}/live"
        tasks = [asyncio.create_task(stay_connected(client, address)) for client in clients]
        writing = [
            asyncio.create_task(Writer(client, column_ids, SEED + n).work()) for n, client in enumerate(clients[:-1])
        ]
        began = time.monotonic()
        for cause, seconds in lives(ROUNDS, SEED):
            await server.live_and_die(cause, seconds)
        took = time.monotonic() - began
        for task in writing:
            task.cancel()
        pid = await server.start()
        try:
            await until(lambda: not any(client.pending for client in clients), "every edit has an answer")
            newest = max(client.seq for client in clients)
            await until(lambda: all(client.seq >= newest for client in clients), "everybody is at the newest event")
        finally:
            for task in [*tasks, *writing]:
                task.cancel()
            ended = await asyncio.gather(*tasks, *writing, return_exceptions=True)
            await server.end(pid)
    assert all(isinstance(end, asyncio.CancelledError) for end in ended), ended
    log = audit(folder / "korkwand.db", board_id, clients)
    assert all(server.deaths[cause] == ROUNDS // 3 + (number < ROUNDS % 3) for number, cause in enumerate(LIVES))
    report(server, clients, log, took)


async def make_board(port: int) -> tuple[str, list[str], list[str]]:
    """A board's id, its coordinator's and a contributor's secret, and two columns, by the doors."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
        made = (await http.post("/api/boards", json={"title": "Our town"})).json()
        board_id, secret = made["board"]["id"], made["key"]["secret"]
        http.cookies.clear()
        headers = {"Authorization": f"Bearer {secret}"}
        columns = [
            await http.post(f"/api/boards/{board_id}/columns", json={"title": title}, headers=headers)
            for title in ("Ideas", "Topics")
        ]
        key = (await http.post(f"/api/boards/{board_id}/keys", json={"role": "contributor"}, headers=headers)).json()
        return board_id, [secret, key["secret"]], [column.json()["id"] for column in columns]


async def until(ready: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while not ready():
        assert time.monotonic() < end, f"it did not come to this: {what}"
        await asyncio.sleep(0.01)


def audit(file: Path, board_id: str, clients: list[Client]) -> list[LoggedEvent]:
    """What the clients were told against what is on disk; the log."""
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    database = Database(f"sqlite:///{file}")
    log, loaded = events_after(database, board_id, 0), load_board(database, board_id, KINDS)
    database.close()
    assert loaded is not None
    assert [event.seq for event in log] == list(range(1, loaded.seq + 1)), "the log has gaps"
    folded: Seen = {}
    for event in log:
        fold(folded, json.loads(event.changes))
    tables = {(row.kind, row.id): json.loads(row.json) for row in loaded.rows}
    assert folded == tables, "the folded log is not what the tables hold"
    seqs = {event.edit_id: event.seq for event in log}
    assert len(seqs) == len(log), "an edit is in the log twice"
    for client in clients:
        assert not client.faults, client.faults
        seen = {key: row for key, row in tables.items() if key[0] != "key" or client.role == "coordinator"}
        assert client.records == seen, f"{client.name} sees something else than what is on disk"
        lost = [edit_id for edit_id, seq in client.acknowledged.items() if seqs.get(edit_id) != seq]
        assert not lost, f"{client.name} was told of edits that are not there: {lost}"
        assert not client.refused.keys() & seqs.keys()
    sent = {edit_id for client in clients for edit_id in client.sent}
    assert len([event for event in log if event.edit_id not in sent]) == FOUNDING, "the log has edits that nobody sent"
    return log


def report(server: DyingServer, clients: list[Client], log: list[LoggedEvent], took: float) -> None:
    acknowledged = sum(len(client.acknowledged) for client in clients)
    refused = sum(len(client.refused) for client in clients)
    resumes, snapshots = sum(client.resumes for client in clients), sum(client.snapshots for client in clients)
    print(
        f"\n{ROUNDS} deaths in {took:.0f} s, {dict(server.deaths)}: "
        f"{acknowledged} edits acknowledged, 0 lost, 0 doubled; "
        f"{len(log)} events, {refused} refused; clients resumed {resumes} times, took {snapshots} snapshots"
    )

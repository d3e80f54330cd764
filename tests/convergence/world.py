"""One random sequence: five clients of different roles over one board in two processes; in the end all agree."""

import asyncio
import json
import random
import traceback
from collections import Counter
from typing import Any
from uuid import uuid4

from korkwand.catalog import KINDS, parse
from korkwand.entry.secrets import secret_hash
from korkwand.kernel.records import timestamp
from korkwand.kernel.state import BoardState
from korkwand.live.board import LiveBoard
from korkwand.live.frames import records_json
from korkwand.live.room import current_rights
from korkwand.live.turn import Accepted
from korkwand.nouns.board.edits import CreateBoard
from korkwand.rules.roles import SYSTEM, Visitor
from korkwand.storage.loading import LoggedEvent, events_after, load_board
from tests.convergence.client import Client, Seen, by_kind, fold, from_snapshot
from tests.convergence.edits import Imagination
from tests.convergence.process import Process
from tests.node_fold import NodeFold

ROLES = ("viewer", "contributor", "contributor", "editor", "coordinator")
HOW_BUSY = (1, 4, 4, 8, 6)
STEPS = 45
PATIENCE_S = 60.0


SENDINGS = 5
"""How often the world itself sends an edit whose outcome is unknown."""


class World:
    """A board, who works on it, and chance. `happened` counts what this sequence went through."""

    def __init__(self, seed: int, processes: list[Process], happened: Counter[str]) -> None:
        self.seed = seed
        self.rng = random.Random(seed)
        self.processes = processes
        self.happened = happened
        self.board_id = str(uuid4())
        self.imagination = Imagination(self.rng, self.board_id)
        self.clients: list[Client] = []

    async def board(self, process: Process) -> LiveBoard:
        """The process's replica."""
        return await process.doors.boards.get(self.board_id)

    async def found(self) -> None:
        """Make the board with two columns and a key for each client."""
        first = self.processes[0].doors.boards
        create = CreateBoard(
            id=str(uuid4()), board_id=self.board_id, key_id=str(uuid4()), secret_hash=self._hash(), title="Our town"
        )
        board = await first.create(SYSTEM, create, [])
        for number, role in enumerate(ROLES):
            client = Client(f"{role} {number}", f"{self.seed} {self.board_id} {number}")
            self.clients.append(client)
            key = {"key_id": self.imagination.fresh("key"), "role": role, "secret_hash": secret_hash(client.secret)}
            await self._do(board, "key.add", **key)
        for title in ("Ideas", "Topics"):
            column_id = self.imagination.fresh("column")
            await self._do(board, "column.add", column_id=column_id, title=title)
            await self._do(board, "card.add", card_id=self.imagination.fresh("card"), column_id=column_id, title=title)
        for client in self.clients:
            self.rng.choice(self.processes).connect(client, self.board_id)
        await self._breathe(20)

    async def live(self) -> None:
        """Let chance have its way."""
        steps = {self._submit: 50, self._duplicate: 9, self._disconnect: 8, self._connect: 16, self._wake: 8,
                 self._steal_id: 1, self._settle: 5, self._restart: 2}  # fmt: skip
        for _ in range(STEPS):
            (step,) = self.rng.choices(list(steps), list(steps.values()))
            self.happened[step.__name__.removeprefix("_")] += 1
            await step()
            await self._breathe(self.rng.choice((0, 1, 3, 30)))

    async def end(self) -> None:
        """Bring the board out of the trash, everybody to the newest seq, and every edit to an answer."""
        board = await self.board(self.processes[0])
        await self._do(board, "board.restore")
        for process in self.processes:
            await (await self.board(process)).refresh()
        for client in self.clients:
            if client.locked_out:
                self.rng.choice(self.processes).connect(client, self.board_id)
                client.locked_out = False
        async with asyncio.timeout(PATIENCE_S):
            while waiting := [client for client in self.clients if not await self._is_settled(client)]:
                for client in waiting:
                    if client.wire is None:
                        self.rng.choice(self.processes).connect(client, self.board_id)
                    elif client.welcomed:
                        client.send_again()
                await self._settle()
                for process in self.processes:
                    await (await self.board(process)).refresh()
                await asyncio.sleep(0.002)
        for process in self.processes:
            await (await self.board(process)).refresh()

    async def _is_settled(self, client: Client) -> bool:
        if client.locked_out:
            return True
        seq = max([(await self.board(process)).seq for process in self.processes])
        return client.welcomed and not client.pending and client.seq == seq

    # What may happen

    async def _submit(self) -> None:
        (client,) = self.rng.choices(self.clients, HOW_BUSY)
        if client.wire is None and self.rng.random() < 0.6:
            self.rng.choice(self.processes).connect(client, self.board_id)
        client.submit(self.imagination.edits(client))

    async def _duplicate(self) -> None:
        (client,) = self.rng.choices(self.clients, HOW_BUSY)
        done = [client.sent[edit_id] for edit_id in client.acknowledged]
        again = done if done and self.rng.random() < 0.7 else list(client.sent.values())
        if again:
            client.submit(self.rng.choices(again, k=self.rng.choice((1, 2))))

    async def _steal_id(self) -> None:
        """Use an edit id of somebody else; it must not be answered as if it were one's own."""
        thief, owner = self.rng.sample(self.clients, 2)
        if owner.acknowledged:
            edit_id = self.rng.choice(list(owner.acknowledged))
            if edit_id not in thief.sent:
                thief.submit([{**owner.sent[edit_id]}])

    async def _disconnect(self) -> None:
        self.rng.choice(self.clients).leave()

    async def _connect(self) -> None:
        client = self.rng.choice(self.clients)
        self.rng.choice(self.processes).connect(client, self.board_id)

    async def _wake(self) -> None:
        """What a bus does: say that the board is at a seq. Often nobody says it."""
        said, told = self.rng.sample(self.processes, 2)
        told.doors.boards.wake(self.board_id, (await self.board(said)).seq)

    async def _restart(self) -> None:
        process = self.rng.choice(self.processes)
        await process.stop()
        await process.start()

    async def _settle(self) -> None:
        """Wait until no replica has anything to do."""
        for process in self.processes:
            board = await self.board(process)
            while board._work is not None:
                await asyncio.shield(board._work)
        await self._breathe(10)

    async def _breathe(self, times: int) -> None:
        for _ in range(times):
            await asyncio.sleep(0)

    async def _do(self, board: LiveBoard, edit_type: str, **fields: Any) -> None:
        edit = parse({"id": str(uuid4()), "type": edit_type, **fields})
        for _ in range(SENDINGS):
            (answer,) = (await board.ask(SYSTEM, [edit])).values()
            if isinstance(answer, Accepted):
                return
            # "Outcome unknown" is answered as every client does: by sending the same id again.
            assert answer.error.code == "unavailable", answer
        raise AssertionError(f"{edit_type} stayed unavailable")

    def _hash(self) -> str:
        return secret_hash(f"{self.seed} {self.board_id} nobody")

    # What must be true then

    async def check(self, node: NodeFold) -> None:
        """Everybody agrees: replicas, tables, log, browsers; and nothing acknowledged is lost, doubled or refused."""
        faults = [fault for client in self.clients for fault in client.faults]
        assert not faults, faults
        database = self.processes[0].doors.boards.store.database
        loaded = load_board(database, self.board_id, KINDS)
        assert loaded is not None
        tables = BoardState(self.board_id, KINDS)
        tables.fill(loaded.rows)
        log = events_after(database, self.board_id, 0)
        assert [event.seq for event in log] == list(range(1, loaded.seq + 1)), "the log has gaps"
        self._check_log(tables, log, node)
        boards = [await self.board(process) for process in self.processes]
        for board in boards:
            assert board.seq == loaded.seq
            assert_same(board.state, tables)
        for client in self.clients:
            self._check_client(client, tables, boards, loaded.seq, node)
        self._check_answers(log)

    def _check_log(self, tables: BoardState, log: list[LoggedEvent], node: NodeFold) -> None:
        rows = {(row.kind, row.id): json.loads(row.json) for kind in KINDS for row in tables.all(kind)}
        folded: Seen = {}
        for event in log:
            fold(folded, json.loads(event.changes))
        assert folded == rows, "the folded log is not what the tables hold"
        node.load("log", {}, 0)
        node.fold("log", [{"seq": event.seq, "changes": json.loads(event.changes)} for event in log])
        assert node.dump("log") == (log[-1].seq, by_kind(rows)), "the browser folds the log to something else"

    def _check_client(
        self, client: Client, tables: BoardState, boards: list[LiveBoard], seq: int, node: NodeFold
    ) -> None:
        visitor = Visitor(id=client.visitor_id, key_ids=self._keys_of(client))
        rights = current_rights(tables, visitor, timestamp())
        role = rights and rights.role
        assert client.locked_out == (role is None), f"{client.name} has the role {role}"
        if rights is None:
            return
        view = rights.view
        fresh = from_snapshot(records_json(tables.seen(view, client.visitor_id)))
        assert client.role == role
        assert client.records == fresh, f"{client.name} sees {difference(client.records, fresh)}"
        for board in boards:
            assert from_snapshot(board.records(view, client.visitor_id)) == fresh
        for op, what, at in client.fed:
            if op == "load":
                node.load(client.name, what, at)
            else:
                node.fold(client.name, what)
        assert node.dump(client.name) == (seq, by_kind(fresh)), f"the browser of {client.name} shows something else"
        node.drop(client.name)

    def _keys_of(self, client: Client) -> frozenset[str]:
        return frozenset([self.imagination.ids["key"][self.clients.index(client)]])

    def _check_answers(self, log: list[LoggedEvent]) -> None:
        seqs = {(event.edit_id, event.visitor_id): event.seq for event in log}
        assert len({event.edit_id for event in log}) == len(log), "an edit is in the log twice"
        sent = {(edit_id, client.visitor_id) for client in self.clients for edit_id in client.sent}
        assert {key for key in seqs if key[1] is not None} <= sent, "the log has an edit that nobody sent"
        for client in self.clients:
            for edit_id, seq in client.acknowledged.items():
                assert seqs.get((edit_id, client.visitor_id)) == seq, (
                    f"{client.name}'s acknowledged edit {edit_id} is lost"
                )
            for edit_id in client.refused:
                # Of two sendings the first may be refused and the second done, unheard if the connection broke.
                if client.refusals[edit_id] == client.sendings[edit_id]:
                    assert (edit_id, client.visitor_id) not in seqs, f"{client.name}'s refused edit {edit_id} was done"
        self.happened["events"] += len(log)
        self.happened["refused"] += sum(len(client.refused) for client in self.clients)
        self.happened["resumed"] += sum(client.resumes for client in self.clients)
        self.happened["took a snapshot"] += sum(client.snapshots for client in self.clients)
        self.happened["locked out"] += sum(client.locked_out for client in self.clients)


def difference(seen: Seen, fresh: Seen) -> str:
    """In what a client's records differ from a fresh snapshot."""
    wrong = [key for key in seen.keys() & fresh.keys() if seen[key] != fresh[key]]
    return f"too much: {seen.keys() - fresh.keys()}, too little: {fresh.keys() - seen.keys()}, wrong: {wrong}"


def assert_same(one: BoardState, other: BoardState) -> None:
    """The same records with the same bytes, and the same order in every owner."""
    for kind in KINDS:
        assert {row.id: row.json for row in one.all(kind)} == {row.id: row.json for row in other.all(kind)}
        for owner in (row for owner_kind in KINDS for row in other.all(owner_kind)):
            assert one.order(kind, owner.id) == other.order(kind, owner.id)


async def run_sequence(seed: int, processes: list[Process], node: NodeFold, happened: Counter[str]) -> None:
    """One sequence from founding to check; an error names the seed."""
    world = World(seed, processes, happened)
    try:
        await world.found()
        await world.live()
        await world.end()
        await world.check(node)
    except (AssertionError, TimeoutError, KeyError) as error:
        waiting = {client.name: (client.seq, client.pending) for client in world.clients if client.pending}
        line = traceback.extract_tb(error.__traceback__)[-1].line
        faults = [fault for client in world.clients for fault in client.faults]
        raise AssertionError(f"seed {seed}: {error!r} in {line}; faults: {faults}; waiting: {waiting}") from error
    finally:
        for client in world.clients:
            client.leave()

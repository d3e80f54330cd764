"""Two processes over one database: each is a replica, and neither answers from what it has not heard yet."""

import random
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from threading import Thread
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from korkwand.catalog import KINDS
from korkwand.storage.database import Database
from korkwand.storage.loading import events_after, load_board
from tests.client import Board, Program, Socket, edit, new_id
from tests.convergence.client import Client, by_kind, fold
from tests.doors import Server, running
from tests.postgres import BOTH, Postgres

SOON_S = 1.0
"""What a process knows of a board to which nobody listens is never older."""
EDITS = 30
WRITERS = 4


class Pair:
    """Two served processes, and the database they share."""

    def __init__(self, first: Server, second: Server, database_url: str) -> None:
        self.first = first
        self.second = second
        self.database_url = database_url

    def board(self) -> tuple[Board, str]:
        """A new board through the first, as an API client that may do everything; and a column on it."""
        made = self.first.guest().make_board()
        board = Board(Program(self.first.address, made.secret), made.id, made.secret, made.key_id)
        return board, str(board.column()["id"])

    def across(self, board: Board) -> Board:
        """The same visitor at the second process."""
        return Board(Program(self.second.address, board.secret), board.id, board.secret, board.key_id)

    def board_at(self, number: int, board: Board) -> Board:
        """The first process for even numbers, the second for odd ones."""
        return self.across(board) if number % 2 else board


@pytest.fixture(scope="module", params=BOTH)
def shared_database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if request.param == "sqlite":
        file = tmp_path_factory.mktemp("shared") / "korkwand.db"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), file)
        yield f"sqlite:///{file}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.database(template=request.getfixturevalue("migrated_postgres")) as url:
        yield url


@pytest.fixture(scope="module")
def pair(shared_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    with ExitStack() as stack:
        servers = []
        for name in ("first", "second"):
            folder = tmp_path_factory.mktemp(name)
            servers.append(stack.enter_context(running(folder, database_url=shared_database_url)))
        yield Pair(servers[0], servers[1], shared_database_url)


def test_listeners_of_the_other_process_hear(pair: Pair) -> None:
    board, column_id = pair.board()
    with pair.across(board).live() as socket:
        for number in range(12):
            card = edit("card.add", column_id=column_id, title=str(number))
            board.submit(card)
            socket.event(card["id"])


def test_edits_through_one_process_about_what_the_other_has_just_made(pair: Pair) -> None:
    """No wrong 404, by the batch, by REST and by the socket; with a listener there and without."""
    board, column_id = pair.board()
    other = pair.across(board)
    other.snapshot()
    for _ in range(5):
        card = board.card(column_id)
        assert "seq" in other.submit(edit("comment.add", card_id=card["id"], text="yes"))[0]
    card = board.card(column_id)
    changed = other.client.patch(f"{other.url}/cards/{card['id']}", json={"color": "blue"})
    assert (changed.status_code, changed.json().get("color")) == (200, "blue")
    card = board.card(column_id)
    assert other.client.delete(f"{other.url}/cards/{card['id']}").status_code == 204
    with other.live() as socket:
        comment = edit("comment.add", card_id=board.card(column_id)["id"], text="yes")
        socket.edits(comment)
        socket.event(comment["id"])


def test_a_snapshot_of_the_other_process_is_at_most_a_second_old(pair: Pair) -> None:
    """Also where nobody listens, and nobody says that the board has moved on."""
    board, column_id = pair.board()
    other = pair.across(board)
    other.snapshot()
    card = board.card(column_id)
    time.sleep(SOON_S)
    assert card["id"] in other.records("card")


def test_a_client_that_comes_over_sees_what_it_has_seen(pair: Pair) -> None:
    board, column_id = pair.board()
    other = pair.across(board)
    other.snapshot()
    with board.live() as socket:
        card = edit("card.add", column_id=column_id, title="one")
        socket.edits(card)
        last = socket.event(card["id"])["seq"]
    with other.live(last=last, epoch=socket.welcome["epoch"], pending=[card["id"]]) as again:
        assert again.welcome["seq"] == last
        assert again.welcome["mode"] == "events"
        assert again.welcome["done"] == [{"id": card["id"], "seq": last}]


def test_a_revoked_key_is_out_of_the_other_process(pair: Pair) -> None:
    """The key's socket is busy until it is closed; nothing of it is done after the revocation."""
    board, column_id = pair.board()
    guest = board.program("contributor")
    there = Board(Program(pair.second.address, guest.secret), guest.id, guest.secret)
    with there.live() as socket:
        socket.edits(edit("card.add", column_id=column_id, title="before"))
        socket.expect("events")
        (result,) = board.submit(edit("key.revoke", key_id=guest.key_id))
        sending = Thread(target=keep_sending, args=(socket, column_id))
        sending.start()
        code, _ = socket.closed()
        sending.join()
    assert code == 4401
    answer = there.client.post(f"{there.url}/edits", json={"edits": [edit("card.add", column_id=column_id, title="x")]})
    assert answer.status_code == 403
    visitor_id = socket.welcome["you"]["visitor_id"]
    assert [event for event in board.events(result["seq"]) if event["by"] == visitor_id] == []


@pytest.mark.parametrize("listening", [True, False])
def test_a_revoked_key_reads_nothing_through_the_other_process(pair: Pair, listening: bool) -> None:
    """A process in which nobody listens to the board must not go on letting in whom another one has shut out."""
    board, _ = pair.board()
    guest = board.program("viewer")
    there = Board(Program(pair.second.address, guest.secret), guest.id, guest.secret)
    there.snapshot()
    with ExitStack() as stack:
        if listening:
            stack.enter_context(pair.across(board).live())
        board.submit(edit("key.revoke", key_id=guest.key_id))
        time.sleep(SOON_S)
        while there.client.get(there.url).status_code != 403:  # who listens is asked by a clock, which may be late
            assert listening


def test_writers_at_both_processes_agree_in_the_end(pair: Pair) -> None:
    """Real sockets, real processes, the same board: everybody has an answer, and everybody sees the same."""
    board, column_id = pair.board()
    clients = [Client(f"writer {number}", board.secret) for number in range(WRITERS)]
    failed: list[BaseException] = []
    threads = [
        Thread(target=write, args=(pair.board_at(number, board), clients[number], column_id, number, failed))
        for number in range(WRITERS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed, failed
    assert not [fault for client in clients for fault in client.faults]
    database = Database(pair.database_url)
    log, loaded = events_after(database, board.id, 0), load_board(database, board.id, KINDS)
    database.close()
    assert loaded is not None
    assert [event.seq for event in log] == list(range(1, loaded.seq + 1))
    seqs = {event.edit_id: event.seq for event in log}
    for client in clients:
        assert len(client.acknowledged) == EDITS
        assert client.acknowledged.items() <= seqs.items()
    time.sleep(SOON_S)
    for at in (board, pair.across(board)):
        snapshot = at.snapshot()
        assert snapshot["seq"] == loaded.seq
        newest = {(kind, row["id"]): row for kind, rows in snapshot["records"].items() for row in rows}
        for client in clients:
            rest = at.events(client.seq)
            for event in rest:
                fold(client.records, event["changes"])
            client.seq = snapshot["seq"]
            assert by_kind(client.records) == by_kind(newest)


# What the scenes use


class SocketWire:
    """A client's socket."""

    def __init__(self, socket: Socket) -> None:
        self._socket = socket

    def send(self, frame: dict[str, Any]) -> None:
        self._socket.send(frame)

    def cut(self) -> None:
        self._socket.connection.close()


def write(board: Board, client: Client, column_id: str, seed: int, failed: list[BaseException]) -> None:
    """Add, write and move cards until every edit is acknowledged."""
    rng = random.Random(seed)
    cards: list[str] = []
    try:
        with board.socket() as socket:
            client.join(SocketWire(socket))
            while len(client.sent) < EDITS or client.pending:
                if client.welcomed and len(client.sent) < EDITS and len(client.pending) < 5:
                    client.submit([some_edit(rng, column_id, cards)])
                else:
                    client.receive(socket.receive())
    except BaseException as error:
        failed.append(error)


def some_edit(rng: random.Random, column_id: str, cards: list[str]) -> dict[str, Any]:
    if len(cards) < 5:
        cards.append(new_id())
        return edit("card.add", card_id=cards[-1], column_id=column_id, title="new")
    card_id = rng.choice(cards)
    return rng.choice((
        edit("card.move", card_id=card_id, column_id=column_id, after_id=None),
        edit("card.write", card_id=card_id, text=new_id()),
        edit("comment.add", card_id=card_id, text=new_id()),
    ))  # fmt: skip


def keep_sending(socket: Socket, column_id: str) -> None:
    """Send cards until the server closes."""
    with suppress(ConnectionClosed):
        while True:
            socket.edits(edit("card.add", column_id=column_id, title="after"))
            time.sleep(0.005)

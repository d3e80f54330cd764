"""A thousand sockets whose key is revoked or lowered: from its event on nothing of theirs is accepted and nothing that
they may not see is delivered, in one process and in two."""

import json
import resource
import selectors
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest

from tests.client import Board, Program, edit
from tests.doors import Server, running
from tests.postgres import Postgres
from tests.raw_socket import RawSocket, hello, text

SOCKETS = 1000
WRITERS = 20
BEFORE, AFTER = 8, 12
"""How often they write before the key's change and after it."""
PAUSE_S = 0.2
CANARY = "canary-in-a-hidden-column"


class Ear:
    """One socket: what came, and when."""

    def __init__(self, board: Board) -> None:
        self.raw = RawSocket(board)
        self.raw.send(hello(board))
        self.raw.expect("welcome")
        self.received = self.raw._received
        self.raw.socket.setblocking(False)
        self.secrets: list[tuple[float, int]] = []
        """When an event with the canary came, and its seq."""
        self.closed: tuple[float, int] | None = None
        self.reset: float | None = None

    def hear(self, now: float) -> bool:
        """Take what is there; False at the end."""
        open_still = True
        try:
            while chunk := self.raw.socket.recv(1 << 16):
                self.received += chunk
            open_still = False
        except BlockingIOError:
            pass
        except OSError:
            open_still = False
        self._read(now)
        return open_still and self.closed is None

    def ended(self, what: str) -> float | None:
        """When it was closed, or told that its rights are others."""
        if what == "revoked":
            return self.closed and self.closed[0]
        return self.reset

    def _read(self, now: float) -> None:
        while len(self.received) >= 2:
            size, start = self.received[1] & 0x7F, 2
            if size >= 126:
                start = 4 if size == 126 else 10
                size = int.from_bytes(self.received[2:start])
            if len(self.received) < start + size:
                return
            self._frame(now, self.received[0], self.received[start : start + size])
            self.received = self.received[start + size :]

    def _frame(self, now: float, first: int, payload: bytes) -> None:
        if first == 0x88:
            self.closed = (now, struct.unpack("!H", payload[:2])[0])
        elif CANARY.encode() in payload:
            self.secrets += [(now, event["seq"]) for event in json.loads(payload)["events"] if CANARY in str(event)]
        elif b'"reset"' in payload:
            self.reset = now


class Crowd:
    """Many sockets, heard by a thread."""

    def __init__(self, boards: list[Board]) -> None:
        self.ears = [Ear(boards[number % len(boards)]) for number in range(SOCKETS)]
        self._selector = selectors.DefaultSelector()
        for ear in self.ears:
            self._selector.register(ear.raw.socket, selectors.EVENT_READ, ear)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def write(self, column: str) -> None:
        """Some of them pin a card, if their socket still takes it."""
        for ear in self.ears[:WRITERS]:
            with suppress(OSError):
                ear.raw.send(text({"t": "edits", "edits": [edit("card.add", column_id=column, title="x")]}))

    def until_ended(self, what: str) -> None:
        """Wait until each was closed, or told that its rights are others."""
        while not all(ear.ended(what) for ear in self.ears):
            time.sleep(PAUSE_S)

    def leave(self) -> None:
        """Close what is still open."""
        self._stopping.set()
        self._thread.join()
        for ear in self.ears:
            ear.raw.socket.close()

    def _listen(self) -> None:
        while not self._stopping.is_set():
            for key, _ in self._selector.select(0.1):
                if not key.data.hear(time.monotonic()):
                    self._selector.unregister(key.fileobj)


@pytest.fixture
def many_files() -> Iterator[None]:
    """Room for both ends of all sockets."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 8192)), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture(params=["one process", pytest.param("two processes", marks=pytest.mark.postgres)])
def servers(
    request: pytest.FixtureRequest, many_files: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Server]]:
    if request.param == "one process":
        with running(tmp_path_factory.mktemp("server")) as server:
            yield [server]
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    with ExitStack() as stack:
        url = stack.enter_context(postgres.database())
        yield [stack.enter_context(running(tmp_path_factory.mktemp(name), database_url=url)) for name in ("one", "two")]


def busy(times: int, board: Board, hidden: str, crowd: Crowd, column: str) -> None:
    """Events that only editors may see, and edits by the crowd."""
    for _ in range(times):
        board.submit(edit("card.add", column_id=hidden, title=CANARY))
        crowd.write(column)
        time.sleep(PAUSE_S)


@pytest.mark.alone
@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize("what", ["revoked", "lowered"])
def test_after_it_nothing_is_accepted_or_delivered_with_a_thousand_sockets(servers: list[Server], what: str) -> None:
    """[WA9] [SO14]"""
    made = servers[0].guest().make_board()
    board = Board(Program(servers[0].address, made.secret), made.id, made.secret)
    column, hidden = board.column()["id"], board.column("Hidden")["id"]
    board.do("column.hide", column_id=hidden)
    key = board.key("editor")
    theirs = [Board(Program(server.address, key["secret"]), board.id, key["secret"]) for server in servers]
    visitor = theirs[0].snapshot()["you"]["visitor_id"]
    crowd = Crowd(theirs)
    try:
        busy(BEFORE, board, hidden, crowd, column)
        url = f"{board.url}/keys/{key['key']['id']}"
        answer = board.client.delete(url) if what == "revoked" else board.client.patch(url, json={"role": "viewer"})
        told = time.monotonic()
        assert answer.status_code in {200, 204}
        busy(AFTER, board, hidden, crowd, column)
        crowd.until_ended(what)
    finally:
        crowd.leave()
    events = board.events(0)
    wanted = {"revoked": "key.revoke", "lowered": "key.change"}[what]
    (at,) = [event["seq"] for event in events if event["type"] == wanted]
    accepted = [event["seq"] for event in events if event["by"] == visitor]
    assert_nothing_after(crowd, told, at, accepted, what)


def assert_nothing_after(crowd: Crowd, told: float, at: int, accepted: list[int], what: str) -> None:
    """By the numbers of the events. How long it took is printed."""
    heard = [one for ear in crowd.ears for one in ear.secrets]
    assert min(accepted) < at, "they wrote before"
    assert all(ear.secrets for ear in crowd.ears), "they saw it before"
    assert [seq for seq in accepted if seq > at] == []
    assert [seq for _, seq in heard if seq > at] == []
    ends = [end for ear in crowd.ears if (end := ear.ended(what))]
    if what == "revoked":
        assert {ear.closed[1] for ear in crowd.ears if ear.closed} == {4401}
    last_heard, last_end = max(time for time, _ in heard) - told, max(ends) - told
    print(
        f"\n{what}, {SOCKETS} sockets: the last was told {last_end * 1000:.0f} ms after the change was acknowledged, "
        f"the last event came {last_heard * 1000:.0f} ms after it"
    )

"""Attacks of strangers and of guests on the doors: connections, heads, bodies and frames.

Each does one round against a running server and returns how much of it the server let happen: frames answered,
connections still open, bodies read to their end. Run as a program it goes on until it is killed:
`python -m tests.attacks.doors NAME host port path secret`.
"""

import itertools
import json
import select
import socket as sockets
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Final, NamedTuple

from websockets.frames import Frame, Opcode

MEGABYTE: Final = 1024 * 1024
PATIENCE_S: Final = 20.0
QUIET_S: Final = 6.0
"""After so many seconds without a byte nothing more will come."""


class Target(NamedTuple):
    """Where the attack goes: a board's path, and a secret of it that only a guest uses."""

    host: str
    port: int
    path: str
    secret: str

    def connect(self) -> sockets.socket:
        """A connection that asks nothing yet."""
        return sockets.create_connection((self.host, self.port), timeout=PATIENCE_S)

    def head(self, method: str, path: str, *headers: str) -> bytes:
        """The head of a request."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}", *headers]
        return "\r\n".join([*lines, "", ""]).encode()

    @contextmanager
    def socket(self, *, hello: bool = False) -> Iterator[sockets.socket]:
        """A websocket after its handshake, or after its welcome."""
        with self.connect() as connection:
            upgrade = ("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13")
            key = "Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw=="
            connection.sendall(self.head("GET", f"{self.path}/live", *upgrade, key))
            received = b""
            while b"\r\n\r\n" not in received:
                received += connection.recv(4096)
            if hello:
                connection.sendall(text({"t": "hello", "v": 1, "key": self.secret}))
                while b'"t":"here"' not in received:
                    received += connection.recv(65536)
            yield connection


def text(frame: object) -> bytes:
    """A text frame with JSON as a client sends it."""
    return Frame(Opcode.TEXT, json.dumps(frame).encode()).serialize(mask=True)


def send_all_of(connection: sockets.socket, data: bytes) -> bytes:
    """Send as much as the other side takes, reading meanwhile; returns what came until it closed or said no more."""
    connection.setblocking(False)
    left, received = memoryview(data), []
    with suppress(ConnectionError):
        while True:
            readable, writable, _ = select.select([connection], [connection] if left else [], [], QUIET_S)
            if not readable and not writable:
                break
            if writable:
                with suppress(BlockingIOError):
                    left = left[connection.send(left[:65536]) :]
            if readable:
                chunk = connection.recv(65536)
                if not chunk:
                    break
                received.append(chunk)
    return b"".join(received)


def unanswered(connections: list[sockets.socket]) -> int:
    """How many of them the server neither answers nor closes. After either it listens no more."""
    left = set(connections)
    while left and (answered := select.select(list(left), [], [], QUIET_S)[0]):
        left -= set(answered)
    return len(left)


def still_open(connections: list[sockets.socket]) -> int:
    """How many of them the server has not closed. What it said before is passed over."""
    count = 0
    for connection in connections:
        connection.setblocking(False)
        try:
            while connection.recv(65536):
                pass
        except BlockingIOError:
            count += 1
        except ConnectionError:
            pass
    return count


def bodies_for_import(target: Target, count: int = 20) -> int:
    """Strangers send long bodies to a door that ends in /import; how many are not refused before the end."""
    with ExitStack() as stack:
        connections = [stack.enter_context(target.connect()) for _ in range(count)]
        for number, connection in enumerate(connections):
            path = f"{target.path}/import" if number % 2 else "/nothing/import"
            length = f"Content-Length: {20 * MEGABYTE}"
            connection.sendall(target.head("POST", path, length, "Content-Type: multipart/form-data; boundary=x"))
        for connection in connections:
            with suppress(ConnectionError):
                connection.sendall(b"x" * 3 * MEGABYTE)
        return unanswered(connections)


def heads_without_end(target: Target, count: int = 60) -> int:
    """Heads of a megabyte, in one header or in thousands; how many the server goes on listening to."""
    one_header = b"X: " + b"x" * MEGABYTE
    many_headers = b"".join(b"X-%d: x\r\n" % number for number in range(80_000))
    with ExitStack() as stack:
        connections = [stack.enter_context(target.connect()) for _ in range(count)]
        begun = target.head("GET", "/")[:-2]
        for connection, rest in zip(connections, itertools.cycle([one_header, many_headers])):
            with suppress(ConnectionError):
                connection.sendall(begun)
                connection.sendall(rest)
        return unanswered(connections)


def frames_before_hello(target: Target) -> int:
    """A megabyte of pings of six bytes before hello; how many are answered."""
    with target.socket() as connection:
        return send_all_of(connection, b"\x89\x80mask" * (MEGABYTE // 6)).count(b"\x8a\x00")


def frames_after_hello(target: Target) -> int:
    """The same of a guest."""
    with target.socket(hello=True) as connection:
        return send_all_of(connection, b"\x89\x80mask" * (MEGABYTE // 6)).count(b"\x8a\x00")


def empty_fragments(target: Target) -> int:
    """A text that begins and never ends, in fragments without a letter, each with a ping; how many are answered."""
    with target.socket(hello=True) as connection:
        fragments = b"\x01\x80mask" + b"\x00\x80mask\x89\x80mask" * (MEGABYTE // 12)
        return send_all_of(connection, fragments).count(b"\x8a\x00")


def zeros(target: Target) -> int:
    """Frames of 1,000 edits that are none; how many refusals are sent for each frame."""
    frames = 50
    with target.socket(hello=True) as connection:
        answers = send_all_of(connection, text({"t": "edits", "edits": [0] * 1000}) * frames)
        return answers.count(b'"t":"refused"') // frames


def bad_frames(target: Target) -> int:
    """A megabyte of text frames that mean nothing; how many are refused."""
    with target.socket(hello=True) as connection:
        return send_all_of(connection, text([]) * (MEGABYTE // 8)).count(b'"t":"refused"')


def requests_ahead(target: Target) -> int:
    """Thousands of requests sent at once on one connection; how many are answered."""
    with target.connect() as connection:
        return send_all_of(connection, target.head("GET", "/api/health") * 1000).count(b"HTTP/1.1 200")


def silent_connections(target: Target, count: int = 600) -> int:
    """Connections that ask nothing; how many the server keeps at once. It is told to keep 200."""
    with ExitStack() as stack:
        inside = stack.enter_context(target.socket(hello=True))
        connections = [stack.enter_context(target.connect()) for _ in range(count)]
        assert still_open([inside]) == 1, "who has said hello must stay"
        with target.connect() as last:
            last.sendall(target.head("GET", "/api/health"))
            assert last.recv(100).startswith(b"HTTP/1.1 200"), "who comes last must be served"
        return still_open(connections)


ATTACKS: Final[dict[str, Callable[[Target], int]]] = {
    attack.__name__: attack
    for attack in (
        bodies_for_import, heads_without_end, frames_before_hello, frames_after_hello, empty_fragments, zeros,
        bad_frames, requests_ahead, silent_connections,
    )
}  # fmt: skip


if __name__ == "__main__":
    name, host, port, path, secret = sys.argv[1:]
    while True:
        ATTACKS[name](Target(host, int(port), path, secret))
        print("round", flush=True)

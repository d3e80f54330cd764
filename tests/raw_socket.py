"""A websocket client that sends any bytes it likes, and need not read what it gets."""

import itertools
import json
import socket as sockets
import struct
from typing import Any, Self

from websockets.frames import Frame, Opcode

from tests.client import PATIENCE_S, Board


class RawSocket:
    """A socket of a board, after the handshake. A small `receive_buffer` fills up at once if nobody reads."""

    def __init__(self, board: Board, *, receive_buffer: int | None = None) -> None:
        host, _, port = board.client.address.removeprefix("http://").partition(":")
        self.socket = sockets.socket()
        if receive_buffer:
            self.socket.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(PATIENCE_S)
        self.socket.connect((host, int(port)))
        self.socket.sendall(
            f"GET {board.url}/live HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        self._received = b""
        while b"\r\n\r\n" not in self._received:
            self._received += self.socket.recv(4096)
        head, _, self._received = self._received.partition(b"\r\n\r\n")
        assert b" 101 " in head, head

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, data: bytes, cuts: list[int] | None = None) -> None:
        """Send bytes, in pieces that end at these places."""
        places = [0, *sorted({cut for cut in cuts or [] if cut < len(data)}), len(data)]
        for start, end in itertools.pairwise(places):
            self.socket.sendall(data[start:end])

    def receive(self) -> tuple[int, bytes]:
        """Opcode and payload of the next frame."""
        head = self._read(2)
        size = head[1] & 0x7F
        assert not head[1] & 0x80, "a server must not mask"
        if size == 126:
            (size,) = struct.unpack("!H", self._read(2))
        elif size == 127:
            (size,) = struct.unpack("!Q", self._read(8))
        return head[0], self._read(size)

    def expect(self, kind: str) -> dict[str, Any]:
        """The next JSON frame of this kind."""
        while True:
            first, payload = self.receive()
            assert first == 0x81, (first, payload)
            frame: dict[str, Any] = json.loads(payload)
            if frame["t"] == kind:
                return frame

    def close_code(self) -> int:
        """The code with which the server closes."""
        while True:
            first, payload = self.receive()
            if first == 0x88:
                return int(struct.unpack("!H", payload[:2])[0])

    def _read(self, count: int) -> bytes:
        while len(self._received) < count:
            chunk = self.socket.recv(1 << 16)
            assert chunk, "the server ended the connection without a close frame"
            self._received += chunk
        data, self._received = self._received[:count], self._received[count:]
        return data


def masked(opcode: Opcode, data: bytes, *, fin: bool = True) -> bytes:
    """A frame as a client sends it."""
    return Frame(opcode, data, fin=fin).serialize(mask=True)


def text(frame: Any) -> bytes:
    """A text frame with JSON as a client sends it."""
    return masked(Opcode.TEXT, json.dumps(frame).encode())


def hello(board: Board) -> bytes:
    """The frame with which somebody comes in by the board's secret."""
    return text({"t": "hello", "v": 1, "key": board.secret})

"""An HTTP client that sends any bytes it likes."""

import json
import socket as sockets
from typing import Any, Self

from tests.client import PATIENCE_S


class RawHttp:
    """A connection. What is sent is up to the test."""

    def __init__(self, address: str) -> None:
        self.place = address.removeprefix("http://")
        host, _, port = self.place.rpartition(":")
        self.socket = sockets.create_connection((host, int(port)), timeout=PATIENCE_S)
        self._received = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        """Send bytes."""
        self.socket.sendall(data)

    def head(self, method: str, path: str, *headers: str, host: str | None = "") -> None:
        """Send a head; `host` is the served one, another one, or none."""
        named = [] if host is None else [f"Host: {host or self.place}"]
        self.send("\r\n".join([f"{method} {path} HTTP/1.1", *named, *headers, "", ""]).encode("latin-1"))

    def answer(self) -> tuple[int, dict[str, str], Any]:
        """The next answer: status, headers, and its JSON or else its bytes."""
        head = self._until(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        size = int(headers.get("content-length", "0"))
        while len(self._received) < size:
            self._receive()
        body, self._received = self._received[:size], self._received[size:]
        parsed = json.loads(body) if headers.get("content-type") == "application/json" else body
        return int(first.split(" ")[1]), headers, parsed

    def status(self) -> int:
        """The status of the next answer."""
        return self.answer()[0]

    def is_ended(self) -> bool:
        """Whether the server ends the connection without another byte."""
        try:
            return not self._received and self.socket.recv(1) == b""
        except ConnectionError:
            return True

    def _until(self, end: bytes) -> bytes:
        while end not in self._received:
            self._receive()
        found, _, self._received = self._received.partition(end)
        return found

    def _receive(self) -> None:
        chunk = self.socket.recv(1 << 16)
        assert chunk, "the server ended the connection"
        self._received += chunk

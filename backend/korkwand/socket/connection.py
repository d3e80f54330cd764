"""A socket as the room uses it: whole frames out without waiting, texts in."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Protocol

from starlette.websockets import WebSocket, WebSocketDisconnect

from korkwand.live.websocket_frames import payload_of
from korkwand.socket.protocol import EXTENSION, KorkwandProtocol

PASSING_QUEUE: Final = 16
"""Frames from which on such a socket is told nothing that passes."""
QUEUE: Final = 256
"""Frames that may wait on a server without our protocol class; a slower socket is dropped."""

TEXT_ONLY: Final = 1003
"""Close code: a frame was binary."""


class SocketConnection(Protocol):
    """What a session needs of its socket."""

    def write(self, frame: bytes, *, limited: bool = True) -> bool:
        """Hand a whole frame to the network without waiting; False if it is closing or does not keep up."""

    def write_passing(self, frame: bytes) -> None:
        """Hand over a frame that may as well be lost; it is, if the socket is closing or does not keep up."""

    def close(self, code: int, reason: str) -> None:
        """Close without waiting."""

    async def receive(self, received: Callable[[bytes], None]) -> None:
        """Hand every incoming text to `received` until the socket closes."""

    def welcome(self) -> None:
        """A hello was read that can be answered."""

    async def finish(self, code: int, reason: str) -> None:
        """Close before any session began."""


def connection_of(websocket: WebSocket) -> SocketConnection:
    """The quick way if the server is ours, else the ordinary one."""
    protocol = websocket.scope.get("extensions", {}).get(EXTENSION)
    if isinstance(protocol, KorkwandProtocol):
        return DirectConnection(websocket, protocol)
    return QueuedConnection(websocket)


class DirectConnection:
    """Straight to the transport, see socket/protocol.py."""

    def __init__(self, websocket: WebSocket, protocol: KorkwandProtocol) -> None:
        self._websocket = websocket
        self._protocol = protocol
        self.write = protocol.write
        self.write_passing = protocol.write_passing
        self.close = protocol.close
        self.welcome = protocol.welcome

    async def receive(self, received: Callable[[bytes], None]) -> None:
        """Until the socket closes."""
        self._protocol.sink = received
        with suppress(WebSocketDisconnect, RuntimeError):
            while True:
                # What came before the sink was set stands in the queue; binary frames do always.
                message = await self._websocket.receive()
                if message["type"] == "websocket.disconnect":
                    return
                if (text := message.get("text")) is not None:
                    received(text.encode())
                else:
                    self.close(TEXT_ONLY, "text only")

    async def finish(self, code: int, reason: str) -> None:
        """Close."""
        self._protocol.turn_away()
        self.close(code, reason)


class QueuedConnection:
    """A queue and a writer task, for any other ASGI server."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        self._queue: asyncio.Queue[bytes | tuple[int, str]] = asyncio.Queue()
        self._writer = asyncio.create_task(self._write_all())

    def write(self, frame: bytes, *, limited: bool = True) -> bool:
        """Queue a frame."""
        if self._writer.done() or (limited and self._queue.qsize() >= QUEUE):
            return False
        self._queue.put_nowait(frame)
        return True

    def write_passing(self, frame: bytes) -> None:
        """Queue a frame if little waits."""
        if not self._writer.done() and self._queue.qsize() < PASSING_QUEUE:
            self._queue.put_nowait(frame)

    def close(self, code: int, reason: str) -> None:
        """Queue the end."""
        self._queue.put_nowait((code, reason))

    def welcome(self) -> None:
        """Nobody counts strangers on a server without our protocol class."""

    async def receive(self, received: Callable[[bytes], None]) -> None:
        """Until the socket closes."""
        try:
            while (message := await self._websocket.receive())["type"] != "websocket.disconnect":
                if (text := message.get("text")) is not None:
                    received(text.encode())
                else:
                    self.close(TEXT_ONLY, "text only")
        except RuntimeError:
            pass  # the socket was closed from our side
        self._writer.cancel()

    async def finish(self, code: int, reason: str) -> None:
        """Write what is queued, and close."""
        self.close(code, reason)
        await asyncio.wait([self._writer], timeout=5)

    async def _write_all(self) -> None:
        with suppress(WebSocketDisconnect, RuntimeError):
            while True:
                item = await self._queue.get()
                if isinstance(item, tuple):
                    await self._websocket.close(*item)
                    return
                await self._websocket.send_text(payload_of(item).decode())

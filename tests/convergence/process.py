"""One process of the program inside this one: own connections, journal and boards, and sockets without a network."""

import asyncio
import json
from contextlib import AsyncExitStack
from typing import Any

from starlette.websockets import WebSocket

from korkwand.api.doors import Doors
from korkwand.app import open_doors
from korkwand.kernel.records import Id
from korkwand.settings import Settings
from korkwand.socket.session import Session
from tests.convergence.client import Client, Frame


class Process:
    """A replica. `stop` is what others see of a death: its sockets break, what waits is never done.

    Only the turn that was under way is finished, since a thread cannot be killed; nobody hears its outcome.
    """

    doors: Doors

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stack = AsyncExitStack()
        self._sockets: set[Socket] = set()

    async def start(self) -> None:
        """Start with nothing in memory."""
        self.doors = await self._stack.enter_async_context(open_doors(self._settings))

    async def stop(self) -> None:
        """End it."""
        ended = [socket.ended for socket in self._sockets]
        for socket in list(self._sockets):
            socket.client.leave()
        await asyncio.gather(*ended)
        for board in list(self.doors.boards._boards.values()):
            board._waiting.clear()
            while board._work is not None:
                await asyncio.shield(board._work)
        await self._stack.aclose()

    def connect(self, client: Client, board_id: Id) -> None:
        """Give the client a socket here."""
        client.leave()
        socket = Socket(self.doors, board_id, client)
        self._sockets.add(socket)
        socket.ended.add_done_callback(lambda _: self._sockets.discard(socket))
        client.join(socket)


class Socket:
    """The two ends of a websocket, joined by a queue; the server's end is the real session."""

    def __init__(self, doors: Doors, board_id: Id, client: Client) -> None:
        self.client = client
        self._open = True
        self._inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._inbox.put_nowait({"type": "websocket.connect"})
        self.ended = asyncio.create_task(self._serve(doors, board_id))

    def send(self, frame: Frame) -> None:
        """From the client to the server."""
        self._inbox.put_nowait({"type": "websocket.receive", "text": json.dumps(frame)})

    def cut(self) -> None:
        """What is under way, in both directions, is lost."""
        if self._open:
            self._open = False
            self._inbox.put_nowait({"type": "websocket.disconnect", "code": 1006})

    async def _serve(self, doors: Doors, board_id: Id) -> None:
        scope = {"type": "websocket", "path": "/", "headers": [], "subprotocols": []}
        websocket = WebSocket(scope, self._inbox.get, self._deliver)
        await websocket.accept()
        session = Session(websocket, doors.entrance, doors.boards.presence, doors.throttle, doors.boards.epoch)
        await session.run(board_id, cookie=None)

    async def _deliver(self, message: Any) -> None:
        if not self._open:
            return
        if message["type"] == "websocket.send":
            self.client.receive(json.loads(message["text"]))
        elif message["type"] == "websocket.close":
            self.cut()
            self.client.closed(message["code"])

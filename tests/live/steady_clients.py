"""Clients over real websockets that come back whenever the server dies, and send again what has no answer."""

import asyncio
import json
import random
from contextlib import suppress
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.convergence.client import Client, Edit, Frame

MOST_CARDS = 25
"""Per writer; a coordinator who has more purges one."""
AT_ONCE = 12
"""Edits a writer sends without waiting for answers."""


class NetworkWire:
    """A websocket; what is sent after its end is lost."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._sending: set[asyncio.Task[None]] = set()

    def send(self, frame: Frame) -> None:
        """Send without waiting."""
        task = asyncio.create_task(self._send(json.dumps(frame)))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    def cut(self) -> None:
        """Break it."""
        self._connection.transport.abort()

    async def _send(self, text: str) -> None:
        with suppress(ConnectionClosed):
            await self._connection.send(text)


async def stay_connected(client: Client, address: str) -> None:
    """Keep the client's socket open until cancelled, through all deaths of the server."""
    while True:
        with suppress(OSError, InvalidHandshake, ConnectionClosed, EOFError, TimeoutError):
            async with connect(
                address, compression=None, ping_interval=None, max_size=None, proxy=None, close_timeout=1
            ) as connection:
                client.join(NetworkWire(connection))
                try:
                    async for text in connection:
                        client.receive(json.loads(text))
                finally:
                    client.closed(connection.close_code or 1006)
        await asyncio.sleep(0.005)


class Writer:
    """Adds, writes, moves, comments and removes its own cards, always with some edits on the way."""

    def __init__(self, client: Client, column_ids: list[str], seed: int) -> None:
        self.client = client
        self._columns = column_ids
        self._rng = random.Random(seed)
        self._cards: list[str] = []

    async def work(self) -> None:
        """Until cancelled."""
        while True:
            if self.client.welcomed and len(self.client.pending) < AT_ONCE:
                self.client.submit([self._edit() for _ in range(self._rng.choice((1, 1, 3)))])
            await asyncio.sleep(self._rng.choice((0, 0.001, 0.004)))

    def _edit(self) -> Edit:
        edit_id, column_id = str(uuid4()), self._rng.choice(self._columns)
        if not self._cards or (self._rng.random() < 0.3 and len(self._cards) < MOST_CARDS):
            self._cards.append(edit_id)
            return {"id": edit_id, "type": "card.add", "column_id": column_id, "title": f"{self.client.name} {edit_id}"}
        card_id = self._rng.choice(self._cards)
        if self.client.role == "coordinator" and len(self._cards) == MOST_CARDS and self._rng.random() < 0.1:
            self._cards.remove(card_id)
            return {"id": edit_id, "type": "card.purge", "card_id": card_id}
        return self._rng.choice((
            {"id": edit_id, "type": "card.write", "card_id": card_id, "text": edit_id},
            {"id": edit_id, "type": "card.move", "card_id": card_id, "column_id": column_id, "after_id": None},
            {"id": edit_id, "type": "comment.add", "card_id": card_id, "text": edit_id},
        ))  # fmt: skip

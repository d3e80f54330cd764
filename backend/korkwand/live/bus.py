"""The bus between processes. It only wakes: "board b is at seq n"; a lost wake-up costs latency, never data."""

import asyncio
import logging
import time
from collections.abc import Callable
from threading import Event, Thread
from typing import Any, Final, Protocol

import msgspec
from sqlalchemy import text

from korkwand.kernel.records import Id, new_id
from korkwand.storage.database import Database
from korkwand.storage.journal import BUS_CHANNEL

log = logging.getLogger(__name__)

PRESENCE_CHANNEL: Final = "korkwand_here"
PAYLOAD_BYTES: Final = 7_900
"""Postgres limits a NOTIFY's payload to 8,000 bytes."""

Wake = Callable[[Id, int], None]
Heard = Callable[[str, Id, int, list[dict[str, Any]]], None]


class Bus(Protocol):
    """How processes over one database reach each other."""

    def start(self, wake: Wake, heard: Heard) -> None:
        """Begin to listen; the callbacks run on the event loop."""

    def tell_presence(self, board_id: Id, count: int, visitors: list[dict[str, Any]]) -> None:
        """Tell the others who is on a board here."""

    async def stop(self) -> None:
        """End it."""


class NoBus:
    """For SQLite: the boards are asked for every half second, presence stays within the process."""

    def start(self, wake: Wake, heard: Heard) -> None:
        """Nothing to listen to."""

    def tell_presence(self, board_id: Id, count: int, visitors: list[dict[str, Any]]) -> None:
        """Nobody to tell."""

    async def stop(self) -> None:
        """Nothing to end."""


class PostgresBus:
    """LISTEN and NOTIFY: the journal notifies within its transaction, a thread of its own listens."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._process = new_id()
        self._stopped = Event()
        self._thread: Thread | None = None
        self._telling: set[asyncio.Task[None]] = set()

    def start(self, wake: Wake, heard: Heard) -> None:
        """Begin to listen."""
        loop = asyncio.get_running_loop()

        def hear(channel: str, payload: str) -> None:
            if channel == BUS_CHANNEL:
                board_id, _, seq = payload.partition(" ")
                loop.call_soon_threadsafe(wake, board_id, int(seq))
            else:
                said = msgspec.json.decode(payload)
                if said["process"] != self._process:
                    loop.call_soon_threadsafe(heard, said["process"], said["board"], said["count"], said["visitors"])

        self._thread = Thread(target=self._listen, args=(hear,), name="bus", daemon=True)
        self._thread.start()

    def tell_presence(self, board_id: Id, count: int, visitors: list[dict[str, Any]]) -> None:
        """Tell the others who is on a board here; shortened until it fits."""
        said = {"process": self._process, "board": board_id, "count": count, "visitors": visitors}
        while len(msgspec.json.encode(said)) > PAYLOAD_BYTES:
            visitors = visitors[:-1]
            said["visitors"] = visitors
        task = asyncio.create_task(asyncio.to_thread(self._notify, msgspec.json.encode(said).decode()))
        self._telling.add(task)
        task.add_done_callback(self._told)

    async def stop(self) -> None:
        """End the listening thread, and what is being told."""
        self._stopped.set()
        await asyncio.gather(*self._telling, return_exceptions=True)
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join)

    def _told(self, task: asyncio.Task[None]) -> None:
        self._telling.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.info("presence could not be told: %s", type(task.exception()).__name__)

    def _notify(self, payload: str) -> None:
        with self._database.writing() as connection:
            connection.execute(
                text("SELECT pg_notify(:channel, :payload)"), {"channel": PRESENCE_CHANNEL, "payload": payload}
            )

    def _listen(self, hear: Callable[[str, str], None]) -> None:
        while not self._stopped.is_set():
            try:
                self._listen_once(hear)
            except Exception as error:
                # Boards are asked for by seq meanwhile.
                log.info("the bus lost its connection (%s), trying again", type(error).__name__)
                time.sleep(1.0)

    def _listen_once(self, hear: Callable[[str, str], None]) -> None:
        with self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            driver: Any = connection.connection.driver_connection
            for channel in (BUS_CHANNEL, PRESENCE_CHANNEL):
                driver.execute(f"LISTEN {channel}")
            try:
                while not self._stopped.is_set():
                    for notice in driver.notifies(timeout=0.5):
                        hear(notice.channel, notice.payload)
            finally:
                connection.invalidate()
                driver.close()

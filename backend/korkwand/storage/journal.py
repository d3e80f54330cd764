"""The one writer of this process: a thread that puts everything that waits into one transaction (group commit).

What arrives while a commit runs is the next transaction; there is no timer. Batches and calls are done in the order
in which they came.
"""

import asyncio
import logging
from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import Any, Protocol, TypeVar

import msgspec
from sqlalchemy import Connection

from korkwand.errors import KorkwandError, Unavailable
from korkwand.kernel.records import Change, Id, Kind, Put, Record
from korkwand.kernel.slips import Gone, Slip, SlipOrder
from korkwand.storage.crash_points import crash_point
from korkwand.storage.database import Database
from korkwand.storage.faults import Fault, storage_error
from korkwand.storage.redaction import Redaction, redact
from korkwand.storage.statements import Statements
from korkwand.storage.writer import Cursor, Writer

T = TypeVar("T")
log = logging.getLogger(__name__)

BUS_CHANNEL = "korkwand"


class Committed(msgspec.Struct, frozen=True):
    """Everything of the batch is on disk."""


class Lost(msgspec.Struct, frozen=True):
    """Another process was quicker; nothing of the batch was written."""


class Failed(msgspec.Struct, frozen=True):
    """The transaction failed. `fault` None means: not understood; logged, nothing was written."""

    fault: Fault | None


class Beyond(msgspec.Struct, frozen=True):
    """What these edits put into drawers is over a limit; nothing of the batch was written."""

    refusals: dict[Id, KorkwandError]


Outcome = Committed | Lost | Failed | Beyond


class SlipWriter(Protocol):
    """Follows orders about slips, see private/slips.py."""

    def write(self, cursor: Cursor, board_id: Id, orders: list[tuple[Id, SlipOrder]]) -> dict[Id, KorkwandError]:
        """Follow what edits (by id) order, within the transaction of this cursor; which of them are refused."""


class Batch(msgspec.Struct):
    """What one turn of one board wants to write: from `base_seq`, one event row per edit that is not silent.

    `settled` is called on the event loop with the outcome.
    """

    board_id: Id
    base_seq: int
    events: list[dict[str, Any]]
    changes: list[Change]
    beside: list[tuple[str, dict[str, Any]]]
    settled: Callable[[Outcome], None]
    redactions: list[Redaction] = []
    slips: list[tuple[Id, SlipOrder]] = []

    @property
    def deletes(self) -> bool:
        """Whether something of it shall leave no trace on the disk."""
        return bool(self.redactions) or any(isinstance(order, Gone) for _, order in self.slips)


class _Call(msgspec.Struct):
    run: Callable[[], None]


class Journal:
    """The writer thread. `put` and `call` may be used from the event loop it was started on."""

    def __init__(self, database: Database, kinds: dict[Kind, type[Record]], slips: SlipWriter) -> None:
        self._database = database
        self._kinds = tuple(kinds)
        self._statements = Statements(database.engine.dialect, kinds)
        self._writer = Writer(database)
        self._slips = slips
        self._waiting: SimpleQueue[Batch | _Call | None] = SimpleQueue()
        self._traces = False
        self._closed = False
        self._loop = asyncio.get_running_loop()
        self._thread = Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def put(self, batch: Batch) -> None:
        """Write a batch; its `settled` tells how it went."""
        if self._closed:
            self._loop.call_soon(batch.settled, Failed("gone"))
        else:
            self._waiting.put(batch)

    def call(self, function: Callable[[Connection], T]) -> asyncio.Future[T]:
        """Run a function in a write transaction on the writer thread: all cold writes come here."""

        def run() -> T:
            with self._database.writing() as connection:
                return function(connection)

        return self.ask(run)

    def ask(self, function: Callable[[], T]) -> asyncio.Future[T]:
        """Run a function on the writer thread, after everything that was put before it."""
        answer: asyncio.Future[T] = self._loop.create_future()

        def settle(deliver: Callable[[Any], None], value: Any) -> None:
            if not answer.done():
                deliver(value)

        def run() -> None:
            try:
                result = function()
            except Exception as error:
                self._loop.call_soon_threadsafe(settle, answer.set_exception, error)
            else:
                self._loop.call_soon_threadsafe(settle, answer.set_result, result)

        if self._closed:
            answer.set_exception(Unavailable())
        else:
            self._waiting.put(_Call(run))
        return answer

    def sweep(self) -> asyncio.Future[None]:
        """Leave no trace of what was deleted: run after deleting whole boards, and now and then."""
        self._traces = True
        return self.ask(self._sweep)

    async def close(self) -> None:
        """Finish what waits, then end the thread; what comes later is `unavailable`."""
        self._closed = True
        self._waiting.put(None)
        await asyncio.to_thread(self._thread.join)

    # On the writer thread

    def _run(self) -> None:
        while True:
            item = self._waiting.get()
            batches: list[Batch] = []
            while isinstance(item, Batch):
                batches.append(item)
                if self._waiting.empty():
                    break
                item = self._waiting.get()
            if batches:
                self._commit(batches)
            if item is None:
                self._writer.close()
                return
            if isinstance(item, _Call):
                item.run()

    def _commit(self, batches: list[Batch]) -> None:
        # One order of boards in all processes, or two of them deadlock on Postgres. The sort is stable.
        batches.sort(key=lambda batch: batch.board_id)
        outcomes = self._attempt(batches)
        self._traces = self._traces or any(batch.deletes for batch in batches)
        self._sweep()
        crash_point("after_commit")
        self._loop.call_soon_threadsafe(_tell, batches, outcomes)

    def _sweep(self) -> None:
        """Empty SQLite's WAL of what was deleted, as soon as no reader needs it any more."""
        if self._traces:
            self._traces = not self._writer.checkpoint()

    def _attempt(self, batches: list[Batch]) -> list[Outcome]:
        try:
            return self._transaction(batches)
        except Exception as error:
            fault = storage_error(error)
            if fault in {None, "integrity"} and len(batches) > 1:
                # One board's fault must not fail the others.
                return [outcome for batch in batches for outcome in self._attempt([batch])]
            if fault is None:
                log.exception("a batch of board %s could not be written", batches[0].board_id)
            return [Failed(fault)] * len(batches)

    def _transaction(self, batches: list[Batch]) -> list[Outcome]:
        with self._writer.transaction() as cursor:
            outcomes = [self._begin(cursor, batch) for batch in batches]
            written = [batch for batch, one in zip(batches, outcomes, strict=True) if isinstance(one, Committed)]
            if written:
                self._write(cursor, written)
            crash_point("before_commit")
        return outcomes

    def _begin(self, cursor: Cursor, batch: Batch) -> Outcome:
        """What decides whether a batch is written at all.

        The board's row is locked from here on, so slips are counted while no other process can write any.
        """
        limited = any(isinstance(order, Slip) for _, order in batch.slips)
        if limited:
            cursor.execute("SAVEPOINT slips")
        if not self._advance(cursor, batch):
            return Lost()
        refusals = self._slips.write(cursor, batch.board_id, batch.slips) if batch.slips else {}
        if refusals:
            cursor.execute("ROLLBACK TO SAVEPOINT slips")
        if limited:
            cursor.execute("RELEASE SAVEPOINT slips")
        return Beyond(refusals) if refusals else Committed()

    def _advance(self, cursor: Cursor, batch: Batch) -> bool:
        """Compare-and-set of the board's seq; a new board's row is made first."""
        if batch.base_seq == 0:
            self._upsert(cursor, [c for c in batch.changes if isinstance(c, Put) and c.kind == "board"][:1])
        seq = {"board_id": batch.board_id, "from_seq": batch.base_seq, "to_seq": batch.base_seq + len(batch.events)}
        cursor.execute(self._statements.advance, seq)
        return bool(cursor.rowcount == 1)

    def _write(self, cursor: Cursor, batches: list[Batch]) -> None:
        last: dict[tuple[Id, Kind, Id], Change] = {}
        for batch in batches:
            for change in batch.changes:
                last[batch.board_id, change.kind, change.id] = change
        self._upsert(cursor, [change for change in last.values() if isinstance(change, Put)])
        gone = [key for key, change in last.items() if not isinstance(change, Put)]
        if gone:
            self._delete(cursor, gone)
        for batch in batches:
            for table_name, values in batch.beside:
                self._statements.write_beside(cursor, table_name, values)
        if events := [event for batch in batches for event in batch.events]:
            cursor.executemany(self._statements.event, events)
        for batch in batches:
            for redaction in batch.redactions:
                redact(cursor, self._statements, batch.board_id, redaction)
        if self._database.dialect == "postgresql":
            self._wake(cursor, [batch for batch in batches if batch.events])

    def _wake(self, cursor: Cursor, batches: list[Batch]) -> None:
        """Tell other processes, once this is committed, where these boards are."""
        for batch in batches:
            wake = f"{batch.board_id} {batch.base_seq + len(batch.events)}"
            cursor.execute("SELECT pg_notify(%(channel)s, %(wake)s)", {"channel": BUS_CHANNEL, "wake": wake})

    def _upsert(self, cursor: Cursor, puts: list[Put]) -> None:
        """Write records, owners before what they own."""
        rows: dict[Kind, list[dict[str, Any]]] = {}
        for change in puts:
            rows.setdefault(change.kind, []).append(_row(change.record))
        for kind in self._kinds if len(rows) > 1 else rows:
            if kind in rows:
                cursor.executemany(self._statements.upsert[kind], rows[kind])

    def _delete(self, cursor: Cursor, gone: list[tuple[Id, Kind, Id]]) -> None:
        """Delete records, what is owned before its owner."""
        for kind in reversed(self._kinds):
            keys = [self._statements.key_of(kind, board_id, row_id) for board_id, k, row_id in gone if k == kind]
            if keys:
                cursor.executemany(self._statements.delete[kind], keys)


def _row(record: Record) -> dict[str, Any]:
    """A record as its table has it: lists as JSON."""
    row = msgspec.structs.asdict(record)
    for name in record.lists:
        row[name] = msgspec.json.encode(row[name]).decode()
    return row


def _tell(batches: list[Batch], outcomes: list[Outcome]) -> None:
    for batch, outcome in zip(batches, outcomes, strict=True):
        batch.settled(outcome)

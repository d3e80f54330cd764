"""The journal's own connection, spoken to through the bare driver: a commit of one edit costs half as much this way.

SQLAlchemy still writes the SQL (storage/statements.py), makes the connection and sets it up (storage/database.py).
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import PoolProxiedConnection

from korkwand.storage.database import BUSY_TIMEOUT_MS, Database

Cursor = Any
"""A DB-API cursor; parameters are dicts on both databases."""


class Writer:
    """One connection for write transactions of the hot path. For one thread only."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._begins = database.dialect == "sqlite"
        self._connection: PoolProxiedConnection | None = None

    @contextmanager
    def transaction(self) -> Iterator[Cursor]:
        """A cursor in a write transaction: committed at the end; after an exception the connection is thrown away."""
        self._database.require_file()
        if self._connection is None:
            self._connection = self._database.engine.raw_connection()
        connection: Any = self._connection.driver_connection
        cursor = connection.cursor()
        try:
            if self._begins:
                cursor.execute("BEGIN IMMEDIATE")
            yield cursor
            connection.commit()
        except BaseException:
            self._discard()
            raise
        finally:
            with suppress(Exception):
                cursor.close()

    def checkpoint(self) -> bool:
        """Fold SQLite's WAL into the file and empty it; False if that must wait for somebody who reads from it."""
        if not self._begins or self._connection is None:
            return not self._begins
        connection: Any = self._connection.driver_connection
        try:
            connection.execute("PRAGMA busy_timeout=0").close()
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy
        except Exception:  # whatever it is, the next transaction will tell
            return False
        finally:
            with suppress(Exception):
                connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}").close()

    def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _discard(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            driver: Any = connection.driver_connection
            with suppress(Exception):
                driver.rollback()
            connection.invalidate()
            with suppress(Exception):
                driver.close()

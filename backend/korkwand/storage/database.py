"""The engine: one set of transaction rules for SQLite and Postgres.

SQLAlchemy and Python's sqlite3 begin transactions late and silently lose updates on SQLite; so the driver is
left in autocommit and every transaction starts with an explicit BEGIN here, IMMEDIATE for writers.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from korkwand.errors import SettingsError
from korkwand.storage.faults import Fault, storage_error, violated_constraint
from korkwand.storage.mounts import file_system_of, is_network_file_system

__all__ = ["Database", "Dialect", "Fault", "parse_url", "storage_error", "violated_constraint"]

Dialect = Literal["sqlite", "postgresql"]

BUSY_TIMEOUT_MS: Final = 1500
"""How long a writer waits for another process's write; all boards of this process wait with it."""
OLDEST_SQLITE: Final = (3, 37, 0)
"""The first version with STRICT tables."""
POOL_TIMEOUT_S: Final = 5.0

_PRAGMAS: Final = (
    f"busy_timeout={BUSY_TIMEOUT_MS}",  # first: the next line may have to wait
    "journal_mode=WAL",
    "synchronous=FULL",  # NORMAL loses acknowledged commits when the power fails
    "foreign_keys=ON",
    "secure_delete=ON",  # what is deleted shall not be found in the file
    "trusted_schema=OFF",
    "temp_store=MEMORY",
    "journal_size_limit=67108864",
)
_POSTGRES_OPTIONS: Final = "-c statement_timeout=5000 -c idle_in_transaction_session_timeout=10000"


class Database:
    """Connections to one database, in the two kinds of transaction there are: reading and writing.

    `url` is sqlite:///path or postgresql://…; a wrong one raises SettingsError. Any thread may use it.
    """

    dialect: Dialect

    def __init__(self, url: str) -> None:
        self._closed = False
        parsed = parse_url(url)
        if parsed.get_backend_name() == "sqlite":
            self.dialect = "sqlite"
            self.file: Path | None = prepare_file(parsed)
            self._identity = _identity(self.file)
            self.engine = _sqlite_engine(parsed, "IMMEDIATE")
            self._reading_engine = _sqlite_engine(parsed, "DEFERRED", "query_only=ON")
        else:
            self.dialect = "postgresql"
            self.file = None
            self.engine = _postgres_engine(parsed)
            self._reading_engine = self.engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one snapshot from its first query on, and cannot write."""
        with self._reading_engine.connect() as connection:
            try:
                yield connection
            finally:
                # It comes back to a pool that is gone: nobody else would close it.
                if self._closed:
                    connection.invalidate()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection in a write transaction: committed at the end, rolled back by an exception."""
        self.require_file()
        with self.engine.begin() as connection:
            yield connection

    def require_file(self) -> None:
        """Refuse to write to a file that was removed or replaced since the start: what is written would be lost.

        Raises ConnectionError, which `storage_error` calls "gone".
        """
        if self.file is not None and _identity(self.file) != self._identity:
            raise ConnectionError("The database file is not the one that was opened.")

    def close(self) -> None:
        """Close all pooled connections, and those in use when they come back; on SQLite the last one folds the WAL into
        the file."""
        self._closed = True
        self._reading_engine.dispose()
        self.engine.dispose()


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def parse_url(url: str) -> URL:
    """The URL with the driver we use; raises SettingsError (never with the password) if it cannot be used."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        message = "The database URL cannot be read; write sqlite:///path or postgresql://…"
        raise SettingsError(message) from None
    name = parsed.drivername
    if name in {"sqlite", "sqlite+pysqlite"}:
        if not parsed.database or parsed.database == ":memory:" or parsed.query:
            raise SettingsError("A SQLite URL names a file and nothing else: sqlite:///path/to/korkwand.db")
        return parsed.set(drivername="sqlite")
    if name in {"postgres", "postgresql", "postgresql+psycopg"}:
        return parsed.set(drivername="postgresql+psycopg")
    raise SettingsError(f"A database URL starts with sqlite:// or postgresql://, not with {name}://.")


def prepare_file(url: URL) -> Path:
    """Make the folder and the file, readable by this user only; refuse what SQLite cannot keep safe."""
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        oldest = ".".join(map(str, OLDEST_SQLITE))
        raise SettingsError(f"SQLite {sqlite3.sqlite_version} is too old; {oldest} or newer is needed.")
    file = Path(url.database or "").absolute()
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Only for a new file; SQLite gives its -wal and -shm the same mode.
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise SettingsError(f"The database file {file} cannot be opened: {error.strerror}.") from error
    kind = file_system_of(file)
    if is_network_file_system(kind):
        raise SettingsError(
            f"The database file {file} lies on a network drive ({kind}), where SQLite loses data. "
            "Put it on a local disk, or use Postgres."
        )
    return file


def _sqlite_engine(url: URL, begin: Literal["IMMEDIATE", "DEFERRED"], *pragmas: str) -> Engine:
    """An engine whose transactions all begin in the given way.

    Parameters are named, so that `exec_driver_sql` takes a dict here as it does with psycopg.
    """
    engine = create_engine(url, paramstyle="named", pool_timeout=POOL_TIMEOUT_S)

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None
        for pragma in (*_PRAGMAS, *pragmas):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin_explicitly(connection: Connection) -> None:
        connection.exec_driver_sql(f"BEGIN {begin}")

    return engine


def _postgres_engine(url: URL) -> Engine:
    """An engine on psycopg 3; a statement or an idle transaction that hangs is ended by the server."""
    given = url.query.get("options", "")
    options = " ".join([_POSTGRES_OPTIONS, *([given] if isinstance(given, str) else given)]).strip()
    try:
        return create_engine(
            url,
            pool_pre_ping=True,
            pool_timeout=POOL_TIMEOUT_S,
            connect_args={"options": options, "connect_timeout": 5, "application_name": "korkwand"},
        )
    except ModuleNotFoundError:
        raise SettingsError("Postgres needs its driver: install korkwand[postgres].") from None

"""What a failed statement means for its sender: the database is full, busy, gone, or a constraint said no."""

import errno
import re
import sqlite3
from collections.abc import Iterator
from typing import Final, Literal

from sqlalchemy import Index, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from korkwand.errors import Conflict, InternalError, KorkwandError, StorageFull, Unavailable
from korkwand.storage.metadata import metadata

Fault = Literal["full", "busy", "gone", "integrity"]

# https://www.sqlite.org/rescode.html; a code's low byte is its primary code.
_SQLITE: Final[dict[int, Fault]] = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_IOERR_WRITE: "full",  # also how a used-up quota shows itself
    sqlite3.SQLITE_IOERR_SHMSIZE: "full",  # the -shm file could not grow
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_PROTOCOL: "busy",
    sqlite3.SQLITE_INTERRUPT: "busy",
    sqlite3.SQLITE_IOERR: "gone",
    sqlite3.SQLITE_CANTOPEN: "gone",
    sqlite3.SQLITE_READONLY: "gone",
    sqlite3.SQLITE_NOTADB: "gone",
    sqlite3.SQLITE_CORRUPT: "gone",
    sqlite3.SQLITE_CONSTRAINT: "integrity",
}
# https://www.postgresql.org/docs/current/errcodes-appendix.html; two characters stand for their whole class.
_POSTGRES: Final[dict[str, Fault]] = {
    "53100": "full",
    "53": "busy",
    "40": "busy",
    "55P03": "busy",
    "57014": "busy",
    "57P": "gone",
    "25006": "gone",  # the server has become a read-only standby
    "25P03": "gone",
    "08": "gone",
    "23": "integrity",
}
_NO_CONNECTION: Final = {"OperationalError", "InterfaceError"}
_ERRNO: Final[dict[int, Fault]] = {errno.ENOSPC: "full", errno.EDQUOT: "full"}


def storage_error(error: BaseException) -> Fault | None:
    """What went wrong, for an error of SQLAlchemy, a driver or the operating system; None if it is another.

    After "busy" and "gone" the outcome is unknown; after "full" and "integrity" nothing was written.
    """
    if isinstance(error, PoolTimeout):
        return "busy"
    for cause in _causes(error):
        fault = _fault_of(cause)
        if fault:
            return fault
    return "gone" if isinstance(error, DBAPIError) and error.connection_invalidated else None


def refusal_of(fault: Fault | None) -> KorkwandError:
    """What is told to the sender of an edit that could not be written; None: a fault of ours."""
    if fault == "full":
        return StorageFull()
    if fault == "integrity":
        return Conflict("Another record stands in the way.")
    return InternalError() if fault is None else Unavailable()


def violated_constraint(error: BaseException) -> str | None:
    """The name of the constraint that refused a row, the same on both databases; None if it is not known.

    SQLite does not name foreign keys, and gives a unique key's columns only; it is looked up in the tables.
    """
    for cause in _causes(error):
        diagnosis = getattr(cause, "diag", None)
        if diagnosis is not None:
            return str(diagnosis.constraint_name) if diagnosis.constraint_name else None
        found = re.match(r"(UNIQUE|CHECK) constraint failed: (.+)", str(cause))
        if found:
            return _unique_key(found[2]) if found[1] == "UNIQUE" else found[2]
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it wraps, outermost first."""
    while error is not None:
        yield error
        error = getattr(error, "orig", None) or error.__cause__


def _fault_of(error: BaseException) -> Fault | None:
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        return _SQLITE.get(code) or _SQLITE.get(code & 0xFF)
    state = getattr(error, "sqlstate", None)
    if state is not None:
        return next((_POSTGRES[key] for key in (state, state[:3], state[:2]) if key in _POSTGRES), None)
    if isinstance(error, ConnectionError):
        return "gone"
    if isinstance(error, OSError):
        return _ERRNO.get(error.errno or 0)
    return "gone" if _is_without_connection(error) else None


def _is_without_connection(error: BaseException) -> bool:
    """Whether a driver failed before the server could answer: such errors have no code."""
    if isinstance(error, sqlite3.ProgrammingError):
        return "closed database" in str(error)
    # psycopg need not be installed; its classes have the names that PEP 249 gives them.
    names = {base.__name__ for base in type(error).__mro__}
    return type(error).__module__.startswith("psycopg") and not names.isdisjoint(_NO_CONNECTION)


def _unique_key(columns: str) -> str | None:
    """The name of the unique key on exactly these columns, written as "event.board_id, event.edit_id"."""
    table_name = columns.partition(".")[0]
    wanted = [column.rpartition(".")[2] for column in columns.split(", ")]
    table = metadata.tables.get(table_name)
    if table is None:
        return None
    keys: list[PrimaryKeyConstraint | UniqueConstraint | Index] = [key for key in table.indexes if key.unique]
    keys += [key for key in table.constraints if isinstance(key, (PrimaryKeyConstraint, UniqueConstraint))]
    for key in keys:
        if [column.name for column in key.columns] == wanted:
            return str(key.name)
    return None

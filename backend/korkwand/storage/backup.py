"""Copies of a SQLite database that can be trusted, and the way back from them.

A plain copy of the file is broken more often than not while somebody writes; SQLite's own backup is not.
"""

import os
import sqlite3
import uuid
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, text

from korkwand.errors import StartRefused
from korkwand.storage.database import Database, parse_url

AUTOMATIC: Final = "before-*.db"
"""File names of the copies made without being asked for; only these are ever deleted."""

_DAMAGED: Final = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class BackupFailed(StartRefused):
    """A backup could not be made or restored; the message says why. The database is as it was."""


def back_up(database_url: str, target: Path) -> Path:
    """Copy the SQLite database, in use or not, and return the copy's path.

    `target` is a new file, or a folder that gets one named by the time. The copy was checked and holds every
    transaction that was committed before the call. Raises BackupFailed.
    """
    if target.is_dir():
        target = target / f"korkwand-{_now()}.db"
    return copy_database(_sqlite_file(database_url), target)


def restore(source: Path, database_url: str, backup_folder: Path) -> str:
    """Put a backup in the place of the SQLite database and return its new epoch.

    The new epoch makes clients that saw later events take a fresh snapshot. What was there is kept in
    `backup_folder`. Raises BackupFailed, for instance while a server uses the database.
    """
    file = _sqlite_file(database_url, must_exist=False)
    fresh = file.with_name(f".{file.name}.restoring")
    _remove(fresh)
    try:
        copy_database(source, fresh)
        copy = Database(f"sqlite:///{fresh}")
        try:
            with copy.writing() as connection:
                epoch = new_epoch(connection)
        finally:
            copy.close()
        _keep_what_was_there(file, backup_folder)
        _overwrite(file, fresh)
    finally:
        _remove(fresh)
    return epoch


def new_epoch(connection: Connection) -> str:
    """Begin a new epoch, in the given transaction: every client will take a fresh snapshot."""
    epoch = str(uuid.uuid4())
    statement = (
        "INSERT INTO instance (key, value) VALUES ('epoch', :epoch)"
        " ON CONFLICT (key) DO UPDATE SET value = excluded.value"
    )
    connection.execute(text(statement), {"epoch": epoch})
    return epoch


def copy_database(source: Path, target: Path) -> Path:
    """Copy a SQLite file in one step, check the copy, and only then give it its name. Raises BackupFailed."""
    if not source.is_file():
        raise BackupFailed(f"There is no file {source}.")
    if target.exists():
        raise BackupFailed(f"There is already a file {target}.")
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(_open(source)) as original, closing(_open(unfinished)) as copy:
            _copy_pages(original, copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, readable even on a medium without writing
            _check(copy, source)
        _sync(unfinished)
        unfinished.rename(target)
        _sync(target.parent)
    except (sqlite3.Error, OSError) as error:
        raise BackupFailed(f"{source} could not be copied to {target}: {error}.") from error
    finally:
        _remove(unfinished)
    return target


def expire(folder: Path, kept: int) -> None:
    """Delete all but the newest automatic copies."""
    copies = sorted(folder.glob(AUTOMATIC), key=lambda file: file.stem.rpartition("-")[2])
    for old in copies[: max(0, len(copies) - kept)]:
        old.unlink(missing_ok=True)


def _keep_what_was_there(file: Path, backup_folder: Path) -> None:
    """Copy the present database aside; a damaged one, which cannot be copied, is moved."""
    if not file.exists() or file.stat().st_size == 0:
        return
    name = f"before-restore-{_now()}.db"
    try:
        copy_database(file, backup_folder / name)
    except BackupFailed as error:
        if getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF not in _DAMAGED:
            raise
        for suffix in ("", "-wal", "-shm"):
            part = file.with_name(file.name + suffix)
            if part.exists():
                part.rename(file.with_name(f"{file.stem}-damaged-{_now()}.db{suffix}"))


def _overwrite(file: Path, fresh: Path) -> None:
    """Replace the content in one transaction: a crash leaves the old or the new, a server in use refuses."""
    with closing(_open(file, create=True)) as target, closing(_open(fresh)) as copy:
        try:
            # A database leaves WAL only if nobody else has it open; from then on the lock is held.
            target.execute("PRAGMA locking_mode=EXCLUSIVE")
            target.execute("PRAGMA synchronous=FULL")
            target.execute("PRAGMA journal_mode=DELETE")
            _copy_pages(copy, target)
        except sqlite3.OperationalError as error:
            raise BackupFailed(f"{file} could not be replaced ({error}). Stop the server first.") from error
    file.chmod(0o600)


def _copy_pages(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copy everything in one step; Python would try again for ever while somebody else holds a lock."""

    def give_up(status: int, _remaining: int, _total: int) -> None:
        if status & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise sqlite3.OperationalError("the database is locked")

    source.backup(target, pages=-1, progress=give_up)


def _check(copy: sqlite3.Connection, source: Path) -> None:
    """Refuse a copy that is damaged, incomplete or of something else."""
    problems = [row[0] for row in copy.execute("PRAGMA integrity_check") if row[0] != "ok"]
    if problems:
        error = sqlite3.DatabaseError(problems[0])
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error
    if copy.execute("PRAGMA foreign_key_check").fetchone():
        raise BackupFailed(f"{source} has rows without their owners; it was not copied.")
    if not copy.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'instance'").fetchone():
        raise BackupFailed(f"{source} is not a database of Korkwand.")


def _sqlite_file(database_url: str, must_exist: bool = True) -> Path:
    url = parse_url(database_url)
    if url.get_backend_name() != "sqlite":
        raise BackupFailed("Only SQLite is backed up here; for Postgres use pg_dump and pg_restore.")
    file = Path(url.database or "").absolute()
    if must_exist and not file.is_file():
        raise BackupFailed(f"There is no database {file}.")
    return file


def _open(file: Path, create: bool = False) -> sqlite3.Connection:
    address = f"{file.absolute().as_uri()}?mode={'rwc' if create else 'rw'}"
    return sqlite3.connect(address, uri=True, isolation_level=None, timeout=2)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(file: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        with suppress(FileNotFoundError, NotADirectoryError):
            file.with_name(file.name + suffix).unlink()


def _now() -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}"

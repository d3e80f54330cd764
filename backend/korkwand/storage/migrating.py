"""Bringing a database to this version's schema at start: under a lock, after a backup, all or nothing."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, cast

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection, inspect

from korkwand.errors import DatabaseTooNew, StartRefused
from korkwand.storage.backup import copy_database, expire, new_epoch
from korkwand.storage.database import Database

VERSION_TABLE: Final = "alembic_version"
LOCK_WAIT_MS: Final = 60_000
"""How long a start waits for the migration that another start is doing (SQLite)."""
LOCK_NUMBER: Final = 0x6B6F726B
"""Postgres' advisory lock for migrations: "kork"."""

_HERE: Final = Path(__file__).resolve()


def find_scripts() -> Path:
    """The folder of migrations: inside the package when installed, at the repository's root in a checkout."""
    installed, checkout = _HERE.parents[1] / "migrations", _HERE.parents[3] / "migrations"
    return installed if (installed / "env.py").is_file() else checkout


def migrate(
    database: Database, backup_folder: Path, *, backups_kept: int = 10, scripts: Path | None = None
) -> list[str]:
    """Upgrade the schema to the newest revision and return the revisions that were run, oldest first.

    Any number of processes may call it at once: one migrates, the others wait and find nothing to do.
    A filled SQLite database is first copied into `backup_folder`, where the newest `backups_kept` automatic
    copies stay.
    Raises DatabaseTooNew or StartRefused, with the database untouched.
    """
    config = _config(scripts or find_scripts())
    with database.reading() as connection:
        if not _revisions_to_run(connection, config):
            return []
    with _migrating_alone(database) as connection:
        revisions = _revisions_to_run(connection, config)
        if not revisions:
            return []
        before = _current_revision(connection)
        if before and database.file:
            copy_database(database.file, backup_folder / _backup_name(before))
            expire(backup_folder, backups_kept)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if not before:
            new_epoch(connection)
        return revisions


def draft_revision(message: str, scripts: Path | None = None) -> Path:
    """Write a new migration from what the tables have and the newest revision lacks; then read it through."""
    config = _config(scripts or find_scripts())
    script = ScriptDirectory.from_config(config)
    number = sum(1 for _ in script.walk_revisions()) + 1
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/draft.db")
        migrate(database, Path(folder), scripts=scripts)
        with database.engine.connect() as connection:
            config.attributes["connection"] = connection
            made = command.revision(config, message, autogenerate=True, rev_id=f"{number:04d}")
        database.close()
    return Path(cast(Script, made).path)  # one branch, hence one script


def _config(scripts: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


def _current_revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _revisions_to_run(connection: Connection, config: Config) -> list[str]:
    """The revisions this database lacks, oldest first; refuses a database that is newer or not ours."""
    script = ScriptDirectory.from_config(config)
    current = _current_revision(connection)
    if current is None and set(inspect(connection).get_table_names()) - {VERSION_TABLE}:
        raise StartRefused("The database has tables that are not Korkwand's. Name an empty one instead.")
    known = [revision.revision for revision in script.walk_revisions()]  # newest first
    if current is None:
        return known[::-1]
    if current not in known:
        raise DatabaseTooNew(
            f"The database is at revision {current}, which this version does not know: a newer one wrote it."
            " It was left untouched. Start the newer version, or restore the backup made before the upgrade."
        )
    return known[: known.index(current)][::-1]


@contextmanager
def _migrating_alone(database: Database) -> Iterator[Connection]:
    """A connection in one transaction beside which no other migration can run."""
    with database.engine.connect() as connection:
        if database.dialect == "sqlite":
            _prepare_sqlite(connection)
        with connection.begin():
            if database.dialect == "postgresql":
                _lock_postgres(connection)
            yield connection
            if database.dialect == "sqlite":
                _check_foreign_keys(connection)


def _prepare_sqlite(connection: Connection) -> None:
    """Switch foreign keys off, which SQLite allows outside a transaction only.

    Altering a table there means copying and dropping it, and dropping a parent would delete its children.
    """
    connection.detach()  # closed afterwards, so that no other use gets it without foreign keys
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA foreign_keys=OFF")
    cursor.execute(f"PRAGMA busy_timeout={LOCK_WAIT_MS}")
    cursor.close()


def _lock_postgres(connection: Connection) -> None:
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK_NUMBER})")
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        raise StartRefused(f"The Postgres database has the encoding {encoding}; make one with UTF8.")


def _check_foreign_keys(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        tables = ", ".join(sorted({str(row[0]) for row in broken}))
        raise StartRefused(f"The upgrade would leave rows without their owners ({tables}); it was undone.")


def _backup_name(revision: str) -> str:
    return f"before-upgrade-from-{revision}-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}.db"


if __name__ == "__main__":
    sys.stdout.write(f"{draft_revision(' '.join(sys.argv[1:]))}\n")

"""A program for test_migrations: kill a migration with SIGKILL at each statement that writes and at COMMIT.

    python killed_migration.py DATABASE_URL BACKUP_FOLDER SCRIPTS

Prints JSON: for each kill, where it happened, and whether schema and rows are still the old ones.
Its children are forks: a kill takes milliseconds, and this process has no threads that a fork could break.
"""

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

import korkwand.catalog  # noqa: F401  loaded once here instead of in every child
from korkwand.storage.database import Database
from korkwand.storage.migrating import migrate
from tests.storage.content import all_rows, schema

MOST = 500
# Where nothing is written, dying is the same as at the next statement.
READING = ("SELECT", "PRAGMA", "SHOW", "SET", "BEGIN")


def main(url: str, backups: str, scripts: str) -> None:
    """Kill the migration at its first statement, then at its second, until one gets through."""
    before = content(url)
    killed: list[dict[str, Any]] = []
    for step in range(MOST):
        place = run_killed(url, Path(backups), Path(scripts), step)
        if place is None:
            break
        killed.append({"place": place, "is_old": content(url) == before})
    print(json.dumps(killed))


def content(url: str) -> Any:
    """Schema and rows."""
    database = Database(url)
    try:
        return schema(database), all_rows(database)
    finally:
        database.close()


def run_killed(url: str, backups: Path, scripts: Path, step: int) -> str | None:
    """Migrate in a child that dies at this step; the place where it died, or None if it got through."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        die_at(step, writing)
        migrate(Database(url), backups, backups_kept=1, scripts=scripts)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        place = pipe.read()
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return place
    assert os.waitstatus_to_exitcode(status) == 0, f"step {step} failed otherwise: {status}"
    return None


def die_at(step: int, pipe: int) -> None:
    """Let this process die at its step-th place: before a statement that writes, or before a commit."""
    left = [step]

    def pass_or_die(place: str) -> None:
        if left[0] == 0:
            os.write(pipe, place.encode())
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1

    @event.listens_for(Engine, "before_cursor_execute")
    def before_statement(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.lstrip().startswith(READING):
            pass_or_die(" ".join(statement.split())[:80])

    @event.listens_for(Engine, "commit")
    def before_commit(_: Any) -> None:
        pass_or_die("COMMIT")


if __name__ == "__main__":
    main(*sys.argv[1:])

"""A program for test_migrations: kill a migration with SIGKILL at statements that write and at COMMIT.

    python killed_migration.py DATABASE_URL BACKUP_FOLDER SCRIPTS [--all]

Prints JSON: all places where it can be killed, and for each kill, where it was and whether schema and rows are still
the old ones. Without --all it is killed at one statement of each kind and at one of every four.
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
from tests.samples import sampled
from tests.storage.content import all_rows, schema

EVERY = 4
# Where nothing is written, dying is the same as at the next statement.
READING = ("SELECT", "PRAGMA", "SHOW", "SET", "BEGIN")


def main(url: str, backups: str, scripts: str, *everything: str) -> None:
    """Kill the migration where it commits what it has written, to know all places; then at them, until it ends."""
    before = content(url)
    places = run_killed(url, Path(backups), Path(scripts), None)
    killed = [{"place": places[-1], "is_old": content(url) == before}]
    for step in range(len(places)) if everything else sample(places):
        passed = run_killed(url, Path(backups), Path(scripts), step)
        assert passed == places[: step + 1], f"it went another way: {passed}"
        killed.append({"place": places[step], "is_old": content(url) == before})
    assert run_killed(url, Path(backups), Path(scripts), len(places)) == [], "it commits more than once"
    print(json.dumps({"places": places, "killed": killed}))


def sample(places: list[str]) -> list[int]:
    """The numbers of some places."""
    numbers = range(len(places))

    def verb(number: int) -> str:
        return " ".join(places[number].split()[:2])

    return sampled(numbers, lambda number: f"{number} {places[number]}", verb, lambda number: number // EVERY)


def content(url: str) -> Any:
    """Schema and rows."""
    database = Database(url)
    try:
        return schema(database), all_rows(database)
    finally:
        database.close()


def run_killed(url: str, backups: Path, scripts: Path, step: int | None) -> list[str]:
    """Migrate in a child that dies at this step, or where it commits; the places to there, none if it got through."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        die_at(step, writing)
        migrate(Database(url), backups, backups_kept=1, scripts=scripts)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        places = pipe.read().splitlines()
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return places
    assert os.waitstatus_to_exitcode(status) == 0, f"step {step} failed otherwise: {status}"
    return []


def die_at(step: int | None, pipe: int) -> None:
    """Let this process die at its step-th place: before a statement that writes, or before a commit.

    Without a step, before the first commit of something that is written.
    """
    passed: list[str] = []

    def pass_or_die(place: str) -> None:
        os.write(pipe, f"{place}\n".encode())
        passed.append(place)
        commits = place == "COMMIT" and set(passed) != {"COMMIT"}
        if commits if step is None else len(passed) > step:
            os.kill(os.getpid(), signal.SIGKILL)

    @event.listens_for(Engine, "before_cursor_execute")
    def before_statement(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.lstrip().startswith(READING):
            pass_or_die(" ".join(statement.split())[:80])

    @event.listens_for(Engine, "commit")
    def before_commit(_: Any) -> None:
        pass_or_die("COMMIT")


if __name__ == "__main__":
    main(*sys.argv[1:])

"""A program for test_migrations: three processes that start, and migrate, at the same moment.

    python started_at_once.py DATABASE_URL BACKUP_FOLDER SCRIPTS

Prints JSON: the revisions that each of them ran. They are forks that wait for one signal.
"""

import json
import os
import sys
from pathlib import Path

import korkwand.catalog  # noqa: F401  loaded once here instead of in every child
from korkwand.storage.database import Database
from korkwand.storage.migrating import migrate


def main(url: str, backups: str, scripts: str) -> None:
    """Fork three, let them go, collect what they did."""
    wait, go = os.pipe()
    answers = []
    for _ in range(3):
        reading, writing = os.pipe()
        if os.fork() == 0:
            os.close(go)
            os.read(wait, 1)  # ends when the parent closes its side
            ran = migrate(Database(url), Path(backups), scripts=Path(scripts))
            os.write(writing, json.dumps(ran).encode())
            os._exit(0)
        os.close(writing)
        answers.append(reading)
    os.close(go)
    print("[" + ", ".join(os.fdopen(answer).read() for answer in answers) + "]")


if __name__ == "__main__":
    main(*sys.argv[1:])

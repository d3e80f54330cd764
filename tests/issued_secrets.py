"""Whether a log holds a secret that was issued to anybody: asked of every server of every test when it ends.

The database knows secrets by their hash alone, so everything in the log that looks like one is hashed and looked for
there.
"""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from korkwand.access.visitors import new_secret, secret_hash

SHAPED = re.compile(rf"(?=([\w-]{{{len(new_secret())}}}))", re.ASCII)
ISSUED = {"key_secret": "secret_hash", "device": "cookie_hash", "visitor_link": "secret_hash"}


def secrets_in(log: str, database: Path) -> set[str]:
    """The secrets of links, devices and personal links of this SQLite database that stand in the log."""
    shaped = {secret_hash(found): found for found in SHAPED.findall(log)}
    if not shaped:
        return set()
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        queries = [f"SELECT {column} FROM {table}" for table, column in ISSUED.items()]
        issued = {hashed for query in queries for (hashed,) in connection.execute(query)}
    return {found for hashed, found in shaped.items() if hashed in issued}

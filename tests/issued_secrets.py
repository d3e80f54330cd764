"""Whether a log holds a secret that was issued to anybody: asked of every server of every test when it ends.

The database knows secrets by their hash alone, so everything in the log that looks like one is hashed and looked for
there.
"""

import re

from sqlalchemy import text

from korkwand.entry.secrets import new_secret, secret_hash
from korkwand.storage.database import Database

SHAPED = re.compile(rf"(?=([\w-]{{{len(new_secret())}}}))", re.ASCII)
ISSUED = {"key_secret": "secret_hash", "device": "cookie_hash", "visitor_link": "secret_hash"}


def secrets_in(log: str, database_url: str) -> set[str]:
    """The secrets of links, devices and personal links of this database that stand in the log."""
    shaped = {secret_hash(found): found for found in SHAPED.findall(log)}
    if not shaped:
        return set()
    database = Database(database_url)
    with database.reading() as connection:
        queries = [f"SELECT {column} FROM {table}" for table, column in ISSUED.items()]
        issued = {hashed for query in queries for (hashed,) in connection.execute(text(query))}
    database.close()
    return {found for hashed, found in shaped.items() if hashed in issued}

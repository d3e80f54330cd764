"""Databases for the tests of the storage."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from korkwand.storage.database import Database


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated database, once on SQLite and once on Postgres."""
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def sqlite_database(tmp_path: Path) -> Iterator[Database]:
    """A new SQLite database without tables."""
    database = Database(f"sqlite:///{tmp_path}/new/folder/korkwand.db")
    yield database
    database.close()

"""Facts about this installation that all its processes share, by name."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from korkwand.storage.database import Database
from korkwand.storage.tables import InstanceRow

_instance: Any = InstanceRow.__table__  # type: ignore[attr-defined]


def instance_value(database: Database, key: str, make: Callable[[], str]) -> str:
    """The value under this name; made at first use, and the same for every process that starts at once."""
    with database.reading() as connection:
        known = _find(connection, key)
    if known is not None:
        return known
    build: Any = sqlite.insert if database.dialect == "sqlite" else postgresql.insert
    with database.writing() as connection:
        connection.execute(build(_instance).values(key=key, value=make()).on_conflict_do_nothing())
        return str(_find(connection, key))


def _find(connection: Connection, key: str) -> str | None:
    return connection.execute(select(_instance.c.value).where(_instance.c.key == key)).scalar()

"""What holds for every table: the names of constraints, the types of columns, STRICT on SQLite.

Import this before the first table class: a naming convention set later is not applied to it.
"""

from typing import Any, Final

from sqlalchemy import BigInteger, Boolean, String, Table, event
from sqlalchemy.ext.compiler import compiles
from sqlmodel import SQLModel

ID_LENGTH: Final = 36
"""Characters of a UUID in its usual spelling."""
TIME_LENGTH: Final = 24
"""Characters of an RFC 3339 time in UTC with milliseconds."""

RANK_TYPE: Final = String().with_variant(String(collation="C"), "postgresql")
"""Ranks compare as bytes, as in Python and SQLite; a locale's order would mix upper and lower case."""

metadata = SQLModel.metadata
# Without names Alembic could neither alter nor keep a constraint: its batch mode drops unnamed CHECKs.
metadata.naming_convention = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


@event.listens_for(Table, "after_parent_attach")
def _make_strict(table: Table, parent: Any) -> None:
    """Let SQLite refuse a value of the wrong type in our tables, as Postgres does."""
    if parent is metadata:
        table.kwargs["sqlite_strict"] = True


# STRICT tables know INTEGER, REAL, TEXT, BLOB and ANY only.
@compiles(String, "sqlite")
def _string_is_text(*_: Any, **__: Any) -> str:
    return "TEXT"


@compiles(Boolean, "sqlite")
@compiles(BigInteger, "sqlite")
def _number_is_integer(*_: Any, **__: Any) -> str:
    return "INTEGER"

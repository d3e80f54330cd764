"""How Alembic runs here: on the connection it is given, inside that connection's transaction.

The lock, the backup and the transaction are in korkwand/storage/migrating.py, the only caller.
"""

from typing import Any, Literal

from alembic import context
from sqlmodel.sql.sqltypes import AutoString

import korkwand.catalog
import korkwand.storage.tables  # noqa: F401  every table, so that a draft can compare them
from korkwand.storage.metadata import metadata


def _render(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write SQLModel's text type into a draft as SQLAlchemy's: migrations then need no SQLModel."""
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String({item.length or ''})"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
    transactional_ddl=True,  # Alembic believes SQLite cannot, which is true of sqlite3's defaults only
    compare_type=True,
    compare_server_default=True,
    render_item=_render,
)
with context.begin_transaction():
    context.run_migrations()

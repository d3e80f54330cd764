"""card texts: those written for the Markdown of before keep their meaning in the grammar of today

Each text that changes becomes an event of its board, as if somebody had written it: devices that come back learn of it,
and what they wrote on the old text meanwhile is merged with it. There is no way down: to go back, restore the copy made
before the upgrade.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID, uuid5

import sqlalchemy as sa
from alembic import op

from korkwand.texts.earlier import carried_over

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BATCH = 200
LONGEST = {"card": 20_000, "comment": 5_000}
_NAMESPACE = UUID("0a8b3f0e-6f1c-5c0e-9a54-2f6f6f0c9d06")


def upgrade() -> None:
    for kind in ("card", "comment"):
        for row in _changed(kind):
            _write(kind, row)


def _changed(kind: str) -> Iterator[dict[str, Any]]:
    """The rows whose text changes, with the new one; read in batches by their key."""
    connection = op.get_bind()
    table = sa.Table(kind, sa.MetaData(), autoload_with=connection)
    key = sa.tuple_(table.c.board_id, table.c.id)
    after = ("", "")
    while True:
        query = sa.select(table).where(key > sa.tuple_(*map(sa.literal, after))).order_by(table.c.board_id, table.c.id)
        rows = [dict(row) for row in connection.execute(query.limit(BATCH)).mappings()]
        for row in rows:
            text = carried_over(row["text"], imported=row["author_id"] is None)
            if text != row["text"] and len(text) <= LONGEST[kind]:
                yield {**row, "text": text}
        if len(rows) < BATCH:
            return
        after = (rows[-1]["board_id"], rows[-1]["id"])


def _write(kind: str, row: Mapping[str, Any]) -> None:
    """Put the record into its table and into its board's log."""
    connection = op.get_bind()
    board_id = row["board_id"]
    table = sa.table(kind, sa.column("board_id"), sa.column("id"), sa.column("text"))
    mine = sa.and_(table.c.board_id == board_id, table.c.id == row["id"])
    connection.execute(sa.update(table).where(mine).values(text=row["text"]))
    connection.execute(sa.text("UPDATE board SET seq = seq + 1 WHERE id = :board"), {"board": board_id})
    connection.execute(
        sa.text(
            "INSERT INTO event (board_id, seq, edit_id, at, type, changes) SELECT id, seq, :edit, COALESCE("
            "(SELECT at FROM event WHERE board_id = :board ORDER BY seq DESC LIMIT 1), created_at), :type, :changes"
            " FROM board WHERE id = :board"
        ),
        {
            "board": board_id,
            "edit": str(uuid5(_NAMESPACE, f"{board_id} {kind} {row['id']}")),
            "type": f"{kind}.write",
            "changes": json.dumps([{"put": kind, "record": dict(row)}], ensure_ascii=False, separators=(",", ":")),
        },
    )

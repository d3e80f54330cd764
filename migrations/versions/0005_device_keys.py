"""device keys: a device, or an account, keeps its own keys; before, a visitor's were those of all his devices

There is no way down: to go back, restore the copy made before the upgrade.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visitor_link", sa.Column("key_ids", sa.String(), server_default=sa.text("''"), nullable=False))
    for holder in ("device", "account"):
        op.create_table(
            f"{holder}_key",
            sa.Column(f"{holder}_id", sa.String(36), nullable=False),
            sa.Column("board_id", sa.String(36), nullable=False),
            sa.Column("key_id", sa.String(36), nullable=False),
            sa.ForeignKeyConstraint(
                [f"{holder}_id", "board_id"],
                [f"{holder}_visitor.{holder}_id", f"{holder}_visitor.board_id"],
                name=op.f(f"fk_{holder}_key_{holder}_id_board_id"),
                ondelete="CASCADE",
            ),
            sa.ForeignKeyConstraint(
                ["board_id", "key_id"],
                ["key.board_id", "key.id"],
                name=op.f(f"fk_{holder}_key_board_id_key_id"),
                ondelete="CASCADE",
            ),
            sa.PrimaryKeyConstraint(f"{holder}_id", "board_id", "key_id", name=op.f(f"pk_{holder}_key")),
            sqlite_strict=True,
        )
    for statement in COPY:
        op.execute(statement)
    _keep_waiting_links()


COPY = (
    """INSERT INTO device_key (device_id, board_id, key_id)
    SELECT device_id, board_id, key_id FROM device_visitor JOIN visitor_key USING (board_id, visitor_id)""",
    """INSERT INTO account_key (account_id, board_id, key_id)
    SELECT account_id, board_id, key_id FROM account_visitor JOIN visitor_key USING (board_id, visitor_id)""",
)


def _keep_waiting_links() -> None:
    """A personal link that waits gives the keys that its visitor has."""
    connection = op.get_bind()
    query = sa.text(
        "SELECT board_id, visitor_id, key_id FROM visitor_key JOIN visitor_link USING (board_id, visitor_id) "
        "ORDER BY key_id"
    )
    keys: dict[tuple[str, str], list[str]] = {}
    for board_id, visitor_id, key_id in connection.execute(query):
        keys.setdefault((board_id, visitor_id), []).append(key_id)
    for (board_id, visitor_id), key_ids in keys.items():
        connection.execute(
            sa.text("UPDATE visitor_link SET key_ids = :keys WHERE board_id = :board AND visitor_id = :visitor"),
            {"keys": " ".join(key_ids), "board": board_id, "visitor": visitor_id},
        )

"""moderation: what is hidden, waits for approval or is locked, and how a board hides cards and names

There is no way down: to go back, restore the copy made before the upgrade.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # ADD COLUMN and no copied tables: on SQLite, too, it takes the same moment for any number of cards.
    for table, names in (
        ("board", ["locked_at"]),
        ("column", ["hidden_at", "locked_at"]),
        ("card", ["held_at", "hidden_at", "locked_at"]),
    ):
        for name in names:
            op.add_column(table, sa.Column(name, sa.String(24), nullable=True))
    for name in ("moderated", "cards_hidden", "names_hidden"):
        op.add_column("board", sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))
    for name in ("unseen_columns", "readonly_columns"):
        op.add_column("key", sa.Column(name, sa.String(), server_default="", nullable=False))
    for name, default in (("comment_role", "contributor"), ("move_role", "editor"), ("column_role", "editor")):
        op.add_column("board", sa.Column(name, sa.String(20), server_default=default, nullable=False))

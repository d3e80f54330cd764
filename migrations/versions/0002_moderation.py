"""moderation and phases: what is hidden, waits or is locked, what a board hides and allows, limits of keys, phases

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
        ("board", ["locked_at", "phase_since"]),
        ("column", ["hidden_at", "locked_at"]),
        ("card", ["held_at", "hidden_at", "locked_at"]),
    ):
        for name in names:
            op.add_column(table, sa.Column(name, sa.String(24), nullable=True))
    for name in ("moderated", "cards_hidden", "names_hidden"):
        op.add_column("board", sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))
    for name in ("unseen_columns", "readonly_columns"):
        op.add_column("key", sa.Column(name, sa.String(), server_default=sa.text("''"), nullable=False))
    for name, default in (("comment_role", "contributor"), ("move_role", "editor"), ("column_role", "editor")):
        op.add_column("board", sa.Column(name, sa.String(20), server_default=default, nullable=False))
    op.add_column("board", sa.Column("phase_id", sa.String(36), nullable=True))
    op.add_column("board", sa.Column("time_zone", sa.String(), server_default="UTC", nullable=False))
    op.create_table(
        "phase",
        sa.Column("board_id", sa.String(36), nullable=False),
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("rank", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.Column("stage", sa.String(10), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("opens_at", sa.String(24), nullable=True),
        sa.CheckConstraint("stage IN ('collect', 'sort', 'vote', 'done')", name=op.f("ck_phase_stage")),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_phase_board_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("board_id", "id", name=op.f("pk_phase")),
        sqlite_strict=True,
    )

"""slips: what must not be in the log, such as ballots and answers

There is no way down: to go back, restore the copy made before the upgrade.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "slip",
        sa.Column("board_id", sa.String(36), nullable=False),
        sa.Column("subject_kind", sa.String(20), nullable=False),
        sa.Column("subject_id", sa.String(36), nullable=False),
        sa.Column("drawer", sa.String(20), nullable=False),
        sa.Column("holder_hash", sa.String(64), nullable=False),
        sa.Column("key", sa.String(36), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.CheckConstraint("weight >= 0", name=op.f("ck_slip_weight")),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_slip_board_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint(
            "board_id", "subject_kind", "subject_id", "drawer", "holder_hash", "key", name=op.f("pk_slip")
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )

"""accounts: who signs in, on which devices, and who they are on which board; visitors may choose a colour

There is no way down: to go back, restore the copy made before the upgrade.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visitor", sa.Column("color", sa.String(10), nullable=True))
    op.create_table(
        "account",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("subject_hash", sa.String(64), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("created_at", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("subject_hash", name=op.f("uq_account_subject_hash")),
        sqlite_strict=True,
    )
    op.create_table(
        "device_account",
        sa.Column("device_id", sa.String(36), nullable=False),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("ends_at", sa.String(24), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_device_account_device_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_device_account_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_device_account")),
        sqlite_strict=True,
    )
    op.create_table(
        "account_visitor",
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("board_id", sa.String(36), nullable=False),
        sa.Column("visitor_id", sa.String(36), nullable=False),
        sa.Column("entered_at", sa.String(24), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_visitor_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["board_id", "visitor_id"],
            ["visitor.board_id", "visitor.id"],
            name=op.f("fk_account_visitor_board_id_visitor_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "board_id", name=op.f("pk_account_visitor")),
        sqlite_strict=True,
    )

"""doors: guesses at passwords, personal links, departures, retention, reports

There is no way down: to go back, restore the copy made before the upgrade.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "guess",
        sa.Column("subject", sa.String(36), nullable=False),
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("lane", sa.String(10), nullable=False),
        sa.Column("at", sa.String(24), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "id", name=op.f("pk_guess")),
        sqlite_strict=True,
    )
    op.create_table(
        "visitor_link",
        sa.Column("board_id", sa.String(36), nullable=False),
        sa.Column("visitor_id", sa.String(36), nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("made_at", sa.String(24), nullable=False),
        sa.ForeignKeyConstraint(
            ["board_id", "visitor_id"],
            ["visitor.board_id", "visitor.id"],
            name=op.f("fk_visitor_link_board_id_visitor_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("board_id", "visitor_id", name=op.f("pk_visitor_link")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_visitor_link_secret_hash")),
        sqlite_strict=True,
    )
    op.create_table(
        "departure",
        sa.Column("board_id", sa.String(36), nullable=False),
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("reason", sa.String(10), nullable=False),
        sa.Column("created_at", sa.String(24), nullable=False),
        sa.CheckConstraint("reason IN ('removed', 'forgotten')", name=op.f("ck_departure_reason")),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_departure_board_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("board_id", "id", name=op.f("pk_departure")),
        sqlite_strict=True,
    )
    op.create_table(
        "retention",
        sa.Column("board_id", sa.String(36), nullable=False),
        sa.Column("ends_at", sa.String(24), nullable=True),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_retention_board_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("board_id", name=op.f("pk_retention")),
        sqlite_strict=True,
    )
    op.create_table(
        "report",
        sa.Column("board_id", sa.String(36), nullable=False),
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("card_id", sa.String(36), nullable=False),
        sa.Column("comment_id", sa.String(36), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("author_id", sa.String(36), nullable=True),
        sa.Column("created_at", sa.String(24), nullable=False),
        sa.Column("resolved_at", sa.String(24), nullable=True),
        sa.ForeignKeyConstraint(
            ["board_id", "card_id"],
            ["card.board_id", "card.id"],
            name=op.f("fk_report_board_id_card_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("board_id", "id", name=op.f("pk_report")),
        sqlite_strict=True,
    )

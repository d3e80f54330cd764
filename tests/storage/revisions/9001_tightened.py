"""A revision for tests only: alter parents with children, in the ways that have lost rows elsewhere."""

import sqlalchemy as sa
from alembic import op

revision = "9001"
down_revision = "the newest released"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("board") as board:
        board.alter_column("title", existing_type=sa.String(), type_=sa.String(500), existing_nullable=False)
        board.add_column(sa.Column("motto", sa.String(80), nullable=False, server_default=""))
        board.create_check_constraint(op.f("ck_board_seq"), "seq >= 0")
    with op.batch_alter_table("card") as card:
        card.create_check_constraint(op.f("ck_card_rank"), "rank <> ''")
        card.create_index(op.f("ix_card_created_at"), ["created_at"])
    with op.batch_alter_table("event") as event:
        event.alter_column("visitor_id", new_column_name="by", existing_type=sa.String(36), existing_nullable=True)
    op.execute("UPDATE board SET motto = 'Alle zusammen' WHERE archived_at IS NULL")

"""who deleted: cards and comments in the trash tell whether it was their author who has put them there

There is no way down: to go back, restore the copy made before the upgrade.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


# The log knows: the event that deleted it has the same time.
MARK = """UPDATE "kind" SET deleted_by_author = true
    WHERE deleted_at IS NOT NULL AND author_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM event WHERE event.board_id = "kind".board_id AND event.at = "kind".deleted_at
        AND event.type = 'kind.delete' AND event.visitor_id = "kind".author_id
        AND event.changes LIKE '%' || "kind".id || '%')"""


def upgrade() -> None:
    for table in ("card", "comment"):
        op.add_column(table, sa.Column("deleted_by_author", sa.Boolean(), nullable=True))
        op.execute(MARK.replace("kind", table))

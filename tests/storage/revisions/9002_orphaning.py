"""A revision for tests only, with a fault: it deletes parents and, on SQLite, leaves their children."""

from alembic import op

revision = "9002"
down_revision = "9001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE board ADD COLUMN half_done INTEGER")
    op.execute('DELETE FROM "column"')

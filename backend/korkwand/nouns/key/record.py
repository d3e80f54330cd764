"""The key as table and as data."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, String, text
from sqlalchemy import Column as SqlColumn
from sqlmodel import Field, SQLModel

from korkwand.kernel.records import Audience, Owned, Record
from korkwand.storage.metadata import ID_LENGTH, TIME_LENGTH


def _column_ids() -> Any:
    return Field(sa_column=SqlColumn(String, nullable=False, server_default=text("''")))


class KeyRow(SQLModel, table=True):
    """An access link."""

    __tablename__ = "key"
    __table_args__ = (
        ForeignKeyConstraint(["board_id"], ["board.id"], ondelete="CASCADE"),
        CheckConstraint("role IN ('viewer', 'contributor', 'editor', 'coordinator')", name="role"),
    )
    board_id: str = Field(primary_key=True, max_length=ID_LENGTH)
    id: str = Field(primary_key=True, max_length=ID_LENGTH)
    role: str = Field(max_length=20)
    label: str
    opens_at: str | None = Field(default=None, max_length=TIME_LENGTH)
    ends_at: str | None = Field(default=None, max_length=TIME_LENGTH)
    revoked_at: str | None = Field(default=None, max_length=TIME_LENGTH)
    has_password: bool
    unseen_columns: str = _column_ids()
    readonly_columns: str = _column_ids()


class Key(Record, frozen=True, kw_only=True, gc=False):
    """A key as data."""

    kind = "key"
    table = KeyRow.__table__  # type: ignore[attr-defined]
    owners = (Owned("board_id", "board"),)
    words = ("label", "unseen_columns", "readonly_columns")
    audience = Audience.COORDINATORS
    decides_rights = True
    unseen_field = "unseen_columns"
    sight_fields = ("role", "unseen_columns")
    exported = "a link lets in to the board that made it"

    board_id: str
    role: str
    label: str
    opens_at: str | None
    ends_at: str | None
    revoked_at: str | None
    has_password: bool
    unseen_columns: str = ""
    """Ids of columns that who comes by this key does not see, with blanks between them."""
    readonly_columns: str = ""
    """Ids of columns in which they change nothing."""

    def live(self, now: str) -> bool:
        """Whether it opens anything at this moment."""
        return (
            self.revoked_at is None
            and (self.opens_at is None or self.opens_at <= now)
            and (self.ends_at is None or now < self.ends_at)
        )

    def against(self, now: str) -> dict[str, str]:
        """Why it opens nothing at this moment, as an answer carries it; nothing if it is live."""
        if self.revoked_at is not None:
            return {"reason": "revoked"}
        if self.opens_at is not None and now < self.opens_at:
            return {"reason": "not_open", "opens_at": self.opens_at}
        if self.ends_at is not None and self.ends_at <= now:
            return {"reason": "expired"}
        return {}

"""The card as table and as data."""

from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlmodel import Field, SQLModel

from korkwand.kernel.inputs import COLORS
from korkwand.kernel.records import Owned, Record
from korkwand.storage.metadata import ID_LENGTH, RANK_TYPE, TIME_LENGTH


class CardRow(SQLModel, table=True):
    """A card."""

    __tablename__ = "card"
    __table_args__ = (
        ForeignKeyConstraint(["board_id", "column_id"], ["column.board_id", "column.id"], ondelete="CASCADE"),
        CheckConstraint(f"color IN {COLORS}", name="color"),
    )
    board_id: str = Field(primary_key=True, max_length=ID_LENGTH)
    id: str = Field(primary_key=True, max_length=ID_LENGTH)
    column_id: str = Field(max_length=ID_LENGTH)
    rank: str = Field(sa_type=RANK_TYPE)
    title: str
    text: str
    color: str = Field(max_length=10)
    author_id: str | None = Field(default=None, max_length=ID_LENGTH)
    author_name: str | None = None
    created_at: str = Field(max_length=TIME_LENGTH)
    edited_at: str | None = Field(default=None, max_length=TIME_LENGTH)
    deleted_at: str | None = Field(default=None, max_length=TIME_LENGTH)
    deleted_by_author: bool | None = None
    held_at: str | None = Field(default=None, max_length=TIME_LENGTH)
    hidden_at: str | None = Field(default=None, max_length=TIME_LENGTH)
    locked_at: str | None = Field(default=None, max_length=TIME_LENGTH)


class Card(Record, frozen=True, kw_only=True, gc=False):
    """A card as data."""

    kind = "card"
    table = CardRow.__table__  # type: ignore[attr-defined]
    owners = (Owned("column_id", "column"),)
    order_field = "rank"
    author_fields = ("author_id", "author_name", "deleted_by_author")
    words = ("title", "text", "author_name")
    merged = ("title", "text")
    covered_by = "cards_hidden"
    counted = True
    unexported: ClassVar = {
        "board_id": "a file has one board",
        "rank": "the order in the file says it",
        "author_id": "visitors of one board are nobody on another",
        "deleted_by_author": "without its author it says nothing",
    }

    board_id: str
    column_id: str
    rank: str
    title: str
    text: str
    color: str
    author_id: str | None
    author_name: str | None
    created_at: str
    edited_at: str | None
    deleted_at: str | None
    deleted_by_author: bool | None = None
    """True if it lies in the trash and it was its author who has put it there."""
    held_at: str | None = None
    """Since when it waits for approval."""
    hidden_at: str | None = None
    locked_at: str | None = None

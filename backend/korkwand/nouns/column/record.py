"""The column as table and as data."""

from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlmodel import Field, SQLModel

from korkwand.kernel.inputs import COLORS
from korkwand.kernel.records import Owned, Record
from korkwand.storage.metadata import ID_LENGTH, RANK_TYPE, TIME_LENGTH


class ColumnRow(SQLModel, table=True):
    """A column."""

    __tablename__ = "column"
    __table_args__ = (
        ForeignKeyConstraint(["board_id"], ["board.id"], ondelete="CASCADE"),
        CheckConstraint(f"color IN {COLORS}", name="color"),
    )
    board_id: str = Field(primary_key=True, max_length=ID_LENGTH)
    id: str = Field(primary_key=True, max_length=ID_LENGTH)
    rank: str = Field(sa_type=RANK_TYPE)
    title: str
    description: str
    color: str = Field(max_length=10)
    deleted_at: str | None = Field(default=None, max_length=TIME_LENGTH)
    created_at: str = Field(max_length=TIME_LENGTH)
    hidden_at: str | None = Field(default=None, max_length=TIME_LENGTH)
    locked_at: str | None = Field(default=None, max_length=TIME_LENGTH)


class Column(Record, frozen=True, kw_only=True, gc=False):
    """A column as data."""

    kind = "column"
    table = ColumnRow.__table__  # type: ignore[attr-defined]
    owners = (Owned("board_id", "board"),)
    order_field = "rank"
    words = ("title", "description")
    limitable = True
    unexported: ClassVar = {"board_id": "a file has one board", "rank": "the order in the file says it"}

    board_id: str
    rank: str
    title: str
    description: str
    color: str
    deleted_at: str | None
    created_at: str
    hidden_at: str | None = None
    locked_at: str | None = None

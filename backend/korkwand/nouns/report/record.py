"""The report as table and as data."""

from typing import ClassVar

from sqlalchemy import ForeignKeyConstraint
from sqlmodel import Field, SQLModel

from korkwand.kernel.records import Audience, Owned, Record, Ref, WhenGone
from korkwand.storage.metadata import ID_LENGTH, TIME_LENGTH


class ReportRow(SQLModel, table=True):
    """What a visitor finds wrong with a card or a comment on it."""

    __tablename__ = "report"
    __table_args__ = (ForeignKeyConstraint(["board_id", "card_id"], ["card.board_id", "card.id"], ondelete="CASCADE"),)
    board_id: str = Field(primary_key=True, max_length=ID_LENGTH)
    id: str = Field(primary_key=True, max_length=ID_LENGTH)
    card_id: str = Field(max_length=ID_LENGTH)
    comment_id: str | None = Field(default=None, max_length=ID_LENGTH)
    reason: str
    author_id: str | None = Field(default=None, max_length=ID_LENGTH)
    created_at: str = Field(max_length=TIME_LENGTH)
    resolved_at: str | None = Field(default=None, max_length=TIME_LENGTH)


class Report(Record, frozen=True, kw_only=True, gc=False):
    """A report as data, seen by coordinators only, not even by its author. The comment it names may be gone."""

    kind = "report"
    table = ReportRow.__table__  # type: ignore[attr-defined]
    owners = (Owned("card_id", "card"),)
    order_field = "created_at"
    author_fields = ("author_id",)
    words = ("reason",)
    references: ClassVar = {"comment_id": Ref("comment", WhenGone.KEEP)}
    audience = Audience.COORDINATORS
    exported = "what was said in confidence stays on the board"

    board_id: str
    card_id: str
    comment_id: str | None
    reason: str
    author_id: str | None
    created_at: str
    resolved_at: str | None

"""The phase as table and as data."""

from typing import Final, Literal

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlmodel import Field, SQLModel

from korkwand.kernel.records import Owned, Record
from korkwand.storage.metadata import ID_LENGTH, RANK_TYPE, TIME_LENGTH

STAGES: Final = ("collect", "sort", "vote", "done")
Stage = Literal["collect", "sort", "vote", "done"]


class PhaseRow(SQLModel, table=True):
    """A phase."""

    __tablename__ = "phase"
    __table_args__ = (
        ForeignKeyConstraint(["board_id"], ["board.id"], ondelete="CASCADE"),
        CheckConstraint(f"stage IN {STAGES}", name="stage"),
    )
    board_id: str = Field(primary_key=True, max_length=ID_LENGTH)
    id: str = Field(primary_key=True, max_length=ID_LENGTH)
    rank: str = Field(sa_type=RANK_TYPE)
    stage: str = Field(max_length=10)
    title: str
    opens_at: str | None = Field(default=None, max_length=TIME_LENGTH)


class Phase(Record, frozen=True, kw_only=True, gc=False):
    """A phase as data."""

    kind = "phase"
    table = PhaseRow.__table__  # type: ignore[attr-defined]
    owners = (Owned("board_id", "board"),)
    order_field = "rank"
    words = ("title",)
    exported = "an export is what was collected, not how"

    board_id: str
    rank: str
    stage: str
    """What may be done in it."""
    title: str
    """How it is called, if not by its stage."""
    opens_at: str | None

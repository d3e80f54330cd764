"""The departure of a visitor as table and as data."""

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlmodel import Field, SQLModel

from korkwand.kernel.records import Audience, Owned, Record
from korkwand.storage.metadata import ID_LENGTH, TIME_LENGTH


class DepartureRow(SQLModel, table=True):
    """A visitor for whom no key opens the board any more."""

    __tablename__ = "departure"
    __table_args__ = (
        ForeignKeyConstraint(["board_id"], ["board.id"], ondelete="CASCADE"),
        CheckConstraint("reason IN ('removed', 'forgotten')", name="reason"),
    )
    board_id: str = Field(primary_key=True, max_length=ID_LENGTH)
    id: str = Field(primary_key=True, max_length=ID_LENGTH)
    reason: str = Field(max_length=10)
    created_at: str = Field(max_length=TIME_LENGTH)


class Departure(Record, frozen=True, kw_only=True, gc=False):
    """That a visitor has gone, under their id. Rights are judged from records, so this ends them in every process."""

    kind = "departure"
    table = DepartureRow.__table__  # type: ignore[attr-defined]
    owners = (Owned("board_id", "board"),)
    audience = Audience.COORDINATORS
    decides_rights = True
    always_fits = True
    exported = "visitors of one board are nobody on another"

    board_id: str
    reason: str
    created_at: str

"""The comment as table and as data."""

from typing import Annotated, ClassVar

from pydantic import AfterValidator, StringConstraints
from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field, SQLModel

from korkwand.kernel.inputs import CLEAN_AND_FILLED, Text, at_most, filled, normalise
from korkwand.kernel.records import Owned, Record
from korkwand.storage.metadata import ID_LENGTH, TIME_LENGTH

COMMENT_LENGTH = 5_000

ImportedText = Annotated[Text, AfterValidator(filled), CLEAN_AND_FILLED]
CommentText = Annotated[
    str,
    StringConstraints(max_length=COMMENT_LENGTH),
    AfterValidator(normalise),
    at_most(COMMENT_LENGTH),
    AfterValidator(filled),
    CLEAN_AND_FILLED,
]


class CommentRow(SQLModel, table=True):
    """A comment."""

    __tablename__ = "comment"
    __table_args__ = (
        ForeignKeyConstraint(["board_id", "card_id"], ["card.board_id", "card.id"], ondelete="CASCADE"),
        # Purging a column of many cards would look through all comments of the board for each of them.
        Index(None, "board_id", "card_id"),
    )
    board_id: str = Field(primary_key=True, max_length=ID_LENGTH)
    id: str = Field(primary_key=True, max_length=ID_LENGTH)
    card_id: str = Field(max_length=ID_LENGTH)
    text: str
    author_id: str | None = Field(default=None, max_length=ID_LENGTH)
    author_name: str | None = None
    created_at: str = Field(max_length=TIME_LENGTH)
    edited_at: str | None = Field(default=None, max_length=TIME_LENGTH)
    deleted_at: str | None = Field(default=None, max_length=TIME_LENGTH)
    deleted_by_author: bool | None = None


class Comment(Record, frozen=True, kw_only=True, gc=False):
    """A comment as data."""

    kind = "comment"
    table = CommentRow.__table__  # type: ignore[attr-defined]
    owners = (Owned("card_id", "card"),)
    order_field = "created_at"
    author_fields = ("author_id", "author_name", "deleted_by_author")
    words = ("text", "author_name")
    unexported: ClassVar = {
        "board_id": "a file has one board",
        "author_id": "visitors of one board are nobody on another",
        "deleted_by_author": "without its author it says nothing",
    }

    board_id: str
    card_id: str
    text: str
    author_id: str | None
    author_name: str | None
    created_at: str
    edited_at: str | None
    deleted_at: str | None
    deleted_by_author: bool | None = None
    """True if it lies in the trash and it was its author who has put it there."""

"""The board as table and as data."""

from typing import Any, ClassVar

from sqlalchemy import Boolean, CheckConstraint, Integer, String, false
from sqlalchemy import Column as SqlColumn
from sqlmodel import Field, SQLModel

from korkwand.kernel.inputs import COLORS
from korkwand.kernel.records import Record, Ref, WhenGone
from korkwand.kernel.state import BoardState
from korkwand.rules.roles import Role
from korkwand.storage.metadata import ID_LENGTH, TIME_LENGTH


def _switch() -> Any:
    return Field(sa_column=SqlColumn(Boolean, nullable=False, server_default=false()))


def _role(default: Role) -> Any:
    return Field(sa_column=SqlColumn(String(20), nullable=False, server_default=default.value))


SETTING = "who sets up a board decides it"


class BoardRow(SQLModel, table=True):
    """A board and the seq of its last event."""

    __tablename__ = "board"
    __table_args__ = (CheckConstraint(f"color IN {COLORS}", name="color"),)
    id: str = Field(primary_key=True, max_length=ID_LENGTH)
    title: str
    description: str
    color: str = Field(max_length=10)
    archived_at: str | None = Field(default=None, max_length=TIME_LENGTH)
    deleted_at: str | None = Field(default=None, max_length=TIME_LENGTH)
    created_at: str = Field(max_length=TIME_LENGTH)
    locked_at: str | None = Field(default=None, max_length=TIME_LENGTH)
    moderated: bool = _switch()
    cards_hidden: bool = _switch()
    names_hidden: bool = _switch()
    comment_role: str = _role(Role.CONTRIBUTOR)
    move_role: str = _role(Role.EDITOR)
    column_role: str = _role(Role.EDITOR)
    phase_id: str | None = Field(default=None, max_length=ID_LENGTH)
    phase_since: str | None = Field(default=None, max_length=TIME_LENGTH)
    time_zone: str = Field(sa_column=SqlColumn(String, nullable=False, server_default="UTC"))
    seq: int = Field(sa_column=SqlColumn(Integer, nullable=False, server_default="0"))


class Board(Record, frozen=True, kw_only=True, gc=False):
    """A board as data."""

    kind = "board"
    table = BoardRow.__table__  # type: ignore[attr-defined]
    words = ("title", "description")
    references: ClassVar = {"phase_id": Ref("phase", WhenGone.CLEAR)}
    sight_fields = ("cards_hidden",)
    decides_rights = True
    unexported: ClassVar = {
        "id": "an import makes boards of its own",
        "deleted_at": "a file is made of a board that is there",
        **dict.fromkeys(("locked_at", "moderated", "cards_hidden", "names_hidden"), SETTING),
        **dict.fromkeys(("comment_role", "move_role", "column_role", "time_zone"), SETTING),
        **dict.fromkeys(("phase_id", "phase_since"), "phases are not exported"),
    }

    title: str
    description: str
    color: str
    archived_at: str | None
    deleted_at: str | None
    created_at: str
    locked_at: str | None = None
    moderated: bool = False
    """Cards of contributors wait for approval."""
    cards_hidden: bool = False
    """Nobody sees the cards of others until the reveal, but editors and coordinators."""
    names_hidden: bool = False
    """Nobody but coordinators sees who wrote what."""
    comment_role: str = Role.CONTRIBUTOR.value
    """The least role that may comment; so for the next two."""
    move_role: str = Role.EDITOR.value
    """Of others' cards; whoever may pin cards may move their own."""
    column_role: str = Role.EDITOR.value
    phase_id: str | None = None
    """The phase that the board was last told to be in."""
    phase_since: str | None = None
    """When that was; phases whose hour came before it are over."""
    time_zone: str = "UTC"
    """In which its times are shown and entered; they are kept in UTC."""


def the_board(state: BoardState) -> Board:
    """The one board record of a state."""
    return state.get(Board, state.board_id)

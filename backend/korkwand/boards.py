"""The board itself: table, record and edits."""

from typing import Any, ClassVar, Final, Literal

from sqlalchemy import Boolean, CheckConstraint, Integer, String, false
from sqlalchemy import Column as SqlColumn
from sqlmodel import Field, SQLModel

from korkwand.access.permissions import Grant, Permission, grant
from korkwand.access.visitors import ROLES, Role
from korkwand.edits.edit import Context, Edit, require_free
from korkwand.edits.inputs import COLORS, Color, Description, FilledTitle, RecordId, Time, TimeZone
from korkwand.edits.state import BoardState
from korkwand.errors import Closed, Invalid
from korkwand.keys import Key
from korkwand.storage.metadata import ID_LENGTH, TIME_LENGTH
from korkwand.storage.records import Change, Id, Record, put


def _switch() -> Any:
    return Field(sa_column=SqlColumn(Boolean, nullable=False, server_default=false()))


def _role(default: Role) -> Any:
    return Field(sa_column=SqlColumn(String(20), nullable=False, server_default=default.value))


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
    """Of others' cards; whoever may pin cards may move his own."""
    column_role: str = Role.EDITOR.value
    phase_id: str | None = None
    """The phase that the board was last told to be in."""
    phase_since: str | None = None
    """When that was; phases whose hour came before it are over."""
    time_zone: str = "UTC"
    """In which its times are shown and entered; they are kept in UTC."""


class BoardEdit(Edit):
    """An edit of the board's own record."""

    needs: ClassVar[Permission] = Permission.BOARD_EDIT

    def fields(self, board: Board, ctx: Context) -> dict[str, Any]:
        """What changes on the record."""
        raise NotImplementedError

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        record = the_board(board)
        return [put(record, **self.fields(record, ctx))]


class CreateBoard(Edit):
    """Make a board, together with its first key: the coordinator's. `prepared` are the rows of who makes it."""

    type: Literal["board.create"] = "board.create"
    needs: ClassVar[Permission] = Permission.BOARD_EDIT
    board_id: RecordId
    key_id: RecordId
    secret_hash: str
    title: FilledTitle
    description: Description = ""
    color: Color = "white"
    time_zone: TimeZone = "UTC"

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        require_free(board, Board.kind, self.board_id)
        return [
            put(
                Board(
                    id=self.board_id,
                    title=self.title,
                    description=self.description,
                    color=self.color,
                    archived_at=None,
                    deleted_at=None,
                    created_at=ctx.now,
                    time_zone=self.time_zone,
                )
            ),
            put(
                Key(
                    id=self.key_id,
                    board_id=self.board_id,
                    role="coordinator",
                    label="",
                    opens_at=None,
                    ends_at=None,
                    revoked_at=None,
                    has_password=False,
                )
            ),
        ]

    def beside(self, ctx: Context, board_id: Id) -> list[tuple[str, dict[str, Any]]]:
        secret = {"board_id": board_id, "key_id": self.key_id, "secret_hash": self.secret_hash, "password_hash": None}
        return [("key_secret", secret), *(ctx.prepared or [])]


class RenameBoard(BoardEdit):
    """Give the board another title."""

    type: Literal["board.rename"] = "board.rename"
    title: FilledTitle

    def fields(self, board: Board, ctx: Context) -> dict[str, Any]:
        return {"title": self.title}


class DescribeBoard(BoardEdit):
    """Say what the board is for."""

    type: Literal["board.describe"] = "board.describe"
    description: Description

    def fields(self, board: Board, ctx: Context) -> dict[str, Any]:
        return {"description": self.description}


class RecolorBoard(BoardEdit):
    """Give the board another colour."""

    type: Literal["board.recolor"] = "board.recolor"
    color: Color

    def fields(self, board: Board, ctx: Context) -> dict[str, Any]:
        return {"color": self.color}


class RezoneBoard(BoardEdit):
    """Say in which time zone the board's times are shown and entered."""

    type: Literal["board.rezone"] = "board.rezone"
    time_zone: TimeZone

    def fields(self, board: Board, ctx: Context) -> dict[str, Any]:
        return {"time_zone": self.time_zone}


class ArchiveBoard(BoardEdit):
    """Close the board: everybody may still read it, nobody changes it until it is restored."""

    type: Literal["board.archive"] = "board.archive"

    def fields(self, board: Board, ctx: Context) -> dict[str, Any]:
        return {"archived_at": board.archived_at or ctx.now}


class DeleteBoard(BoardEdit):
    """Put the board into the trash."""

    type: Literal["board.delete"] = "board.delete"
    needs: ClassVar[Permission] = Permission.BOARD_DELETE
    restores: ClassVar[bool] = True

    def fields(self, board: Board, ctx: Context) -> dict[str, Any]:
        if board.deleted_at:
            raise Closed("This board is in the trash already.")
        return {"deleted_at": ctx.now}


class RestoreBoard(BoardEdit):
    """Take the board out of the trash or the archive."""

    type: Literal["board.restore"] = "board.restore"
    needs: ClassVar[Permission] = Permission.BOARD_DELETE
    restores: ClassVar[bool] = True

    def fields(self, board: Board, ctx: Context) -> dict[str, Any]:
        return {"archived_at": None, "deleted_at": None}


class KeepBoard(BoardEdit):
    """Say until when the board is kept; null counts from the last edit again."""

    type: Literal["board.keep"] = "board.keep"
    needs: ClassVar[Permission] = Permission.BOARD_DELETE
    ends_at: Time | None

    def fields(self, board: Board, ctx: Context) -> dict[str, Any]:
        if self.ends_at is not None and self.ends_at <= ctx.now:
            raise Invalid("ends_at: must lie in the future")
        return {}

    def beside(self, ctx: Context, board_id: Id) -> list[tuple[str, dict[str, Any]]]:
        return [("retention", {"board_id": board_id, "ends_at": self.ends_at})]


LEAST_ROLES: Final = {
    Permission.COMMENT_ADD: "comment_role",
    Permission.CARD_MOVE: "move_role",
    Permission.COLUMN_ADD: "column_role",
}
"""What a board decides for itself, and the field in which it does."""


def granted(board: Board | None, role: Role, permission: Permission) -> Grant:
    """What a role gets of a permission on this board; None is a board that is only being made."""
    usual = grant(role, permission)
    if board is None:
        return usual
    if permission in LEAST_ROLES:
        if ROLES.index(role) >= ROLES.index(Role(getattr(board, LEAST_ROLES[permission]))):
            return Grant.YES
        return Grant.OWN if permission is Permission.CARD_MOVE and usual is not Grant.NO else Grant.NO
    if permission is Permission.COMMENT_EDIT and role is Role.VIEWER and board.comment_role == Role.VIEWER:
        return Grant.OWN
    return usual


def the_board(state: BoardState) -> Board:
    """The one board record of a state."""
    return state.get(Board, state.board_id)


def require_board_open(state: BoardState, edit: Edit, role: Role) -> None:
    """Refuse edits of an archived or trashed board, except those that bring it back, and of a locked one."""
    if edit.restores or edit.needs is Permission.KEY_EDIT:
        return
    board = the_board(state)
    if board.archived_at or board.deleted_at:
        raise Closed("This board is archived or in the trash. A coordinator can restore it.")
    if board.locked_at and role is not Role.COORDINATOR:
        raise Closed("This board is locked. A coordinator can unlock it.")


EDITS = (
    CreateBoard,
    RenameBoard,
    DescribeBoard,
    RecolorBoard,
    RezoneBoard,
    ArchiveBoard,
    DeleteBoard,
    RestoreBoard,
    KeepBoard,
)

"""The board itself: table, record and edits."""

from typing import Any, ClassVar, Literal

from sqlalchemy import CheckConstraint, Integer
from sqlalchemy import Column as SqlColumn
from sqlmodel import Field, SQLModel

from korkwand.access.permissions import Permission
from korkwand.edits.edit import Context, Edit, require_free
from korkwand.edits.inputs import COLORS, Color, Description, FilledTitle, RecordId
from korkwand.edits.state import BoardState
from korkwand.errors import Closed
from korkwand.keys import Key
from korkwand.storage.metadata import ID_LENGTH, TIME_LENGTH
from korkwand.storage.records import Change, Id, Record, put


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
    seq: int = Field(sa_column=SqlColumn(Integer, nullable=False, server_default="0"))


class Board(Record, frozen=True, kw_only=True, gc=False):
    """A board as data."""

    kind = "board"
    table = BoardRow.__table__  # type: ignore[attr-defined]

    title: str
    description: str
    color: str
    archived_at: str | None
    deleted_at: str | None
    created_at: str


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


def the_board(state: BoardState) -> Board:
    """The one board record of a state."""
    return state.get(Board, state.board_id)


def require_board_open(state: BoardState, edit: Edit) -> None:
    """Refuse edits of an archived or trashed board, except those that bring it back."""
    if edit.restores or edit.needs is Permission.KEY_EDIT:
        return
    board = the_board(state)
    if board.archived_at or board.deleted_at:
        raise Closed("This board is archived or in the trash. A coordinator can restore it.")


EDITS = (CreateBoard, RenameBoard, DescribeBoard, RecolorBoard, ArchiveBoard, DeleteBoard, RestoreBoard)

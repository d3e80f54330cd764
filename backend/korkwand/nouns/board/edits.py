"""The board itself: table, record and edits."""

from typing import Any, ClassVar, Literal

from korkwand.errors import Closed, Invalid
from korkwand.kernel.edit import Context, Edit, require_free
from korkwand.kernel.inputs import Color, Description, FilledTitle, RecordId, Time, TimeZone
from korkwand.kernel.records import Change, Id, put
from korkwand.kernel.state import BoardState
from korkwand.nouns.board.record import Board, the_board
from korkwand.nouns.key.record import Key
from korkwand.rules.permissions import Permission


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

"""The board itself: table, record and edits."""

from typing import Any, ClassVar, Literal

from korkwand.errors import Closed, Invalid
from korkwand.kernel.context import Context
from korkwand.kernel.edit import Edit, require_free
from korkwand.kernel.fields import FieldEdit, Fix, SetFields, Stamp
from korkwand.kernel.inputs import Color, Description, FilledTitle, RecordId, Time, TimeZone
from korkwand.kernel.records import Change, Id, Record, put
from korkwand.kernel.state import BoardState
from korkwand.kernel.visibility import trashed
from korkwand.nouns.board.record import Board
from korkwand.nouns.key.record import Key
from korkwand.rules.permissions import Permission


class CreateBoard(Edit):
    """Make a board, together with its first key: the coordinator's. `prepared` are the rows of who makes it."""

    type: Literal["board.create"] = "board.create"
    of: ClassVar = Board
    needs: ClassVar = Permission.BOARD_EDIT
    makes_board: ClassVar = True
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


class RenameBoard(SetFields):
    """Give the board another title."""

    type: Literal["board.rename"] = "board.rename"
    of: ClassVar = Board
    needs: ClassVar = Permission.BOARD_EDIT
    sets: ClassVar = ("title",)
    undone_by: ClassVar = "board.rename"
    title: FilledTitle


class DescribeBoard(SetFields):
    """Say what the board is for."""

    type: Literal["board.describe"] = "board.describe"
    of: ClassVar = Board
    needs: ClassVar = Permission.BOARD_EDIT
    sets: ClassVar = ("description",)
    undone_by: ClassVar = "board.describe"
    description: Description


class RecolorBoard(SetFields):
    """Give the board another colour."""

    type: Literal["board.recolor"] = "board.recolor"
    of: ClassVar = Board
    needs: ClassVar = Permission.BOARD_EDIT
    sets: ClassVar = ("color",)
    undone_by: ClassVar = "board.recolor"
    color: Color


class RezoneBoard(SetFields):
    """Say in which time zone the board's times are shown and entered."""

    type: Literal["board.rezone"] = "board.rezone"
    of: ClassVar = Board
    needs: ClassVar = Permission.BOARD_EDIT
    sets: ClassVar = ("time_zone",)
    time_zone: TimeZone


class ArchiveBoard(Stamp):
    """Close the board: everybody may still read it, nobody changes it until it is restored."""

    type: Literal["board.archive"] = "board.archive"
    of: ClassVar = Board
    needs: ClassVar = Permission.BOARD_EDIT
    stamps: ClassVar = "archived_at"


class DeleteBoard(Stamp):
    """Put the board into the trash."""

    type: Literal["board.delete"] = "board.delete"
    of: ClassVar = Board
    needs: ClassVar = Permission.BOARD_DELETE
    restores: ClassVar = True
    stamps: ClassVar = "deleted_at"

    def fields(self, record: Record, ctx: Context) -> dict[str, Any]:
        if trashed(record):
            raise Closed("This board is in the trash already.")
        return super().fields(record, ctx)


class RestoreBoard(Fix):
    """Take the board out of the trash or the archive."""

    type: Literal["board.restore"] = "board.restore"
    of: ClassVar = Board
    needs: ClassVar = Permission.BOARD_DELETE
    restores: ClassVar = True
    fixes: ClassVar = {"archived_at": None, "deleted_at": None}


class KeepBoard(FieldEdit):
    """Say until when the board is kept; null counts from the last edit again."""

    type: Literal["board.keep"] = "board.keep"
    of: ClassVar = Board
    needs: ClassVar = Permission.BOARD_DELETE
    ends_at: Time | None

    def fields(self, record: Record, ctx: Context) -> dict[str, Any]:
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

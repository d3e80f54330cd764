"""Columns: table, record and edits."""

from typing import Any, ClassVar, Literal

from korkwand.kernel.context import SEEING, Context
from korkwand.kernel.edit import Edit, require_free
from korkwand.kernel.fields import Fix, Purge, Restore, SetFields, Stamp, Trash
from korkwand.kernel.inputs import Color, Description, FilledTitle, RecordId, Time
from korkwand.kernel.placing import LAST, move, place
from korkwand.kernel.records import Change, put
from korkwand.kernel.state import BoardState
from korkwand.nouns.column.record import Column
from korkwand.rules.permissions import Permission


class AddColumn(Edit):
    """Make a column."""

    type: Literal["column.add"] = "column.add"
    of: ClassVar = Column
    needs: ClassVar = Permission.COLUMN_ADD
    undone_by: ClassVar = "column.delete"
    leaves: ClassVar = ("title", "description", "color")
    column_id: RecordId | None = None
    title: FilledTitle
    description: Description = ""
    color: Color = "white"
    after_id: RecordId | None = LAST
    before_id: RecordId | None = None

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        words = {"title": self.title, "description": self.description, "color": self.color}
        times = {"created_at": ctx.now, "deleted_at": None}
        return _new_column(board, self.column_id or self.id, self.after_id, self.before_id, **words, **times)


class ImportColumn(Edit):
    """Put in a column of a board that was kept elsewhere, with its dates, perhaps into the trash."""

    type: Literal["column.import"] = "column.import"
    of: ClassVar = Column
    needs: ClassVar = Permission.IMPORT
    gates: ClassVar = SEEING
    imports: ClassVar = True
    column_id: RecordId | None = None
    title: FilledTitle
    description: Description = ""
    color: Color = "white"
    created_at: Time | None = None
    deleted_at: Time | None = None
    hidden_at: Time | None = None
    locked_at: Time | None = None

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        words = {"title": self.title, "description": self.description, "color": self.color}
        times = {"created_at": self.created_at or ctx.now, "deleted_at": self.deleted_at}
        times |= {"hidden_at": self.hidden_at, "locked_at": self.locked_at}
        return _new_column(board, self.column_id or self.id, LAST, None, **words, **times)


def _new_column(
    board: BoardState, column_id: str, after_id: str | None, before_id: str | None, **fields: Any
) -> list[Change]:
    require_free(board, Column.kind, column_id)
    spot = place(board, Column, board.the_top, after_id, before_id)
    return [*spot.renumbered, put(Column(id=column_id, board_id=board.board_id, rank=spot.rank, **fields))]


class RenameColumn(SetFields):
    """Give a column another title."""

    type: Literal["column.rename"] = "column.rename"
    of: ClassVar = Column
    needs: ClassVar = Permission.COLUMN_EDIT
    sets: ClassVar = ("title",)
    undone_by: ClassVar = "column.rename"
    column_id: RecordId
    title: FilledTitle


class DescribeColumn(SetFields):
    """Say what belongs into a column."""

    type: Literal["column.describe"] = "column.describe"
    of: ClassVar = Column
    needs: ClassVar = Permission.COLUMN_EDIT
    sets: ClassVar = ("description",)
    undone_by: ClassVar = "column.describe"
    column_id: RecordId
    description: Description


class RecolorColumn(SetFields):
    """Give a column another colour."""

    type: Literal["column.recolor"] = "column.recolor"
    of: ClassVar = Column
    needs: ClassVar = Permission.COLUMN_EDIT
    sets: ClassVar = ("color",)
    undone_by: ClassVar = "column.recolor"
    column_id: RecordId
    color: Color


class MoveColumn(Edit):
    """Put a column directly after another one, or first."""

    type: Literal["column.move"] = "column.move"
    of: ClassVar = Column
    needs: ClassVar = Permission.COLUMN_EDIT
    undone_by: ClassVar = "column.move"
    leaves: ClassVar = ("rank",)
    column_id: RecordId
    after_id: RecordId | None = LAST
    before_id: RecordId | None = None

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        column = ctx.touch(board, Column, self.column_id)
        return move(board, column, board.the_top, self.after_id, self.before_id)


class HideColumn(Stamp):
    """Show a column and its cards to nobody but editors and coordinators."""

    type: Literal["column.hide"] = "column.hide"
    of: ClassVar = Column
    needs: ClassVar = Permission.COLUMN_MODERATE
    stamps: ClassVar = "hidden_at"
    shows: ClassVar = True
    undone_by: ClassVar = "column.show"
    column_id: RecordId


class ShowColumn(Fix):
    """Show a hidden column to everybody again."""

    type: Literal["column.show"] = "column.show"
    of: ClassVar = Column
    needs: ClassVar = Permission.COLUMN_MODERATE
    fixes: ClassVar = {"hidden_at": None}
    shows: ClassVar = True
    undone_by: ClassVar = "column.hide"
    column_id: RecordId


class LockColumn(Stamp):
    """Keep everybody but coordinators from changing a column and what it holds."""

    type: Literal["column.lock"] = "column.lock"
    of: ClassVar = Column
    needs: ClassVar = Permission.COLUMN_MODERATE
    stamps: ClassVar = "locked_at"
    undone_by: ClassVar = "column.unlock"
    column_id: RecordId


class UnlockColumn(Fix):
    """Let everybody change a column again."""

    type: Literal["column.unlock"] = "column.unlock"
    of: ClassVar = Column
    needs: ClassVar = Permission.COLUMN_MODERATE
    fixes: ClassVar = {"locked_at": None}
    undone_by: ClassVar = "column.lock"
    column_id: RecordId


class DeleteColumn(Trash):
    """Put a column into the trash; its cards are hidden with it."""

    type: Literal["column.delete"] = "column.delete"
    of: ClassVar = Column
    needs: ClassVar = Permission.COLUMN_DELETE
    shows: ClassVar = True
    undone_by: ClassVar = "column.restore"
    column_id: RecordId


class RestoreColumn(Restore):
    """Take a column, with all its cards, out of the trash."""

    type: Literal["column.restore"] = "column.restore"
    of: ClassVar = Column
    needs: ClassVar = Permission.COLUMN_DELETE
    fixes: ClassVar = {"deleted_at": None}
    shows: ClassVar = True
    undone_by: ClassVar = "column.delete"
    leaves: ClassVar = ("title", "description", "color")
    column_id: RecordId


class PurgeColumn(Purge):
    """Remove a column and all it holds for good."""

    type: Literal["column.purge"] = "column.purge"
    of: ClassVar = Column
    needs: ClassVar = Permission.PURGE
    column_id: RecordId


EDITS = (
    AddColumn,
    ImportColumn,
    RenameColumn,
    DescribeColumn,
    RecolorColumn,
    MoveColumn,
    HideColumn,
    ShowColumn,
    LockColumn,
    UnlockColumn,
    DeleteColumn,
    RestoreColumn,
    PurgeColumn,
)

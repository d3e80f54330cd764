"""Columns: table, record and edits."""

from typing import Any, ClassVar, Literal

from korkwand.kernel.edit import LAST, Context, Edit, place, require_free
from korkwand.kernel.inputs import Color, Description, FilledTitle, RecordId, Time
from korkwand.kernel.records import Change, put
from korkwand.kernel.state import BoardState
from korkwand.nouns.column.record import Column
from korkwand.rules.permissions import Permission


class AddColumn(Edit):
    """Make a column."""

    type: Literal["column.add"] = "column.add"
    needs: ClassVar[Permission] = Permission.COLUMN_ADD
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
    needs: ClassVar[Permission] = Permission.IMPORT
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
    spot = place(board, Column, board.board_id, after_id, before_id)
    return [*spot.renumbered, put(Column(id=column_id, board_id=board.board_id, rank=spot.rank, **fields))]


class ColumnEdit(Edit):
    """An edit of one column's own fields."""

    needs: ClassVar[Permission] = Permission.COLUMN_EDIT
    column_id: RecordId

    def fields(self) -> dict[str, Any]:
        """What changes on the record."""
        raise NotImplementedError

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        return [put(ctx.touch(board, Column, self.column_id), **self.fields())]


class RenameColumn(ColumnEdit):
    """Give a column another title."""

    type: Literal["column.rename"] = "column.rename"
    title: FilledTitle

    def fields(self) -> dict[str, Any]:
        return {"title": self.title}


class DescribeColumn(ColumnEdit):
    """Say what belongs into a column."""

    type: Literal["column.describe"] = "column.describe"
    description: Description

    def fields(self) -> dict[str, Any]:
        return {"description": self.description}


class RecolorColumn(ColumnEdit):
    """Give a column another colour."""

    type: Literal["column.recolor"] = "column.recolor"
    color: Color

    def fields(self) -> dict[str, Any]:
        return {"color": self.color}


class MoveColumn(Edit):
    """Put a column directly after another one, or first."""

    type: Literal["column.move"] = "column.move"
    needs: ClassVar[Permission] = Permission.COLUMN_EDIT
    column_id: RecordId
    after_id: RecordId | None = LAST
    before_id: RecordId | None = None

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        column = ctx.touch(board, Column, self.column_id)
        spot = place(board, Column, board.board_id, self.after_id, self.before_id, moving=column)
        renumbered = [change for change in spot.renumbered if change.id != column.id]
        return [*renumbered, put(column, rank=spot.rank)]


class HideColumn(Edit):
    """Show a column and its cards to nobody but editors and coordinators."""

    type: Literal["column.hide"] = "column.hide"
    needs: ClassVar[Permission] = Permission.COLUMN_MODERATE
    column_id: RecordId

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        column = ctx.touch(board, Column, self.column_id)
        return [put(column, hidden_at=column.hidden_at or ctx.now)]


class ShowColumn(Edit):
    """Show a hidden column to everybody again."""

    type: Literal["column.show"] = "column.show"
    needs: ClassVar[Permission] = Permission.COLUMN_MODERATE
    column_id: RecordId

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        return [put(ctx.touch(board, Column, self.column_id), hidden_at=None)]


class LockColumn(Edit):
    """Keep everybody but coordinators from changing a column and what it holds."""

    type: Literal["column.lock"] = "column.lock"
    needs: ClassVar[Permission] = Permission.COLUMN_MODERATE
    column_id: RecordId

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        column = ctx.touch(board, Column, self.column_id)
        return [put(column, locked_at=column.locked_at or ctx.now)]


class UnlockColumn(Edit):
    """Let everybody change a column again."""

    type: Literal["column.unlock"] = "column.unlock"
    needs: ClassVar[Permission] = Permission.COLUMN_MODERATE
    column_id: RecordId

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        return [put(ctx.touch(board, Column, self.column_id), locked_at=None)]


class DeleteColumn(Edit):
    """Put a column into the trash; its cards are hidden with it."""

    type: Literal["column.delete"] = "column.delete"
    needs: ClassVar[Permission] = Permission.COLUMN_DELETE
    column_id: RecordId

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        return [put(ctx.touch(board, Column, self.column_id), deleted_at=ctx.now)]


class RestoreColumn(Edit):
    """Take a column, with all its cards, out of the trash."""

    type: Literal["column.restore"] = "column.restore"
    needs: ClassVar[Permission] = Permission.COLUMN_DELETE
    column_id: RecordId

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        return [put(ctx.see(board, Column, self.column_id), deleted_at=None)]


class PurgeColumn(Edit):
    """Remove a column and all it holds for good."""

    type: Literal["column.purge"] = "column.purge"
    needs: ClassVar[Permission] = Permission.PURGE
    purges: ClassVar[bool] = True
    column_id: RecordId

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        return board.removal(ctx.see(board, Column, self.column_id))


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

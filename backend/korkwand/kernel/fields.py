"""Edits that are data: they give fields of one record new values, and say which. `apply` follows from that, here and,
from the contract, in the browser."""

from typing import Any, ClassVar

from korkwand.kernel.context import RESTORING, SEEING, Context, Gate
from korkwand.kernel.edit import Edit
from korkwand.kernel.records import Change, Record, put
from korkwand.kernel.removing import removal
from korkwand.kernel.state import BoardState


class FieldEdit(Edit):
    """An edit that puts one record with other values in some fields. `of` a board it names no record."""

    def subject(self, board: BoardState, ctx: Context) -> Record:
        """The record, behind its gates."""
        if not self.of.owners:
            return board.get(self.of, board.board_id)
        return ctx.admit(board, self.of, self.subject_id, self.gates)

    def fields(self, record: Record, ctx: Context) -> dict[str, Any]:
        """What changes on the record."""
        raise NotImplementedError

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        record = self.subject(board, ctx)
        return [put(record, **self.fields(record, ctx))]


class SetFields(FieldEdit):
    """Gives fields of the record what the edit has in fields of the same name; what is absent stays."""

    sets: ClassVar[tuple[str, ...]]
    clearable: ClassVar[tuple[str, ...]] = ()
    """Those that null clears."""

    def fields(self, record: Record, ctx: Context) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.sets if self._is_given(name)}

    def _is_given(self, name: str) -> bool:
        """Null is a value only where the record may have it; elsewhere it is as good as absent."""
        return name in self.model_fields_set and (getattr(self, name) is not None or name in self.clearable)


class Stamp(FieldEdit):
    """Gives a field of the record the time; one that has a time keeps it."""

    stamps: ClassVar[str]

    def fields(self, record: Record, ctx: Context) -> dict[str, Any]:
        return {self.stamps: getattr(record, self.stamps) or ctx.now}


class Fix(FieldEdit):
    """Gives fields of the record values that its type says."""

    fixes: ClassVar[dict[str, Any]]

    def fields(self, record: Record, ctx: Context) -> dict[str, Any]:
        return self.fixes


class Trash(Stamp):
    """Puts a record into the trash, where its author may find it again if it was they who did."""

    stamps: ClassVar[str] = "deleted_at"

    def fields(self, record: Record, ctx: Context) -> dict[str, Any]:
        by_author = {"deleted_by_author": ctx.is_author(record) or None} if record.author_fields else {}
        return {**super().fields(record, ctx), **by_author}


class Restore(Fix):
    """Takes a record out of the trash."""

    gates = RESTORING


class Purge(Edit):
    """Removes a record and all it owns for good."""

    purges: ClassVar[bool] = True
    gates: ClassVar[tuple[Gate, ...]] = SEEING

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        return removal(board, [ctx.admit(board, self.of, self.subject_id, self.gates)])

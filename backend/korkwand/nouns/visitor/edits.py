"""Visitors who have gone: removed by a coordinator, or forgotten. The visitors themselves are no records of a board."""

from typing import ClassVar, Literal

from korkwand.errors import Conflict, Forbidden, NotFound
from korkwand.kernel.context import SEEING, Context
from korkwand.kernel.edit import Edit
from korkwand.kernel.inputs import RecordId
from korkwand.kernel.records import Change, Id, Put, Record, Remove, put
from korkwand.kernel.removing import removal
from korkwand.kernel.state import BoardState
from korkwand.kernel.visibility import author_of, trashed
from korkwand.nouns.visitor.record import Departure
from korkwand.rules.permissions import Grant, Permission


class RemoveVisitor(Edit):
    """Let a visitor in no more, whatever keys they have; perhaps put all their cards and comments into the trash."""

    type: Literal["visitor.remove"] = "visitor.remove"
    of: ClassVar = Departure
    needs: ClassVar = Permission.VISITOR_REMOVE
    gates: ClassVar = SEEING
    visitor_id: RecordId
    contents: Literal["keep", "trash"] = "keep"

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        if self.visitor_id == ctx.visitor_id:
            raise Conflict("Nobody removes themselves.")
        if board.has(Departure.kind, self.visitor_id):
            raise Conflict("This visitor has gone already.")
        changes: list[Change] = [_gone(board, self.visitor_id, "removed", ctx.now)]
        if self.contents == "trash":
            for row in _own(board, self.visitor_id):
                if hasattr(row.record, "deleted_at") and not trashed(row.record):
                    changes.append(put(row.record, deleted_at=ctx.now))
        return changes


class ReadmitVisitor(Edit):
    """Let a visitor who was removed in again."""

    type: Literal["visitor.readmit"] = "visitor.readmit"
    of: ClassVar = Departure
    needs: ClassVar = Permission.VISITOR_REMOVE
    gates: ClassVar = SEEING
    visitor_id: RecordId

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        departure = board.get(Departure, self.visitor_id)
        if departure.reason == "forgotten":
            raise NotFound
        return [Remove(Departure.kind, departure.id)]


class ForgetVisitor(Edit):
    """Forget a visitor: their name goes everywhere, in the log too; what they made stays without it, or goes."""

    type: Literal["visitor.forget"] = "visitor.forget"
    of: ClassVar = Departure
    needs: ClassVar = Permission.VISITOR_FORGET
    gates: ClassVar = SEEING
    restores: ClassVar[bool] = True
    purges: ClassVar[bool] = True
    visitor_id: RecordId
    contents: Literal["keep", "remove"]

    @property
    def forgotten(self) -> Id | None:
        return self.visitor_id

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        if ctx.grant is Grant.OWN and self.visitor_id != ctx.visitor_id:
            raise Forbidden("Only coordinators may forget somebody else.")
        changes: list[Change] = [_gone(board, self.visitor_id, "forgotten", ctx.now)]
        own = _own(board, self.visitor_id)
        if self.contents == "keep":
            return changes + [_nameless(row.record) for row in own]
        return changes + removal(board, [row.record for row in own])


def _gone(board: BoardState, visitor_id: Id, reason: str, now: str) -> Put:
    return put(Departure(id=visitor_id, board_id=board.board_id, reason=reason, created_at=now))


def _nameless(record: Record) -> Put:
    return put(record, **dict.fromkeys(record.author_fields))


def _own(board: BoardState, visitor_id: Id) -> list[Put]:
    """All that the visitor is the author of, owners before what they own."""
    return [row for row in board.below(board.the_top) if author_of(row.record) == visitor_id]


EDITS = (RemoveVisitor, ReadmitVisitor, ForgetVisitor)

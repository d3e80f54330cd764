"""Reports: a visitor tells the coordinators that something should not stand on the board."""

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, StringConstraints
from pydantic import Field as InputField
from sqlalchemy import ForeignKeyConstraint
from sqlmodel import Field, SQLModel

from korkwand.access.permissions import Permission
from korkwand.cards.card import Card
from korkwand.comments import Comment
from korkwand.edits.edit import Context, Edit, require_free
from korkwand.edits.inputs import RecordId, one_line
from korkwand.edits.state import BoardState
from korkwand.errors import Conflict
from korkwand.storage.metadata import ID_LENGTH, TIME_LENGTH
from korkwand.storage.records import Change, Id, Record, put

REASON_LENGTH = 200
Reason = Annotated[
    str,
    StringConstraints(max_length=REASON_LENGTH),
    AfterValidator(one_line),
    InputField(json_schema_extra={"pattern": r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"}),
]


class ReportRow(SQLModel, table=True):
    """What a visitor finds wrong with a card or a comment on it."""

    __tablename__ = "report"
    __table_args__ = (ForeignKeyConstraint(["board_id", "card_id"], ["card.board_id", "card.id"], ondelete="CASCADE"),)
    board_id: str = Field(primary_key=True, max_length=ID_LENGTH)
    id: str = Field(primary_key=True, max_length=ID_LENGTH)
    card_id: str = Field(max_length=ID_LENGTH)
    comment_id: str | None = Field(default=None, max_length=ID_LENGTH)
    reason: str
    author_id: str | None = Field(default=None, max_length=ID_LENGTH)
    created_at: str = Field(max_length=TIME_LENGTH)
    resolved_at: str | None = Field(default=None, max_length=TIME_LENGTH)


class Report(Record, frozen=True, kw_only=True, gc=False):
    """A report as data, seen by coordinators only, not even by its author. The comment it names may be gone."""

    kind = "report"
    table = ReportRow.__table__  # type: ignore[attr-defined]
    owner_kind = "card"
    owner_field = "card_id"
    order_field = "created_at"
    author_fields = ("author_id",)
    words = ("reason",)

    board_id: str
    card_id: str
    comment_id: str | None
    reason: str
    author_id: str | None
    created_at: str
    resolved_at: str | None


class ReportEdit(Edit):
    """A report of something that its sender can see."""

    needs: ClassVar[Permission] = Permission.REPORT
    restores: ClassVar[bool] = True
    report_id: RecordId | None = None
    reason: Reason = ""

    def report(self, board: BoardState, ctx: Context, card_id: Id, comment_id: Id | None) -> list[Change]:
        """The new report; one visitor reports a thing once, until that is resolved."""
        report_id = self.report_id or self.id
        require_free(board, Report.kind, report_id)
        for _, other_id in board.order(Report.kind, card_id):
            other = board.get(Report, other_id)
            is_same = (other.author_id, other.comment_id, other.resolved_at) == (ctx.visitor_id, comment_id, None)
            if is_same and ctx.visitor_id is not None:
                raise Conflict("You have reported this already.")
        made = Report(
            id=report_id,
            board_id=board.board_id,
            card_id=card_id,
            comment_id=comment_id,
            reason=self.reason,
            author_id=ctx.visitor_id,
            created_at=ctx.now,
            resolved_at=None,
        )
        return [put(made)]


class ReportCard(ReportEdit):
    """Tell the coordinators that a card should not stand there."""

    type: Literal["card.report"] = "card.report"
    card_id: RecordId

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        return self.report(board, ctx, ctx.see(board, Card, self.card_id).id, None)


class ReportComment(ReportEdit):
    """Tell the coordinators that a comment should not stand there."""

    type: Literal["comment.report"] = "comment.report"
    comment_id: RecordId

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        comment = ctx.see(board, Comment, self.comment_id)
        return self.report(board, ctx, comment.card_id, comment.id)


class ResolveReport(Edit):
    """Mark a report as dealt with."""

    type: Literal["report.resolve"] = "report.resolve"
    needs: ClassVar[Permission] = Permission.REPORT_RESOLVE
    restores: ClassVar[bool] = True
    report_id: RecordId

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        report = ctx.see(board, Report, self.report_id)
        return [put(report, resolved_at=report.resolved_at or ctx.now)]


EDITS = (ReportCard, ReportComment, ResolveReport)

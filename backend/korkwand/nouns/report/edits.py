"""Reports: a visitor tells the coordinators that something should not stand on the board."""

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, StringConstraints
from pydantic import Field as InputField

from korkwand.errors import Conflict
from korkwand.kernel.context import SEEING, Context
from korkwand.kernel.edit import Edit, require_free
from korkwand.kernel.fields import Stamp
from korkwand.kernel.inputs import RecordId, one_line
from korkwand.kernel.records import Change, Id, put
from korkwand.kernel.state import BoardState
from korkwand.nouns.card.record import Card
from korkwand.nouns.comment.record import Comment
from korkwand.nouns.report.record import Report
from korkwand.rules.permissions import Permission

REASON_LENGTH = 200
Reason = Annotated[
    str,
    StringConstraints(max_length=REASON_LENGTH),
    AfterValidator(one_line),
    InputField(json_schema_extra={"pattern": r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"}),
]


class ReportEdit(Edit):
    """A report of something that its sender can see."""

    of: ClassVar = Report
    needs: ClassVar = Permission.REPORT
    gates: ClassVar = SEEING
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


class ResolveReport(Stamp):
    """Mark a report as dealt with."""

    type: Literal["report.resolve"] = "report.resolve"
    of: ClassVar = Report
    needs: ClassVar = Permission.REPORT_RESOLVE
    gates: ClassVar = SEEING
    restores: ClassVar = True
    stamps: ClassVar = "resolved_at"
    report_id: RecordId


EDITS = (ReportCard, ReportComment, ResolveReport)

"""Phases: what contributors and editors may do changes with the hour. Table, record and edits."""

from typing import Any, ClassVar, Literal

from korkwand.kernel.edit import LAST, Context, Edit, place, require_free
from korkwand.kernel.inputs import RecordId, Time, Title
from korkwand.kernel.records import Change, Remove, put
from korkwand.kernel.state import BoardState
from korkwand.nouns.board.record import the_board
from korkwand.nouns.phase.record import Phase, Stage
from korkwand.rules.permissions import Permission


class AddPhase(Edit):
    """Plan a phase."""

    type: Literal["phase.add"] = "phase.add"
    needs: ClassVar[Permission] = Permission.PHASE_EDIT
    phase_id: RecordId | None = None
    stage: Stage
    title: Title = ""
    opens_at: Time | None = None
    after_id: RecordId | None = LAST
    before_id: RecordId | None = None

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        phase_id = self.phase_id or self.id
        require_free(board, Phase.kind, phase_id)
        spot = place(board, Phase, board.board_id, self.after_id, self.before_id)
        phase = Phase(
            id=phase_id,
            board_id=board.board_id,
            rank=spot.rank,
            stage=self.stage,
            title=self.title,
            opens_at=self.opens_at,
        )
        return [*spot.renumbered, put(phase)]


class ChangePhase(Edit):
    """Change a phase's stage, title or hour; what is absent stays."""

    type: Literal["phase.change"] = "phase.change"
    needs: ClassVar[Permission] = Permission.PHASE_EDIT
    phase_id: RecordId
    stage: Stage | None = None
    title: Title | None = None
    opens_at: Time | None = None

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        given = {"stage": self.stage, "title": self.title}
        fields: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        if "opens_at" in self.model_fields_set:
            fields["opens_at"] = self.opens_at
        return [put(ctx.see(board, Phase, self.phase_id), **fields)]


class MovePhase(Edit):
    """Put a phase directly after another one, or first."""

    type: Literal["phase.move"] = "phase.move"
    needs: ClassVar[Permission] = Permission.PHASE_EDIT
    phase_id: RecordId
    after_id: RecordId | None = LAST
    before_id: RecordId | None = None

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        phase = ctx.see(board, Phase, self.phase_id)
        spot = place(board, Phase, board.board_id, self.after_id, self.before_id, moving=phase)
        renumbered = [change for change in spot.renumbered if change.id != phase.id]
        return [*renumbered, put(phase, rank=spot.rank)]


class RemovePhase(Edit):
    """Take a phase out of the plan; if it is the present one, the board is in none."""

    type: Literal["phase.remove"] = "phase.remove"
    needs: ClassVar[Permission] = Permission.PHASE_EDIT
    phase_id: RecordId

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        phase, record = ctx.see(board, Phase, self.phase_id), the_board(board)
        ended: list[Change] = [put(record, phase_id=None)] if record.phase_id == phase.id else []
        return [*ended, Remove(Phase.kind, phase.id)]


class BeginPhase(Edit):
    """Begin a phase now, whatever its hour; those whose hour is still to come follow it."""

    type: Literal["phase.begin"] = "phase.begin"
    needs: ClassVar[Permission] = Permission.PHASE_EDIT
    phase_id: RecordId

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        phase = ctx.see(board, Phase, self.phase_id)
        return [put(the_board(board), phase_id=phase.id, phase_since=ctx.now)]


EDITS = (AddPhase, ChangePhase, MovePhase, RemovePhase, BeginPhase)

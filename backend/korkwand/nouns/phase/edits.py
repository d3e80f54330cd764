"""Phases: what contributors and editors may do changes with the hour. Table, record and edits."""

from typing import ClassVar, Literal

from korkwand.kernel.context import SEEING, Context
from korkwand.kernel.edit import Edit, require_free
from korkwand.kernel.fields import SetFields
from korkwand.kernel.inputs import RecordId, Time, Title
from korkwand.kernel.placing import LAST, move, place
from korkwand.kernel.records import Change, put
from korkwand.kernel.removing import removal
from korkwand.kernel.state import BoardState
from korkwand.nouns.board.record import the_board
from korkwand.nouns.phase.record import Phase, Stage
from korkwand.rules.permissions import Permission


class AddPhase(Edit):
    """Plan a phase."""

    type: Literal["phase.add"] = "phase.add"
    of: ClassVar = Phase
    needs: ClassVar = Permission.PHASE_EDIT
    gates: ClassVar = SEEING
    phase_id: RecordId | None = None
    stage: Stage
    title: Title = ""
    opens_at: Time | None = None
    after_id: RecordId | None = LAST
    before_id: RecordId | None = None

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        phase_id = self.phase_id or self.id
        require_free(board, Phase.kind, phase_id)
        spot = place(board, Phase, board.the_top, self.after_id, self.before_id)
        phase = Phase(
            id=phase_id,
            board_id=board.board_id,
            rank=spot.rank,
            stage=self.stage,
            title=self.title,
            opens_at=self.opens_at,
        )
        return [*spot.renumbered, put(phase)]


class ChangePhase(SetFields):
    """Change a phase's stage, title or hour; what is absent stays."""

    type: Literal["phase.change"] = "phase.change"
    of: ClassVar = Phase
    needs: ClassVar = Permission.PHASE_EDIT
    gates: ClassVar = SEEING
    sets: ClassVar = ("stage", "title", "opens_at")
    clearable: ClassVar = ("opens_at",)
    phase_id: RecordId
    stage: Stage | None = None
    title: Title | None = None
    opens_at: Time | None = None


class MovePhase(Edit):
    """Put a phase directly after another one, or first."""

    type: Literal["phase.move"] = "phase.move"
    of: ClassVar = Phase
    needs: ClassVar = Permission.PHASE_EDIT
    gates: ClassVar = SEEING
    phase_id: RecordId
    after_id: RecordId | None = LAST
    before_id: RecordId | None = None

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        phase = ctx.see(board, Phase, self.phase_id)
        return move(board, phase, board.the_top, self.after_id, self.before_id)


class RemovePhase(Edit):
    """Take a phase out of the plan; if it is the present one, the board is in none."""

    type: Literal["phase.remove"] = "phase.remove"
    of: ClassVar = Phase
    needs: ClassVar = Permission.PHASE_EDIT
    gates: ClassVar = SEEING
    phase_id: RecordId

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        return removal(board, [ctx.see(board, Phase, self.phase_id)])


class BeginPhase(Edit):
    """Begin a phase now, whatever its hour; those whose hour is still to come follow it."""

    type: Literal["phase.begin"] = "phase.begin"
    of: ClassVar = Phase
    needs: ClassVar = Permission.PHASE_EDIT
    gates: ClassVar = SEEING
    phase_id: RecordId

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        phase = ctx.see(board, Phase, self.phase_id)
        return [put(the_board(board), phase_id=phase.id, phase_since=ctx.now)]


EDITS = (AddPhase, ChangePhase, MovePhase, RemovePhase, BeginPhase)

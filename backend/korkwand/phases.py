"""Phases: what contributors and editors may do changes with the hour. Table, record and edits."""

from typing import Any, ClassVar, Final, Literal

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlmodel import Field, SQLModel

from korkwand.access.permissions import Permission
from korkwand.access.visitors import Role
from korkwand.boards import the_board
from korkwand.edits.edit import LAST, Context, Edit, place, require_free
from korkwand.edits.inputs import RecordId, Time, Title
from korkwand.edits.state import BoardState
from korkwand.errors import Closed
from korkwand.storage.metadata import ID_LENGTH, RANK_TYPE, TIME_LENGTH
from korkwand.storage.records import Change, Record, Remove, put

STAGES: Final = ("collect", "sort", "vote", "done")
Stage = Literal["collect", "sort", "vote", "done"]


class PhaseRow(SQLModel, table=True):
    """A phase."""

    __tablename__ = "phase"
    __table_args__ = (
        ForeignKeyConstraint(["board_id"], ["board.id"], ondelete="CASCADE"),
        CheckConstraint(f"stage IN {STAGES}", name="stage"),
    )
    board_id: str = Field(primary_key=True, max_length=ID_LENGTH)
    id: str = Field(primary_key=True, max_length=ID_LENGTH)
    rank: str = Field(sa_type=RANK_TYPE)
    stage: str = Field(max_length=10)
    title: str
    opens_at: str | None = Field(default=None, max_length=TIME_LENGTH)


class Phase(Record, frozen=True, kw_only=True, gc=False):
    """A phase as data."""

    kind = "phase"
    table = PhaseRow.__table__  # type: ignore[attr-defined]
    owner_kind = "board"
    owner_field = "board_id"
    order_field = "rank"
    words = ("title",)

    board_id: str
    rank: str
    stage: str
    """What may be done in it."""
    title: str
    """How it is called, if not by its stage."""
    opens_at: str | None


_TALK = frozenset({Permission.COMMENT_ADD, Permission.COMMENT_EDIT})
_TALK_AND_SORT = _TALK | {Permission.CARD_MOVE}
_TALK_AND_APPROVE = _TALK | {Permission.CARD_MODERATE}
_NOTHING: frozenset[Permission] = frozenset()

#   what of his permissions somebody may use; None is all of them. Coordinators may always use all of theirs.
OPEN: Final[dict[str, dict[Role, frozenset[Permission] | None]]] = {
    "collect": {Role.VIEWER: None,           Role.CONTRIBUTOR: None,           Role.EDITOR: None},
    "sort":    {Role.VIEWER: _TALK_AND_SORT, Role.CONTRIBUTOR: _TALK_AND_SORT, Role.EDITOR: None},
    "vote":    {Role.VIEWER: _TALK,          Role.CONTRIBUTOR: _TALK,          Role.EDITOR: _TALK_AND_APPROVE},
    "done":    {Role.VIEWER: _NOTHING,       Role.CONTRIBUTOR: _NOTHING,       Role.EDITOR: _NOTHING},
}  # fmt: skip


def due_phase(state: BoardState, now: str) -> Phase | None:
    """The phase whose hour has come since the present one began; None if none has."""
    order = state.order(Phase.kind, state.board_id)
    if not order:
        return None
    since = the_board(state).phase_since or ""
    phases = [state.get(Phase, phase_id) for _, phase_id in order]
    due = [phase for phase in phases if phase.opens_at is not None and since < phase.opens_at <= now]
    return max(due, key=lambda phase: (phase.opens_at or "", phase.place), default=None)


def current_phase(state: BoardState, now: str) -> Phase | None:
    """The phase of this moment, be it announced already or not."""
    due = due_phase(state, now)
    if due is not None:
        return due
    phase_id = the_board(state).phase_id
    return state.get(Phase, phase_id) if phase_id is not None else None


def require_phase(state: BoardState, edit: Edit, role: Role, now: str) -> None:
    """Refuse what the phase of this moment does not let this role do; raises Closed.

    What may be done on a closed board may be done in every phase: to report something, to be forgotten.
    """
    if role is Role.COORDINATOR or edit.restores or not state.order(Phase.kind, state.board_id):
        return
    phase = current_phase(state, now)
    if phase is None:
        return
    allowed = OPEN[phase.stage][role]
    if allowed is not None and edit.needs not in allowed:
        raise Closed("The present phase of this board does not allow this.", stage=phase.stage)


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

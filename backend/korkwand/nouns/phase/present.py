"""Which phase a board is in, and what it leaves to whom."""

from typing import Final

from korkwand.errors import Closed
from korkwand.kernel.edit import Edit
from korkwand.kernel.state import BoardState
from korkwand.nouns.board.record import the_board
from korkwand.nouns.phase.record import Phase
from korkwand.rules.permissions import Permission
from korkwand.rules.roles import Role

_TALK = frozenset({Permission.COMMENT_ADD, Permission.COMMENT_EDIT})
_TALK_AND_SORT = _TALK | {Permission.CARD_MOVE}
_TALK_AND_APPROVE = _TALK | {Permission.CARD_MODERATE}
_NOTHING: frozenset[Permission] = frozenset()

#   what of their permissions somebody may use; None is all of them. Coordinators may always use all of theirs.
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

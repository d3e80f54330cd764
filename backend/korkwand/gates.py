"""What stands between a visitor and an edit: the gates of a board, in their order, before those of its record.

The order is the same in the browser, which offers only what would pass (`replica/permissions.js`). The server decides.
"""

from collections.abc import Callable
from typing import Final

from korkwand.errors import Closed, Forbidden
from korkwand.kernel.context import Context
from korkwand.kernel.edit import Edit
from korkwand.kernel.state import BoardState
from korkwand.kernel.versions import Reader
from korkwand.kernel.visibility import COORDINATOR
from korkwand.nouns.board.record import Board, the_board
from korkwand.nouns.board.rights import granted
from korkwand.nouns.key.rights import Rights, rights_of
from korkwand.nouns.phase.present import require_phase
from korkwand.rules.permissions import Grant, Permission
from korkwand.rules.roles import Role, Visitor

ANYTHING: Final = Rights(Role.COORDINATOR, COORDINATOR)


def judge(board: BoardState, visitor: Visitor, edit: Edit, now: str) -> Context:
    """The context of an edit, behind the gates `link` and `permission`; raises Forbidden."""
    top = board.top
    rights = ANYTHING if visitor.id is None or top is None else rights_of(board, visitor, now)
    if rights is None:
        raise Forbidden("Your link does not open this board any more.")
    allowed = granted(top if isinstance(top, Board) else None, rights.role, edit.needs)
    if allowed is Grant.NO:
        raise Forbidden(f"This needs more than the role {rights.role.value}.")
    return Context(
        visitor_id=visitor.id,
        name=visitor.name,
        role=rights.role,
        view=rights.view,
        readonly=rights.readonly,
        grant=allowed,
        now=now,
        reader=Reader(visitor.id, visitor.since),
    )


def board_open(board: BoardState, edit: Edit, ctx: Context) -> None:
    """Nothing changes on an archived or trashed board but what brings it back, and only coordinators change a locked
    one."""
    if edit.restores or edit.needs is Permission.KEY_EDIT:
        return
    record = the_board(board)
    if record.archived_at or record.deleted_at:
        raise Closed("This board is archived or in the trash. A coordinator can restore it.")
    if record.locked_at and ctx.role is not Role.COORDINATOR:
        raise Closed("This board is locked. A coordinator can unlock it.")


def phase(board: BoardState, edit: Edit, ctx: Context) -> None:
    """The phase of this moment leaves a role only so much."""
    require_phase(board, edit, ctx.role, ctx.now)


Gate = Callable[[BoardState, Edit, Context], None]
BOARD_GATES: Final[tuple[Gate, ...]] = (board_open, phase)
"""Those after `judge`."""


def pass_board(board: BoardState, edit: Edit, ctx: Context) -> None:
    """Raise what the gates of the board raise; what makes a board passes all of them."""
    if not edit.makes_board:
        for gate in BOARD_GATES:
            gate(board, edit, ctx)

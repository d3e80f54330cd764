"""What a board decides for itself: who may do what on it, and whether it is open."""

from typing import Final

from korkwand.nouns.board.record import Board
from korkwand.rules.permissions import Grant, Permission, grant
from korkwand.rules.roles import ROLES, Role

LEAST_ROLES: Final = {
    Permission.COMMENT_ADD: "comment_role",
    Permission.CARD_MOVE: "move_role",
    Permission.COLUMN_ADD: "column_role",
}
"""What a board decides for itself, and the field in which it does."""


def granted(board: Board | None, role: Role, permission: Permission) -> Grant:
    """What a role gets of a permission on this board; None is a board that is only being made."""
    usual = grant(role, permission)
    if board is None:
        return usual
    if permission in LEAST_ROLES:
        if ROLES.index(role) >= ROLES.index(Role(getattr(board, LEAST_ROLES[permission]))):
            return Grant.YES
        return Grant.OWN if permission is Permission.CARD_MOVE and usual is not Grant.NO else Grant.NO
    if permission is Permission.COMMENT_EDIT and role is Role.VIEWER and board.comment_role == Role.VIEWER:
        return Grant.OWN
    return usual

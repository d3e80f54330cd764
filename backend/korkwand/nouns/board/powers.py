"""Coordinators' powers over a whole board: locks, approval, the cover and the reveal, names, and who may do what.

Those over single cards and columns stand with these (nouns/card/edits.py, columns.py).
"""

from typing import Any, ClassVar, Literal

from pydantic import StrictBool

from korkwand.kernel.edit import Context
from korkwand.nouns.board.edits import BoardEdit
from korkwand.nouns.board.record import Board
from korkwand.nouns.board.rights import LEAST_ROLES
from korkwand.rules.permissions import Permission
from korkwand.rules.roles import Role


class LockBoard(BoardEdit):
    """Keep everybody but coordinators from changing anything."""

    type: Literal["board.lock"] = "board.lock"
    needs: ClassVar[Permission] = Permission.BOARD_MODERATE

    def fields(self, board: Board, ctx: Context) -> dict[str, Any]:
        return {"locked_at": board.locked_at or ctx.now}


class UnlockBoard(BoardEdit):
    """Let everybody change the board again."""

    type: Literal["board.unlock"] = "board.unlock"
    needs: ClassVar[Permission] = Permission.BOARD_MODERATE

    def fields(self, board: Board, ctx: Context) -> dict[str, Any]:
        return {"locked_at": None}


class ModerateBoard(BoardEdit):
    """Let contributors' cards wait for approval from now on, or no longer; what waits already goes on waiting."""

    type: Literal["board.moderate"] = "board.moderate"
    needs: ClassVar[Permission] = Permission.BOARD_MODERATE
    on: StrictBool

    def fields(self, board: Board, ctx: Context) -> dict[str, Any]:
        return {"moderated": self.on}


class CoverBoard(BoardEdit):
    """Hide the cards of others, so that everybody writes for himself until the reveal."""

    type: Literal["board.cover"] = "board.cover"
    needs: ClassVar[Permission] = Permission.BOARD_MODERATE

    def fields(self, board: Board, ctx: Context) -> dict[str, Any]:
        return {"cards_hidden": True}


class RevealBoard(BoardEdit):
    """Show everybody the cards of others again."""

    type: Literal["board.reveal"] = "board.reveal"
    needs: ClassVar[Permission] = Permission.BOARD_MODERATE

    def fields(self, board: Board, ctx: Context) -> dict[str, Any]:
        return {"cards_hidden": False}


class MaskBoard(BoardEdit):
    """Hide who wrote what."""

    type: Literal["board.mask"] = "board.mask"
    needs: ClassVar[Permission] = Permission.BOARD_MODERATE

    def fields(self, board: Board, ctx: Context) -> dict[str, Any]:
        return {"names_hidden": True}


class UnmaskBoard(BoardEdit):
    """Show again who wrote what."""

    type: Literal["board.unmask"] = "board.unmask"
    needs: ClassVar[Permission] = Permission.BOARD_MODERATE

    def fields(self, board: Board, ctx: Context) -> dict[str, Any]:
        return {"names_hidden": False}


class AllowOnBoard(BoardEdit):
    """Say from which role on one may comment, move the cards of others, or add columns."""

    type: Literal["board.allow"] = "board.allow"
    needs: ClassVar[Permission] = Permission.BOARD_MODERATE
    act: Literal["comment.add", "card.move", "column.add"]
    role: Role

    def fields(self, board: Board, ctx: Context) -> dict[str, Any]:
        return {LEAST_ROLES[Permission(self.act)]: self.role.value}


EDITS = (
    LockBoard,
    UnlockBoard,
    ModerateBoard,
    CoverBoard,
    RevealBoard,
    MaskBoard,
    UnmaskBoard,
    AllowOnBoard,
)

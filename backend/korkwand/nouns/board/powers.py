"""Coordinators' powers over a whole board: locks, approval, the cover and the reveal, names, and who may do what.

Those over single cards and columns stand with these (nouns/card/edits.py, columns.py).
"""

from typing import Any, ClassVar, Literal

from pydantic import StrictBool

from korkwand.kernel.context import Context
from korkwand.kernel.fields import FieldEdit, Fix, Stamp
from korkwand.kernel.records import Record
from korkwand.nouns.board.record import Board
from korkwand.nouns.board.rights import LEAST_ROLES
from korkwand.rules.permissions import Permission
from korkwand.rules.roles import Role


class LockBoard(Stamp):
    """Keep everybody but coordinators from changing anything."""

    type: Literal["board.lock"] = "board.lock"
    of: ClassVar = Board
    needs: ClassVar = Permission.BOARD_MODERATE
    stamps: ClassVar = "locked_at"


class UnlockBoard(Fix):
    """Let everybody change the board again."""

    type: Literal["board.unlock"] = "board.unlock"
    of: ClassVar = Board
    needs: ClassVar = Permission.BOARD_MODERATE
    fixes: ClassVar = {"locked_at": None}


class ModerateBoard(FieldEdit):
    """Let contributors' cards wait for approval from now on, or no longer; what waits already goes on waiting."""

    type: Literal["board.moderate"] = "board.moderate"
    of: ClassVar = Board
    needs: ClassVar = Permission.BOARD_MODERATE
    on: StrictBool

    def fields(self, record: Record, ctx: Context) -> dict[str, Any]:
        return {"moderated": self.on}


class CoverBoard(Fix):
    """Hide the cards of others, so that everybody writes for themselves until the reveal."""

    type: Literal["board.cover"] = "board.cover"
    of: ClassVar = Board
    needs: ClassVar = Permission.BOARD_MODERATE
    shows: ClassVar = True
    fixes: ClassVar = {"cards_hidden": True}


class RevealBoard(Fix):
    """Show everybody the cards of others again."""

    type: Literal["board.reveal"] = "board.reveal"
    of: ClassVar = Board
    needs: ClassVar = Permission.BOARD_MODERATE
    shows: ClassVar = True
    fixes: ClassVar = {"cards_hidden": False}


class MaskBoard(Fix):
    """Hide who wrote what."""

    type: Literal["board.mask"] = "board.mask"
    of: ClassVar = Board
    needs: ClassVar = Permission.BOARD_MODERATE
    fixes: ClassVar = {"names_hidden": True}


class UnmaskBoard(Fix):
    """Show again who wrote what."""

    type: Literal["board.unmask"] = "board.unmask"
    of: ClassVar = Board
    needs: ClassVar = Permission.BOARD_MODERATE
    fixes: ClassVar = {"names_hidden": False}


class AllowOnBoard(FieldEdit):
    """Say from which role on one may comment, move the cards of others, or add columns."""

    type: Literal["board.allow"] = "board.allow"
    of: ClassVar = Board
    needs: ClassVar = Permission.BOARD_MODERATE
    act: Literal["comment.add", "card.move", "column.add"]
    role: Role

    def fields(self, record: Record, ctx: Context) -> dict[str, Any]:
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

"""A visitor on a board, between coming in and leaving."""

import hashlib

import msgspec

from korkwand.errors import Forbidden
from korkwand.kernel.visibility import View
from korkwand.live.board import LiveBoard
from korkwand.live.room import current_rights
from korkwand.nouns.key.rights import Rights
from korkwand.rules.roles import Role, Visitor


class Visit(msgspec.Struct, frozen=True):
    """A visitor on a board, as they may act at this moment."""

    board: LiveBoard
    visitor: Visitor
    rights: Rights
    bearer: bool = False
    """Whether they came by a secret alone: a program, which shares its visitor with all others of its link."""

    @property
    def role(self) -> Role:
        return self.rights.role

    @property
    def view(self) -> View:
        return self.rights.view

    def epoch(self, log: str) -> str:
        """The name of what they see, which holds as long as the log of this name, their view, and who they are."""
        return f"{log}.{self.view.name}.{hashlib.sha256(str(self.visitor.id).encode()).hexdigest()[:8]}"

    def judged_again(self) -> "Visit":
        """The visit with the rights of this moment; they may have changed during an await. Raises Forbidden."""
        rights = current_rights(self.board.state, self.visitor, self.board.now())
        if rights is None:
            raise Forbidden("Your link does not open this board any more.")
        return msgspec.structs.replace(self, rights=rights)

    def you(self) -> bytes:
        """What a visitor is told about themselves."""
        one = self.visitor
        who = {"visitor_id": one.id, "role": self.role.value, "name": one.name, "color": one.color}
        limits = {"key_ids": sorted(one.key_ids), "readonly_columns": sorted(self.rights.readonly)}
        return msgspec.json.encode({**who, **limits})

"""Who asks: a visitor of one board, with the keys they came by."""

from enum import StrEnum

import msgspec


class Role(StrEnum):
    """What a key allows; each role includes the one before."""

    VIEWER = "viewer"
    CONTRIBUTOR = "contributor"
    EDITOR = "editor"
    COORDINATOR = "coordinator"


ROLES = tuple(Role)


class Visitor(msgspec.Struct, frozen=True, kw_only=True):
    """A browser or API client on one board. Their role is not kept here: it is judged anew for each edit and read."""

    id: str | None
    name: str | None = None
    color: str | None = None
    """How they want to be told apart; without a wish the page chooses."""
    key_ids: frozenset[str] = frozenset()
    since: str = ""
    """When they first came to the board."""


SYSTEM = Visitor(id=None)
"""The command line and scheduled work: may do everything, is nobody."""

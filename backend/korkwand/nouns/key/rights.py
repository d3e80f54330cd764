"""What a visitor's keys let them do at a moment."""

from typing import Final

import msgspec

from korkwand.kernel.records import Id
from korkwand.kernel.state import BoardState
from korkwand.kernel.visibility import View, view_of
from korkwand.nouns.key.record import Key
from korkwand.rules.roles import ROLES, Role, Visitor


class Rights(msgspec.Struct, frozen=True):
    """What a visitor's keys give them at a moment."""

    role: Role
    view: View
    readonly: frozenset[Id] = frozenset()
    """Columns in which they change nothing."""


_WHOLE_BOARD: Final = {role.value: Rights(role, view_of(role)) for role in Role}
"""By the role of a key that shows everything: nearly everybody has one key, and is judged with each edit."""


def rights_of(board: BoardState, visitor: Visitor, now: str) -> Rights | None:
    """The strongest role among the visitor's live keys, and what those of this role allow together.

    None if no key is live, or if the visitor has gone. A column is seen if one of the keys shows it, and written if one
    of them lets them write there.
    """
    if visitor.id is not None and board.has("departure", visitor.id):
        return None
    live: list[Key] = []
    for key_id in visitor.key_ids:
        found = board.find(Key.kind, key_id)
        if found is not None and isinstance(found.record, Key) and found.record.live(now):
            live.append(found.record)
    if not live:
        return None
    if len(live) == 1 and not (live[0].unseen_columns or live[0].readonly_columns):
        return _WHOLE_BOARD[live[0].role]
    best = max((key.role for key in live), key=lambda role: ROLES.index(Role(role)))
    keys = [key for key in live if key.role == best]
    role = Role(best)
    if not all(key.unseen_columns or key.readonly_columns for key in keys):
        return Rights(role, view_of(role))
    unseen = frozenset.intersection(*(frozenset(key.unseen_columns.split()) for key in keys))
    closed = frozenset.intersection(
        *(frozenset((*key.unseen_columns.split(), *key.readonly_columns.split())) for key in keys)
    )
    return Rights(role, board.views.use(view_of(role, unseen)), closed - unseen)


_KINDEST: Final = ("not_open", "expired", "revoked")
"""Reasons why keys open nothing: first the one that passes by itself."""


def why_none(board: BoardState, visitor: Visitor, now: str) -> dict[str, str]:
    """Why none of a visitor's keys opens the board at this moment: the kindest of their reasons, none if one does."""
    records = (found.record for key_id in visitor.key_ids if (found := board.find(Key.kind, key_id)))
    reasons = [record.against(now) for record in records if isinstance(record, Key)]
    if not all(reasons):
        return {}
    return min(reasons, key=lambda one: (_KINDEST.index(one["reason"]), one.get("opens_at", "")), default={})


def any_dated(board: BoardState) -> bool:
    """Whether some key opens or ends by time, so that roles may change without an edit."""
    keys = (board.get(Key, key_id) for _, key_id in board.order(Key.kind, board.board_id))
    return any(key.opens_at or key.ends_at for key in keys)

"""Where a record comes to stand among its siblings."""

from bisect import bisect_left
from typing import Final

import msgspec

from korkwand.kernel import ranks
from korkwand.kernel.records import Change, Id, Record, put
from korkwand.kernel.state import BoardState

LAST: Final = "last"
"""The neighbour that stands for the end: absent = last, null = first."""


class Place(msgspec.Struct, frozen=True):
    """A rank, and the changes that made room for it."""

    rank: str
    renumbered: list[Change] = []


def place(
    board: BoardState,
    cls: type[Record],
    owner: Record,
    after_id: Id | None,
    before_id: Id | None,
    moving: Record | None = None,
) -> Place:
    """The rank directly after one neighbour, else before the other, else at the end.

    `after_id` may be LAST. A record that already stands there, or names itself as neighbour, keeps its rank.
    """
    order = board.order(cls.kind, owner.id, owner.kind)
    index = _index(board, cls, owner, after_id, before_id)
    if moving is not None and _owns(owner, moving):
        around = order[max(index - 1, 0) : index + 1]
        if moving.id == after_id or moving.place in around:
            return Place(moving.place[0])
    low = order[index - 1][0] if index else None
    high = order[index][0] if index < len(order) else None
    rank = ranks.between(low, high) if low is None or high is None or low < high else None
    if rank is not None and len(rank) <= ranks.LONGEST:
        return Place(rank)
    room = ranks.make_room([rank for rank, _ in order], index)
    moved = [put(board.get(cls, order[at][1]), **{cls.order_field: new}) for at, new in sorted(room.moved.items())]
    return Place(room.rank, list(moved))


def _index(board: BoardState, cls: type[Record], owner: Record, after_id: Id | None, before_id: Id | None) -> int:
    """Where in the owner's order the new place is, counted with the moving record still in it."""
    if after_id is None:
        return 0
    order = board.order(cls.kind, owner.id, owner.kind)
    for neighbour_id, offset in ((after_id, 1), (before_id, 0)):
        if neighbour_id is not None and neighbour_id != LAST:
            found = board.find(cls.kind, neighbour_id)
            if found and _owns(owner, found.record):
                return bisect_left(order, found.record.place) + offset
    return len(order)


def _owns(owner: Record, record: Record) -> bool:
    return record.owner_id == owner.id and record.owner_kind == owner.kind


def move(board: BoardState, record: Record, owner: Record, after_id: Id | None, before_id: Id | None) -> list[Change]:
    """The changes that put a record among the children of an owner, perhaps another one than it has."""
    spot = place(board, type(record), owner, after_id, before_id, moving=record)
    renumbered = [change for change in spot.renumbered if change.id != record.id]
    field = next(owned.field for owned in record.owners if owned.kind == owner.kind)
    others = {owned.field: None for owned in record.owners if owned.field != field and len(record.owners) > 1}
    return [*renumbered, put(record, **{**others, field: owner.id, record.order_field: spot.rank})]

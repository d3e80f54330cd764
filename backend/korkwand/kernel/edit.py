"""What an edit is: a message shape, the permission it needs, and a pure function from board to changes."""

from bisect import bisect_left
from typing import Any, ClassVar, Final, TypeVar

import msgspec
from pydantic import BaseModel, ConfigDict

from korkwand.errors import Closed, Conflict, Forbidden, NotFound, TooLarge
from korkwand.kernel import ranks
from korkwand.kernel.inputs import RecordId
from korkwand.kernel.records import Change, Id, Kind, Put, Record, put
from korkwand.kernel.size import MEGABYTE, RECORD_BYTES, Size
from korkwand.kernel.slips import Slip, SlipReader, Taken
from korkwand.kernel.state import BoardState
from korkwand.kernel.versions import Reader
from korkwand.kernel.visibility import View, author_of, trashed
from korkwand.rules.permissions import Grant, Permission, grant
from korkwand.rules.roles import Role

R = TypeVar("R", bound=Record)

MAKE_ROOM: Final = (
    "What lies in the trash counts too: a coordinator makes room by deleting it there for good. "
    "Or go on with another board."
)

LAST: Final = "last"
"""The neighbour that stands for the end: absent = last, null = first."""


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """Everything an edit may use that is not the board: who, when, and what was prepared.

    `now` and `prepared` are made once at submit; role and view are judged from the draft, each time it is applied.
    """

    visitor_id: Id | None
    name: str | None
    role: Role
    view: View
    grant: Grant
    now: str
    readonly: frozenset[Id] = frozenset()
    """Columns in which this visitor's keys let him change nothing."""
    prepared: Any = None
    reader: Reader = Reader()
    """Who asks for older texts."""

    def see(self, board: BoardState, cls: type[R], record_id: Id) -> R:
        """The record, if this visitor may know of it; raises NotFound."""
        record = board.get(cls, record_id)
        if not board.visible(record, self.view, self.visitor_id):
            raise NotFound
        return record

    def touch(self, board: BoardState, cls: type[R], record_id: Id) -> R:
        """The record, if this visitor may change it; raises NotFound, then Forbidden, then Closed if it is trashed."""
        record = self.see(board, cls, record_id)
        self.require_grant(record)
        self.require_open(board, record)
        return record

    def require_open(self, board: BoardState, record: Record) -> None:
        """Refuse what lies in the trash or is locked, itself or with its owner; coordinators heed no locks."""
        self.require_writable(board, record)  # which is forbidden, before anything that is only closed
        require_open(board, record, locks=self.role is not Role.COORDINATOR)

    def require_writable(self, board: BoardState, record: Record) -> None:
        """Refuse what lies in a column that this visitor's keys let him only read."""
        current: Record | None = record if self.readonly else None
        while current is not None:
            if current.kind == "column" and current.id in self.readonly:
                raise Forbidden("Your link only lets you read this column.")
            current = board.owner_of(current)

    def require_unlocked(self, board: BoardState, record: Record) -> None:
        """Refuse what is locked, itself or with its owner, to all but coordinators, and what may only be read."""
        self.require_writable(board, record)
        current: Record | None = record if self.role is not Role.COORDINATOR else None
        while current is not None:
            require_no_lock(current)
            current = board.owner_of(current)

    def held_at(self, board: BoardState) -> str | None:
        """Since when a card that this visitor writes now waits for approval; None if it needs none."""
        found = board.find("board", board.board_id)
        moderated = found is not None and getattr(found.record, "moderated", False)
        return self.now if moderated and grant(self.role, Permission.CARD_MODERATE) is Grant.NO else None

    def require_grant(self, record: Record) -> None:
        """Refuse who may change only his own records, on another's."""
        if self.grant is Grant.OWN and not self.is_author(record):
            raise Forbidden("Only its author, editors and coordinators may change this.")

    def is_author(self, record: Record) -> bool:
        """Whether this visitor has made it."""
        return self.visitor_id is not None and author_of(record) == self.visitor_id

    def require_restorable(self, record: Record) -> None:
        """Refuse who may change only their own records what somebody else has put into the trash."""
        self.require_grant(record)
        if self.grant is Grant.OWN and trashed(record) and not getattr(record, "deleted_by_author", None):
            raise Forbidden("Somebody else put this into the trash. Editors and coordinators can restore it.")


class Edit(BaseModel):
    """A wish to change a board. Subclasses are the verbs; the catalog lists them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    needs: ClassVar[Permission]
    restores: ClassVar[bool] = False
    """Whether it is allowed on an archived or trashed board."""
    purges: ClassVar[bool] = False
    """Whether what it removes shall be found nowhere any more, not in the log and not in memory either."""
    silent: ClassVar[bool] = False
    """Whether it becomes no event, so that nobody learns of it: it has no changes, only slips."""
    looks: ClassVar[bool] = False
    """Whether it must look into drawers before it may be queued."""

    id: RecordId

    @property
    def slow(self) -> bool:
        """Whether it must be prepared before it may be queued."""
        return self.looks

    def prepare(self) -> Any:
        """Do what is slow (hashing a password), in a thread before the queue; the result is `ctx.prepared`."""
        return None

    def look(self, slips: SlipReader) -> Any:
        """Read what it needs of the drawers, in a thread before the queue; the result is `ctx.prepared`."""
        return None

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        """The changes this edit comes to. Reads the draft, never folds; raises a KorkwandError to refuse."""
        raise NotImplementedError

    @property
    def forgotten(self) -> Id | None:
        """The visitor who shall be found nowhere any more, if this edit forgets one."""
        return None

    def beside(self, ctx: Context, board_id: Id) -> list[tuple[str, dict[str, Any]]]:
        """Rows (table name, values) that are written in the same transaction but stay out of the log: secrets."""
        return []

    def slips(self, board: BoardState, ctx: Context) -> list[Slip | Taken]:
        """What is put into drawers or taken out, in the same transaction; called after `apply`, and may refuse, too.

        If one of them is over its limit there, the whole edit is refused.
        """
        return []


def require_open(board: BoardState, record: Record, *, locks: bool = False) -> None:
    """Refuse what lies in the trash, itself or with its owner, and perhaps what is locked."""
    current: Record | None = record
    while current is not None:
        if trashed(current):
            raise Closed(f"This {current.kind} is in the trash. Restore it first.")
        if locks:
            require_no_lock(current)
        current = board.owner_of(current)


def require_no_lock(record: Record) -> None:
    """Refuse what is locked itself."""
    if getattr(record, "locked_at", None) is not None:
        raise Closed(f"This {record.kind} is locked. A coordinator can unlock it.")


def require_free(board: BoardState, kind: Kind, record_id: Id) -> None:
    """Refuse an id that is taken on this board."""
    if board.has(kind, record_id):
        raise Conflict(f"There is already a {kind} with this id.")


def require_room(board: BoardState, changes: list[Change], limit: Size) -> None:
    """Refuse what would make a board larger than it may be; what makes it no larger is always possible."""
    size = board.size
    most = sum([len(change.json) + RECORD_BYTES for change in changes if isinstance(change, Put)])
    if size.cards + len(changes) <= limit.cards and size.bytes + most <= limit.bytes:
        return  # nearly always: no need to look closer
    growth = board.growth(changes)
    if growth.cards > 0 and size.cards + growth.cards > limit.cards:
        raise TooLarge(f"This board is full: it may have {limit.cards} cards. {MAKE_ROOM}", limit="cards")
    if growth.bytes > 0 and size.bytes + growth.bytes > limit.bytes:
        megabytes = limit.bytes / MEGABYTE
        raise TooLarge(f"This board is full: it may hold {megabytes:g} MB. {MAKE_ROOM}", limit="bytes")


class Place(msgspec.Struct, frozen=True):
    """A rank, and the changes that made room for it."""

    rank: str
    renumbered: list[Change] = []


def place(
    board: BoardState,
    cls: type[Record],
    owner_id: Id,
    after_id: Id | None,
    before_id: Id | None,
    moving: Record | None = None,
) -> Place:
    """The rank directly after one neighbour, else before the other, else at the end.

    `after_id` may be LAST. A record that already stands there, or names itself as neighbour, keeps its rank.
    """
    order = board.order(cls.kind, owner_id)
    index = _index(board, cls, owner_id, after_id, before_id)
    if moving is not None and moving.owner_id == owner_id:
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


def _index(board: BoardState, cls: type[Record], owner_id: Id, after_id: Id | None, before_id: Id | None) -> int:
    """Where in the owner's order the new place is, counted with the moving record still in it."""
    if after_id is None:
        return 0
    order = board.order(cls.kind, owner_id)
    for neighbour_id, offset in ((after_id, 1), (before_id, 0)):
        if neighbour_id is not None and neighbour_id != LAST:
            found = board.find(cls.kind, neighbour_id)
            if found and found.record.owner_id == owner_id:
                return bisect_left(order, found.record.place) + offset
    return len(order)

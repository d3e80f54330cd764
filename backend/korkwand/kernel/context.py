"""Who makes an edit, and the gates that a record stands behind: one list, in one order, the same in the browser."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

import msgspec

from korkwand.errors import Closed, Conflict, Forbidden, NotFound
from korkwand.kernel.records import Id, Record
from korkwand.kernel.state import BoardState
from korkwand.kernel.versions import Reader
from korkwand.kernel.visibility import View, author_of, trashed
from korkwand.rules.permissions import Grant
from korkwand.rules.roles import Role

R = TypeVar("R", bound=Record)


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
    """Ids of what this visitor's keys let them only read, with all it owns."""
    prepared: Any = None
    reader: Reader = Reader()
    """Who asks for older texts."""

    def see(self, board: BoardState, cls: type[R], record_id: Id) -> R:
        """The record, if this visitor may know of it; raises NotFound."""
        return self.admit(board, cls, record_id, SEEING)

    def touch(self, board: BoardState, cls: type[R], record_id: Id) -> R:
        """The record, if this visitor may change it; raises what its gates raise."""
        return self.admit(board, cls, record_id, TOUCHING)

    def enter(self, board: BoardState, cls: type[R], record_id: Id) -> R:
        """The record, if this visitor may put something into it; raises what its gates raise."""
        return self.admit(board, cls, record_id, ENTERING)

    def admit(self, board: BoardState, cls: type[R], record_id: Id, gates: "tuple[Gate, ...]") -> R:
        """The record, if this visitor passes these gates; raises NotFound where there is none."""
        record = board.get(cls, record_id)
        for gate in gates:
            gate(board, self, record)
        return record

    def is_author(self, record: Record) -> bool:
        """Whether this visitor has made it."""
        return self.visitor_id is not None and author_of(record) == self.visitor_id


Gate = Callable[[BoardState, Context, Record], None]
"""Raises an error of ours where this visitor does not pass."""


def visible(board: BoardState, ctx: Context, record: Record) -> None:
    """What may not be seen is as unknown as what does not exist."""
    if not board.visible(record, ctx.view, ctx.visitor_id):
        raise NotFound


def own(board: BoardState, ctx: Context, record: Record) -> None:
    """Who may change only their own records changes no others."""
    if ctx.grant is Grant.OWN and not ctx.is_author(record):
        raise Forbidden("Only its author, editors and coordinators may change this.")


def own_trash(board: BoardState, ctx: Context, record: Record) -> None:
    """Who may change only their own records does not take out of the trash what somebody else has put there."""
    own(board, ctx, record)
    if ctx.grant is Grant.OWN and trashed(record) and not getattr(record, "deleted_by_author", None):
        raise Forbidden("Somebody else put this into the trash. Editors and coordinators can restore it.")


def housed(board: BoardState, ctx: Context, record: Record) -> None:
    """Nothing comes out of the trash into what lies there itself."""
    for owner in board.above(record):
        if trashed(owner):
            kind = owner.kind
            raise Conflict(f"The {record.kind}'s {kind} is in the trash. Restore the {kind} first.")


def writable(board: BoardState, ctx: Context, record: Record) -> None:
    """Nobody changes what their link only lets them read. That is forbidden, before anything that is only closed."""
    if (one := only_read(board, record, ctx.readonly)) is not None:
        raise Forbidden(f"Your link only lets you read this {one.kind}.")


def only_read(board: BoardState, record: Record, readonly: frozenset[Id]) -> Record | None:
    """The record, or what it lies in, that a link lets its visitors only read; None if there is none."""
    current: Record | None = record if readonly else None
    while current is not None and not (current.limitable and current.id in readonly):
        current = board.owner_of(current)
    return current


def untrashed(board: BoardState, ctx: Context, record: Record) -> None:
    """Nothing changes in the trash, itself or with its owner."""
    current: Record | None = record
    while current is not None:
        if trashed(current):
            raise Closed(f"This {current.kind} is in the trash. Restore it first.")
        current = board.owner_of(current)


def unlocked(board: BoardState, ctx: Context, record: Record) -> None:
    """Nobody but coordinators changes what is locked, itself or with its owner."""
    current: Record | None = record if ctx.role is not Role.COORDINATOR else None
    while current is not None:
        if getattr(current, "locked_at", None) is not None:
            raise Closed(f"This {current.kind} is locked. A coordinator can unlock it.")
        current = board.owner_of(current)


SEEING: Final[tuple[Gate, ...]] = (visible,)
ENTERING: Final[tuple[Gate, ...]] = (visible, writable, untrashed, unlocked)
TOUCHING: Final[tuple[Gate, ...]] = (visible, own, writable, untrashed, unlocked)
RESTORING: Final[tuple[Gate, ...]] = (visible, own_trash, housed, writable, unlocked)

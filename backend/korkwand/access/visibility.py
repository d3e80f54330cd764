"""The one visibility function, used by snapshot, events, export and every check of an edit's subject."""

from collections.abc import Callable
from typing import Final

import msgspec

from korkwand.access.visitors import Role
from korkwand.storage.records import Record

OwnerOf = Callable[[Record], Record | None]


class View(msgspec.Struct, frozen=True):
    """What a group of visitors may see. Views are few: events are encoded once per view."""

    name: str
    trash: bool
    keys: bool

    @property
    def full(self) -> bool:
        """Sees every record, so the log may be replayed to it."""
        return self.trash and self.keys


MEMBER: Final = View("member", trash=False, keys=False)
EDITOR: Final = View("editor", trash=True, keys=False)
COORDINATOR: Final = View("coordinator", trash=True, keys=True)
VIEWS: Final = (MEMBER, EDITOR, COORDINATOR)

_BY_ROLE = {
    Role.VIEWER: MEMBER,
    Role.CONTRIBUTOR: MEMBER,
    Role.EDITOR: EDITOR,
    Role.COORDINATOR: COORDINATOR,
}


def view_of(role: Role) -> View:
    """The view of a role."""
    return _BY_ROLE[role]


def visible(record: Record, owner_of: OwnerOf, view: View, visitor_id: str | None = None) -> bool:
    """Whether this view may see the record; `visitor_id` additionally sees his own trashed records.

    A record is hidden with its owner: a card of a trashed column is seen by those who see the column.
    """
    current: Record | None = record
    while current is not None:
        if current.kind == "key" and not view.keys:
            return False
        if not view.trash and trashed(current) and not (visitor_id and author_of(current) == visitor_id):
            return False
        current = owner_of(current)
    return True


def trashed(record: Record) -> bool:
    """Whether the record itself lies in the trash."""
    return getattr(record, "deleted_at", None) is not None


def author_of(record: Record) -> str | None:
    """The visitor who made it, if this kind of record has one."""
    return getattr(record, "author_id", None)

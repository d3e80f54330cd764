"""The one visibility function, used by snapshot, events, export and every check of an edit's subject."""

import hashlib
from collections.abc import Callable
from typing import Final

import msgspec

from korkwand.kernel.records import Audience, Id, Put, Record
from korkwand.rules.roles import Role

OwnerOf = Callable[[Record], Record | None]


class View(msgspec.Struct, frozen=True):
    """What a group of visitors may see. Views are few: events are encoded once per view."""

    name: str
    trash: bool
    withheld: bool
    """Sees what is hidden, waits for approval, or is covered until the reveal."""
    names: bool
    """Sees who wrote what, also where the board hides it."""
    keys: bool
    unseen: frozenset[Id] = frozenset()
    """What the visitor's keys do not show, with all it owns."""

    @property
    def full(self) -> bool:
        """Sees every record as it is, so the log may be replayed to it."""
        return self.trash and self.withheld and self.names and self.keys and not self.unseen


MEMBER: Final = View("member", trash=False, withheld=False, names=False, keys=False)
EDITOR: Final = View("editor", trash=True, withheld=True, names=False, keys=False)
COORDINATOR: Final = View("coordinator", trash=True, withheld=True, names=True, keys=True)
VIEWS: Final = (MEMBER, EDITOR, COORDINATOR)

_BY_ROLE = {
    Role.VIEWER: MEMBER,
    Role.CONTRIBUTOR: MEMBER,
    Role.EDITOR: EDITOR,
    Role.COORDINATOR: COORDINATOR,
}


def view_of(role: Role, unseen: frozenset[Id] = frozenset()) -> View:
    """The view of a role, less what is not to be seen."""
    view = _BY_ROLE[role]
    if not unseen:
        return view
    named = hashlib.sha256(" ".join(sorted(unseen)).encode()).hexdigest()[:12]
    return msgspec.structs.replace(view, name=f"{view.name}-{named}", unseen=unseen)


Sight = str
"""Who of a view sees a record: EVERYBODY, NOBODY, or the id of the one author who does."""

EVERYBODY: Final = "everybody"
NOBODY: Final = "nobody"


def sight(record: Record, owner_of: OwnerOf, view: View) -> Sight:
    """Who of this view sees the record.

    A record is hidden with its owner. What is hidden for a view may be seen by its author; what would take two authors
    is seen by nobody.
    """
    if record.audience is Audience.COORDINATORS and not view.keys:
        return NOBODY
    if view.trash and view.withheld and not view.unseen:
        return EVERYBODY
    seen = EVERYBODY
    top = record
    coverable: list[Record] | None = None
    current: Record | None = record
    while current is not None:
        if current.covered_by and not view.withheld:
            coverable = [*(coverable or ()), current]
        if current.limitable and current.id in view.unseen:
            return NOBODY
        if _hidden(current, view):
            seen = _only_author(seen, current)
        if seen is NOBODY:
            return NOBODY
        top = current
        current = owner_of(current)
    for covered in coverable or ():
        if getattr(top, covered.covered_by, False):
            seen = _only_author(seen, covered)
    return seen


def _hidden(record: Record, view: View) -> bool:
    """`trashed` and `withheld` for a view; written out, since every event asks for every owner of its record."""
    return (getattr(record, "deleted_at", None) is not None and not view.trash) or (
        not view.withheld
        and (getattr(record, "hidden_at", None) is not None or getattr(record, "held_at", None) is not None)
    )


def visible(record: Record, owner_of: OwnerOf, view: View, visitor_id: Id | None = None) -> bool:
    """Whether this view may see the record, or this visitor as its author."""
    seen = sight(record, owner_of, view)
    return seen is EVERYBODY or (seen is not NOBODY and seen == visitor_id)


def shown(row: Put, view: View, visitor_id: Id | None, *, names_hidden: bool) -> Put:
    """The record as this visitor may see it: without its author where the board hides names, but for the author."""
    if not names_hidden or view.names or (visitor_id and author_of(row.record) == visitor_id):
        return row
    return row.nameless


def trashed(record: Record) -> bool:
    """Whether the record itself lies in the trash."""
    return getattr(record, "deleted_at", None) is not None


def withheld(record: Record) -> bool:
    """Whether the record itself is hidden or waits for approval."""
    return getattr(record, "hidden_at", None) is not None or getattr(record, "held_at", None) is not None


def hides_names(board: Record | None) -> bool:
    """Whether this board does not tell who wrote what."""
    return getattr(board, "names_hidden", False)


def author_of(record: Record) -> Id | None:
    """The visitor who made it, if this kind of record has one."""
    return getattr(record, "author_id", None)


def _only_author(seen: Sight, record: Record) -> Sight:
    """What is left of a sight where only this record's author may look."""
    author_id = author_of(record) or NOBODY
    return author_id if seen is EVERYBODY or seen == author_id else NOBODY

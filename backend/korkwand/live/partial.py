"""Events of which not everybody sees everything: what is shown before is compared with what is shown after.

Besides everybody or nobody of a view, one author at most sees a record, or sees it signed. So each record is looked at
once per view: a reveal costs as much as there are cards, however many have written them.
"""

from collections.abc import Iterable

import msgspec

from korkwand.kernel.records import Change, Id, Kind, Put, Record, Remove
from korkwand.kernel.state import BoardState
from korkwand.kernel.visibility import EVERYBODY, NOBODY, View, author_of, hides_names, sight, trashed, withheld

Key = tuple[Kind, Id]
Telling = tuple[Kind, Id, bool]
"""A record that is told of, and whether they who are told had seen it before."""


class OwnChanges(msgspec.Struct):
    """What an author gets before and after the changes of their view, and which records that tells them of."""

    first: list[Change] = []
    last: list[Change] = []
    told_first: list[Telling] = []
    told_last: list[Telling] = []

    def add(self, key: Key, mine: Put | None, had: bool) -> None:
        """Tell the author of a record: as they see it now, or that they do not any more."""
        changes, told = (self.last, self.told_last) if mine else (self.first, self.told_first)
        changes.append(mine or Remove(*key))
        told.append((*key, had))


class Form(msgspec.Struct):
    """The changes that take a view from before to after, what they tell of, and what single authors get besides."""

    nameless: bool
    changes: list[Change] = []
    told: list[Telling] = []
    own: dict[Id, OwnChanges] = {}


class Look(msgspec.Struct):
    """The touched records at one moment: as everybody of a view sees them, and as one author does who sees more."""

    nameless: bool
    shown: dict[Key, Put]
    special: dict[Key, tuple[Id, Put]]

    def to(self, key: Key, author_id: Id) -> Put | None:
        """The record as this author sees it."""
        found = self.special.get(key)
        return found[1] if found and found[0] == author_id else self.shown.get(key)


class Partial:
    """Made before an event is folded; `compare` after it; then `form` gives what each view gets."""

    def __init__(self, state: BoardState, changes: list[Change]) -> None:
        self._state = state
        self._depth = {kind: place for place, kind in enumerate(state.kinds)}
        self._touched = [(change.kind, change.id) for change in changes]
        self._deep = {
            (change.kind, change.id)
            for change in changes
            if isinstance(change, Put)
            and (old := state.find(change.kind, change.id)) is not None
            and _standing(old.record) != _standing(change.record)
        }
        self._before = self._looks()

    def compare(self) -> None:
        """Look again, after the fold."""
        self._after = self._looks()

    def form(self, view: View) -> Form:
        """What this view and its authors get."""
        before, after = self._before[view.name], self._after[view.name]
        form = Form(after.nameless)
        told: list[Change] = []
        for key in {**before.shown, **before.special, **after.shown, **after.special}:
            was, now = before.shown.get(key), after.shown.get(key)
            differs = not _same(was, now)
            if differs:
                told.append(now or Remove(*key))
            for author_id in {special[key][0] for special in (before.special, after.special) if key in special}:
                had, mine = before.to(key, author_id), after.to(key, author_id)
                if not _same(now if differs else had, mine):
                    form.own.setdefault(author_id, OwnChanges()).add(key, mine, had is not None)
        form.changes = self._in_order(told)
        form.told = [(one.kind, one.id, (one.kind, one.id) in before.shown) for one in form.changes]
        for own in form.own.values():
            own.first, own.last = self._in_order(own.first), self._in_order(own.last)
        return form

    def _in_order(self, changes: Iterable[Change]) -> list[Change]:
        """Removes first, what is owned before its owner; then puts, owners first."""
        depth = self._depth
        return sorted(
            changes, key=lambda one: (0, -depth[one.kind]) if isinstance(one, Remove) else (1, depth[one.kind])
        )

    def _looks(self) -> dict[str, Look]:
        rows, owner_of = self._rows(), self._state.owner_of
        hidden = self._state.names_hidden
        looks = {}
        for view in self._state.views.all.values():
            if view.full:
                continue
            look = looks[view.name] = Look(hidden and not view.names, {}, {})
            for key, row in rows.items():
                seen = sight(row.record, owner_of, view)
                author_id = author_of(row.record)
                unsigned = row.nameless if look.nameless else row
                if seen is EVERYBODY:
                    look.shown[key] = unsigned
                    if look.nameless and author_id:
                        look.special[key] = (author_id, row)
                elif seen is not NOBODY:
                    look.special[key] = (seen, row if seen == author_id else unsigned)
        return looks

    def _rows(self) -> dict[Key, Put]:
        """The touched records as they are now, and what they own if that may be seen by others now."""
        found: dict[Key, Put] = {}
        for key in self._touched:
            row = self._state.find(*key)
            if row is not None:
                found[key] = row
                if key in self._deep:
                    found.update({(below.kind, below.id): below for below in self._state.below(row.record)})
        return found


def _same(one: Put | None, other: Put | None) -> bool:
    return one is other or (one is not None and other is not None and one.json == other.json)


def _standing(record: Record) -> tuple[object, ...]:
    """What of a record decides who sees that which it owns, and how."""
    switches = [getattr(record, name) for name in record.sight_fields]
    owner = record.owner_kind, record.owner_id
    return owner, author_of(record), trashed(record), withheld(record), hides_names(record), *switches

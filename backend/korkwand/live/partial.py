"""Events of which not everybody sees everything: what was seen before is compared with what is seen after.

Each record is looked at once per view, since besides everybody or nobody one author at most may see it. So a reveal
costs as much as there are cards, however many have written them.
"""

from collections.abc import Iterable

import msgspec

from korkwand.kernel.records import Change, Id, Kind, Put, Record, Remove
from korkwand.kernel.state import BoardState
from korkwand.kernel.visibility import (
    EVERYBODY,
    NOBODY,
    Sight,
    View,
    author_of,
    covers_cards,
    hides_names,
    shown,
    sight,
    trashed,
    withheld,
)

Key = tuple[Kind, Id]
Telling = tuple[Kind, Id, bool]
"""A record that is told of, and whether they who are told had seen it before."""
Sights = dict[Key, Sight]


class OwnChanges(msgspec.Struct):
    """What an author gets before and after the changes of their view, and which records that tells them of."""

    first: list[Change] = []
    last: list[Change] = []
    told_first: list[Telling] = []
    told_last: list[Telling] = []


class Form(msgspec.Struct):
    """The changes that take a view from before to after, what they tell of, and what single authors get besides."""

    nameless: bool
    changes: list[Change] = []
    told: list[Telling] = []
    own: dict[Id, OwnChanges] = {}


class Partial:
    """Made before an event is folded; `compare` after it; then `form` gives what each view gets."""

    def __init__(self, state: BoardState, changes: list[Change]) -> None:
        self._state = state
        self._changed = {(change.kind, change.id) for change in changes if isinstance(change, Put)}
        self._depth = {kind: place for place, kind in enumerate(state.kinds)}
        self._touched = [(change.kind, change.id) for change in changes]
        self._deep = {
            (change.kind, change.id)
            for change in changes
            if isinstance(change, Put)
            and (old := state.find(change.kind, change.id)) is not None
            and _standing(old.record) != _standing(change.record)
        }
        self._rows_before = {key: state.find(*key) for key in self._touched}
        self._names_hidden_before = state.names_hidden
        self._before = self._sights()

    def compare(self) -> None:
        """Look again, after the fold."""
        self._names_hidden = self._state.names_hidden
        self._after = self._sights()

    def form(self, view: View) -> Form:
        """What this view and its authors get."""
        before, after = self._before[view.name], self._after[view.name]
        nameless = self._names_hidden and not view.names
        renamed = nameless != (self._names_hidden_before and not view.names)
        form = Form(nameless)
        gone = [key for key, seen in before.items() if seen is EVERYBODY and after.get(key) is not EVERYBODY]
        come = [
            key
            for key, seen in after.items()
            if seen is EVERYBODY and self._is_news(key, before.get(key) is EVERYBODY, renamed)
        ]
        same = (
            {key for key in self._changed if self._only_its_author_changed(key)} if nameless and not renamed else set()
        )
        told = [key for key in come if key not in same or before.get(key) is not EVERYBODY]
        form.changes = [*self._removes(gone), *self._puts(told, view, None)]
        form.told = [(*key, True) for key in gone] + [(*key, before.get(key) is EVERYBODY) for key in told]
        lost, found = self._own(before, after, renamed, same)
        if nameless:
            for key in come:
                for author_id in self._authors(key):
                    found.setdefault(author_id, []).append(key)
        for author_id in lost.keys() | found.keys():
            gone, come = lost.get(author_id, []), found.get(author_id, [])
            form.own[author_id] = OwnChanges(
                self._removes(gone),
                self._puts(come, view, author_id),
                [(*key, True) for key in gone],
                [(*key, before.get(key) in (EVERYBODY, author_id)) for key in come],
            )
        return form

    def _own(
        self, before: Sights, after: Sights, renamed: bool, same: set[Key]
    ) -> tuple[dict[Id, list[Key]], dict[Id, list[Key]]]:
        """What single authors lose and get besides what everybody of the view does."""
        lost: dict[Id, list[Key]] = {}
        found: dict[Id, list[Key]] = {}
        for key, seen in before.items():
            if seen is not EVERYBODY and seen is not NOBODY and after.get(key) not in (EVERYBODY, seen):
                lost.setdefault(seen, []).append(key)
        for key, seen in after.items():
            if seen is EVERYBODY or seen is NOBODY or not self._is_news(key, before.get(key) == seen, renamed):
                continue
            if key not in same or before.get(key) != seen or seen in self._authors(key):
                found.setdefault(seen, []).append(key)
        return lost, found

    def _is_news(self, key: Key, seen_before: bool, renamed: bool) -> bool:
        """Whether somebody who sees this record now must be told."""
        return not seen_before or key in self._changed or (renamed and bool(self._row(key).record.author_fields))

    def _only_its_author_changed(self, key: Key) -> bool:
        """Whether those who see no names see no change: told of it, they would learn what one person has written."""
        old, new = self._rows_before.get(key), self._state.find(*key)
        return old is not None and new is not None and old.nameless.json == new.nameless.json

    def _authors(self, key: Key) -> set[Id]:
        """Who is the record's author, and who was."""
        old = self._rows_before.get(key)
        records = [self._row(key).record, *([old.record] if old is not None else [])]
        return {author_id for record in records if (author_id := author_of(record))}

    def _removes(self, keys: Iterable[Key]) -> list[Change]:
        return [Remove(*key) for key in sorted(keys, key=lambda key: -self._depth[key[0]])]

    def _puts(self, keys: Iterable[Key], view: View, visitor_id: Id | None) -> list[Change]:
        rows = (self._row(key) for key in sorted(keys, key=lambda key: self._depth[key[0]]))
        return [shown(row, view, visitor_id, names_hidden=self._names_hidden) for row in rows]

    def _row(self, key: Key) -> Put:
        row = self._state.find(*key)
        assert row is not None
        return row

    def _sights(self) -> dict[str, Sights]:
        records = self._records()
        return {
            view.name: {key: sight(record, self._state.owner_of, view) for key, record in records.items()}
            for view in self._state.views.all.values()
            if not view.full
        }

    def _records(self) -> dict[Key, Record]:
        """The touched records as they are now, and what they own if that may be seen by others now."""
        found: dict[Key, Record] = {}
        for key in self._touched:
            row = self._state.find(*key)
            if row is not None:
                found[key] = row.record
                if key in self._deep:
                    found.update({(below.kind, below.id): below.record for below in self._state.below(row.record)})
        return found


def _standing(record: Record) -> tuple[Id, Id | None, bool, bool, bool, bool]:
    """What of a record decides who sees that which it owns."""
    return (
        record.owner_id,
        author_of(record),
        trashed(record),
        withheld(record),
        covers_cards(record),
        hides_names(record),
    )

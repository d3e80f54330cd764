"""A board in memory: records, their order, and the fold. A draft is the same, copy on write over another state."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from typing import Self, TypeVar, cast

from korkwand.errors import NotFound
from korkwand.kernel.records import Change, Id, Kind, Put, Record, Remove
from korkwand.kernel.size import UNJUDGED, Size, grown, is_card
from korkwand.kernel.versions import Texts
from korkwand.kernel.visibility import (
    EVERYBODY,
    MEMBER,
    NOBODY,
    VIEWS,
    View,
    author_of,
    hides_names,
    shown,
    sight,
    trashed,
    visible,
    withheld,
)

R = TypeVar("R", bound=Record)
Sibling = tuple[str, Id]

_NOTHING: list[Sibling] = []


class BoardState:
    """The records of one board at one moment.

    `BoardState(board_id, kinds)` is empty. `state.draft()` is an overlay: reading falls through, writing does not;
    `absorb` merges it back in time proportional to what it changed. Nothing here knows about rights except through
    `visibility`.
    """

    def __init__(self, board_id: Id, kinds: dict[Kind, type[Record]], base: Self | None = None) -> None:
        self.board_id = board_id
        self.kinds = kinds
        self.base = base
        self.rows: dict[Kind, dict[Id, Put | None]] = {kind: {} for kind in kinds}
        self.siblings: dict[tuple[Kind, Id], list[Sibling]] = {}
        self.texts: Texts = Texts(base.texts if base else None)
        self.views: Views = base.views if base else Views()
        self.size: Size = base.size if base else Size()
        """Kept up with each fold; what an edit would add to it, `growth` says."""
        self._owned = tuple(kind for kind, cls in kinds.items() if cls.owner_kind)

    def draft(self) -> Self:
        """A copy-on-write overlay."""
        return type(self)(self.board_id, self.kinds, self)

    # Reading

    def find(self, kind: Kind, record_id: Id) -> Put | None:
        """The record's last put, or None."""
        state: BoardState | None = self
        while state is not None:
            rows = state.rows[kind]
            if record_id in rows:
                return rows[record_id]
            state = state.base
        return None

    def get(self, cls: type[R], record_id: Id) -> R:
        """The record; raises NotFound, also when it is on another board."""
        found = self.find(cls.kind, record_id)
        if found is None:
            raise NotFound
        return cast(R, found.record)

    def has(self, kind: Kind, record_id: Id) -> bool:
        """Whether there is such a record."""
        return self.find(kind, record_id) is not None

    def owner_of(self, record: Record) -> Record | None:
        """The record that owns this one; None for the board itself."""
        if record.owner_kind is None:
            return None
        found = self.find(record.owner_kind, record.owner_id)
        return found.record if found else None

    def order(self, kind: Kind, owner_id: Id) -> list[Sibling]:
        """(order key, id) of the owner's records of this kind, in order. Not to be changed by the caller."""
        key = (kind, owner_id)
        state: BoardState | None = self
        while state is not None:
            if key in state.siblings:
                return state.siblings[key]
            state = state.base
        return _NOTHING

    def below(self, record: Record) -> Iterator[Put]:
        """Everything the record owns, owners before what they own."""
        for kind in self._owned:
            if self.kinds[kind].owner_kind == record.kind:
                for _, child_id in list(self.order(kind, record.id)):
                    child = cast(Put, self.find(kind, child_id))
                    yield child
                    yield from self.below(child.record)

    def all(self, kind: Kind) -> Iterator[Put]:
        """Every record of a kind; only for a committed state."""
        for row in self.rows[kind].values():
            if row is not None:
                yield row

    def removal(self, record: Record) -> list[Change]:
        """The removes that take the record and all it owns, what is owned before its owner."""
        depth = {kind: place for place, kind in enumerate(self.kinds)}
        gone: list[Change] = [Remove(row.kind, row.id) for row in self.below(record)]
        return [*sorted(gone, key=lambda change: -depth[change.kind]), Remove(record.kind, record.id)]

    # Writing

    def fold(
        self, changes: Iterable[Change], seq: int = 0, edit_id: Id = "", by: Id | None = None, at: str = ""
    ) -> None:
        """Make the changes true. The rest tells of the event, for later three-way merges."""
        self.texts.latest = max(self.texts.latest, seq)
        for change in changes:
            old = self.find(change.kind, change.id)
            before, after = old.record if old else None, change.record if isinstance(change, Put) else None
            self.size = _grown(self.size, before, after)
            if isinstance(change, Put):
                if old is None:
                    self._link(change.record)
                elif (old.record.owner_id, old.record.place) != (change.record.owner_id, change.record.place):
                    self._unlink(old.record)
                    self._link(change.record)
                    if change.kind == "card" and not self._seen_alike(old.record.owner_id, change.record.owner_id):
                        self.texts.note_place(change.id, seq)
                self.texts.note(old.record if old else None, change.record, seq, edit_id, by, at)
                self.rows[change.kind][change.id] = change
            elif old is not None:
                if any(self.below(old.record)):
                    raise AssertionError(f"{change.kind} {change.id} is removed before what it owns")
                self._unlink(old.record)
                self.texts.forget(change.id)
                if self.base is None:
                    del self.rows[change.kind][change.id]
                else:
                    self.rows[change.kind][change.id] = None

    def absorb(self, draft: Self) -> None:
        """Take over what a draft of this state changed."""
        for kind, rows in draft.rows.items():
            mine = self.rows[kind]
            for record_id, row in rows.items():
                if row is None and self.base is None:
                    mine.pop(record_id, None)
                else:
                    mine[record_id] = row
        for key, siblings in draft.siblings.items():
            if siblings or self.base is not None:
                self.siblings[key] = siblings
            else:
                self.siblings.pop(key, None)
        self.texts.absorb(draft.texts)
        self.size = draft.size

    def fill(self, records: Iterable[Put]) -> None:
        """Take in what the database holds. Quicker than `fold`, for an empty state."""
        for row in records:
            self.rows[row.kind][row.id] = row
            self.size = _grown(self.size, None, row.record)
            if row.record.owner_kind:
                self.siblings.setdefault((row.kind, row.record.owner_id), []).append(row.record.place)
        for siblings in self.siblings.values():
            siblings.sort()

    def _seen_alike(self, column_id: Id, other_id: Id) -> bool:
        """Whether two columns are seen by the same people."""
        if column_id == other_id:
            return True
        one, other = (found.record for key in (column_id, other_id) if (found := self.find("column", key)))
        if (trashed(one), withheld(one)) != (trashed(other), withheld(other)):
            return False
        keys = (self.find("key", key_id) for _, key_id in self.order("key", self.board_id))
        unseen = [getattr(key.record, "unseen_columns", "") for key in keys if key]
        return all((column_id in ids) == (other_id in ids) for ids in unseen)

    def growth(self, changes: Iterable[Change]) -> Size:
        """By how much these changes would make the board larger; less than nothing if they make it smaller."""
        last = {(change.kind, change.id): change for change in changes if change.kind not in UNJUDGED}
        size = Size()
        for (kind, record_id), change in last.items():
            found = self.find(kind, record_id)
            size = _grown(size, found.record if found else None, change.record if isinstance(change, Put) else None)
        return size

    def _own_siblings(self, record: Record) -> list[Sibling]:
        key = (record.kind, record.owner_id)
        if key not in self.siblings:
            self.siblings[key] = list(self.order(*key)) if self.base else []
        return self.siblings[key]

    def _link(self, record: Record) -> None:
        if record.owner_kind:
            insort(self._own_siblings(record), record.place)

    def _unlink(self, record: Record) -> None:
        if record.owner_kind:
            siblings = self._own_siblings(record)
            del siblings[bisect_left(siblings, record.place)]

    # What a visitor sees

    def visible(self, record: Record, view: View, visitor_id: Id | None = None) -> bool:
        """Whether the view, or this visitor as author, may see the record."""
        return visible(record, self.owner_of, view, visitor_id)

    @property
    def names_hidden(self) -> bool:
        """Whether this board does not tell who wrote what."""
        found = self.find("board", self.board_id)
        return found is not None and hides_names(found.record)

    def shown(self, row: Put, view: View, visitor_id: Id | None) -> Put:
        """The record as this visitor may see it, if he may see it at all."""
        return shown(row, view, visitor_id, names_hidden=self.names_hidden)

    def sorted_out(self, view: View) -> "Seen":
        """All records by who of the view may see them; only for a committed state."""
        seen = Seen(view, self.names_hidden and not view.names, {kind: [] for kind in self.kinds})
        for kind in self.kinds:
            for row in self.all(kind):
                seen.add(row, sight(row.record, self.owner_of, view))
        return seen

    def seen(self, view: View, visitor_id: Id | None = None) -> dict[Kind, list[Put]]:
        """All records by kind that the view, or this visitor as author, may see; only for a committed state."""
        return self.sorted_out(view).by(visitor_id)


def _grown(size: Size, old: Record | None, new: Record | None) -> Size:
    more = grown(old, new)
    if old is None or new is None:
        return size.plus(is_card(new) - is_card(old), more)
    return size.plus(0, more) if more else size


class Views:
    """The views that events are made for: one per group of roles, and those of limited keys while they are used."""

    def __init__(self) -> None:
        self.all: dict[str, View] = {view.name: view for view in VIEWS}
        self.narrow: tuple[View, ...] = (MEMBER,)
        """What all of these see, everybody does."""

    def use(self, view: View) -> View:
        """Make events for this view too, from now on."""
        if view.name not in self.all:
            self._set([*self.all.values(), view])
        return view

    def keep(self, used: Iterable[View]) -> None:
        """Forget the views of limited keys that nobody uses any more."""
        self._set([*VIEWS, *(view for view in used if view.unseen)])

    def _set(self, views: list[View]) -> None:
        self.all = {view.name: view for view in views}
        self.narrow = (MEMBER, *(view for view in self.all.values() if view.unseen))


class Seen:
    """What a view sees of a board, what single authors see besides, and how it is shown to them."""

    def __init__(self, view: View, nameless: bool, everybody: dict[Kind, list[Put]]) -> None:
        self._view = view
        self._nameless = nameless
        self._everybody = everybody
        self._own: dict[Id, dict[Kind, list[Put]]] = {}
        self._authors: set[Id] = set()

    def add(self, row: Put, seen: str) -> None:
        """Sort in one record."""
        if seen is EVERYBODY:
            self._everybody[row.kind].append(row)
            if self._nameless and (author_id := author_of(row.record)):
                self._authors.add(author_id)
        elif seen is not NOBODY:
            self._own.setdefault(seen, {}).setdefault(row.kind, []).append(row)

    def differs(self, visitor_id: Id | None) -> bool:
        """Whether this visitor sees something else than the others of his view."""
        return visitor_id is not None and (visitor_id in self._own or visitor_id in self._authors)

    def by(self, visitor_id: Id | None) -> dict[Kind, list[Put]]:
        """The records by kind, as this visitor sees them."""
        if not self._nameless and not self.differs(visitor_id):
            return self._everybody
        own = self._own.get(visitor_id or "", {})
        return {
            kind: [
                shown(row, self._view, visitor_id, names_hidden=self._nameless) for row in (*rows, *own.get(kind, ()))
            ]
            for kind, rows in self._everybody.items()
        }

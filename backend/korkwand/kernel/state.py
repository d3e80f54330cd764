"""A board in memory: records, their order, and the fold. A draft is the same, copy on write over another state."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from typing import Self, TypeVar, cast

from korkwand.errors import NotFound
from korkwand.kernel.merge import Words
from korkwand.kernel.records import Change, Id, Kind, Put, Record
from korkwand.kernel.size import Size, grown
from korkwand.kernel.versions import Reader, Texts
from korkwand.kernel.views import Seen, Views
from korkwand.kernel.visibility import (
    View,
    hides_names,
    shown,
    sight,
    trashed,
    visible,
    withheld,
)

R = TypeVar("R", bound=Record)
Sibling = tuple[str, Id]
Family = tuple[Kind, Kind | None, Id]
"""The kind of siblings, and kind and id of their owner."""

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
        self.siblings: dict[Family, list[Sibling]] = {}
        self.texts: Texts = Texts(base.texts if base else None)
        self.views: Views = base.views if base else Views()
        self.size: Size = base.size if base else Size()
        """Kept up with each fold; what an edit would add to it, `growth` says."""
        self._owned = tuple((kind, owned.kind) for kind, cls in kinds.items() for owned in cls.owners)
        self._usual_owner = {kind: cls.owners[-1].kind if cls.owners else None for kind, cls in kinds.items()}

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
        for field, kind in record.owners:
            if owner_id := getattr(record, field):
                found = self.find(kind, owner_id)
                return found.record if found else None
        return None

    def above(self, record: Record) -> Iterator[Record]:
        """The owner of the record, the owner's owner and so on, up to the board."""
        current = self.owner_of(record)
        while current is not None:
            yield current
            current = self.owner_of(current)

    @property
    def top(self) -> Record | None:
        """The board's own record; None for a board that is only being made."""
        found = self.find(next(iter(self.kinds)), self.board_id)
        return found.record if found else None

    @property
    def the_top(self) -> Record:
        """The board's own record; raises NotFound."""
        if (top := self.top) is None:
            raise NotFound
        return top

    def text_at(self, record: Record, base: int | Id, reader: Reader) -> Words | None:
        """The words of a record that a writer saw (`Texts.at`)."""
        return self.texts.at(record, self.above(record), base, reader)

    def order(self, kind: Kind, owner_id: Id, owner_kind: Kind | None = None) -> list[Sibling]:
        """(order key, id) of the owner's records of this kind, in order. Not to be changed by the caller.

        Without `owner_kind` the owner is of the kind that owns these usually.
        """
        key = (kind, owner_kind or self._usual_owner[kind], owner_id)
        state: BoardState | None = self
        while state is not None:
            if key in state.siblings:
                return state.siblings[key]
            state = state.base
        return _NOTHING

    def below(self, record: Record) -> Iterator[Put]:
        """Everything the record owns, owners before what they own."""
        for kind, owner_kind in self._owned:
            if owner_kind == record.kind:
                for _, child_id in list(self.order(kind, record.id, owner_kind)):
                    child = cast(Put, self.find(kind, child_id))
                    yield child
                    yield from self.below(child.record)

    def all(self, kind: Kind) -> Iterator[Put]:
        """Every record of a kind; only for a committed state."""
        for row in self.rows[kind].values():
            if row is not None:
                yield row

    def each(self, kind: Kind) -> Iterator[Put]:
        """Every record of a kind, in a draft too."""
        seen: set[Id] = set()
        state: BoardState | None = self
        while state is not None:
            for record_id, row in list(state.rows[kind].items()):
                if row is not None and record_id not in seen:
                    yield row
                seen.add(record_id)
            state = state.base

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
                elif old.record.place != change.record.place or not same_owner(old.record, change.record):
                    self._unlink(old.record)
                    self._link(change.record)
                    if change.record.merged and not self._seen_alike(old.record, change.record):
                        self.texts.note_place(change.record, seq)
                self.texts.note(old.record if old else None, change.record, seq, edit_id, by, at)
                self.rows[change.kind][change.id] = change
            elif old is not None:
                if any(self.below(old.record)):
                    raise AssertionError(f"{change.kind} {change.id} is removed before what it owns")
                self._unlink(old.record)
                self.texts.forget(change.kind, change.id)
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
            if row.record.owners:
                self.siblings.setdefault(_family(row.record), []).append(row.record.place)
        for siblings in self.siblings.values():
            siblings.sort()

    def _seen_alike(self, one: Record, other: Record) -> bool:
        """Whether what owns these two lets the same people see them."""
        if _family(one)[1:] == _family(other)[1:]:
            return True
        above = [list(self.above(record)) for record in (one, other)]
        hidden = [(any(map(trashed, owners)), any(map(withheld, owners))) for owners in above]
        if hidden[0] != hidden[1]:
            return False
        limitable = [{owner.id for owner in owners if owner.limitable} for owners in above]
        lists = (
            getattr(row.record, cls.unseen_field).split()
            for kind, cls in self.kinds.items()
            if cls.unseen_field
            for _, record_id in self.order(kind, self.board_id)
            if (row := self.find(kind, record_id))
        )
        return all(limitable[0].isdisjoint(ids) == limitable[1].isdisjoint(ids) for ids in lists)

    def growth(self, changes: Iterable[Change]) -> Size:
        """By how much these changes would make the board larger; less than nothing if they make it smaller."""
        last = {(change.kind, change.id): change for change in changes if not self.kinds[change.kind].always_fits}
        size = Size()
        for (kind, record_id), change in last.items():
            found = self.find(kind, record_id)
            size = _grown(size, found.record if found else None, change.record if isinstance(change, Put) else None)
        return size

    def _own_siblings(self, record: Record) -> list[Sibling]:
        key = _family(record)
        if key not in self.siblings:
            self.siblings[key] = list(self.order(key[0], key[2], key[1])) if self.base else []
        return self.siblings[key]

    def _link(self, record: Record) -> None:
        if record.owners:
            insort(self._own_siblings(record), record.place)

    def _unlink(self, record: Record) -> None:
        if record.owners:
            siblings = self._own_siblings(record)
            del siblings[bisect_left(siblings, record.place)]

    # What a visitor sees

    def visible(self, record: Record, view: View, visitor_id: Id | None = None) -> bool:
        """Whether the view, or this visitor as author, may see the record."""
        return visible(record, self.owner_of, view, visitor_id)

    @property
    def names_hidden(self) -> bool:
        """Whether this board does not tell who wrote what."""
        return hides_names(self.top)

    def shown(self, row: Put, view: View, visitor_id: Id | None) -> Put:
        """The record as this visitor may see it, if they may see it at all."""
        return shown(row, view, visitor_id, names_hidden=self.names_hidden)

    def sorted_out(self, view: View) -> Seen:
        """All records by who of the view may see them; only for a committed state."""
        seen = Seen(view, self.names_hidden and not view.names, {kind: [] for kind in self.kinds})
        for kind in self.kinds:
            for row in self.all(kind):
                seen.add(row, sight(row.record, self.owner_of, view))
        return seen

    def seen(self, view: View, visitor_id: Id | None = None) -> dict[Kind, list[Put]]:
        """All records by kind that the view, or this visitor as author, may see; only for a committed state."""
        return self.sorted_out(view).by(visitor_id)


def _family(record: Record) -> Family:
    """Whose child the record is."""
    for field, kind in record.owners:
        if owner_id := getattr(record, field):
            return record.kind, kind, owner_id
    return record.kind, None, ""


def same_owner(one: Record, other: Record) -> bool:
    """Whether two records of one kind name the same owner. Its id alone does not say: there may be several kinds."""
    return all(getattr(one, field) == getattr(other, field) for field, _ in one.owners)


def _grown(size: Size, old: Record | None, new: Record | None) -> Size:
    more = grown(old, new)
    if old is None or new is None:
        count = (new is not None and new.counted) - (old is not None and old.counted)
        return size.plus(count, more)
    return size.plus(0, more) if more else size

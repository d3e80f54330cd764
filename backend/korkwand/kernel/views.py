"""The views that a board's events are made for, and what each of them sees of it."""

from collections.abc import Iterable

from korkwand.kernel.records import Id, Kind, Put
from korkwand.kernel.visibility import EVERYBODY, MEMBER, NOBODY, VIEWS, View, author_of, shown


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
        """Whether this visitor sees something else than the others of their view."""
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

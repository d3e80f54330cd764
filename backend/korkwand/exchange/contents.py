"""What a visitor may see of a board, in the order in which it is shown: the source of every export."""

from collections import defaultdict
from typing import TypeVar, cast

from korkwand.kernel.records import Id, Kind, Put, Record
from korkwand.kernel.state import BoardState
from korkwand.kernel.visibility import View, hides_names, shown, visible
from korkwand.nouns.board.record import Board, the_board
from korkwand.nouns.card.record import Card
from korkwand.nouns.column.record import Column
from korkwand.nouns.comment.record import Comment

R = TypeVar("R", bound=Record)
Owner = tuple[Kind | None, Id]
"""Kind and id of who owns a record."""


class Contents:
    """The records of a board that one view may see, as they are when this is made.

    Making it only copies references, and must happen on the event loop: between two turns, so that it is one moment of
    the board. What is seen, and in which order, is found out when first asked for, which may be in a thread.
    """

    def __init__(self, state: BoardState, view: View, visitor_id: Id | None = None) -> None:
        self.board: Board = the_board(state)
        kinds = [kind for kind, cls in state.kinds.items() if cls.exported is True]
        self._kinds = {kind: state.kinds[kind] for kind in kinds}
        self._rows: dict[Kind, dict[Id, Put | None]] = {kind: state.rows[kind].copy() for kind in kinds}
        self._view = view
        self._visitor_id = visitor_id
        self._families: dict[Kind, dict[Owner, list[Record]]] = {}

    def records(self, cls: type[R]) -> list[R]:
        """All of a kind, in the order in which the board shows them: by their owners, then by their own."""
        if not cls.owners:
            return cast("list[R]", [self.board])
        families = self._by_owner(cls)
        owners = (owner for kind in self._owning(cls) for owner in self.records(self._kinds[kind]))
        return cast("list[R]", [record for owner in owners for record in families.get((owner.kind, owner.id), ())])

    @property
    def columns(self) -> list[Column]:
        """The columns in their order."""
        return self.records(Column)

    def cards_of(self, column: Column) -> list[Card]:
        """The column's cards from top to bottom."""
        return self._children(Card, column)

    def comments_of(self, card: Card) -> list[Comment]:
        """The card's comments, the oldest first."""
        return self._children(Comment, card)

    def _children(self, cls: type[R], owner: Record) -> list[R]:
        return cast("list[R]", self._by_owner(cls).get((owner.kind, owner.id), []))

    def _owning(self, cls: type[Record]) -> list[Kind]:
        """The kinds that own these, owners before what they own."""
        return [kind for kind in self._kinds if any(owned.kind == kind for owned in cls.owners)]

    def _by_owner(self, cls: type[Record]) -> dict[Owner, list[Record]]:
        if cls.kind not in self._families:
            families: dict[Owner, list[Record]] = defaultdict(list)
            for record in self._in_order(cls):
                families[record.owner_kind, record.owner_id].append(record)
            self._families[cls.kind] = families
        return self._families[cls.kind]

    def _in_order(self, cls: type[Record]) -> list[Record]:
        rows = (row for row in self._rows[cls.kind].values() if row is not None)
        seen = [
            shown(row, self._view, self._visitor_id, names_hidden=hides_names(self.board)).record
            for row in rows
            if visible(row.record, self._owner_of, self._view, self._visitor_id)
        ]
        return sorted(seen, key=lambda record: record.place)

    def _owner_of(self, record: Record) -> Record | None:
        row = self._rows[record.owner_kind].get(record.owner_id) if record.owner_kind else None
        return row.record if row is not None else None


def open_columns(state: BoardState) -> list[tuple[Id, str]]:
    """Id and title of the board's columns that are not in the trash, in their order."""
    columns = (state.get(Column, column_id) for _, column_id in state.order(Column.kind, state.board_id))
    return [(column.id, column.title) for column in columns if column.deleted_at is None]

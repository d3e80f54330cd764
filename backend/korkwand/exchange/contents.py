"""What a visitor may see of a board, in the order in which it is shown: the source of every export."""

from collections import defaultdict
from functools import cached_property
from typing import Final, TypeVar, cast

from korkwand.kernel.records import Id, Kind, Put, Record
from korkwand.kernel.state import BoardState
from korkwand.kernel.visibility import View, hides_names, shown, visible
from korkwand.nouns.board.record import Board, the_board
from korkwand.nouns.card.record import Card
from korkwand.nouns.column.record import Column
from korkwand.nouns.comment.record import Comment

R = TypeVar("R", bound=Record)
EXPORTED: Final[tuple[type[Record], ...]] = (Board, Column, Card, Comment)
"""Keys are not among them."""


class Contents:
    """The records of a board that one view may see, as they are when this is made.

    Making it only copies references, and must happen on the event loop: between two turns, so that it is one moment of
    the board. What is seen, and in which order, is found out when first asked for, which may be in a thread.
    """

    def __init__(self, state: BoardState, view: View, visitor_id: Id | None = None) -> None:
        self.board: Board = the_board(state)
        self._rows: dict[Kind, dict[Id, Put | None]] = {cls.kind: state.rows[cls.kind].copy() for cls in EXPORTED}
        self._view = view
        self._visitor_id = visitor_id

    @cached_property
    def columns(self) -> list[Column]:
        """The columns in their order."""
        return self._in_order(Column)

    def cards_of(self, column: Column) -> list[Card]:
        """The column's cards from top to bottom."""
        return self._cards_by_column.get(column.id, [])

    def comments_of(self, card: Card) -> list[Comment]:
        """The card's comments, the oldest first."""
        return self._comments_by_card.get(card.id, [])

    @cached_property
    def _cards_by_column(self) -> dict[Id, list[Card]]:
        cards: dict[Id, list[Card]] = defaultdict(list)
        for card in self._in_order(Card):
            cards[card.column_id].append(card)
        return cards

    @cached_property
    def _comments_by_card(self) -> dict[Id, list[Comment]]:
        comments: dict[Id, list[Comment]] = defaultdict(list)
        for comment in self._in_order(Comment):
            comments[comment.card_id].append(comment)
        return comments

    def _in_order(self, cls: type[R]) -> list[R]:
        rows = (row for row in self._rows[cls.kind].values() if row is not None)
        seen = [
            shown(row, self._view, self._visitor_id, names_hidden=hides_names(self.board)).record
            for row in rows
            if visible(row.record, self._owner_of, self._view, self._visitor_id)
        ]
        return cast("list[R]", sorted(seen, key=lambda record: record.place))

    def _owner_of(self, record: Record) -> Record | None:
        row = self._rows[record.owner_kind].get(record.owner_id) if record.owner_kind else None
        return row.record if row is not None else None


def open_columns(state: BoardState) -> list[tuple[Id, str]]:
    """Id and title of the board's columns that are not in the trash, in their order."""
    columns = (state.get(Column, column_id) for _, column_id in state.order(Column.kind, state.board_id))
    return [(column.id, column.title) for column in columns if column.deleted_at is None]

"""What a visitor may see of a board, in the order in which it is shown: the source of every export."""

from collections import defaultdict
from typing import TypeVar, cast

from korkwand.access.visibility import View
from korkwand.boards import Board, the_board
from korkwand.cards.card import Card
from korkwand.columns import Column
from korkwand.comments import Comment
from korkwand.edits.state import BoardState
from korkwand.storage.records import Id, Record

R = TypeVar("R", bound=Record)


class Contents:
    """The records of a board that one view may see, frozen at one moment. Keys are not among them."""

    def __init__(self, state: BoardState, view: View, visitor_id: Id | None = None) -> None:
        seen = state.seen(view, visitor_id)

        def in_order(cls: type[R]) -> list[R]:
            return cast("list[R]", sorted((put.record for put in seen[cls.kind]), key=lambda record: record.place))

        self.board: Board = the_board(state)
        self.columns: list[Column] = in_order(Column)
        self._cards: dict[Id, list[Card]] = defaultdict(list)
        self._comments: dict[Id, list[Comment]] = defaultdict(list)
        for card in in_order(Card):
            self._cards[card.column_id].append(card)
        for comment in in_order(Comment):
            self._comments[comment.card_id].append(comment)

    def cards_of(self, column: Column) -> list[Card]:
        """The column's cards from top to bottom."""
        return self._cards.get(column.id, [])

    def comments_of(self, card: Card) -> list[Comment]:
        """The card's comments, the oldest first."""
        return self._comments.get(card.id, [])


def open_columns(state: BoardState) -> list[tuple[Id, str]]:
    """Id and title of the board's columns that are not in the trash, in their order."""
    columns = (state.get(Column, column_id) for _, column_id in state.order(Column.kind, state.board_id))
    return [(column.id, column.title) for column in columns if column.deleted_at is None]

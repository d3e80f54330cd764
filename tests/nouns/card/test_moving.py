"""Moving cards: neighbours that are there, gone, hidden or elsewhere; and ranks that have grown too long."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from korkwand.kernel.ranks import HEAD, LONGEST, between
from korkwand.kernel.records import put
from tests.check import accepted, refused
from tests.make import Pinboard, empty_board, make_board, named_id, names


def board_of(*cards: str) -> Pinboard:
    """A board with these cards of the contributor in this order in `ideas`, and a card in `topics`."""
    board = empty_board()
    for card in cards:
        board.do("contributor", "card.add", card_id=card, column_id="ideas", title=card)
    board.do("coordinator", "column.add", column_id="topics", title="Topics")
    board.do("contributor", "card.add", card_id="elsewhere", column_id="topics", title="Elsewhere")
    return board


def move(board: Pinboard, card: str, column: str = "ideas", **place: Any) -> None:
    accepted(board, "contributor", "card.move", card_id=card, column_id=column, **place)


class TestMoveCard:
    @pytest.mark.parametrize(
        ("card", "place", "order"),
        [
            ("b", {"after_id": None}, "bacd"),
            ("a", {"after_id": None}, "abcd"),
            ("b", {}, "acdb"),
            ("d", {}, "abcd"),
            ("d", {"after_id": "a"}, "adbc"),
            ("a", {"after_id": "c"}, "bcad"),
            ("b", {"after_id": "a"}, "abcd"),
            ("a", {"after_id": "never was", "before_id": "d"}, "bcad"),
            ("d", {"after_id": "never was", "before_id": "a"}, "dabc"),
            ("a", {"after_id": "elsewhere", "before_id": "d"}, "bcad"),
            ("a", {"after_id": "c", "before_id": "b"}, "bcad"),
            ("a", {"after_id": "never was", "before_id": "elsewhere"}, "bcda"),
            ("a", {"after_id": "never was"}, "bcda"),
            ("a", {"after_id": None, "before_id": "c"}, "abcd"),
            ("b", {"after_id": "b"}, "abcd"),
            ("b", {"after_id": "never was", "before_id": "b"}, "abcd"),
            ("b", {"after_id": "a", "before_id": "b"}, "abcd"),
        ],
    )
    def test_to_its_place(self, card: str, place: dict[str, str | None], order: str) -> None:
        """[ED3]"""
        board = board_of(*"abcd")
        move(board, card, **place)
        assert board.order("card", "ideas") == names(*order)

    @pytest.mark.parametrize(
        ("card", "place"),
        [("b", {"after_id": "a"}), ("a", {"after_id": None}), ("c", {}), ("b", {"after_id": "b"}),
         ("b", {"after_id": "gone", "before_id": "c"})],
    )  # fmt: skip
    def test_where_it_stands_already_it_keeps_its_rank(self, card: str, place: dict[str, str | None]) -> None:
        """[ED3]"""
        board = board_of(*"abc")
        rank = board.get("card", card).rank
        move(board, card, **place)
        assert board.get("card", card).rank == rank

    @pytest.mark.parametrize(
        ("place", "index"), [({}, 2), ({"after_id": None}, 0), ({"after_id": "x"}, 1), ({"after_id": "a"}, 2)]
    )
    def test_into_another_column(self, place: dict[str, str | None], index: int) -> None:
        board = board_of("a", "b")
        board.do("contributor", "card.add", card_id="x", column_id="topics", after_id=None, title="x")
        move(board, "a", "topics", **place)
        assert board.order("card", "topics")[index] == named_id("a")
        assert board.order("card", "ideas") == names("b")

    def test_into_an_empty_column(self) -> None:
        board = board_of("a")
        board.do("coordinator", "column.add", column_id="empty", title="Empty")
        move(board, "a", "empty", after_id="b", before_id="c")
        assert board.order("card", "empty") == names("a")

    def test_after_a_purged_neighbour_falls_back_to_the_other(self) -> None:
        """[ED3]"""
        board = board_of(*"abcd")
        board.do("coordinator", "card.purge", card_id="b")
        move(board, "d", after_id="b", before_id="c")
        assert board.order("card", "ideas") == names("a", "d", "c")

    def test_after_a_trashed_neighbour_which_is_still_there(self) -> None:
        board = board_of(*"abcd")
        board.do("coordinator", "card.delete", card_id="b")
        move(board, "d", after_id="b")
        assert board.order("card", "ideas") == names(*"abdc")

    def test_after_a_neighbour_of_another_board_it_goes_to_the_end(self) -> None:
        """[ED3]"""
        move(board := board_of(*"abc"), "a", after_id=named_id("a card of another board"))
        assert board.order("card", "ideas") == names(*"bca")

    def test_takes_its_comments_along(self) -> None:
        board = make_board()
        comments = board.order("comment", "contributor's card")
        move(board, "contributor's card", "topics")
        assert board.order("comment", "contributor's card") == comments

    def test_changes_neither_text_nor_author_nor_times(self) -> None:
        board = board_of("a", "b")
        before = board.get("card", "a")
        accepted(board, "editor", "card.move", card_id="a", column_id="topics")
        after = board.get("card", "a")
        assert after == put(before, column_id=named_id("topics"), rank=after.rank).record

    def test_an_unknown_column_or_card_is_not_found(self) -> None:
        board = board_of("a")
        assert refused(board, "editor", "card.move", card_id="a", column_id="never was") == "not_found"
        assert refused(board, "editor", "card.move", card_id="never was", column_id="ideas") == "not_found"
        assert refused(board, "editor", "card.move", card_id="ideas", column_id="ideas") == "not_found"
        assert refused(board, "editor", "card.move", card_id="a", column_id="a") == "not_found"

    def test_a_trashed_card_or_column_is_closed(self) -> None:
        board = make_board()
        assert refused(board, "editor", "card.move", card_id="other's trashed card", column_id="topics") == "closed"
        assert refused(board, "editor", "card.move", card_id="other's buried card", column_id="topics") == "closed"
        assert refused(board, "editor", "card.move", card_id="other's card", column_id="trashed column") == "closed"
        assert (
            refused(board, "contributor", "card.move", card_id="contributor's trashed card", column_id="topics")
            == "closed"
        )

    def test_what_a_contributor_may_not_see_is_not_found_rather_than_forbidden(self) -> None:
        """[ED17]"""
        board = make_board()
        for card in ("other's trashed card", "other's buried card", "contributor's buried card"):
            assert refused(board, "contributor", "card.move", card_id=card, column_id="topics") == "not_found"
        own = {"card_id": "contributor's card", "column_id": "trashed column"}
        assert refused(board, "contributor", "card.move", **own) == "not_found"

    def test_others_cards_are_forbidden(self) -> None:
        assert (
            refused(make_board(), "contributor", "card.move", card_id="other's card", column_id="topics") == "forbidden"
        )


class TestMakingRoom:
    def crowd(self, board: Pinboard, card: str) -> int:
        """Move the card and its neighbours into one gap until a rank would be too long; how many moves it took."""
        for turn in range(2_000):
            moving, below = ("x", "y") if turn % 2 else ("y", "x")
            seq = board.do(
                "contributor", "card.move", card_id=moving, column_id="ideas", after_id=card, before_id=below
            )
            if len(json.loads(board.log[seq - 1]["changes"])) > 1:
                return turn
        raise AssertionError("no room was ever made")

    def test_past_forty_characters_the_neighbours_make_room(self) -> None:
        """[ED4]"""
        board = board_of("a", "x", "y", "z")
        board.do("other", "card.add", card_id="trashed", column_id="ideas", title="Hidden")
        board.do("other", "card.delete", card_id="trashed")
        assert self.crowd(board, "a") > 100
        assert len(board.get("card", board.order("card", "ideas")[1]).rank) == HEAD
        assert board.order("card", "ideas")[0] == named_id("a")
        assert board.order("card", "ideas")[3:] == names("z", "trashed")

    @pytest.mark.parametrize(
        ("edit_type", "fields"),
        [
            ("card.add", {"card_id": "new", "column_id": "ideas", "title": "x", "after_id": "contributor's card"}),
            ("card.copy", {"card_id": "contributor's card", "copy_id": "new"}),
            ("card.move", {"card_id": "far", "column_id": "ideas", "after_id": "contributor's card"}),
            ("card.move", {"card_id": "last", "column_id": "ideas", "after_id": "contributor's card"}),
        ],
    )
    def test_every_visitor_sees_the_new_places_of_what_they_see(self, edit_type: str, fields: dict[str, Any]) -> None:
        board = make_board()
        board.do("contributor", "card.add", card_id="far", column_id="topics", title="x")
        board.do("contributor", "card.add", card_id="last", column_id="ideas", title="x")
        crowd_ranks(board, "contributor's card", board.order("card", "ideas")[1])
        placed = named_id(fields.get("copy_id", fields["card_id"]))
        others = [card for card in board.order("card", "ideas") if card != placed]
        event = accepted(board, "contributor", edit_type, **fields)
        assert len(json.loads(event["changes"])) > 1
        assert {len(rank) for rank, _ in board.state.order("card", named_id("ideas"))} == {HEAD}
        assert board.order("card", "ideas") == [others[0], placed, *others[1:]]


def crowd_ranks(board: Pinboard, low: str, high: str) -> None:
    """Give the upper of two neighbours the longest rank that lies directly above the lower."""
    rank = board.get("card", high).rank
    while len(between(board.get("card", low).rank, rank)) <= LONGEST:
        rank = between(board.get("card", low).rank, rank)
    board.state.fold([put(board.get("card", high), rank=rank)])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(-1, 6), st.integers(-1, 6)), max_size=12))
def test_any_moves_put_the_card_where_its_neighbours_say(moves: list[tuple[int, int, int]]) -> None:
    """Against the plainest model there is: a list."""
    cards = [f"card {number}" for number in range(6)]
    board, model = board_of(*cards), list(cards)
    for card, after, before in moves:
        known = [*cards, "gone"]
        place = {"after_id": known[after] if after >= 0 else None, "before_id": known[before] if before >= 0 else None}
        board.do("contributor", "card.move", card_id=cards[card], column_id="ideas", **place)
        model_move(model, cards[card], place["after_id"], place["before_id"])
        assert board.order("card", "ideas") == names(*model)


def model_move(order: list[str], card: str, after: str | None, before: str | None) -> None:
    if card == after or (after == "gone" and card == before):
        return
    order.remove(card)
    if after is None:
        order.insert(0, card)
    elif after in order:
        order.insert(order.index(after) + 1, card)
    elif before in order:
        order.insert(order.index(before), card)
    else:
        order.append(card)

"""Pinning, copying, importing and recolouring cards."""

import pytest

from korkwand.kernel.inputs import COLORS
from tests.check import accepted, refused
from tests.make import empty_board, make_board, named_id, names


class TestAddCard:
    def test_goes_to_the_end_by_itself(self) -> None:
        board = make_board()
        accepted(board, "contributor", "card.add", card_id="new", column_id="ideas", title="Bench")
        assert board.order("card", "ideas")[-1] == named_id("new")

    def test_on_top(self) -> None:
        board = make_board()
        accepted(board, "contributor", "card.add", card_id="new", column_id="ideas", title="Bench", after_id=None)
        assert board.order("card", "ideas")[0] == named_id("new")

    def test_is_its_makers_own_with_the_name_he_has_now(self) -> None:
        board = make_board()
        event = accepted(board, "contributor", "card.add", card_id="new", column_id="topics", text="Bench")
        card = board.get("card", "new")
        assert (card.author_id, card.author_name) == (named_id("contributor"), "Contributor")
        assert (card.created_at, card.edited_at, card.deleted_at) == (event["at"], None, None)
        assert (card.title, card.text, card.color) == ("", "Bench", "white")

    def test_a_visitor_without_a_name(self) -> None:
        board = make_board()
        accepted(board, "other", "card.add", card_id="new", column_id="topics", text="Bench")
        assert board.get("card", "new").author_name is None

    def test_without_an_id_of_its_own_it_has_its_edits(self) -> None:
        """[ED2]"""
        board = make_board()
        event = accepted(board, "contributor", "card.add", column_id="ideas", title="Bench")
        assert board.state.has("card", event["edit_id"])

    def test_without_any_word_it_is_invalid(self) -> None:
        """[ED11]"""
        assert refused(make_board(), "contributor", "card.add", column_id="ideas", title=" ", text="\n") == "invalid"

    def test_an_unknown_column_is_not_found(self) -> None:
        assert refused(make_board(), "contributor", "card.add", column_id="never was", title="x") == "not_found"

    def test_a_column_of_another_board_is_not_found(self) -> None:
        elsewhere = make_board("elsewhere")
        elsewhere.do("editor", "column.add", column_id="their column", title="Theirs")
        assert refused(make_board(), "editor", "card.add", column_id="their column", title="x") == "not_found"

    @pytest.mark.parametrize("taken", ["other's card", "other's trashed card", "other's twice buried card"])
    def test_a_taken_id_is_a_conflict_even_if_it_is_hidden(self, taken: str) -> None:
        """[ED2]"""
        assert (
            refused(make_board(), "contributor", "card.add", card_id=taken, column_id="ideas", title="x") == "conflict"
        )

    def test_an_id_of_another_kind_is_free(self) -> None:
        accepted(make_board(), "contributor", "card.add", card_id="topics", column_id="ideas", title="x")

    def test_the_id_of_a_purged_card_is_free_again(self) -> None:
        board = make_board()
        accepted(board, "coordinator", "card.purge", card_id="contributor's card")
        accepted(board, "other", "card.add", card_id="contributor's card", column_id="topics", title="Another")
        assert board.order("comment", "contributor's card") == []

    def test_a_trashed_column_is_closed_to_those_who_see_it_and_not_found_by_others(self) -> None:
        board = make_board()
        assert refused(board, "editor", "card.add", column_id="trashed column", title="x") == "closed"
        assert refused(board, "contributor", "card.add", column_id="trashed column", title="x") == "not_found"


class TestCopyCard:
    def test_stands_directly_after_the_original(self) -> None:
        """[ED3]"""
        board = make_board()
        accepted(board, "contributor", "card.copy", card_id="other's card", copy_id="copy")
        order = board.order("card", "ideas")
        assert order.index(named_id("copy")) == order.index(named_id("other's card")) + 1

    def test_has_the_same_words_and_is_the_copiers_own(self) -> None:
        board = make_board()
        accepted(board, "contributor", "card.copy", card_id="coordinator's card", copy_id="copy")
        original, copy = board.get("card", "coordinator's card"), board.get("card", "copy")
        assert (copy.title, copy.text, copy.color) == (original.title, original.text, original.color)
        assert (copy.author_id, copy.author_name) == (named_id("contributor"), "Contributor")
        assert copy.created_at > original.created_at

    def test_leaves_the_comments_behind(self) -> None:
        board = make_board()
        accepted(board, "editor", "card.copy", card_id="contributor's card", copy_id="copy")
        assert board.order("comment", "contributor's card")
        assert board.order("comment", "copy") == []

    @pytest.mark.parametrize(
        ("place", "index"), [({}, -1), ({"after_id": None}, 0), ({"after_id": "imported card"}, 2)]
    )
    def test_into_another_column(self, place: dict[str, str | None], index: int) -> None:
        board = make_board()
        accepted(board, "editor", "card.copy", card_id="other's card", copy_id="copy", column_id="topics", **place)
        assert board.order("card", "topics")[index] == named_id("copy")

    def test_on_top_of_its_own_column(self) -> None:
        board = make_board()
        accepted(board, "editor", "card.copy", card_id="other's card", copy_id="copy", after_id=None)
        assert board.order("card", "ideas")[0] == named_id("copy")

    def test_a_trashed_card_is_closed_to_its_author_and_not_found_by_others(self) -> None:
        board = make_board()
        assert refused(board, "contributor", "card.copy", card_id="contributor's trashed card") == "closed"
        assert refused(board, "other", "card.copy", card_id="contributor's trashed card") == "not_found"
        assert refused(board, "editor", "card.copy", card_id="contributor's buried card") == "closed"

    def test_a_taken_id_is_a_conflict(self) -> None:
        board = make_board()
        assert refused(board, "editor", "card.copy", card_id="other's card", copy_id="editor's card") == "conflict"

    def test_a_trashed_column_is_closed(self) -> None:
        board = make_board()
        assert refused(board, "editor", "card.copy", card_id="other's card", column_id="trashed column") == "closed"


class TestImportCard:
    def test_keeps_name_and_date_and_belongs_to_nobody(self) -> None:
        """[ED18]"""
        card = make_board().get("card", "imported card")
        assert (card.author_id, card.author_name, card.created_at) == (None, "Anna", "2025-01-02T03:04:05.678Z")

    def test_without_a_date_it_was_made_now(self) -> None:
        board = make_board()
        event = accepted(
            board, "coordinator", "card.import", card_id="new", column_id="ideas", text="x", author_name=""
        )
        card = board.get("card", "new")
        assert (card.created_at, card.author_name) == (event["at"], None)

    def test_perhaps_into_the_trash_or_below_it(self) -> None:
        board = make_board()
        times = {"edited_at": "2024-03-02T00:00:00.000Z", "deleted_at": "2024-03-03T00:00:00.000Z"}
        accepted(board, "coordinator", "card.import", card_id="new", column_id="trashed column", text="x", **times)
        card = board.get("card", "new")
        assert {name: getattr(card, name) for name in times} == times

    def test_nobody_but_editors_may_write_it(self) -> None:
        board = make_board()
        assert refused(board, "contributor", "card.write", card_id="imported card", text="Mine now") == "forbidden"
        accepted(board, "editor", "card.write", card_id="imported card", text="Oak")

    def test_ten_thousand_stand_in_order_with_short_ranks(self) -> None:
        board = empty_board()
        edits = [board.edit("card.import", column_id="ideas", title=str(number)) for number in range(10_000)]
        board.commit(board.turn("coordinator", edits))
        assert board.order("card", "ideas") == [edit.id for edit in edits]
        assert {len(rank) for rank, _ in board.state.order("card", named_id("ideas"))} == {6}


class TestRecolorCard:
    @pytest.mark.parametrize("color", COLORS)
    def test_every_colour(self, color: str) -> None:
        board = make_board()
        before = board.get("card", "contributor's card")
        accepted(board, "contributor", "card.recolor", card_id="contributor's card", color=color)
        after = board.get("card", "contributor's card")
        assert after.color == color
        assert (after.text, after.edited_at) == (before.text, None), "another colour is no other text"

    def test_the_same_colour_is_an_event_all_the_same(self) -> None:
        """[ED8]"""
        board = make_board()
        color = board.get("card", "contributor's card").color
        event = accepted(board, "contributor", "card.recolor", card_id="contributor's card", color=color)
        assert event["seq"] == board.seq

    def test_others_cards_are_forbidden_and_unknown_ones_not_found(self) -> None:
        board = make_board()
        assert refused(board, "contributor", "card.recolor", card_id="other's card", color="rose") == "forbidden"
        assert refused(board, "contributor", "card.recolor", card_id="never was", color="rose") == "not_found"
        assert refused(board, "contributor", "card.recolor", card_id=names("ideas")[0], color="rose") == "not_found"

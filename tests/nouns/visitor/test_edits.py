"""Removing visitors from a board and forgetting them."""

import pytest

from korkwand.nouns.key.rights import rights_of
from tests.check import accepted, refused, seen_by
from tests.make import make_board, named_id, rows_of

NAMES = ("contributor", "other", "editor", "never was")


class TestRemoveVisitor:
    def test_whatever_keys_he_has_he_may_nothing_any_more(self) -> None:
        """[ED20]"""
        board = make_board()
        accepted(board, "coordinator", "visitor.remove", visitor_id="contributor")
        assert rights_of(board.state, board.visitors["contributor"], board.now()) is None
        assert refused(board, "contributor", "card.add", column_id="ideas", title="x") == "forbidden"
        accepted(board, "other", "card.add", column_id="ideas", title="by the same key")

    def test_his_cards_stay_or_go_to_the_trash_as_wanted(self) -> None:
        """[ED20]"""
        for contents in ("keep", "trash"):
            board = make_board()
            accepted(board, "contributor", "card.report", card_id="other's card")
            accepted(board, "coordinator", "visitor.remove", visitor_id="contributor", contents=contents)
            assert (board.get("card", "contributor's card").deleted_at is not None) is (contents == "trash")
            assert board.get("card", "other's card").deleted_at is None
            assert (board.get("comment", "contributor on contributor's card").deleted_at is None) is (
                contents == "keep"
            )

    def test_only_coordinators_learn_who_has_gone(self) -> None:
        board = make_board()
        seen = {
            name: any(kind == "departure" for kind, _ in seen_by(board, name))
            for name in board.visitors
            if name != "system"
        }
        assert [name for name, sees in seen.items() if sees] == ["coordinator"]

    def test_nobody_removes_himself_or_who_has_gone(self) -> None:
        board = make_board()
        assert refused(board, "coordinator", "visitor.remove", visitor_id="coordinator") == "conflict"
        assert refused(board, "coordinator", "visitor.remove", visitor_id="gone visitor") == "conflict"

    def test_and_back_again(self) -> None:
        """[ED20]"""
        board = make_board()
        accepted(board, "coordinator", "visitor.remove", visitor_id="contributor")
        accepted(board, "coordinator", "visitor.readmit", visitor_id="contributor")
        accepted(board, "contributor", "card.write", card_id="contributor's card", text="Here again")
        assert refused(board, "coordinator", "visitor.readmit", visitor_id="contributor") == "not_found"


class TestForgetVisitor:
    @pytest.mark.parametrize("who", ["contributor", "coordinator", "system"])
    def test_the_name_goes_and_the_words_stay(self, who: str) -> None:
        """[ED21]"""
        board = make_board()
        before = board.get("card", "contributor's card")
        accepted(board, who, "visitor.forget", visitor_id="contributor", contents="keep")
        card = board.get("card", "contributor's card")
        assert (card.title, card.text, card.author_id, card.author_name) == (before.title, before.text, None, None)
        assert named_id("contributor") not in {
            getattr(record, "author_id", None) for record in rows_of(board.state).values()
        }

    def test_or_everything_goes_with_what_others_wrote_on_it(self) -> None:
        """[ED21]"""
        board = make_board()
        accepted(board, "contributor", "visitor.forget", visitor_id="contributor", contents="remove")
        left = rows_of(board.state)
        assert ("card", named_id("contributor's card")) not in left
        assert ("comment", named_id("other on contributor's card")) not in left
        assert ("card", named_id("other's card")) in left
        assert ("comment", named_id("contributor on other's trashed card")) not in left

    def test_nobody_but_coordinators_forgets_somebody_else(self) -> None:
        board = make_board()
        for who in ("viewer", "other", "editor"):
            assert refused(board, who, "visitor.forget", visitor_id="contributor", contents="keep") == "forbidden"

    def test_who_is_forgotten_cannot_be_let_in_again(self) -> None:
        board = make_board()
        accepted(board, "contributor", "visitor.forget", visitor_id="contributor", contents="keep")
        assert refused(board, "contributor", "card.add", column_id="ideas", title="x") == "forbidden"
        assert refused(board, "coordinator", "visitor.readmit", visitor_id="contributor") == "not_found"

    def test_also_on_a_board_that_is_closed(self) -> None:
        """The right to be forgotten does not end with the collecting."""
        board = make_board()
        accepted(board, "coordinator", "board.archive")
        accepted(board, "contributor", "visitor.forget", visitor_id="contributor", contents="remove")

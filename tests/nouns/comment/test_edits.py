"""Comments: below cards that are there, trashed, or buried with their column."""

import json

import pytest

from tests.check import accepted, refused, seen_by
from tests.make import make_board, named_id, names

OWN, FOREIGN = "contributor on contributor's card", "other on contributor's card"


class TestAddComment:
    def test_stands_below_those_that_were_there(self) -> None:
        """[ED4]"""
        board = make_board()
        event = accepted(board, "contributor", "comment.add", comment_id="new", card_id="other's card", text="Yes")
        accepted(board, "other", "comment.add", comment_id="newer", card_id="other's card", text="No")
        comment = board.get("comment", "new")
        assert (comment.author_id, comment.author_name) == (named_id("contributor"), "Contributor")
        assert (comment.created_at, comment.edited_at, comment.deleted_at) == (event["at"], None, None)
        assert board.order("comment", "other's card")[-2:] == names("new", "newer")

    def test_without_an_id_of_its_own_it_has_its_edits(self) -> None:
        board = make_board()
        event = accepted(board, "contributor", "comment.add", card_id="imported card", text="Yes")
        assert board.state.has("comment", event["edit_id"])

    @pytest.mark.parametrize("taken", [FOREIGN, "other's trashed comment", "other on other's buried card"])
    def test_a_taken_id_is_a_conflict(self, taken: str) -> None:
        fields = {"comment_id": taken, "card_id": "other's card", "text": "x"}
        assert refused(make_board(), "contributor", "comment.add", **fields) == "conflict"

    def test_an_unknown_card_is_not_found(self) -> None:
        assert refused(make_board(), "editor", "comment.add", card_id="never was", text="x") == "not_found"
        assert refused(make_board(), "editor", "comment.add", card_id="ideas", text="x") == "not_found"

    def test_a_trashed_card_is_closed_to_those_who_see_it(self) -> None:
        board = make_board()
        for card in ("contributor's trashed card", "contributor's buried card"):
            assert refused(board, "editor", "comment.add", card_id=card, text="x") == "closed"
            assert refused(board, "other", "comment.add", card_id=card, text="x") == "not_found"
        assert refused(board, "contributor", "comment.add", card_id="contributor's trashed card", text="x") == "closed"


class TestImportComment:
    def test_keeps_name_and_date_and_stands_in_time(self) -> None:
        board = make_board()
        accepted(board, "coordinator", "comment.import", comment_id="old", card_id="contributor's card", text="First",
                 author_name="Anna", created_at="2020-01-01T00:00:00.000Z")  # fmt: skip
        comment = board.get("comment", "old")
        assert (comment.author_id, comment.author_name) == (None, "Anna")
        assert board.order("comment", "contributor's card")[0] == named_id("old")

    def test_nobody_but_editors_may_write_it(self) -> None:
        board = make_board()
        assert refused(board, "contributor", "comment.write", comment_id="imported comment", text="x") == "forbidden"
        accepted(board, "editor", "comment.write", comment_id="imported comment", text="x")


class TestWriteComment:
    def test_changes_the_words_and_says_when(self) -> None:
        board = make_board()
        event = accepted(board, "contributor", "comment.write", comment_id=OWN, text="Rather not")
        comment = board.get("comment", OWN)
        assert (comment.text, comment.edited_at) == ("Rather not", event["at"])

    def test_the_same_words_are_no_editing(self) -> None:
        board = make_board()
        accepted(board, "contributor", "comment.write", comment_id=OWN, text="contributor agrees")
        assert board.get("comment", OWN).edited_at is None

    def test_of_others_is_forbidden(self) -> None:
        assert refused(make_board(), "contributor", "comment.write", comment_id=FOREIGN, text="x") == "forbidden"

    def test_in_the_trash_is_closed(self) -> None:
        """[ED14]"""
        board = make_board()
        assert (
            refused(board, "contributor", "comment.write", comment_id="contributor's trashed comment", text="x")
            == "closed"
        )
        for comment in ("contributor on contributor's trashed card", "other on contributor's trashed card"):
            assert refused(board, "editor", "comment.write", comment_id=comment, text="x") == "closed"

    def test_what_one_may_not_see_is_not_found(self) -> None:
        board = make_board()
        for comment in (
            "other's trashed comment",
            "contributor on other's trashed card",
            "other on other's buried card",
        ):
            assert refused(board, "contributor", "comment.write", comment_id=comment, text="x") == "not_found"


class TestTrash:
    def test_a_deleted_comment_is_seen_by_its_author_and_editors_only(self) -> None:
        board = make_board()
        accepted(board, "editor", "comment.delete", comment_id=FOREIGN)
        seen = {
            who for who in board.visitors if who != "system" and ("comment", named_id(FOREIGN)) in seen_by(board, who)
        }
        assert seen == {"other", "editor", "coordinator"}

    def test_deleting_twice_is_closed(self) -> None:
        assert refused(make_board(), "other", "comment.delete", comment_id="other's trashed comment") == "closed"

    def test_deleting_below_a_trashed_card_is_closed(self) -> None:
        """[ED14]"""
        board = make_board()
        comment = "contributor on contributor's trashed card"
        assert refused(board, "contributor", "comment.delete", comment_id=comment) == "closed"
        assert refused(board, "editor", "comment.delete", comment_id="other on other's buried card") == "closed"

    def test_restoring_is_its_authors_only_if_they_deleted_it_themselves(self) -> None:
        """[ED26]"""
        board = make_board()
        accepted(board, "other", "comment.restore", comment_id="other's trashed comment")
        accepted(board, "editor", "comment.delete", comment_id="other's trashed comment")
        assert refused(board, "other", "comment.restore", comment_id="other's trashed comment") == "forbidden"

    def test_restoring_shows_it_to_everybody(self) -> None:
        board = make_board()
        accepted(board, "other", "comment.restore", comment_id="other's trashed comment")
        assert ("comment", named_id("other's trashed comment")) in seen_by(board, "viewer")

    def test_restoring_below_a_trashed_card_is_a_conflict(self) -> None:
        """[ED14]"""
        board = make_board()
        board.do("other", "comment.delete", comment_id=FOREIGN)
        board.do("contributor", "card.delete", card_id="contributor's card")
        assert refused(board, "editor", "comment.restore", comment_id=FOREIGN) == "conflict"
        assert refused(board, "other", "comment.restore", comment_id=FOREIGN) == "not_found"

    def test_purging_removes_the_one(self) -> None:
        board = make_board()
        event = accepted(board, "coordinator", "comment.purge", comment_id=FOREIGN)
        assert json.loads(event["changes"]) == [{"remove": "comment", "id": named_id(FOREIGN)}]

    def test_purging_below_a_trashed_card_is_told_to_the_cards_author(self) -> None:
        """They see their trashed card with all comments on it, so they must hear of each that goes."""
        board = make_board()
        comment = "other on contributor's trashed card"
        assert ("comment", named_id(comment)) in seen_by(board, "contributor")
        accepted(board, "coordinator", "comment.purge", comment_id=comment)

    def test_only_coordinators_purge(self) -> None:
        assert refused(make_board(), "editor", "comment.purge", comment_id=FOREIGN) == "forbidden"
        assert refused(make_board(), "contributor", "comment.purge", comment_id=OWN) == "forbidden"

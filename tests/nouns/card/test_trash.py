"""The trash: deleting, restoring and purging cards."""

import json

import pytest

from tests.check import accepted, refused, seen_by
from tests.make import make_board, named_id


def sees(board, who: str, kind: str, name: str) -> bool:  # type: ignore[no-untyped-def]
    return (kind, named_id(name)) in seen_by(board, who)


class TestDeleteCard:
    def test_is_seen_by_its_author_and_by_editors_only(self) -> None:
        """[EV7] [ED13]"""
        board = make_board()
        event = accepted(board, "contributor", "card.delete", card_id="contributor's card")
        assert board.get("card", "contributor's card").deleted_at == event["at"]
        seen = {who for who in board.visitors if who != "system" and sees(board, who, "card", "contributor's card")}
        assert seen == {"contributor", "editor", "coordinator"}

    def test_hides_its_comments_with_it(self) -> None:
        """[EV8] [ED13]"""
        board = make_board()
        accepted(board, "editor", "card.delete", card_id="contributor's card")
        assert not sees(board, "viewer", "comment", "other on contributor's card")
        assert not sees(board, "other", "comment", "other on contributor's card")
        assert sees(board, "contributor", "comment", "other on contributor's card")

    def test_twice_is_closed(self) -> None:
        """[ED13]"""
        board = make_board()
        accepted(board, "contributor", "card.delete", card_id="contributor's card")
        first = board.get("card", "contributor's card").deleted_at
        assert refused(board, "editor", "card.delete", card_id="contributor's card") == "closed"
        assert board.get("card", "contributor's card").deleted_at == first

    def test_keeps_its_place_for_coming_back(self) -> None:
        board = make_board()
        order = board.order("card", "ideas")
        accepted(board, "contributor", "card.delete", card_id="contributor's card")
        accepted(board, "contributor", "card.restore", card_id="contributor's card")
        assert board.order("card", "ideas") == order

    def test_what_one_may_not_see_is_not_found_and_others_is_forbidden(self) -> None:
        board = make_board()
        assert refused(board, "contributor", "card.delete", card_id="other's trashed card") == "not_found"
        assert refused(board, "contributor", "card.delete", card_id="other's card") == "forbidden"
        assert refused(board, "contributor", "card.delete", card_id="contributor's buried card") == "not_found"
        assert refused(board, "editor", "card.delete", card_id="never was") == "not_found"


class TestRestoreCard:
    def test_is_its_authors_only_if_they_deleted_it_themselves(self) -> None:
        """[ED26]"""
        board = make_board()
        accepted(board, "editor", "card.delete", card_id="contributor's card")
        assert refused(board, "contributor", "card.restore", card_id="contributor's card") == "forbidden"
        accepted(board, "editor", "card.restore", card_id="contributor's card")
        accepted(board, "contributor", "card.delete", card_id="contributor's card")
        assert board.get("card", "contributor's card").deleted_by_author is True
        accepted(board, "contributor", "card.restore", card_id="contributor's card")
        assert board.get("card", "contributor's card").deleted_by_author is None

    def test_an_editor_restores_also_their_own_that_a_coordinator_deleted(self) -> None:
        board = make_board()
        accepted(board, "coordinator", "card.delete", card_id="editor's card")
        accepted(board, "editor", "card.restore", card_id="editor's card")

    def test_what_was_trashed_with_its_removed_author_stays_there(self) -> None:
        board = make_board()
        accepted(board, "coordinator", "visitor.remove", visitor_id=named_id("contributor"), contents="trash")
        accepted(board, "coordinator", "visitor.readmit", visitor_id=named_id("contributor"))
        assert refused(board, "contributor", "card.restore", card_id="contributor's card") == "forbidden"

    def test_where_names_are_hidden_who_deleted_is_too(self) -> None:
        board = make_board()
        board.do("coordinator", "board.mask")
        accepted(board, "contributor", "card.delete", card_id="contributor's card")
        told = {who: seen_by(board, who)["card", named_id("contributor's card")]["deleted_by_author"]
                for who in ("contributor", "editor", "coordinator")}  # fmt: skip
        assert told == {"contributor": True, "editor": None, "coordinator": True}

    def test_brings_its_comments_back_for_everybody(self) -> None:
        """[EV8]"""
        board = make_board()
        accepted(board, "contributor", "card.restore", card_id="contributor's trashed card")
        for who in ("viewer", "other"):
            assert sees(board, who, "card", "contributor's trashed card")
            assert sees(board, who, "comment", "other on contributor's trashed card")

    def test_what_is_not_in_the_trash_stays_as_it_is(self) -> None:
        board = make_board()
        before = board.get("card", "other's card")
        accepted(board, "other", "card.restore", card_id="other's card")
        assert board.get("card", "other's card") == before

    @pytest.mark.parametrize("card", ["other's twice buried card", "other's buried card"])
    def test_into_a_trashed_column_is_a_conflict(self, card: str) -> None:
        """[ED14]"""
        assert refused(make_board(), "editor", "card.restore", card_id=card) == "conflict"

    def test_after_its_column_was_restored(self) -> None:
        board = make_board()
        accepted(board, "coordinator", "column.restore", column_id="trashed column")
        accepted(board, "other", "card.restore", card_id="other's twice buried card")

    def test_of_others_is_not_found_by_who_does_not_see_it(self) -> None:
        assert refused(make_board(), "contributor", "card.restore", card_id="other's trashed card") == "not_found"


class TestPurgeCard:
    @pytest.mark.parametrize("card", ["contributor's card", "contributor's trashed card", "other's buried card"])
    def test_removes_the_comments_first_one_by_one(self, card: str) -> None:
        """[EV6] [ED15]"""
        board = make_board()
        comments = board.order("comment", card)
        event = accepted(board, "coordinator", "card.purge", card_id=card)
        *below, last = json.loads(event["changes"])
        assert sorted(change["id"] for change in below) == sorted(comments)
        assert {change["remove"] for change in below} == {"comment"}
        assert last == {"remove": "card", "id": named_id(card)}

    def test_of_a_hidden_card_tells_nothing_to_who_did_not_see_it(self) -> None:
        board = make_board()
        accepted(board, "coordinator", "card.purge", card_id="other's trashed card")
        turn_forms = board.turn("coordinator", [board.edit("card.purge", card_id="contributor's trashed card")]).forms[
            0
        ]
        assert json.loads(turn_forms.views["member"]) == {"seq": board.seq + 1}

    def test_only_coordinators_may(self) -> None:
        assert refused(make_board(), "editor", "card.purge", card_id="editor's card") == "forbidden"
        assert refused(make_board(), "contributor", "card.purge", card_id="contributor's card") == "forbidden"

    def test_twice_is_not_found(self) -> None:
        board = make_board()
        accepted(board, "coordinator", "card.purge", card_id="contributor's card")
        assert refused(board, "coordinator", "card.purge", card_id="contributor's card") == "not_found"

"""The board itself: made with its first key, renamed, closed, trashed and brought back."""

import json

import pytest

from korkwand.errors import Invalid
from korkwand.live.turn import Accepted, Refused
from tests.check import accepted, refused, seen_by
from tests.make import Pinboard, create_edit, make_board, named_id, rows_of
from tests.nouns.examples import EXAMPLES


class TestCreateBoard:
    def test_is_event_one_and_makes_the_coordinators_key(self) -> None:
        """[EV1]"""
        board = Pinboard()
        assert board.send("system", create_edit()) == Accepted(1)
        assert {kind for kind, _ in rows_of(board.state)} == {"board", "key"}
        key = board.get("key", "coordinator key")
        assert (key.role, key.ends_at, key.has_password) == ("coordinator", None, False)

    def test_writes_the_secrets_hash_beside_the_log(self) -> None:
        board = Pinboard()
        edit = create_edit()
        turn = board.turn("system", [edit], prepared=[("device", {"id": "d"})])
        assert turn.beside[0][0] == "key_secret"
        assert turn.beside[0][1]["secret_hash"] == edit.secret_hash
        assert turn.beside[1] == ("device", {"id": "d"})
        assert edit.secret_hash not in json.dumps(turn.events)
        assert edit.secret_hash.encode() not in turn.forms[0].views["coordinator"]

    def test_who_makes_it_hears_of_it_and_members_of_no_key(self) -> None:
        turn = Pinboard().turn("system", [create_edit()])
        kinds = {name: [change["put"] for change in json.loads(form)["changes"]]
                 for name, form in turn.forms[0].views.items()}  # fmt: skip
        assert kinds == {"member": ["board"], "editor": ["board"], "coordinator": ["board", "key"]}

    def test_a_board_that_is_there_is_not_made_again(self) -> None:
        board = make_board()
        answer = board.send("coordinator", create_edit().model_copy(update={"id": named_id("again")}))
        assert isinstance(answer, Refused)
        assert answer.error.code == "conflict"

    def test_nobody_may_send_it_to_a_board(self) -> None:
        with pytest.raises(Invalid):
            make_board().edit("board.create", board_id="other", key_id="k", secret_hash="", title="x")


class TestChangingTheBoard:
    @pytest.mark.parametrize(
        ("verb", "fields"),
        [("rename", {"title": "Other"}), ("describe", {"description": "Why"}), ("recolor", {"color": "green"})],
    )
    def test_changes_this_and_nothing_else(self, verb: str, fields: dict[str, str]) -> None:
        board = make_board()
        before = board.get("board", "board")
        accepted(board, "coordinator", f"board.{verb}", **fields)
        after = board.get("board", "board")
        changed = {name for name in before.__struct_fields__ if getattr(before, name) != getattr(after, name)}
        assert changed == set(fields)


def edit_types(*exceptions: str) -> list[str]:
    return [name for name in EXAMPLES if name not in exceptions]


KEYS = ("key.add", "key.change", "key.revoke")
ALWAYS = ("visitor.forget", "card.report", "comment.report", "report.resolve")
"""What a closed board goes on taking: to be forgotten, and to hear what should not stand on it."""


class TestArchiveBoard:
    @pytest.mark.parametrize("edit_type", edit_types("board.delete", "board.restore", *KEYS, *ALWAYS))
    def test_nobody_changes_it_until_it_is_restored(self, edit_type: str) -> None:
        """[ED16]"""
        board = make_board()
        accepted(board, "coordinator", "board.archive")
        assert refused(board, "coordinator", edit_type, **EXAMPLES[edit_type][0]) == "closed"

    @pytest.mark.parametrize("edit_type", KEYS)
    def test_its_keys_may_still_be_changed(self, edit_type: str) -> None:
        board = make_board()
        accepted(board, "coordinator", "board.archive")
        accepted(board, "coordinator", edit_type, **EXAMPLES[edit_type][0])

    def test_everybody_goes_on_seeing_it(self) -> None:
        board = make_board()
        before = seen_by(board, "viewer").keys()
        accepted(board, "coordinator", "board.archive")
        assert seen_by(board, "viewer").keys() == before

    def test_is_undone_by_restore(self) -> None:
        board = make_board()
        accepted(board, "coordinator", "board.archive")
        accepted(board, "coordinator", "board.restore")
        assert board.get("board", "board").archived_at is None
        accepted(board, "contributor", "card.add", column_id="ideas", title="x")

    def test_who_may_not_change_it_anyway_is_told_that(self) -> None:
        """[ED17]"""
        board = make_board()
        accepted(board, "coordinator", "board.archive")
        assert refused(board, "viewer", "card.add", column_id="ideas", title="x") == "forbidden"


class TestDeleteBoard:
    def test_hides_everything_from_members_authors_included(self) -> None:
        board = make_board()
        accepted(board, "coordinator", "board.delete")
        for who in ("viewer", "contributor", "other"):
            assert seen_by(board, who) == {}
        assert seen_by(board, "editor")

    def test_restore_brings_everything_back(self) -> None:
        board = make_board()
        before = {who: seen_by(board, who) for who in ("viewer", "contributor", "other")}
        accepted(board, "coordinator", "board.delete")
        accepted(board, "coordinator", "board.restore")
        assert {who: seen_by(board, who) for who in before} == before

    def test_twice_is_closed(self) -> None:
        board = make_board()
        accepted(board, "coordinator", "board.delete")
        assert refused(board, "coordinator", "board.delete") == "closed"

    def test_an_archived_board_may_be_deleted_and_restore_opens_it_wholly(self) -> None:
        board = make_board()
        accepted(board, "coordinator", "board.archive")
        accepted(board, "coordinator", "board.delete")
        accepted(board, "coordinator", "board.restore")
        record = board.get("board", "board")
        assert (record.archived_at, record.deleted_at) == (None, None)

    @pytest.mark.parametrize("edit_type", edit_types("board.delete", "board.restore", *KEYS, *ALWAYS))
    def test_nobody_changes_what_is_on_it(self, edit_type: str) -> None:
        board = make_board()
        accepted(board, "coordinator", "board.delete")
        assert refused(board, "coordinator", edit_type, **EXAMPLES[edit_type][0]) == "closed"

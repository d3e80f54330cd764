"""Columns: adding, changing, ordering, the trash."""

import json

import pytest

from korkwand.kernel.ranks import HEAD
from tests.check import accepted, refused, seen_by
from tests.make import empty_board, make_board, named_id, names


class TestAddColumn:
    def test_goes_to_the_end_by_itself(self) -> None:
        board = make_board()
        event = accepted(board, "editor", "column.add", column_id="new", title="  New\none ", description="a\r\nb ")
        assert board.order("column", "board")[-1] == named_id("new")
        column = board.get("column", "new")
        assert (column.title, column.description, column.color) == ("New one", "a\nb", "white")
        assert (column.created_at, column.deleted_at) == (event["at"], None)

    @pytest.mark.parametrize(
        ("place", "order"),
        [
            ({"after_id": None}, ["new", "ideas", "trashed column", "topics"]),
            ({"after_id": "ideas"}, ["ideas", "new", "trashed column", "topics"]),
            ({"after_id": "trashed column"}, ["ideas", "trashed column", "new", "topics"]),
            ({"after_id": "gone", "before_id": "topics"}, ["ideas", "trashed column", "new", "topics"]),
            ({"after_id": "gone", "before_id": "gone too"}, ["ideas", "trashed column", "topics", "new"]),
        ],
    )
    def test_to_its_place(self, place: dict[str, str | None], order: list[str]) -> None:
        board = make_board()
        accepted(board, "coordinator", "column.add", column_id="new", title="New", **place)
        assert board.order("column", "board") == names(*order)

    def test_without_an_id_of_its_own_it_has_its_edits(self) -> None:
        board = make_board()
        event = accepted(board, "editor", "column.add", title="New")
        assert board.state.has("column", event["edit_id"])

    @pytest.mark.parametrize("taken", ["ideas", "trashed column"])
    def test_a_taken_id_is_a_conflict(self, taken: str) -> None:
        assert refused(make_board(), "editor", "column.add", column_id=taken, title="x") == "conflict"


class TestChangingColumns:
    @pytest.mark.parametrize(
        ("verb", "fields"),
        [("rename", {"title": "Other"}), ("describe", {"description": "Why"}), ("recolor", {"color": "green"})],
    )
    def test_changes_this_and_nothing_else(self, verb: str, fields: dict[str, str]) -> None:
        board = make_board()
        before = board.get("column", "topics")
        accepted(board, "editor", f"column.{verb}", column_id="topics", **fields)
        after = board.get("column", "topics")
        changed = {name for name in before.__struct_fields__ if getattr(before, name) != getattr(after, name)}
        assert changed == set(fields)

    @pytest.mark.parametrize(
        ("verb", "fields"),
        [
            ("rename", {"title": "Other"}),
            ("describe", {"description": "Why"}),
            ("recolor", {"color": "green"}),
            ("move", {}),
        ],
    )
    def test_a_trashed_column_is_closed_an_unknown_one_not_found(self, verb: str, fields: dict[str, str]) -> None:
        board = make_board()
        assert refused(board, "editor", f"column.{verb}", column_id="trashed column", **fields) == "closed"
        assert refused(board, "editor", f"column.{verb}", column_id="never was", **fields) == "not_found"
        assert refused(board, "editor", f"column.{verb}", column_id="board", **fields) == "not_found"


class TestMoveColumn:
    @pytest.mark.parametrize(
        ("column", "place", "order"),
        [
            ("c", {"after_id": None}, "cab"),
            ("a", {}, "bca"),
            ("a", {"after_id": "b"}, "bac"),
            ("a", {"after_id": "gone", "before_id": "c"}, "bac"),
            ("b", {"after_id": "b"}, "abc"),
            ("b", {"after_id": "a"}, "abc"),
        ],
    )
    def test_to_its_place(self, column: str, place: dict[str, str | None], order: str) -> None:
        board = empty_board()
        board.do("coordinator", "column.purge", column_id="ideas")
        for name in "abc":
            board.do("editor", "column.add", column_id=name, title=name)
        accepted(board, "editor", "column.move", column_id=column, **place)
        assert board.order("column", "board") == names(*order)

    def test_the_same_gap_again_and_again_moves_a_neighbour(self) -> None:
        board = make_board()
        longest = made_room = 0
        for turn in range(400):
            moving, below = ("topics", "new") if turn % 2 else ("new", "topics")
            if turn == 0:
                board.do("editor", "column.add", column_id="new", title="New")
            seq = board.do("editor", "column.move", column_id=moving, after_id="ideas", before_id=below)
            made_room += len(json.loads(board.log[seq - 1]["changes"])) > 1
            longest = max(longest, *(len(rank) for rank, _ in board.state.order("column", board.id)))
        assert made_room >= 1
        assert HEAD < longest <= 40


class TestTrash:
    def test_a_deleted_column_hides_all_it_holds_from_members_authors_included(self) -> None:
        board = make_board()
        accepted(board, "coordinator", "column.delete", column_id="ideas")
        for who in ("viewer", "contributor", "other"):
            kinds = {kind for kind, _ in seen_by(board, who)}
            assert kinds == {"board", "column", "card", "comment", "phase"}, "topics are still there"
            assert ("card", named_id("contributor's card")) not in seen_by(board, who)
            assert ("card", named_id("contributor's trashed card")) not in seen_by(board, who)
        assert ("card", named_id("contributor's card")) in seen_by(board, "editor")

    def test_only_the_column_is_marked(self) -> None:
        board = make_board()
        event = accepted(board, "coordinator", "column.delete", column_id="ideas")
        assert [change["put"] for change in json.loads(event["changes"])] == ["column"]

    def test_deleting_twice_is_closed(self) -> None:
        assert refused(make_board(), "coordinator", "column.delete", column_id="trashed column") == "closed"

    def test_restoring_brings_back_what_was_not_in_the_trash_itself(self) -> None:
        board = make_board()
        accepted(board, "coordinator", "column.restore", column_id="trashed column")
        assert ("card", named_id("other's buried card")) in seen_by(board, "viewer")
        assert ("comment", named_id("other on other's buried card")) in seen_by(board, "viewer")
        assert ("card", named_id("other's twice buried card")) not in seen_by(board, "viewer")
        assert ("card", named_id("other's twice buried card")) in seen_by(board, "other")

    @pytest.mark.parametrize("column", ["ideas", "trashed column"])
    def test_purging_removes_everything_below_children_first(self, column: str) -> None:
        board = make_board()
        cards = board.order("card", column)
        comments = [comment for card in cards for comment in board.order("comment", card)]
        event = accepted(board, "coordinator", "column.purge", column_id=column)
        # What was reported of them goes too: that is told in tests/reports.
        gone = [change["id"] for change in json.loads(event["changes"]) if change["remove"] != "report"]
        assert sorted(gone) == sorted([*cards, *comments, named_id(column)])
        assert gone[-1] == named_id(column)

    def test_editors_may_neither_delete_nor_restore_nor_purge(self) -> None:
        board = make_board()
        for verb, column in [("delete", "ideas"), ("restore", "trashed column"), ("purge", "trashed column")]:
            assert refused(board, "editor", f"column.{verb}", column_id=column) == "forbidden"

"""Keys: made, changed, revoked; the last coordinator is never locked out, and secrets never enter the log."""

import json
from typing import Any

import pytest

from korkwand.kernel.visibility import EDITOR
from korkwand.live.ring import Ring
from korkwand.live.turn import Accepted, Refused
from korkwand.nouns.key.rights import rights_of
from korkwand.passwords import fits
from korkwand.rules.roles import Visitor
from tests.check import accepted, check_edit, refused, seen_by, view_now
from tests.make import HASH, Pinboard, board_in, make_board, named_id, names, role_of

EARLY, LATE = "2020-01-01T00:00:00.000Z", "2030-01-01T00:00:00.000Z"


def add(board: Pinboard, key: str, role: str = "coordinator", **fields: Any) -> None:
    accepted(board, "coordinator", "key.add", key_id=key, role=role, secret_hash=HASH, **fields)


def comes_by(board: Pinboard, *keys: str) -> str:
    """A new visitor with these keys."""
    board.visitors["guest"] = Visitor(id=named_id("guest"), key_ids=frozenset(names(*keys)))
    return "guest"


class TestAddKey:
    @pytest.mark.parametrize("role", ["viewer", "contributor", "editor", "coordinator"])
    def test_opens_the_board_in_its_role(self, role: str) -> None:
        board = make_board()
        add(board, "new key", role, label="Hall")
        guest = board.visitors[comes_by(board, "new key")]
        assert role_of(board, guest) == role
        key = board.get("key", "new key")
        assert (key.label, key.revoked_at, key.has_password) == ("Hall", None, False)

    def test_is_told_to_coordinators_only(self) -> None:
        """[EV7]"""
        board = make_board()
        add(board, "new key")
        told = {
            who for who in board.visitors if who != "system" and ("key", named_id("new key")) in seen_by(board, who)
        }
        assert told == {"coordinator"}

    def test_hash_and_password_stand_beside_the_log(self) -> None:
        """[ED19]"""
        board = make_board()
        edit = board.edit("key.add", key_id="new key", role="viewer", secret_hash="ab" * 32, password="mellow yellow")
        turn = board.turn("coordinator", [edit], prepared="the password's hash")
        secret = {"secret_hash": "ab" * 32, "password_hash": "the password's hash"}
        assert turn.beside == [("key_secret", {"board_id": board.id, "key_id": named_id("new key"), **secret})]
        log = json.dumps(turn.events)
        assert not any(secret in log for secret in ("ab" * 32, "mellow", "password's"))
        check_edit(board, "coordinator", edit, prepared="the password's hash")
        assert board.get("key", "new key").has_password is True

    def test_a_password_is_hashed_before_the_queue(self) -> None:
        edit = make_board().edit("key.add", key_id="k", role="viewer", secret_hash=HASH, password="mellow yellow")
        hashed = edit.prepare()
        assert edit.slow
        assert (fits("mellow yellow", hashed), fits("mellow yello", hashed)) == (True, False)
        assert "mellow" not in repr(edit)

    @pytest.mark.parametrize(("opens", "ends"), [(LATE, EARLY), (LATE, LATE)])
    def test_must_end_after_it_opens(self, opens: str, ends: str) -> None:
        fields = {"key_id": "k", "role": "viewer", "secret_hash": HASH, "opens_at": opens, "ends_at": ends}
        assert refused(make_board(), "coordinator", "key.add", **fields) == "invalid"

    @pytest.mark.parametrize("taken", ["spare key", "revoked key"])
    def test_a_taken_id_is_a_conflict(self, taken: str) -> None:
        fields = {"key_id": taken, "role": "viewer", "secret_hash": HASH}
        assert refused(make_board(), "coordinator", "key.add", **fields) == "conflict"


class TestChangeKey:
    def test_what_is_absent_stays(self) -> None:
        board = make_board()
        add(board, "new key", "viewer", label="Hall", opens_at=EARLY, ends_at=LATE)
        before = board.get("key", "new key")
        for fields in ({"label": "Room"}, {"role": "editor"}, {"ends_at": None}, {"opens_at": None}):
            accepted(board, "coordinator", "key.change", key_id="new key", **fields)
            after = board.get("key", "new key")
            changed = {name for name in before.__struct_fields__ if getattr(before, name) != getattr(after, name)}
            assert changed == set(fields)
            before = after

    def test_a_password_is_set_and_taken_away(self) -> None:
        """[ED19]"""
        board = make_board()
        edit = board.edit("key.change", key_id="spare key", password="mellow yellow")
        turn = board.turn("coordinator", [edit], prepared="hash")
        assert turn.beside[0][1]["password_hash"] == "hash"
        check_edit(board, "coordinator", edit, prepared="hash")
        assert board.get("key", "spare key").has_password is True
        assert not board.turn("coordinator", [board.edit("key.change", key_id="spare key", label="x")]).beside
        event = accepted(board, "coordinator", "key.change", key_id="spare key", password=None)
        assert board.get("key", "spare key").has_password is False
        assert "mellow" not in json.dumps(event)

    def test_another_role_holds_for_the_very_next_edit(self) -> None:
        board = make_board()
        accepted(board, "coordinator", "key.change", key_id="contributor key", role="viewer")
        assert (
            refused(board, "contributor", "card.move", card_id="contributor's card", column_id="topics") == "forbidden"
        )

    def test_another_role_holds_within_the_same_turn(self) -> None:
        board = make_board()
        edits = [
            board.edit("key.change", key_id="coordinator key", role="viewer"),
            board.edit("board.rename", title="x"),
        ]
        add(board, "second key")
        answers = [answer for _, _, answer in board.turn("coordinator", edits).answers]
        assert isinstance(answers[0], Accepted)
        assert isinstance(answers[1], Refused)

    def test_dates_in_reverse_are_invalid_also_with_the_one_that_stays(self) -> None:
        board = make_board()
        add(board, "new key", "viewer", opens_at=LATE)
        assert refused(board, "coordinator", "key.change", key_id="new key", ends_at=EARLY) == "invalid"
        accepted(board, "coordinator", "key.change", key_id="new key", ends_at=EARLY, opens_at=None)

    def test_a_revoked_key_is_closed_and_an_unknown_one_not_found(self) -> None:
        board = make_board()
        assert refused(board, "coordinator", "key.change", key_id="revoked key", label="x") == "closed"
        assert refused(board, "coordinator", "key.change", key_id="never was", label="x") == "not_found"


class TestRevokeKey:
    def test_who_came_by_it_alone_is_out_at_once(self) -> None:
        board = make_board()
        guest = comes_by(board, "spare key")
        accepted(board, guest, "column.add", title="Still in")
        event = accepted(board, "coordinator", "key.revoke", key_id="spare key")
        assert board.get("key", "spare key").revoked_at == event["at"]
        assert refused(board, guest, "column.add", title="Out") == "forbidden"

    def test_twice_keeps_the_first_time(self) -> None:
        board = make_board()
        first = board.get("key", "revoked key").revoked_at
        accepted(board, "coordinator", "key.revoke", key_id="revoked key")
        assert board.get("key", "revoked key").revoked_at == first

    def test_who_has_another_key_goes_on_by_it(self) -> None:
        board = make_board()
        guest = comes_by(board, "spare key", "contributor key")
        accepted(board, "coordinator", "key.revoke", key_id="spare key")
        accepted(board, guest, "card.add", column_id="ideas", title="x")
        assert refused(board, guest, "column.add", title="x") == "forbidden"


class TestLastCoordinator:
    LOCKOUTS: tuple[tuple[str, dict[str, Any]], ...] = (
        ("key.revoke", {}),
        ("key.change", {"role": "editor"}),
        ("key.change", {"ends_at": LATE}),
        ("key.change", {"opens_at": LATE}),
    )

    @pytest.mark.parametrize(("edit_type", "fields"), LOCKOUTS)
    def test_cannot_be_locked_out(self, edit_type: str, fields: dict[str, Any]) -> None:
        """[WA10]"""
        assert refused(make_board(), "coordinator", edit_type, key_id="coordinator key", **fields) == "conflict"

    @pytest.mark.parametrize(
        "other",
        [
            {"ends_at": LATE},
            {"opens_at": LATE},
            {"role": "editor"},
            {"opens_at": EARLY, "ends_at": "2020-02-01T00:00:00.000Z"},
        ],
    )
    @pytest.mark.parametrize(("edit_type", "fields"), LOCKOUTS)
    def test_a_key_that_does_not_last_is_no_substitute(
        self, edit_type: str, fields: dict[str, Any], other: dict[str, str]
    ) -> None:
        board = make_board()
        add(board, "second key", **other)
        assert refused(board, "coordinator", edit_type, key_id="coordinator key", **fields) == "conflict"

    def test_a_revoked_key_is_no_substitute(self) -> None:
        board = make_board()
        add(board, "second key")
        accepted(board, "coordinator", "key.revoke", key_id="second key")
        assert refused(board, "coordinator", "key.revoke", key_id="coordinator key") == "conflict"

    @pytest.mark.parametrize(("edit_type", "fields"), LOCKOUTS)
    def test_may_go_once_there_is_another(self, edit_type: str, fields: dict[str, Any]) -> None:
        board = make_board()
        add(board, "second key")
        accepted(board, "coordinator", edit_type, key_id="coordinator key", **fields)

    def test_may_change_all_else_of_his_key(self) -> None:
        accepted(make_board(), "coordinator", "key.change", key_id="coordinator key", label="Mine", opens_at=EARLY)


class TestLimits:
    def test_what_lies_in_an_unseen_column_is_not_found(self) -> None:
        """[VI6]"""
        board = board_in("limited")
        seen = seen_by(board, "limited contributor")
        assert {record["title"] for (kind, _), record in seen.items() if kind == "column"} == {
            "Ideas", "Third", "Settled"
        }  # fmt: skip
        assert ("card", named_id("coordinator's card")) not in seen
        for edit_type, fields in (
            ("card.add", {"column_id": "topics", "title": "x"}),
            ("comment.add", {"card_id": "coordinator's card", "text": "x"}),
            ("card.move", {"card_id": "limited contributor's card", "column_id": "topics"}),
        ):
            assert refused(board, "limited contributor", edit_type, **fields) == "not_found"

    def test_a_read_only_column_is_only_read(self) -> None:
        """[VI6]"""
        board = board_in("limited")
        board.do("coordinator", "board.allow", act="card.move", role="contributor")
        for edit_type, fields in (
            ("card.add", {"column_id": "ideas", "title": "x"}),
            ("comment.add", {"card_id": "contributor's card", "text": "x"}),
            ("card.move", {"card_id": "limited contributor's card", "column_id": "ideas"}),
            ("card.move", {"card_id": "contributor's card", "column_id": "third column"}),
            ("card.copy", {"card_id": "contributor's card"}),
        ):
            assert refused(board, "limited contributor", edit_type, **fields) == "forbidden", edit_type
        accepted(board, "limited contributor", "card.add", column_id="third column", title="x")
        accepted(board, "limited contributor", "card.copy", card_id="contributor's card", column_id="third column")

    def test_ones_own_card_too_once_it_lies_there(self) -> None:
        """[VI6]"""
        board = board_in("limited")
        mine = "limited contributor's card"
        accepted(board, "editor", "card.move", card_id=mine, column_id="ideas")
        for edit_type in ("card.delete", "card.recolor", "card.write"):
            fields = {"color": "rose"} if edit_type == "card.recolor" else {"text": "x"} if "write" in edit_type else {}
            assert refused(board, "limited contributor", edit_type, card_id=mine, **fields) == "forbidden"
        accepted(board, "editor", "card.delete", card_id=mine)
        assert refused(board, "limited contributor", "card.restore", card_id=mine) == "forbidden"
        accepted(board, "editor", "card.restore", card_id=mine)
        accepted(board, "editor", "card.move", card_id=mine, column_id="topics")
        assert ("card", named_id(mine)) not in seen_by(board, "limited contributor")

    def test_a_card_that_moves_over_the_edge_of_what_is_seen_comes_or_goes(self) -> None:
        """[EV8] [VI6]"""
        board = board_in("limited")
        turn = board.turn("editor", [
            board.edit("card.move", card_id="contributor's card", column_id="topics"),
            board.edit("card.move", card_id="contributor's card", column_id="third column"),
        ])  # fmt: skip
        view = view_now(board, "limited contributor")
        away, back = (json.loads(form.seen_by(view, None))["changes"] for form in turn.forms)
        assert {change["remove"] for change in away} == {"card", "comment"}
        assert {change["put"] for change in back} == {"card", "comment"}

    def test_several_keys_of_one_role_allow_together_what_each_allows(self) -> None:
        """[VI7]"""
        board = board_in("limited")
        rights = rights_of(board.state, board.visitors["twice limited"], board.now())
        assert rights is not None
        assert (rights.role, rights.view.unseen) == ("contributor", frozenset([named_id("topics")]))
        assert rights.readonly == frozenset()
        assert view_now(board, "twice limited").name.startswith("member-")

    def test_an_unlimited_key_of_the_same_role_lifts_all_limits_and_a_weaker_one_none(self) -> None:
        """[VI7]"""
        board = board_in("limited")
        for key, unseen in (("contributor key", 0), ("viewer key", 2)):
            guest = Visitor(id=named_id("g"), key_ids=frozenset(names("limited contributor key", key)))
            rights = rights_of(board.state, guest, board.now())
            assert rights is not None
            assert len(rights.view.unseen) == unseen

    @pytest.mark.parametrize("field", ["unseen_columns", "readonly_columns"])
    def test_foreign_columns_and_coordinators_limits_are_invalid(self, field: str) -> None:
        """[VI6]"""
        board = make_board()
        foreign = {field: [named_id("a column of another board")]}
        assert refused(board, "coordinator", "key.change", key_id="spare key", **foreign) == "invalid"
        assert refused(board, "coordinator", "key.add", key_id="k", role="viewer", secret_hash=HASH, **foreign) == (
            "invalid"
        )
        known = {field: [named_id("ideas")]}
        assert refused(board, "coordinator", "key.change", key_id="coordinator key", **known) == "invalid"
        accepted(board, "coordinator", "key.change", key_id="spare key", **known)
        assert refused(board, "coordinator", "key.change", key_id="spare key", role="coordinator") == "invalid"
        accepted(board, "coordinator", "key.change", key_id="spare key", role="coordinator", **{field: []})

    def test_an_event_is_made_for_a_limited_view_only_while_it_is_used(self) -> None:
        """[VI8]"""
        board = board_in("limited")
        view = view_now(board, "limited contributor")
        ring = Ring()
        board.state.views.keep([])
        ring.append(board.turn("editor", [board.edit("board.describe", description="x"),
                                          board.edit("column.add", title="x")]).forms[0].trace)  # fmt: skip
        assert ring.after(board.seq, view) is None
        assert ring.after(board.seq, EDITOR) is not None

"""Who sees what: the one visibility function, on a board with everything that makes a difference."""

import pytest

from korkwand.catalog import KINDS
from korkwand.kernel.visibility import COORDINATOR, EDITOR, MEMBER, VIEWS, view_of, visible
from korkwand.live.frames import records_json
from korkwand.rules.roles import Role, Visitor
from tests.check import Seen, seen_by, snapshot
from tests.make import VISITORS, make_board, named_id, rows_of

SEES: dict[str, set[str]] = {
    #                                             who sees it
    "ideas":                                      {"viewer", "contributor", "other", "editor", "coordinator"},
    "trashed column":                             {"editor", "coordinator"},
    "contributor's card":                         {"viewer", "contributor", "other", "editor", "coordinator"},
    "contributor's trashed card":                 {"contributor", "editor", "coordinator"},
    "other's trashed card":                       {"other", "editor", "coordinator"},
    "contributor's buried card":                  {"editor", "coordinator"},
    "other's twice buried card":                  {"editor", "coordinator"},
    "imported card":                              {"viewer", "contributor", "other", "editor", "coordinator"},
    "other on contributor's card":                {"viewer", "contributor", "other", "editor", "coordinator"},
    "contributor's trashed comment":              {"contributor", "editor", "coordinator"},
    "other's trashed comment":                    {"other", "editor", "coordinator"},
    "contributor on contributor's trashed card":  {"contributor", "editor", "coordinator"},
    "other on contributor's trashed card":        {"contributor", "editor", "coordinator"},
    "contributor on other's trashed card":        {"other", "editor", "coordinator"},
    "other on other's buried card":               {"editor", "coordinator"},
    "spare key":                                  {"coordinator"},
    "revoked key":                                {"coordinator"},
}  # fmt: skip


@pytest.mark.parametrize("name", SEES)
def test_who_sees_it(name: str) -> None:
    board = make_board()
    seeing = {who for who in VISITORS if named_id(name) in {record_id for _, record_id in seen_by(board, who)}}
    assert seeing == SEES[name]


def test_the_full_view_sees_every_record() -> None:
    board = make_board()
    assert seen_by(board, "coordinator").keys() == rows_of(board.state).keys()
    assert [view.full for view in VIEWS] == [False, False, True]


def test_an_editor_sees_everything_but_keys() -> None:
    board = make_board()
    assert {kind for kind, _ in rows_of(board.state).keys() - seen_by(board, "editor").keys()} == {
        "key",
        "departure",
        "report",
    }


@pytest.mark.parametrize("who", VISITORS)
def test_nothing_is_seen_without_its_owner(who: str) -> None:
    """[EV7]"""
    board = make_board()
    seen = seen_by(board, who)
    for kind, record_id in seen:
        record = rows_of(board.state)[kind, record_id]
        assert kind == "board" or (record.owner_kind, record.owner_id) in seen


def test_each_role_has_its_view() -> None:
    """[EV7]"""
    assert {role: view_of(role) for role in Role} == {
        Role.VIEWER: MEMBER, Role.CONTRIBUTOR: MEMBER, Role.EDITOR: EDITOR, Role.COORDINATOR: COORDINATOR
    }  # fmt: skip


def test_being_nobody_does_not_make_one_the_author_of_what_nobody_wrote() -> None:
    board = make_board()
    board.do("coordinator", "card.delete", card_id="imported card")
    card = board.get("card", "imported card")
    assert not visible(card, board.state.owner_of, MEMBER, None)
    assert not visible(card, board.state.owner_of, MEMBER, "")


def test_an_author_goes_on_seeing_his_trashed_card_as_a_viewer() -> None:
    board = make_board()
    board.do("coordinator", "key.change", key_id="contributor key", role="viewer")
    assert ("card", named_id("contributor's trashed card")) in seen_by(board, "contributor")


def test_a_hidden_text_is_nowhere_in_the_bytes_of_a_snapshot() -> None:
    board = make_board()
    board.do("coordinator", "card.write", card_id="editor's card", title="Geheimnis")
    board.do("coordinator", "card.delete", card_id="editor's card")
    for who in ("viewer", "contributor", "other"):
        bytes_sent = records_json(board.state.seen(MEMBER, board.visitors[who].id))
        assert b"Geheimnis" not in bytes_sent
        assert named_id("editor's card").encode() not in bytes_sent


def test_every_kind_has_a_place_in_every_snapshot_in_the_order_of_owners() -> None:
    board = make_board()
    for view in VIEWS:
        assert list(board.state.seen(view)) == list(KINDS)
    unknown = Visitor(id=named_id("unknown"))
    nothing_more: Seen = snapshot(board.state, MEMBER, unknown)
    assert nothing_more == seen_by(board, "viewer")

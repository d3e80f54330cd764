"""Who may what: every edit of the catalog for every role, against a grid written out here; a new edit needs a row."""

from typing import Any

import pytest

from korkwand.catalog import SENDABLE
from korkwand.live.turn import Accepted, Entry, Refused, Submission
from korkwand.rules.permissions import TABLE, Grant, Permission, grant
from korkwand.rules.roles import ROLES, Role, Visitor
from tests.make import HASH, VISITORS, Pinboard, make_board, named_id, names, role_of

NO, OWN, YES = "-", "own", "yes"

GRID = {
    #                   viewer  contributor  editor  coordinator
    "board.rename":     (NO,    NO,          NO,     YES),
    "board.describe":   (NO,    NO,          NO,     YES),
    "board.recolor":    (NO,    NO,          NO,     YES),
    "board.rezone":     (NO,    NO,          NO,     YES),
    "board.archive":    (NO,    NO,          NO,     YES),
    "board.delete":     (NO,    NO,          NO,     YES),
    "board.restore":    (NO,    NO,          NO,     YES),
    "board.lock":       (NO,    NO,          NO,     YES),
    "board.unlock":     (NO,    NO,          NO,     YES),
    "board.moderate":   (NO,    NO,          NO,     YES),
    "board.cover":      (NO,    NO,          NO,     YES),
    "board.reveal":     (NO,    NO,          NO,     YES),
    "board.mask":       (NO,    NO,          NO,     YES),
    "board.unmask":     (NO,    NO,          NO,     YES),
    "board.allow":      (NO,    NO,          NO,     YES),
    "board.keep":       (NO,    NO,          NO,     YES),
    "column.add":       (NO,    NO,          YES,    YES),
    "column.rename":    (NO,    NO,          YES,    YES),
    "column.describe":  (NO,    NO,          YES,    YES),
    "column.recolor":   (NO,    NO,          YES,    YES),
    "column.move":      (NO,    NO,          YES,    YES),
    "column.hide":      (NO,    NO,          NO,     YES),
    "column.show":      (NO,    NO,          NO,     YES),
    "column.lock":      (NO,    NO,          NO,     YES),
    "column.unlock":    (NO,    NO,          NO,     YES),
    "column.delete":    (NO,    NO,          NO,     YES),
    "column.restore":   (NO,    NO,          NO,     YES),
    "column.purge":     (NO,    NO,          NO,     YES),
    "column.import":    (NO,    NO,          NO,     YES),
    "card.add":         (NO,    YES,         YES,    YES),
    "card.copy":        (NO,    YES,         YES,    YES),
    "card.write":       (NO,    OWN,         YES,    YES),
    "card.recolor":     (NO,    OWN,         YES,    YES),
    "card.move":        (NO,    OWN,         YES,    YES),
    "card.delete":      (NO,    OWN,         YES,    YES),
    "card.restore":     (NO,    OWN,         YES,    YES),
    "card.approve":     (NO,    NO,          YES,    YES),
    "card.hide":        (NO,    NO,          YES,    YES),
    "card.show":        (NO,    NO,          YES,    YES),
    "card.lock":        (NO,    NO,          NO,     YES),
    "card.unlock":      (NO,    NO,          NO,     YES),
    "card.purge":       (NO,    NO,          NO,     YES),
    "card.import":      (NO,    NO,          NO,     YES),
    "comment.add":      (NO,    YES,         YES,    YES),
    "comment.write":    (NO,    OWN,         YES,    YES),
    "comment.delete":   (NO,    OWN,         YES,    YES),
    "comment.restore":  (NO,    OWN,         YES,    YES),
    "comment.purge":    (NO,    NO,          NO,     YES),
    "comment.import":   (NO,    NO,          NO,     YES),
    "phase.add":        (NO,    NO,          NO,     YES),
    "phase.change":     (NO,    NO,          NO,     YES),
    "phase.move":       (NO,    NO,          NO,     YES),
    "phase.remove":     (NO,    NO,          NO,     YES),
    "phase.begin":      (NO,    NO,          NO,     YES),
    "key.add":          (NO,    NO,          NO,     YES),
    "key.change":       (NO,    NO,          NO,     YES),
    "key.revoke":       (NO,    NO,          NO,     YES),
    "visitor.remove":   (NO,    NO,          NO,     YES),
    "visitor.readmit":  (NO,    NO,          NO,     YES),
    "visitor.forget":   (OWN,   OWN,         OWN,    YES),
    "card.report":      (YES,   YES,         YES,    YES),
    "comment.report":   (YES,   YES,         YES,    YES),
    "report.resolve":   (NO,    NO,          NO,     YES),
}  # fmt: skip

CARD, COMMENT = "contributor's card", "contributor on contributor's card"
TRASHED_CARD, TRASHED_COMMENT = "contributor's trashed card", "contributor's trashed comment"

FIELDS: dict[str, dict[str, Any]] = {
    "board.rename": {"title": "x"},
    "board.describe": {"description": "x"},
    "board.recolor": {"color": "rose"},
    "board.moderate": {"on": True},
    "board.allow": {"act": "card.move", "role": "contributor"},
    "board.keep": {"ends_at": None},
    "column.add": {"title": "x"},
    "column.rename": {"column_id": "ideas", "title": "x"},
    "column.describe": {"column_id": "ideas", "description": "x"},
    "column.recolor": {"column_id": "ideas", "color": "rose"},
    "column.move": {"column_id": "ideas"},
    "column.hide": {"column_id": "ideas"},
    "column.show": {"column_id": "ideas"},
    "column.lock": {"column_id": "ideas"},
    "column.unlock": {"column_id": "ideas"},
    "column.delete": {"column_id": "ideas"},
    "column.restore": {"column_id": "trashed column"},
    "column.purge": {"column_id": "ideas"},
    "column.import": {"title": "x"},
    "card.add": {"column_id": "ideas", "title": "x"},
    "card.copy": {"card_id": CARD},
    "card.write": {"card_id": CARD, "text": "x"},
    "card.recolor": {"card_id": CARD, "color": "rose"},
    "card.move": {"card_id": CARD, "column_id": "topics"},
    "card.delete": {"card_id": CARD},
    "card.restore": {"card_id": TRASHED_CARD},
    "card.approve": {"card_id": CARD},
    "card.hide": {"card_id": CARD},
    "card.show": {"card_id": CARD},
    "card.lock": {"card_id": CARD},
    "card.unlock": {"card_id": CARD},
    "card.purge": {"card_id": CARD},
    "card.import": {"column_id": "ideas", "title": "x"},
    "comment.add": {"card_id": CARD, "text": "x"},
    "comment.write": {"comment_id": COMMENT, "text": "x"},
    "comment.delete": {"comment_id": COMMENT},
    "comment.restore": {"comment_id": TRASHED_COMMENT},
    "comment.purge": {"comment_id": COMMENT},
    "comment.import": {"card_id": CARD, "text": "x"},
    "board.rezone": {"time_zone": "Europe/Berlin"},
    "phase.add": {"stage": "vote"},
    "phase.change": {"phase_id": "closing", "title": "x"},
    "phase.move": {"phase_id": "closing", "after_id": None},
    "phase.remove": {"phase_id": "closing"},
    "phase.begin": {"phase_id": "collecting"},
    "key.add": {"key_id": "new key", "role": "viewer", "secret_hash": HASH},
    "key.change": {"key_id": "spare key", "label": "x"},
    "key.revoke": {"key_id": "spare key"},
    "visitor.remove": {"visitor_id": "contributor"},
    "visitor.readmit": {"visitor_id": "gone visitor"},
    "visitor.forget": {"visitor_id": "contributor", "contents": "keep"},
    "card.report": {"card_id": CARD},
    "comment.report": {"comment_id": COMMENT},
    "report.resolve": {"report_id": "a report"},
}
"""What each edit is sent with. Cards and comments are the contributor's own, and so foreign to the visitor `other`."""

LEAST: dict[str, dict[str, tuple[str, str, str, str]]] = {
    #                  from     viewer  contributor  editor  coordinator
    "comment.add": {"viewer":      (YES, YES,         YES,    YES),
                    "contributor": (NO,  YES,         YES,    YES),
                    "editor":      (NO,  NO,          YES,    YES),
                    "coordinator": (NO,  NO,          NO,     YES)},
    "card.move":   {"viewer":      (YES, YES,         YES,    YES),
                    "contributor": (NO,  YES,         YES,    YES),
                    "editor":      (NO,  OWN,         YES,    YES),
                    "coordinator": (NO,  OWN,         OWN,    YES)},
    "column.add":  {"viewer":      (YES, YES,         YES,    YES),
                    "contributor": (NO,  YES,         YES,    YES),
                    "editor":      (NO,  NO,          YES,    YES),
                    "coordinator": (NO,  NO,          NO,     YES)},
}  # fmt: skip
"""What `board.allow` makes of the row of an edit."""

HIDDEN = {"card.restore", "comment.restore"}
"""What is done to a record in the trash, which other contributors may not know of: 404 before 403."""


def expected(edit_type: str, who: str) -> str:
    """The answer by the grid: accepted, or the code of the refusal."""
    granted = GRID[edit_type][ROLES.index(Role("contributor" if who == "other" else who))]
    if granted == YES or (granted == OWN and who == "contributor"):
        return "accepted"
    return "not_found" if granted == OWN and edit_type in HIDDEN else "forbidden"


def answer(board: Pinboard, who: str, edit_type: str, **fields: Any) -> str:
    """What became of an edit in one word."""
    told = board.send(who, board.edit(edit_type, **fields))
    return told.error.code if isinstance(told, Refused) else "accepted"


def test_every_edit_has_a_row() -> None:
    assert GRID.keys() == SENDABLE.keys()


@pytest.mark.parametrize("who", VISITORS)
@pytest.mark.parametrize("edit_type", GRID)
def test_the_grid(edit_type: str, who: str) -> None:
    """[WA12]"""
    assert answer(make_board(), who, edit_type, **FIELDS.get(edit_type, {})) == expected(edit_type, who)


@pytest.mark.parametrize("who", VISITORS)
@pytest.mark.parametrize(("act", "least"), [(act, least) for act, rows in LEAST.items() for least in rows])
def test_the_grid_where_a_board_says_from_which_role_on(act: str, least: str, who: str) -> None:
    """[WA19]"""
    board = make_board()
    board.do("coordinator", "board.allow", act=act, role=least)
    granted = LEAST[act][least][ROLES.index(Role("contributor" if who == "other" else who))]
    allowed = granted == YES or (granted == OWN and who == "contributor")
    assert answer(board, who, act, **FIELDS[act]) == ("accepted" if allowed else "forbidden")


def test_a_viewer_who_may_comment_may_change_his_own_comments_and_no_others() -> None:
    """[WA19]"""
    board = make_board()
    board.do("coordinator", "board.allow", act="comment.add", role="viewer")
    board.do("viewer", "comment.add", comment_id="mine", card_id=CARD, text="x")
    assert answer(board, "viewer", "comment.write", comment_id="mine", text="y") == "accepted"
    assert answer(board, "viewer", "comment.delete", comment_id=COMMENT) == "forbidden"
    board.do("coordinator", "board.allow", act="comment.add", role="contributor")
    assert answer(board, "viewer", "comment.write", comment_id="mine", text="z") == "forbidden"


def test_what_a_board_allows_is_judged_in_the_turn() -> None:
    board = make_board()
    edits = [Submission(board.visitors["coordinator"],
                        [Entry(board.edit("board.allow", act="column.add", role="contributor"), board.now())],
                        lambda *_: None),
             Submission(board.visitors["contributor"], [Entry(board.edit("column.add", title="x"), board.now())],
                        lambda *_: None)]  # fmt: skip
    assert all(isinstance(told, Accepted) for _, _, told in board.turn_of(edits).answers)


@pytest.mark.parametrize("edit_type", GRID)
def test_nobody_without_a_live_key_may_anything(edit_type: str) -> None:
    board = make_board()
    for keys in ([], ["revoked key"], ["a key of another board"]):
        board.visitors["stranger"] = Visitor(id=named_id("contributor"), key_ids=frozenset(names(*keys)))
        assert answer(board, "stranger", edit_type, **FIELDS.get(edit_type, {})) == "forbidden"


@pytest.mark.parametrize("edit_type", [name for name, row in GRID.items() if OWN in row[1:] and NO in row])
def test_a_viewer_may_not_even_change_what_was_his(edit_type: str) -> None:
    board = make_board()
    board.do("coordinator", "key.change", key_id="contributor key", role="viewer")
    assert answer(board, "contributor", edit_type, **FIELDS[edit_type]) == "forbidden"


@pytest.mark.parametrize("edit_type", GRID)
def test_the_command_line_may_everything_and_is_nobody(edit_type: str) -> None:
    board = make_board()
    told = board.send("system", board.edit(edit_type, **FIELDS.get(edit_type, {})))
    assert isinstance(told, Accepted)
    assert board.log[-1]["visitor_id"] is None


def test_nobody_owns_what_an_import_made() -> None:
    board = make_board()
    board.visitors["contributor"] = Visitor(id=named_id("anybody"), key_ids=frozenset(names("contributor key")))
    assert answer(board, "contributor", "card.recolor", card_id="imported card", color="rose") == "forbidden"


class TestRoles:
    @pytest.mark.parametrize(
        ("keys", "role"),
        [
            (["viewer key"], "viewer"),
            (["viewer key", "editor key"], "editor"),
            (["coordinator key", "viewer key", "contributor key"], "coordinator"),
            (["revoked key", "viewer key"], "viewer"),
            (["revoked key"], None),
            ([], None),
        ],
    )
    def test_the_strongest_live_key_counts(self, keys: list[str], role: str | None) -> None:
        board = make_board()
        visitor = Visitor(id=named_id("guest"), key_ids=frozenset(names(*keys)))
        assert role_of(board, visitor) == role

    @pytest.mark.parametrize(
        ("now", "live"),
        [("2026-07-31T23:59:59.999Z", False), ("2026-08-01T00:00:00.000Z", True), ("2026-08-31T23:59:59.999Z", True),
         ("2026-09-01T00:00:00.000Z", False)],
    )  # fmt: skip
    def test_a_key_is_live_from_its_first_moment_until_before_its_last(self, now: str, live: bool) -> None:
        board = make_board()
        board.do("coordinator", "key.add", key_id="august", role="viewer", secret_hash=HASH,
                 opens_at="2026-08-01T00:00:00.000Z", ends_at="2026-09-01T00:00:00.000Z")  # fmt: skip
        visitor = Visitor(id=named_id("guest"), key_ids=frozenset(names("august")))
        assert (role_of(board, visitor, now) is not None) is live


class TestTable:
    def test_every_permission_has_a_row_and_a_grant_for_every_role(self) -> None:
        assert set(TABLE) == set(Permission)
        assert {len(row) for row in TABLE.values()} == {len(ROLES)}

    def test_a_stronger_role_may_no_less(self) -> None:
        order = [Grant.NO, Grant.OWN, Grant.YES]
        for permission in Permission:
            grants = [order.index(grant(role, permission)) for role in ROLES]
            assert grants == sorted(grants), permission

    def test_nobody_without_a_role_gets_anything(self) -> None:
        assert {grant(None, permission) for permission in Permission} == {Grant.NO}

    def test_every_permission_is_asked_for_by_an_edit_except_reading(self) -> None:
        assert set(TABLE) - {edit.needs for edit in SENDABLE.values()} == {Permission.READ}

"""Reporting a card or a comment to the coordinators."""

import pytest

from tests.check import accepted, check_edit, refused, seen_by
from tests.make import make_board, named_id

CARD, COMMENT = "other's card", "other on contributor's card"


@pytest.mark.parametrize("who", ["viewer", "contributor", "editor"])
def test_only_coordinators_see_it_and_its_author_is_told_that_it_is_done(who: str) -> None:
    """[ED24]"""
    board = make_board()
    answer = check_edit(board, who, board.edit("comment.report", comment_id=COMMENT, report_id="new", reason=" Rude\n"))
    assert getattr(answer, "bare", False)
    report = board.get("report", "new")
    assert (report.comment_id, report.reason, report.author_id) == (named_id(COMMENT), "Rude", named_id(who))
    seen = {name for name in board.visitors if name != "system" and ("report", report.id) in seen_by(board, name)}
    assert seen == {"coordinator"}


def test_once_by_one_visitor_until_it_is_resolved() -> None:
    """[ED24]"""
    board = make_board()
    accepted(board, "editor", "card.report", report_id="one", card_id=CARD)
    assert refused(board, "editor", "card.report", report_id="two", card_id=CARD) == "conflict"
    accepted(board, "contributor", "card.report", report_id="three", card_id=CARD)
    accepted(board, "coordinator", "report.resolve", report_id="one")
    assert board.get("report", "one").resolved_at
    accepted(board, "editor", "card.report", report_id="four", card_id=CARD)


def test_also_on_a_closed_board_but_only_what_one_may_see() -> None:
    board = make_board()
    assert refused(board, "viewer", "card.report", card_id="other's trashed card") == "not_found"
    accepted(board, "coordinator", "board.archive")
    accepted(board, "viewer", "comment.report", comment_id=COMMENT)


def test_a_report_goes_with_its_card_and_with_its_author() -> None:
    """[ED24] [ED21]"""
    board = make_board()
    accepted(board, "coordinator", "card.purge", card_id=CARD)
    assert not board.state.has("report", named_id("a report"))
    accepted(board, "editor", "card.report", report_id="new", card_id="contributor's card", reason="Rude")
    accepted(board, "editor", "visitor.forget", visitor_id="editor", contents="keep")
    assert board.get("report", "new").author_id is None


@pytest.mark.parametrize("reason", ["x" * 201, "a\x00b"])
def test_a_reason_is_short_and_clean(reason: str) -> None:
    board = make_board()
    with pytest.raises(Exception, match="reason"):
        board.edit("card.report", card_id=CARD, reason=reason)

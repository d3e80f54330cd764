"""Phases: planned, begun by hand or by the hour, and what may be done in each."""

import json

import pytest

from korkwand.live.turn import Accepted, Entry, Refused, Submission
from korkwand.nouns.phase.present import current_phase, due_phase
from korkwand.rules.roles import ROLES, Role
from tests.check import accepted, refused, seen_by
from tests.make import VISITORS, Pinboard, make_board, named_id, rows_of

EARLY, NINE, TEN, ELEVEN = (f"2026-06-01T{hour}:00:00.000Z" for hour in ("07", "09", "10", "11"))

ALL, OWN, NO = "yes", "own", "-"

STAGES = {
    #                       viewer  contributor  editor  coordinator
    "collect": {
        "card.add":         (NO,    ALL,         ALL,    ALL),
        "card.write":       (NO,    OWN,         ALL,    ALL),
        "card.move":        (NO,    OWN,         ALL,    ALL),
        "comment.add":      (NO,    ALL,         ALL,    ALL),
        "column.add":       (NO,    NO,          ALL,    ALL),
        "card.hide":        (NO,    NO,          ALL,    ALL),
    },
    "sort": {
        "card.add":         (NO,    NO,          ALL,    ALL),
        "card.write":       (NO,    NO,          ALL,    ALL),
        "card.move":        (NO,    OWN,         ALL,    ALL),
        "comment.add":      (NO,    ALL,         ALL,    ALL),
        "column.add":       (NO,    NO,          ALL,    ALL),
        "card.hide":        (NO,    NO,          ALL,    ALL),
    },
    "vote": {
        "card.add":         (NO,    NO,          NO,     ALL),
        "card.write":       (NO,    NO,          NO,     ALL),
        "card.move":        (NO,    NO,          NO,     ALL),
        "comment.add":      (NO,    ALL,         ALL,    ALL),
        "column.add":       (NO,    NO,          NO,     ALL),
        "card.hide":        (NO,    NO,          ALL,    ALL),
    },
    "done": {
        "card.add":         (NO,    NO,          NO,     ALL),
        "card.write":       (NO,    NO,          NO,     ALL),
        "card.move":        (NO,    NO,          NO,     ALL),
        "comment.add":      (NO,    NO,          NO,     ALL),
        "column.add":       (NO,    NO,          NO,     ALL),
        "card.hide":        (NO,    NO,          NO,     ALL),
    },
}  # fmt: skip

CARD = "contributor's card"
FIELDS = {
    "card.add": {"column_id": "ideas", "title": "x"},
    "card.write": {"card_id": CARD, "text": "x"},
    "card.move": {"card_id": CARD, "column_id": "topics"},
    "comment.add": {"card_id": CARD, "text": "x"},
    "column.add": {"title": "x"},
    "card.hide": {"card_id": CARD},
}


@pytest.mark.parametrize("who", VISITORS)
@pytest.mark.parametrize(("stage", "edit_type"), [(stage, name) for stage, rows in STAGES.items() for name in rows])
def test_what_may_be_done_in_a_phase(stage: str, edit_type: str, who: str) -> None:
    """[PH2]"""
    board = in_stage(stage)
    granted = STAGES[stage][edit_type][ROLES.index(Role("contributor" if who == "other" else who))]
    answer = board.send(who, board.edit(edit_type, **FIELDS[edit_type]))
    assert isinstance(answer, Accepted) is (granted == ALL or (granted == OWN and who == "contributor"))
    if isinstance(answer, Refused):
        assert answer.error.code in {"forbidden", "closed"}


def in_stage(stage: str) -> Pinboard:
    board = make_board()
    board.do("coordinator", "phase.add", phase_id="present", stage=stage)
    board.do("coordinator", "phase.begin", phase_id="present")
    return board


def test_in_sort_contributors_move_others_cards_if_the_board_allows_it() -> None:
    """[PH2] [WA19]"""
    board = in_stage("sort")
    board.do("coordinator", "board.allow", act="card.move", role="contributor")
    accepted(board, "other", "card.move", card_id=CARD, column_id="topics")


class TestTheHour:
    def board(self) -> Pinboard:
        board = make_board()
        for name, stage, opens_at in (("a", "collect", NINE), ("b", "sort", TEN), ("c", "done", ELEVEN)):
            board.do("coordinator", "phase.add", phase_id=name, stage=stage, opens_at=opens_at)
        return board

    @pytest.mark.parametrize(
        ("now", "phase"),
        [(EARLY, None), (NINE, "a"), ("2026-06-01T09:59:59.999Z", "a"), (TEN, "b"), (ELEVEN, "c"),
         ("2026-06-02T00:00:00.000Z", "c")],
    )  # fmt: skip
    def test_a_phase_is_the_present_one_from_its_hour_on(self, now: str, phase: str | None) -> None:
        """[PH3]"""
        found = current_phase(self.board().state, now)
        assert (found and found.id) == (phase and named_id(phase))

    def test_rights_follow_it_before_it_was_announced(self) -> None:
        """[PH3]"""
        board = self.board()
        for now, code in ((NINE, None), (TEN, "closed")):
            edit = board.edit("card.add", column_id="ideas", title="x")
            turn = board.turn_of([Submission(board.visitors["contributor"], [Entry(edit, now)], lambda *_: None)])
            answer = turn.answers[0][2]
            assert (answer.error.code if isinstance(answer, Refused) else None) == code

    def test_begun_by_hand_it_holds_until_the_next_hour(self) -> None:
        """[PH4]"""
        board = self.board()
        begun = self.begin(board, "c", "2026-06-01T09:30:00.000Z")
        assert json.loads(begun["changes"])[0]["record"]["phase_since"] == "2026-06-01T09:30:00.000Z"
        assert current_phase(board.state, "2026-06-01T09:59:00.000Z") == board.get("phase", "c")
        assert current_phase(board.state, TEN) == board.get("phase", "b")
        assert due_phase(board.state, "2026-06-01T09:59:00.000Z") is None

    def test_an_hour_that_is_moved_into_the_past_of_the_present_phase_does_not_bring_it_back(self) -> None:
        board = self.board()
        self.begin(board, "b", TEN)
        board.do("coordinator", "phase.change", phase_id="a", opens_at="2026-06-01T09:30:00.000Z")
        assert current_phase(board.state, TEN) == board.get("phase", "b")

    def begin(self, board: Pinboard, phase: str, now: str) -> dict[str, str]:
        edit = board.edit("phase.begin", phase_id=phase)
        board.commit(board.turn_of([Submission(board.visitors["coordinator"], [Entry(edit, now)], lambda *_: None)]))
        return board.log[-1]


class TestThePlan:
    def test_everybody_sees_it(self) -> None:
        """[PH1]"""
        board = make_board()
        assert {kind for kind, _ in seen_by(board, "viewer")} >= {"phase"}

    def test_stands_in_its_order(self) -> None:
        """[PH1]"""
        board = make_board()
        accepted(board, "coordinator", "phase.add", phase_id="first", stage="sort", after_id=None)
        accepted(board, "coordinator", "phase.move", phase_id="first", after_id="collecting")
        assert board.order("phase", "board") == [named_id(name) for name in ("collecting", "first", "closing")]

    def test_the_present_phase_removed_leaves_the_board_in_none(self) -> None:
        """[PH4]"""
        board = in_stage("done")
        accepted(board, "coordinator", "phase.remove", phase_id="present")
        assert board.get("board", "board").phase_id is None
        assert ("phase", named_id("present")) not in rows_of(board.state)
        accepted(board, "contributor", "card.add", column_id="ideas", title="x")

    def test_null_takes_the_hour_away_and_absent_keeps_it(self) -> None:
        board = make_board()
        accepted(board, "coordinator", "phase.change", phase_id="closing", title="End")
        assert board.get("phase", "closing").opens_at
        accepted(board, "coordinator", "phase.change", phase_id="closing", opens_at=None)
        phase = board.get("phase", "closing")
        assert (phase.opens_at, phase.title, phase.stage) == (None, "End", "done")

    def test_a_refusal_names_the_stage(self) -> None:
        """[PH2]"""
        board = in_stage("vote")
        told = board.refusal("contributor", "card.add", column_id="ideas", title="x")
        assert (told["code"], told["stage"]) == ("closed", "vote")
        assert refused(board, "viewer", "card.add", column_id="ideas", title="x") == "forbidden"

    @pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "europe/berlin"])
    def test_a_time_zone_that_does_not_exist_is_invalid(self, zone: str) -> None:
        """[PH6]"""
        with pytest.raises(Exception, match="time zone"):
            make_board().edit("board.rezone", time_zone=zone)


@pytest.mark.parametrize("stage", STAGES)
def test_in_every_phase_one_may_report_something_and_be_forgotten(stage: str) -> None:
    """[PH2] [ED16]"""
    board = in_stage(stage)
    accepted(board, "viewer", "card.report", card_id=CARD)
    accepted(board, "contributor", "visitor.forget", visitor_id="contributor", contents="keep")

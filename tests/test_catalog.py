"""Every edit of the catalog, sent by every role, keeps the laws of `check_edit`; and the parser of all of them."""

from itertools import product
from operator import attrgetter
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from korkwand.catalog import EDITS, SENDABLE
from korkwand.live.turn import Accepted, Entry, Refused, Submission
from tests.check import assert_left_nothing, assert_tables_equal_memory, check_edit, fold, snapshot, view_now
from tests.make import LIMITED, STATES, VISITORS, board_in, make_board, rows_of
from tests.nouns.examples import EXAMPLES, LOST, OWN
from tests.samples import amount, chosen, sampled


class Case(NamedTuple):
    """An edit, who sends it, and what the board is like; `place` is that of the example among those of its type."""

    state: str
    type: str
    who: str
    place: int

    def __str__(self) -> str:
        return "-".join(map(str, self))

    @property
    def sending(self) -> tuple[str, str, str]:
        """Of each of these a sample has a case."""
        return self.state, self.type, self.who

    @property
    def example(self) -> tuple[str, int]:
        """And of each of these."""
        return self.type, self.place


GRID = [
    Case(state, edit_type, who, place)
    for state in ("plain", "moderated", "covered and masked", "limited")
    for edit_type, examples in EXAMPLES.items()
    for place in range(len(examples))
    for who in (LIMITED if state == "limited" else VISITORS)
]
KINDS = [attrgetter("sending"), attrgetter("example")]


def test_every_edit_has_examples() -> None:
    assert EXAMPLES.keys() == SENDABLE.keys()
    assert EDITS.keys() - SENDABLE.keys() == {"board.create"}


@pytest.mark.parametrize("case", chosen(GRID, str, *KINDS), ids=str)
def test_an_edit_keeps_the_laws(case: Case) -> None:
    """[EV2] [EV4]"""
    board = board_in(case.state)
    check_edit(board, case.who, board.edit(case.type, **EXAMPLES[case.type][case.place]))


def test_a_sample_has_every_edit_by_every_role_in_every_state() -> None:
    sample = sampled(GRID, str, *KINDS)
    sendings = {
        *product(("plain", "moderated", "covered and masked"), SENDABLE, VISITORS),
        *product(("limited",), SENDABLE, LIMITED),
    }
    assert {case.sending for case in sample} == sendings
    assert {case.example for case in sample} == {(name, at) for name in EXAMPLES for at in range(len(EXAMPLES[name]))}
    assert set(sample) < set(GRID)


SENDINGS = [(edit_type, fields) for edit_type, examples in EXAMPLES.items() for fields in examples]
submissions = st.lists(
    st.tuples(st.sampled_from(VISITORS), st.lists(st.sampled_from(SENDINGS), min_size=1, max_size=5), st.booleans()),
    min_size=1,
    max_size=5,
)


@settings(max_examples=amount(100, 2000), deadline=None)
@given(st.sampled_from(STATES), submissions)
def test_a_turn_of_many_edits_keeps_the_laws(
    state: str, sent: list[tuple[str, list[tuple[str, dict[str, Any]]], bool]]
) -> None:
    """Everybody's edits in one batch: accepted and refused, single and all-or-none, each on top of the one before."""
    board = board_in(state)
    before = rows_of(board.state)
    views = {name: view_now(board, name) for name in board.visitors if name != "system"}
    seen = {name: snapshot(board.state, view, board.visitors[name]) for name, view in views.items()}
    turn = board.turn_of([
        Submission(board.visitors[who], [Entry(board.edit(name, **fields), board.now()) for name, fields in edits],
                   lambda *_: None, together)
        for who, edits, together in sent
    ])  # fmt: skip
    assert rows_of(board.state) == before
    board.commit(turn)
    assert [event["seq"] for event in turn.events] == list(range(board.seq - len(turn.events) + 1, board.seq + 1))
    assert_tables_equal_memory(before, turn.changes, board.state)
    for name, view in views.items():
        for forms in turn.forms:
            seen[name] = fold(seen[name], forms.seen_by(view, board.visitors[name].id))
        assert seen[name] == snapshot(board.state, view, board.visitors[name]), name


class TestTogether:
    def test_one_refusal_refuses_all_and_leaves_nothing(self) -> None:
        """[DO4]"""
        board = make_board()
        edits = [board.edit("card.recolor", card_id="contributor's card", color="rose"),
                 board.edit("card.write", card_id="contributor's card", text="x"),
                 board.edit("card.move", card_id="contributor's card", column_id="never was")]  # fmt: skip
        turn = board.turn("contributor", edits, together=True)
        assert_left_nothing(turn)
        assert [answer.error.code for _, _, answer in turn.answers if isinstance(answer, Refused)] == ["not_found"] * 3

    def test_what_was_refused_together_may_be_sent_again_in_the_same_turn(self) -> None:
        board = make_board()
        good = board.edit("card.recolor", card_id="contributor's card", color="rose")
        bad = board.edit("card.recolor", card_id="never was", color="rose")
        visitor = board.visitors["contributor"]
        sent = [Submission(visitor, [Entry(edit, board.now()) for edit in edits], lambda *_: None, len(edits) > 1)
                for edits in ([good, bad], [good])]  # fmt: skip
        turn = board.turn_of(sent)
        assert [type(answer) for _, _, answer in turn.answers] == [Refused, Refused, Accepted]
        assert len(turn.events) == 1

    def test_without_it_the_others_go_through(self) -> None:
        board = make_board()
        edits = [board.edit("card.recolor", card_id=card, color="rose") for card in (OWN, LOST, OWN)]
        turn = board.turn("contributor", edits)
        assert [type(answer) for _, _, answer in turn.answers] == [Accepted, Refused, Accepted]
        assert [event["seq"] for event in turn.events] == [board.seq + 1, board.seq + 2]


def test_the_same_id_twice_in_one_turn_is_one_event() -> None:
    board = make_board()
    edit = board.edit("card.recolor", card_id=OWN, color="rose")
    turn = board.turn("contributor", [edit, edit])
    assert [answer for _, _, answer in turn.answers] == [
        Accepted(board.seq + 1),
        Accepted(board.seq + 1, duplicate=True),
    ]
    assert len(turn.events) == 1

"""The state: absorbing a draft is the same as folding at once; what a draft does, the state below does not see."""

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from korkwand.catalog import KINDS
from korkwand.errors import NotFound
from korkwand.kernel.records import Change, Put, Remove, put
from korkwand.kernel.removing import removal
from korkwand.kernel.state import BoardState
from korkwand.nouns.card.record import Card
from korkwand.nouns.column.record import Column
from tests.make import empty_board, make_board, named_id, rows_of

NOW = "2026-06-01T08:00:00.000Z"
FEW = st.integers(0, 3)


def card(number: int, column: int, rank: str, title: str = "") -> Card:
    author = {"author_id": None, "author_name": None}
    times = {"created_at": NOW, "edited_at": None, "deleted_at": None}
    return Card(id=f"card{number}", board_id="b", column_id=f"column{column}", rank=rank, title=title, text="",
                color="white", **author, **times)  # fmt: skip


def column(number: int, rank: str) -> Column:
    return Column(id=f"column{number}", board_id="b", rank=rank, title="", description="", color="white",
                  deleted_at=None, created_at=NOW)  # fmt: skip


steps = st.lists(
    st.tuples(st.just("column"), FEW, st.sampled_from("abc"))
    | st.tuples(st.just("card"), FEW, FEW, st.sampled_from("abc"), st.sampled_from(["", "x", "y"]))
    | st.tuples(st.just("remove column"), FEW)
    | st.tuples(st.just("remove card"), FEW),
    max_size=12,
)
batches = st.lists(st.tuples(steps, st.sampled_from(["fold", "draft", "dropped draft", "draft of draft"])), max_size=6)


def changes_of(state: BoardState, step: tuple) -> list[Change]:  # type: ignore[type-arg]
    """The changes that a step comes to in this state; none if it makes no sense there."""
    match step:
        case ("column", number, rank):
            return [put(column(number, rank))]
        case ("card", number, owner, rank, title) if state.has("column", f"column{owner}"):
            return [put(card(number, owner, rank, title))]
        case ("remove column", number) if state.has("column", f"column{number}"):
            return removal(state, [state.get(Column, f"column{number}")])
        case ("remove card", number) if state.has("card", f"card{number}"):
            return removal(state, [state.get(Card, f"card{number}")])
    return []


def run(state: BoardState, todo: list, numbers: count, log: list[Change]) -> None:  # type: ignore[type-arg]
    for step in todo:
        changes = changes_of(state, step)
        state.fold(changes, next(numbers), "")
        log += changes


@settings(max_examples=300, deadline=None)
@given(batches)
def test_folding_through_drafts_is_folding_at_once(todo: list) -> None:  # type: ignore[type-arg]
    state, log, numbers = BoardState("b", KINDS), list[Change](), count(1)
    for batch, way in todo:
        before = rows_of(state)
        folded: list[Change] = []
        if way == "fold":
            run(state, batch, numbers, log)
            continue
        draft = state.draft()
        run(draft, batch, numbers, folded)
        if way == "draft of draft":
            inner = draft.draft()
            run(inner, batch, numbers, folded)
            draft.absorb(inner)
        assert rows_of(state) == before
        if way != "dropped draft":
            state.absorb(draft)
            log += folded
    direct = BoardState("b", KINDS)
    direct.fold(log)
    assert_same_state_of_columns(direct, state)
    filled = BoardState("b", KINDS)
    filled.fill([put(record) for record in rows_of(state).values()])
    assert_same_state_of_columns(filled, state)


def assert_same_state_of_columns(one: BoardState, other: BoardState) -> None:
    assert rows_of(one) == rows_of(other)
    assert one.size == other.size
    for owner in ["b", *(f"column{number}" for number in range(4))]:
        for kind in ("column", "card"):
            assert one.order(kind, owner) == other.order(kind, owner)


def test_a_removal_lists_everything_below_children_first() -> None:
    board = make_board()
    removed = removal(board.state, [board.get("column", "ideas")])
    assert all(isinstance(change, Remove) for change in removed)
    gone = [change.id for change in removed]
    cards = board.order("card", "ideas")
    assert gone[-1] == named_id("ideas")
    comments = {comment for owner in cards for comment in board.order("comment", owner)}
    reports = {report for owner in cards for report in board.order("report", owner)}
    assert set(gone) == {named_id("ideas"), *cards, *comments, *reports}
    for owner in cards:
        assert all(gone.index(child) < gone.index(owner) for child in board.order("comment", owner))


def test_a_record_may_not_be_removed_before_what_it_owns() -> None:
    board = make_board()
    with pytest.raises(AssertionError, match="before what it owns"):
        board.state.draft().fold([Remove("column", named_id("ideas"))])


def test_removing_what_is_not_there_changes_nothing() -> None:
    board = make_board()
    before = rows_of(board.state)
    board.state.fold([Remove("card", named_id("never was"))])
    assert rows_of(board.state) == before


def test_what_is_below_comes_owners_first() -> None:
    board = make_board()
    seen: set[str] = {board.id}
    for row in board.state.below(board.get("board", "board")):
        assert row.record.owner_id in seen
        seen.add(row.id)
    assert len(seen) == len(rows_of(board.state))


def test_a_draft_that_removes_hides_the_record_from_itself_only() -> None:
    board = make_board()
    draft = board.state.draft()
    draft.fold(removal(draft, [board.get("card", "imported card")]))
    assert draft.find("card", named_id("imported card")) is None
    with pytest.raises(NotFound):
        draft.get(Card, named_id("imported card"))
    assert board.get("card", "imported card")


def test_the_same_rank_twice_is_sorted_by_id() -> None:
    state = BoardState("b", KINDS)
    state.fold([put(column(0, "a")), put(card(2, 0, "x")), put(card(1, 0, "x")), put(card(3, 0, "a"))])
    assert state.order("card", "column0") == [("a", "card3"), ("x", "card1"), ("x", "card2")]


def test_a_put_keeps_the_bytes_it_was_encoded_to() -> None:
    board = empty_board()
    for row in board.state.all("column"):
        assert isinstance(row, Put)
        assert row.json == put(row.record).json

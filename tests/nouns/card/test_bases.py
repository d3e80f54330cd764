"""What a base may tell: a refused or merged write holds no word but those of now and those that were sent.

And nothing that its sender could not see makes a difference to it.
"""

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from korkwand.kernel.versions import Unready
from korkwand.live.turn import Accepted, Answer, Refused
from korkwand.rules.roles import Visitor
from tests.check import accepted, check_edit, refused
from tests.make import Pinboard, empty_board, make_board, named_id

CARD = "contributor's card"


def conflict(board: Pinboard, who: str, **fields: Any) -> dict[str, Any]:
    """What a write is told that must be a conflict."""
    answer = check_edit(board, who, board.edit("card.write", card_id=CARD, **fields))
    assert isinstance(answer, Refused), answer
    assert answer.error.code == "conflict"
    return answer.error.payload()


def rewritten(board: Pinboard) -> int:
    """Somebody writes a card anew; the seq at which it had other words."""
    seq = board.seq
    board.do("editor", "card.write", card_id=CARD, title="New", text="All new")
    return seq


class TestWhatIsTold:
    def test_what_was_not_sent_is_told_as_it_is_now(self) -> None:
        """[ME8]"""
        board = make_board()
        board.do("editor", "card.write", card_id=CARD, title="A secret", text="Another secret")
        seq = rewritten(board)
        told = conflict(board, "contributor", title="Mine", base=seq)
        assert told["yours"] == {"title": "Mine", "text": "All new"}
        assert "secret" not in json.dumps(told)

    def test_of_a_base_that_is_gone_neither(self) -> None:
        board = make_board()
        told = conflict(board, "contributor", title="Mine", base=board.seq + 1)
        assert told["yours"] == {"title": "Mine", "text": "One two three"}


class TestWhoseBase:
    """[ME5]"""

    def test_an_edit_of_somebody_else_is_none(self) -> None:
        board = make_board()
        board.do("editor", "card.write", card_id=CARD, text="One two secret three", id="theirs")
        board.do("editor", "card.write", card_id=CARD, text="One two three")
        conflict(board, "contributor", text="One two secret three four", base="theirs")

    def test_what_was_written_before_somebody_came_is_none_for_them(self) -> None:
        board = make_board()
        seq = rewritten(board)
        came = board.now()
        board.visitors["late"] = Visitor(id=named_id("late"), key_ids=board.visitors["editor"].key_ids, since=came)
        conflict(board, "late", text="One two three", base=seq)
        later = board.seq
        board.do("editor", "card.write", card_id=CARD, text="All new today")
        accepted(board, "late", "card.write", card_id=CARD, text="Not all new", base=later)
        assert board.get("card", CARD).text == "Not all new today"

    @pytest.mark.parametrize(
        ("who", "there", "back"),
        [
            ("editor", ("card.hide", {"card_id": CARD}), ("card.show", {"card_id": CARD})),
            ("editor", ("card.delete", {"card_id": CARD}), ("card.restore", {"card_id": CARD})),
            ("contributor", ("column.hide", {"column_id": "ideas"}), ("column.show", {"column_id": "ideas"})),
            ("contributor", ("column.delete", {"column_id": "ideas"}), ("column.restore", {"column_id": "ideas"})),
            ("editor", ("board.cover", {}), ("board.reveal", {})),
            ("editor", ("key.change", {"key_id": "spare key", "role": "viewer"}),
             ("key.change", {"key_id": "spare key", "role": "editor"})),
        ],
    )  # fmt: skip
    def test_what_it_said_before_it_came_into_sight_is_none(self, who: str, there: Any, back: Any) -> None:
        board = make_board()
        board.do("coordinator", there[0], **there[1])
        seq = board.seq
        board.do("coordinator", back[0], **back[1])
        board.do("editor", "card.write", card_id=CARD, text="One two")
        conflict(board, who, text="One two three four", base=seq)

    def test_a_move_to_where_the_same_people_see_it_is_no_matter(self) -> None:
        board = make_board()
        seq = board.seq
        board.do("editor", "card.move", card_id=CARD, column_id="topics")
        board.do("editor", "card.write", card_id=CARD, text="Zero One two three")
        accepted(board, "contributor", "card.write", card_id=CARD, text="One two three four", base=seq)

    def test_a_move_to_where_others_see_it_is(self) -> None:
        board = make_board()
        board.do("coordinator", "key.change", key_id="spare key", unseen_columns=[named_id("ideas")])
        seq = board.seq
        board.do("editor", "card.move", card_id=CARD, column_id="topics")
        board.do("editor", "card.write", card_id=CARD, text="Zero One two three")
        conflict(board, "contributor", text="One two three four", base=seq)

    def test_its_author_saw_it_also_while_it_waited(self) -> None:
        board = make_board()
        board.do("coordinator", "board.moderate", on=True)
        board.do("contributor", "card.write", card_id=CARD, text="One two")
        seq = board.seq
        board.do("editor", "card.write", card_id=CARD, text="One two three")
        board.do("editor", "card.approve", card_id=CARD)
        accepted(board, "contributor", "card.write", card_id=CARD, text="Zero One two", base=seq)
        assert board.get("card", CARD).text == "Zero One two three"

    def test_the_present_text_is_a_base_since_it_was_written(self) -> None:
        board = make_board()
        seq = board.seq
        board.do("editor", "card.hide", card_id=CARD)
        board.do("editor", "card.show", card_id=CARD)
        accepted(board, "editor", "card.write", card_id=CARD, text="One two three four", base=seq)


class TestApproving:
    def waiting(self) -> tuple[Pinboard, int]:
        """A card that waits for approval, and the seq at which it has been looked at."""
        board = make_board()
        board.do("coordinator", "board.moderate", on=True)
        board.do("contributor", "card.write", card_id=CARD, text="Good words")
        return board, board.seq

    def test_the_text_that_was_looked_at_is_approved(self) -> None:
        board, seq = self.waiting()
        board.do("other", "card.add", card_id="new", column_id="ideas", text="x")
        accepted(board, "editor", "card.approve", card_id=CARD, base=seq)
        assert board.get("card", CARD).held_at is None

    def test_one_that_was_written_since_is_a_conflict_with_the_present_one(self) -> None:
        """[ME10]"""
        board, seq = self.waiting()
        board.do("contributor", "card.write", card_id=CARD, text="Bad words")
        answer = check_edit(board, "editor", board.edit("card.approve", card_id=CARD, base=seq))
        assert isinstance(answer, Refused)
        told = answer.error.payload()
        assert (told["code"], told["theirs"]) == (
            "conflict", {"title": "contributor says", "text": "Bad words", "seq": board.seq})  # fmt: skip
        assert board.get("card", CARD).held_at
        accepted(board, "editor", "card.approve", card_id=CARD, base=board.seq)

    def test_an_own_write_is_what_was_looked_at_if_nobody_wrote_since(self) -> None:
        board, _ = self.waiting()
        board.do("editor", "card.write", card_id=CARD, text="Better words", id="mine")
        again = board.copy()
        accepted(board, "editor", "card.approve", card_id=CARD, base="mine")
        again.do("contributor", "card.write", card_id=CARD, text="Bad words")
        assert refused(again, "editor", "card.approve", card_id=CARD, base="mine") == "conflict"

    def test_without_a_base_it_is_approved_as_it_is(self) -> None:
        board, _ = self.waiting()
        board.do("contributor", "card.write", card_id=CARD, text="Bad words")
        accepted(board, "editor", "card.approve", card_id=CARD)

    def test_what_waits_no_more_is_no_conflict(self) -> None:
        board, seq = self.waiting()
        board.do("editor", "card.approve", card_id=CARD)
        board.do("editor", "card.write", card_id=CARD, text="Other words")
        accepted(board, "coordinator", "card.approve", card_id=CARD, base=seq)


ACTS = ("card.hide", "card.show", "card.delete", "card.restore", "card.approve",
        "column.hide", "column.show", "board.cover", "board.reveal", "board.mask", "board.unmask")  # fmt: skip
FEW = st.integers(0, 7)
words = st.lists(st.sampled_from(["one", "two", "three", "four", "\n"]), max_size=5)
steps = st.lists(
    st.tuples(st.just("write"), st.sampled_from(["contributor", "editor", "coordinator"]), words, FEW)
    | st.tuples(st.just("act"), st.sampled_from(ACTS))
    | st.tuples(st.just("try"), st.sampled_from(["contributor", "editor"]), words, FEW, st.booleans()),
    min_size=3,
    max_size=14,
)


def said(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def act(board: Pinboard, edit_type: str) -> None:
    on = {"card": {"card_id": "c"}, "column": {"column_id": "ideas"}, "board": {}}[edit_type.split(".")[0]]
    board.send("coordinator", board.edit(edit_type, **on))


def sent(board: Pinboard, who: str, **fields: Any) -> Answer | None:
    """The answer to a write; None if the log is asked."""
    try:
        return board.send(who, board.edit("card.write", card_id="c", **fields))
    except Unready:
        return None


def started() -> Pinboard:
    board = empty_board()
    board.do("contributor", "card.add", card_id="c", column_id="ideas", title="t", text="one two three four", id="e0")
    return board


@settings(deadline=None, max_examples=80)
@given(steps)
def test_no_answer_holds_a_word_but_those_of_now_and_those_that_were_sent(todo: list[tuple[Any, ...]]) -> None:
    board = started()
    for number, step in enumerate(todo, start=1):
        if step[0] == "act":
            act(board, step[1])
            continue
        _, who, some, base, *by_edit = step
        text = " ".join([*some, f"fresh{number}"]).strip()
        wanted = {"base": f"e{base}"} if by_edit and by_edit[0] else {"base": max(1, board.seq - base)}
        before = board.get("card", "c")
        answer = sent(board, who, text=text, id=f"e{number}", **(wanted if step[0] == "try" else {}))
        known = said(f"{before.title} {before.text} {text}")
        if isinstance(answer, Refused):
            told = answer.error.payload()
            texts = [told[side][name] for side in ("theirs", "yours") if side in told for name in ("title", "text")]
            assert said(" ".join(texts)) <= known
        elif isinstance(answer, Accepted):
            assert said(board.get("card", "c").text) <= known


@settings(deadline=None, max_examples=80)
@given(words, words, words, st.lists(st.tuples(words, FEW, st.booleans()), min_size=1, max_size=4))
def test_words_that_were_never_seen_make_no_difference(
    secret: list[str], other: list[str], now: list[str], tries: list[tuple[list[str], int, bool]]
) -> None:
    """The card said one thing or another while its column was hidden from its author; then it was rewritten."""
    answers = []
    for hidden in (secret, other):
        board = started()
        for edit_type in ("column.hide", "column.show"):
            act(board, edit_type)
            if edit_type == "column.hide":
                board.do("editor", "card.write", card_id="c", text=" ".join(["x", *hidden]), id="hidden edit")
                board.do("editor", "card.write", card_id="c", text=" ".join(["now", *now]))
        mine = []
        for some, back, by_edit in tries:
            base = "hidden edit" if by_edit else max(1, board.seq - back)
            answer = sent(board, "contributor", text=" ".join(["x", *some]), base=base)
            error = answer.error.payload() if isinstance(answer, Refused) else None
            mine.append((error, board.get("card", "c").text))
        answers.append(mine)
    assert answers[0] == answers[1]

"""The last texts of each card: what a writer saw at a seq or after their own edit, and what only the log can tell."""

from typing import Any

import pytest

from korkwand.kernel.merge import merge_wholly
from korkwand.kernel.versions import IN_TURN, KEPT, OWN_WORDS_KEPT, BaseAsked, MergeAsked, Reader, Unready
from korkwand.live.turn import Accepted, Entry, Submission, Turn
from tests.make import Pinboard, make_board, named_id

CARD = "contributor's card"
SUBJECT = ("card", named_id(CARD))


def loaded_board() -> Pinboard:
    """The board as it is right after loading: it knows no text but the present ones."""
    board = make_board()
    board.state.texts.versions.clear()
    board.state.texts.floor = board.seq
    return board


def submission(board: Pinboard, edit_type: str, *, together: bool, **fields: Any) -> Submission:
    entry = Entry(board.edit(edit_type, **fields), board.now())
    return Submission(board.visitors["editor"], [entry], lambda *_: None, together)


class TestAt:
    def test_after_loading_the_present_text_is_known_since_the_floor(self) -> None:
        board = loaded_board()
        assert board.state.text_at(board.get("card", CARD), board.seq, Reader()) == (
            "contributor says",
            "One two three",
        )
        with pytest.raises(Unready):
            board.state.text_at(board.get("card", CARD), board.seq - 1, Reader())

    def test_the_first_write_after_loading_keeps_the_text_before_it(self) -> None:
        board = loaded_board()
        floor = board.seq
        board.do("editor", "card.write", card_id=CARD, text="New")
        assert board.state.text_at(board.get("card", CARD), floor, Reader()) == ("contributor says", "One two three")
        assert board.state.text_at(board.get("card", CARD), board.seq, Reader()) == ("contributor says", "New")

    def test_between_two_writes_the_first_is_what_was_seen(self) -> None:
        board = make_board()
        board.do("editor", "card.write", card_id=CARD, text="First")
        board.do("editor", "column.rename", column_id="ideas", title="x")
        seen = board.seq
        board.do("editor", "card.write", card_id=CARD, text="Second")
        assert board.state.text_at(board.get("card", CARD), seen, Reader()) == ("contributor says", "First")

    def test_no_more_than_the_last_texts_are_kept(self) -> None:
        board = make_board()
        for number in range(KEPT * 2):
            board.do("editor", "card.write", card_id=CARD, text=str(number))
        versions = board.state.texts.of(SUBJECT)
        assert [version.words[1] for version in versions] == [str(number) for number in range(KEPT, KEPT * 2)]

    def test_a_purged_card_leaves_nothing(self) -> None:
        board = make_board()
        board.do("coordinator", "card.purge", card_id=CARD)
        assert board.state.texts.of(SUBJECT) == ()
        assert SUBJECT not in board.state.texts.versions


class TestDrafts:
    def test_what_a_dropped_draft_wrote_is_not_remembered(self) -> None:
        board = make_board()
        known = board.state.texts.of(SUBJECT)
        turn = board.turn("editor", [board.edit("card.write", card_id=CARD, text="Dropped")])
        assert turn.draft.texts.of(SUBJECT) != known
        assert board.state.texts.of(SUBJECT) == known

    def test_own_words_of_merged_writes_are_kept_up_to_a_bound(self) -> None:
        board = make_board()
        texts = board.state.texts
        for number in range(OWN_WORDS_KEPT + 5):
            draft = board.state.draft()
            draft.texts.own_words[SUBJECT, str(number), None] = ("", str(number))
            texts.absorb(draft.texts)
        assert list(texts.own_words.values()) == [("", str(number)) for number in range(5, OWN_WORDS_KEPT + 5)]

    def test_a_merged_write_is_logged_with_its_authors_own_words(self) -> None:
        board = make_board()
        seq = board.seq
        board.do("editor", "card.write", card_id=CARD, text="Zero One two three", base=seq)
        board.do("contributor", "card.write", card_id=CARD, text="One two three four", base=seq)
        assert board.log[-1]["written"] == '["contributor says","One two three four"]'
        assert board.log[-2]["written"] is None


class TestPutOff:
    """What the log tells, or a long merge comes to, is given to the edit, and it is applied again."""

    def test_who_waits_keeps_nobody_else_from_their_turn(self) -> None:
        board = loaded_board()
        before = submission(board, "card.recolor", card_id="other's card", color="rose", together=True)
        writing = submission(board, "card.write", card_id=CARD, text="One two three!", base=1, together=False)
        behind = submission(board, "card.recolor", card_id=CARD, color="rose", together=False)
        other = submission(board, "card.recolor", card_id=CARD, color="blue", together=False)
        other.visitor = board.visitors["coordinator"]
        turn = Turn(board.state, board.seq, board.known)
        turn.run([before, writing, behind, other])
        assert [one.entries[0].edit for one, _, _ in turn.answers] == [before.entries[0].edit, other.entries[0].edit]
        (put_off,) = turn.put_off.values()
        assert put_off.first is writing.entries[0]
        assert [one.entries for one in put_off.submissions] == [writing.entries, behind.entries]

    @pytest.mark.parametrize("together", [False, True])
    def test_the_answer_is_there_when_it_is_applied_again(self, together: bool) -> None:
        board = loaded_board()
        one = submission(board, "card.write", card_id=CARD, text="One two three!", base=1, together=together)
        with pytest.raises(Unready) as asked:
            board.turn_of([one])
        one.entries[0].found[asked.value.question] = ("contributor says", "One two three")
        assert [type(answer) for _, _, answer in board.turn_of([one]).answers] == [Accepted]

    def test_of_those_that_came_together_none_is_done_before(self) -> None:
        board = loaded_board()
        entries = [Entry(board.edit("card.recolor", card_id=CARD, color="rose"), board.now()),
                   Entry(board.edit("card.write", card_id=CARD, text="x", base=1), board.now())]  # fmt: skip
        one = Submission(board.visitors["editor"], entries, lambda *_: None, together=True)
        turn = Turn(board.state, board.seq, board.known)
        turn.run([one])
        assert not turn.events
        assert not turn.answers
        assert [put_off.submissions for put_off in turn.put_off.values()] == [[one]]

    def test_the_log_is_asked_for_an_edit_in_the_name_of_who_says_it_is_theirs(self) -> None:
        board = loaded_board()
        with pytest.raises(Unready) as asked:
            board.turn("editor", [board.edit("card.write", card_id=CARD, text="x", base="an edit")])
        assert asked.value.question == BaseAsked("card", named_id(CARD), named_id("an edit"), named_id("editor"), "")


class TestManyMerges:
    """A turn merges up to a number of steps; what is more is done beside it."""

    def test_the_first_are_merged_and_the_rest_put_off(self) -> None:
        board = make_board()
        words = " ".join(f"word{number}" for number in range(150))
        for number in range(12):
            board.do("contributor", "card.add", card_id=f"card {number}", column_id="ideas", text=words)
        seq = board.seq
        writes = []
        for number in range(12):
            board.do("editor", "card.write", card_id=f"card {number}", text=f"{words} behind")
            one = submission(board, "card.write", card_id=f"card {number}", text=f"before {words}", base=seq,
                             together=False)  # fmt: skip
            one.visitor = board.visitors[board.guest(f"guest {number}", "editor key")]
            writes.append(one)
        turn = Turn(board.state, board.seq, board.known)
        turn.run(writes)
        assert 0 < len(turn.put_off) < 12
        assert len(turn.answers) + len(turn.put_off) == 12
        assert turn.draft.texts.steps.left < IN_TURN
        for put_off in turn.put_off.values():
            question = put_off.unready.question
            assert isinstance(question, MergeAsked)
            put_off.first.found[question] = merge_wholly(question.base, question.mine, question.theirs)
        again = Turn(board.state, board.seq, board.known)
        again.run([one for put_off in turn.put_off.values() for one in put_off.submissions])
        assert all(isinstance(answer, Accepted) for _, _, answer in again.answers)
        assert again.draft.texts.steps.left == IN_TURN

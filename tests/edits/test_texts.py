"""The last texts of each card: what a writer saw at a seq or after his own edit, and what only the log can tell."""

from typing import Any

import pytest

from korkwand.edits.texts import KEPT, OWN_WORDS_KEPT, BaseUnknown
from korkwand.live.turn import Accepted, Entry, Submission
from tests.make import Pinboard, make_board, named_id

CARD = "contributor's card"


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
        assert board.state.texts.at(board.get("card", CARD), board.seq) == ("contributor says", "One two three")
        with pytest.raises(BaseUnknown):
            board.state.texts.at(board.get("card", CARD), board.seq - 1)

    def test_the_first_write_after_loading_keeps_the_text_before_it(self) -> None:
        board = loaded_board()
        floor = board.seq
        board.do("editor", "card.write", card_id=CARD, text="New")
        assert board.state.texts.at(board.get("card", CARD), floor) == ("contributor says", "One two three")
        assert board.state.texts.at(board.get("card", CARD), board.seq) == ("contributor says", "New")

    def test_between_two_writes_the_first_is_what_was_seen(self) -> None:
        board = make_board()
        board.do("editor", "card.write", card_id=CARD, text="First")
        board.do("editor", "column.rename", column_id="ideas", title="x")
        seen = board.seq
        board.do("editor", "card.write", card_id=CARD, text="Second")
        assert board.state.texts.at(board.get("card", CARD), seen) == ("contributor says", "First")

    def test_no_more_than_the_last_texts_are_kept(self) -> None:
        board = make_board()
        for number in range(KEPT * 2):
            board.do("editor", "card.write", card_id=CARD, text=str(number))
        versions = board.state.texts.of(named_id(CARD))
        assert [version.text for version in versions] == [str(number) for number in range(KEPT, KEPT * 2)]

    def test_a_purged_card_leaves_nothing(self) -> None:
        board = make_board()
        board.do("coordinator", "card.purge", card_id=CARD)
        assert board.state.texts.of(named_id(CARD)) == ()
        assert named_id(CARD) not in board.state.texts.versions


class TestDrafts:
    def test_what_a_dropped_draft_wrote_is_not_remembered(self) -> None:
        board = make_board()
        known = board.state.texts.of(named_id(CARD))
        turn = board.turn("editor", [board.edit("card.write", card_id=CARD, text="Dropped")])
        assert turn.draft.texts.of(named_id(CARD)) != known
        assert board.state.texts.of(named_id(CARD)) == known

    def test_own_words_of_merged_writes_are_kept_up_to_a_bound(self) -> None:
        board = make_board()
        texts = board.state.texts
        for number in range(OWN_WORDS_KEPT + 5):
            draft = board.state.draft()
            draft.texts.own_words[named_id(CARD), str(number)] = ("", str(number))
            texts.absorb(draft.texts)
        assert list(texts.own_words.values()) == [("", str(number)) for number in range(5, OWN_WORDS_KEPT + 5)]

    def test_a_merged_write_is_logged_with_its_authors_own_words(self) -> None:
        board = make_board()
        seq = board.seq
        board.do("editor", "card.write", card_id=CARD, text="Zero One two three", base=seq)
        board.do("contributor", "card.write", card_id=CARD, text="One two three four", base=seq)
        assert board.log[-1]["written"] == '["contributor says","One two three four"]'
        assert board.log[-2]["written"] is None


class TestLookedUp:
    """The log's answer is put into `looked_up`, and the same turn is run again: it must find it there."""

    @pytest.mark.parametrize("together", [False, True])
    def test_the_answer_is_there_when_the_turn_is_run_again(self, together: bool) -> None:
        board = loaded_board()
        before = submission(board, "card.recolor", card_id="other's card", color="rose", together=together)
        writing = submission(board, "card.write", card_id=CARD, text="One two three!", base=1, together=False)
        with pytest.raises(BaseUnknown):
            board.turn_of([before, writing])
        board.state.texts.looked_up[named_id(CARD), 1] = ("contributor says", "One two three")
        answers = [answer for _, _, answer in board.turn_of([before, writing]).answers]
        assert all(isinstance(answer, Accepted) for answer in answers)

    def test_two_that_must_be_looked_up_go_through_one_turn(self) -> None:
        board = loaded_board()
        writes = [submission(board, "card.write", card_id=card, text="x", base=1, together=True)
                  for card in (CARD, "other's card")]  # fmt: skip
        for card in (CARD, "other's card"):
            board.state.texts.looked_up[named_id(card), 1] = ("", board.get("card", card).text)
        assert len(board.turn_of(writes).answers) == 2

    def test_is_forgotten_once_the_turn_is_committed(self) -> None:
        board = loaded_board()
        board.state.texts.looked_up[named_id(CARD), 1] = ("contributor says", "One two three")
        board.commit(board.turn_of([submission(board, "card.write", card_id=CARD, text="x", base=1, together=False)]))
        assert board.state.texts.looked_up == {}

"""Writing cards: nobody's words vanish. What was written since is merged, or the refusal carries both texts."""

from typing import Any

import pytest

from korkwand.kernel.edit import Edit
from korkwand.kernel.inputs import TEXT_LENGTH, TITLE_LENGTH
from korkwand.kernel.versions import KEPT, Reader, Unready
from korkwand.live.turn import Accepted, Answer, Refused
from tests.check import accepted, check_edit, refused
from tests.make import Pinboard, make_board, named_id

CARD = "contributor's card"


def write(board: Pinboard, who: str = "contributor", **fields: Any) -> None:
    accepted(board, who, "card.write", card_id=CARD, **fields)


def conflict(board: Pinboard, who: str = "contributor", **fields: Any) -> tuple[dict[str, str], dict[str, str]]:
    """Both texts of a write that must be a conflict."""
    answer = check_edit(board, who, board.edit("card.write", card_id=CARD, **fields))
    assert isinstance(answer, Refused), answer
    payload = answer.error.payload()
    assert payload["code"] == "conflict"
    return payload["theirs"], payload["yours"]


def found(board: Pinboard, edit: Edit, answer: tuple[str, str] | None) -> Answer:
    """The answer to a contributor's edit that waits for the log, when it has said this."""
    with pytest.raises(Unready) as asked:
        board.turn("contributor", [edit])
    turn = board.turn("contributor", [edit], found={asked.value.question: answer})
    board.commit(turn)
    return turn.answers[0][2]


def words(board: Pinboard) -> tuple[str, str]:
    """Title and text of the card."""
    card = board.get("card", CARD)
    return card.title, card.text


class TestWriteCard:
    def test_changes_what_is_given_and_says_when(self) -> None:
        board = make_board()
        event = accepted(board, "editor", "card.write", card_id=CARD, title="Other")
        assert words(board) == ("Other", "One two three")
        card = board.get("card", CARD)
        assert card.edited_at == event["at"]
        assert card.author_id == named_id("contributor"), "who wrote it first stays its author"

    def test_the_same_words_are_an_event_but_no_editing(self) -> None:
        board = make_board()
        write(board, title="contributor says", text="One two three")
        assert board.get("card", CARD).edited_at is None

    def test_neither_title_nor_text_is_invalid(self) -> None:
        assert refused(make_board(), "contributor", "card.write", card_id=CARD, title="", text="") == "invalid"

    def test_one_of_both_may_be_empty(self) -> None:
        board = make_board()
        write(board, title="")
        assert words(board) == ("", "One two three")
        assert refused(board, "contributor", "card.write", card_id=CARD, text="") == "invalid"

    def test_a_trashed_card_is_closed_to_its_author_and_not_found_by_others(self) -> None:
        board = make_board()
        fields = {"card_id": "contributor's trashed card", "text": "x"}
        assert refused(board, "contributor", "card.write", **fields) == "closed"
        assert refused(board, "other", "card.write", **fields) == "not_found"
        assert refused(board, "editor", "card.write", card_id="contributor's buried card", text="x") == "closed"

    def test_others_cards_are_forbidden(self) -> None:
        assert refused(make_board(), "contributor", "card.write", card_id="other's card", text="x") == "forbidden"


class TestMerging:
    def test_without_a_base_the_last_write_wins(self) -> None:
        """[ME6]"""
        board = make_board()
        write(board, "editor", text="Theirs")
        write(board, text="Mine")
        assert words(board)[1] == "Mine"

    def test_from_the_newest_text_it_is_simply_written(self) -> None:
        board = make_board()
        write(board, "editor", text="Four")
        write(board, text="Five", base=board.seq)
        assert words(board)[1] == "Five"

    def test_words_in_different_places_are_merged(self) -> None:
        """[ME2]"""
        board = make_board()
        seq = board.seq
        write(board, "editor", text="Zero One two three", base=seq)
        write(board, text="One two three four", base=seq)
        assert words(board)[1] == "Zero One two three four"

    def test_title_and_text_are_merged_each_by_itself(self) -> None:
        """[ME2]"""
        board = make_board()
        seq = board.seq
        write(board, "editor", title="The editor", base=seq)
        write(board, text="Only this", base=seq)
        assert words(board) == ("The editor", "Only this")

    def test_the_same_words_are_a_conflict_with_both_texts(self) -> None:
        """[ME3]"""
        board = make_board()
        seq = board.seq
        write(board, "editor", text="One 2 three", base=seq)
        theirs, yours = conflict(board, text="One II three", base=seq)
        assert theirs == {"title": "contributor says", "text": "One 2 three", "seq": board.seq}
        assert yours == {"title": "contributor says", "text": "One II three"}
        assert words(board)[1] == "One 2 three"

    def test_what_both_wrote_is_no_conflict(self) -> None:
        board = make_board()
        seq = board.seq
        write(board, "editor", text="One and the same", base=seq)
        write(board, text="One and the same", base=seq)
        assert words(board)[1] == "One and the same"

    def test_moves_and_colours_in_between_are_no_conflict(self) -> None:
        board = make_board()
        seq = board.seq
        board.do("editor", "card.recolor", card_id=CARD, color="blue")
        board.do("editor", "card.move", card_id=CARD, column_id="topics")
        write(board, text="Two", base=seq)
        assert words(board)[1] == "Two"

    def test_two_who_empty_one_half_each_lose_no_words(self) -> None:
        """Neither did anything invalid; together they would leave a card without a word."""
        # [ME3]
        board = make_board()
        seq = board.seq
        write(board, "editor", text="", base=seq)
        theirs, yours = conflict(board, title="", base=seq)
        assert (theirs["text"], yours["title"]) == ("", "")

    @pytest.mark.parametrize(("field", "limit"), [("title", TITLE_LENGTH), ("text", TEXT_LENGTH)])
    def test_a_merge_that_would_be_too_long_is_a_conflict(self, field: str, limit: int) -> None:
        """[ME3]"""
        board = make_board()
        long = "x" * (limit * 2 // 3)
        write(board, **{field: "middle"})
        seq = board.seq
        write(board, "editor", **{field: f"{long} middle"}, base=seq)
        conflict(board, **{field: f"middle {long}"}, base=seq)

    def test_the_words_of_a_refused_write_are_not_kept(self) -> None:
        board = make_board()
        seq = board.seq
        write(board, "editor", text="", base=seq)
        board.send("contributor", board.edit("card.write", card_id=CARD, title="", base=seq, id="refused"))
        assert board.state.texts.own_words == {}


class TestOwnEarlierEdit:
    def test_is_a_base_before_its_seq_is_known(self) -> None:
        """[ME1]"""
        board = make_board()
        first = board.edit("card.write", card_id=CARD, text="One two", id="first")
        second = board.edit("card.write", card_id=CARD, text="One two and more", base="first")
        turn = board.turn("contributor", [first, second])
        board.commit(turn)
        assert words(board)[1] == "One two and more"

    def test_the_cards_own_making_is_a_base(self) -> None:
        board = make_board()
        board.do("contributor", "card.add", card_id="new", column_id="ideas", text="One", id="made")
        accepted(board, "contributor", "card.write", card_id="new", text="One two", base="made")

    def test_after_a_merge_it_means_what_its_author_wrote(self) -> None:
        """They typed on in their own text and have not seen the merged one; the other's words must not be taken out."""
        # [ME4]
        board = make_board()
        seq = board.seq
        write(board, "editor", text="Zero One two three", base=seq)
        write(board, text="One two three four", base=seq, id="merged")
        write(board, text="One two three four five", base="merged")
        assert words(board)[1] == "Zero One two three four five"

    def test_that_changed_nothing_is_a_base_too(self) -> None:
        """Both in one frame: the log does not know the first one yet, so nothing but the draft can tell."""
        board = make_board()
        first = board.edit("card.write", card_id=CARD, text="One two three", id="first")
        second = board.edit("card.write", card_id=CARD, text="One two three four", base="first")
        turn = board.turn("contributor", [first, second])
        assert all(isinstance(answer, Accepted) for _, _, answer in turn.answers)

    def test_means_nothing_on_another_card(self) -> None:
        """Else words of one card would be merged into another, or told to somebody who may not see it any more."""
        board = make_board()
        seq = board.seq
        board.do("editor", "card.write", card_id="editor's card", text="Zero One two three", base=seq)
        board.do(
            "editor", "card.write", card_id="editor's card", title="Hidden", text="One two four", base=seq, id="merged"
        )
        assert board.log[-1]["written"], "it was merged"
        board.do("editor", "card.delete", card_id="editor's card")
        edit = board.edit("card.write", card_id=CARD, text="Mine", base="merged")
        try:
            answer = board.send("contributor", edit)
        except Unready:
            return
        assert isinstance(answer, Refused)
        assert answer.error.payload()["yours"]["title"] != "Hidden"


class TestOlderBases:
    def test_the_last_texts_are_in_memory(self) -> None:
        board = make_board()
        seqs = [board.seq]
        for number in range(KEPT - 1):
            write(board, text=f"One two three {number}")
            seqs.append(board.seq)
        for seq in seqs:
            title, _ = board.state.text_at(board.get("card", CARD), seq, Reader()) or ("", "")
            assert title == "contributor says"

    def test_an_older_one_is_asked_of_the_log(self) -> None:
        board = make_board()
        seq = board.seq
        for number in range(KEPT + 1):
            write(board, text=f"One two three {number}")
        edit = board.edit("card.write", card_id=CARD, text="Zero One two three", base=seq)
        assert found(board, edit, ("contributor says", "One two three"))
        assert words(board)[1] == f"Zero One two three {KEPT}"

    def test_one_that_is_gone_is_a_conflict_with_both_texts(self) -> None:
        """[ME5]"""
        board = make_board()
        answer = found(board, board.edit("card.write", card_id=CARD, text="Mine", base="lost"), None)
        assert isinstance(answer, Refused)
        told = answer.error.payload()
        assert (told["theirs"]["text"], told["yours"]["text"]) == ("One two three", "Mine")

    def test_one_that_is_gone_does_no_harm_to_the_same_words(self) -> None:
        """[ME5]"""
        board = make_board()
        edit = board.edit("card.write", card_id=CARD, text="One two three", base="lost")
        assert isinstance(found(board, edit, None), Accepted)

    def test_one_before_the_card_was_made_is_asked_of_the_log(self) -> None:
        board = make_board()
        with pytest.raises(Unready):
            board.turn("contributor", [board.edit("card.write", card_id=CARD, text="x", base=1)])

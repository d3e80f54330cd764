"""The size of a board: what makes it larger is refused when it is full, everything else is always possible."""

from typing import Any

import pytest
from msgspec.json import encode
from msgspec.structs import asdict

from korkwand.catalog import KINDS
from korkwand.kernel.records import Record
from korkwand.kernel.size import NO_LIMIT, RECORD_BYTES, Size, share, weigh
from korkwand.live.turn import Refused
from tests.make import HASH, VISITORS, Pinboard, empty_board, make_board, rows_of
from tests.nouns.examples import EXAMPLES

FULL = {"count": "cards", "bytes": "bytes"}
"""Measures, and how a refusal calls them."""


def judged(board: Pinboard) -> Size:
    """What of a board's size may not grow when it is full, counted anew."""
    records = [record for record in rows_of(board.state).values() if not record.always_fits]
    return Size(sum(record.kind == "card" for record in records), sum(weigh(record) for record in records))


class TestTheLaw:
    @pytest.mark.parametrize("edit_type", EXAMPLES)
    def test_on_a_full_board_exactly_what_makes_it_larger_is_refused(self, edit_type: str) -> None:
        """[LI8]"""
        full = make_board()
        for fields in EXAMPLES[edit_type]:
            for who in VISITORS:
                board = full.copy()
                edit = board.edit(edit_type, **fields)
                answer = board.send(who, edit)
                if isinstance(answer, Refused):
                    continue
                before, after = judged(full), judged(board)
                for measure, called in FULL.items():
                    limited = full.copy()
                    limited.limit = Size(**{"count": NO_LIMIT.count, "bytes": NO_LIMIT.bytes,
                                            measure: getattr(full.state.size, measure)})  # fmt: skip
                    answer = limited.send(who, edit)
                    if getattr(after, measure) > getattr(before, measure):
                        assert isinstance(answer, Refused)
                        assert (answer.error.code, answer.error.extra) == ("too_large", {"limit": called})
                        assert judged(limited) == before
                    else:
                        assert not isinstance(answer, Refused), answer

    def test_the_sentence_names_the_limit_and_what_to_do(self) -> None:
        """[ER1] [LI8]"""
        board = empty_board()
        board.limit = Size(0, 10**9)
        detail = board.refusal("contributor", "card.add", column_id="ideas", title="x")["detail"]
        assert "0 cards" in detail
        assert "trash" in detail
        board.limit = Size(10, board.state.size.bytes)
        assert " MB" in board.refusal("contributor", "card.add", column_id="ideas", title="x")["detail"]

    def test_the_last_card_fits_and_one_more_when_another_is_deleted_for_good(self) -> None:
        """[LI8]"""
        board = empty_board()
        board.limit = Size(2, NO_LIMIT.bytes)
        for card in ("a", "b"):
            board.do("contributor", "card.add", card_id=card, column_id="ideas", title=card)
        board.do("contributor", "card.delete", card_id="a")
        assert board.refusal("contributor", "card.add", column_id="ideas", title="x")["code"] == "too_large"
        board.do("coordinator", "card.purge", card_id="a")
        board.do("contributor", "card.add", column_id="ideas", title="x")

    def test_a_text_may_become_shorter_on_a_board_that_is_larger_than_it_may_be(self) -> None:
        board = empty_board()
        board.do("contributor", "card.add", card_id="a", column_id="ideas", title="a", text="long " * 100)
        board.limit = Size(0, 1)
        board.do("contributor", "card.write", card_id="a", text="long " * 99)
        board.do("contributor", "card.write", card_id="a", text="Lang " * 99)
        longer = {"card_id": "a", "text": "long " * 100}
        assert board.refusal("contributor", "card.write", **longer)["code"] == "too_large"

    def test_whoever_shall_go_goes_on_a_full_board_too(self) -> None:
        board = make_board()
        board.limit = Size(0, 1)
        board.do("coordinator", "visitor.remove", visitor_id="contributor", contents="trash")
        board.do("other", "visitor.forget", visitor_id="other", contents="keep")

    def test_of_a_batch_that_is_done_together_nothing_is_left_if_the_last_does_not_fit(self) -> None:
        board = empty_board()
        board.limit = Size(1, NO_LIMIT.bytes)
        edits = [board.edit("card.add", column_id="ideas", title=title) for title in ("a", "b")]
        turn = board.turn("contributor", edits, together=True)
        board.commit(turn)
        assert board.state.size.count == 0
        assert len(board.log) == board.seq

    def test_edits_of_one_turn_are_judged_one_after_the_other(self) -> None:
        board = empty_board()
        board.limit = Size(1, NO_LIMIT.bytes)
        edits = [board.edit("card.add", column_id="ideas", title=title) for title in ("a", "b")]
        answers = [answer for _, _, answer in board.turn("contributor", edits).answers]
        assert [isinstance(answer, Refused) for answer in answers] == [False, True]


class TestWhatARecordWeighs:
    @pytest.mark.parametrize("cls", KINDS.values(), ids=KINDS)
    def test_texts_without_a_length_of_their_own_are_words(self, cls: type[Record]) -> None:
        free = {column.name for column in cls.table.columns if getattr(column.type, "length", 1) is None}
        assert free - {"rank", "time_zone"} - set(cls.words) == set()
        assert set(cls.words) <= set(cls.__struct_fields__)

    def test_what_is_no_word_never_has_more_bytes_than_are_counted(self) -> None:
        """All times and ids given, and the longest rank."""
        board = make_board()
        for record in rows_of(board.state).values():
            longest = longest_of(record)
            assert len(longest) - sum(len(getattr(record, name) or "") for name in record.words) <= RECORD_BYTES + 120

    def test_words_count_as_utf_8(self) -> None:
        board = empty_board()
        board.do("coordinator", "card.add", card_id="a", column_id="ideas", title="é", text="ab\ncd")
        assert weigh(board.get("card", "a")) == RECORD_BYTES + 2 + 5 + len("Cora")


def longest_of(record: Record) -> bytes:
    """The record as JSON with everything in it that can be set."""
    fields: dict[str, Any] = asdict(record)
    given = {name: "2026-06-01T08:00:00.000Z" if name.endswith("_at") else record.id
             for name, value in fields.items() if value is None}  # fmt: skip
    return encode(type(record)(**{**fields, **given}))


def test_a_board_is_as_full_as_the_fuller_of_its_measures() -> None:
    assert share(Size(83, 10), Size(100, 1000), "cards") == (83, "cards")
    assert share(Size(0, 999), Size(100, 1000), "cards") == (99, "bytes")


def test_a_key_with_all_columns_unseen_weighs_what_it_holds() -> None:
    board = make_board()
    before = board.state.size.bytes
    board.do("coordinator", "key.add", key_id="k", role="viewer", secret_hash=HASH,
             unseen_columns=[board.get("column", "topics").id])  # fmt: skip
    assert board.state.size.bytes - before == RECORD_BYTES + 36

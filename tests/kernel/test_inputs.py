"""What an edit may be sent with: bad input is `invalid` with a short sentence, whatever it is made of."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korkwand.catalog import SENDABLE, parse
from korkwand.errors import Invalid
from korkwand.kernel.inputs import TEXT_LENGTH, TITLE_LENGTH, normalise, one_line
from korkwand.nouns.comment.record import COMMENT_LENGTH
from tests.make import Pinboard, make_board, named_id
from tests.nouns.examples import EXAMPLES

CARD = named_id("contributor's card")
WRITE = {"id": named_id("edit"), "type": "card.write", "card_id": CARD, "text": "x"}
IMPORT = {"id": named_id("edit"), "type": "card.import", "column_id": named_id("ideas"), "title": "x"}
MEGABYTE = "x" * 1_000_000


def messages() -> list[dict[str, Any]]:
    """One good message of each type."""
    board = Pinboard()
    return [
        board.edit(name, **examples[0]).model_dump(mode="json", exclude_unset=True)
        for name, examples in EXAMPLES.items()
    ]


GOOD = [pytest.param(message, id=message["type"]) for message in messages()]


def fault(message: Any) -> str:
    """The sentence that refuses the message."""
    with pytest.raises(Invalid) as refusal:
        parse(message)
    detail = refusal.value.detail
    assert 0 < len(detail) <= 1_000, "the refusal repeats what was sent"
    detail.encode()
    return detail


class TestShape:
    @pytest.mark.parametrize("message", GOOD)
    def test_a_good_message_is_its_type(self, message: dict[str, Any]) -> None:
        assert type(parse(message)) is SENDABLE[message["type"]]

    @pytest.mark.parametrize("message", GOOD)
    def test_an_unknown_field_is_refused_by_name(self, message: dict[str, Any]) -> None:
        """[ED1] [DO2]"""
        assert "rank" in fault({**message, "rank": "zzzzzz"})

    @pytest.mark.parametrize("message", GOOD)
    @pytest.mark.parametrize("value", [17, 1.5, True, ["x"], {"x": 1}, float("nan")])
    def test_every_field_refuses_other_types(self, message: dict[str, Any], value: Any) -> None:
        for name in message.keys() - {"base"}:
            if type(message[name]) is not type(value):
                fault({**message, name: value})

    @pytest.mark.parametrize("message", GOOD)
    def test_the_id_is_required_and_a_uuid(self, message: dict[str, Any]) -> None:
        """[ED1]"""
        fault({name: value for name, value in message.items() if name != "id"})
        for bad in ("", "1", named_id("x").upper(), f"{named_id('x')}\n", f"{{{named_id('x')}}}", "x" * 36):
            fault({**message, "id": bad})

    @pytest.mark.parametrize(
        "message", [None, [], "card.add", 1, True, {}, {"type": None}, {"type": "card.update"}, [WRITE]]
    )
    def test_what_is_no_edit_is_invalid(self, message: Any) -> None:
        fault(message)

    @pytest.mark.parametrize(
        "message",
        [
            {**WRITE, MEGABYTE: 1},
            {**WRITE, "type": MEGABYTE},
            {**WRITE, "type": ["a"] * 10_000},
            {**WRITE, "id": MEGABYTE},
            {**WRITE, "card_id": MEGABYTE},
            {**WRITE, **{f"field{number}": 1 for number in range(1_000)}},
            {**WRITE, "\ud800": 1},
            {**WRITE, "type": "\ud800"},
        ],
    )
    def test_the_refusal_of_a_huge_message_is_small(self, message: Any) -> None:
        """[ER1]"""
        fault(message)

    def test_a_board_is_made_by_its_own_door_only(self) -> None:
        """[ED1]"""
        fault({"id": named_id("e"), "type": "board.create", "board_id": named_id("b"), "key_id": named_id("k"),
               "secret_hash": "", "title": "x"})  # fmt: skip


TEXT_FIELDS = [
    ({**WRITE}, "title", TITLE_LENGTH),
    ({**WRITE}, "text", TEXT_LENGTH),
    ({"id": named_id("e"), "type": "comment.write", "comment_id": CARD}, "text", COMMENT_LENGTH),
    ({"id": named_id("e"), "type": "column.rename", "column_id": CARD}, "title", TITLE_LENGTH),
    ({"id": named_id("e"), "type": "board.describe"}, "description", 2_000),
    ({**IMPORT}, "author_name", 80),
]


class TestTexts:
    @pytest.mark.parametrize(("message", "field", "limit"), TEXT_FIELDS)
    @pytest.mark.parametrize("bad", ["a\x00b", "\x00", "a\x1bb", "\ud800", "a\udfffb", "\x7f", "\x0b"])
    def test_control_characters_and_lone_surrogates_are_refused(
        self, message: dict[str, Any], field: str, limit: int, bad: str
    ) -> None:
        """[ED10]"""
        assert len(bad) < limit
        fault({**message, field: bad})

    @pytest.mark.parametrize(("message", "field", "limit"), TEXT_FIELDS)
    def test_the_longest_is_taken_and_one_more_refused(self, message: dict[str, Any], field: str, limit: int) -> None:
        """[ED11]"""
        assert getattr(parse({**message, field: "ü" * limit}), field) == "ü" * limit
        assert str(limit) in fault({**message, field: "x" * (limit + 1)})
        fault({**message, field: MEGABYTE})

    @pytest.mark.parametrize(("message", "field", "limit"), TEXT_FIELDS)
    @pytest.mark.parametrize("growing", ["\u0958", "\U0001d160"])
    def test_normalising_does_not_grow_past_the_limit(
        self, message: dict[str, Any], field: str, limit: int, growing: str
    ) -> None:
        """Some characters become two or three by NFC."""
        try:
            edit = parse({**message, field: growing * limit})
        except Invalid:
            return
        assert len(getattr(edit, field)) <= limit

    @pytest.mark.parametrize("emptied", ["", " ", "\n\t ", "\r\n"])
    def test_what_needs_words_is_refused_without(self, emptied: str) -> None:
        fault({"id": named_id("e"), "type": "comment.add", "card_id": CARD, "text": emptied})
        fault({"id": named_id("e"), "type": "column.add", "title": emptied})
        fault({"id": named_id("e"), "type": "board.rename", "title": emptied})

    @pytest.mark.parametrize(
        ("raw", "clean"),
        [
            ("a\r\nb\rc\n", "a\nb\nc"),
            ("a  \n\n b \t", "a\n\n b"),
            ("u\u0308ber", "über"),
            ("  indented", "  indented"),
            ("tab\tinside", "tab\tinside"),
            ("Smile 😀 عربى", "Smile 😀 عربى"),
        ],
    )
    def test_only_line_ends_composition_and_trailing_blanks_change(self, raw: str, clean: str) -> None:
        """[ED10]"""
        assert normalise(raw) == clean

    @given(st.text())
    def test_normalising_twice_is_normalising_once(self, text: str) -> None:
        try:
            once = normalise(text)
        except ValueError:
            return
        assert normalise(once) == once == unicodedata.normalize("NFC", once)
        assert "\r" not in once
        assert once.rstrip() == once

    @given(st.text())
    def test_a_title_has_no_line_breaks_and_no_blanks_around(self, text: str) -> None:
        try:
            title = one_line(text)
        except ValueError:
            return
        assert "\n" not in title
        assert title == title.strip() == one_line(title)

    @given(st.text(st.characters(min_codepoint=32, max_codepoint=126)))
    def test_the_quick_way_for_plain_text_is_the_long_way(self, text: str) -> None:
        assert normalise(text) == normalise(text + "\r")


class TestOtherFields:
    @pytest.mark.parametrize(
        "base",
        [0, -1, -(10**30), 10**30, True, 1.0, 1.5, float("nan"), float("inf"), "12", "", [], {}, named_id("x").upper()],
    )
    def test_a_base_is_a_seq_or_the_id_of_an_edit(self, base: Any) -> None:
        """A number that no database knows made the look-up fail, and with it the turn of everybody else."""
        fault({**WRITE, "base": base})

    @pytest.mark.parametrize("base", [1, 17, 2**31, None, named_id("x")])
    def test_a_good_base_is_taken(self, base: Any) -> None:
        assert parse({**WRITE, "base": base}).model_dump()["base"] == base

    @pytest.mark.parametrize(
        "moment",
        ["2026-06-01", "2026-06-01T08:00:00Z", "2026-06-01T08:00:00.000+00:00", "2026-06-01t08:00:00.000z", "",
         "2026-13-01T08:00:00.000Z", "2026-02-30T08:00:00.000Z", "2026-06-01T25:00:00.000Z", "2026-06-01T08:60:00.000Z",
         "0000-01-01T00:00:00.000Z", "٢٠٢٦-٠٦-٠١T08:00:00.000Z", "2026-06-01T08:00:00.000Z\n"],
    )  # fmt: skip
    def test_what_is_no_moment_is_no_time(self, moment: str) -> None:
        fault({**IMPORT, "created_at": moment})

    def test_a_moment_is_a_time(self) -> None:
        assert parse({**IMPORT, "created_at": "2024-02-29T23:59:59.999Z"}).model_dump()["created_at"]

    @pytest.mark.parametrize("color", ["", "red", "White", "#fff", None])
    def test_only_the_boards_colours(self, color: Any) -> None:
        """[ED12]"""
        fault({"id": named_id("e"), "type": "card.recolor", "card_id": CARD, "color": color})

    @pytest.mark.parametrize("after", ["last", "", "first", 0])
    def test_a_neighbour_is_an_id_or_null(self, after: Any) -> None:
        fault({"id": named_id("e"), "type": "card.move", "card_id": CARD, "column_id": CARD, "after_id": after})

    @pytest.mark.parametrize("role", ["", "Editor", "admin", "system", None])
    def test_a_key_has_one_of_four_roles(self, role: Any) -> None:
        fault({"id": named_id("e"), "type": "key.add", "key_id": CARD, "secret_hash": "ab" * 32, "role": role})

    @pytest.mark.parametrize("password", ["", "short", "x" * 201, 12345678])
    def test_a_password_is_never_repeated(self, password: Any) -> None:
        message = {"id": named_id("e"), "type": "key.add", "key_id": CARD, "secret_hash": "ab" * 32, "role": "editor"}
        detail = fault({**message, "password": password})
        assert not password or str(password) not in detail

    def test_a_write_without_any_field_is_refused(self) -> None:
        fault({name: value for name, value in WRITE.items() if name != "text"})
        fault({**WRITE, "text": None})


def test_bad_input_never_reaches_the_board() -> None:
    board = make_board()
    seq = board.seq
    for value in ("\x00", MEGABYTE, "\ud800"):
        fault({**WRITE, "text": value})
    assert board.seq == seq
    assert board.get("card", "contributor's card").text == "One two three"

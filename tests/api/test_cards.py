"""Cards over REST."""

from typing import Any

import pytest

from tests.client import Board, edit, new_id

FIELDS = {"title": "A bench", "text": "Near the *lake*", "color": "green"}


@pytest.fixture
def column(board: Board) -> str:
    """A column to pin on."""
    made: str = board.column()["id"]
    return made


def order(board: Board, column_id: str) -> list[str]:
    """The titles of a column's cards, from top to bottom."""
    cards = [card for card in board.records("card").values() if card["column_id"] == column_id]
    return [card["title"] for card in sorted(cards, key=lambda card: (card["rank"], card["id"]))]


def patch(board: Board, card_id: str, body: dict[str, Any], key: str | None = None) -> Any:
    """The answer to a PATCH of a card."""
    headers = {"Idempotency-Key": key} if key else {}
    return board.client.patch(f"{board.url}/cards/{card_id}", json=body, headers=headers)


class TestAdding:
    def test_answers_201_with_the_record(self, board: Board, column: str) -> None:
        """[DO5]"""
        guest, card_id = board.browser("contributor", name="Anna"), new_id()
        answer = guest.client.post(f"{board.url}/cards", json={"card_id": card_id, "column_id": column, **FIELDS})
        assert answer.status_code == 201
        assert answer.headers["location"] == f"{board.url}/cards/{card_id}"
        made = answer.json()
        assert {name: made[name] for name in FIELDS} == FIELDS
        assert (made["id"], made["column_id"], made["board_id"]) == (card_id, column, board.id)
        assert (made["author_id"], made["author_name"]) == (guest.snapshot()["you"]["visitor_id"], "Anna")
        assert (made["edited_at"], made["deleted_at"]) == (None, None)
        assert board.records("card")[card_id] == made

    def test_goes_last_or_first_or_beside_a_neighbour(self, board: Board, column: str) -> None:
        one = board.card(column, "one")["id"]
        board.card(column, "two")
        board.card(column, "zero", after_id=None)
        board.card(column, "one and a half", after_id=one)
        board.card(column, "half", after_id=new_id(), before_id=one)
        board.card(column, "end", after_id=new_id(), before_id=new_id())
        assert order(board, column) == ["zero", "half", "one", "one and a half", "two", "end"]

    def test_needs_a_title_or_a_text(self, board: Board, column: str) -> None:
        assert board.client.post(f"{board.url}/cards", json={"column_id": column}).status_code == 422
        made = board.card(column, title="", text="Just a text")
        assert (made["title"], made["text"]) == ("", "Just a text")

    def test_text_is_normalised_only_in_line_ends_nfc_and_trailing_blanks(self, board: Board, column: str) -> None:
        """[ED10]"""
        made = board.card(column, text="a\r\nb  \rA\u0308 \n\n  c\t\n\n")
        assert made["text"] == "a\nb\nÄ\n\n  c"

    def test_the_same_idempotency_key_pins_one_card(self, board: Board, column: str) -> None:
        """[DO3]"""
        headers, body = {"Idempotency-Key": new_id()}, {"column_id": column, **FIELDS}
        answers = [board.client.post(f"{board.url}/cards", json=body, headers=headers) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [201] * 3
        assert len({answer.text for answer in answers}) == 1
        assert board.events(2)[0]["id"] == headers["Idempotency-Key"]
        assert board.snapshot()["seq"] == 3

    def test_the_same_idempotency_key_from_somebody_else_is_a_conflict(self, board: Board, column: str) -> None:
        headers, body = {"Idempotency-Key": new_id()}, {"column_id": column, **FIELDS}
        board.client.post(f"{board.url}/cards", json=body, headers=headers)
        other = board.browser("contributor").client.post(f"{board.url}/cards", json=body, headers=headers)
        assert (other.status_code, other.json()["code"]) == (409, "conflict")


class TestChanging:
    def test_a_patch_becomes_write_recolor_and_move_in_this_order(self, board: Board, column: str) -> None:
        """[DO4]"""
        board.card(column, "first")
        card, target = board.card(column)["id"], board.column("Topics")["id"]
        seq = board.snapshot()["seq"]
        body = {"after_id": None, "column_id": target, "color": "blue", "text": "New", "title": "Newer"}
        answer = patch(board, card, body)
        assert answer.status_code == 200
        changed = answer.json()
        assert {name: changed[name] for name in ("column_id", "color", "text", "title")} == {
            name: body[name] for name in ("column_id", "color", "text", "title")
        }
        assert changed["edited_at"]
        assert changed == board.records("card")[card]
        assert [event["type"] for event in board.events(seq)] == ["card.write", "card.recolor", "card.move"]

    def test_one_bad_part_changes_nothing(self, board: Board, column: str) -> None:
        """[DO4]"""
        card = board.card(column, "Old")
        seq = board.snapshot()["seq"]
        answer = patch(board, card["id"], {"title": "New", "color": "blue", "column_id": new_id()})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert board.snapshot()["seq"] == seq
        assert board.records("card")[card["id"]] == card

    def test_the_same_idempotency_key_repeats_all_parts(self, board: Board, column: str) -> None:
        """[DO3]"""
        card, key = board.card(column)["id"], new_id()
        body = {"title": "New", "color": "blue", "after_id": None}
        answers = [patch(board, card, body, key) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200] * 3
        assert len({answer.text for answer in answers}) == 1
        assert [event["type"] for event in board.events(3)] == ["card.write", "card.recolor", "card.move"]
        assert board.events(3)[0]["id"] == key

    def test_a_neighbour_alone_moves_within_the_column(self, board: Board, column: str) -> None:
        one, two = board.card(column, "one")["id"], board.card(column, "two")["id"]
        assert patch(board, two, {"after_id": None}).status_code == 200
        assert order(board, column) == ["two", "one"]
        assert patch(board, two, {"after_id": one}).status_code == 200
        assert order(board, column) == ["one", "two"]
        assert patch(board, two, {"before_id": one}).status_code == 200

    def test_base_merges_and_conflicts(self, board: Board, column: str) -> None:
        card = board.card(column, "Old", text="one two three")["id"]
        base = board.snapshot()["seq"]
        assert patch(board, card, {"text": "zero one two three", "base": base}).status_code == 200
        merged = patch(board, card, {"text": "one two three four", "base": base})
        assert merged.json()["text"] == "zero one two three four"
        clash = patch(board, card, {"text": "nought one two three", "base": base})
        assert (clash.status_code, clash.json()["code"]) == (409, "conflict")
        assert clash.json()["yours"] == {"title": "Old", "text": "nought one two three"}
        assert set(clash.json()["theirs"]) == {"title", "text", "seq"}

    def test_contributors_change_their_own_only(self, board: Board, column: str) -> None:
        mine, theirs = board.browser("contributor"), board.card(column)["id"]
        own = mine.card(column)["id"]
        assert patch(mine, own, {"title": "x", "color": "blue", "after_id": None}).status_code == 200
        assert patch(mine, theirs, {"title": "x"}).status_code == 403
        assert mine.client.delete(f"{board.url}/cards/{theirs}").status_code == 403
        assert mine.client.delete(f"{board.url}/cards/{own}").status_code == 204

    def test_viewers_change_nothing(self, board: Board, column: str) -> None:
        viewer, card = board.program("viewer"), board.card(column)["id"]
        assert viewer.client.post(f"{board.url}/cards", json={"column_id": column, "title": "x"}).status_code == 403
        assert patch(viewer, card, {"title": "x"}).status_code == 403
        assert viewer.client.delete(f"{board.url}/cards/{card}").status_code == 403
        assert [result["code"] for result in viewer.submit(edit("card.copy", card_id=card))] == ["forbidden"]


class TestDeleting:
    def test_puts_it_into_the_trash(self, board: Board, column: str) -> None:
        card, viewer = board.card(column)["id"], board.program("viewer")
        assert list(viewer.records("card")) == [card]
        answer = board.client.delete(f"{board.url}/cards/{card}")
        assert (answer.status_code, answer.content) == (204, b"")
        assert board.records("card")[card]["deleted_at"]
        assert viewer.records("card") == {}
        assert viewer.client.delete(f"{board.url}/cards/{card}").status_code == 404
        closed = patch(board, card, {"title": "x"})
        assert (closed.status_code, closed.json()["code"]) == (423, "closed")

    def test_twice_is_closed_and_repeated_is_done(self, board: Board, column: str) -> None:
        url, headers = f"{board.url}/cards/{board.card(column)['id']}", {"Idempotency-Key": new_id()}
        for _ in range(2):
            assert board.client.delete(url, headers=headers).status_code == 204
        assert board.client.delete(url).status_code == 423

    def test_what_was_purged_is_404(self, board: Board, column: str) -> None:
        card = board.card(column)["id"]
        board.do("card.purge", card_id=card)
        for answer in (board.client.delete(f"{board.url}/cards/{card}"), patch(board, card, {"title": "x"})):
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")

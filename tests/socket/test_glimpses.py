"""Glimpses over real sockets: passed on, answered by nothing, and bounded however many are sent."""

import json
from typing import Any

from korkwand.live.glimpses import BURST
from tests.client import Board, Socket, new_id
from tests.raw_socket import RawSocket, hello, text


def pointing(kind: str, record_id: str, **more: Any) -> dict[str, Any]:
    return {"t": "glimpse", "doing": "point", "kind": kind, "id": record_id, **more}


def answered(socket: Socket, frame: Any) -> list[dict[str, Any]]:
    """All that a socket is sent because of a frame, glimpses of others left out."""
    socket.send(frame)
    return [one for one in socket.until_quiet() if one["t"] != "glimpses"]


def test_the_others_are_told_and_nothing_is_kept(board: Board, column: str) -> None:
    """[SO20] [SO21]"""
    anna = board.browser("contributor", name="Anna")
    before = board.snapshot()
    with anna.live() as hers, board.live() as mine:
        hers.send(pointing("column", column, x=10))
        (told,) = mine.expect("glimpses")["glimpses"]
        visitor_id = hers.welcome["you"]["visitor_id"]
        assert told == {
            "doing": "point", "kind": "column", "id": column, "x": 10, "y": None,
            "visitor_id": visitor_id, "name": "Anna", "color": None,
        }  # fmt: skip
        with board.live(last=before["seq"], epoch=before["epoch"]) as later:
            assert later.welcome["events"] == []
        assert "glimpses" not in {frame["t"] for frame in hers.until_quiet()}
    assert board.snapshot() == before


def test_no_answer_says_whether_there_is_such_a_record(board: Board, column: str) -> None:
    """[SO23] Nor does a refusal of the next frame, nor how many may still be sent."""
    hidden = board.card(column)["id"]
    board.do("card.hide", card_id=hidden)
    guest = board.browser("contributor")
    with guest.live() as socket:
        for record_id in (hidden, new_id(), column):
            for kind in ("card", "column", "comment"):
                assert answered(socket, pointing(kind, record_id)) == []


def test_what_is_hidden_is_told_to_who_sees_it_only(board: Board, column: str) -> None:
    """[SO22]"""
    hidden, shown = board.card(column)["id"], board.card(column)["id"]
    board.do("card.hide", card_id=hidden)
    with board.live() as mine, board.browser("editor").live() as editor, board.browser("viewer").live() as viewer:
        mine.send(pointing("card", hidden))
        assert editor.expect("glimpses")["glimpses"][0]["id"] == hidden
        mine.send(pointing("card", shown))
        # The one frame that comes is of the other card: what was sent before it never will.
        assert viewer.expect("glimpses")["glimpses"][0]["id"] == shown
        assert [frame for frame in viewer.frames if frame["t"] == "glimpses"] == []


def test_where_names_are_hidden_no_name_and_no_id_goes_out(board: Board, column: str) -> None:
    """[SO22]"""
    board.do("board.mask")
    anna, berta = board.browser("contributor", name="Anna"), board.browser("editor", name="Berta")
    with board.live() as mine, anna.live() as hers, berta.live() as other:
        hers.send(pointing("column", column, x=1, y=2))
        assert other.expect("glimpses")["glimpses"] == [{"doing": "point", "kind": "column", "id": column}]
        assert mine.expect("glimpses")["glimpses"][0]["name"] == "Anna"


def test_what_cannot_be_read_is_refused_and_too_much_of_it_ends_the_socket(board: Board, column: str) -> None:
    """[SO23] [AD7]"""
    with board.live() as socket:
        (refused,) = answered(socket, pointing("key", board.key_id))
        assert (refused["t"], refused["id"], refused["code"]) == ("refused", None, "invalid")
        socket.send("[" * 1000)
        assert socket.expect("refused")["code"] == "malformed"


def test_a_flood_is_lost_without_a_word_and_edits_go_on(board: Board, column: str) -> None:
    """[SO23] Even what could not be read costs nothing then; the last that counted is the one that is told."""
    guest = board.browser("editor")
    with guest.live() as socket, board.live() as other:
        for number in range(20 * BURST):
            socket.send(pointing("column", column, x=number % 1000))
        socket.edits({"id": (edit_id := new_id()), "type": "column.rename", "column_id": column, "title": "Still here"})
        socket.event(edit_id)
        assert {frame["t"] for frame in socket.frames} <= {"here"}
        told = [frame["t"] for frame in (other.expect("glimpses"), *other.frames)]
        assert told.count("glimpses") < BURST


def test_who_does_not_read_misses_them_and_stays(board: Board, column: str) -> None:
    """[SO23] A mebibyte of them never piles up, so nobody is closed for what passes."""
    guest = board.browser("editor")
    with RawSocket(board, receive_buffer=2048) as stuck, guest.live() as socket, board.live() as other:
        stuck.send(hello(board))
        for number in range(40):
            socket.send(pointing("column", column, x=number))
            other.expect("glimpses")
        stuck.send(text({"t": "ping"}))
        assert stuck.expect("pong")


def test_a_payload_of_any_size_is_bounded_by_the_frame(board: Board, column: str) -> None:
    """[LI1]"""
    with board.live() as socket:
        huge = json.dumps(pointing("column", column, note="x" * 200_000))
        (refused,) = answered(socket, huge)
        assert refused["code"] == "invalid"
        assert len(refused["detail"]) <= 500

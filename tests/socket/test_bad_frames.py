"""What the websocket door refuses after hello: one frame, one edit, or the whole socket."""

import json
from typing import Any

import pytest

from tests.client import AN_ID, Board, edit


class TestBadFrames:
    @pytest.mark.parametrize("frame", [
        "", "junk", "{", "[]", "7", "null", "{}", '{"t":"hello","v":1}', '{"t":"welcome"}', '{"t":7}', '{"t":null}',
        '{"t":["edits"]}', '{"t":"edits"}', '{"t":"edits","edits":{}}', '{"t":"edits","edits":null}',
        '{"t":"edits","edits":[],"more":1}', '{"t":"edits","edits":NaN}', '{"t":"here","name":7}',
        '{"t":"here","name":"\\u0000"}', '{"t":"here","x":1}', '{"t":"here","name":"' + "x" * 81 + '"}',
        "[" * 200_000, '{"t":"edits","edits":["\\ud800"]}', '{"t":"edits","edits":[' + ",".join(["{}"] * 1001) + "]}",
    ])  # fmt: skip
    def test_is_refused_and_the_socket_goes_on(self, board: Board, frame: str) -> None:
        """[SO16]"""
        with board.live() as socket:
            socket.send(frame)
            refused = socket.expect("refused")
            assert refused["id"] is None
            assert refused["code"] in {"malformed", "invalid"}
            good = edit("column.add", title="Ideas")
            socket.edits(good)
            socket.event(good["id"])

    @pytest.mark.parametrize("edit_id", [
        7, 1.5, None, [], {}, "x", "", "\x00", 10**30, -(10**30), [[[[]]]], "A" * 36, "x" * 100_000,
    ])  # fmt: skip
    def test_an_edit_with_a_strange_id_is_refused_and_the_socket_goes_on(self, board: Board, edit_id: Any) -> None:
        with board.live() as socket:
            socket.edits({"id": edit_id, "type": "column.add", "title": "x"})
            assert socket.expect("refused")["code"] == "invalid"
            socket.send({"t": "ping"})
            socket.expect("pong")

    def test_deep_ids_do_not_break_it(self, board: Board) -> None:
        for depth in (100, 500, 1000, 5000):
            with board.live() as socket:
                socket.send('{"t":"edits","edits":[{"id":' + "[" * depth + "]" * depth + "}]}")
                assert socket.expect("refused")["code"] in {"invalid", "malformed"}

    def test_binary_closes_1003(self, board: Board) -> None:
        """[SO1]"""
        with board.live() as socket:
            socket.send(b'{"t":"ping"}')
            assert socket.closed()[0] == 1003

    def test_text_that_is_not_utf_8_is_refused_or_closes_1007(self, board: Board) -> None:
        with board.live() as socket:
            socket.connection.send(b'{"t":"\xff"}', text=True)
            try:
                assert socket.expect("refused")["code"] == "malformed"
            except Exception:
                assert socket.closed()[0] == 1007

    def test_more_than_256_kib_closes_1009(self, board: Board) -> None:
        """[LI1]"""
        with board.live() as socket:
            fits = json.dumps({"t": "edits", "edits": [edit("column.add", title="x")]})
            socket.send(fits + " " * (256 * 1024 - len(fits)))
            socket.expect("events")
            socket.send(" " * (256 * 1024 + 1))
            assert socket.closed()[0] == 1009

    def test_a_first_frame_of_more_than_256_kib_closes_1009(self, board: Board) -> None:
        with board.socket() as socket:
            socket.send(" " * (256 * 1024 + 1))
            assert socket.closed()[0] == 1009


class TestBadEdits:
    """What only an edit can get wrong, over the socket; every other door has the same parser."""

    @pytest.mark.parametrize(("edit_type", "fields"), [
        ("card.write", {"text": "x", "base": -1}),
        ("card.write", {"text": "x", "base": -(10**30)}),
        ("card.write", {"text": "x", "base": 10**30}),
        ("card.write", {"text": "x", "base": "5"}),
        ("card.write", {"text": "x", "base": True}),
        ("card.write", {"text": "x", "base": 1.0}),
        ("card.write", {"text": "x", "base": AN_ID}),
        ("card.write", {"text": "a\x00b"}),
        ("card.write", {"text": "x" * 20_001}),
        ("card.write", {"text": 7}),
        ("card.write", {}),
        ("card.move", {"column_id": None}),
        ("card.move", {"after_id": "last"}),
        ("card.recolor", {"color": "mauve"}),
        ("card.recolor", {"color": ["blue"]}),
    ])  # fmt: skip
    def test_is_refused_alone_and_disturbs_nobody(
        self, board: Board, column: str, edit_type: str, fields: dict[str, Any]
    ) -> None:
        card = board.card(column)["id"]
        bad, good = edit(edit_type, card_id=card, **fields), edit("card.add", column_id=column, title="y")
        with board.live() as socket, board.browser("contributor").live() as other:
            socket.edits(bad, good)
            other.edits(edit("card.add", column_id=column, title="z"))
            socket.event(good["id"])
            answers = [frame for frame in socket.until_quiet() if frame["t"] == "refused"]
            assert {frame["t"] for frame in other.until_quiet()} == {"events"}
        assert [frame["id"] for frame in answers] == [bad["id"]]
        assert answers[0]["code"] in {"invalid", "conflict"}

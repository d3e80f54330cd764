"""More frames than a person or a program has reason to send: bounded work, bounded answers, and then the end."""

import struct
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from websockets.frames import Opcode

from korkwand.socket.protocol import FRAMES_PER_TURN, OTHERS
from korkwand.socket.session import BAD_FRAMES
from tests.client import Board, edit, new_id
from tests.doors import running
from tests.raw_socket import RawSocket, hello, masked, text


def until_closed(raw: RawSocket) -> tuple[list[tuple[int, bytes]], int | None]:
    """All frames until the server's close frame, and its code; None if it hangs up without one."""
    frames: list[tuple[int, bytes]] = []
    with suppress(ConnectionError, AssertionError):
        while True:
            opcode, payload = raw.receive()
            if opcode == 0x88:
                return frames, int(struct.unpack("!H", payload[:2])[0])
            frames.append((opcode, payload))
    return frames, None


class TestRefusals:
    @pytest.mark.parametrize("items", [
        [0] * 1000, [None] * 1000, [{}] * 1000, [{"id": "x"}] * 500 + [[]] * 500, ["ä"] * 1000,
    ])  # fmt: skip
    def test_what_has_no_id_is_answered_once_per_frame(self, board: Board, items: list[Any]) -> None:
        """[SO10] [AD7]"""
        with board.live() as socket:
            socket.send({"t": "edits", "edits": items})
            refused = [frame for frame in socket.until_quiet() if frame["t"] == "refused"]
        assert [(frame["id"], frame["code"]) for frame in refused] == [(None, "invalid")]

    def test_each_id_is_answered_once_and_the_rest_is_done(self, board: Board) -> None:
        """[ED9] [SO10]"""
        good, bad = edit("column.add", title="Ideas"), edit("column.add", title="")
        with board.live() as socket:
            socket.send({"t": "edits", "edits": [0, bad, good, bad, 1, {**bad, "title": 7}]})
            socket.event(good["id"])
            refused = [frame["id"] for frame in socket.until_quiet() if frame["t"] == "refused"]
        assert sorted(refused, key=str) == sorted([None, bad["id"]], key=str)

    def test_a_socket_has_an_allowance_of_bad_frames(self, board: Board) -> None:
        """[AD7] After it, 1013: come again later."""
        with RawSocket(board) as raw:
            raw.send(hello(board))
            raw.expect("here")
            with suppress(ConnectionError):
                raw.send(text({"t": "edits", "edits": [0]}) * (BAD_FRAMES + 150))
            frames, code = until_closed(raw)
        refused = [payload for _, payload in frames if b'"refused"' in payload]
        assert BAD_FRAMES <= len(refused) < BAD_FRAMES + 150
        assert code == 1013

    def test_good_frames_take_nothing_from_it(self, board: Board) -> None:
        with board.live() as socket:
            for _ in range(2 * BAD_FRAMES):
                socket.send({"t": "ping"})
            for _ in range(2 * BAD_FRAMES):
                socket.expect("pong")

    def test_who_is_limited_and_does_not_wait_is_closed_too(self, tmp_path: Path) -> None:
        """[AD7] [LI3]"""
        with running(tmp_path, frames_per_second="5") as server:
            board = server.guest().make_board()
            with RawSocket(board) as raw:
                raw.send(hello(board))
                raw.expect("here")
                with suppress(ConnectionError):
                    raw.send(text({"t": "ping"}) * (BAD_FRAMES + 150))
                frames, code = until_closed(raw)
        assert len(frames) < BAD_FRAMES + 150
        assert code == 1013


class TestFrames:
    def test_more_than_a_turns_worth_is_handled_in_order(self, board: Board) -> None:
        edits = [edit("column.add", title=str(number)) for number in range(4 * FRAMES_PER_TURN + 7)]
        frames = b"".join(text({"t": "edits", "edits": [one]}) for one in edits)
        with RawSocket(board) as raw:
            raw.send(hello(board))
            raw.expect("here")
            raw.send(frames + text({"t": "ping"}))
            heard: list[str] = []
            while len(heard) < len(edits):
                heard += [event["id"] for event in raw.expect("events")["events"]]
        assert heard == [one["id"] for one in edits]

    def test_what_comes_behind_a_turns_worth_in_another_piece_is_not_lost(self, board: Board) -> None:
        """The rest of one read and the beginning of the next are joined, wherever they were cut."""
        sent = text({"t": "ping"}) * (5 * FRAMES_PER_TURN)
        for cut in (1, 7, len(sent) // 2, len(sent) - 1):
            with RawSocket(board) as raw:
                raw.send(hello(board))
                raw.expect("here")
                raw.send(sent, [cut])
                for _ in range(5 * FRAMES_PER_TURN):
                    raw.expect("pong")

    def test_a_long_frame_in_tiny_pieces_is_understood(self, board: Board) -> None:
        good = edit("column.add", title="Ideas")
        message = b'{"t":"edits","edits":[{"id":"%b","type":"column.add","title":"x"}]}' % good["id"].encode()
        frame = masked(Opcode.TEXT, b" " * 100_000 + message)
        with RawSocket(board) as raw:
            raw.send(hello(board))
            raw.expect("here")
            raw.send(frame, list(range(100, len(frame), 100)))
            assert raw.expect("events")["events"][0]["id"] == good["id"]

    @pytest.mark.parametrize("after_hello", [False, True])
    @pytest.mark.parametrize("frames", [
        pytest.param(masked(Opcode.PING, b"") * 2000, id="pings"),
        pytest.param(masked(Opcode.PONG, b"x" * 125) * 2000, id="pongs"),
        pytest.param(masked(Opcode.TEXT, b"", fin=False) + masked(Opcode.CONT, b"", fin=False) * 2000, id="empty"),
        pytest.param(masked(Opcode.TEXT, b"{", fin=False) + masked(Opcode.CONT, b" ", fin=False) * 2000, id="blanks"),
    ])  # fmt: skip
    def test_too_many_that_say_nothing_end_the_connection(self, board: Board, frames: bytes, after_hello: bool) -> None:
        """[AD6]"""
        with RawSocket(board) as raw:
            if after_hello:
                raw.send(hello(board))
                raw.expect("here")
            with suppress(ConnectionError):
                raw.send(frames)
            heard, code = until_closed(raw)
        assert code in {1013, None}
        assert len(heard) < OTHERS + 100

    def test_the_close_says_why(self, board: Board) -> None:
        """[AD6]"""
        with RawSocket(board) as raw:
            raw.send(hello(board))
            raw.expect("here")
            raw.send(masked(Opcode.PING, b"") * (OTHERS + 30))
            assert until_closed(raw)[1] == 1013

    def test_a_message_in_many_fragments_is_understood(self, board: Board) -> None:
        good = edit("column.add", title="Ideas")
        message = b'{"t":"edits","edits":[{"id":"%b","type":"column.add","title":"x"}]}' % good["id"].encode()
        parts = [message[place : place + 1] for place in range(len(message))]
        with RawSocket(board) as raw:
            raw.send(hello(board))
            raw.expect("here")
            raw.send(masked(Opcode.TEXT, parts[0], fin=False))
            for place, part in enumerate(parts[1:], 2):
                raw.send(masked(Opcode.CONT, part, fin=place == len(parts)))
            assert raw.expect("events")["events"][0]["id"] == good["id"]

    def test_what_comes_right_behind_a_hello_is_bounded_too(self, board: Board) -> None:
        """[AD6] There is no welcome yet, and so nobody who could take it."""
        unknown = text({"t": "hello", "v": 1, "key": new_id()})
        with RawSocket(board) as raw:
            with suppress(ConnectionError):
                raw.send(unknown + text({"t": "ping"}) * 20_000)
            frames, code = until_closed(raw)
        assert len(frames) <= 1
        assert code in {1013, 4404, None}

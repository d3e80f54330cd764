"""socket/protocol.py against the internals of uvicorn and websockets that it uses, and the way without it.

If one of these fails after uvicorn or websockets was updated, read their changes before the versions are raised.
"""

import asyncio
import json
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode

from korkwand.app import create_app
from korkwand.live.websocket_frames import payload_of, text_frame
from korkwand.settings import Settings
from korkwand.socket.protocol import KorkwandProtocol
from tests.client import Board, Guest, edit, new_id
from tests.doors import Server
from tests.raw_socket import RawSocket, hello, masked, text

FRAME_LIMIT = 256 * 1024


@pytest.fixture(scope="module")
def board(server: Server) -> Board:
    """One board for all of these; what they do to it does not matter."""
    return server.guest().make_board()


def column_edit(title: str) -> dict[str, Any]:
    return {"t": "edits", "edits": [edit("column.add", title=title)]}


async def anything(scope: object, receive: object, send: object) -> None:
    """An application that is never called."""


class TestContract:
    """What the subclass takes for granted."""

    def test_the_methods_it_overrides_are_there(self) -> None:
        for name in ("data_received", "handle_connect", "handle_text", "send_receive_event_to_app", "connection_made"):
            assert callable(getattr(WebSocketsSansIOProtocol, name))

    def test_the_attributes_it_uses_are_there(self) -> None:
        config = uvicorn.Config(anything, interface="asgi3", ws=KorkwandProtocol, log_config=None)
        config.load()
        loop = asyncio.new_event_loop()
        try:
            protocol = KorkwandProtocol(config, uvicorn.server.ServerState(), {}, loop)
            for name in (
                "close_sent", "transport", "conn", "frames", "curr_msg_data_type", "close_timer", "close_timeout",
                "handshake_initiated", "loop", "config",
            ):  # fmt: skip
                assert hasattr(protocol, name), name
            assert protocol.conn.current_size is None
            assert callable(protocol.conn.send_close)
            assert callable(protocol.conn.data_to_send)
        finally:
            loop.close()

    @pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65535, 65536, 200_000])
    def test_a_frame_is_what_the_library_would_write(self, size: int) -> None:
        payload = b"x" * size
        frame = text_frame(payload)
        assert frame == Frame(Opcode.TEXT, payload).serialize(mask=False)
        assert payload_of(frame) == payload

    def test_the_server_hands_the_protocol_out(self, server: Server, board: Board) -> None:
        """A served socket is a direct one: 40 frames of one write are answered in order, without a queue."""
        with RawSocket(board) as raw:
            raw.send(hello(board))
            raw.expect("welcome")
            raw.send(text({"t": "ping"}) * 40)
            for _ in range(40):
                raw.expect("pong")


PIECES = st.lists(
    st.one_of(
        st.tuples(st.just("edit"), st.integers(0, 400)),
        st.tuples(st.just("fragments"), st.integers(1, 5)),
        st.tuples(st.just("ping"), st.integers(0, 125)),
        st.tuples(st.just("pong"), st.integers(0, 125)),
        st.tuples(st.just("long"), st.integers(66_000, 90_000)),
    ),
    max_size=8,
)


class TestIncomingBytes:
    @given(pieces=PIECES, cuts=st.lists(st.integers(0, 3000), max_size=12), together=st.booleans())
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_any_frames_in_any_pieces_are_understood(
        self, board: Board, pieces: list[tuple[str, int]], cuts: list[int], together: bool
    ) -> None:
        """Whole and fragmented messages, control frames between the fragments, cut anywhere, hello among them."""
        sent, titles, pongs = b"", [], 0
        for number, (kind, size) in enumerate(pieces):
            frame = json.dumps(column_edit(f"{number} {'x' * min(size, 400)}".strip())).encode()
            if kind in {"ping", "pong"}:
                sent += masked(Opcode.PING if kind == "ping" else Opcode.PONG, b"p" * size)
                pongs += kind == "ping"
                continue
            titles.append(f"{number} {'x' * min(size, 400)}".strip())
            if kind == "fragments":
                sent += fragmented(frame, size)
                pongs += size
            else:
                sent += masked(Opcode.TEXT, frame + b" " * (size if kind == "long" else 0))
        with RawSocket(board) as raw:
            if together:
                raw.send(hello(board) + sent, cuts)
            else:
                raw.send(hello(board))
                raw.expect("welcome")
                raw.send(sent, cuts)
            raw.send(text({"t": "ping"}))
            heard: list[str] = []
            pongs_heard, ponged = 0, False
            while not (ponged and len(heard) >= len(titles) and pongs_heard >= pongs):
                opcode, payload = raw.receive()
                if opcode == 0x8A:
                    pongs_heard += 1
                    continue
                assert opcode == 0x81, (opcode, payload)
                frame_heard = json.loads(payload)
                assert frame_heard["t"] != "refused", frame_heard
                ponged = ponged or frame_heard["t"] == "pong"
                for event in frame_heard.get("events", []) if frame_heard["t"] == "events" else []:
                    heard.append(event["changes"][0]["record"]["title"])
        assert heard == titles
        assert pongs_heard == pongs

    @pytest.mark.parametrize("after_hello", [False, True])
    @pytest.mark.parametrize("cuts", [[], [1], [2, 9], [10, 14], [20, 1000, 100_000]])
    def test_a_frame_over_the_limit_closes_1009_however_it_is_cut(
        self, board: Board, after_hello: bool, cuts: list[int]
    ) -> None:
        for size in (FRAME_LIMIT + 1, FRAME_LIMIT + 100, 2**40):
            with RawSocket(board) as raw:
                if after_hello:
                    raw.send(hello(board))
                    raw.expect("here")
                with suppress(ConnectionError):
                    raw.send(b"\x81\xff" + struct.pack("!Q", size) + b"mask" + b"x" * 20_000, cuts)
                assert raw.close_code() == 1009

    def test_fragments_over_the_limit_close_1009(self, board: Board) -> None:
        with RawSocket(board) as raw:
            raw.send(hello(board))
            raw.expect("welcome")
            raw.send(masked(Opcode.TEXT, b" " * 200_000, fin=False) + masked(Opcode.CONT, b" " * 100_000))
            assert raw.close_code() == 1009

    @pytest.mark.parametrize("bad", [
        pytest.param(b"\x81\x02{}", id="not masked"),
        pytest.param(b"\x83\x80mask", id="unknown opcode"),
        pytest.param(b"\xc1\x80mask", id="compressed"),
        pytest.param(b"\x80\x80mask", id="continuation of nothing"),
        pytest.param(b"\x09\x80mask", id="fragmented ping"),
        pytest.param(b"\x89\xfe\x00\xffmask" + b"x" * 255, id="long ping"),
        pytest.param(masked(Opcode.TEXT, b"{", fin=False) + masked(Opcode.TEXT, b"}"), id="text within a message"),
    ])  # fmt: skip
    @pytest.mark.parametrize("after_hello", [False, True])
    def test_what_breaks_the_protocol_closes_1002(self, board: Board, bad: bytes, after_hello: bool) -> None:
        with RawSocket(board) as raw:
            if after_hello:
                raw.send(hello(board))
                raw.expect("here")
            raw.send(bad)
            assert raw.close_code() == 1002

    def test_nothing_is_taken_after_the_clients_close(self, board: Board) -> None:
        title = new_id()
        with RawSocket(board) as raw:
            raw.send(hello(board))
            raw.expect("here")
            raw.send(masked(Opcode.CLOSE, struct.pack("!H", 1000)) + text(column_edit(title)))
            assert raw.close_code() == 1000
        assert title not in {column["title"] for column in board.records("column").values()}


def fragmented(message: bytes, count: int) -> bytes:
    """A message in fragments, with a ping before each but the first, and one at the end."""
    step = len(message) // (count + 1) + 1
    parts = [message[start : start + step] for start in range(0, len(message), step)]
    frames = b""
    for place, part in enumerate(parts):
        frames += masked(Opcode.PING, b"between") if place else b""
        frames += masked(Opcode.CONT if place else Opcode.TEXT, part, fin=place == len(parts) - 1)
    return frames + masked(Opcode.PING, b"end") * (count - len(parts) + 1)


@contextmanager
def served_by(protocol: Any, folder: Path) -> Iterator[str]:
    """The app in this process, served with another protocol class; its address."""
    config = uvicorn.Config(
        create_app(Settings(data_dir=folder, boards_per_hour=1000, network_boards_per_hour=1000)),
        port=0, ws=protocol, ws_max_size=FRAME_LIMIT, log_config=None, access_log=False, lifespan="on",
    )  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            thread.join(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module", params=["websockets-sansio", KorkwandProtocol])
def any_board(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    """A board on a server with one of uvicorn's own protocol classes, or with ours."""
    with served_by(request.param, tmp_path_factory.mktemp("plain")) as address:
        yield Guest(address).make_board()


class TestAnyOtherServer:
    """The same conversation, whatever class speaks the protocol."""

    def test_edits_are_heard_and_answered(self, any_board: Board) -> None:
        guest = any_board.browser("contributor")
        with any_board.live() as socket, guest.live() as other:
            good, bad = edit("column.add", title="Ideas"), edit("column.add", title="")
            socket.edits(good, bad, good)
            event = socket.event(good["id"])
            assert other.event(good["id"]) == event
            frames = {frame["t"]: frame for frame in socket.until_quiet()}
            assert frames["refused"]["id"] == bad["id"]
            assert frames["done"] == {"t": "done", "id": good["id"], "seq": event["seq"]}

    def test_a_long_welcome_arrives_whole(self, any_board: Board) -> None:
        column = any_board.column()["id"]
        any_board.submit(*[edit("card.add", column_id=column, text="ä" * 1000) for _ in range(100)])
        with any_board.live() as socket:
            assert socket.welcome["records"] == any_board.snapshot()["records"]

    def test_a_revoked_key_is_closed_4401(self, any_board: Board) -> None:
        guest = any_board.browser("viewer")
        with guest.live() as socket:
            any_board.client.delete(f"{any_board.url}/keys/{guest.key_id}")
            assert socket.closed() == (4401, "revoked")

    def test_strangers_are_turned_away_with_a_reason(self, any_board: Board) -> None:
        for first, code in (
            ({"t": "hello", "v": 1, "key": "x"}, 4404),
            ({"t": "hello", "v": 9}, 4426),
            ({"t": "x"}, 4400),
        ):
            with any_board.socket() as socket:
                socket.send(first)
                assert socket.closed()[0] == code
                assert [frame["t"] for frame in socket.frames] == ["refused"]

    def test_binary_is_closed_1003(self, any_board: Board) -> None:
        with any_board.live() as socket:
            socket.send(b"{}")
            assert socket.closed()[0] == 1003

    def test_too_large_is_closed_1009(self, any_board: Board) -> None:
        with any_board.live() as socket:
            socket.send(" " * (FRAME_LIMIT + 1))
            assert socket.closed()[0] == 1009

    def test_who_leaves_is_forgotten(self, any_board: Board) -> None:
        with any_board.live() as socket:
            with any_board.browser("viewer", name="Berta").live():
                while socket.expect("here")["count"] != 2:
                    pass
            while socket.expect("here")["count"] != 1:
                pass

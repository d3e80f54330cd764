"""socket/http_protocol.py against the internals of uvicorn that it uses, and the lobby in which strangers wait.

If the first of these fails after uvicorn was updated, read its changes before the version is raised.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

import pytest
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from korkwand.socket import http_protocol
from korkwand.socket.http_protocol import HEAD_BYTES, HEADERS, PIPELINED, KorkwandHttp
from korkwand.socket.lobby import Lobby
from tests.client import Board
from tests.doors import Server
from tests.raw_http import RawHttp


async def anything(scope: object, receive: object, send: object) -> None:
    """An application that is never called."""


class TestContract:
    """What the subclass takes for granted."""

    def test_the_methods_it_overrides_are_there(self) -> None:
        for name in (
            "connection_made", "connection_lost", "data_received", "on_response_complete", "pause_writing",
            "resume_writing", "handle_websocket_upgrade", "send_400_response", "on_message_begin", "on_url",
            "on_header", "on_headers_complete", "on_body", "on_message_complete",
        ):  # fmt: skip
            assert callable(getattr(HttpToolsProtocol, name))

    def test_the_attributes_it_uses_are_there(self) -> None:
        config = uvicorn.Config(anything, interface="asgi3", log_config=None)
        config.load()
        loop = asyncio.new_event_loop()
        try:
            protocol = KorkwandHttp(config, uvicorn.server.ServerState(), {}, loop)
            for name in ("transport", "flow", "cycle", "pipeline", "headers", "scope", "loop", "parser"):
                assert hasattr(protocol, name), name
        finally:
            loop.close()


class TestHeads:
    """[AD1]"""

    def test_as_large_as_it_may_be_is_served(self, server: Server) -> None:
        with RawHttp(server.address) as raw:
            raw.head("GET", "/api/health", "X-Long: " + "x" * (HEAD_BYTES - 200))
            assert raw.status() == 200

    def test_with_as_many_headers_as_it_may_have_is_served(self, server: Server) -> None:
        with RawHttp(server.address) as raw:
            raw.head("GET", "/api/health", *(f"X-{number}: x" for number in range(HEADERS - 1)))
            assert raw.status() == 200

    @pytest.mark.parametrize("headers", [
        ["X-Long: " + "x" * HEAD_BYTES],
        [f"X-{number}: {'x' * 1000}" for number in range(40)],
        [f"X-{number}: x" for number in range(HEADERS)],
        ["X-Long: " + "x" * (400 * 1024)],
    ])  # fmt: skip
    def test_a_larger_one_is_431_and_the_end(self, server: Server, headers: list[str]) -> None:
        with RawHttp(server.address) as raw:
            raw.head("GET", "/api/health", *headers)
            status, answered, body = raw.answer()
            assert (status, answered["connection"], body["code"]) == (431, "close", "too_large")
            assert str(HEAD_BYTES) in body["detail"]
            assert raw.is_ended()

    def test_so_is_a_long_address(self, server: Server) -> None:
        with RawHttp(server.address) as raw:
            raw.head("GET", "/api/health?" + "x" * HEAD_BYTES)
            assert raw.status() == 431

    def test_one_that_never_ends_is_431_before_it_has_ended(self, server: Server) -> None:
        with RawHttp(server.address) as raw:
            raw.send(b"GET / HTTP/1.1\r\nX: " + b"x" * HEAD_BYTES)
            assert raw.status() == 431

    def test_one_in_pieces_of_a_byte_is_served(self, server: Server) -> None:
        with RawHttp(server.address) as raw:
            for letter in f"GET /api/health HTTP/1.1\r\nHost: {raw.place}\r\n\r\n":
                raw.send(letter.encode())
            assert raw.status() == 200

    def test_a_head_right_behind_a_body_is_served(self, server: Server, board: Board) -> None:
        """Its bytes are not counted twice, however the two are cut."""
        with RawHttp(server.address) as raw:
            body = b" " * 100_000
            bearer = f"Authorization: Bearer {board.secret}"
            for _ in range(3):
                raw.head("POST", f"{board.url}/cards", f"Content-Length: {len(body)}", bearer)
                raw.send(body + b"GET /api/hea")
                raw.send(f"lth HTTP/1.1\r\nHost: {raw.place}\r\n\r\n".encode())
                assert raw.status() == 422
                assert raw.status() == 200

    def test_a_few_may_be_sent_ahead_and_not_many(self, server: Server) -> None:
        for count, ended in ((PIPELINED, False), (PIPELINED + 2, True)):
            with RawHttp(server.address) as raw:
                raw.send(f"GET /api/health HTTP/1.1\r\nHost: {raw.place}\r\n\r\n".encode() * count)
                if ended:
                    assert raw.is_ended()
                else:
                    assert [raw.status() for _ in range(count)] == [200] * count


Conversation = Callable[["Served"], Coroutine[Any, Any, None]]


class Served:
    """Connections of one loop whose lobby is looked into; requests are answered when the test says so."""

    address: tuple[str, int]

    def __init__(self, lobby: Lobby) -> None:
        self.lobby = lobby
        self.answer = asyncio.Event()
        self.protocols: list[KorkwandHttp] = []
        self._writers: list[asyncio.StreamWriter] = []

    async def application(self, scope: Any, receive: Any, send: Any) -> None:
        """Read nothing, wait, answer with as many mebibytes as the path says."""
        await self.answer.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": bytes(int(scope["path"][1:] or 0) << 20)})

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A new connection, which the server has seen."""
        count = len(self.protocols) + 1
        reader, writer = await asyncio.open_connection(*self.address)
        self._writers.append(writer)
        await self.until(lambda: len(self.protocols) == count and self.protocols[-1].transport is not None)
        return reader, writer

    async def hang_up(self) -> None:
        """End all connections from the other side."""
        self.answer.set()
        for writer in self._writers:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()
        await self.until(lambda: not self.lobby.taken)

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait for what the other end does."""
        async with asyncio.timeout(10):
            while not true():  # noqa: ASYNC110  what is waited for happens in the library
                await asyncio.sleep(0)


async def is_ended(reader: asyncio.StreamReader) -> bool:
    """Whether the server ends the connection without a word."""
    try:
        return await reader.read() == b""
    except ConnectionResetError:
        return True


def served(places: int, held_bytes: int, conversation: Conversation) -> None:
    """Have a conversation with a server in this process."""

    async def run() -> None:
        here = Served(Lobby(places, held_bytes))
        config = uvicorn.Config(here.application, interface="asgi3", log_config=None)
        config.load()
        state = uvicorn.server.ServerState()

        def protocol() -> KorkwandHttp:
            here.protocols.append(KorkwandHttp(config, state, {}, lobby=here.lobby))
            return here.protocols[-1]

        server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
        here.address = server.sockets[0].getsockname()
        try:
            await conversation(here)
        finally:
            await here.hang_up()
            server.close()
            await server.wait_closed()

    asyncio.run(run())


class TestLobby:
    """[AD5]"""

    def test_who_comes_when_it_is_full_takes_the_place_of_who_waits_longest(self) -> None:
        async def conversation(here: Served) -> None:
            all_of_them = [await here.connect() for _ in range(6)]
            for reader, _ in all_of_them[:3]:
                assert await is_ended(reader)
            assert here.lobby.taken == 3
            assert not any(reader.at_eof() for reader, _ in all_of_them[3:])

        served(3, 1000, conversation)

    def test_who_has_asked_takes_no_place_until_the_answer(self) -> None:
        async def conversation(here: Served) -> None:
            _, writer = await here.connect()
            assert here.lobby.taken == 1
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            await here.until(lambda: here.lobby.taken == 0)
            here.answer.set()
            await here.until(lambda: here.lobby.taken == 1)

        served(3, 1000, conversation)

    def test_who_makes_us_keep_too_much_goes_too_the_longest_there_first(self) -> None:
        async def conversation(here: Served) -> None:
            first, second = await here.connect(), await here.connect()
            for _, writer in (first, second):
                writer.write(b"GET /" + b"x" * 600)
            await here.until(lambda: here.lobby.taken == 1)
            assert here.lobby.held == 605
            assert await is_ended(first[0])

        served(3, 1000, conversation)

    def test_a_body_is_kept_like_a_head_until_its_sender_is_known(self) -> None:
        async def conversation(here: Served) -> None:
            _, writer = await here.connect()
            writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n" + b"x" * 400)
            await here.until(lambda: here.lobby.held == 400)
            here.protocols[0].know()
            assert (here.lobby.taken, here.lobby.held) == (0, 0)
            writer.write(b"x" * 600)
            await here.until(lambda: here.protocols[0].cycle.more_body is False)
            assert here.lobby.taken == 0

        served(3, 1000, conversation)

    @pytest.mark.parametrize(("data", "seconds"), [
        (b"", http_protocol.HEAD_S),
        (b"\r\n", http_protocol.HEAD_S),
        (b"GET / HT", http_protocol.HEAD_S),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: y", http_protocol.HEAD_S),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n" + b"x" * 4096, http_protocol.BODY_S + 1),
    ])  # fmt: skip
    def test_each_part_has_its_time(self, data: bytes, seconds: float) -> None:
        """[AD1] [AD4]"""

        async def conversation(here: Served) -> None:
            _, writer = await here.connect()
            writer.write(data)
            protocol = here.protocols[0]
            body = data.partition(b"\r\n\r\n")[2]
            await here.until(lambda: here.lobby.held == len(body or data.strip()))
            now = asyncio.get_running_loop().time()
            assert not protocol.overdue(now + seconds - 0.5)
            assert protocol.overdue(now + seconds + 0.5)

        served(3, 10_000, conversation)

    def test_a_byte_now_and_then_wins_no_time(self) -> None:
        """[AD1]"""

        async def conversation(here: Served) -> None:
            _, writer = await here.connect()
            for count in range(1, 6):
                writer.write(b"GET /"[count - 1 : count])
                await here.until(lambda count=count: here.lobby.held == count)  # type: ignore[misc]
            assert here.protocols[0].overdue(asyncio.get_running_loop().time() + http_protocol.HEAD_S + 0.5)

        served(3, 10_000, conversation)

    def test_an_answer_of_which_nothing_is_read_ends_the_connection(self) -> None:
        """[AD4] As long as some of it is read, its length does not matter."""

        async def conversation(here: Served) -> None:
            reader, writer = await here.connect()
            here.answer.set()
            writer.write(b"GET /64 HTTP/1.1\r\nHost: x\r\n\r\n")
            transport = here.protocols[0].transport
            await here.until(lambda: transport.get_write_buffer_size() > 0)
            now = asyncio.get_running_loop().time()
            for seconds in (0, 20, 40):
                unread = transport.get_write_buffer_size()
                assert not here.protocols[0].overdue(now + seconds)
                while transport.get_write_buffer_size() == unread:
                    await reader.read(1 << 20)
            assert not here.protocols[0].overdue(now + 60)
            assert not here.protocols[0].overdue(now + 60 + http_protocol.UNREAD_S - 1)
            assert here.protocols[0].overdue(now + 60 + http_protocol.UNREAD_S + 1)
            transport.abort()

        served(3, 10_000, conversation)

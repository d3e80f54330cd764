"""uvicorn's HTTP protocol with limits for whoever has not said yet who they are: bytes and time of heads and bodies.

A handle on the connection is passed to the application in `scope["extensions"]["korkwand"]`, so that the guard can say
that it knows the visitor. uvicorn is pinned because this uses its internals; tests/socket/test_http_protocol.py is
their contract.
"""

from enum import Enum
from typing import Any, Final, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from korkwand.socket.lobby import Lobby

EXTENSION: Final = "korkwand"
HEAD_BYTES: Final = 32 * 1024
"""Request line and headers; nginx and browsers stop at the same or below."""
HEADERS: Final = 100
HEAD_S: Final = 10.0
"""Seconds until a head is complete, from its first byte or from connecting."""
BODY_S: Final = 15.0
"""Seconds in which no body is too slow."""
BODY_BYTES_PER_S: Final = 4096
"""What a longer body must bring each second on average: a poor mobile line."""
LEFT_OVER_BYTES: Final = 1024 * 1024
"""How much of a body is read and thrown away after its answer, so that the client gets to read this."""
PIPELINED: Final = 8
"""Requests that may be sent ahead of the answer to an earlier one. Browsers send none."""
UNREAD_S: Final = 30.0
"""Seconds in which some of an answer must be read."""

_HEAD_TOO_LARGE: Final = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: application/json\r\ncontent-length: %d\r\n"
    b"connection: close\r\n\r\n%b"
)


class Part(Enum):
    """Which part of a request comes next."""

    NOTHING = "nothing"
    """Nothing of the next request is there."""
    HEAD = "head"
    BODY = "body"


class HeadTooLarge(Exception):
    """The head is over its limit; stops the parser."""


class KorkwandHttp(HttpToolsProtocol):
    """A connection that waits in the lobby while a request is on its way in."""

    def __init__(self, *args: Any, lobby: Lobby | None = None, **named: Any) -> None:
        super().__init__(*args, **named)
        self._lobby = lobby or Lobby()
        self._part = Part.NOTHING
        self._began = 0.0
        self._received = 0
        """Bytes of this part, as far as they are known."""
        self._head = 0
        self._ended = False
        """Whether a request ended in the bytes that came last."""
        self._upgraded = False
        self._too_large = False
        self._unread = 0
        self._read_at = 0.0

    # What the lobby asks

    def overdue(self, now: float) -> bool:
        """Whether nothing is read of an answer, or a part takes too long; not while it is the server that waits."""
        unread = self.transport.get_write_buffer_size()
        if unread != self._unread:
            self._unread = unread
            self._read_at = self._began = now
        if unread:
            return now - self._read_at > UNREAD_S
        if self._part is Part.BODY:
            most = BODY_S + self._received / BODY_BYTES_PER_S
            return now - self._began > most and not self.flow.read_paused
        return now - self._began > HEAD_S

    def drop(self) -> None:
        """End the connection at once."""
        self.transport.abort()

    # What the guard says

    def know(self) -> None:
        """Whoever sends this request has shown a key."""
        if self._part is Part.BODY:
            self._lobby.watch(self)

    # uvicorn's methods

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._begin(Part.NOTHING)
        self._lobby.enter(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._lobby.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse the bytes; if a request is incomplete then, the connection waits in the lobby."""
        self._ended = False
        super().data_received(data)
        if self._upgraded or self.transport.is_closing():
            return
        if self._part is Part.HEAD:
            # How much of these bytes belongs to a head that began behind another request, nobody knows.
            self._received += 0 if self._ended else len(data)
            if self._received > HEAD_BYTES:
                self._refuse_head()
            else:
                self._lobby.enter(self, self._received)
        elif self._part is Part.BODY:
            if self.cycle.response_complete and self._received > LEFT_OVER_BYTES:
                self.transport.abort()
                return
            self._lobby.enter(self, 0 if self.cycle.response_complete else self._received)
        elif self.cycle is None or self.cycle.response_complete:
            self._lobby.enter(self)  # empty lines: they end uvicorn's wait for a request, and are none
        else:
            self._lobby.leave(self)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.get_write_buffer_size():
            self._lobby.watch(self)
        elif self._part is Part.NOTHING and self.cycle.response_complete and not self.transport.is_closing():
            self._began = self.loop.time()
            self._lobby.enter(self)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._lobby.watch(self)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._part is Part.NOTHING:
            self._lobby.leave(self)

    def handle_websocket_upgrade(self) -> None:
        self._upgraded = True
        self._lobby.leave(self)
        super().handle_websocket_upgrade()

    def send_400_response(self, msg: str) -> None:
        if self._too_large:
            self._refuse_head()
        else:
            super().send_400_response(msg)

    # The parser's callbacks

    def on_message_begin(self) -> None:
        self._begin(Part.HEAD)
        self._head = 0
        super().on_message_begin()
        scope: dict[str, Any] = cast(dict[str, Any], self.scope)
        scope["extensions"] = {EXTENSION: self}

    def on_url(self, url: bytes) -> None:
        self._count_head(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count_head(len(name) + len(value) + 4)
        super().on_header(name, value)
        if len(self.headers) > HEADERS:
            self._stop_parsing()

    def on_headers_complete(self) -> None:
        if len(self.pipeline) >= PIPELINED:
            self.transport.abort()
            self._stop_parsing()
        self._begin(Part.BODY)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._received += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._ended = True
        self._begin(Part.NOTHING)
        super().on_message_complete()

    def _begin(self, part: Part) -> None:
        self._part = part
        self._began = self.loop.time()
        self._received = 0

    def _count_head(self, size: int) -> None:
        self._head += size
        if self._head > HEAD_BYTES:
            self._stop_parsing()

    def _stop_parsing(self) -> None:
        self._too_large = True
        raise HeadTooLarge

    def _refuse_head(self) -> None:
        """Answer 431 and close, unless an earlier answer is still on its way."""
        if self.cycle is None or self.cycle.response_complete:
            detail = b"The head of a request may have at most %d bytes and %d headers." % (HEAD_BYTES, HEADERS)
            body = b'{"code":"too_large","detail":"%b"}' % detail
            self.transport.write(_HEAD_TOO_LARGE % (len(body), body))
        self.transport.close()

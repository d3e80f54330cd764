"""uvicorn's websocket protocol with shortcuts for the fan-out and for incoming edits.

A handle on the connection is passed to the application in `scope["extensions"]["korkwand"]`: whole frames, built once
for many sockets, are written straight to the transport, and incoming text goes straight to a sink, without a queue and
a task switch per message. uvicorn is pinned because this uses its internals; tests/socket/test_protocol.py is their
contract.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Final, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request
from websockets.protocol import State

from korkwand.live.limits import TokenBucket
from korkwand.live.websocket_frames import FINAL_TEXT, frame_size, text_of
from korkwand.socket.lobby import SOCKET_PLACES, Lobby

EXTENSION: Final = "korkwand"
HEADER_BYTES: Final = 14
"""Bytes before the payload of a client's frame that may be near the limit (RFC 6455, section 5.2)."""
BUFFER_LIMIT: Final = 1024 * 1024
"""Unsent bytes at which a socket is too slow: it is dropped and resumes when it can."""
PASSING_LIMIT: Final = 16 * 1024
"""Unsent bytes from which on a socket is told nothing that passes."""
FRAMES_PER_TURN: Final = 64
"""Frames of one socket that are handled before everybody else has a turn."""
OTHERS: Final = 256
"""Frames at once that are no whole message of a welcomed client: pings, pongs, fragments, what comes before hello."""
OTHERS_PER_S: Final = 100.0
CLOSED_COST: Final = 16.0
"""What each frame counts for once the connection is closed: what was on its way may come, not more."""
WAITING_S: Final = 25.0
"""Seconds after which a socket without a hello is dropped whatever it does; it was asked to go ten seconds earlier."""
STRANGER_CLOSE_S: Final = 3.0
"""Seconds in which somebody who was turned away may answer the close frame."""
CLOSED_LATER: Final = 1013
"""Close code: not now, come again later."""


class KorkwandProtocol(WebSocketsSansIOProtocol):
    """A connection that takes whole frames and hands incoming text to a sink."""

    sink: Callable[[bytes], None] | None = None
    _framed = False
    """Whether the bytes after the handshake were seen from the first one on."""
    _next_turn: asyncio.Handle | None = None

    def __init__(self, *args: Any, lobby: Lobby | None = None, **named: Any) -> None:
        super().__init__(*args, **named)
        self._lobby = lobby or Lobby()
        self._rest = bytearray()
        self._others = TokenBucket(OTHERS, OTHERS_PER_S)

    # Before the hello

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._lobby.leave(self)
        super().connection_lost(exc)

    def overdue(self, now: float) -> bool:
        """Whether it has neither said hello nor gone, though it was asked to."""
        return now - self._began > WAITING_S

    def drop(self) -> None:
        """End the connection at once."""
        self.transport.abort()

    def welcome(self) -> None:
        """A hello was read: this is no stranger any more."""
        self._lobby.leave(self)

    def turn_away(self) -> None:
        """The hello was not good; who does not answer the close frame is gone a few seconds later."""
        if not self.disconnected:
            self._wait()
            self.close_timeout = STRANGER_CLOSE_S

    def _wait(self) -> None:
        self._began = self.loop.time()
        self._lobby.enter(self, places=SOCKET_PLACES)

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:
            extensions: dict[str, Any] = cast(dict[str, Any], self.scope["extensions"])
            extensions[EXTENSION] = self

    # Incoming bytes

    def data_received(self, data: bytes) -> None:
        """Whole text frames go to the sink at once; everything else takes the library's way, four times as long.

        The library only ever gets whole frames, so that it is known to stand between two of them.
        """
        if not self.handshake_initiated:
            super().data_received(data)
            self._framed = data.endswith(b"\r\n\r\n")
        elif not self._framed:
            super().data_received(data)
        elif self._rest:
            self._rest += data
            if self._next_turn is None:
                del self._rest[: self._take_frames(self._rest)]
        else:
            taken = self._take_frames(data)
            if taken < len(data):
                self._rest += data[taken:]
        if self.sink is None and not self.transport.is_closing():
            self._lobby.hold(self, len(self._rest) + (self.conn.current_size or 0))

    def _take_frames(self, data: bytes | bytearray) -> int:
        """Handle whole frames from the start of `data`, as many as one turn may; returns how many bytes they had."""
        start, left = 0, FRAMES_PER_TURN
        while start < len(data):
            size = frame_size(data, start)
            if size is not None and size > self.config.ws_max_size + HEADER_BYTES:
                self._framed = False  # the library refuses it, and that is the end of the connection
                super().data_received(bytes(data[start:]))
                return len(data)
            if size is None or len(data) - start < size:
                break
            if not left:
                self._go_on_later()
                break
            left -= 1
            frame = bytes(data[start : start + size])
            start += size
            if self.sink and frame[0] == FINAL_TEXT and frame[1] & 0x80 and self._between_messages():
                self.sink(text_of(frame))
            elif self._others.take(CLOSED_COST if self.close_sent else 1):
                self._end_flood()
            else:
                super().data_received(frame)
            if self.transport.is_closing():
                return len(data)
        return start

    def _go_on_later(self) -> None:
        """Let everybody else have a turn, and read no more until these frames are handled."""
        self.transport.pause_reading()
        self._next_turn = self.loop.call_soon(self._go_on)

    def _go_on(self) -> None:
        self._next_turn = None
        if self.transport.is_closing():
            return
        del self._rest[: self._take_frames(self._rest)]
        if self._next_turn is None and not self.read_paused and not self.transport.is_closing():
            self.transport.resume_reading()

    def _end_flood(self) -> None:
        """Too many frames that are no message: say so, and hang up without waiting for an answer."""
        self.close(CLOSED_LATER, "too many frames")
        self.transport.close()

    def _between_messages(self) -> bool:
        """Whether the connection is open, and no message in several frames has begun."""
        return self.conn.state is State.OPEN and self.conn.current_size is None and not self.close_sent

    def handle_text(self, event: Frame) -> None:
        if self.sink is not None and event.fin and not self.close_sent:
            self.sink(bytes(event.data))
        else:
            super().handle_text(event)

    def send_receive_event_to_app(self) -> None:
        if self.sink is not None and self.curr_msg_data_type == "text" and not self.close_sent:
            data = b"".join(self.frames)
            self.frames = []
            self.sink(data)
        else:
            super().send_receive_event_to_app()

    def write(self, frame: bytes, *, limited: bool = True) -> bool:
        """Write a whole frame without waiting. False if the connection is closing or does not keep up."""
        transport = self.transport
        if self.close_sent or transport.is_closing():
            return False
        if limited and transport.get_write_buffer_size() > BUFFER_LIMIT:
            return False
        transport.write(frame)
        return True

    def write_passing(self, frame: bytes) -> None:
        """Write a frame that may as well be lost: only if the connection is open and keeps up."""
        transport = self.transport
        if not (self.close_sent or transport.is_closing()) and transport.get_write_buffer_size() <= PASSING_LIMIT:
            transport.write(frame)

    def close(self, code: int, reason: str) -> None:
        """Send a close frame; end the connection at once if its buffer is full."""
        if self.close_sent or self.transport.is_closing():
            return
        if self.transport.get_write_buffer_size() > BUFFER_LIMIT:
            self.transport.abort()
            return
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.close_timer = self.loop.call_later(self.close_timeout, self.transport.close)

"""uvicorn's websocket protocol with shortcuts for the fan-out and for incoming edits.

A handle on the connection is passed to the application in `scope["extensions"]["korkwand"]`: whole frames, built once
for many sockets, are written straight to the transport, and incoming text goes straight to a sink, without a queue and
a task switch per message. uvicorn is pinned because this uses its internals; tests/live/test_protocol.py is their
contract.
"""

from collections.abc import Callable
from typing import Any, Final, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request
from websockets.protocol import State

from korkwand.live.websocket_frames import FINAL_TEXT, frame_size, text_of

EXTENSION: Final = "korkwand"
HEADER_BYTES: Final = 14
"""Bytes before the payload of a client's frame that may be near the limit (RFC 6455, section 5.2)."""
BUFFER_LIMIT: Final = 1024 * 1024
"""Unsent bytes at which a socket is too slow: it is dropped and resumes when it can."""


class KorkwandProtocol(WebSocketsSansIOProtocol):
    """A connection that takes whole frames and hands incoming text to a sink."""

    sink: Callable[[bytes], None] | None = None
    _framed = False
    """Whether the bytes after the handshake were seen from the first one on."""
    _rest = b""

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:
            extensions: dict[str, Any] = cast(dict[str, Any], self.scope["extensions"])
            extensions[EXTENSION] = self

    def data_received(self, data: bytes) -> None:
        """Whole text frames go to the sink at once; everything else takes the library's way, four times as long.

        The library only ever gets whole frames, so that it is known to stand between two of them.
        """
        if not self.handshake_initiated:
            super().data_received(data)
            self._framed = data.endswith(b"\r\n\r\n")
        elif not self._framed:
            super().data_received(data)
        else:
            self._rest = self._take_frames(self._rest + data if self._rest else data)

    def _take_frames(self, data: bytes) -> bytes:
        """Handle the whole frames in `data` and return the rest."""
        while data:
            size = frame_size(data)
            if size is not None and size > self.config.ws_max_size + HEADER_BYTES:
                self._framed = False  # the library refuses it, and that is the end of the connection
                super().data_received(data)
                return b""
            if size is None or len(data) < size:
                break
            frame, data = data[:size], data[size:]
            if self.sink and frame[0] == FINAL_TEXT and frame[1] & 0x80 and self._between_messages():
                self.sink(text_of(frame))
            else:
                super().data_received(frame)
        return data

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

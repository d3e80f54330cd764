"""Server-to-client websocket frames (RFC 6455, section 5.2), built once and written to many sockets."""

import struct
from typing import Final

from websockets.speedups import apply_mask

FINAL_TEXT: Final = 0x81
"""First byte of a text frame that is a whole message."""


def text_frame(payload: bytes) -> bytes:
    """One unmasked, final text frame."""
    size = len(payload)
    if size < 126:
        return b"\x81" + bytes([size]) + payload
    if size < 65536:
        return b"\x81\x7e" + struct.pack("!H", size) + payload
    return b"\x81\x7f" + struct.pack("!Q", size) + payload


def payload_of(frame: bytes) -> bytes:
    """What `text_frame` was made of."""
    size = frame[1]
    return frame[{126: 4, 127: 10}.get(size, 2) :]


def frame_size(data: bytes | bytearray, start: int = 0) -> int | None:
    """How many bytes the client's frame that begins at `start` has; None if that cannot be told yet."""
    there = len(data) - start
    if there < 2:
        return None
    size, masked = data[start + 1] & 0x7F, 4 if data[start + 1] & 0x80 else 0
    if size < 126:
        return 2 + masked + size
    head = 4 if size == 126 else 10
    return head + masked + int.from_bytes(data[start + 2 : start + head]) if there >= head else None


def text_of(frame: bytes) -> bytes:
    """The text of a client's whole, masked text frame."""
    start = {126: 4, 127: 10}.get(frame[1] & 0x7F, 2)
    return apply_mask(frame[start + 4 :], frame[start : start + 4])

"""Snapshots as bytes: joined from the records' own bytes, and compressed once per board, seq and view.

`you` differs for each visitor, so a gzip stream is put together from parts: deflate blocks that end with a full flush
may be joined (RFC 1951), only the checksum runs over everything.
"""

import asyncio
import struct
import zlib
from typing import Final

import msgspec

from korkwand.entry.visit import Visit

_HEADER: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
LEVEL: Final = 6
LARGE: Final = 1 << 20
"""Bytes whose checksum is better not made on the event loop."""

Parts = tuple[bytes, bytes, bytes]


async def may_assemble(visit: Visit) -> Visit:
    """Wait until the snapshot may be put together; the visit, judged again if others came first. Raises Forbidden."""
    waited = await visit.board.may_assemble(visit.view, visit.visitor.id)
    return visit.judged_again() if waited else visit


def snapshot_parts(visit: Visit, epoch: str) -> Parts:
    """The snapshot's JSON in three parts: what differs per visitor, the records, the end."""
    head = b'{"epoch":%b,"seq":%d,"you":%b,"records":' % (msgspec.json.encode(epoch), visit.board.seq, visit.you())
    return head, visit.board.records(visit.view, visit.visitor.id), b"}"


async def gzipped(visit: Visit, parts: Parts) -> bytes:
    """The parts as one gzip stream (RFC 1952); the records are compressed in a thread, once."""
    packed = visit.board.packed.get(parts[1])
    if packed is None:
        packed = await asyncio.to_thread(_deflate, parts[1], LEVEL)
        visit.board.packed.keep(parts[1], packed)
    if len(parts[1]) < LARGE:
        return _stream(parts, packed)
    return await asyncio.to_thread(_stream, parts, packed)


def _stream(parts: Parts, packed: bytes) -> bytes:
    head, records, tail = parts
    whole = zlib.crc32(tail, zlib.crc32(records, zlib.crc32(head)))
    size = (len(head) + len(records) + len(tail)) & 0xFFFFFFFF
    return b"".join([_HEADER, _deflate(head, 1), packed, _deflate(tail, 1, last=True), struct.pack("<II", whole, size)])


def _deflate(data: bytes, level: int, *, last: bool = False) -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH)

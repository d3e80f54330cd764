"""Snapshots as bytes: joined from the records' own bytes, and compressed once per board, seq and view.

`you` differs for each visitor, so a gzip stream is put together from parts: deflate blocks that end with a full flush
may be joined (RFC 1951), only the checksum runs over everything.
"""

import asyncio
import struct
import zlib
from typing import Final

import msgspec

from korkwand.live.entrance import Visit

_HEADER: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
LEVEL: Final = 6

Parts = tuple[bytes, bytes, bytes]


def snapshot_parts(visit: Visit, epoch: str) -> Parts:
    """The snapshot's JSON in three parts: what differs per visitor, the records, the end."""
    head = b'{"epoch":%b,"seq":%d,"you":%b,"records":' % (msgspec.json.encode(epoch), visit.board.seq, visit.you())
    return head, visit.board.records(visit.view, visit.visitor.id), b"}"


async def gzipped(visit: Visit, parts: Parts) -> bytes:
    """The parts as one gzip stream (RFC 1952); the records are compressed in a thread, once."""
    head, records, tail = parts
    packed = visit.board.packed.get(records)
    if packed is None:
        packed = await asyncio.to_thread(_deflate, records, LEVEL)
        visit.board.packed.keep(records, packed)
    whole = zlib.crc32(tail, zlib.crc32(records, zlib.crc32(head)))
    size = (len(head) + len(records) + len(tail)) & 0xFFFFFFFF
    return b"".join([_HEADER, _deflate(head, 1), packed, _deflate(tail, 1, last=True), struct.pack("<II", whole, size)])


def _deflate(data: bytes, level: int, *, last: bool = False) -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH)

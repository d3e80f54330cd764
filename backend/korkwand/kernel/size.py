"""How large a board is, and how large it may get.

A record weighs what its words have as UTF-8, and the same for everything else. So what only puts things in another
place or state (moving, deleting, hiding, locking) makes no board larger, and is possible on a full one.
"""

from collections.abc import Iterable
from typing import Final

import msgspec

from korkwand.kernel.records import Record

RECORD_BYTES: Final = 600
"""Of a record beside its words: ids, times and field names; the longest has about 450 as JSON."""
MEGABYTE: Final = 1024 * 1024
ID_BYTES: Final = 39
"""Of an id in a list, as JSON."""


class Size(msgspec.Struct, frozen=True, gc=False):
    """Counted records and bytes of a board, what lies in the trash included; or by how much an edit changes them."""

    count: int = 0
    bytes: int = 0

    def plus(self, count: int, grown: int) -> "Size":
        """The size with so many records and bytes more."""
        return Size(self.count + count, self.bytes + grown)


NO_LIMIT: Final = Size(10**9, 10**15)


def weigh(record: Record | None) -> int:
    """The bytes of one record; 0 for none."""
    if record is None:
        return 0
    lists = sum([len(getattr(record, name)) for name in record.lists])
    return RECORD_BYTES + ID_BYTES * lists + sum([_bytes(getattr(record, name)) for name in record.words])


def grown(old: Record | None, new: Record | None) -> int:
    """How many bytes more a board has when one record takes another's place."""
    if old is None or new is None:
        return weigh(new) - weigh(old)
    more = 0
    for name in new.words:
        before, after = getattr(old, name), getattr(new, name)
        if before is not after:
            more += _bytes(after) - _bytes(before)
    for name in new.lists:
        more += ID_BYTES * (len(getattr(new, name)) - len(getattr(old, name)))
    return more


def _bytes(text: str | None) -> int:
    if not text:
        return 0
    return len(text) if text.isascii() else len(text.encode())


def counted_plural(kinds: Iterable[type[Record]]) -> str:
    """How the kind is called of which a board may have only so many."""
    return next(f"{cls.kind}s" for cls in kinds if cls.counted)


def share(size: Size, limit: Size, counted: str) -> tuple[int, str]:
    """How full a board is, in whole per cent, and by which of its two measures: what is counted, or the bytes."""
    return max((100 * size.count // limit.count, counted), (100 * size.bytes // limit.bytes, "bytes"))

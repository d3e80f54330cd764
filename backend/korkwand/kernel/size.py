"""How large a board is, and how large it may get.

A record weighs what its words have as UTF-8, and the same for everything else. So what only puts things in another
place or state (moving, deleting, hiding, locking) makes no board larger, and is possible on a full one.
"""

from typing import Final

import msgspec

from korkwand.kernel.records import Record

RECORD_BYTES: Final = 600
"""Of a record beside its words: ids, times and field names. As JSON a card has about 450."""
MEGABYTE: Final = 1024 * 1024
UNJUDGED: Final = frozenset({"departure"})
"""Kinds that make a board larger, and are never refused for that: somebody has gone."""


class Size(msgspec.Struct, frozen=True, gc=False):
    """Cards and bytes of a board, what lies in the trash included; or by how much an edit changes them."""

    cards: int = 0
    bytes: int = 0

    def plus(self, cards: int, grown: int) -> "Size":
        """The size with so many cards and bytes more."""
        return Size(self.cards + cards, self.bytes + grown)


NO_LIMIT: Final = Size(10**9, 10**15)


def weigh(record: Record | None) -> int:
    """The bytes of one record; 0 for none."""
    if record is None:
        return 0
    return RECORD_BYTES + sum([_bytes(getattr(record, name)) for name in record.words])


def grown(old: Record | None, new: Record | None) -> int:
    """How many bytes more a board has when one record takes another's place."""
    if old is None or new is None:
        return weigh(new) - weigh(old)
    more = 0
    for name in new.words:
        before, after = getattr(old, name), getattr(new, name)
        if before is not after:
            more += _bytes(after) - _bytes(before)
    return more


def _bytes(text: str | None) -> int:
    if not text:
        return 0
    return len(text) if text.isascii() else len(text.encode())


def is_card(record: Record | None) -> int:
    """1 for a card, else 0."""
    return int(record is not None and record.kind == "card")


def share(size: Size, limit: Size) -> tuple[int, str]:
    """How full a board is, in whole per cent, and by which of its two measures."""
    return max((100 * size.cards // limit.cards, "cards"), (100 * size.bytes // limit.bytes, "bytes"))

"""Whether there is room on a board for what an edit comes to."""

from typing import Final

from korkwand.errors import TooLarge
from korkwand.kernel.records import Change, Put
from korkwand.kernel.size import MEGABYTE, RECORD_BYTES, Size, counted_plural
from korkwand.kernel.state import BoardState

MAKE_ROOM: Final = (
    "What lies in the trash counts too: a coordinator makes room by deleting it there for good. "
    "Or go on with another board."
)


def require_room(board: BoardState, changes: list[Change], limit: Size) -> None:
    """Refuse what would make a board larger than it may be; what makes it no larger is always possible."""
    size = board.size
    most = sum([len(change.json) + RECORD_BYTES for change in changes if isinstance(change, Put)])
    if size.count + len(changes) <= limit.count and size.bytes + most <= limit.bytes:
        return  # nearly always: no need to look closer
    growth = board.growth(changes)
    if growth.count > 0 and size.count + growth.count > limit.count:
        counted = counted_plural(board.kinds.values())
        raise TooLarge(f"This board is full: it may have {limit.count} {counted}. {MAKE_ROOM}", limit=counted)
    if growth.bytes > 0 and size.bytes + growth.bytes > limit.bytes:
        megabytes = limit.bytes / MEGABYTE
        raise TooLarge(f"This board is full: it may hold {megabytes:g} MB. {MAKE_ROOM}", limit="bytes")

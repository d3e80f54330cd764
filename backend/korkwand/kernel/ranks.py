"""Text ranks: the order of cards in a column and of columns on a board.

A rank is a six digit base-62 head, followed by an optional tail. Appending and prepending count the head up or down,
so ten thousand pins at either end stay six characters long; only an insertion between two neighbouring heads grows a
tail. Where a tail gets too long, a few neighbours make room (`make_room`). Ranks compare as plain ASCII text (collation
"C" on Postgres). The browser computes the same ranks (frontend/src/core/rank.js); tests/vectors/ranks.json is shared by
both.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
BASE = len(DIGITS)
HEAD = 6
MIDDLE = BASE**HEAD // 2
STEP = BASE**2
"""Distance of neighbours at the ends: leaves room for eleven halvings before a tail is needed."""
SPACE = BASE**HEAD
LONGEST = 40
"""A longer rank asks for `make_room`."""
MOST = 120
"""No rank is ever longer."""
NEIGHBOURS = 64
"""Most siblings that get another rank when room is made."""
_STRIDE = NEIGHBOURS - 2

_VALUE = {digit: value for value, digit in enumerate(DIGITS)}


def between(after: str | None, before: str | None) -> str:
    """The rank directly between two neighbours; None is the open end.

    Raises ValueError if `after` is not below `before`.
    """
    if after is None and before is None:
        return _head(MIDDLE)
    if after is not None and before is not None and after >= before:
        raise ValueError(f"rank {after!r} is not below {before!r}")
    if before is None:
        return _above(str(after))
    if after is None:
        return _below(before)
    low, high = _number(after), _number(before)
    if high - low > 1:
        return _head((low + high) // 2)
    return after[:HEAD] + _tail_between(after[HEAD:], before[HEAD:] if low == high else None)


class Room(NamedTuple):
    """The rank of what is put in, and the new ranks of siblings by their index."""

    rank: str
    moved: dict[int, str]


def make_room(order: Sequence[str], index: int) -> Room:
    """Room before the sibling at `index` where no short rank is left, or none at all between equal ones.

    Moves at most NEIGHBOURS siblings. If those beside the place have enough room together, they are spread evenly over
    it and their ranks are as short as can be. Else only those are moved that stand next to the nearest room, away from
    the place: this brings the room _STRIDE siblings nearer, and edits to come go on. What is put in has a longer rank
    until then, or stands where the room is if it would be longer than MOST.

    n siblings have enough room if it is larger than n squared, as in Dietz and Sleator, "Two algorithms for maintaining
    order in a list" (1987). One of the two ends always has it for up to 160,000.
    """
    count = len(order)
    ahead = _side(lambda at: _number(order[at]), index, count)
    behind = _side(lambda at: SPACE - _number(order[count - 1 - at]), count - index, count)
    if ahead.window <= behind.window:
        side = ahead
        moved = {at: _head(number) for at, number in ahead.moves()}
        fresh = _head(ahead.start + ahead.gap)
    else:
        side = behind
        moved = {count - 1 - at: _head(SPACE - number) for at, number in behind.moves()}
        fresh = _head(SPACE - behind.start - behind.gap)
    if side.window <= NEIGHBOURS:
        return Room(fresh, moved)
    return Room(_squeezed(order, index) or _beside(order, moved, ahead=side is ahead), moved)


class _Side(NamedTuple):
    """The siblings on one side of a place, up to where there is enough room for them and for what is put in."""

    place: int
    start: int
    """Head of what stands on the other side of the place."""
    gap: int
    """Distance from one to the next once all of them are spread."""
    window: int
    """How many siblings they are."""
    first: int
    """The first one of them that is moved now."""

    def moves(self) -> Iterator[tuple[int, int]]:
        """Index and new head of each sibling that is moved."""
        for at in range(self.first, self.window):
            yield self.place + at, self.start + (at + 2) * self.gap


def _side(head_at: Callable[[int], int], index: int, count: int) -> _Side:
    """The smallest window from `index` on that has enough room; where it is large, not to the last sibling."""
    start = head_at(index - 1) if index else 0
    tried = 0
    for window in _windows(count - index):
        is_open = index + window == count
        width = (SPACE if is_open else head_at(index + window)) - start
        if width >= (window + 2) ** 2:
            gap = width // (window + 2)
            first = tried - 1 if window > NEIGHBOURS else 0
            # At an open end no further than needed: what is appended later needs room too.
            return _Side(index, start, min(gap, max(STEP, window + 2)) if is_open else gap, window, first)
        tried = window
    return _Side(index, start, 0, SPACE, SPACE)


def _windows(count: int) -> Iterator[int]:
    """Sizes of windows to try; the last one is `count`."""
    size = 1
    while size <= count - 2:
        yield size
        size = size * 2 if size < NEIGHBOURS else size + _STRIDE
    yield count


def _squeezed(order: Sequence[str], index: int) -> str | None:
    """The rank between two neighbours; None if they are equal, or if it is longer than any may be."""
    low = order[index - 1] if index else None
    high = order[index] if index < len(order) else None
    if low is not None and low == high:
        return None
    rank = between(low, high)
    return rank if len(rank) <= MOST else None


def _beside(order: Sequence[str], moved: dict[int, str], *, ahead: bool) -> str:
    """A short rank where siblings have just been moved away."""
    nearest = min(moved) if ahead else max(moved)
    return between(order[nearest - 1], moved[nearest]) if ahead else between(moved[nearest], order[nearest + 1])


def _above(rank: str) -> str:
    number = _number(rank) + STEP
    return _head(number) if number < SPACE else rank[:HEAD] + _tail_between(rank[HEAD:], None)


def _below(rank: str) -> str:
    number = _number(rank) - STEP
    if number > 0:  # a rank of zeros only would have nothing below it
        return _head(number)
    # The lowest heads are used up: go half-way to zero, then into the tail of zero.
    half = _number(rank) // 2
    if half < _number(rank):
        return _head(half) if half else _head(0) + _tail_between("", None)
    return _head(0) + _tail_between("", rank[HEAD:] or None)


def _head(number: int) -> str:
    digits = []
    for _ in range(HEAD):
        number, digit = divmod(number, BASE)
        digits.append(DIGITS[digit])
    return "".join(reversed(digits))


def _number(rank: str) -> int:
    number = 0
    for digit in rank[:HEAD]:
        number = number * BASE + _VALUE[digit]
    return number


def _tail_between(low: str, high: str | None) -> str:
    """A fraction between two fractions without trailing zeros; `high` None is one."""
    if high is not None:
        same = 0
        while same < len(high) and (low[same : same + 1] or DIGITS[0]) == high[same]:
            same += 1
        if same:
            return high[:same] + _tail_between(low[same:], high[same:])
    first = _VALUE[low[0]] if low else 0
    last = _VALUE[high[0]] if high is not None else BASE
    if last - first > 1:
        return DIGITS[(first + last) // 2]
    if high is not None and len(high) > 1:
        return high[0]
    return DIGITS[first] + _tail_between(low[1:], None)

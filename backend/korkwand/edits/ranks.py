"""Text ranks: the order of cards in a column and of columns on a board.

A rank is a six digit base-62 head, followed by an optional tail. Appending and prepending count the head up or down,
so ten thousand pins at either end stay six characters long; only an insertion between two neighbouring heads grows a
tail. Ranks compare as plain ASCII text (collation "C" on Postgres). The browser computes the same ranks
(frontend/src/core/rank.js); tests/vectors/ranks.json is shared by both.
"""

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
BASE = len(DIGITS)
HEAD = 6
MIDDLE = BASE**HEAD // 2
STEP = BASE**2
"""Distance of neighbours at the ends: leaves room for eleven halvings before a tail is needed."""
LONGEST = 40
"""A longer rank asks for `spread`: the siblings are numbered anew."""

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


def spread(count: int) -> list[str]:
    """`count` fresh ranks in order, STEP apart around the middle."""
    first = MIDDLE - STEP * (count // 2)
    return [_head(first + STEP * place) for place in range(count)]


def _above(rank: str) -> str:
    number = _number(rank) + STEP
    return _head(number) if number < BASE**HEAD else rank[:HEAD] + _tail_between(rank[HEAD:], None)


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

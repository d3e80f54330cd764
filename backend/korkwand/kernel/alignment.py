"""What two rows of tokens have in common, in a counted number of steps.

Three ways, each where it is good. To look for the longest row of tokens in common, and for the same before and behind
it (Ratcliff and Obershelp, 1988), finds what people take for the change, and is slow. So longer texts are divided
first: tokens that stand once on either side are paired, as in Cohen's patience diff. Where there are none, the greedy
algorithm of Myers ("An O(ND) Difference Algorithm and Its Variations", 1986) finds the fewest changes, in time that
grows with their square.
"""

from bisect import bisect_left
from collections.abc import Callable
from itertools import pairwise

AT_ONCE = 2_000
"""Steps in which the longest rows in common are looked for, before tokens that stand once divide the work."""

PAUSE = 1_000
"""Steps after which a `Steps` that may rest does."""

Match = tuple[int, int, int]
"""From these places on the two rows have as many tokens in common."""


class OutOfSteps(Exception):
    """The work is larger than what is allowed for it."""


class Steps:
    """How much work is still allowed, counted and not timed: one for a token read, two compared, or a way tried.

    `rest` is called now and then, for work that must not keep others from theirs.
    """

    def __init__(self, left: int, rest: Callable[[], None] | None = None) -> None:
        self.left = left
        self._rest = rest
        self._rest_at = left - PAUSE

    def take(self, count: int) -> None:
        """Count some steps; raises OutOfSteps."""
        self.left -= count
        if self.left < 0:
            raise OutOfSteps
        if self._rest is not None and self.left < self._rest_at:
            self._rest_at = self.left - PAUSE
            self._rest()

    def share(self, part_of_it: float) -> "Steps":
        """A part of what is left, taken out of it at once."""
        part = Steps(int(self.left * part_of_it), self._rest)
        self.left -= part.left
        return part


def matches(one: list[int], other: list[int], steps: Steps) -> list[Match]:
    """What both have in common, in order; raises OutOfSteps."""
    found: list[Match] = []
    waiting = [(0, len(one), 0, len(other))]
    while waiting:
        low, high, start, end = waiting.pop()
        before = low
        while low < high and start < end and one[low] == other[start]:
            low, start = low + 1, start + 1
        after = high
        while low < high and start < end and one[high - 1] == other[end - 1]:
            high, end = high - 1, end - 1
        steps.take((low - before + after - high) // 2 + 1)  # a fast loop
        found += [(before, start - (low - before), low - before), (high, end, after - high)]
        if low == high or start == end:
            continue
        mine, theirs = one[low:high], other[start:end]
        inner = _longest_blocks(mine, theirs, steps, AT_ONCE)
        if inner is None and (anchors := _anchors(mine, theirs, steps)):
            inner = [(a, b, 1) for a, b in anchors]
            ends = [(-1, -1), *anchors, (high - low, end - start)]
            waiting += [(low + a + 1, low + b, start + c + 1, start + d) for (a, c), (b, d) in pairwise(ends)]
        elif inner is None:
            inner = _fewest_changes(mine, theirs, steps)
        found += [(low + a, start + b, length) for a, b, length in inner]
    return sorted(match for match in found if match[2])


def _longest_blocks(one: list[int], other: list[int], steps: Steps, most: int) -> list[Match] | None:
    """The longest row of tokens in common, and the same before and behind it; None if that takes more than `most`."""
    if len(one) * len(other) > 4 * most:  # every other token is a blank, so every fourth pair is one of equals
        return None
    found: list[Match] = []
    waiting = [(0, len(one), 0, len(other))]
    while waiting:
        low, high, start, end = waiting.pop()
        spent = high - low + end - start
        places: dict[int, list[int]] = {}
        for place in range(start, end):
            places.setdefault(other[place], []).append(place)
        best, best_new, longest = low, start, 0
        runs: dict[int, int] = {}
        for place in range(low, high):
            before, runs = runs, {}
            for place_new in places.get(one[place], ()):
                length = runs[place_new] = before.get(place_new - 1, 0) + 1
                if length > longest:
                    best, best_new, longest = place - length + 1, place_new - length + 1, length
            spent += len(runs)
            if spent > most:
                break
        steps.take(spent)
        most -= spent
        if most < 0:
            return None
        if longest:
            found.append((best, best_new, longest))
            waiting += [(low, best, start, best_new), (best + longest, high, best_new + longest, end)]
    return found


def _anchors(one: list[int], other: list[int], steps: Steps) -> list[tuple[int, int]]:
    """Places of tokens that stand once in each: as many as are in the same order in both."""
    steps.take(len(one) + len(other))
    places = {token: place for place, token in enumerate(one)}
    once = _once(one) & _once(other)
    pairs = [(places[token], place) for place, token in enumerate(other) if token in once]
    return _longest_rise(pairs)


def _once(tokens: list[int]) -> set[int]:
    seen: set[int] = set()
    again: set[int] = set()
    for token in tokens:
        (again if token in seen else seen).add(token)
    return seen - again


def _longest_rise(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest row of pairs, sorted by the second, that rises in the first too (by patience sorting)."""
    tops: list[int] = []
    at_top: list[int] = []
    below: list[int] = []
    for number, (place, _) in enumerate(pairs):
        pile = bisect_left(tops, place)
        below.append(at_top[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [place]
        at_top[pile : pile + 1] = [number]
    rise = []
    number = at_top[-1] if at_top else -1
    while number >= 0:
        rise.append(pairs[number])
        number = below[number]
    return rise[::-1]


def _fewest_changes(one: list[int], other: list[int], steps: Steps) -> list[Match]:
    """What stays if as few tokens as possible go and come; raises OutOfSteps."""
    width, height = len(one), len(other)
    rows: list[dict[int, int]] = []
    reach = {1: 0}
    for changes in range(width + height + 1):
        before, reach, spent = reach, {}, 0
        get = before.get
        rows.append(reach)
        # A way that has left the rectangle leads nowhere.
        first = changes if changes <= height else 2 * height - changes
        last = changes if changes <= width else 2 * width - changes
        for way in range(-first, last + 1, 2):
            x = get(way - 1, -2) + 1  # as in _reached, which is too slow here
            if not 0 < x <= width:
                x = -2
            down = get(way + 1, -2)
            if down >= x and down - way <= height:
                x = down
            y = x - way
            spent += 1
            if x >= 0:
                start = x
                while x < width and y < height and one[x] == other[y]:
                    x += 1
                    y += 1
                spent += x - start
            reach[way] = x
            if x >= width and y >= height:
                steps.take(spent)
                return _walk_back(rows, width, height)
            if spent > steps.left:
                break
        steps.take(spent)
    raise AssertionError("two rows differ in no more than their tokens")


def _reached(before: dict[int, int], way: int, width: int, height: int) -> tuple[int, bool]:
    """How far one gets in `one` with one change more, and whether that change takes a token out of it.

    Below 0: nowhere.
    """
    down, right = before.get(way + 1, -2), before.get(way - 1, -2) + 1
    if down - way > height:
        down = -2
    if not 0 < right <= width:
        right = -2
    return (down, False) if down >= right else (right, True)


def _walk_back(rows: list[dict[int, int]], width: int, height: int) -> list[Match]:
    found: list[Match] = []
    x, way = width, width - height
    for before in rows[-2::-1]:
        start, taken = _reached(before, way, width, height)
        found.append((start, start - way, x - start))
        x, way = (start - 1, way - 1) if taken else (start, way + 1)
    found.append((0, 0, x))
    return found

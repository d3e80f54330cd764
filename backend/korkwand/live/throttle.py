"""How much one visitor, one socket and one board may do at once: first per visitor, then per board."""

from typing import TypeVar

from korkwand.live.limits import TokenBucket
from korkwand.settings import Settings
from korkwand.storage.records import Id

KEPT = 10_000
"""Buckets kept per kind before idle ones are forgotten."""

K = TypeVar("K")


class Throttle:
    """The buckets of edits; a limited client waits `retry_after` seconds and loses nothing."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._visitors: dict[tuple[Id, Id | None], TokenBucket] = {}
        self._boards: dict[Id, TokenBucket] = {}

    def frames(self) -> TokenBucket:
        """A bucket for the frames of one socket."""
        return TokenBucket(2 * self._settings.frames_per_second, self._settings.frames_per_second)

    def edits(self, board_id: Id, visitor_id: Id | None, count: int) -> float:
        """Take `count` edits; returns 0.0, or the seconds to wait."""
        burst, rate = self._settings.edits_burst, self._settings.edits_per_second
        visitor = _bucket(self._visitors, (board_id, visitor_id), burst, rate)
        wait = visitor.take(count)
        if wait:
            return wait
        per_board = self._settings.board_edits_per_second
        return _bucket(self._boards, board_id, max(per_board, count), per_board).take(count)


def _bucket(buckets: dict[K, TokenBucket], key: K, burst: float, rate: float) -> TokenBucket:
    if key not in buckets:
        if len(buckets) >= KEPT:
            for idle in [name for name, bucket in buckets.items() if bucket.idle]:
                del buckets[idle]
        buckets[key] = TokenBucket(burst, rate)
    return buckets[key]

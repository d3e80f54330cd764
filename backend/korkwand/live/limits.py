"""Token buckets: how much of something may be done at once and per second."""

import time
from typing import Final, Generic, TypeVar

import msgspec

KEPT: Final = 20_000
"""Buckets kept before those are forgotten that are full again."""

LOOKED_AGAIN_S: Final = 5.0

K = TypeVar("K")


class TokenBucket(msgspec.Struct):
    """A bucket of `burst` tokens, refilled at `rate` per second."""

    burst: float
    rate: float
    level: float = 0.0
    filled_at: float | None = None
    """When it was last filled up; None: it is new, and full."""

    def take(self, count: float = 1.0) -> float:
        """Take tokens and return 0.0, or take none and return the seconds until there are enough."""
        seconds = self.wait(count)
        if not seconds:
            self.level -= min(count, self.burst)
        return seconds

    def left(self) -> float:
        """What it holds now; below nothing if it owes."""
        self.wait()
        return self.level

    def charge(self, count: float) -> None:
        """Take what was used already, even if the bucket does not hold it: it owes a whole bucket at most."""
        self.wait()
        self.level = max(self.level - count, -self.burst)

    def wait(self, count: float = 1.0) -> float:
        """Seconds until there are enough tokens.

        More than the bucket holds counts as a full bucket, or it could never be had.
        """
        now = time.monotonic()
        if self.filled_at is None:
            self.level = self.burst
        else:
            self.level = min(self.burst, self.level + (now - self.filled_at) * self.rate)
        self.filled_at = now
        return max(0.0, (min(count, self.burst) - self.level) / self.rate)

    @property
    def full(self) -> bool:
        """Whether it is full again, so that a new one would be the same."""
        return self.wait(self.burst) == 0.0

    @property
    def idle(self) -> bool:
        """Whether it has been full again for a while, so that it need not be kept."""
        return self.filled_at is None or time.monotonic() - self.filled_at > 2 * self.burst / self.rate


class Buckets(Generic[K]):
    """A bucket for each key, of which at most `kept` are remembered.

    Only full ones are forgotten, which loses nothing. If all are in use, keys that are not among them share one bucket:
    many keys are no way to get a fresh one.
    """

    def __init__(self, burst: float, rate: float, kept: int = KEPT) -> None:
        self._burst = burst
        self._rate = rate
        self._kept = kept
        self._buckets: dict[K, TokenBucket] = {}
        self._shared = TokenBucket(burst, rate)
        self._looked_at = -LOOKED_AGAIN_S

    def take(self, key: K) -> float:
        """Take a token of this key and return 0.0, or take none and return the seconds until there is one."""
        found = self._find(key)
        if found is None:
            found = self._buckets[key] = TokenBucket(self._burst, self._rate)
        return found.take()

    def wait(self, key: K) -> float:
        """Seconds until there is a token of this key."""
        found = self._find(key)
        return found.wait() if found is not None else 0.0

    def __len__(self) -> int:
        return len(self._buckets)

    def _find(self, key: K) -> TokenBucket | None:
        """The key's bucket, or the one that it has to share; None if it may have a new one."""
        found = self._buckets.get(key)
        if found is None and len(self._buckets) >= self._kept:
            self._forget_full()
            return self._shared if len(self._buckets) >= self._kept else None
        return found

    def _forget_full(self) -> None:
        """Looks through all of them, so not at each call."""
        now = time.monotonic()
        if now - self._looked_at > LOOKED_AGAIN_S:
            self._looked_at = now
            self._buckets = {name: bucket for name, bucket in self._buckets.items() if not bucket.full}

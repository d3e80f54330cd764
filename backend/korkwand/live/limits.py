"""Token buckets: how much of something may be done at once and per second."""

import time

import msgspec


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
    def idle(self) -> bool:
        """Whether it has been full again for a while, so that it need not be kept."""
        return self.filled_at is None or time.monotonic() - self.filled_at > 2 * self.burst / self.rate

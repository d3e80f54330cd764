"""How much one visitor, one socket, one link and one board may do at once.

Edits are counted, and so are their bytes: those that were sent, before they are queued, and those of the event they
came to, after it was written. A copy of a card is a short message and a long event.
"""

from collections.abc import Hashable
from typing import Final, TypeVar

from korkwand.errors import RateLimited
from korkwand.kernel.records import Id
from korkwand.live.limits import TokenBucket
from korkwand.rules.roles import Visitor
from korkwand.settings import Settings

KEPT: Final = 10_000
"""Buckets kept per kind; the one that was not used for the longest time is forgotten first."""
MEBIBYTE: Final = 1024 * 1024
BURST_S: Final = 64
"""Seconds of writing at the full rate that a link or a board may do at once. People write in bursts."""
VISITOR_BURST_S: Final = 128

K = TypeVar("K", bound=Hashable)


class Throttle:
    """The buckets of edits; a limited client waits `retry_after` seconds and loses nothing."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._visitors: dict[tuple[Id, Id | None], TokenBucket] = {}
        self._boards: dict[Id, TokenBucket] = {}
        self._visitors_bytes: dict[tuple[Id, Id | None], TokenBucket] = {}
        self._links_bytes: dict[tuple[Id, Id], TokenBucket] = {}
        self._boards_bytes: dict[Id, TokenBucket] = {}

    def frames(self) -> TokenBucket:
        """A bucket for the frames of one socket."""
        return TokenBucket(2 * self._settings.frames_per_second, self._settings.frames_per_second)

    def refusal(self, board_id: Id, visitor: Visitor, count: int, size: int) -> RateLimited | None:
        """Take `count` edits that were sent as `size` bytes; else why not, and for how long."""
        burst, rate = self._settings.edits_burst, self._settings.edits_per_second
        edits = _bucket(self._visitors, (board_id, visitor.id), burst, rate)
        if wait := edits.take(count):
            return RateLimited(wait, _sentence("visitor", f"{burst} edits at once and {rate:g} a second"))
        buckets = self._byte_buckets(board_id, visitor)
        for whose, bucket in buckets:
            if wait := bucket.wait(size):
                return RateLimited(wait, _sentence(whose, _bytes_of(bucket)))
        per_board = self._settings.board_edits_per_second
        if wait := _bucket(self._boards, board_id, max(per_board, count), per_board).take(count):
            return RateLimited(wait, _sentence("board", f"{per_board:g} edits a second"))
        for _, bucket in buckets:
            bucket.take(size)
        return None

    def wrote(self, board_id: Id, visitor: Visitor, size: int, imported: bool) -> None:
        """Count the bytes of events. What is imported counts for the link and the board only, or it would keep the
        coordinator who did it from writing for minutes."""
        for whose, bucket in self._byte_buckets(board_id, visitor):
            if not (imported and whose == "visitor"):
                bucket.charge(size)

    def _byte_buckets(self, board_id: Id, visitor: Visitor) -> list[tuple[str, TokenBucket]]:
        """Of the visitor, of the link with the most left if there are several, and of the board."""
        if visitor.id is None:
            return []
        per_visitor = self._settings.kilobytes_per_second * 1024
        per_link = self._settings.link_kilobytes_per_second * 1024
        per_board = self._settings.board_kilobytes_per_second * 1024
        links = [
            _bucket(self._links_bytes, (board_id, key_id), per_link * BURST_S, per_link) for key_id in visitor.key_ids
        ]
        own = _bucket(self._visitors_bytes, (board_id, visitor.id), per_visitor * VISITOR_BURST_S, per_visitor)
        board = _bucket(self._boards_bytes, board_id, per_board * BURST_S, per_board)
        found = [("visitor", own), ("board", board)]
        if links:
            found.append(("link", max(links, key=TokenBucket.left)))
        return found


def _sentence(whose: str, most: str) -> str:
    """[ER1] Which limit it is, and what to do."""
    of = {
        "visitor": "A visitor",
        "link": "All who came by one link together",
        "board": "All visitors of a board together",
    }
    return f"{of[whose]} may write {most}. Wait, and send the same ids again."


def _bytes_of(bucket: TokenBucket) -> str:
    return f"{bucket.burst / MEBIBYTE:g} MB at once and {bucket.rate / 1024:g} KB a second"


def _bucket(buckets: dict[K, TokenBucket], key: K, burst: float, rate: float) -> TokenBucket:
    bucket = buckets.pop(key, None)
    if bucket is None:
        if len(buckets) >= KEPT:
            del buckets[next(iter(buckets))]
        bucket = TokenBucket(burst, rate)
    buckets[key] = bucket
    return bucket

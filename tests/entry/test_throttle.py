"""What is written counts in bytes, for the visitor, for the link and for the board; the clock hardly matters here."""

from korkwand.entry.throttle import BURST_S, VISITOR_BURST_S, Throttle
from korkwand.errors import RateLimited
from korkwand.rules.roles import SYSTEM, Visitor
from korkwand.settings import Settings

KB = 1024
VISITOR, LINK, BOARD = 1, 4, 8
"""Kilobytes a second, so few that a test's duration brings back next to nothing."""


def throttle(**settings: int) -> Throttle:
    """With narrow limits of bytes and wide ones of edits."""
    narrow = {
        "kilobytes_per_second": VISITOR,
        "link_kilobytes_per_second": LINK,
        "board_kilobytes_per_second": BOARD,
        "edits_burst": 10**6,
        "board_edits_per_second": 10**6,
    }
    return Throttle(Settings(**{**narrow, **settings}))  # type: ignore[arg-type]


def visitor(name: str, *keys: str) -> Visitor:
    """Somebody who came by these links."""
    return Visitor(id=name, key_ids=frozenset(keys or ("key",)))


def sent(limits: Throttle, who: Visitor, size: int, board: str = "board") -> RateLimited | None:
    """One edit of so many bytes."""
    return limits.refusal(board, who, 1, size)


class TestBytes:
    def test_a_visitor_may_write_much_at_once_and_then_waits(self) -> None:
        """[LI6]"""
        limits = throttle()
        for _ in range(VISITOR_BURST_S):
            assert sent(limits, visitor("one"), KB) is None
        refusal = sent(limits, visitor("one"), 10 * KB)
        assert refusal is not None
        assert 0 < refusal.extra["retry_after"] <= 10
        assert "A visitor may write 0.125 MB at once and 1 KB a second" in refusal.detail
        assert sent(limits, visitor("two"), 10 * KB) is None

    def test_many_visitors_of_one_link_have_no_more_than_the_link(self) -> None:
        """[LI6] Visitors are made without limit, and each brings an allowance of their own."""
        limits = throttle()
        answers = [sent(limits, visitor(f"visitor {n}"), 4 * KB) for n in range(200)]
        accepted = [answer for answer in answers if answer is None]
        assert BURST_S <= len(accepted) <= BURST_S + 2
        last = answers[-1]
        assert last is not None
        assert "by one link" in last.detail
        assert sent(limits, visitor("by another link", "other key"), 4 * KB) is None

    def test_many_links_have_no_more_than_the_board(self) -> None:
        """[LI6]"""
        limits = throttle()
        answers = [sent(limits, visitor(f"visitor {n}", f"key {n}"), 8 * KB) for n in range(200)]
        assert BURST_S <= answers.count(None) <= BURST_S + 2
        last = answers[-1]
        assert last is not None
        assert "of a board" in last.detail
        assert sent(limits, visitor("elsewhere"), 8 * KB, "another board") is None

    def test_who_has_two_links_writes_by_the_one_that_has_more_left(self) -> None:
        limits = throttle()
        for n in range(BURST_S):
            sent(limits, visitor(f"visitor {n}"), 4 * KB)
        assert sent(limits, visitor("late"), 4 * KB) is not None
        assert sent(limits, visitor("coordinator", "key", "own key"), 4 * KB) is None

    def test_what_was_refused_takes_nothing_from_the_others(self) -> None:
        limits = throttle()
        for _ in range(1000):
            sent(limits, visitor("one"), 4 * KB)
        assert sent(limits, visitor("two"), VISITOR_BURST_S * KB) is None

    def test_events_count_too_since_a_copy_is_a_short_message(self) -> None:
        """[LI6]"""
        limits = throttle()
        assert sent(limits, visitor("one"), 100) is None
        limits.wrote("board", visitor("one"), 200 * KB, False)
        refusal = sent(limits, visitor("one"), 100)
        assert refusal is not None
        assert 60 < refusal.extra["retry_after"] <= VISITOR_BURST_S + 1

    def test_nobody_owes_more_than_a_burst(self) -> None:
        limits = throttle()
        limits.wrote("board", visitor("one"), 10**9, False)
        refusal = sent(limits, visitor("one"), KB)
        assert refusal is not None
        assert refusal.extra["retry_after"] <= VISITOR_BURST_S + 1

    def test_an_import_counts_for_its_link_and_its_board_only(self) -> None:
        """[LI6]"""
        limits = throttle()
        limits.wrote("board", visitor("coordinator"), 200 * KB, True)
        assert sent(limits, visitor("coordinator"), 10 * KB) is None
        assert sent(limits, visitor("another"), 100 * KB) is not None

    def test_the_server_itself_is_not_limited(self) -> None:
        limits = throttle()
        limits.wrote("board", SYSTEM, 10**9, False)
        assert sent(limits, visitor("one"), KB) is None

    def test_300_people_behind_one_link_who_write_at_once_are_not_limited(self) -> None:
        """[LI6] By the defaults: five cards of 20,000 letters each in the same second, as message and event."""
        limits = Throttle(Settings(board_edits_per_second=10**6))
        for n in range(300):
            for _ in range(5):
                assert sent(limits, visitor(f"visitor {n}"), 20_500) is None
                limits.wrote("board", visitor(f"visitor {n}"), 20_500, False)

    def test_one_who_pastes_long_texts_all_day_is_not_limited(self) -> None:
        """By the defaults a text of 20,000 letters every second, as message and as event, is less than comes back."""
        assert Settings().kilobytes_per_second * 1024 > 2 * 20_500


def test_links_are_remembered_however_many_visitors_come() -> None:
    """A link's bucket is used by all its visitors, so it is never the one that was not used for the longest time."""
    limits = throttle()
    for n in range(BURST_S):
        sent(limits, visitor(f"visitor {n}"), 4 * KB)
    for n in range(11_000):
        limits.wrote("board", visitor(f"visitor {n}"), 0, False)
    assert sent(limits, visitor("late"), 120 * KB) is not None

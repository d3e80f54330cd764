"""How many may come by a link and found boards, by network; and what it takes to remember that."""

from ipaddress import ip_network

import pytest

from korkwand.entry.arrivals import Arrivals, BoardMaking, networks_of
from korkwand.errors import RateLimited
from korkwand.live.limits import Buckets
from korkwand.settings import Settings


@pytest.mark.parametrize(
    ("address", "line", "network"),
    [
        ("203.0.113.7", "203.0.113.7/32", "203.0.113.0/24"),
        ("::ffff:203.0.113.7", "203.0.113.7/32", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("2001:db8:1:2::1%eth0", "2001:db8:1:2::/64", "2001:db8:1::/48"),
    ],
)
def test_a_line_and_what_is_around_it(address: str, line: str, network: str) -> None:
    """[LI4]"""
    assert networks_of(address) == (ip_network(line), ip_network(network))


@pytest.mark.parametrize("address", ["", "/run/korkwand.sock", "unknown", "203.0.113.7:80", "1.2.3.4, 5.6.7.8"])
def test_what_is_no_address_is_all_one(address: str) -> None:
    assert networks_of(address) == (None, None)


def made(making: BoardMaking, addresses: list[str]) -> int:
    """How many boards could be made from these addresses."""
    count = 0
    for address in addresses:
        try:
            making.take(address)
        except RateLimited:
            continue
        count += 1
    return count


class TestBoards:
    """[LI4]"""

    SETTINGS = Settings(boards_per_hour=3, network_boards_per_hour=5, all_boards_per_hour=8)

    def test_of_one_line_however_many_addresses_it_has(self) -> None:
        assert made(BoardMaking(self.SETTINGS), [f"2001:db8::{number:x}" for number in range(50)]) == 3

    def test_of_one_network_however_many_lines_it_has(self) -> None:
        assert made(BoardMaking(self.SETTINGS), [f"2001:db8:0:{number:x}::1" for number in range(50)]) == 5
        assert made(BoardMaking(self.SETTINGS), [f"203.0.113.{number}" for number in range(50)]) == 5

    def test_of_all_together(self) -> None:
        assert made(BoardMaking(self.SETTINGS), [f"10.0.{number}.1" for number in range(50)]) == 8

    def test_a_refused_one_is_counted_in_no_ring(self) -> None:
        making = BoardMaking(self.SETTINGS)
        assert made(making, ["203.0.113.1"] * 50) == 3
        assert made(making, ["203.0.113.2"] * 50) == 2
        assert made(making, ["198.51.100.1"] * 50) == 3


class TestVisitors:
    def test_of_one_link_do_not_use_up_what_another_may(self) -> None:
        """[LI9]"""
        arrivals = Arrivals(Settings(visitors_burst=3))
        for _ in range(3):
            arrivals.take("board", "one")
        with pytest.raises(RateLimited) as refused:
            arrivals.take("board", "one")
        assert 0 < refused.value.extra["retry_after"] <= 1 / 20
        arrivals.take("board", "two")
        arrivals.take("other board", "one")


class TestBuckets:
    def test_are_bounded_and_a_used_up_one_is_never_forgotten(self) -> None:
        buckets: Buckets[int] = Buckets(2, 0.001, kept=10)
        assert not any(buckets.take(0) for _ in range(2))
        for key in range(1, 1000):
            buckets.take(key)
        assert len(buckets) == 10
        assert buckets.take(0) > 0

    def test_keys_that_find_no_room_share_one(self) -> None:
        buckets: Buckets[int] = Buckets(2, 0.001, kept=10)
        assert [bool(buckets.take(key)) for key in range(20)] == [False] * 12 + [True] * 8
        assert buckets.wait(99) > 0

    def test_full_ones_make_room(self) -> None:
        buckets: Buckets[int] = Buckets(1, 1e9, kept=10)
        assert not any(buckets.take(key) for key in range(20))
        assert len(buckets) <= 10

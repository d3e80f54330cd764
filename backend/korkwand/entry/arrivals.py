"""How many come and found boards: new visitors by link, new boards by network. Who is in already is never counted."""

from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

from korkwand.errors import RateLimited
from korkwand.kernel.records import Id
from korkwand.live.limits import Buckets, TokenBucket
from korkwand.settings import Settings

HOUR_S: Final = 3600
FULL_S: Final = 60.0
"""When to come again to a board that has as many visitors as it may have."""

Network = IPv4Network | IPv6Network


class Arrivals:
    """New visitors of each link: a whole town hall may come at once, and others go on coming."""

    def __init__(self, settings: Settings) -> None:
        self.most = settings.board_visitors
        """Visitors of one board in all."""
        self._links: Buckets[tuple[Id, Id]] = Buckets(settings.visitors_burst, settings.visitors_per_second)

    def take(self, board_id: Id, key_id: Id) -> None:
        """Count one new visitor of a link; raises RateLimited."""
        if wait := self._links.take((board_id, key_id)):
            raise RateLimited(wait, "Very many people are coming by this link. Your turn comes in a moment.")

    def full(self) -> RateLimited:
        """What is said where a board has as many visitors as it may have."""
        return RateLimited(
            FULL_S,
            f"This board has {self.most} visitors, as many as it may have; who is in stays in. A coordinator can "
            "revoke the link that brings strangers and go on on a new board, and who runs the server can raise "
            "KORKWAND_BOARD_VISITORS.",
        )


class BoardMaking:
    """New boards of a network in three rings: what one line has, its surroundings, and everybody together.

    Only boards that are made are counted, so the outer ring bounds how many networks there are to remember.
    """

    def __init__(self, settings: Settings) -> None:
        self._everybody = _hourly(settings.all_boards_per_hour)
        self._networks: Buckets[Network | None] = _hourly_by_network(settings.network_boards_per_hour)
        self._lines: Buckets[Network | None] = _hourly_by_network(settings.boards_per_hour)

    def take(self, address: str) -> None:
        """Count one board made from an address; raises RateLimited."""
        line, network = networks_of(address)
        for wait, whose in (
            (self._everybody.wait(), "on this server"),
            (self._networks.wait(network), "from your network"),
            (self._lines.wait(line), "from your network"),
        ):
            if wait:
                raise RateLimited(
                    wait, f"Very many boards were made {whose} within an hour. Please try again a little later."
                )
        self._everybody.take()
        self._networks.take(network)
        self._lines.take(line)


def networks_of(address: str) -> tuple[Network | None, Network | None]:
    """What one line has (IPv4: the address; IPv6: its /64) and its surroundings (/24, /48).

    What is no address, such as the path of a local socket, is all one.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return None, None
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is None:
            bits = int(found)
            return IPv6Network((bits >> 64 << 64, 64)), IPv6Network((bits >> 80 << 80, 48))
        found = found.ipv4_mapped
    return IPv4Network(found), IPv4Network(f"{found}/24", strict=False)


def _hourly(count: int) -> TokenBucket:
    return TokenBucket(count, count / HOUR_S)


def _hourly_by_network(count: int) -> Buckets[Network | None]:
    return Buckets(count, count / HOUR_S)

"""How large a body each route takes: declared beside the route, and small where nothing is declared.

The guard asks for it before it reads anything. FastAPI's own `max_body_size` comes too late for that: by then somebody
must have decided whose bytes are held in memory, and whether it is known who sends them.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar

import msgspec
from fastapi import APIRouter
from fastapi.routing import APIRoute

from korkwand.kernel.records import Id
from korkwand.rules.permissions import Permission
from korkwand.settings import Settings

STRANGER_BYTES: Final = 32 * 1024
"""What everybody may send to any route. The largest good body there is a new board's, with 2,500 characters, each
escaped."""
JSON_BYTES: Final = 256 * 1024
"""Where cards are written: 20,000 characters, each escaped, or many edits."""

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


class BodyLimit(msgspec.Struct, frozen=True):
    """How large a body may be, and how it reaches its route.

    `most`: bytes, or how many of them the settings allow. What is more than STRANGER_BYTES is taken of somebody who has
    `read` on the board; with another `needs` no byte is taken before it is known that they have that. `streamed`: the
    route gets the body piece by piece as it comes, and nothing of it is kept; such a route reads `request.stream()`
    itself, and has no body or form among its parameters, since the framework would read all of it first.
    """

    most: int | Callable[[Settings], int]
    needs: Permission = Permission.READ
    streamed: bool = False

    def bytes(self, settings: Settings) -> int:
        """The limit on this server."""
        return self.most if isinstance(self.most, int) else self.most(settings)


SMALL: Final = BodyLimit(STRANGER_BYTES)
WORDS: Final = BodyLimit(JSON_BYTES)

_declared: dict[Callable[..., Any], BodyLimit] = {}


def takes(limit: BodyLimit) -> Callable[[Endpoint], Endpoint]:
    """Declare how large a body an endpoint takes; stands below the route's own decorator."""

    def declare(endpoint: Endpoint) -> Endpoint:
        _declared[endpoint] = limit
        return endpoint

    return declare


class Declared(msgspec.Struct, frozen=True):
    """A route that takes more than a small body. It belongs to a board, on whose account that goes."""

    methods: frozenset[str]
    path: re.Pattern[str]
    limit: BodyLimit


class BodyLimits:
    """The limits of all routes of some routers."""

    def __init__(self, routers: Iterable[APIRouter]) -> None:
        routes = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]
        self._declared = [
            Declared(frozenset(route.methods or ()), route.path_regex, _declared[route.endpoint])
            for route in routes
            if route.endpoint in _declared
        ]
        if homeless := [one.path.pattern for one in self._declared if "board_id" not in one.path.groupindex]:
            raise ValueError(f"these routes take large bodies and belong to no board: {homeless}")

    def of(self, method: str, path: str) -> tuple[BodyLimit, Id]:
        """The limit of a request, and the board that it is about; of what is small, or no route at all, ''."""
        for one in self._declared:
            if method in one.methods and (found := one.path.fullmatch(path)):
                return one.limit, str(found["board_id"])
        return SMALL, ""

    def largest_held(self, settings: Settings) -> int:
        """The bytes of the largest body that is held in memory."""
        return max([one.limit.bytes(settings) for one in self._declared if not one.limit.streamed], default=0)

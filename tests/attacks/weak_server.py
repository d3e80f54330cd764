"""`korkwand serve` without one of its limits, to see that the attack on it is one."""

import sys
from types import ModuleType
from typing import Any
from uuid import uuid4

from korkwand.api import bodies
from korkwand.api.body_limits import BodyLimit, BodyLimits
from korkwand.cli import main
from korkwand.socket import http_protocol, lobby, protocol
from korkwand.socket import session as socket

ENDLESS = 1 << 40
LONG_S = 3600.0

Hole = list[tuple[ModuleType | type, str, Any]]

NO_EVICTION: Hole = [(lobby.Lobby, "hold", lambda *_: None)]

HOLES: dict[str, Hole] = {
    "bodies_for_import": [
        (bodies, "STRANGER_BYTES", 32 << 20), (bodies, "SMALL_BYTES", ENDLESS),
        (BodyLimits, "of", lambda *_: (BodyLimit(32 << 20), "")),
        *NO_EVICTION,
    ],
    "heads_without_end": [
        (http_protocol, "HEAD_BYTES", ENDLESS), (http_protocol, "HEADERS", ENDLESS), *NO_EVICTION,
    ],
    "frames_before_hello": [(protocol, "OTHERS", ENDLESS)],
    "frames_after_hello": [(protocol, "OTHERS", ENDLESS)],
    "empty_fragments": [(protocol, "OTHERS", ENDLESS)],
    "zeros": [(socket, "edit_id_of", lambda _: str(uuid4())), (socket, "BAD_FRAMES", ENDLESS)],
    "bad_frames": [(socket, "BAD_FRAMES", ENDLESS)],
    "requests_ahead": [(http_protocol, "PIPELINED", ENDLESS)],
    "silent_connections": NO_EVICTION,
    "nothing is ever late": [
        (http_protocol, "HEAD_S", LONG_S), (http_protocol, "BODY_S", LONG_S), (protocol, "WAITING_S", LONG_S),
        (socket, "HELLO_S", LONG_S),
    ],
}  # fmt: skip
"""By the attack that gets through."""


def weaken(hole: str) -> None:
    """Take the limit out where it is used."""
    for place, name, broken in HOLES[hole]:
        assert hasattr(place, name)
        setattr(place, name, broken)


if __name__ == "__main__":
    weaken(sys.argv.pop(1))
    sys.exit(main())

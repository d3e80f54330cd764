"""The lobby: connections that have not said yet who they are or what they want.

Nobody is asked for an address here, because a whole town hall may sit behind one, and everybody does behind a proxy.
The lobby has so many places and keeps so many bytes; who comes when it is full takes the place of who has been there
longest. An honest client is through in a moment, so it is never the longest there.
"""

import asyncio
from typing import Final, Protocol

import msgspec

PLACES: Final = 4096
"""Connections that may wait at once; each takes about ten KiB."""
SOCKET_PLACES: Final = 3
"""What a websocket before its hello counts for: it has a task and a parser of its own."""
HELD_BYTES: Final = 16 * 1024 * 1024
"""Bytes of unfinished heads, bodies and frames that are kept for all of them together."""
ROUND_S: Final = 1.0


class Guest(Protocol):
    """A connection as the lobby sees it."""

    def overdue(self, now: float) -> bool:
        """Whether it has had all the time it gets."""

    def drop(self) -> None:
        """End the connection at once."""


class Place(msgspec.Struct):
    """What a guest takes up."""

    places: int
    held: int = 0


class Lobby:
    """Who waits, the longest first."""

    def __init__(self, places: int = PLACES, held_bytes: int = HELD_BYTES) -> None:
        self._places = places
        self._held_bytes = held_bytes
        self._waiting: dict[Guest, Place] = {}
        self._watched: set[Guest] = set()
        self._round: asyncio.TimerHandle | None = None
        self.taken = 0
        self.held = 0

    def enter(self, guest: Guest, held: int = 0, *, places: int = 1) -> None:
        """The guest waits and makes us keep so many bytes; who waits already keeps the place."""
        if guest in self._watched:
            return
        if guest not in self._waiting:
            self._waiting[guest] = Place(places)
            self.taken += places
            self._begin_rounds()
        self.hold(guest, held)

    def hold(self, guest: Guest, held: int) -> None:
        """Who waits makes us keep so many bytes; nothing if the guest does not wait."""
        place = self._waiting.get(guest)
        if place is None:
            return
        self.held += held - place.held
        place.held = held
        while self.taken > self._places or self.held > self._held_bytes:
            self._drop(next(iter(self._waiting)))

    def watch(self, guest: Guest) -> None:
        """The guest takes no place, so no newcomer drives it out; but it must not dawdle either."""
        self.leave(guest)
        self._watched.add(guest)
        self._begin_rounds()

    def leave(self, guest: Guest) -> None:
        """The guest is through, or gone."""
        place = self._waiting.pop(guest, None)
        if place is not None:
            self.taken -= place.places
            self.held -= place.held
        elif self._watched:
            self._watched.discard(guest)

    def _drop(self, guest: Guest) -> None:
        self.leave(guest)
        guest.drop()

    def _begin_rounds(self) -> None:
        if self._round is None:
            self._round = asyncio.get_running_loop().call_later(ROUND_S, self._go_round)

    def _go_round(self) -> None:
        """Drop who has had time enough; again in a second, as long as anybody is there."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        for guest in [guest for guest in (*self._waiting, *self._watched) if guest.overdue(now)]:
            self._drop(guest)
        self._round = loop.call_later(ROUND_S, self._go_round) if self._waiting or self._watched else None

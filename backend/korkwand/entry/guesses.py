"""Guesses at passwords, counted in the database: two processes together allow no more than one.

A guess is counted before it is evaluated, and no longer once it turned out right. There are no addresses and no devices
in it: of a guess is kept what it was at, its lane and its time, for a quarter of an hour.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, and_, delete, func, insert, select, text, update

from korkwand.kernel.records import new_id, timestamp
from korkwand.storage.tables import GuessRow

PER_LANE: Final = 20
WINDOW: Final = timedelta(minutes=15)
LIFTS: Final = 3
"""How often the lock of one password may be lifted in the window: lifting must not become a way to guess on."""

_LIFT: Final = "lift"
"""What stands in the place of a lane where a lock was lifted."""

_guesses: Any = GuessRow.__table__  # type: ignore[attr-defined]
_LOCK: Final = text("SELECT pg_advisory_xact_lock(1802858093, hashtext(:subject))")


class Lane(StrEnum):
    """Who guesses; each lane has room of its own."""

    OPEN = "open"
    PROOF = "proof"
    """Who solved a proof of work."""
    KNOWN = "known"
    """Devices that are on the board already, by another key."""


class Lock(msgspec.Struct, frozen=True):
    """A link whose open lane is full: who does not know the way around waits until then."""

    guesses: int
    """Wrong ones that count, in all lanes."""
    until: str


class LaneFull(Exception):
    """There is room again in so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class GuessedBefore(Exception):
    """The guess' id was used: a proof of work serves only once."""


def count_guess(connection: Connection, subject: str, lane: Lane, guess_id: str, now: datetime) -> None:
    """Count a guess that is about to be evaluated. Raises LaneFull and GuessedBefore, and counts nothing then."""
    _begin(connection, subject, now)
    if connection.execute(select(_guesses.c.id).where(_this(subject, guess_id))).first():
        raise GuessedBefore
    _add(connection, subject, lane.value, guess_id, now, PER_LANE)


def was_right(connection: Connection, subject: str, guess_id: str) -> None:
    """The guess does not count any more: who knows the password does not use up the room of others."""
    connection.execute(update(_guesses).where(_this(subject, guess_id)).values(counts=False))


def locks_of(connection: Connection, subjects: Iterable[str], now: datetime) -> dict[str, Lock]:
    """Which of these passwords are locked for strangers."""
    query = (
        select(_guesses.c.subject, _guesses.c.lane, func.count(), func.min(_guesses.c.at))
        .where(_guesses.c.subject.in_(list(subjects)), _guesses.c.at > timestamp(now - WINDOW))
        .where(_guesses.c.counts, _guesses.c.lane != _LIFT)
        .group_by(_guesses.c.subject, _guesses.c.lane)
    )
    found: dict[str, dict[str, tuple[int, str]]] = {}
    for subject, lane, count, oldest in connection.execute(query):
        found.setdefault(subject, {})[lane] = (count, oldest)
    return {
        subject: Lock(sum(count for count, _ in lanes.values()), _until(lanes[Lane.OPEN][1]))
        for subject, lanes in found.items()
        if lanes.get(Lane.OPEN, (0, ""))[0] >= PER_LANE
    }


def lift_lock(connection: Connection, subject: str, now: datetime) -> None:
    """Forgive the wrong guesses at a password, so that all lanes have room again; nothing if it is not locked.

    Used proofs of work stay used. Raises LaneFull if it was done too often.
    """
    _begin(connection, subject, now)
    if subject not in locks_of(connection, [subject], now):
        return
    _add(connection, subject, _LIFT, new_id(), now, LIFTS)
    wrong = and_(_guesses.c.subject == subject, _guesses.c.lane != _LIFT)
    connection.execute(update(_guesses).where(wrong).values(counts=False))


def _begin(connection: Connection, subject: str, now: datetime) -> None:
    """One after the other, and without what is too old."""
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK, {"subject": subject})
    connection.execute(delete(_guesses).where(_guesses.c.at <= timestamp(now - WINDOW)))


def _add(connection: Connection, subject: str, lane: str, row_id: str, now: datetime, most: int) -> None:
    """Count one more in the lane; raises LaneFull if it has as many as it may."""
    in_lane = and_(_guesses.c.subject == subject, _guesses.c.lane == lane, _guesses.c.counts)
    count, oldest = connection.execute(select(func.count(), func.min(_guesses.c.at)).where(in_lane)).one()
    if count >= most:
        raise LaneFull(max(0.001, (datetime.fromisoformat(_until(oldest)) - now).total_seconds()))
    row = {"subject": subject, "id": row_id, "lane": lane, "at": timestamp(now), "counts": True}
    connection.execute(insert(_guesses).values(**row))


def _until(oldest: str) -> str:
    """When the oldest of a lane's guesses leaves the window."""
    return timestamp(datetime.fromisoformat(oldest) + WINDOW)


def _this(subject: str, guess_id: str) -> Any:
    return and_(_guesses.c.subject == subject, _guesses.c.id == guess_id)

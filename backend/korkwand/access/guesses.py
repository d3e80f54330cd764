"""Guesses at passwords, counted in the database: two processes together allow no more than one.

A guess is counted before it is evaluated, and no longer once it turned out right. There are no addresses and no devices
in it: of a guess is kept what it was at, its lane and its time, for a quarter of an hour.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, and_, delete, func, insert, select, text, update

from korkwand.storage.records import timestamp
from korkwand.storage.tables import GuessRow

PER_LANE: Final = 20
WINDOW: Final = timedelta(minutes=15)

_guesses: Any = GuessRow.__table__  # type: ignore[attr-defined]
_LOCK: Final = text("SELECT pg_advisory_xact_lock(1802858093, hashtext(:subject))")


class Lane(StrEnum):
    """Who guesses; each lane has room of its own."""

    OPEN = "open"
    PROOF = "proof"
    """Who solved a proof of work."""
    KNOWN = "known"
    """Devices that are on the board already, by another key."""


class LaneFull(Exception):
    """There is room again in so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class GuessedBefore(Exception):
    """The guess' id was used: a proof of work serves only once."""


def count_guess(connection: Connection, subject: str, lane: Lane, guess_id: str, now: datetime) -> None:
    """Count a guess that is about to be evaluated. Raises LaneFull and GuessedBefore, and counts nothing then."""
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK, {"subject": subject})
    connection.execute(delete(_guesses).where(_guesses.c.at <= timestamp(now - WINDOW)))
    if connection.execute(select(_guesses.c.id).where(_this(subject, guess_id))).first():
        raise GuessedBefore
    in_lane = and_(_guesses.c.subject == subject, _guesses.c.lane == lane.value, _guesses.c.counts)
    count, oldest = connection.execute(select(func.count(), func.min(_guesses.c.at)).where(in_lane)).one()
    if count >= PER_LANE:
        raise LaneFull(max(0.001, (datetime.fromisoformat(oldest) + WINDOW - now).total_seconds()))
    row = {"subject": subject, "id": guess_id, "lane": lane.value, "at": timestamp(now), "counts": True}
    connection.execute(insert(_guesses).values(**row))


def was_right(connection: Connection, subject: str, guess_id: str) -> None:
    """The guess does not count any more: who knows the password does not use up the room of others."""
    connection.execute(update(_guesses).where(_this(subject, guess_id)).values(counts=False))


def _this(subject: str, guess_id: str) -> Any:
    return and_(_guesses.c.subject == subject, _guesses.c.id == guess_id)

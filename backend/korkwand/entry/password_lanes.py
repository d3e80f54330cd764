"""The way to a password: how many guesses are evaluated, in which lane, and what a limited one can do about it.

Guesses at one password in one lane are evaluated one after the other, so that only wrong ones use up room, however many
come at once. Who is inside already never comes this way.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Any, Final

import msgspec
from sqlalchemy import Connection

from korkwand.clock import Clock
from korkwand.entry.cold import read, write
from korkwand.entry.guesses import (
    LIFTS,
    GuessedBefore,
    Lane,
    LaneFull,
    Lock,
    count_guess,
    lift_lock,
    locks_of,
    was_right,
)
from korkwand.entry.proof_of_work import Challenges
from korkwand.errors import Forbidden, RateLimited
from korkwand.kernel.records import Id, new_id
from korkwand.live.replica import Store
from korkwand.passwords import HASH_S, fits
from korkwand.storage.tables import guess_subject

WAITING: Final = 200
"""Guesses that may wait for their turn in one lane: a town hall whose people all come in the same minute."""
ASKED_AGAIN_S: Final = 5.0
"""How long a lane is believed to be full before the database is asked again: a guess elsewhere may turn out right."""
LIFTED_OFTEN: Final = (
    f"A lock is lifted at most {LIFTS} times in a quarter of an hour. "
    "Make another link and revoke this one: who guesses does not have the new one."
)
KEPT: Final = 10_000
"""Lanes kept in memory before idle ones are forgotten."""


class _Waiting(msgspec.Struct, eq=False):
    """Who waits in one lane at one password."""

    turn: asyncio.Lock = msgspec.field(default_factory=asyncio.Lock)
    count: int = 0
    full_until: float = 0.0
    ask_at: float = 0.0

    def seconds_full(self) -> float:
        now = time.monotonic()
        return self.full_until - now if now < min(self.ask_at, self.full_until) else 0.0


class Guess(msgspec.Struct, frozen=True):
    """What is tried: a password, perhaps with a proof of work, perhaps by a device that is on the board already."""

    password: str | None
    proof: str | None = None
    known: bool = False


class PasswordLanes:
    """Evaluates guesses. `challenges` are handed out with every refusal, so that a client may solve one meanwhile."""

    def __init__(self, store: Store, challenges: Challenges, clock: Clock) -> None:
        self._store = store
        self._challenges = challenges
        self._clock = clock
        self._lanes: dict[tuple[str, Lane], _Waiting] = {}

    async def require(self, subject: str, board: str, guess: Guess, password_hash: str) -> None:
        """Let the right password pass. Raises Forbidden (password, proof) and RateLimited.

        `subject` is what the password is for, `board` whose turn is used to compare it.
        """
        password = guess.password
        if not password:
            raise self._refused(subject, "This needs a password.", "password")
        lane, guess_id = self._lane(subject, guess)
        waiting = self._waiting(subject, lane)
        self._require_room(subject, lane, waiting)
        if waiting.count >= WAITING:
            raise RateLimited(WAITING * HASH_S)
        waiting.count += 1
        try:
            async with waiting.turn:
                self._require_room(subject, lane, waiting)
                await self._count(subject, lane, guess_id, waiting)
                right = await self._evaluate(subject, guess_id, board, lambda: fits(password, password_hash))
        finally:
            waiting.count -= 1
        if not right:
            raise self._refused(subject, "The password does not fit.", "password")

    def is_full(self, subject: str) -> bool:
        """Whether who has neither a proof nor a cookie will be limited, as far as this process knows."""
        waiting = self._lanes.get((subject, Lane.OPEN))
        return waiting is not None and waiting.seconds_full() > 0

    async def locks(self, board_id: Id, key_ids: list[Id]) -> dict[Id, Lock]:
        """Which links of a board are locked for strangers, since too many wrong passwords were tried."""
        subjects = {guess_subject(board_id, key_id): key_id for key_id in key_ids}
        found = await read(self._store, lambda connection: locks_of(connection, subjects, self._clock()))
        return {subjects[subject]: lock for subject, lock in found.items()}

    async def lift_lock(self, board_id: Id, key_id: Id) -> None:
        """Forgive the wrong guesses at a link's password. Raises RateLimited if it was done too often.

        Other processes believe for some seconds still that a lane is full.
        """
        subject = guess_subject(board_id, key_id)
        try:
            await write(self._store, lambda connection: lift_lock(connection, subject, self._clock()))
        except LaneFull as full:
            raise RateLimited(full.seconds, LIFTED_OFTEN) from None
        for lane in Lane:
            self._waiting(subject, lane).full_until = 0.0

    def _lane(self, subject: str, guess: Guess) -> tuple[Lane, str]:
        if guess.known:
            return Lane.KNOWN, new_id()
        if guess.proof is None:
            return Lane.OPEN, new_id()
        nonce = self._challenges.solved(subject, guess.proof)
        if nonce is None:
            raise self._refused(subject, "The proof does not fit, or is too old.", "proof")
        return Lane.PROOF, nonce

    async def _count(self, subject: str, lane: Lane, guess_id: str, waiting: _Waiting) -> None:
        def count(connection: Connection) -> None:
            count_guess(connection, subject, lane, guess_id, self._clock())

        try:
            await write(self._store, count)
        except LaneFull as full:
            waiting.full_until = time.monotonic() + full.seconds
            waiting.ask_at = time.monotonic() + ASKED_AGAIN_S
            raise self._limited(subject, lane, full.seconds) from None
        except GuessedBefore:
            raise self._refused(subject, "The proof was used before.", "proof") from None

    async def _evaluate(self, subject: str, guess_id: str, board: str, compare: Callable[[], bool]) -> bool:
        """Whether it fits. What was right, or not evaluated at all, does not count."""
        wrong = False
        try:
            right = await self._store.hashing.run(compare, board)
            wrong = not right
            return right
        finally:
            if not wrong:
                await write(self._store, lambda connection: was_right(connection, subject, guess_id))

    def _require_room(self, subject: str, lane: Lane, waiting: _Waiting) -> None:
        if seconds := waiting.seconds_full():
            raise self._limited(subject, lane, seconds)

    def _limited(self, subject: str, lane: Lane, seconds: float) -> RateLimited:
        """Who has not solved a challenge yet is given one."""
        return RateLimited(seconds, **(self._challenges.make(subject) if lane is Lane.OPEN else {}))

    def _refused(self, subject: str, detail: str, reason: str) -> Forbidden:
        extra: dict[str, Any] = {"reason": reason, **self._challenges.make(subject)}
        return Forbidden(detail, **extra)

    def _waiting(self, subject: str, lane: Lane) -> _Waiting:
        if len(self._lanes) >= KEPT:
            self._lanes = {key: one for key, one in self._lanes.items() if one.count or one.seconds_full()}
        return self._lanes.setdefault((subject, lane), _Waiting())

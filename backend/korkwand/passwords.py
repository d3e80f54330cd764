"""Passwords of keys: argon2id, never inside a turn and never on the event loop."""

from typing import Annotated, Final

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from pydantic import AfterValidator, SecretStr

from korkwand.fair_queue import FairQueue

LEAST = 8
MOST = 200
PER_BOARD: Final = 64
"""Passwords of one board that may wait."""
HASH_S: Final = 0.05
"""About how long one takes."""

# OWASP's second recommended setting for argon2id: 19 MiB, two passes, one lane.
_hasher = PasswordHash([Argon2Hasher(memory_cost=19 * 1024, time_cost=2, parallelism=1)])


def _acceptable(password: SecretStr) -> SecretStr:
    if not LEAST <= len(password.get_secret_value()) <= MOST:
        raise ValueError(f"must have {LEAST} to {MOST} characters")
    return password


Password = Annotated[SecretStr, AfterValidator(_acceptable)]


def hashing_queue() -> FairQueue:
    """The queue of passwords that wait to be hashed or compared: one at a time, board by board."""
    return FairQueue("passwords", at_once=1, per_board=PER_BOARD, in_all=1024, seconds=HASH_S)


def hash_password(password: str) -> str:
    """The argon2id hash of a password. Takes a while: call it in the queue."""
    return _hasher.hash(password)


def fits(password: str, password_hash: str) -> bool:
    """Whether the password fits the hash. Takes as long."""
    return _hasher.verify(password, password_hash)

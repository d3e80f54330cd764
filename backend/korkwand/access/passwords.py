"""Passwords of keys: argon2id in a thread of their own, never inside a turn and never on the event loop."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Final

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from pydantic import AfterValidator, SecretStr

from korkwand.errors import RateLimited

LEAST = 8
MOST = 200
WAITING: Final = 64
"""Passwords that may wait to be verified; what comes on top is told to come again."""
VERIFY_S: Final = 0.05
"""About how long one takes."""

# OWASP's second recommended setting for argon2id: 19 MiB, two passes, one lane.
_hasher = PasswordHash([Argon2Hasher(memory_cost=19 * 1024, time_cost=2, parallelism=1)])
_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="passwords")


def _acceptable(password: SecretStr) -> SecretStr:
    if not LEAST <= len(password.get_secret_value()) <= MOST:
        raise ValueError(f"must have {LEAST} to {MOST} characters")
    return password


Password = Annotated[SecretStr, AfterValidator(_acceptable)]


async def hash_password(password: str) -> str:
    """The argon2id hash of a password."""
    return await asyncio.get_running_loop().run_in_executor(_thread, _hasher.hash, password)


class Verifying:
    """How many passwords wait to be verified: the thread's queue must not grow for ever."""

    def __init__(self) -> None:
        self._waiting = 0

    async def fits(self, password: str, password_hash: str) -> bool:
        """Whether the password fits the hash. Raises RateLimited if too many wait already."""
        if self._waiting >= WAITING:
            raise RateLimited(WAITING * VERIFY_S)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(_thread, _hasher.verify, password, password_hash)
        finally:
            self._waiting -= 1

"""Passwords of keys: argon2id in a thread of their own, never inside a turn and never on the event loop."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from pydantic import AfterValidator, SecretStr

LEAST = 8
MOST = 200

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


async def verify_password(password: str, password_hash: str) -> bool:
    """Whether the password fits the hash."""
    return await asyncio.get_running_loop().run_in_executor(_thread, _hasher.verify, password, password_hash)

"""Who may make boards: anybody, who knows a shared password, or who is signed in."""

import asyncio
from typing import Final

from korkwand.entry.password_lanes import Guess, PasswordLanes
from korkwand.errors import Forbidden
from korkwand.passwords import hash_password
from korkwand.settings import Settings

SUBJECT: Final = "boards"
"""What guesses at the shared password are counted for."""


class BoardMakers:
    """Judges who wants to make a board."""

    def __init__(self, settings: Settings, passwords: PasswordLanes) -> None:
        self._makers = settings.board_makers
        self._password = settings.board_password
        self._passwords = passwords
        self._hash: str | None = None

    @property
    def sign_in(self) -> bool:
        """Whether one must have signed in."""
        return self._makers == "oidc"

    async def require(self, password: str | None, proof: str | None, *, signed_in: bool) -> None:
        """Refuse who may not. Raises Forbidden (password, proof, sign_in) and RateLimited, as for a link."""
        if self._makers == "anyone" or (self.sign_in and signed_in):
            return
        if self.sign_in or self._password is None:
            raise Forbidden("Boards are made by people who have signed in.", reason="sign_in")
        if self._hash is None:
            self._hash = await asyncio.to_thread(hash_password, self._password.get_secret_value())
        await self._passwords.require(SUBJECT, SUBJECT, Guess(password, proof), self._hash)

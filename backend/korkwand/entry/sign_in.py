"""Signing in: what is kept in the browser while somebody is at the provider, and what becomes of who comes back.

Nothing of an unfinished sign-in is kept on the server: the browser carries it in a cookie that we have signed, so any
process can finish what another one began.
"""

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import timedelta
from typing import Final, Protocol

import msgspec

from korkwand.clock import Clock
from korkwand.entry import accounts
from korkwand.entry.accounts import Account, Person, SignInFailed
from korkwand.entry.cold import read, write
from korkwand.entry.entrance import Entrance
from korkwand.entry.secrets import secret_hash
from korkwand.errors import NotFound
from korkwand.kernel.records import timestamp
from korkwand.live.boards import LiveBoards
from korkwand.live.room import CLOSED_REVOKED

VALID_S: Final = 900
"""How long somebody may take at the provider."""

_BACK: Final = re.compile(r"/(b/[0-9a-f-]{36}(/list)?)?")
"""Pages of ours to which one may come back; everything else would be an open redirect."""


class Provider(Protocol):
    """Where people sign in."""

    issuer: str

    async def address(self, *, redirect_uri: str, state: str, nonce: str, verifier: str) -> str:
        """Where to send somebody. Raises SignInFailed."""

    async def identify(self, code: str, *, redirect_uri: str, nonce: str, verifier: str) -> Person:
        """Who came back with this code. Raises SignInFailed."""


class Begun(msgspec.Struct, frozen=True):
    """A sign-in under way, as the browser carries it."""

    state: str
    nonce: str
    verifier: str
    back: str
    at: int


class SignIn:
    """Signs people in and out. Without a provider nobody is ever signed in."""

    def __init__(
        self, boards: LiveBoards, entrance: Entrance, provider: Provider | None, key: str, days: int, clock: Clock
    ) -> None:
        self._boards = boards
        self._store = boards.store
        self._entrance = entrance
        self._provider = provider
        self._key = key.encode()
        self._days = timedelta(days=days)
        self._clock = clock

    async def begin(self, redirect_uri: str, back: str) -> tuple[str, str]:
        """Where to send somebody, and what their browser keeps meanwhile. Raises NotFound and SignInFailed."""
        provider = self._offered()
        begun = Begun(
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
            back=back if _BACK.fullmatch(back) else "/",
            at=int(self._clock().timestamp()),
        )
        address = await provider.address(
            redirect_uri=redirect_uri, state=begun.state, nonce=begun.nonce, verifier=begun.verifier
        )
        return address, self._sealed(begun)

    async def finish(
        self, kept: str | None, answer: Mapping[str, str], redirect_uri: str, cookie: str | None
    ) -> tuple[str, str]:
        """Sign in who comes back from the provider: the device's cookie, and the page to go on with.

        Raises NotFound and SignInFailed.
        """
        provider = self._offered()
        begun = self._opened(kept)
        if not hmac.compare_digest(answer.get("state", "").encode(), begun.state.encode()):
            raise SignInFailed("stale", "the state is another one")
        if answer.get("iss", provider.issuer) != provider.issuer:  # RFC 9207: another provider's answer
            raise SignInFailed("unconfirmed", "the answer is of another issuer")
        if "error" in answer:
            cancelled = answer["error"] in {"access_denied", "login_required", "interaction_required"}
            raise SignInFailed("cancelled" if cancelled else "unconfirmed", "the provider sent an error")
        if not answer.get("code"):
            raise SignInFailed("unconfirmed", "the provider sent no code")
        person = await provider.identify(
            answer["code"], redirect_uri=redirect_uri, nonce=begun.nonce, verifier=begun.verifier
        )
        now = self._clock()
        subject, name, ends_at = self._hashed(provider.issuer, person.subject), person.name, timestamp(now + self._days)
        fresh = await write(
            self._store,
            lambda found: accounts.sign_in(found, cookie, subject, name, now=timestamp(now), ends_at=ends_at),
        )
        if cookie is not None:
            # What is open in other tabs was somebody else's perhaps: each asks anew who this is.
            self._leave(cookie)
        return fresh, begun.back

    async def who(self, cookie: str | None) -> Account | None:
        """Who has signed in on this device."""
        if self._provider is None or cookie is None:
            return None
        return await read(
            self._store, lambda found: accounts.account_of(found, secret_hash(cookie), timestamp(self._clock()))
        )

    async def sign_out(self, cookie: str) -> str | None:
        """Forget who has signed in on this device, close its boards; its new cookie, None for an unknown device."""
        hashed = secret_hash(cookie)
        fresh = await write(self._store, lambda found: accounts.sign_out(found, hashed))
        self._leave(cookie)
        return fresh

    async def forget(self, cookie: str) -> bool:
        """Forget the account of this device, everywhere; False if nobody has signed in."""
        account = await self.who(cookie)
        if account is not None:
            await write(self._store, lambda found: accounts.forget_account(found, account.id))
            self._leave(cookie)
        return account is not None

    def _leave(self, cookie: str) -> None:
        self._entrance.look_again(cookie)
        hashed = secret_hash(cookie)
        for board in self._boards.loaded():
            for listener in [one for one in board.room.listeners if one.device == hashed]:
                board.room.drop(listener, CLOSED_REVOKED, "signed in or out")

    def _offered(self) -> Provider:
        if self._provider is None:
            raise NotFound
        return self._provider

    def _hashed(self, issuer: str, subject: str) -> str:
        """What is kept of who it is: nothing that could be compared with other lists of the same people."""
        return hmac.digest(self._key, f"subject\n{issuer}\n{subject}".encode(), hashlib.sha256).hex()

    def _sealed(self, begun: Begun) -> str:
        text = urlsafe_b64encode(msgspec.json.encode(begun)).decode()
        return f"{text}.{self._mac(text)}"

    def _opened(self, kept: str | None) -> Begun:
        text, _, mac = (kept or "").partition(".")
        if not hmac.compare_digest(mac.encode(), self._mac(text).encode()):
            raise SignInFailed("stale", "nothing was begun in this browser")
        begun = msgspec.json.decode(urlsafe_b64decode(text), type=Begun)
        if abs(self._clock().timestamp() - begun.at) > VALID_S:
            raise SignInFailed("stale", "it was begun too long ago")
        return begun

    def _mac(self, text: str) -> str:
        return hmac.digest(self._key, b"cookie\n" + text.encode(), hashlib.sha256).hex()

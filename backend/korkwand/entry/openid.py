"""The provider of OpenID Connect: where people are sent to sign in, and who came back.

Authorization code with PKCE; the id token is verified by the provider's published keys. Needs the extra `oidc`, so it
is loaded only where an issuer is set (app.py).
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from korkwand.clock import Clock
from korkwand.entry.accounts import NAME_LENGTH, Person, SignInFailed
from korkwand.settings import Settings

TIMEOUT: Final = httpx2.Timeout(10.0, connect=5.0)
LIMITS: Final = httpx2.Limits(max_connections=10)
REMEMBERED_S: Final = 3600.0
"""How long the provider's description and keys are used again; an unknown key is asked for at once."""
LEEWAY_S: Final = 60
"""How far the provider's clock may be off."""
SUBJECT_LENGTH: Final = 255
SIGNED_BY: Final = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"}
)
"""Signatures by a key that only the provider has: never `none`, and nothing that our own secret could sign."""

UNREADABLE: Final = (ValueError, TypeError, KeyError, AttributeError)
"""What reading an answer comes to that is not of the expected shape."""


class OpenIdProvider:
    """One provider, by its issuer."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        assert settings.oidc_issuer is not None
        self.issuer = settings.oidc_issuer
        self._client_id = settings.oidc_client_id
        self._secret = settings.oidc_client_secret
        self._scope = settings.oidc_scope
        self._clock = clock
        self._described: tuple[float, dict[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None
        self._asking = asyncio.Lock()

    async def address(self, *, redirect_uri: str, state: str, nonce: str, verifier: str) -> str:
        """Where to send somebody who wants to sign in. Raises SignInFailed."""
        description = await self._description()
        async with self._client(description, redirect_uri) as client:
            url, _ = client.create_authorization_url(
                description["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
            )
        return str(url)

    async def identify(self, code: str, *, redirect_uri: str, nonce: str, verifier: str) -> Person:
        """Who came back with this code. Raises SignInFailed."""
        description = await self._description()
        async with self._client(description, redirect_uri) as client, _asked():
            token = await client.fetch_token(description["token_endpoint"], code=code, code_verifier=verifier)
        if not isinstance(token.get("id_token"), str):
            raise SignInFailed("unconfirmed", "the provider sent no id token")
        try:
            return self._person(await self._claims(token, description, nonce))
        except (JoseError, *UNREADABLE) as error:
            raise SignInFailed("unconfirmed", f"the id token does not hold: {_why(error)}") from None

    async def _claims(self, token: dict[str, Any], description: dict[str, Any], nonce: str) -> CodeIDToken:
        algorithms = SIGNED_BY.intersection(description.get("id_token_signing_alg_values_supported") or ["RS256"])
        if not algorithms:  # an empty list would mean the library's own choice
            raise SignInFailed("unconfirmed", "the provider signs in no way that we take")
        registry = JWSRegistry(algorithms=sorted(algorithms), strict_check_header=False)
        try:
            decoded = jwt.decode(token["id_token"], await self._key_set(description), registry=registry)
        except InvalidKeyIdError:  # the provider may have a new key
            decoded = jwt.decode(token["id_token"], await self._key_set(description, anew=True), registry=registry)
        wanted = {"iss": {"value": self.issuer}, "aud": {"value": self._client_id}, "sub": {"essential": True}}
        known = {"nonce": nonce, "client_id": self._client_id, "access_token": token.get("access_token")}
        claims = CodeIDToken(decoded.claims, decoded.header, wanted, known)
        claims.validate(now=int(self._clock().timestamp()), leeway=LEEWAY_S)
        return claims

    def _person(self, claims: CodeIDToken) -> Person:
        subject = claims["sub"]
        if not subject or len(subject) > SUBJECT_LENGTH:
            raise ValueError("sub")
        name = claims.get("name") or claims.get("preferred_username")
        shown = " ".join(name.split())[:NAME_LENGTH] if isinstance(name, str) else ""
        return Person(subject, shown if shown.isprintable() and shown else None)

    async def _description(self) -> dict[str, Any]:
        """What the provider says of itself, in the place that OpenID Connect Discovery names."""
        async with self._asking:
            if self._described is not None and time.monotonic() - self._described[0] < REMEMBERED_S:
                return self._described[1]
            found = await self._fetch(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            if found.get("issuer") != self.issuer:
                raise SignInFailed("unconfirmed", "the provider names another issuer than KORKWAND_OIDC_ISSUER")
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                if not _is_safe(found.get(name), self.issuer):
                    raise SignInFailed("unconfirmed", f"the provider names no fitting {name}")
            self._described = (time.monotonic(), found)
            return found

    async def _key_set(self, description: dict[str, Any], *, anew: bool = False) -> KeySet:
        async with self._asking:
            if not anew and self._keys is not None and time.monotonic() - self._keys[0] < REMEMBERED_S:
                return self._keys[1]
            found: Any = await self._fetch(description["jwks_uri"])
            self._keys = (time.monotonic(), KeySet.import_key_set(found))
            return self._keys[1]

    async def _fetch(self, address: str) -> dict[str, Any]:
        async with httpx2.AsyncClient(timeout=TIMEOUT, limits=LIMITS) as client, _asked():
            answer = await client.get(address)
            answer.raise_for_status()
            found = answer.json()
        if not isinstance(found, dict):
            raise SignInFailed("unreachable", "the provider's answer cannot be read")
        return found

    def _client(self, description: dict[str, Any], redirect_uri: str) -> AsyncOAuth2Client:
        told = description.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        way = "client_secret_basic" if "client_secret_basic" in told else "client_secret_post"
        return AsyncOAuth2Client(
            client_id=self._client_id,
            client_secret=self._secret.get_secret_value() if self._secret else None,
            token_endpoint_auth_method=way if self._secret else "none",
            scope=self._scope,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            timeout=TIMEOUT,
            limits=LIMITS,
        )


@asynccontextmanager
async def _asked() -> AsyncIterator[None]:
    """A conversation with the provider; what goes wrong in it becomes SignInFailed, without what was said."""
    try:
        yield
    except OAuthError as error:
        raise SignInFailed("unconfirmed", f"the provider refuses: {_word(error.error)}") from None
    except (httpx2.HTTPError, httpx2.InvalidURL, *UNREADABLE) as error:
        raise SignInFailed("unreachable", f"the provider does not answer as it should: {_why(error)}") from None


def _is_safe(address: Any, issuer: str) -> bool:
    """Endpoints are as secret as the issuer: https, or http where the issuer itself is on this machine."""
    if not isinstance(address, str):
        return False
    parts = urlsplit(address)
    return bool(parts.hostname) and parts.scheme in {"https", urlsplit(issuer).scheme}


def _why(error: Exception) -> str:
    """The kind of a failure and the claim it is about; never the text, which may quote what was sent."""
    claim = getattr(error, "claim", None)
    return type(error).__name__ + (f" ({_word(claim)})" if claim else "")


def _word(text: Any) -> str:
    """A word of the standards, as they are written; anything else is not repeated."""
    fits = isinstance(text, str) and len(text) <= 40 and text.isascii() and text.replace("_", "").isalpha()
    return str(text) if fits else "?"

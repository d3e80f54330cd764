"""A small provider of OpenID Connect on a free port, as strict as a real one: exact redirect addresses, PKCE, codes
that serve once, an authenticated client, id tokens signed by a published key. A test may make it lie."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from typing import Any, NamedTuple
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT = "korkwand"
SECRET = "a-secret-of-the-client-canary"
NAMES = {"anna": "Anna Ähre", "bernd": "Bernd Beispiel"}
TOKEN_S = 300


class Granted(NamedTuple):
    """What a code stands for until it is used."""

    user: str
    asked: dict[str, str]


def subject_of(user: str) -> str:
    """What the provider calls this person: `sub`."""
    return f"sub-canary-{user}"


class Provider:
    """The provider. `lie` changes the claims of the next id tokens; `sign` signs them in another way."""

    def __init__(self) -> None:
        self.issuer = ""
        self.redirects: set[str] = set()
        self.told: set[str] = set()
        """Everything secret that went through it."""
        self.now: Callable[[], float] = time.time
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.be_honest()
        self._codes: dict[str, Granted] = {}

    def be_honest(self) -> None:
        """Lie no more."""
        self.lie: dict[str, Any] = {}
        self.description: dict[str, Any] = {}
        self.sign: Callable[[dict[str, Any]], str | None] = self._signed
        self.broken = False

    def _signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)

    def routes(self) -> list[Route]:
        """Its doors."""
        return [
            Route("/.well-known/openid-configuration", self._describe),
            Route("/authorize", self._ask, methods=["GET"]),
            Route("/authorize", self._answer, methods=["POST"]),
            Route("/token", self._token, methods=["POST"]),
            Route("/keys", self._keys),
            Route("/favicon.ico", lambda _: Response(status_code=204)),
        ]

    async def _describe(self, _: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
                "code_challenge_methods_supported": ["S256"],
                **self.description,
            }
        )

    async def _keys(self, _: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def _ask(self, request: Request) -> Response:
        """The page on which one signs in; whoever asks in a way that the standard forbids does not get it."""
        asked = dict(request.query_params)
        fits = (
            asked.get("client_id") == CLIENT
            and asked.get("redirect_uri") in self.redirects
            and asked.get("response_type") == "code"
            and "openid" in asked.get("scope", "").split()
            and asked.get("code_challenge_method") == "S256"
            and len(asked.get("code_challenge", "")) == 43
            and len(asked.get("nonce", "")) > 20
            and len(asked.get("state", "")) > 20
        )
        if not fits:
            return HTMLResponse("<h1>This request is not allowed.</h1>", 400)
        kept = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in asked.items())
        buttons = "".join(f'<button name="user" value="{user}">{name}</button>' for user, name in NAMES.items())
        return HTMLResponse(
            f'<!doctype html><html lang="de"><title>Anmeldedienst</title><h1>Wer sind Sie?</h1><form method="post" '
            f'action="/authorize">{kept}{buttons}<button name="user" value="">Abbrechen</button></form>'
        )

    async def _answer(self, request: Request) -> Response:
        given = {name: str(value) for name, value in (await request.form()).items()}
        user = given.pop("user")
        answer = {"state": given["state"], "iss": self.issuer}
        if not user:
            return RedirectResponse(f"{given['redirect_uri']}?{urlencode({**answer, 'error': 'access_denied'})}", 303)
        code = secrets.token_urlsafe(24)
        self.told |= {code, given["state"], given["nonce"]}
        self._codes[code] = Granted(user, given)
        return RedirectResponse(f"{given['redirect_uri']}?{urlencode({**answer, 'code': code})}", 303)

    async def _token(self, request: Request) -> Response:
        if self.broken:
            return HTMLResponse("<h1>Out of order</h1>", 502)
        wanted = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {wanted}":
            return JSONResponse({"error": "invalid_client"}, 401)
        given = await request.form()
        granted = self._codes.pop(str(given.get("code")), None)
        verifier = str(given.get("code_verifier"))
        self.told.add(verifier)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        if (
            granted is None
            or given.get("grant_type") != "authorization_code"
            or given.get("redirect_uri") != granted.asked["redirect_uri"]
            or challenge != granted.asked["code_challenge"]
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        token = secrets.token_urlsafe(24)
        id_token = self.sign(self._claims(granted))
        self.told |= {token} | ({id_token} if id_token else set())
        body = {"access_token": token, "token_type": "Bearer", "expires_in": TOKEN_S, "id_token": id_token}
        return JSONResponse({name: value for name, value in body.items() if value is not None})

    def _claims(self, granted: Granted) -> dict[str, Any]:
        now = int(self.now())
        claims = {
            "iss": self.issuer, "sub": subject_of(granted.user), "aud": CLIENT, "iat": now, "exp": now + TOKEN_S,
            "nonce": granted.asked["nonce"],
        }  # fmt: skip
        if "profile" in granted.asked["scope"].split():
            claims["name"] = NAMES[granted.user]
        return {name: value for name, value in {**claims, **self.lie}.items() if value is not None}


def unsigned(claims: dict[str, Any]) -> str:
    """A token that says of itself that it needs no signature."""
    parts = [json.dumps(part).encode() for part in ({"alg": "none", "typ": "JWT"}, claims)]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."


@contextmanager
def provider_running() -> Iterator[Provider]:
    """Serve it in a thread until the test is done with it."""
    provider = Provider()
    app = Starlette(routes=provider.routes())
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, access_log=False, lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the provider did not start"
            thread.join(0.01)
        provider.issuer = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        yield provider
    finally:
        server.should_exit = True
        thread.join()

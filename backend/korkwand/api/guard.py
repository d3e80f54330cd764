"""What stands before every route: Origin and CSRF rules, body limits, security headers, one log line for a crash."""

import logging
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from korkwand.api.answers import error_response
from korkwand.api.cookies import bearer_of, device_cookie, is_https
from korkwand.errors import Forbidden, InternalError, KorkwandError, TooLarge
from korkwand.settings import Settings

log = logging.getLogger(__name__)

JSON_BYTES: Final = 256 * 1024
SAFE_METHODS: Final = {"GET", "HEAD", "OPTIONS"}

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types svelte-trusted-html korkwand ProseMirrorClipboard"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def is_same_origin(settings: Settings, headers: Headers) -> bool | None:
    """Whether the Origin is the served one; None if there is no Origin."""
    origin = headers.get("origin")
    if origin is None:
        return None
    if settings.public_url is not None and origin.lower() == settings.public_url:
        return True
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return (
        parts.scheme in {"http", "https"}
        and bool(parts.netloc)
        and parts.netloc.lower() == headers.get("host", "").lower()
    )


def refuse_foreign(settings: Settings, scope: Scope) -> None:
    """Refuse a foreign Origin, and a write by cookie that is not shown to come from our own page; raises Forbidden."""
    headers = Headers(scope=scope)
    same = is_same_origin(settings, headers)
    if same is False:
        raise Forbidden("This request comes from another site.")
    if scope["method"] in SAFE_METHODS or bearer_of(headers) or device_cookie(settings, scope) is None:
        return
    if same is None and headers.get("sec-fetch-site") != "same-origin":
        raise Forbidden("A request with a cookie must come from the page itself.")


class Guard:
    """The outermost middleware."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check the request, then let it in."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                add_headers(self._settings, scope, message)
            await send(message)

        try:
            refuse_foreign(self._settings, scope)
            await self._app(scope, await self._read(scope, receive), send_guarded)
        except KorkwandError as error:
            await _answer(error, scope, receive, send_guarded)
        except Exception:
            log.exception("%s %s failed", scope["method"], scope["path"])
            if not started:
                await _answer(InternalError(), scope, receive, send_guarded)

    async def _read(self, scope: Scope, receive: Receive) -> Receive:
        """Read the whole body, then let the application have it: a framework in between would hide our error."""
        limit = JSON_BYTES
        if scope["path"].endswith("/import"):
            limit = (self._settings.import_megabytes * 2 + 1) * 1024 * 1024
        declared = Headers(scope=scope).get("content-length", "0")
        if not declared.isdecimal() or int(declared) > limit:
            raise TooLarge(f"A request may have at most {limit} bytes.")
        body = bytearray()
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return receive
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > limit:
                raise TooLarge(f"A request may have at most {limit} bytes.")
        return _replay(bytes(body), receive)


def _replay(body: bytes, receive: Receive) -> Receive:
    told = False

    async def receive_again() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again


def add_headers(settings: Settings, scope: Scope, message: Message) -> None:
    """The security headers of every answer; nothing under /api is cached unless it says so."""
    headers = MutableHeaders(scope=message)
    if is_https(settings, scope):
        # Over plain http browsers ignore it, and say so in the console at every visit.
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if scope["path"].startswith("/api"):
        headers.setdefault("Cache-Control", "no-store")


async def _answer(error: KorkwandError, scope: Scope, receive: Receive, send: Send) -> None:
    await error_response(error)(scope, receive, send)

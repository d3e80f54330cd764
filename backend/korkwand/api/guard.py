"""What stands before every route: heads, Origin and bodies are checked, headers added, a crash is one log line."""

import logging
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from korkwand.api.answers import error_response
from korkwand.api.bodies import Bodies, Body
from korkwand.api.body_limits import BodyLimits
from korkwand.api.cookies import is_https
from korkwand.api.heads import check_head, refuse_foreign
from korkwand.errors import InternalError, KorkwandError
from korkwand.settings import Settings

log = logging.getLogger(__name__)

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


class Guard:
    """The outermost middleware."""

    def __init__(self, app: ASGIApp, settings: Settings, limits: BodyLimits) -> None:
        self._app = app
        self._settings = settings
        self._bodies = Bodies(settings, limits)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check the request, then let it in."""
        if scope["type"] == "websocket":
            await self._let_in_socket(scope, receive, send)
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False
        body = Body(self._bodies)

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                add_headers(self._settings, scope, message)
            await send(message)

        try:
            check_head(scope)
            refuse_foreign(self._settings, scope)
            await self._app(scope, await body.read(scope, receive), send_guarded)
        except KorkwandError as error:
            await _answer(error, scope, receive, send_guarded)
        except Exception:
            log.exception("%s %s failed", scope["method"], scope["path"])
            if not started:
                await _answer(InternalError(), scope, receive, send_guarded)
        finally:
            body.forget()

    async def _let_in_socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            check_head(scope)
        except KorkwandError:
            await receive()
            await send({"type": "websocket.close"})
            return
        await self._app(scope, receive, send)


def add_headers(settings: Settings, scope: Scope, message: Message) -> None:
    """The security headers of every answer; nothing under /api is cached unless it says so."""
    headers = MutableHeaders(scope=message)
    if is_https(settings, scope):
        # Over plain http browsers ignore it, and say so in the console at every visit.
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if settings.hsts:
            headers.setdefault("Strict-Transport-Security", settings.hsts)
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if scope["path"].startswith("/api"):
        headers.setdefault("Cache-Control", "no-store")


async def _answer(error: KorkwandError, scope: Scope, receive: Receive, send: Send) -> None:
    await error_response(error)(scope, receive, send)

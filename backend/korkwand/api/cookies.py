"""What a request shows of who asks: a key's secret as Bearer, or the one cookie, a device's secret.

The cookie is HttpOnly, SameSite=Lax, and `__Host-` over https.
"""

from typing import Final

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import Scope

from korkwand.settings import Settings

PLAIN: Final = "korkwand_device"
SECURE: Final = "__Host-korkwand_device"
SECONDS: Final = 400 * 24 * 3600
SIGN_IN: Final = "korkwand_sign_in"


def bearer_of(headers: Headers) -> str | None:
    """The key's secret in the Authorization header."""
    kind, _, secret = headers.get("authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" and secret.strip() else None


def is_https(settings: Settings, scope: Scope) -> bool:
    """Whether visitors reach us by https: by the public URL, else by this request."""
    if settings.public_url:
        return settings.public_url.startswith("https:")
    return scope["scheme"] in {"https", "wss"}


def device_cookie(settings: Settings, scope: Scope) -> str | None:
    """The device's secret, if the request carries one. Over https only the cookie that no other host can have set."""
    return _cookie(scope, SECURE if is_https(settings, scope) else PLAIN, 200)


def sign_in_cookie(settings: Settings, scope: Scope) -> str | None:
    """The sign-in that this browser has begun."""
    return _cookie(scope, _sign_in_name(settings, scope), 1000)


def set_sign_in_cookie(settings: Settings, scope: Scope, response: Response, kept: str | None, seconds: int) -> None:
    """Keep a sign-in under way in the browser; None takes it away. Lax, for the provider's site leads back to us."""
    response.set_cookie(
        _sign_in_name(settings, scope), kept or "", max_age=seconds if kept else 0, path="/",
        secure=is_https(settings, scope), httponly=True, samesite="lax",
    )  # fmt: skip


def _sign_in_name(settings: Settings, scope: Scope) -> str:
    return f"__Host-{SIGN_IN}" if is_https(settings, scope) else SIGN_IN


def _cookie(scope: Scope, wanted: str, longest: int) -> str | None:
    for name, value in scope["headers"]:
        if name == b"cookie":
            found = cookie_parser(value.decode("latin-1")).get(wanted)
            if found:
                return found[:longest]
    return None


def set_device_cookie(settings: Settings, scope: Scope, response: Response, cookie: str) -> None:
    """Keep the device's cookie for 400 more days."""
    secure = is_https(settings, scope)
    response.set_cookie(
        SECURE if secure else PLAIN, cookie, max_age=SECONDS, path="/", secure=secure, httponly=True, samesite="lax"
    )


def clear_device_cookie(settings: Settings, scope: Scope, response: Response) -> None:
    """Take the device's cookie away, and what the page has stored in the browser."""
    secure = is_https(settings, scope)
    response.delete_cookie(SECURE if secure else PLAIN, path="/", secure=secure, httponly=True, samesite="lax")
    response.headers["Clear-Site-Data"] = '"storage"'

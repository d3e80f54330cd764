"""The one cookie: a device's secret. HttpOnly, SameSite=Lax, `__Host-` over https."""

from typing import Final

from starlette.requests import Request, cookie_parser
from starlette.responses import Response
from starlette.types import Scope

from korkwand.settings import Settings

PLAIN: Final = "korkwand_device"
SECURE: Final = "__Host-korkwand_device"
SECONDS: Final = 400 * 24 * 3600


def device_cookie(scope: Scope) -> str | None:
    """The device's secret, if the request carries one."""
    for name, value in scope["headers"]:
        if name == b"cookie":
            cookies = cookie_parser(value.decode("latin-1"))
            found = cookies.get(SECURE) or cookies.get(PLAIN)
            if found:
                return found[:200]
    return None


def is_https(settings: Settings, request: Request) -> bool:
    """Whether visitors reach us by https: by the public URL, else by this request."""
    scheme = settings.public_url.split(":")[0] if settings.public_url else request.url.scheme
    return scheme == "https"


def set_device_cookie(settings: Settings, request: Request, response: Response, cookie: str) -> None:
    """Keep the device's cookie for 400 more days."""
    secure = is_https(settings, request)
    response.set_cookie(
        SECURE if secure else PLAIN, cookie, max_age=SECONDS, path="/", secure=secure, httponly=True, samesite="lax"
    )

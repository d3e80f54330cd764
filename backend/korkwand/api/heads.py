"""What the head of a request must be like before anybody looks at the rest: one Host, one Origin, one length."""

import re
from typing import Final

from starlette.datastructures import Headers
from starlette.types import Scope

from korkwand.api.cookies import bearer_of, device_cookie, is_https
from korkwand.errors import Forbidden, Malformed
from korkwand.settings import Settings

SAFE_METHODS: Final = {"GET", "HEAD", "OPTIONS"}
ONCE: Final = (b"host", b"origin", b"content-length", b"transfer-encoding", b"content-type", b"authorization")
"""Headers of which two would let the proxy in front read one and us the other."""
PORTS: Final = {"http": 80, "https": 443}

_HOST = re.compile(rb"(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")


def check_head(scope: Scope) -> None:
    """Refuse a head that can be read in two ways; raises Malformed."""
    found: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        if name in ONCE:
            if name in found:
                raise Malformed(f"A request may have one header {name.decode()} only.")
            found[name] = value
    if not _HOST.fullmatch(found.get(b"host", b"")):
        raise Malformed("A request needs a header host: a name or an address, and perhaps a port.")
    if b"transfer-encoding" in found and b"content-length" in found:
        raise Malformed("A request may have a header content-length or transfer-encoding, not both.")
    if not found.get(b"content-length", b"0").isdigit():
        raise Malformed("The header content-length must be a number.")


def is_same_origin(settings: Settings, scope: Scope) -> bool | None:
    """Whether the Origin is the served one; None if there is no Origin.

    Where visitors come by https, a page that came by http is another site: anybody between could have written it.
    """
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    if origin is None:
        return None
    if settings.public_url is not None and origin.lower() == settings.public_url:
        return True
    scheme, _, place = origin.partition("://")
    if scheme not in ({"https"} if is_https(settings, scope) else PORTS):
        return False
    return bool(place) and _place(scheme, place) == _place(scheme, headers.get("host", ""))


def _place(scheme: str, authority: str) -> tuple[str, int] | None:
    """Host and port of what stands in an Origin or a Host header; None if it is neither."""
    if not _HOST.fullmatch(authority.encode("latin-1", "replace")):
        return None
    if ":" not in authority.rpartition("]")[2]:
        return authority.lower(), PORTS[scheme]
    host, _, port = authority.rpartition(":")
    return host.lower(), int(port)


def refuse_foreign(settings: Settings, scope: Scope) -> None:
    """Refuse a foreign Origin, and a write by cookie that is not shown to come from our own page; raises Forbidden."""
    headers = Headers(scope=scope)
    same = is_same_origin(settings, scope)
    if same is False:
        raise Forbidden("This request comes from another site.")
    if scope["method"] in SAFE_METHODS or bearer_of(headers) or device_cookie(settings, scope) is None:
        return
    if same is None and headers.get("sec-fetch-site") != "same-origin":
        raise Forbidden("A request with a cookie must come from the page itself.")

"""Two processes over one database that trust one provider, and people who sign in there."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from tests.client import Guest, get, post
from tests.doors import Server, running
from tests.provider import CLIENT, SECRET, Provider

PUBLIC = "http://pins.example.org"
CALLBACK = "/api/sign-in/callback"
FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


def settings(provider: Provider, **more: str) -> dict[str, str]:
    """What an operator sets."""
    return {
        "public_url": PUBLIC,
        "oidc_issuer": provider.issuer,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SECRET,
        "oidc_scope": "openid profile",
        **more,
    }


class Town:
    """The two processes and the provider."""

    def __init__(self, first: Server, second: Server, provider: Provider) -> None:
        self.first = first
        self.second = second
        self.provider = provider

    def log(self) -> str:
        """What both wrote."""
        return self.first.log() + self.second.log()


@contextmanager
def town(folder: Path, provider: Provider, database_url: str | None = None, **more: str) -> Iterator[Town]:
    """Serve them."""
    provider.redirects.add(PUBLIC + CALLBACK)
    url = database_url or f"sqlite:///{folder / 'korkwand.db'}"
    with ExitStack() as stack:
        servers = []
        for name in ("first", "second"):
            (folder / name).mkdir()
            given = settings(provider, database_url=url, **more)
            servers.append(stack.enter_context(running(folder / name, **given)))
        yield Town(servers[0], servers[1], provider)


def begun(guest: Guest, back: str = "/") -> str:
    """Ask to sign in: the provider's page to which that leads."""
    answer = guest.get("/api/sign-in", params={"return": back})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def allowed(address: str, user: str = "anna") -> dict[str, str]:
    """Sign in on the provider's page ('' cancels): what it sends back."""
    shown = get(address)
    assert shown.status_code == 200, shown.text
    done = post(address.partition("?")[0], data={**dict(FIELD.findall(shown.text)), "user": user})
    assert done.headers["location"].startswith(PUBLIC + CALLBACK)
    return dict(parse_qsl(urlsplit(done.headers["location"]).query))


def came_back(guest: Guest, answer: dict[str, str]) -> httpx.Response:
    """Follow the provider's redirect."""
    return guest.get(CALLBACK, params=answer)


def sign_in(guest: Guest, user: str = "anna", back: str = "/") -> httpx.Response:
    """The whole way."""
    return came_back(guest, allowed(begun(guest, back), user))


def signed_in(server: Server, user: str = "anna") -> Guest:
    """A new device on which somebody has signed in."""
    guest = server.guest()
    answer = sign_in(guest, user)
    assert (answer.status_code, answer.headers["location"]) == (303, "/"), answer.text
    return guest


def same_device(guest: Guest, server: Server) -> Guest:
    """The same browser at another process."""
    other = server.guest()
    other.cookies = guest.cookies
    return other


def me(guest: Guest) -> Any:
    """Who has signed in."""
    return guest.get("/api/me").json()


def new_cookie(answer: httpx.Response, name: str = "korkwand_device") -> Any:
    """A cookie that the answer sets."""
    jar: SimpleCookie = SimpleCookie()
    for value in answer.headers.get_list("set-cookie"):
        jar.load(value)
    return jar.get(name)

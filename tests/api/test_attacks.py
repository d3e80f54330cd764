"""Attacks, each on the application as it is and on one that was made weak: there the attack must be seen to work.

A check that never fires proves nothing. The weak ones are this application without its guard, or with a careless part.
"""

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
from fastapi import FastAPI, WebSocket
from fastapi.routing import APIRoute
from pydantic import BaseModel
from sqlmodel import SQLModel
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from korkwand.api.body_limits import JSON_BYTES
from korkwand.api.guard import Guard
from korkwand.app import create_app
from korkwand.catalog import EDITS
from korkwand.settings import Settings
from korkwand.socket.session import Hello
from tests.api.in_process import ORIGIN, browser
from tests.api.test_headers import EXACT

EVIL = "https://evil.example"

Attack = Callable[[httpx.AsyncClient], Coroutine[Any, Any, bool]]
"""Whether it worked."""


def application(folder: Path, **settings: Any) -> FastAPI:
    return create_app(Settings(data_dir=folder, **settings))


def unguarded(app: FastAPI) -> FastAPI:
    """The application without what stands before every route."""
    app.user_middleware = [one for one in app.user_middleware if one.cls is not Guard]
    return app


def careless(path: str, answer: Callable[[Request], Response]) -> FastAPI:
    """An application with one door that nobody thought about."""

    async def door(request: Request) -> Response:
        return answer(request)

    app = FastAPI()
    app.add_route(path, door, methods=["GET"])
    return app


def works(attack: Attack, app: FastAPI, *, around: Any = None) -> bool:
    """Try an attack on a started application; `around` wraps it as a proxy's middleware would."""

    async def tried() -> bool:
        async with app.router.lifespan_context(app), browser(around(app) if around else app) as client:
            return await attack(client)

    return asyncio.run(tried())


async def written_from_another_site(client: httpx.AsyncClient) -> bool:
    """A form on another site makes the visitor's browser write with its cookie."""
    made = (await client.post("/api/boards", json={"title": "x"})).json()["board"]
    url = f"/api/boards/{made['id']}"
    for headers in ({"Origin": EVIL}, {"Origin": "null"}, {"Origin": ORIGIN + ".evil.example"}):
        await client.patch(url, json={"title": "taken over"}, headers=headers)
    return bool((await client.get("/api/boards")).json()["boards"][0]["board"]["title"] != "x")


async def framed(client: httpx.AsyncClient) -> bool:
    """The page is laid into another site's frame, under a picture that asks to be clicked."""
    found = False
    for path in ("/", "/b/x", "/privacy", "/api/health", "/nothing"):
        headers = (await client.get(path)).headers
        policy = [part.strip() for part in headers.get("content-security-policy", "").split(";")]
        found |= "frame-ancestors 'none'" not in policy or any(headers.get(n) != v for n, v in EXACT.items())
    return found


REDIRECTS = [
    "//evil.example", "///evil.example", "/%2f%2fevil.example", "/\\evil.example", "/%5cevil.example",
    "/b//evil.example/", "/b/x/", "/privacy/", "/api/", "/api/boards/", "/api/health/", "/https://evil.example",
    "/%0d%0aLocation:%20//evil",
    *(f"{path}?{name}=https://evil.example"
      for path in ("/", "/b/x", "/privacy", "/api/instance", "/api/sign-in", "/goto")
      for name in ("next", "url", "return", "redirect", "language")),
]  # fmt: skip


async def led_away(client: httpx.AsyncClient) -> bool:
    """A link to this host that brings one to another."""
    found = False
    for path in REDIRECTS:
        answer = await client.get(httpx.URL(ORIGIN).copy_with(raw_path=path.encode()), follow_redirects=False)
        names = {"location", "refresh", "content-location"} & set(answer.headers)
        found |= answer.is_redirect or bool(names) or "http-equiv" in answer.text or "evil.example" in answer.text
    return found


async def many_addresses(client: httpx.AsyncClient) -> bool:
    """A stranger says of themselves that they are somebody else each time."""
    statuses = [
        (
            await client.post("/api/boards", json={"title": "x"}, headers={"X-Forwarded-For": f"203.0.113.{n}"})
        ).status_code
        for n in range(4)
    ]
    return statuses.count(201) > 2


async def fed_without_end(client: httpx.AsyncClient) -> bool:
    """A body that goes on and on, without saying how long it is; it works if it is read to its end."""
    sent = 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(1000):
            sent += 16 * 1024
            yield b" " * 16 * 1024

    answer = await client.post("/api/boards", content=pieces(), headers={"Content-Type": "application/json"})
    assert answer.status_code in {400, 413, 422}
    return sent > 2 * JSON_BYTES or answer.status_code != 413


class TestBehindTheGuard:
    @pytest.mark.parametrize("attack", [written_from_another_site, framed, fed_without_end])
    def test_an_attack_works_without_it_and_not_with_it(self, tmp_path: Path, attack: Attack) -> None:
        assert works(attack, unguarded(application(tmp_path)))
        assert not works(attack, application(tmp_path))


class TestClickjacking:
    def test_a_policy_that_forgets_the_frame_is_found(self) -> None:
        policy = {"Content-Security-Policy": "default-src 'none'", **EXACT}
        assert works(framed, careless("/", lambda _: HTMLResponse("x", headers=policy)))


class TestOpenRedirects:
    def test_no_address_leads_away(self, tmp_path: Path) -> None:
        assert not works(led_away, application(tmp_path))

    @pytest.mark.parametrize("answer", [
        lambda request: RedirectResponse(request.query_params.get("next", "/nothing")),
        lambda request: HTMLResponse(f"<meta http-equiv=refresh content='0;{request.query_params.get('url')}'>"),
        lambda request: Response(headers={"Refresh": "0; url=/x"}),
    ])  # fmt: skip
    def test_a_door_that_does_is_found(self, answer: Callable[[Request], Response]) -> None:
        assert works(led_away, careless("/goto", answer))

    def test_and_so_are_slashes_that_are_mended_by_the_framework(self, tmp_path: Path) -> None:
        """starlette answers //evil.example/ with a redirect to what the Host header says."""
        app = application(tmp_path)
        app.router.redirect_slashes = True
        assert works(led_away, app)


class TestAddressesOfStrangers:
    def test_only_who_is_believed_can_say_who_he_is(self, tmp_path: Path) -> None:
        assert not works(many_addresses, application(tmp_path / "a", boards_per_hour=2))

        def believes_everybody(app: Any) -> Any:
            return ProxyHeadersMiddleware(app, trusted_hosts="*")

        assert works(many_addresses, application(tmp_path / "b", boards_per_hour=2), around=believes_everybody)


def open_to_more(models: set[type[BaseModel]]) -> set[str]:
    """Input models that take a field they do not name, or that are tables themselves."""
    return {
        model.__name__ for model in models if model.model_config.get("extra") != "forbid" or issubclass(model, SQLModel)
    }


def routes_of(routes: list[BaseRoute]) -> Iterator[BaseRoute]:
    """All routes, those of included routers too."""
    for route in routes:
        included = getattr(route, "original_router", None)
        yield from routes_of(included.routes) if included is not None else [route]


def inputs_of(app: FastAPI) -> set[type[BaseModel]]:
    """The models of all bodies that routes take, with the models inside of them."""
    found: set[type[BaseModel]] = set()
    for route in routes_of(app.routes):
        if isinstance(route, APIRoute):
            for parameter in inspect.signature(route.endpoint).parameters.values():
                for kind in (parameter.annotation, *get_args(parameter.annotation)):
                    if isinstance(kind, type) and issubclass(kind, BaseModel):
                        found.add(kind)
    return found


class Weak(BaseModel):
    """What takes anything: `author_id`, `rank`, `role` …"""

    title: str


class TestMassAssignment:
    def test_no_input_takes_a_field_that_it_does_not_name(self, tmp_path: Path) -> None:
        bodies = inputs_of(application(tmp_path))
        assert len(bodies) > 8
        assert open_to_more(bodies | set(EDITS.values()) | {Hello}) == set()

    def test_one_that_does_is_found(self) -> None:
        async def door(body: Weak) -> None:
            """Take anything."""

        app = FastAPI()
        app.add_api_route("/", door, methods=["POST"])
        assert open_to_more(inputs_of(app)) == {"Weak"}


async def hijacked(app: FastAPI, origin: bytes | None) -> bool:
    """Another site's page opens the socket with the visitor's cookie: whether it is accepted."""
    headers = [(b"host", b"pins.example.org"), (b"cookie", b"korkwand_device=x")]
    scope = {
        "type": "websocket", "scheme": "ws", "path": "/api/boards/x/live", "raw_path": b"/api/boards/x/live",
        "query_string": b"", "root_path": "", "subprotocols": [], "server": ("pins.example.org", 80),
        "client": ("203.0.113.1", 1), "headers": headers + ([(b"origin", origin)] if origin else []), "app": app,
    }  # fmt: skip
    sent: list[str] = []
    waiting = [{"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1000}]

    async def receive() -> Any:
        return waiting.pop(0)

    async def send(message: Any) -> None:
        sent.append(message["type"])

    async with app.router.lifespan_context(app):
        await app(scope, receive, send)
    return "websocket.accept" in sent


class TestHijackedSockets:
    @pytest.mark.parametrize("origin", [EVIL.encode(), b"null", b"http://pins.example.org.evil.example"])
    def test_a_foreign_origin_is_refused_before_anything_is_accepted(self, tmp_path: Path, origin: bytes) -> None:
        assert not asyncio.run(hijacked(application(tmp_path), origin))

    def test_a_socket_that_asks_nobody_is_found(self) -> None:
        async def live(websocket: WebSocket) -> None:
            await websocket.accept()

        app = FastAPI()
        app.add_api_websocket_route("/api/boards/{board_id}/live", live)
        assert asyncio.run(hijacked(app, EVIL.encode()))

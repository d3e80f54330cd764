"""Each route has a limit for its body, declared beside it, and nobody gets one byte more of it into the memory."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI, Request
from fastapi.routing import APIRoute
from starlette.responses import Response
from starlette.routing import Route

from korkwand.api import answers
from korkwand.api.body_limits import JSON_BYTES, SMALL, STRANGER_BYTES, BodyLimit, BodyLimits, takes
from korkwand.api.guard import Guard
from korkwand.app import PARTS, create_app
from korkwand.rules.permissions import Permission
from korkwand.settings import Settings
from tests.api.in_process import browser
from tests.client import new_id
from tests.pages import code, rules

MEGABYTE = 1024 * 1024
PIECE = 16 * 1024
LARGEST = 50 * MEGABYTE
LIMITS = BodyLimits(part.router for part in PARTS)


def doors() -> Iterator[tuple[str, str]]:
    """Method and path of every route, the pages among them."""
    app = create_app(Settings(data_dir=Path("unused"), metrics=True))
    routes = [route for part in PARTS for route in part.router.routes]
    for route in [*routes, *app.routes]:
        if isinstance(route, APIRoute | Route) and not route.path.startswith("/assets/"):
            yield from ((method, route.path) for method in sorted(route.methods or ()))


DOORS = sorted(set(doors()))


def limit_of(method: str, path: str) -> int:
    """How many bytes this server takes there."""
    return LIMITS.of(method, path)[0].bytes(Settings(import_megabytes=1))


class Sender:
    """Sends a body without a network, in pieces as they are asked for. Counts what the application has taken."""

    def __init__(self, size: int, *, announced: bool) -> None:
        self.size = size
        self.announced = announced
        self.taken = 0
        self.answer: dict[str, Any] = {}

    async def send_to(self, app: Any, method: str, path: str, secret: str) -> tuple[int, str]:
        """The status of the answer, and its text."""
        sized, chunked = (b"content-length", str(self.size).encode()), (b"transfer-encoding", b"chunked")
        kind = b"multipart/form-data; boundary=x" if path.endswith("import") else b"application/json"
        headers = [(b"host", b"pins.example.org"), (b"content-type", kind)]
        headers += [sized if self.announced else chunked, (b"authorization", f"Bearer {secret}".encode())]
        scope = {
            "type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b"",
            "root_path": "", "scheme": "http", "headers": headers, "client": ("203.0.113.1", 1),
            "server": ("pins.example.org", 80), "http_version": "1.1",
        }  # fmt: skip
        await app(scope, self._receive, self._send)
        return self.answer["status"], self.answer["body"].decode()

    async def _receive(self) -> dict[str, Any]:
        piece = min(PIECE, self.size - self.taken)
        self.taken += piece
        return {"type": "http.request", "body": b" " * piece, "more_body": self.taken < self.size}

    async def _send(self, message: dict[str, Any]) -> None:
        self.answer["status"] = message.get("status", self.answer.get("status"))
        self.answer["body"] = self.answer.get("body", b"") + message.get("body", b"")


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[tuple[FastAPI, str, str]]:
    """The application with a board; its id, and its coordinator's secret."""
    app = create_app(Settings(data_dir=folder, import_megabytes=1, metrics=True))
    async with app.router.lifespan_context(app), browser(app) as client:
        made = (await client.post("/api/boards", json={"title": "x"})).json()
        yield app, made["board"]["id"], made["key"]["secret"]


def there(path: str, board_id: str) -> str:
    """The path on a board, with something for its other parts."""
    for name in ("card_id", "column_id", "key_id", "visitor_id"):
        path = path.replace(f"{{{name}}}", new_id())
    return path.replace("{board_id}", board_id).replace("{name}", "privacy")


@pytest.mark.parametrize("announced", [True, False])
def test_one_byte_more_is_refused_by_every_route(tmp_path: Path, announced: bool) -> None:
    """[LI1] If it is announced not a byte is read; else no more than the piece in which it comes."""

    async def scene() -> None:
        async with served(tmp_path) as (app, board_id, secret):
            for method, path in DOORS:
                most = limit_of(method, there(path, board_id))
                sender = Sender(most + 1, announced=announced)
                status, body = await sender.send_to(app, method, there(path, board_id), secret)
                assert (status, '"too_large"' in body) == (413, True), (method, path, status, body)
                assert f"at most {most} bytes" in body
                assert sender.taken == (0 if announced else most + 1)
                endless = Sender(most + 20 * PIECE, announced=announced)
                assert (await endless.send_to(app, method, there(path, board_id), secret))[0] == 413
                assert endless.taken <= (0 if announced else most + PIECE)

    asyncio.run(scene())


def test_a_body_of_just_the_limit_reaches_the_route(tmp_path: Path) -> None:
    """[LI1]"""

    async def scene() -> None:
        async with served(tmp_path) as (app, board_id, secret):
            for method, path in (("POST", "cards"), ("POST", "edits"), ("POST", "columns"), ("PATCH", "me")):
                address = f"/api/boards/{board_id}/{path}"
                for announced in (True, False):
                    sender = Sender(limit_of(method, address), announced=announced)
                    status, body = await sender.send_to(app, method, address, secret)
                    assert (status, "too_large" in body) == (400, False), (path, body)

    asyncio.run(scene())


def test_which_routes_take_more_is_told() -> None:
    """[LI1]"""
    more = {(method, path) for method, path in DOORS if LIMITS.of(method, there(path, new_id()))[0] is not SMALL}
    told = {tuple(door.replace("{b}", "{board_id}").split()) for door in code(rules()["LI1"]) if " " in door}
    assert {(method, path.replace("{card_id}", "{id}")) for method, path in more} == told
    assert {limit_of(method, there(path, "x")) for method, path in DOORS} == {
        STRANGER_BYTES, JSON_BYTES, (2 * 1 + 1) * MEGABYTE
    }  # fmt: skip


def test_a_large_body_belongs_to_a_board() -> None:
    router = APIRouter()

    @router.post("/api/anywhere")
    @takes(BodyLimit(LARGEST))
    async def anywhere() -> None:
        """Nobody could say on whose account that goes."""

    with pytest.raises(ValueError, match="anywhere"):
        BodyLimits([router])


class Uploads:
    """A route that writes what it is sent to a file, as it comes."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.written = 0
        self.waiting = 0
        """The most bytes that had come and were not written yet."""
        self.router = APIRouter(prefix="/api/boards/{board_id}")
        limit = BodyLimit(LARGEST, needs=Permission.CARD_ADD, streamed=True)
        self.router.add_api_route("/upload", takes(limit)(self.upload), methods=["POST"])
        self.sender = Sender(0, announced=True)

    async def upload(self, request: Request, board_id: str) -> Response:
        """Never more than a piece of it at once."""
        with self.file.open("wb") as file:
            async for piece in request.stream():
                self.waiting = max(self.waiting, self.sender.taken - self.written)
                file.write(piece)
                self.written += len(piece)
        return Response(status_code=204)

    async def send(self, app: FastAPI, size: int, board_id: str, secret: str, *, announced: bool) -> int:
        """The status of an upload of so many bytes."""
        self.written = self.waiting = 0
        self.sender = Sender(size, announced=announced)
        status, body = await self.sender.send_to(app, "POST", f"/api/boards/{board_id}/upload", secret)
        assert status < 400 or '"code"' in body
        return status


@asynccontextmanager
async def uploading(folder: Path) -> AsyncIterator[tuple[FastAPI, Uploads, Guard, str, dict[str, str]]]:
    """An application with such a route behind the guard; a board, and secrets by role."""
    uploads, settings = Uploads(folder / "file"), Settings(data_dir=folder)
    app = FastAPI()
    answers.install(app)
    app.include_router(uploads.router)
    guards: list[Guard] = []

    class Kept(Guard):
        def __init__(self, *parts: Any, **named: Any) -> None:
            super().__init__(*parts, **named)
            guards.append(self)

    app.add_middleware(Kept, settings=settings, limits=BodyLimits([uploads.router]))
    made = create_app(settings)
    async with made.router.lifespan_context(made), browser(made) as client:
        app.state.doors = made.state.doors
        board = (await client.post("/api/boards", json={"title": "x"})).json()
        url, secrets = f"/api/boards/{board['board']['id']}", {"coordinator": board["key"]["secret"]}
        for role in ("viewer", "contributor"):
            secrets[role] = (await client.post(f"{url}/keys", json={"role": role})).json()["secret"]
        await Sender(0, announced=True).send_to(app, "GET", "/", "")  # the guard is made at the first request
        yield app, uploads, guards[0], board["board"]["id"], secrets


class TestStreamed:
    """[AD3]"""

    @pytest.mark.parametrize("announced", [True, False])
    def test_a_body_of_50_mb_goes_to_the_disk_and_never_lies_in_memory(self, tmp_path: Path, announced: bool) -> None:
        async def scene() -> None:
            async with uploading(tmp_path) as (app, uploads, guard, board_id, secrets):
                status = await uploads.send(app, LARGEST, board_id, secrets["contributor"], announced=announced)
                assert status == 204
                assert uploads.written == uploads.file.stat().st_size == LARGEST
                assert uploads.waiting <= PIECE
                assert (guard._bodies.small, guard._bodies.large.total()) == (0, 0)

        asyncio.run(scene())

    def test_one_byte_more_is_refused_before_or_while_it_comes(self, tmp_path: Path) -> None:
        async def scene() -> None:
            async with uploading(tmp_path) as (app, uploads, _, board_id, secrets):
                secret = secrets["contributor"]
                assert await uploads.send(app, LARGEST + 1, board_id, secret, announced=True) == 413
                assert (uploads.sender.taken, uploads.written) == (0, 0)
                assert await uploads.send(app, LARGEST + 1, board_id, secret, announced=False) == 413
                assert uploads.written <= LARGEST
                assert await uploads.send(app, 2 * LARGEST, board_id, secret, announced=False) == 413
                assert uploads.sender.taken <= LARGEST + PIECE

        asyncio.run(scene())

    def test_no_byte_is_taken_of_who_may_not(self, tmp_path: Path) -> None:
        async def scene() -> None:
            async with uploading(tmp_path) as (app, uploads, _, board_id, secrets):
                for secret, status in ((secrets["viewer"], 403), ("unknown", 404)):
                    for announced in (True, False):
                        assert await uploads.send(app, 10, board_id, secret, announced=announced) == status
                        assert uploads.sender.taken == 0
                assert await uploads.send(app, 10, new_id(), secrets["coordinator"], announced=True) == 404

        asyncio.run(scene())

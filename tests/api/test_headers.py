"""The headers that every answer must have."""

from pathlib import Path

import httpx
import pytest

from korkwand.api.pages import find_frontend
from korkwand.app import create_app
from korkwand.settings import Settings
from tests.client import Board, get, new_id, request
from tests.doors import Server
from tests.test_openapi import paths_of

EXACT = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
}
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
}


def answers(server: Server, board: Board) -> list[httpx.Response]:
    """One answer of every sort: pages, assets, JSON, and every error there is."""
    client, url = board.client, board.url
    asset = next(path for path in (find_frontend() / "assets").iterdir() if path.suffix == ".js")
    column = board.column()["id"]
    tag = client.get(url).headers["etag"]
    return [
        client.get("/"),
        client.get(f"/b/{board.id}"),
        client.get(f"/b/{board.id}/list"),
        client.get(f"/assets/{asset.name}"),
        client.get("/favicon.svg"),
        client.get("/api/health"),
        client.get("/api/ready"),
        client.get("/api/openapi.json"),
        client.get("/api/boards"),
        client.get(url),
        client.get(url, headers={"If-None-Match": tag}),
        client.delete(f"{url}/columns/{column}"),
        client.post("/api/boards", content=b"{", headers={"Content-Type": "application/json"}),
        client.post("/api/boards", json={}),
        client.post("/api/demo", json={"language": "fr"}),
        client.post("/api/boards", json={"title": "x"}, headers={"Origin": "https://evil.example"}),
        client.get("/nothing"),
        client.get("/api/nothing"),
        client.get(f"/api/boards/{new_id()}"),
        client.put(url, json={}),
        client.get(f"{url}/events?since=99"),
        client.post(f"{url}/columns", json={"column_id": column, "title": "x"}),
        client.patch(f"{url}/columns/{column}", json={"title": "x"}),
        client.post("/api/boards", content=b" " * 300_000, headers={"Content-Type": "application/json"}),
        client.get("/../etc/passwd"),
        client.get("/assets/%2e%2e/index.html"),
        client.request("HEAD", "/"),
        client.options(url),
    ]


def test_the_service_worker_is_a_script_that_is_never_cached(server: Server) -> None:
    answer = get(f"{server.address}/sw.js")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    tag = {"If-None-Match": answer.headers["etag"]}
    assert get(f"{server.address}/sw.js", headers=tag).status_code == 304


def test_every_answer_is_guarded(server: Server, board: Board) -> None:
    statuses = set()
    for answer in answers(server, board):
        statuses.add(answer.status_code)
        assert_guarded(answer)
    assert {200, 201, 204, 304, 400, 403, 404, 405, 409, 410, 413, 422, 423} - statuses == {201}


def every_path(board: Board) -> list[str]:
    """The path of every route of the application, with ids that exist; a new route is in it by itself."""
    column = board.column()["id"]
    ids = {"board_id": board.id, "column_id": column, "card_id": board.card(column)["id"], "key_id": board.key_id}
    ids |= {"name": "privacy", "visitor_id": new_id()}
    paths = paths_of(create_app(Settings(data_dir=Path("unused"), metrics=True)).routes)
    return sorted(path.format(**ids) for path in paths)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_every_route_is_guarded_by_every_method(server: Server, board: Board, method: str) -> None:
    """Whatever it answers, to whom who may, who may not, and who comes from another site."""
    statuses = set()
    for path in every_path(board):
        for headers in ({}, {"Cookie": board.client.cookie}, {"Origin": "https://evil.example"}):
            if headers.get("Cookie") and method == "DELETE" and path == board.url:
                continue
            answer = request(method, server.address + path, headers={**headers, "If-None-Match": "*"})
            statuses.add(answer.status_code)
            assert_guarded(answer)
            assert answer.status_code < 500 or path.endswith("/ready")
            assert "location" not in answer.headers, "nothing leads anywhere else"
    assert 403 in statuses


def assert_guarded(answer: httpx.Response) -> None:
    """All headers of every answer."""
    where = (answer.request.method, answer.request.url, answer.status_code)
    for name, value in EXACT.items():
        assert answer.headers.get(name) == value, (where, name)
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert POLICY.items() <= policy.items(), where
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "permissions-policy" in answer.headers
    assert "server" not in answer.headers


def test_nothing_of_the_api_is_kept_by_caches(server: Server, board: Board) -> None:
    for answer in answers(server, board):
        path = answer.request.url.path
        if path.startswith("/api"):
            expected = "private, no-cache" if path == board.url and answer.status_code in {200, 304} else "no-store"
            assert answer.headers["cache-control"] == expected, path


def test_errors_are_json_with_code_and_detail(server: Server, board: Board) -> None:
    for answer in answers(server, board):
        if answer.status_code >= 400 and answer.request.method != "HEAD":
            assert answer.headers["content-type"] == "application/json"
            assert {"code", "detail"} <= set(answer.json()), answer.request.url


class TestAssets:
    def test_are_kept_for_ever_and_pages_asked_for_each_time(self, server: Server) -> None:
        (script, *_) = [path.name for path in (find_frontend() / "assets").iterdir() if path.suffix == ".js"]
        guest = server.guest()
        assert guest.get(f"/assets/{script}").headers["cache-control"] == "public, max-age=31536000, immutable"
        assert guest.get("/").headers["cache-control"] == "no-cache"

    @pytest.mark.parametrize("encoding", ["br", "gzip", "identity", "gzip;q=0, br;q=0", "br;q=0"])
    def test_come_in_the_encoding_that_is_taken(self, server: Server, encoding: str) -> None:
        with server.guest().stream("GET", "/", headers={"Accept-Encoding": encoding}) as answer:
            raw = b"".join(answer.iter_raw())
        got = answer.headers.get("content-encoding", "identity")
        assert got == (encoding if encoding in {"br", "gzip"} else "identity")
        assert "accept-encoding" in answer.headers["vary"].lower()
        built = {"br": "index.html.br", "gzip": "index.html.gz"}.get(got, "index.html")
        assert raw == (find_frontend() / built).read_bytes()

    def test_an_unchanged_page_is_304(self, server: Server) -> None:
        first = server.guest().get("/")
        again = server.guest().get("/", headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")

    @pytest.mark.parametrize("path", [
        "/../korkwand.db", "/..%2f..%2fetc%2fpasswd", "/%2e%2e/%2e%2e/etc/passwd", "/assets/../../pyproject.toml",
        "/assets//etc/passwd", "/assets/\x00", "/index.html.br", "/.npmrc", "/assets/", "//evil.example/",
    ])  # fmt: skip
    def test_no_other_file_is_served(self, server: Server, path: str) -> None:
        answer = get(server.address + path.replace("\x00", "%00"))
        assert answer.status_code == 404
        assert answer.json()["code"] == "not_found"
        assert Path("/etc/passwd").read_text()[:20] not in answer.text

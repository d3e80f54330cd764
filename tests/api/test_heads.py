"""Heads that could be read in two ways, and pages that came over the wrong wire."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from korkwand.app import create_app
from korkwand.settings import Settings
from tests.api.in_process import browser
from tests.client import Board, get, post
from tests.doors import Server, running
from tests.raw_http import RawHttp

YEAR = "max-age=31536000"
PUBLIC = "https://pins.example.org"
UPGRADE = (
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    f"Sec-WebSocket-Key: {'A' * 22}==",
)


@pytest.fixture(scope="module")
def https_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Behind a proxy that we trust, which took the request by https if it says so."""
    with running(tmp_path_factory.mktemp("https"), trusted_proxies="127.0.0.1") as server:
        yield server


class TestHost:
    @pytest.mark.parametrize("host", [
        "", " ", "a b", "user@pins.local", "user:word@pins.local", "http://pins.local", "pins.local/b", "pins.local?x",
        "pins.local#x", "pins.local:", "pins.local:x", "pins.local:123456", "[::1", "::1", "a,b", "-pins.local",
        ".pins.local", "pins\u00e4.local", "x" * 300, "pins.local\\@evil.example",
    ])  # fmt: skip
    def test_an_odd_one_is_malformed(self, server: Server, host: str) -> None:
        """[AD2]"""
        with RawHttp(server.address) as raw:
            raw.send(b"GET /api/health HTTP/1.1\r\nHost: %b\r\n\r\n" % host.encode("latin-1"))
            status, headers, body = raw.answer()
            assert (status, body["code"]) == (400, "malformed")
            assert headers["x-content-type-options"] == "nosniff"

    @pytest.mark.parametrize("host", ["pins.local", "PINS.local:8000", "[::1]:8000", "192.168.1.7", "my_pins", "a."])
    def test_a_good_one_is_served(self, server: Server, host: str) -> None:
        with RawHttp(server.address) as raw:
            raw.head("GET", "/api/health", host=host)
            assert raw.status() == 200

    def test_none_is_malformed(self, server: Server) -> None:
        """[AD2]"""
        with RawHttp(server.address) as raw:
            raw.head("GET", "/api/health", host=None)
            status, _, body = raw.answer()
            assert (status, body["code"]) == (400, "malformed")


@pytest.mark.parametrize("doubled", [
    ("Host: pins.local",),
    ("Origin: http://a.example", "Origin: http://a.example"),
    ("Content-Length: 2", "Content-Length: 2"),
    ("Content-Length: 2", "Content-Length: 3"),
    ("Transfer-Encoding: chunked", "Transfer-Encoding: chunked"),
    ("Transfer-Encoding: chunked", "Content-Length: 2"),
    ("Content-Length: 2, 2",),
    ("Content-Length: +2",),
    ("Content-Length: -2",),
    ("Authorization: Bearer a", "Authorization: Bearer b"),
    ("Content-Type: application/json", "Content-Type: text/plain"),
])  # fmt: skip
def test_what_can_be_read_in_two_ways_is_malformed(server: Server, board: Board, doubled: tuple[str, ...]) -> None:
    """[AD2] A proxy might believe the one, and we the other."""
    before = board.snapshot()["seq"]
    with RawHttp(server.address) as raw:
        cookie = (f"Cookie: {board.client.cookie}", "Sec-Fetch-Site: same-origin")
        raw.head("DELETE", board.url, *doubled, *cookie)
        raw.send(b"{}")
        assert raw.status() == 400
    assert board.snapshot()["seq"] == before


@pytest.mark.parametrize("headers", [("Host: evil.example",), ("Origin: http://{}", "Origin: http://evil.example")])
def test_a_socket_with_two_is_refused_before_it_is_accepted(
    server: Server, board: Board, headers: tuple[str, ...]
) -> None:
    """[AD2]"""
    with RawHttp(server.address) as raw:
        raw.head("GET", f"{board.url}/live", *UPGRADE, *(header.format(raw.place) for header in headers))
        assert raw.status() in {400, 403}


class TestOrigins:
    """[WA5]"""

    @pytest.mark.parametrize(("origin", "status"), [
        ("https://pins.example.org", 201),
        ("https://pins.example.org:443", 201),
        ("HTTPS://pins.example.org", 403),
        ("http://pins.example.org", 403),
        ("http://pins.example.org:443", 403),
        ("https://pins.example.org:8443", 403),
        ("https://pins.example.org.evil.example", 403),
        ("wss://pins.example.org", 403),
    ])  # fmt: skip
    def test_who_came_by_https_is_not_the_page_that_came_by_http(
        self, https_server: Server, origin: str, status: int
    ) -> None:
        headers = {"Host": "pins.example.org", "X-Forwarded-Proto": "https", "Origin": origin}
        made = post(f"{https_server.address}/api/boards", json={"title": "x"}, headers=headers)
        assert made.status_code == status

    @pytest.mark.parametrize(("origin", "host", "status"), [
        (PUBLIC, "127.0.0.1:8000", 201),
        ("http://pins.example.org", "pins.example.org", 403),
        ("http://pins.example.org", "127.0.0.1:8000", 403),
        ("https://pins.example.org", "pins.example.org", 201),
        ("https://other.example:8443", "other.example:8443", 201),
        ("https://other.example", "other.example:8443", 403),
        ("http://127.0.0.1:8000", "127.0.0.1:8000", 403),
    ])  # fmt: skip
    def test_where_the_public_url_is_https_no_http_page_is_ours(
        self, public_server: Server, origin: str, host: str, status: int
    ) -> None:
        headers = {"Host": host, "Origin": origin}
        made = post(f"{public_server.address}/api/boards", json={"title": "x"}, headers=headers)
        assert made.status_code == status

    @pytest.mark.parametrize(("origin", "host", "status"), [
        ("http://pins.local", "pins.local:80", 201),
        ("http://pins.local:80", "pins.local", 201),
        ("http://pins.local:8000", "pins.local", 403),
        ("http://[::1]:8000", "[::1]:8000", 201),
        ("http://[::1]", "[::1]:8000", 403),
    ])  # fmt: skip
    def test_the_port_counts(self, server: Server, origin: str, host: str, status: int) -> None:
        made = post(f"{server.address}/api/boards", json={"title": "x"}, headers={"Host": host, "Origin": origin})
        assert made.status_code == status

    def test_a_socket_of_an_http_page_is_refused_on_an_https_site(self, public_server: Server) -> None:
        for origin, status in (("http://pins.example.org", 403), (PUBLIC, 101)):
            with RawHttp(public_server.address) as raw:
                raw.head("GET", "/api/boards/x/live", *UPGRADE, f"Origin: {origin}", host="pins.example.org")
                assert raw.status() == status


@pytest.fixture(scope="module")
def public_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Whose visitors come by https, whatever the proxy says."""
    with running(tmp_path_factory.mktemp("public"), public_url=PUBLIC) as server:
        yield server


class TestStrictTransport:
    """[AD8]"""

    def test_browsers_are_told_to_come_by_https_on_every_answer_there(self, public_server: Server) -> None:
        for path in ("/", "/api/health", "/nothing", "/api/boards/x"):
            assert get(public_server.address + path).headers["strict-transport-security"] == YEAR

    def test_by_the_proxys_word_too(self, https_server: Server) -> None:
        for scheme, said in (("https", YEAR), ("http", None)):
            answer = get(f"{https_server.address}/", headers={"X-Forwarded-Proto": scheme})
            assert answer.headers.get("strict-transport-security") == said

    def test_over_http_never(self, server: Server) -> None:
        """A browser would ignore it, and whoever is not believed cannot make us say it."""
        for headers in ({}, {"X-Forwarded-Proto": "https"}):
            assert "strict-transport-security" not in get(f"{server.address}/", headers=headers).headers

    @pytest.mark.parametrize("said", ["max-age=300; includeSubDomains", ""])
    def test_the_operator_may_say_more_or_nothing(self, tmp_path: Path, said: str) -> None:
        async def heard() -> str:
            app = create_app(Settings(data_dir=tmp_path, public_url=PUBLIC, hsts=said))
            async with app.router.lifespan_context(app), browser(app) as client:
                answer = await client.get("/api/health", headers={"Origin": PUBLIC})
                return str(answer.headers.get("strict-transport-security", ""))

        assert asyncio.run(heard()) == said

    @pytest.mark.parametrize("said", ["yes", "max-age=x", "max-age=1\r\nX: y", "includeSubDomains"])
    def test_what_is_no_such_header_stops_the_start(self, said: str) -> None:
        with pytest.raises(ValidationError, match="max-age"):
            Settings(hsts=said)

"""Who may write from where: the Origin, the cookie and the bearer, on every route that changes something."""

import httpx
import pytest

from tests.client import Board, get, post, request
from tests.doors import Server, running

FOREIGN = [
    "https://evil.example",
    "null",
    "http://127.0.0.1",
    "http://127.0.0.1:1",
    "file://",
    "x",
    "http://[",
    "http://a@b:x",
]

Call = tuple[str, str, dict[str, object] | None]


def mutating(board: Board) -> list[Call]:
    """Every route that changes something, with a good body."""
    column = board.column()["id"]
    card, key = board.card(column)["id"], board.key("viewer")["key"]["id"]
    url = board.url
    return [
        ("POST", "/api/boards", {"title": "x"}),
        ("POST", "/api/demo", {}),
        ("POST", f"{url}/enter", {"secret": board.secret}),
        ("POST", f"{url}/columns", {"title": "x"}),
        ("PATCH", f"{url}/columns/{column}", {"title": "x"}),
        ("POST", f"{url}/cards", {"column_id": column, "title": "x"}),
        ("PATCH", f"{url}/cards/{card}", {"title": "x"}),
        ("DELETE", f"{url}/cards/{card}", None),
        ("DELETE", f"{url}/columns/{column}", None),
        ("POST", f"{url}/edits", {"edits": []}),
        ("POST", f"{url}/keys", {"role": "viewer"}),
        ("PATCH", f"{url}/keys/{key}", {"label": "x"}),
        ("DELETE", f"{url}/keys/{key}", None),
        ("DELETE", f"{url}/keys/{key}/lock", None),
        ("PATCH", url, {"title": "x"}),
        ("PATCH", f"{url}/me", {"name": "x"}),
        ("POST", f"{url}/me/link", None),
        ("DELETE", f"{url}/visitors/{key}?contents=keep", None),
        ("DELETE", url, None),
        ("DELETE", f"{url}/me?contents=keep", None),
        ("DELETE", "/api/device", None),
    ]


def answer(server: Server, call: Call, headers: dict[str, str]) -> httpx.Response:
    """The answer to a call with exactly these headers beside its JSON."""
    method, path, body = call
    return request(method, server.address + path, json=body, headers=headers)


def test_the_list_is_complete(server: Server, board: Board) -> None:
    """A new route that changes something must be added to `mutating`."""
    listed = {(method, path.count("/")) for method, path, _ in mutating(board)}
    for path, operations in get(f"{server.address}/api/openapi.json").json()["paths"].items():
        for method in operations:
            if method.upper() not in {"GET", "HEAD"} and not path.endswith("/import"):
                assert (method.upper(), path.count("/")) in listed, (method, path)


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_origin_is_403_whoever_asks(server: Server, board: Board, origin: str) -> None:
    seq = None
    for who in ({"Cookie": board.client.cookie}, {"Authorization": f"Bearer {board.secret}"}, {}):
        for call in mutating(board):
            seq = board.snapshot()["seq"]
            refused = answer(server, call, {"Origin": origin, **who})
            assert (refused.status_code, refused.json()["code"]) == (403, "forbidden"), (call, who)
            assert board.snapshot()["seq"] == seq
            assert "set-cookie" not in refused.headers


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_origin_may_not_read_either(server: Server, board: Board, origin: str) -> None:
    headers = {"Origin": origin, "Cookie": board.client.cookie}
    for path in ("/api/boards", board.url, f"{board.url}/events?since=0", f"{board.url}/keys"):
        refused = get(server.address + path, headers=headers)
        assert refused.status_code == 403
        assert "access-control-allow-origin" not in refused.headers


@pytest.mark.parametrize("headers", [
    {},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Referer": "http://127.0.0.1/"},
    {"Authorization": ""},
    {"Authorization": "Bearer"},
    {"Authorization": "Basic eDp5"},
])  # fmt: skip
def test_a_cookie_alone_does_not_write(server: Server, board: Board, headers: dict[str, str]) -> None:
    """Another site's form may carry the cookie, and its address may name a user; neither is our page."""
    for call in mutating(board):
        seq = board.snapshot()["seq"]
        refused = answer(server, call, {"Cookie": board.client.cookie, **headers})
        assert refused.status_code == 403, call
        assert board.snapshot()["seq"] == seq


@pytest.mark.parametrize("proof", ["origin", "fetch"])
def test_a_cookie_with_a_proof_of_our_page_writes(server: Server, board: Board, proof: str) -> None:
    headers = {"Origin": server.address} if proof == "origin" else {"Sec-Fetch-Site": "same-origin"}
    for call in mutating(board):
        assert answer(server, call, {"Cookie": board.client.cookie, **headers}).status_code < 300, call


def test_a_bearer_writes_without_an_origin(server: Server, board: Board) -> None:
    for call in mutating(board):
        expected = {403} if "/me" in call[1] else {200, 201, 204}  # a program is nobody in particular
        assert answer(server, call, {"Authorization": f"Bearer {board.secret}"}).status_code in expected, call


def test_a_cookie_reads_without_an_origin(server: Server, board: Board) -> None:
    """A browser sends none with a GET of its own page."""
    assert get(server.address + board.url, headers={"Cookie": board.client.cookie}).status_code == 200


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "", "multipart/form-data"])
def test_what_a_foreign_form_could_send_is_no_json(server: Server, board: Board, content_type: str) -> None:
    headers = {"Cookie": board.client.cookie, "Origin": server.address, "Content-Type": content_type}
    for method, path, body in mutating(board):
        if body is None:
            continue
        refused = request(method, server.address + path, content=b'{"title":"x"}', headers=headers)
        assert refused.status_code in {400, 415, 422}, path


def test_no_answer_allows_another_site(server: Server, board: Board) -> None:
    preflight = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    asked = request("OPTIONS", server.address + board.url, headers=preflight)
    assert asked.status_code in {403, 405}
    for answered in (asked, board.client.get(board.url)):
        assert not [name for name in answered.headers if name.startswith("access-control-")]


class TestOtherHostNames:
    """A hall's server is reached by any name; the Origin must be the name that was asked for."""

    @pytest.mark.parametrize("host", ["pins.local:8000", "192.168.1.7", "[::1]:8000", "PINS.local", "rathaus"])
    def test_the_name_that_was_asked_for_is_ours(self, server: Server, host: str) -> None:
        for scheme in ("http", "https"):
            headers = {"Host": host, "Origin": f"{scheme}://{host.lower()}"}
            made = post(f"{server.address}/api/boards", json={"title": "x"}, headers=headers)
            assert made.status_code == 201
            assert f"://{host}/b/" in made.json()["key"]["link"]
        foreign = {"Host": host, "Origin": "http://other.example"}
        assert post(f"{server.address}/api/boards", json={"title": "x"}, headers=foreign).status_code == 403

    def test_the_public_url_is_ours_whatever_the_proxy_makes_of_the_host(
        self, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        with running(tmp_path_factory.mktemp("public"), public_url="https://Pins.example.org") as server:
            for origin, status in (("https://pins.example.org", 201), ("https://evil.example", 403)):
                made = post(f"{server.address}/api/boards", json={"title": "x"}, headers={"Origin": origin})
                assert made.status_code == status

    @pytest.mark.parametrize("trusted", ["", "127.0.0.1"])
    def test_forwarded_headers_are_believed_from_a_trusted_proxy_only(
        self, tmp_path_factory: pytest.TempPathFactory, trusted: str
    ) -> None:
        with running(tmp_path_factory.mktemp("proxy"), trusted_proxies=trusted, boards_per_hour="2") as server:
            answers = [
                post(
                    f"{server.address}/api/boards",
                    json={"title": "x"},
                    headers={
                        "X-Forwarded-For": f"203.0.113.{number}",
                        "X-Forwarded-Proto": "https",
                        "X-Forwarded-Host": "evil.example",
                        "Forwarded": "for=1.2.3.4;host=evil.example;proto=https",
                    },
                )
                for number in range(4)
            ]
        statuses = [made.status_code for made in answers]
        link, cookie = answers[0].json()["key"]["link"], answers[0].headers["set-cookie"]
        assert "evil" not in link
        assert statuses == ([201] * 4 if trusted else [201, 201, 429, 429])
        assert link.startswith("https://" if trusted else "http://")
        assert cookie.startswith("__Host-" if trusted else "korkwand_device")

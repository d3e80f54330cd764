"""How much somebody may send, and that nobody waits for a body before it is known who sends it."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from korkwand.api import bodies
from korkwand.api.body_limits import JSON_BYTES, STRANGER_BYTES
from korkwand.app import create_app
from korkwand.settings import Settings
from tests.api.in_process import browser
from tests.client import Board, Program, new_id
from tests.doors import Server
from tests.raw_http import RawHttp

MEGABYTE = 1024 * 1024
JSON = "Content-Type: application/json"
FORM = "Content-Type: multipart/form-data; boundary=x"


def announced(server: Server, path: str, size: int, *headers: str) -> tuple[int, str]:
    """Status and code of the answer to a body that is announced and never sent."""
    with RawHttp(server.address) as raw:
        raw.head("POST", path, f"Content-Length: {size}", *headers)
        status, _, body = raw.answer()
        return status, body["code"]


class TestBeforeTheBody:
    """[AD3] No byte of these bodies is ever sent, so whoever is answered was answered before it was read."""

    def test_a_stranger_cannot_import(self, server: Server, board: Board) -> None:
        for size in (10, 1000, 20 * MEGABYTE):
            assert announced(server, f"{board.url}/import", size, FORM) == (404, "not_found")
            assert announced(server, f"/api/boards/{new_id()}/import", size, FORM) == (404, "not_found")
            wrong = announced(server, f"{board.url}/import", size, FORM, "Authorization: Bearer nobody")
            assert wrong == (404, "not_found")

    @pytest.mark.parametrize("role", ["viewer", "contributor"])
    def test_nor_can_who_may_not(self, server: Server, board: Board, role: str) -> None:
        secret = board.key(role)["secret"]
        answer = announced(server, f"{board.url}/import", 20 * MEGABYTE, FORM, f"Authorization: Bearer {secret}")
        assert answer == (403, "forbidden")

    def test_nobody_can_import_too_much(self, server: Server, board: Board) -> None:
        answer = announced(server, f"{board.url}/import", 22 * MEGABYTE, FORM, f"Authorization: Bearer {board.secret}")
        assert answer == (413, "too_large")

    @pytest.mark.parametrize("path", [
        "/import", "/api/import", "/api/boards/import", "/x/import", "/api/boards/{b}/cards/import",
        "/api/boards/{b}/import/", "/api/boards/{b}/x/import", "/api/boards/{b}//import", "/api/boards//import",
        "/api/boards/{b}/enter", "/api/boards", "/api/demo", "/api/device", "/b/{b}/import",
    ])  # fmt: skip
    def test_no_other_path_takes_much_of_a_stranger(self, server: Server, board: Board, path: str) -> None:
        """Whatever it ends in."""
        status, code = announced(server, path.format(b=board.id), STRANGER_BYTES + 1, JSON)
        assert (status, code) in {(413, "too_large"), (404, "not_found")}

    @pytest.mark.parametrize(("path", "most"), [
        ("cards", JSON_BYTES), ("edits", JSON_BYTES), ("columns", STRANGER_BYTES), ("keys", STRANGER_BYTES),
        ("import/", STRANGER_BYTES), ("cards/", STRANGER_BYTES), ("x", STRANGER_BYTES),
    ])  # fmt: skip
    def test_who_has_a_key_may_send_256_kib_where_cards_are_written(
        self, server: Server, board: Board, path: str, most: int
    ) -> None:
        """[LI1] And nowhere else."""
        bearer = f"Authorization: Bearer {board.secret}"
        assert announced(server, f"{board.url}/{path}", most + 1, JSON, bearer) == (413, "too_large")
        with RawHttp(server.address) as raw:
            raw.head("POST", f"{board.url}/{path}", f"Content-Length: {most}", JSON, bearer)
            raw.send(b" " * most)
            assert raw.status() in {400, 404, 405}

    def test_nobody_is_asked_to_go_on_with_a_body_that_is_refused(self, server: Server, board: Board) -> None:
        """`Expect: 100-continue` is answered by the refusal."""
        path = f"{board.url}/import"
        assert announced(server, path, MEGABYTE, FORM, "Expect: 100-continue") == (404, "not_found")

    def test_a_stranger_who_does_not_say_how_much_is_stopped_there(self, server: Server, board: Board) -> None:
        for path, code in (("/api/boards", "too_large"), (f"{board.url}/cards", "not_found")):
            with RawHttp(server.address) as raw:
                raw.head("POST", path, "Transfer-Encoding: chunked", JSON)
                raw.send(b"8001\r\n" + b" " * 0x8001 + b"\r\n")
                assert raw.answer()[2]["code"] == code


def test_the_longest_good_board_fits(server: Server) -> None:
    """Each of its characters may be sent as an escape of two."""
    made = Program(server.address).post(
        "/api/boards", json={"title": "\U0001f4cc" * 500, "description": "\U0001f4cc" * 2000}
    )
    assert int(made.request.headers["content-length"]) > 8000
    assert made.status_code == 201
    escaped = b'{"title":"%b","description":"%b"}' % (b"\\ud83d\\udccc" * 500, b"\\ud83d\\udccc" * 2000)
    assert 30_000 < len(escaped) <= STRANGER_BYTES
    headers = {"Content-Type": "application/json"}
    assert Program(server.address).post("/api/boards", content=escaped, headers=headers).status_code == 201


class Held:
    """The application in this process with bodies that are held open, to see how many bytes it keeps."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.go_on = asyncio.Event()
        self.waiting = 0

    async def ask(self, path: str, size: int, headers: dict[str, str]) -> int:
        """Send all but the last byte of a body; then nothing until `go_on`. The status."""
        statuses: list[int] = []
        named = [(b"host", b"pins.example.org"), (b"content-length", str(size).encode())]
        named += [(name.encode(), value.encode()) for name, value in headers.items()]
        scope = {
            "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"",
            "root_path": "", "scheme": "http", "headers": named, "client": ("203.0.113.1", 1),
            "server": ("pins.example.org", 80), "http_version": "1.1",
        }  # fmt: skip
        pieces = [b"x" * (size - 1), b"x"]

        async def receive() -> Any:
            if len(pieces) == 1:
                self.waiting += 1
                await self.go_on.wait()
            return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        await self.app(scope, receive, send)
        return statuses[0]


@pytest.fixture
def two_mebibytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "LARGE_BYTES", 2 * MEGABYTE)
    monkeypatch.setattr(bodies, "SMALL_BYTES", 2 * MEGABYTE)


def statuses_of_held(folder: Path, count: int, size: int, *, boards: int, path: str) -> list[int]:
    """The statuses of so many bodies that are all on their way at once."""

    async def ask_all() -> list[int]:
        app = create_app(Settings(data_dir=folder, import_megabytes=1, boards_per_hour=1000))
        async with app.router.lifespan_context(app), browser(app) as client:
            made = [(await client.post("/api/boards", json={"title": "x"})).json() for _ in range(boards)]
            held = Held(app)
            asked = []
            for number in range(count):
                board = made[number % boards]
                headers = {"authorization": f"Bearer {board['key']['secret']}", "content-type": "application/json"}
                asked.append(asyncio.create_task(held.ask(path.format(b=board["board"]["id"]), size, headers)))
            while held.waiting + sum(one.done() for one in asked) < count:  # noqa: ASYNC110  either of the two
                await asyncio.sleep(0)
            held.go_on.set()
            await asyncio.wait(asked)
            again = await held.ask(path.format(b=made[0]["board"]["id"]), size, {"content-type": "application/json"})
            assert again in {400, 404}, "what was held is given back"
            return [one.result() for one in asked]

    return asyncio.run(ask_all())


class TestAllBodiesTogether:
    """[AD3]"""

    def test_small_ones_have_a_limit(self, tmp_path: Path, two_mebibytes: None) -> None:
        found = statuses_of_held(tmp_path, 100, STRANGER_BYTES, boards=1, path="/api/boards")
        assert (found.count(429), found.count(400)) == (36, 64)

    def test_large_ones_have_a_limit_per_board(self, tmp_path: Path, two_mebibytes: None) -> None:
        """Of one board as much as one import may have, which is 3 MiB here."""
        found = statuses_of_held(tmp_path, 20, JSON_BYTES, boards=1, path="/api/boards/{b}/cards")
        assert found.count(429) == 20 - 13

    def test_and_one_for_all_boards(self, tmp_path: Path, two_mebibytes: None) -> None:
        """Two imports of this server's size fit always, which are 6 MiB here."""
        found = statuses_of_held(tmp_path, 40, JSON_BYTES, boards=4, path="/api/boards/{b}/cards")
        assert found.count(429) == 40 - 27

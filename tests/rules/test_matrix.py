"""Who gets what answer at every door and to every frame: the doors are read from the application, the answers are
written out here. A door or a frame without a row fails; so does an answer that is not the written one.

Edits have grids of their own (test_permissions.py, phases/test_edits.py).
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from korkwand.socket.session import FRAMES
from tests.client import Board, Guest, Program, edit, new_id
from tests.doors import Server, running
from tests.test_docs import doors

WHO = ("stranger", "foreign", "viewer", "contributor", "editor", "coordinator", "limited", "lowered", "revoked",
       "expired", "not open")  # fmt: skip
"""`foreign` coordinates another board; `limited` is a contributor who does not see the column that is asked for;
`lowered` a coordinator whose link was made a viewer's; the last three came in before their link was changed."""

PUBLIC = {
    "POST /api/boards", "POST /api/demo", "GET /api/boards", "GET /api/health", "GET /api/ready",
    "GET /api/openapi.json", "GET /", "GET /b/{}", "GET /b/{}/list", "GET /metrics", "GET /{path}",
    "GET /api/instance", "GET /api/instance/{name}", "GET /imprint", "GET /privacy", "GET /accessibility",
    "GET /pages.css", "GET /.well-known/security.txt", "DELETE /api/device", "GET /api/me",
    "DELETE /api/me", "POST /api/sign-out", "GET /api/sign-in", "GET /api/sign-in/callback",
}  # fmt: skip
"""The same for everybody: nothing of a board is in their answers, but in those to the device itself."""

DOORS = {
    #                                          stran forei viewe contr edito coord limit lower revok expir not open
    "POST /api/boards/{}/enter":            (404,  404,  200,  200,  200,  200,  200,  200,  403,  403,  403),
    "GET /api/boards/{}":                   (404,  404,  200,  200,  200,  200,  200,  200,  403,  403,  403),
    "GET /api/boards/{}/events":            (404,  404,  200,  200,  200,  200,  200,  200,  403,  403,  403),
    "GET /api/boards/{}/export.csv":        (404,  404,  200,  200,  200,  200,  200,  200,  403,  403,  403),
    "GET /api/boards/{}/export.json":       (404,  404,  200,  200,  200,  200,  200,  200,  403,  403,  403),
    "GET /api/boards/{}/keys":              (404,  404,  403,  403,  403,  200,  403,  403,  403,  403,  403),
    "POST /api/boards/{}/edits":            (404,  404,  200,  200,  200,  200,  200,  200,  403,  403,  403),
    "POST /api/boards/{}/import":           (404,  404,  403,  403,  403,  200,  403,  403,  403,  403,  403),
    "POST /api/boards/{}/columns":          (404,  404,  403,  403,  201,  201,  403,  403,  403,  403,  403),
    "POST /api/boards/{}/cards":            (404,  404,  403,  201,  201,  201,  404,  403,  403,  403,  403),
    "POST /api/boards/{}/keys":             (404,  404,  403,  403,  403,  201,  403,  403,  403,  403,  403),
    "PATCH /api/boards/{}":                 (404,  404,  403,  403,  403,  200,  403,  403,  403,  403,  403),
    "PATCH /api/boards/{}/columns/{}":      (404,  404,  403,  403,  200,  200,  404,  403,  403,  403,  403),
    "PATCH /api/boards/{}/cards/{}":        (404,  404,  403,  403,  200,  200,  404,  403,  403,  403,  403),
    "PATCH /api/boards/{}/keys/{}":         (404,  404,  403,  403,  403,  200,  403,  403,  403,  403,  403),
    "DELETE /api/boards/{}/cards/{}":       (404,  404,  403,  403,  204,  204,  404,  403,  403,  403,  403),
    "DELETE /api/boards/{}/columns/{}":     (404,  404,  403,  403,  403,  204,  404,  403,  403,  403,  403),
    "DELETE /api/boards/{}/keys/{}":        (404,  404,  403,  403,  403,  204,  403,  403,  403,  403,  403),
    "DELETE /api/boards/{}/keys/{}/lock":   (404,  404,  403,  403,  403,  204,  403,  403,  403,  403,  403),
    "DELETE /api/boards/{}":                (404,  404,  403,  403,  403,  204,  403,  403,  403,  403,  403),
    "GET /api/boards/{}/retention":         (404,  404,  403,  403,  403,  200,  403,  403,  403,  403,  403),
    "GET /api/boards/{}/audit":             (404,  404,  403,  403,  403,  200,  403,  403,  403,  403,  403),
    "DELETE /api/boards/{}/visitors/{}":    (404,  404,  403,  403,  403,  204,  403,  403,  403,  403,  403),
    "GET /api/boards/{}/me/export.json":    (404,  404,  200,  200,  200,  200,  200,  200,  403,  403,  403),
    "PATCH /api/boards/{}/me":              (404,  404,  200,  200,  200,  200,  200,  200,  403,  403,  403),
    "POST /api/boards/{}/me/link":          (404,  404,  201,  201,  201,  201,  201,  201,  403,  403,  403),
    "DELETE /api/boards/{}/me":             (404,  404,  204,  204,  204,  204,  204,  204,  403,  403,  403),
    "WS /api/boards/{}/live":               (4404, 4404, 101,  101,  101,  101,  101,  101,  4401, 4401, 4401),
}  # fmt: skip

PERSONS = {"PATCH /api/boards/{}/me", "POST /api/boards/{}/me/link", "DELETE /api/boards/{}/me"}
"""Doors for persons: a program, which shares its visitor with all who bear its link, is forbidden there."""

SENT = {
    #         viewer       contributor  editor       coordinator  limited      lowered
    "ping":  ("pong",      "pong",      "pong",      "pong",      "pong",      "pong"),
    "here":  ("here",      "here",      "here",      "here",      "here",      "here"),
    "glimpse": ("silence", "silence",    "silence",   "silence",     "silence",    "silence"),
    "edits": ("forbidden", "event",     "event",     "event",     "not_found", "forbidden"),
}  # fmt: skip
"""What becomes of each kind of frame; `glimpse` and `edits` with a card for the column that is not shown to all."""


class Town:
    """A board, and somebody of each kind on it, by cookie or by bearer."""

    def __init__(self, server: Server, *, bearer: bool) -> None:
        self.server = server
        self.bearer = bearer
        self.board = server.guest().make_board()
        self.column = self.board.column()["id"]
        foreign = server.guest().make_board()
        self.secrets = {"stranger": "unknown", "foreign": foreign.secret}
        self.clients: dict[str, httpx.Client] = {
            "stranger": Program(server.address) if bearer else Guest(server.address),
            "foreign": Program(server.address, foreign.secret) if bearer else foreign.client,
        }
        self.boards: dict[str, Board] = {}
        for who in WHO[2:]:
            role = {"limited": "contributor", "lowered": "coordinator"}.get(who, who)
            role = role if role in WHO[2:6] else "editor"
            limits = {"unseen_columns": [self.column]} if who == "limited" else {}
            came = self.board.program(role, **limits) if bearer else self.board.browser(role, **limits)
            came.snapshot()
            self.clients[who], self.boards[who], self.secrets[who] = came.client, came, came.secret
        for who, change in (
            ("lowered", {"role": "viewer"}),
            ("expired", {"ends_at": "2026-01-01T00:00:00.000Z"}),
            ("not open", {"opens_at": "2999-01-01T00:00:00.000Z"}),
        ):
            answer = self.board.client.patch(self._key(who), json=change)
            assert answer.status_code == 200, answer.text
        assert self.board.client.delete(self._key("revoked")).status_code == 204

    def _key(self, who: str) -> str:
        return f"{self.board.url}/keys/{self.boards[who].key_id}"

    def ask(self, door: str, who: str) -> int:
        """The status of a request at this door, on records made for it."""
        if door.startswith("WS"):
            return self.connect(who)
        method, path = door.split(" ")
        url = path.replace("{}", self.board.id, 1).replace("{}", self._record(path))
        body = BODIES.get(door, lambda _town, _who: None)(self, who)
        given: dict[str, Any] = {"files": body} if "import" in door else {"json": body}
        client = self.clients[who]
        if "enter" in door and not self.bearer:
            client = Guest(self.server.address)
        answer = client.request(method, url + QUERIES.get(door, ""), **given)
        if door == "DELETE /api/boards/{}" and answer.status_code == 204:
            self.board.do("board.restore")
        # A view may have to take the snapshot instead; that is an answer to somebody who may read.
        return 200 if answer.status_code == 410 else answer.status_code

    def _record(self, path: str) -> str:
        if "cards/" in path:
            return str(self.board.card(self.column)["id"])
        if "columns/" in path:
            return str(self.column)
        if "visitors/" in path:
            return new_id()
        return str(self.board.key("viewer")["key"]["id"]) if "keys/" in path else ""

    def connect(self, who: str) -> int:
        """101 for a welcome, else the code with which the socket is closed."""
        board = Board(self.clients[who], self.board.id, self.secrets[who])
        with suppress(ConnectionClosed), board.live():
            return 101
        with board.socket() as socket:
            hello = {"key": board.secret} if self.bearer else {}
            socket.send({"t": "hello", "v": 1, **hello})
            return socket.closed()[0] or 0


BODIES: dict[str, Callable[[Town, str], Any]] = {
    "POST /api/boards/{}/enter": lambda town, who: {"secret": town.secrets[who]},
    "POST /api/boards/{}/edits": lambda _town, _who: {"edits": []},
    "POST /api/boards/{}/import": lambda _town, _who: {"file": ("a.csv", b"title\nx\n", "text/csv")},
    "POST /api/boards/{}/columns": lambda _town, _who: {"title": "x"},
    "POST /api/boards/{}/cards": lambda town, _who: {"column_id": town.column, "title": "x"},
    "POST /api/boards/{}/keys": lambda _town, _who: {"role": "viewer"},
    "PATCH /api/boards/{}": lambda _town, _who: {"title": "x"},
    "PATCH /api/boards/{}/columns/{}": lambda _town, _who: {"title": "x"},
    "PATCH /api/boards/{}/cards/{}": lambda _town, _who: {"title": "x"},
    "PATCH /api/boards/{}/keys/{}": lambda _town, _who: {"label": "x"},
    "PATCH /api/boards/{}/me": lambda _town, _who: {"name": "x"},
}
QUERIES = {
    "GET /api/boards/{}/events": "?since=0",
    "DELETE /api/boards/{}/me": "?contents=keep",
    "DELETE /api/boards/{}/visitors/{}": "?contents=keep",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture(scope="module", params=["by cookie", "by bearer"])
def town(server: Server, request: pytest.FixtureRequest) -> Town:
    return Town(server, bearer=request.param == "by bearer")


def test_every_door_is_classified() -> None:
    there = {door.replace("{b}", "{}").replace("{id}", "{}") for door in doors()}
    assert there == DOORS.keys() | PUBLIC


@pytest.mark.parametrize("door", sorted(door for door in PUBLIC if door.startswith("GET") and "{" not in door))
def test_what_is_public_is_the_same_for_everybody(town: Town, door: str) -> None:
    answers = {}
    for who in WHO:
        answer = town.clients[who].get(door.removeprefix("GET "))
        mine = {"boards": []} if door == "GET /api/boards" and answer.status_code == 200 else answer.content
        answers[who] = (answer.status_code, str(mine))
    assert len(set(answers.values())) == 1, answers


def test_every_frame_is_classified() -> None:
    assert FRAMES.keys() == SENT.keys()


@pytest.mark.parametrize("door", DOORS)
def test_everybody_gets_the_answer_that_is_written(town: Town, door: str) -> None:
    """[ER3] [WA12]"""
    got = {}
    if door == "DELETE /api/boards/{}/me":  # whoever may is gone afterwards
        town = Town(town.server, bearer=town.bearer)
    for who in WHO:
        got[who] = town.ask(door, who)
        if door == "DELETE /api/boards/{}/columns/{}" and got[who] == 204:
            town.board.do("column.restore", column_id=town.column)
    wanted = [403 if town.bearer and door in PERSONS and code < 400 else code for code in DOORS[door]]
    assert got == dict(zip(WHO, wanted, strict=True))


@pytest.mark.parametrize("frame", SENT)
def test_everybody_gets_what_is_written_for_a_frame(town: Town, frame: str) -> None:
    got = {}
    for who in WHO[2:8]:
        with Board(town.clients[who], town.board.id, town.secrets[who]).live() as socket:
            got[who] = told(socket, frame, town.column)
    assert got == dict(zip(WHO[2:8], SENT[frame], strict=True))


def told(socket: Any, frame: str, column: str) -> str:
    """What the socket says to a frame, in a word."""
    if frame == "ping":
        socket.send({"t": "ping"})
        return str(socket.expect("pong")["t"])
    if frame == "here":
        socket.send({"t": "here", "name": "Somebody"})
        while "Somebody" not in {visitor["name"] for visitor in socket.expect("here")["visitors"]}:
            pass
        return "here"
    if frame == "glimpse":
        socket.send({"t": "glimpse", "doing": "add", "kind": "column", "id": column})
        return " ".join(answer["t"] for answer in socket.until_quiet() if answer["t"] != "glimpses") or "silence"
    wanted = edit("card.add", card_id=new_id(), column_id=column, title="x")
    socket.edits(wanted)
    while (answer := socket.receive())["t"] not in {"refused", "events"} or (
        answer["t"] == "events" and wanted["id"] not in {event.get("id") for event in answer["events"]}
    ):
        pass
    return str(answer["code"]) if answer["t"] == "refused" else "event"

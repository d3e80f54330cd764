"""A small client for tests: REST by httpx with a cookie or a bearer secret, the socket by websockets' client."""

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self
from uuid import uuid4

import httpx
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

PATIENCE_S = 60.0
"""How long a test waits for something that must come."""

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""One for all: making one reads all certificates of the system, which takes longer than the request."""

AN_ID = "5f0c1d2e-3b4a-4c5d-8e6f-7a8b9c0d1e2f"
"""An id for parameters of tests, which must be the same in every process."""


def new_id() -> str:
    """A fresh UUID."""
    return str(uuid4())


def edit(edit_type: str, **fields: Any) -> dict[str, Any]:
    """An edit as a client sends it; `id` is made if absent."""
    return {"id": new_id(), "type": edit_type, **fields}


def request(method: str, url: str, **options: Any) -> httpx.Response:
    """One request with nothing in it but what is given."""
    return httpx.request(method, url, verify=NO_TLS, trust_env=False, timeout=PATIENCE_S, **options)


def get(url: str, **options: Any) -> httpx.Response:
    """One GET with nothing in it but what is given."""
    return request("GET", url, **options)


def post(url: str, **options: Any) -> httpx.Response:
    """One POST with nothing in it but what is given."""
    return request("POST", url, **options)


class Client(httpx.Client):
    """An HTTP client that keeps no connection open, so that a test need not close it."""

    def __init__(self, address: str, headers: dict[str, str]) -> None:
        super().__init__(
            base_url=address,
            headers=headers,
            timeout=PATIENCE_S,
            limits=httpx.Limits(max_keepalive_connections=0),
            trust_env=False,
            verify=NO_TLS,
        )
        self.address = address

    @property
    def cookie(self) -> str:
        """The Cookie header it would send."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())


class Guest(Client):
    """A browser with its cookies: it sends the Origin of the page it was served."""

    def __init__(self, address: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(address, {"Origin": address, **(headers or {})})

    def make_board(self, title: str = "Our town", **fields: Any) -> "Board":
        """Make a board; this browser is its coordinator then."""
        answer = self.post("/api/boards", json={"title": title, **fields})
        assert answer.status_code == 201, answer.text
        made = answer.json()
        return Board(self, made["board"]["id"], made["key"]["secret"], made["key"]["id"])

    def enter(self, board_id: str, secret: str, **fields: Any) -> "Board":
        """Come in by a link."""
        answer = self.post(f"/api/boards/{board_id}/enter", json={"secret": secret, **fields})
        assert answer.status_code == 200, answer.text
        return Board(self, board_id, secret)


class Program(Client):
    """An API client: no cookie, no Origin, perhaps a bearer secret."""

    def __init__(self, address: str, secret: str | None = None) -> None:
        super().__init__(address, {"Authorization": f"Bearer {secret}"} if secret else {})


class Board:
    """A board as somebody with a link uses it."""

    def __init__(self, client: Client, board_id: str, secret: str, key_id: str = "") -> None:
        self.client = client
        self.id = board_id
        self.secret = secret
        self.key_id = key_id
        self.url = f"/api/boards/{board_id}"

    def snapshot(self) -> dict[str, Any]:
        """What this client sees."""
        answer = self.client.get(self.url)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def records(self, kind: str) -> dict[str, dict[str, Any]]:
        """The records of a kind that this client sees, by id."""
        return {record["id"]: record for record in self.snapshot()["records"][kind]}

    def events(self, since: int) -> list[dict[str, Any]]:
        """The events after a seq."""
        answer = self.client.get(f"{self.url}/events", params={"since": since})
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["events"]
        return found

    def column(self, title: str = "Ideas", **fields: Any) -> dict[str, Any]:
        """Make a column."""
        return self._made("columns", {"title": title, **fields})

    def card(self, column_id: str, title: str = "A bench", **fields: Any) -> dict[str, Any]:
        """Pin a card."""
        return self._made("cards", {"column_id": column_id, "title": title, **fields})

    def key(self, role: str, **fields: Any) -> dict[str, Any]:
        """Make a link: {key, secret, link}."""
        return self._made("keys", {"role": role, **fields})

    def submit(self, *edits: dict[str, Any]) -> list[dict[str, Any]]:
        """Send a batch of edits; their results."""
        answer = self.client.post(f"{self.url}/edits", json={"edits": list(edits)})
        assert answer.status_code == 200, answer.text
        results: list[dict[str, Any]] = answer.json()["results"]
        return results

    def do(self, edit_type: str, **fields: Any) -> int:
        """Send one edit that must be accepted; its seq."""
        (result,) = self.submit(edit(edit_type, **fields))
        assert "seq" in result, result
        seq: int = result["seq"]
        return seq

    def program(self, role: str, **fields: Any) -> "Board":
        """The same board for an API client with a new link of this role."""
        made = self.key(role, **fields)
        return Board(Program(self.client.address, made["secret"]), self.id, made["secret"], made["key"]["id"])

    def browser(self, role: str, **fields: Any) -> "Board":
        """The same board in a new browser that came by a new link of this role; `name` is the visitor's."""
        name = {"name": fields.pop("name")} if "name" in fields else {}
        made = self.key(role, **fields)
        board = Guest(self.client.address).enter(self.id, made["secret"], **name)
        board.key_id = made["key"]["id"]
        return board

    def socket(self, **options: Any) -> "Socket":
        """A socket of this client, before hello; a program's hello must carry the key."""
        if isinstance(self.client, Guest):
            options = {"origin": self.client.address, "cookie": self.client.cookie, **options}
        return Socket(self.client.address, self.id, **options)

    @contextmanager
    def live(self, **hello: Any) -> Iterator["Socket"]:
        """A socket that was welcomed; the welcome is in `welcome`."""
        if isinstance(self.client, Program):
            hello = {"key": self.secret, **hello}
        with self.socket() as socket:
            socket.hello(**hello)
            yield socket

    def _made(self, what: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self.client.post(f"{self.url}/{what}", json=body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made


class Socket:
    """The socket of a board. `frames` keeps what came while waiting for something else."""

    def __init__(
        self, address: str, board_id: str, *, origin: str | None = None, cookie: str = "", **options: Any
    ) -> None:
        headers = {"Cookie": cookie} if cookie else {}
        self.connection: ClientConnection
        self._connecting = connect(
            f"ws{address.removeprefix('http')}/api/boards/{board_id}/live",
            origin=origin,  # type: ignore[arg-type]
            additional_headers={**headers, **options.pop("headers", {})},
            compression=None,
            proxy=None,
            close_timeout=2,
            max_size=None,
            ping_interval=None,
            **options,
        )
        self.welcome: dict[str, Any] = {}
        self.frames: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        self.connection = self._connecting.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._connecting.__exit__(*error)

    def hello(self, **fields: Any) -> dict[str, Any]:
        """Say hello; the welcome."""
        self.send({"t": "hello", "v": 1, **fields})
        self.welcome = self.expect("welcome")
        return self.welcome

    def send(self, frame: Any) -> None:
        """Send a frame as JSON; a str or bytes as it is."""
        self.connection.send(frame if isinstance(frame, str | bytes) else json.dumps(frame))

    def edits(self, *edits: dict[str, Any]) -> None:
        """Send edits."""
        self.send({"t": "edits", "edits": list(edits)})

    def receive(self, timeout: float = PATIENCE_S) -> dict[str, Any]:
        """The next frame."""
        frame: dict[str, Any] = json.loads(self.connection.recv(timeout))
        return frame

    def expect(self, kind: str, timeout: float = PATIENCE_S) -> dict[str, Any]:
        """The next frame of this kind; others are kept in `frames`."""
        while (frame := self.receive(timeout))["t"] != kind:
            self.frames.append(frame)
        return frame

    def event(self, edit_id: str) -> dict[str, Any]:
        """The event of this edit, when it comes."""
        while True:
            for event in self.expect("events")["events"]:
                if event.get("id") == edit_id:
                    found: dict[str, Any] = event
                    return found

    def refusals(self, count: int) -> list[dict[str, Any]]:
        """The next refusals."""
        return [self.expect("refused") for _ in range(count)]

    def until_quiet(self) -> list[dict[str, Any]]:
        """Everything that came before the answer to a ping, presence left out."""
        self.send({"t": "ping"})
        self.expect("pong")
        frames, self.frames = self.frames, []
        return [frame for frame in frames if frame["t"] != "here"]

    def closed(self, timeout: float = PATIENCE_S) -> tuple[int | None, str]:
        """Wait until the server closes; code and reason. What came before is kept in `frames`."""
        try:
            while True:
                self.frames.append(self.receive(timeout))
        except ConnectionClosed as end:
            return (end.rcvd.code, end.rcvd.reason) if end.rcvd else (None, "")


def sorted_out(snapshot: dict[str, Any]) -> dict[str, Any]:
    """The records of each kind by their ids: a snapshot has them in no order."""
    records = {kind: sorted(rows, key=lambda row: row["id"]) for kind, rows in snapshot["records"].items()}
    return {**snapshot, "records": records}

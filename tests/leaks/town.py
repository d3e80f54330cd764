"""A board in two processes, and a crowd that reads it by every door; each text on it has a word of its own."""

import asyncio
import json
import re
from contextlib import AsyncExitStack
from typing import Any, NamedTuple, Self
from uuid import UUID

import httpx
from fastapi import FastAPI
from starlette.types import ASGIApp, Message

from korkwand.api.doors import Doors
from korkwand.catalog import SENDABLE
from korkwand.settings import Settings
from tests.api.in_process import Hand, browser, started
from tests.convergence.client import fold
from tests.convergence.process import Socket

WORD = re.compile(r"\bw\d+q\b")
HASH = "5e" * 32
WIDE = {"edits_burst": 10**6, "board_edits_per_second": 10**6, "frames_per_second": 10**5, "boards_per_hour": 10**6}
CROWD = {"cora": "coordinator", "edo": "editor", "anna": "contributor", "ben": "contributor", "vic": "viewer",
         "late": "viewer", "lim": "contributor"}  # fmt: skip
"""Who is there by which role. `late` never does anything, as who comes later; `lim` does not see a column."""
DOORS = ("", "/export.json", "/export.csv", "/export.csv?what=comments", "/keys", "/audit", "/retention")

Seen = dict[tuple[str, str], dict[str, Any]]


class Answer(NamedTuple):
    """What a door says."""

    status_code: int
    text: str

    def json(self) -> Any:
        return json.loads(self.text)


async def ask(app: ASGIApp, address: str, secret: str) -> Answer:
    """A GET straight to the application: a history makes hundreds, and httpx takes longer than all of the program."""
    path, _, query = address.partition("?")
    headers = [(b"host", b"pins.example.org"), (b"authorization", f"Bearer {secret}".encode())]
    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
             "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
             "headers": headers, "client": ("127.0.0.1", 1), "server": ("pins.example.org", 80)}  # fmt: skip
    status, body = 0, b""
    asked = asyncio.Event()

    async def receive() -> Message:
        if asked.is_set():
            await asyncio.Future()  # the client stays
        asked.set()
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status, body
        status = message.get("status", status)
        body += message.get("body", b"")

    await app(scope, receive, send)
    return Answer(status, body.decode())


class Ear:
    """The client's end of a socket in the process: keeps what it hears."""

    def __init__(self) -> None:
        self.frames: list[dict[str, Any]] = []
        self.open = True

    def receive(self, frame: dict[str, Any]) -> None:
        self.frames.append(frame)

    def closed(self, code: int) -> None:
        self.open = False

    def leave(self) -> None:
        self.open = False


class Member:
    """One of the crowd: their link, their own words, and what they could fold from."""

    def __init__(self, name: str, secret: str, key_id: str) -> None:
        self.name = name
        self.secret = secret
        self.key_id = key_id
        self.visitor_id = ""
        self.own: set[str] = set()
        self.snapshots: dict[int, tuple[str, Seen]] = {}
        self.ears: list[tuple[Ear, Socket]] = []


class Town:
    """The board, its two processes and its crowd."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stack = AsyncExitStack()
        self.apps: list[FastAPI] = []
        self.clients: list[httpx.AsyncClient] = []
        self._number = 0
        self._ids = 0

    async def __aenter__(self) -> Self:
        clock = Hand()
        self.clock = clock
        for _ in range(2):
            app = await self._stack.enter_async_context(started(self._settings, clock))
            self.apps.append(app)
            self.clients.append(await self._stack.enter_async_context(browser(app)))
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._stack.aclose()

    def word(self) -> str:
        """A word that nobody has used."""
        self._number += 1
        return f"w{self._number}q"

    def new_id(self) -> str:
        """A UUID that nobody has used, the same in each run."""
        self._ids += 1
        return str(UUID(int=(self._ids << 64) + 0x4000_8000_0000_0000_0000, version=4))

    # Making a board

    async def found(self) -> None:
        """A new board with two columns, a card, and a link for everybody."""
        made = (await self.clients[0].post("/api/boards", json={"title": self.word()})).json()
        self.board_id = made["board"]["id"]
        self.url = f"/api/boards/{self.board_id}"
        self.ids: dict[str, list[str]] = {kind: [] for kind in ("column", "card", "comment", "key", "phase", "report")}
        self.crowd = {"cora": Member("cora", made["key"]["secret"], made["key"]["id"])}
        for title in ("open", "closed"):
            await self._found("column.add", column_id=self._made("column"), title=f"{title} {self.word()}")
        await self._found("card.add", card_id=self._made("card"), column_id=self.ids["column"][0], title=self.word())
        for name, role in CROWD.items():
            if name not in self.crowd:
                limits = {"unseen_columns": [self.ids["column"][1]]} if name == "lim" else {}
                body = {"role": role, "label": self.word(), **limits}
                key = (await self._as("cora", 0).post(f"{self.url}/keys", json=body)).json()
                self.crowd[name] = Member(name, key["secret"], key["key"]["id"])
                self.crowd[name].own.add(body["label"])
                self.ids["key"].append(key["key"]["id"])
        await self.settle()
        for member in self.crowd.values():
            snapshot = (await self.get(member, 1, "")).json()
            member.visitor_id = snapshot["you"]["visitor_id"]
            if member.name != "late":
                await self.listen(member, 0, {})
                await self.listen(member, 1, {})
        await self.settle()

    async def leave(self) -> None:
        """Everybody hangs up."""
        for member in self.crowd.values():
            for _, socket in member.ears:
                socket.cut()
            await asyncio.gather(*(socket.ended for _, socket in member.ears))
        self.clients[0].cookies.clear()

    async def _found(self, edit_type: str, **fields: Any) -> None:
        body = {"edits": [{"id": self.new_id(), "type": edit_type, **fields}]}
        answer = await self._as("cora", 0).post(f"{self.url}/edits", json=body)
        assert "seq" in answer.json()["results"][0], answer.text

    def _made(self, kind: str) -> str:
        self.ids[kind].append(self.new_id())
        return self.ids[kind][-1]

    # Acting

    async def act(self, member: Member, process: int, edits: list[dict[str, Any]], *, by_socket: bool) -> str:
        """Send edits and wait until everything has been told; what the sender was answered directly."""
        member.own |= set(WORD.findall(json.dumps(edits)))
        answered = ""
        ears = [(ear, socket) for ear, socket in member.ears if ear.open]
        if by_socket and ears:
            ear, socket = ears[process % len(ears)]
            socket.send({"t": "edits", "edits": edits})
            socket.send({"t": "ping"})
            await self._until(lambda: any(frame["t"] == "pong" for frame in ear.frames) or not ear.open)
            ear.frames[:] = [frame for frame in ear.frames if frame["t"] != "pong"]
        else:
            answered = (await self._as(member.name, process).post(f"{self.url}/edits", json={"edits": edits})).text
        await self.settle()
        return answered

    async def settle(self) -> None:
        """Both processes are at the newest seq, and everybody has heard it."""
        for _ in range(2):
            for app in self.apps:
                board = await self._doors(app).boards.get(self.board_id)
                await board.finish()
                await board.refresh()
                await board.finish()
        for _ in range(20):
            await asyncio.sleep(0)

    async def listen(self, member: Member, process: int, hello: dict[str, Any]) -> Ear:
        """A socket of this member at this process; waits for the welcome, or for the door to be shut."""
        ear = Ear()
        socket = Socket(self._doors(self.apps[process]), self.board_id, ear)  # type: ignore[arg-type]
        socket.send({"t": "hello", "v": 1, "key": member.secret, **hello})
        member.ears.append((ear, socket))
        await self._until(lambda: bool(ear.frames) or not ear.open)
        return ear

    async def get(self, member: Member, process: int, path: str) -> Answer:
        """What a reading door says to this member."""
        return await ask(self.apps[process], self.url + path, member.secret)

    def _as(self, name: str, process: int) -> httpx.AsyncClient:
        client = self.clients[process]
        client.headers["Authorization"] = f"Bearer {self.crowd[name].secret}"
        return client

    @staticmethod
    def _doors(app: FastAPI) -> Doors:
        doors: Doors = app.state.doors
        return doors

    @staticmethod
    async def _until(happened: Any) -> None:
        async with asyncio.timeout(20):
            while not happened():  # noqa: ASYNC110 - a frame or a closed door, whichever comes
                await asyncio.sleep(0)

    # The law

    async def check(self, *, resumes: bool) -> None:
        """Nobody was told a word that a fresh snapshot, their own records and their own edits do not hold now.

        With `resumes`, also by every reading door and by coming back from every seq, where what is told leads from the
        snapshot of then to the one of now.
        """
        for number, member in enumerate(self.crowd.values()):
            process = number % 2
            answer = await self.get(member, process, "")
            snapshot = answer.json() if answer.status_code == 200 else None
            allowed = member.own | set(WORD.findall(answer.text))
            for ear, _ in member.ears:
                told, ear.frames[:] = self._without_presence(ear.frames), []
                self._judge(member, allowed, snapshot, told, "a socket")
            if snapshot is None:
                continue
            seen = {(kind, row["id"]): row for kind, rows in snapshot["records"].items() for row in rows}
            member.snapshots[snapshot["seq"]] = (snapshot["epoch"], seen)
            if resumes:
                await self._read(member, process, allowed, snapshot)
                await self._come_back(member, process, allowed, snapshot, seen)

    async def judge_answer(self, member: Member, answered: str) -> None:
        """What a sender was answered by REST tells no more than their fresh snapshot."""
        answer = await self.get(member, 0, "")
        snapshot = answer.json() if answer.status_code == 200 else None
        self._judge(member, member.own | set(WORD.findall(answer.text)), snapshot, answered, "the answer to an edit")

    async def _read(self, member: Member, process: int, allowed: set[str], snapshot: dict[str, Any]) -> None:
        for path in DOORS:
            answer = await self.get(member, process, path)
            self._judge(member, allowed, snapshot, answer.text, path)
        own = (await self.get(member, process, "/me/export.json")).json()
        mine = {member.visitor_id}
        told = [row for kind in ("cards", "comments") for row in own.get(kind, [])]
        assert all(row.get("author_id") in (*mine, None) for row in told)

    async def _come_back(
        self, member: Member, process: int, allowed: set[str], snapshot: dict[str, Any], seen: Seen
    ) -> None:
        for since in range(snapshot["seq"] + 1):
            answer = await self.get(member, process, f"/events?since={since}")
            if answer.status_code != 200:
                assert answer.json()["code"] == "resync"
                continue
            told = answer.json()
            self._judge(member, allowed, snapshot, answer.text, f"events since {since}")
            assert [event["seq"] for event in told["events"]] == list(range(since + 1, snapshot["seq"] + 1))
            self._fold(member, since, snapshot, seen, told["events"])
        for since in sorted({0, *list(member.snapshots)[-3:]}):
            ear = await self.listen(member, process, {"last": since})
            told = self._without_presence(ear.frames)
            self._judge(member, allowed, snapshot, told, f"a hello with last {since}")
            _, socket = member.ears.pop()
            socket.cut()
            await socket.ended

    def _fold(
        self, member: Member, since: int, snapshot: dict[str, Any], seen: Seen, events: list[dict[str, Any]]
    ) -> None:
        epoch, records = member.snapshots.get(since, ("", {}))
        if epoch == snapshot["epoch"]:
            folded = dict(records)
            for event in events:
                fold(folded, event.get("changes", []))
            assert folded == seen, f"{member.name} comes back from {since} to something else than is there"

    def _judge(self, member: Member, allowed: set[str], snapshot: dict[str, Any] | None, told: str, where: str) -> None:
        leaked = set(WORD.findall(told)) - allowed
        assert not leaked, f"{where} tells {member.name} {sorted(leaked)}"
        boards = snapshot["records"].get("board", []) if snapshot else []
        if boards and boards[0]["names_hidden"] and snapshot and snapshot["you"]["role"] != "coordinator":
            others = [one for one in self.crowd.values() if one is not member and one.visitor_id in told]
            assert not others, f"{where} tells {member.name} who {others[0].name} is"

    @staticmethod
    def _without_presence(frames: list[dict[str, Any]]) -> str:
        """All frames as text, but for those that say who is here: they name visitors, and never what they wrote."""
        return json.dumps([frame for frame in frames if frame["t"] != "here"])


SENT = sorted(set(SENDABLE) - {"key.add", "board.keep"})
"""Every edit that anybody may send; a link is made by its door, and the end of a board is no record."""

"""A client of a board as the browser is one: it folds what it gets, and sends again what it has no answer to."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any, Protocol

Frame = dict[str, Any]
Edit = dict[str, Any]
Seen = dict[tuple[str, str], dict[str, Any]]
Fed = tuple[str, Any, int]

UNKNOWN_OUTCOME = {"unavailable", "rate_limited", "storage_full"}
"""After these the same edit is sent again."""


class Wire(Protocol):
    """What a client sends by."""

    def send(self, frame: Frame) -> None:
        """Send one frame, or lose it."""

    def cut(self) -> None:
        """End the connection without a word."""


class Client:
    """One visitor with one socket at a time.

    `records` is what its own fold in Python made; `fed` is all it was given, for the browser's fold to repeat.
    """

    def __init__(self, name: str, secret: str) -> None:
        self.name = name
        self.secret = secret
        self.visitor_id = ""
        self.role = ""
        self.seq = 0
        self.epoch: str | None = None
        self.records: Seen = {}
        self.fed: list[Fed] = []
        self.sent: dict[str, Edit] = {}
        self.pending: dict[str, Edit] = {}
        self.sendings: Counter[str] = Counter()
        self.refusals: Counter[str] = Counter()
        self.acknowledged: dict[str, int] = {}
        self.refused: dict[str, str] = {}
        self.wire: Wire | None = None
        self.welcomed = False
        self.locked_out = False
        """Whether the last hello or socket was refused for want of rights."""
        self.resumes = 0
        self.snapshots = 0
        self.on_event: Callable[[Frame], None] | None = None
        self.faults: list[str] = []
        """What it was told and must not have been."""

    # Out

    def join(self, wire: Wire) -> None:
        """Say hello by a new connection: from where it was, with what it waits for."""
        self.wire, self.welcomed = wire, False
        hello: Frame = {"t": "hello", "v": 1, "key": self.secret, "pending": list(self.pending)}
        if self.epoch is not None:
            hello |= {"last": self.seq, "epoch": self.epoch}
        wire.send(hello)

    def leave(self) -> None:
        """Lose the connection."""
        if self.wire is not None:
            self.wire.cut()
        self.wire, self.welcomed = None, False

    def submit(self, edits: list[Edit]) -> None:
        """Send edits now, or when there is a connection again."""
        for edit in edits:
            self.sent[edit["id"]] = edit
            if edit["id"] not in self.acknowledged:
                self.refused.pop(edit["id"], None)
                self.pending[edit["id"]] = edit
        self._send(edits)

    def send_again(self) -> None:
        """Send everything that has no answer."""
        self._send(list(self.pending.values()))

    def _send(self, edits: list[Edit]) -> None:
        if self.wire is not None and self.welcomed and edits:
            self.sendings.update(edit["id"] for edit in edits)
            self.wire.send({"t": "edits", "edits": edits})

    # In

    def receive(self, frame: Frame) -> None:
        """One frame from the server. What is wrong with it is kept in `faults`."""
        try:
            self._handle(frame)
        except (AssertionError, KeyError) as error:
            self.faults.append(f"{self.name} at {self.seq}: {error!r} on {json.dumps(frame)[:600]}")

    def _handle(self, frame: Frame) -> None:
        {
            "welcome": self._welcome,
            "events": lambda f: self._fold(f["events"]),
            "done": lambda f: self._acknowledge(f["id"], f["seq"]),
            "refused": self._refused,
            "reset": lambda _: self.leave(),
            "here": lambda _: None,
            "pong": lambda _: None,
        }[frame["t"]](frame)

    def closed(self, code: int) -> None:
        """The server has closed the connection."""
        self.locked_out = code == 4401
        self.wire, self.welcomed = None, False

    def _welcome(self, frame: Frame) -> None:
        you = frame["you"]
        assert self.visitor_id in ("", you["visitor_id"]), f"{self.name} has become somebody else"
        self.visitor_id, self.role, self.locked_out = you["visitor_id"], you["role"], False
        if frame["mode"] == "snapshot":
            self.snapshots += 1
            assert frame["seq"] >= self.seq, f"{self.name} was thrown back from {self.seq} to {frame['seq']}"
            self.records = {(kind, row["id"]): row for kind, rows in frame["records"].items() for row in rows}
            self.seq = frame["seq"]
            self.fed.append(("load", frame["records"], self.seq))
        else:
            self.resumes += 1
            self._fold(frame["events"])
            assert self.seq == frame["seq"], f"{self.name} resumed to {self.seq}, not to {frame['seq']}"
        self.epoch, self.welcomed = frame["epoch"], True
        for done in frame["done"]:
            self._acknowledge(done["id"], done["seq"])
        self.send_again()

    def _fold(self, events: list[Frame]) -> None:
        self.fed.append(("fold", events, 0))
        for event in events:
            assert event["seq"] == self.seq + 1, f"{self.name} got event {event['seq']} after {self.seq}"
            fold(self.records, event.get("changes", []))
            self.seq = event["seq"]
            if event.get("id") in self.sent and event["by"] == self.visitor_id:
                self._acknowledge(event["id"], event["seq"])
            if self.on_event:
                self.on_event(event)

    def _acknowledge(self, edit_id: str, seq: int) -> None:
        first = self.acknowledged.setdefault(edit_id, seq)
        assert first == seq, f"{self.name}'s edit {edit_id} was event {first} and is {seq} now"
        self.pending.pop(edit_id, None)
        self.refused.pop(edit_id, None)

    def _refused(self, frame: Frame) -> None:
        edit_id, code = frame["id"], frame["code"]
        assert code not in {"malformed", "too_large", "internal"}, frame
        if edit_id is None or code in UNKNOWN_OUTCOME:
            return
        assert edit_id not in self.acknowledged, f"{self.name}'s edit {edit_id} was done and is refused now: {frame}"
        self.pending.pop(edit_id, None)
        self.refused[edit_id] = code
        self.refusals[edit_id] += 1


def fold(records: Seen, changes: list[Frame]) -> None:
    """The reference: make the changes true. Nobody is told to remove what they never had: that would betray its id."""
    for change in changes:
        if "put" in change:
            records[change["put"], change["record"]["id"]] = change["record"]
        else:
            del records[change["remove"], change["id"]]


def by_kind(records: Seen) -> dict[str, list[dict[str, Any]]]:
    """Records sorted by kind and id, empty kinds left out: the form in which replicas are compared."""
    kinds: dict[str, list[dict[str, Any]]] = {}
    for (kind, _), record in sorted(records.items()):
        kinds.setdefault(kind, []).append(record)
    return kinds


def from_snapshot(records: bytes) -> Seen:
    """The JSON of a snapshot's records, as a client reads it."""
    return {(kind, row["id"]): row for kind, rows in json.loads(records).items() for row in rows}

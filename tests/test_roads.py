"""The same edit by every road gives the same event: by REST, in a batch, over the socket, and by an import.

Events are compared with ids told by name and the moment left out; an edit without a case here fails.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, NamedTuple

import pytest

from korkwand.catalog import SENDABLE
from tests.client import edit, get, new_id
from tests.doors import Server, running
from tests.edit_roads import CASES, LONG_AGO, Case, Fields

Event = dict[str, Any]

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MOMENT = re.compile(r"20[2-9]\d-\d\d-\d\dT[\d:.]+Z")
"""A time of these tests; what is imported is from 2019."""


IMPORTS = {"column.import", "card.import", "comment.import"}
"""By the import door, see below."""


class Town:
    """A board with something of everything on it. Its ids have names; `viewer` is somebody who reads."""

    def __init__(self, server: Server) -> None:
        self.board = server.guest().make_board("Our town")
        self.viewer = self.board.program("viewer")  # seq 2
        names = ("a", "b", "x", "y", "comment", "trashed_column", "trashed_card", "trashed_comment", "key", "phase",
                 "new", "gone", "someone", "report")  # fmt: skip
        self.ids = {name: new_id() for name in names}
        self.ids["secret_hash"] = new_id().replace("-", "") * 2
        self._do("column.add", column_id="@a", title="A")
        self._do("card.add", card_id="@x", column_id="@a", title="A bench", text="red")  # seq 4
        self._do("card.add", card_id="@y", column_id="@a", title="A bus")
        self._do("column.add", column_id="@b", title="B")
        self._do("comment.add", comment_id="@comment", card_id="@x", text="Good")
        for kind, owner in (("column", {}), ("card", {"column_id": "@a"}), ("comment", {"card_id": "@x"})):
            words = {"text": "t"} if kind == "comment" else {"title": "t"}
            self._do(f"{kind}.add", **{f"{kind}_id": f"@trashed_{kind}"}, **owner, **words)
            self._do(f"{kind}.delete", **{f"{kind}_id": f"@trashed_{kind}"})
        self._do("key.add", key_id="@key", secret_hash=new_id().replace("-", "") * 2, role="viewer")
        self._do("phase.add", phase_id="@phase", stage="vote")
        self._do("visitor.remove", visitor_id="@gone")
        self._do("card.report", report_id="@report", card_id="@y")
        snapshot = self.board.snapshot()
        self.seq: int = snapshot["seq"]
        self._known = {self.ids[name]: f"<{name}>" for name in names if name != "new"}
        self._known |= {self.board.id: "<board>", snapshot["you"]["visitor_id"]: "<me>"}

    def real(self, value: Any) -> Any:
        """The value with ids in the place of names."""
        if isinstance(value, dict):
            return {name: self.real(inner) for name, inner in value.items()}
        if isinstance(value, tuple):
            return [self.real(inner) for inner in value]
        if isinstance(value, str):
            return re.sub(r"@(\w+)", lambda found: self.ids[found[1]], value)
        return value

    @property
    def deleted(self) -> bool:
        """Whether the board lies in the trash."""
        return self.board.records("board")[self.board.id]["deleted_at"] is not None

    def named(self, events: list[Event]) -> list[Event]:
        """The events with names in the place of ids and moments, without their own ids and numbers."""
        bare = [{name: value for name, value in event.items() if name not in {"id", "seq"}} for event in events]
        fresh: dict[str, str] = {}

        def name_of(found: re.Match[str]) -> str:
            return self._known.get(found[0]) or fresh.setdefault(found[0], f"<new {len(fresh)}>")

        text = UUID.sub(name_of, json.dumps(bare, sort_keys=True))
        named: list[Event] = json.loads(MOMENT.sub("<now>", text))
        for event in named:
            # Siblings are removed in the order of their ids, which are random here.
            if all("remove" in change for change in event.get("changes", [])):
                event.get("changes", []).sort(key=json.dumps)
        return named

    def _do(self, edit_type: str, **fields: Any) -> None:
        self.board.do(edit_type, **self.real(fields))


class Told(NamedTuple):
    """What everybody was told of an edit: a coordinator by REST and by socket, and a viewer."""

    events: list[Event]
    heard: list[Event]
    seen: list[Event]


def told(town: Town, act: Callable[[Town], None]) -> Told:
    """Let something happen; what everybody is told of it."""
    with ExitStack() as stack:
        # Who may not see a deleted board is not let in, or is put out.
        viewer = None if town.deleted else stack.enter_context(town.viewer.live())
        socket = stack.enter_context(town.board.live())
        act(town)
        heard = events_in(socket.until_quiet())
        seen = events_in(viewer.until_quiet()) if viewer and not town.deleted else []
    events = town.board.events(town.seq)
    assert [event["seq"] for event in events] == list(range(town.seq + 1, town.seq + 1 + len(events)))
    assert [event["type"] for event in heard] == [event["type"] for event in events]
    assert [left_by(told) for told in (heard, events)] == [left_by(events)] * 2
    return Told(town.named(events), left_by(town.named(heard)), left_by(town.named(seen)))


def left_by(events: list[Event]) -> list[Any]:
    """What the events leave, told by them at once or one after the other: the last change of each record."""
    last: dict[tuple[str, str], Any] = {}
    for change in [change for event in events for change in event.get("changes", [])]:
        kind = change.get("put") or change["remove"]
        last[kind, change["id"] if "remove" in change else change["record"]["id"]] = change
    return [last[key] for key in sorted(last)]


def events_in(frames: list[dict[str, Any]]) -> list[Event]:
    """The events of frames that carry nothing else."""
    return [event for frame in frames for event in frame["events"]]


def by_batch(*edits: Fields) -> Callable[[Town], None]:
    """The road POST …/edits."""

    def act(town: Town) -> None:
        results = town.board.submit(*map(town.real, edits))
        assert all("seq" in result for result in results), results

    return act


def by_socket(*edits: Fields) -> Callable[[Town], None]:
    """The road over the socket."""

    def act(town: Town) -> None:
        with town.board.live() as socket:
            for one in map(town.real, edits):
                socket.edits(one)
                socket.event(one["id"])

    return act


def by_rest(method: str, path: str, body: Fields | None, edit_id: str) -> Callable[[Town], None]:
    """The road of its own request."""

    def act(town: Town) -> None:
        given = {} if body is None else {"json": town.real(body)}
        url = f"{town.board.url}{town.real(path)}"
        answer = town.board.client.request(method, url, headers={"Idempotency-Key": edit_id}, **given)
        assert answer.status_code in {200, 201, 204}, answer.text

    return act


def by_import(**files: str) -> Callable[[Town], None]:
    """The road of the import door."""

    def act(town: Town) -> None:
        answer = town.board.client.post(
            f"{town.board.url}/import", files={n: text.encode() for n, text in files.items()}
        )
        assert answer.status_code == 200, answer.text
        assert answer.json()["problems"] == []

    return act


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_same_edit_by_every_road_is_the_same_event(server: Server, case: Case) -> None:
    one = edit(case.type, **case.fields)
    roads = [by_batch(one), by_socket(one)]
    if case.rest is not None:
        roads.append(by_rest(*case.rest, one["id"]))
    found = []
    for road in roads:
        town = Town(server)
        for edit_type in case.before:
            town.seq = town.board.do(edit_type)
        found.append(told(town, road))
        (event,) = town.board.events(town.seq)
        assert event["id"] == one["id"]
    assert found[0].events[0]["type"] == case.type
    # Who has somebody forgotten may be that one: nobody is told later who it was.
    assert found[0].events[0]["by"] == (None if case.type == "visitor.forget" else "<me>")
    assert found[0].events[0]["changes"]
    assert found == [found[0]] * len(roads)


@pytest.mark.parametrize(("path", "body", "edits"), [
    (
        "", {"color": "blue", "title": "Our village", "description": "For all"},
        [("board.rename", {"title": "Our village"}), ("board.describe", {"description": "For all"}),
         ("board.recolor", {"color": "blue"})],
    ),
    (
        "/columns/@a", {"before_id": None, "after_id": "@b", "color": "blue", "description": "d", "title": "t"},
        [("column.rename", {"column_id": "@a", "title": "t"}),
         ("column.describe", {"column_id": "@a", "description": "d"}),
         ("column.recolor", {"column_id": "@a", "color": "blue"}),
         ("column.move", {"column_id": "@a", "after_id": "@b"})],
    ),
    (
        "/cards/@x", {"column_id": "@b", "after_id": None, "color": "blue", "text": "t", "title": "T", "base": 4},
        [("card.write", {"card_id": "@x", "title": "T", "text": "t", "base": 4}),
         ("card.recolor", {"card_id": "@x", "color": "blue"}),
         ("card.move", {"card_id": "@x", "column_id": "@b", "after_id": None})],
    ),
])  # fmt: skip
def test_a_patch_is_its_edits_in_a_fixed_order(
    server: Server, path: str, body: Fields, edits: list[tuple[str, Fields]]
) -> None:
    batch = [edit(edit_type, **fields) for edit_type, fields in edits]
    roads = [by_batch(*batch), by_socket(*batch), by_rest("PATCH", path, body, new_id())]
    found = [told(Town(server), road) for road in roads]
    assert [event["type"] for event in found[0].events] == [edit_type for edit_type, _ in edits]
    assert found == [found[0]] * len(roads)


def test_an_import_of_tables_is_its_edits(server: Server) -> None:
    column, card = new_id(), new_id()
    batch = [
        edit("column.import", column_id=column, title="Roads"),
        edit("card.import", card_id=card, column_id=column, title="A lamp", text="by night", color="blue",
             author_name="Anna", created_at=LONG_AGO),
        edit("card.import", column_id="@a", title="A kerb"),
        edit("comment.import", card_id=card, text="Yes", author_name="Berta", created_at=LONG_AGO),
    ]  # fmt: skip
    cards = f"id;title;text;column;color;author;created\n1;A lamp;by night;Roads;blue;Anna;{LONG_AGO}\n2;A kerb;;A;;;\n"
    comments = f"card;text;author;created\n1;Yes;Berta;{LONG_AGO}\n"
    roads = [by_batch(*batch), by_socket(*batch), by_import(file=cards, comments=comments)]
    found = [told(Town(server), road) for road in roads]
    assert {event["type"] for event in found[0].events} == IMPORTS
    assert found == [found[0]] * len(roads)


def test_an_import_of_a_board_is_its_edits(server: Server) -> None:
    column, card = new_id(), new_id()
    times = {"created_at": LONG_AGO, "edited_at": "2019-06-01T00:00:00.000Z"}
    trashed = {"deleted_at": "2019-07-01T00:00:00.000Z"}
    words: Fields = {"title": "A lamp", "text": "by *night*", "color": "blue", "author_name": "Anna", **times}
    batch = [
        edit("column.import", column_id=column, title="Roads", description="All", color="rose", created_at=LONG_AGO),
        edit("card.import", card_id=card, column_id=column, **words),
        edit("card.import", column_id=column, title="Gone", **trashed),
        edit("comment.import", card_id=card, text="Yes", author_name="Berta", **times, **trashed),
    ]
    file = {
        "korkwand": 1,
        "board": {"title": "Elsewhere"},
        "columns": [{"id": "c", "title": "Roads", "description": "All", "color": "rose", "created_at": LONG_AGO}],
        "cards": [{"id": "1", "column_id": "c", **words}, {"id": "2", "column_id": "c", "title": "Gone", **trashed}],
        "comments": [{"id": "k", "card_id": "1", "text": "Yes", "author_name": "Berta", **times, **trashed}],
    }
    roads = [by_batch(*batch), by_socket(*batch), by_import(file=json.dumps(file))]
    found = [told(Town(server), road) for road in roads]
    assert {event["type"] for event in found[0].events} == IMPORTS
    assert found == [found[0]] * len(roads)


def test_every_edit_has_a_case() -> None:
    assert {case.type for case in CASES} | IMPORTS == set(SENDABLE)


def test_every_request_that_changes_a_board_has_a_case(server: Server) -> None:
    kinds = {"/cards/@": "/cards/{card_id}", "/columns/@": "/columns/{column_id}", "/keys/@": "/keys/{key_id}"}
    kinds["/visitors/@"] = "/visitors/{visitor_id}"
    covered = set()
    for case in CASES:
        if case.rest is not None:
            method, path, _ = case.rest
            path = path.partition("?")[0]
            template = next((there for start, there in kinds.items() if path.startswith(start)), path)
            covered.add((method.lower(), f"/api/boards/{{board_id}}{template}"))
    document = get(f"{server.address}/api/openapi.json").json()
    served = {(method, path) for path, methods in document["paths"].items() for method in methods if method != "get"}
    others = {("post", "/api/boards"), ("post", "/api/demo"), ("delete", "/api/device")}
    others |= {("post", "/api/sign-out"), ("delete", "/api/me")}
    # One's own name, personal link and being forgotten: tests/api/test_me.py and test_forgetting.py.
    others |= {(method, "/api/boards/{board_id}/me") for method in ("patch", "delete")}
    others |= {("post", "/api/boards/{board_id}/me/link")}
    # What is no record of the board: tests/api/test_guesses.py.
    others |= {("delete", "/api/boards/{board_id}/keys/{key_id}/lock")}
    others |= {("post", f"/api/boards/{{board_id}}/{door}") for door in ("enter", "edits", "import")}
    assert covered == served - others


def test_boards_are_as_comparable_as_this_takes_for_granted(server: Server) -> None:
    """Two boards differ in ids only; and the names do not hide a difference."""
    one, two = Town(server), Town(server)
    assert one.seq == two.seq
    assert one.named(one.board.events(2)) == two.named(two.board.events(2))
    assert one.named([{"card_id": one.ids["x"]}]) != one.named([{"card_id": one.ids["y"]}])


def test_a_road_that_is_another_edit_is_found(server: Server) -> None:
    """What the comparison is for: one letter, one neighbour, one field more."""
    base = told(Town(server), by_batch(edit("card.move", card_id="@x", column_id="@a", after_id="@y")))
    for other in (
        edit("card.move", card_id="@x", column_id="@a", after_id=None),
        edit("card.recolor", card_id="@x", color="blue"),
        edit("card.move", card_id="@y", column_id="@a", after_id="@x"),
    ):
        assert told(Town(server), by_batch(other)) != base

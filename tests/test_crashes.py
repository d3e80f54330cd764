"""Real crashes: a table is taken away under the running server, the file is overwritten or removed.

Each is answered in the one shape of errors, logged once in one line without secrets, and nothing is lost.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.client import Program, edit, get, new_id, sorted_out
from tests.doors import Server, running
from tests.secret_town import PASSWORD, QUERY, Town, assert_silent


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server of its own: what it wrote is read as a whole."""
    with running(tmp_path) as server:
        yield server


class Crash:
    """A table that is away for a while: what needs it fails with an error that nobody foresaw."""

    def __init__(self, server: Server, table: str) -> None:
        self._file = server.database
        self._table = table

    @contextmanager
    def away(self) -> Iterator[None]:
        """Without the table."""
        self._run(f'ALTER TABLE "{self._table}" RENAME TO "{self._table}_away"')
        try:
            yield
        finally:
            self._run(f'ALTER TABLE "{self._table}_away" RENAME TO "{self._table}"')

    def _run(self, sql: str) -> None:
        with closing(sqlite3.connect(self._file, isolation_level=None, timeout=10)) as connection:
            # Or the other tables' foreign keys would follow the new name.
            connection.execute("PRAGMA legacy_alter_table=ON")
            connection.execute("PRAGMA foreign_keys=OFF")
            connection.execute(sql)


def internal(answer: httpx.Response) -> None:
    """A fault of ours, in the one shape of errors, without a word of our insides."""
    assert (answer.status_code, answer.json()["code"]) == (500, "internal"), answer.text
    assert set(answer.json()) == {"code", "detail"}
    assert "event" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


class TestACommitThatCrashes:
    """The table of events is away: the commit fails for a reason that is not foreseen."""

    def test_one_edit_by_rest(self, server: Server) -> None:
        town, headers = Town(server), {"Idempotency-Key": new_id()}
        before = sorted_out(town.board.snapshot())
        body = {"title": PASSWORD, "column_id": town.column}
        with Crash(server, "event").away():
            internal(town.board.client.post(f"{town.board.url}/cards?{QUERY}", json=body, headers=headers))
            assert sorted_out(town.board.snapshot()) == before
        assert town.board.client.post(f"{town.board.url}/cards", json=body, headers=headers).status_code == 201
        assert town.board.snapshot()["seq"] == before["seq"] + 1
        assert_whole(server, town)
        assert_silent(server, town, errors=1)

    def test_a_batch(self, server: Server) -> None:
        """Each edit is tried alone; and each is told no."""
        town = Town(server)
        edits = [edit("card.add", column_id=town.column, title=f"{PASSWORD} {number}") for number in range(3)]
        before = sorted_out(town.board.snapshot())
        with Crash(server, "event").away():
            assert [result["code"] for result in town.board.submit(*edits)] == ["internal"] * 3
            assert sorted_out(town.board.snapshot()) == before
        assert [result["seq"] for result in town.board.submit(*edits)] == [before["seq"] + 1 + n for n in range(3)]
        assert_whole(server, town)
        log = [line for line in server.log().splitlines() if " ERROR " in line]
        assert 1 <= len(log) <= 4
        assert_silent(server, town, errors=len(log))

    def test_an_edit_over_the_socket(self, server: Server) -> None:
        town, one = Town(server), edit("key.change", key_id=new_id(), label=PASSWORD)
        one["key_id"] = town.guest.key_id
        with town.board.live() as socket, town.guest.live() as other:
            with Crash(server, "event").away():
                socket.edits(one)
                refused = socket.expect("refused")
                assert (refused["id"], refused["code"]) == (one["id"], "internal")
                assert [frame["t"] for frame in other.until_quiet()] == []
            socket.edits(one)
            seq = socket.event(one["id"])["seq"]
            assert other.expect("events")["events"][-1] == {"seq": seq}
        assert_whole(server, town)
        assert_silent(server, town, errors=1)

    def test_making_a_board(self, server: Server) -> None:
        town = Town(server)
        with Crash(server, "event").away():
            internal(town.board.client.post(f"/api/boards?{QUERY}", json={"title": PASSWORD}))
        assert server.guest().make_board().snapshot()["seq"] == 1
        assert_silent(server, town, errors=1)


def enters(town: Town) -> httpx.Response:
    """Come in by a link."""
    body = {"secret": town.guest.secret, "name": PASSWORD}
    return town.server.guest().post(f"{town.board.url}/enter?{QUERY}", json=body)


def reads(town: Town) -> httpx.Response:
    """Read the board by a link that was not used yet."""
    secret = town.board.key("viewer")["secret"]
    town.secrets.add(secret)
    with Program(town.server.address, secret) as program:
        return program.get(f"{town.board.url}?{QUERY}")


class TestAReadThatCrashes:
    @pytest.mark.parametrize(("table", "act"), [("visitor", enters), ("key_secret", enters)])
    def test_it_is_internal_and_logged_once(
        self, server: Server, table: str, act: Callable[[Town], httpx.Response]
    ) -> None:
        town = Town(server)
        restarted(town)
        town.board.snapshot()
        with Crash(server, table).away():
            internal(act(town))
        assert act(town).status_code == 200
        assert_whole(server, town)
        assert_silent(server, town, errors=1)

    def test_a_board_that_cannot_be_loaded(self, server: Server) -> None:
        town = Town(server)
        before = sorted_out(town.board.snapshot())
        restarted(town)
        with Crash(server, "card").away():
            internal(town.board.client.get(f"{town.board.url}?{QUERY}"))
        assert sorted_out(town.board.snapshot()) == before
        assert_silent(server, town, errors=1)

    def test_a_hello_that_cannot_be_answered(self, server: Server) -> None:
        town = Town(server)
        restarted(town)
        with Crash(server, "card").away(), town.board.socket() as socket:
            socket.send({"t": "hello", "v": 1, "key": town.program.secret})
            assert socket.closed() == (1011, "internal")
            assert [(frame["t"], frame["id"], frame["code"]) for frame in socket.frames] == [
                ("refused", None, "internal")
            ]
        with town.board.live() as socket:
            assert socket.welcome["mode"] == "snapshot"
        assert_silent(server, town, errors=1)


class TestADamagedFile:
    def test_what_was_acknowledged_before_is_read_on_and_writing_is_answered_in_words(self, server: Server) -> None:
        """The file is overwritten in the middle of everything: nobody can save it, but everybody is told."""
        town = Town(server)
        before = sorted_out(town.board.snapshot())
        restarted(town)
        assert sorted_out(town.board.snapshot()) == before
        other = server.guest().make_board()
        for file in sorted(server.database.parent.glob(f"{server.database.name}*")):
            if file.suffix != ".db-shm":
                size = file.stat().st_size
                with file.open("r+b") as damaged:
                    damaged.write(b"\xde\xad" * (size // 2))
        answer = town.board.client.post(f"{town.board.url}/cards", json={"column_id": town.column, "title": PASSWORD})
        assert answer.status_code in {500, 503}
        assert answer.json()["code"] in {"internal", "unavailable"}
        read = town.board.client.get(town.board.url)
        assert read.status_code in {200, 500, 503}
        if read.status_code == 200:
            assert sorted_out(read.json()) == before
        with other.socket() as socket:
            socket.send({"t": "hello", "v": 1})
            first = socket.receive()
            assert first["t"] == "welcome" or first["code"] in {"internal", "unavailable"}
        assert get(f"{server.address}/api/health").status_code == 200
        errors = sum(" ERROR " in line for line in server.log().splitlines())
        assert errors <= 10
        assert_silent(server, town, errors=errors)


class TestARemovedFile:
    """Somebody tidies up under the running server. SQLite writes on, into a file that has no name any more."""

    def test_nothing_is_acknowledged_that_a_restart_would_lose(self, server: Server) -> None:
        town = Town(server)
        for file in server.database.parent.glob(f"{server.database.name}*"):
            file.unlink()
        body = {"column_id": town.column, "title": PASSWORD}
        answers = [
            town.board.client.post(f"{town.board.url}/cards", json=body),
            town.board.client.post("/api/boards", json={"title": PASSWORD}),
        ]
        for answer in answers:
            assert answer.status_code in {500, 503, 507}, answer.text
        assert_silent(server, town, errors=sum(" ERROR " in line for line in server.log().splitlines()))

    def test_it_is_not_ready(self, server: Server) -> None:
        town = Town(server)
        for file in server.database.parent.glob(f"{server.database.name}*"):
            file.unlink()
        assert get(f"{server.address}/api/ready").status_code == 503
        assert town.board.snapshot()["seq"] > 1


def restarted(town: Town) -> None:
    """Nothing in memory."""
    town.server.restart()
    for one in (town.board, town.guest, town.program):
        one.client.address = town.server.address
        one.client.base_url = town.server.address
        if "Origin" in one.client.headers:
            one.client.headers["Origin"] = town.server.address


def assert_whole(server: Server, town: Town) -> None:
    """The tables hold what is served, and the log leads there without a gap."""
    snapshot: dict[str, Any] = town.board.snapshot()
    with closing(sqlite3.connect(server.database)) as connection:
        (seq,) = connection.execute("SELECT seq FROM board WHERE id = ?", [town.board.id]).fetchone()
        logged = connection.execute("SELECT seq, changes FROM event WHERE board_id = ? ORDER BY seq", [town.board.id])
        numbers, changes = zip(*logged.fetchall(), strict=True)
        titles = connection.execute("SELECT id, title FROM card WHERE board_id = ?", [town.board.id]).fetchall()
    assert seq == snapshot["seq"]
    assert list(numbers) == list(range(1, seq + 1))
    assert all(json.loads(change) for change in changes)
    assert dict(titles) == {card["id"]: card["title"] for card in snapshot["records"]["card"]}

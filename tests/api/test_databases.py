"""The doors over each database, each with a server of its own: what else is only tried over SQLite."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import httpx
import pytest

from tests.client import Board, Guest, Program, edit, new_id, sorted_out
from tests.doors import Server, restart, running
from tests.postgres import BOTH, Postgres


@pytest.fixture(scope="module", params=BOTH)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    if request.param == "sqlite":
        with running(folder) as server:
            yield server
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    with postgres.database() as url, running(folder, database_url=url) as server:
        yield server


@pytest.fixture
def column(board: Board) -> str:
    """A column to pin on."""
    made: str = board.column()["id"]
    return made


def test_a_board_is_made_and_entered(server: Server) -> None:
    board = server.guest().make_board("Our town – 💡", description="For\nall", color="blue")
    guest = board.browser("contributor", name="Anna", label="Club", password=None)
    assert guest.snapshot()["you"]["name"] == "Anna"
    assert guest.records("board") == board.records("board")
    assert board.records("board")[board.id]["title"] == "Our town – 💡"
    assert [visit["board"]["id"] for visit in guest.client.get("/api/boards").json()["boards"]] == [board.id]


def test_a_password_opens_a_link(server: Server, board: Board) -> None:
    secret = board.key("viewer", password="correct horse")["secret"]
    assert server.guest().post(f"{board.url}/enter", json={"secret": secret, "password": "battery"}).status_code == 403
    assert Guest(server.address).enter(board.id, secret, password="correct horse").snapshot()["seq"] == 2


def test_edits_by_rest_in_a_batch_and_over_the_socket(board: Board, column: str) -> None:
    card = board.card(column, "A bench", text="red")["id"]
    patched = board.client.patch(f"{board.url}/cards/{card}", json={"text": "blue", "color": "green"})
    assert (patched.status_code, patched.json()["text"], patched.json()["color"]) == (200, "blue", "green")
    good, bad, comment = edit("column.add", title="B"), edit("card.purge", card_id=new_id()), new_id()
    results = board.submit(good, bad, edit("comment.add", comment_id=comment, card_id=card, text="Yes"))
    assert [result.get("code") for result in results] == [None, "not_found", None]
    with board.live() as socket, board.program("viewer").live() as viewer:
        move = edit("card.move", card_id=card, column_id=good["id"])
        socket.edits(move)
        assert socket.event(move["id"]) == viewer.event(move["id"])
        purge = edit("column.purge", column_id=good["id"])
        socket.edits(purge)
        removed = {change["id"] for change in socket.event(purge["id"])["changes"]}
    assert removed == {good["id"], card, comment}
    assert (board.records("card"), board.records("comment"), set(board.records("column"))) == ({}, {}, {column})
    last = board.snapshot()["seq"]
    assert [event["seq"] for event in board.events(last - 1)] == [last]


def test_a_batch_in_which_an_id_is_taken_refuses_that_edit_alone(board: Board, column: str) -> None:
    """Text of a kind that one of the databases might not take; none of it stops the others."""
    card = board.card(column)["id"]
    edits = [
        edit("card.add", column_id=column, title="\ufffd 💡 e\u0301 \u202e '; DROP TABLE card; --"),
        edit("card.add", card_id=card, column_id=column, title="taken"),
        edit("card.add", column_id=column, text="%s %(id)s :id ? $1 \\"),
    ]
    assert [result.get("code") for result in board.submit(*edits)] == [None, "conflict", None]
    assert board.records("card")[edits[2]["id"]]["text"] == "%s %(id)s :id ? $1 \\"


def test_everybody_resumes_from_memory(board: Board, column: str) -> None:
    guest = board.browser("contributor")
    last, mine = guest.snapshot(), edit("card.add", column_id=column, title="x")
    board.submit(mine)
    with guest.live(last=last["seq"], epoch=last["epoch"]) as socket:
        assert [event["id"] for event in socket.welcome["events"]] == [mine["id"]]


def test_a_revoked_key_is_out(board: Board, column: str) -> None:
    guest, program = board.browser("contributor"), board.program("editor")
    with guest.live() as socket, program.live() as other:
        for one in (guest, program):
            assert board.client.delete(f"{board.url}/keys/{one.key_id}").status_code == 204
        assert socket.closed() == other.closed() == (4401, "revoked")
    for one in (guest, program):
        assert one.client.get(board.url).status_code == 403
        assert one.client.post(f"{board.url}/cards", json={"column_id": column, "title": "x"}).status_code == 403


class Before(NamedTuple):
    """A board in use before its server was started anew, and what was seen and answered then."""

    board: Board
    guest: Board
    snapshots: list[dict[str, Any]]
    edit: dict[str, Any]
    result: dict[str, Any]
    key: dict[str, str]
    posted: httpx.Response
    gone: str


@pytest.fixture(scope="module")
def before(server: Server) -> Before:
    """Used by somebody, then restarted."""
    board = server.guest().make_board()
    column: str = board.column()["id"]
    guest, key = board.browser("contributor", name="Anna"), {"Idempotency-Key": new_id()}
    for number in range(20):
        board.card(column, str(number), **({} if number % 3 else {"after_id": None}))
    gone = guest.card(column, "Gone")["id"]
    assert guest.client.delete(f"{board.url}/cards/{gone}").status_code == 204
    board.do("comment.add", card_id=next(iter(board.records("card"))), text="Yes")
    one = edit("card.add", column_id=column, title="x")
    (result,) = board.submit(one)
    posted = board.client.post(f"{board.url}/columns", json={"title": "B"}, headers=key)
    snapshots = [sorted_out(board.snapshot()), sorted_out(guest.snapshot())]
    restart(server, board, guest)
    return Before(board, guest, snapshots, one, result, key, posted, gone)


class TestAfterARestart:
    def test_nothing_is_forgotten(self, server: Server, before: Before) -> None:
        assert [sorted_out(one.snapshot()) for one in (before.board, before.guest)] == before.snapshots
        with Program(server.address, before.board.secret) as program:
            assert sorted_out(program.get(before.board.url).json())["records"] == before.snapshots[0]["records"]

    def test_the_same_id_again_gets_the_first_answer(self, before: Before) -> None:
        assert before.board.submit(before.edit, before.edit) == [before.result] * 2
        again = before.board.client.post(f"{before.board.url}/columns", json={"title": "B"}, headers=before.key)
        assert (again.status_code, again.json()) == (before.posted.status_code, before.posted.json())
        assert before.guest.submit(before.edit)[0]["code"] == "conflict"

    def test_everybody_takes_the_snapshot(self, before: Before) -> None:
        last, epoch = before.result["seq"] - 1, before.snapshots[0]["epoch"]
        with before.board.live(last=last, epoch=epoch, pending=[before.edit["id"], new_id()]) as socket:
            assert (socket.welcome["mode"], socket.welcome["done"]) == ("snapshot", [before.result])
        with before.guest.live(last=last, epoch=before.snapshots[1]["epoch"]) as socket:
            assert socket.welcome["mode"] == "snapshot"

    def test_new_cards_stand_where_they_should(self, before: Before) -> None:
        """Ranks are compared by their bytes, whatever the database's language."""
        column = before.edit["column_id"]
        top, last = before.board.card(column, "top", after_id=None), before.board.card(column, "last")
        cards = before.board.records("card").values()
        order = [card["id"] for card in sorted(cards, key=lambda card: (card["rank"].encode(), card["id"]))]
        assert (order[0], order[-1]) == (top["id"], last["id"])

    def test_the_trash_is_still_his(self, before: Before) -> None:
        before.guest.do("card.restore", card_id=before.gone)
        assert before.board.records("card")[before.gone]["deleted_at"] is None

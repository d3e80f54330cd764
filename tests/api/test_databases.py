"""The doors over each database, each with a server of its own: what else is only tried over SQLite."""

import time
from collections.abc import Iterator

import pytest

from tests.client import Board, Guest, Program, edit, new_id
from tests.doors import Server, restart, running
from tests.postgres import BOTH, Postgres

A_SECOND = 1.0


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
    events = board.events(0)
    assert [event["seq"] for event in events] == list(range(1, board.snapshot()["seq"] + 1))


def test_the_same_id_again_gets_the_first_answer(server: Server, board: Board, column: str) -> None:
    one, headers = edit("card.add", column_id=column, title="x"), {"Idempotency-Key": new_id()}
    first = board.submit(one)
    posted = board.client.post(f"{board.url}/columns", json={"title": "B"}, headers=headers)
    restart(server, board)
    assert board.submit(one, one) == first * 2
    again = board.client.post(f"{board.url}/columns", json={"title": "B"}, headers=headers)
    assert (again.status_code, again.json()) == (posted.status_code, posted.json())
    other = board.program("coordinator").submit(one)
    assert other[0]["code"] == "conflict"


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


def test_cards_stand_in_the_same_order_after_a_restart(server: Server, board: Board, column: str) -> None:
    """Ranks are compared by their bytes, whatever the database's language."""
    for number in range(20):
        after = {} if number % 3 else {"after_id": None}
        board.card(column, str(number), **after)
    before = [card["title"] for card in by_rank(board)]
    restart(server, board)
    assert [card["title"] for card in by_rank(board)] == before
    last = board.card(column, "last")
    assert by_rank(board)[-1]["id"] == last["id"]


def by_rank(board: Board) -> list[dict[str, str]]:
    """The cards in their order."""
    return sorted(board.records("card").values(), key=lambda card: (card["rank"].encode(), card["id"]))


def test_a_coordinator_resumes_from_the_log_and_others_from_memory(server: Server, board: Board, column: str) -> None:
    guest = board.browser("contributor")
    before, last = board.snapshot(), guest.snapshot()
    mine = edit("card.add", column_id=column, title="x")
    (done,) = board.submit(mine)
    with guest.live(last=last["seq"], epoch=last["epoch"]) as socket:
        assert [event["id"] for event in socket.welcome["events"]] == [mine["id"]]
    events = board.events(before["seq"])
    restart(server, board, guest)
    with board.live(last=before["seq"], epoch=before["epoch"], pending=[mine["id"], new_id()]) as socket:
        assert (socket.welcome["mode"], socket.welcome["events"]) == ("events", events)
        assert socket.welcome["done"] == [done]
    with guest.live(last=last["seq"], epoch=last["epoch"]) as socket:
        assert socket.welcome["mode"] == "snapshot"
        assert set(socket.welcome["records"]["card"][0]) == set(board.records("card")[mine["id"]])


def test_a_revoked_key_is_out_within_a_second(board: Board, column: str) -> None:
    guest, program = board.browser("contributor"), board.program("editor")
    with guest.live() as socket, program.live() as other:
        started = time.monotonic()
        for one in (guest, program):
            assert board.client.delete(f"{board.url}/keys/{one.key_id}").status_code == 204
        assert socket.closed() == other.closed() == (4401, "revoked")
        assert time.monotonic() - started < A_SECOND
    for one in (guest, program):
        assert one.client.get(board.url).status_code == 403
        assert one.client.post(f"{board.url}/cards", json={"column_id": column, "title": "x"}).status_code == 403


def test_nothing_is_forgotten_by_a_restart(server: Server, board: Board, column: str) -> None:
    guest = board.browser("editor", name="Anna")
    card = guest.card(column)["id"]
    board.do("comment.add", card_id=card, text="Yes")
    gone = guest.card(column, "Gone")["id"]
    assert guest.client.delete(f"{board.url}/cards/{gone}").status_code == 204
    seen = [one.snapshot() for one in (board, guest)]
    restart(server, board, guest)
    assert [one.snapshot() for one in (board, guest)] == seen
    assert guest.do("card.restore", card_id=gone) == seen[0]["seq"] + 1
    with Program(server.address, board.secret) as program:
        assert program.get(board.url).json()["records"] == board.snapshot()["records"]

"""A board that is nearly full, live: coordinators are told, nobody else is, and what does not fit is refused."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.client import Board, edit
from tests.doors import Server, restart, running

MOST = 10


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose boards have ten cards at most."""
    with running(tmp_path_factory.mktemp("server"), board_cards=str(MOST)) as server:
        yield server


@pytest.fixture
def board(server: Server) -> Board:
    """A board of that server."""
    return server.guest().make_board()


def told(frames: list[dict[str, Any]]) -> list[tuple[int, str]]:
    """What these frames say of the size."""
    return [(frame["percent"], frame["measure"]) for frame in frames if frame["t"] == "size"]


class TestCoordinators:
    def test_are_told_from_80_per_cent_until_it_is_less_and_nobody_else_is(self, board: Board) -> None:
        """[SO19] [LI8]"""
        column = board.column()["id"]
        editor = board.browser("editor")
        with board.live() as socket, editor.live() as other:
            cards = [board.card(column, str(number))["id"] for number in range(MOST)]
            board.do("card.delete", card_id=cards[0])
            for card in cards[:4]:
                board.do("card.purge", card_id=card)
            assert told(socket.until_quiet()) == [(percent, "cards") for percent in (80, 90, 100, 90, 80, 70)]
            assert told(other.until_quiet()) == []

    def test_are_told_when_they_come(self, board: Board) -> None:
        """[SO19]"""
        column = board.column()["id"]
        for number in range(9):
            board.card(column, str(number))
        with board.live() as socket, board.browser("editor").live() as other:
            assert socket.expect("size")["percent"] == 90
            assert told(other.until_quiet()) == []


class TestRefusals:
    def test_a_full_board_refuses_by_every_door_and_says_why(self, board: Board) -> None:
        """[LI8] [ER2]"""
        column = board.column()["id"]
        cards = [board.card(column, str(number))["id"] for number in range(MOST)]
        guest = board.browser("contributor")
        answer = guest.client.post(f"{board.url}/cards", json={"column_id": column, "title": "x"})
        assert (answer.status_code, answer.json()["code"], answer.json()["limit"]) == (413, "too_large", "cards")
        (result,) = board.submit(edit("card.copy", card_id=cards[0]))
        assert (result["code"], result["limit"]) == ("too_large", "cards")
        table = "title\n" + "\n".join(f"row {number}" for number in range(5))
        report = board.client.post(f"{board.url}/import", files={"file": ("list.csv", table)}).json()
        assert report["cards"] == 0
        assert [problem["code"] for problem in report["problems"]] == ["too_large"] * 5
        with guest.live() as socket:
            one = edit("card.add", column_id=column, title="x")
            socket.edits(one)
            (refused,) = socket.refusals(1)
        assert (refused["id"], refused["code"], refused["limit"]) == (one["id"], "too_large", "cards")
        assert len(board.records("card")) == MOST

    def test_the_size_is_known_again_after_a_restart(self, server: Server) -> None:
        board = server.guest().make_board()
        column = board.column()["id"]
        for number in range(MOST):
            board.card(column, str(number))
        restart(server, board)
        (result,) = board.submit(edit("card.add", column_id=column, title="x"))
        assert result["code"] == "too_large"

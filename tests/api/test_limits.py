"""How much at once: every limit says how long to wait, and what was refused may be sent again."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.client import Board, edit
from tests.doors import Server, running

BURST = 10
PER_SECOND = 4
"""So few that a busy machine sends more."""
FRAMES = 5


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    limits = {"edits_burst": str(BURST), "edits_per_second": str(PER_SECOND), "frames_per_second": str(FRAMES)}
    with running(tmp_path_factory.mktemp("server"), **limits) as server:
        yield server


@pytest.fixture
def column(board: Board) -> str:
    """A column to pin on."""
    made: str = board.column()["id"]
    return made


def cards(column: str, count: int) -> list[dict[str, Any]]:
    """Edits that pin so many cards."""
    return [edit("card.add", column_id=column, title=f"{number}") for number in range(count)]


class TestEditsOfAVisitor:
    def test_over_rest_it_is_429_with_retry_after(self, board: Board, column: str) -> None:
        """[LI3] [ER4]"""
        guest = board.program("contributor")
        pinned = (
            guest.client.post(f"{board.url}/cards", json={"column_id": column, "title": "x"}) for _ in range(10 * BURST)
        )
        limited = next(answer for answer in pinned if answer.status_code != 201)
        assert limited.status_code == 429
        body = limited.json()
        assert (set(body), body["code"]) == ({"code", "detail", "retry_after"}, "rate_limited")
        assert 0 < body["retry_after"] <= 1
        assert int(limited.headers["retry-after"]) >= 1

    def test_over_the_socket_each_edit_is_refused_and_may_be_sent_again(self, board: Board, column: str) -> None:
        """[LI3]"""
        guest = board.browser("contributor")
        with guest.live() as socket:
            first, second = cards(column, BURST), cards(column, BURST)
            socket.edits(*first)
            socket.edits(*second)
            refused = socket.refusals(BURST)
            assert [frame["id"] for frame in refused] == [one["id"] for one in second]
            assert {frame["code"] for frame in refused} == {"rate_limited"}
            time.sleep(max(frame["retry_after"] for frame in refused))
            socket.edits(*second)
            socket.event(second[-1]["id"])
        assert len(board.records("card")) == 2 * BURST

    def test_one_visitor_does_not_use_up_what_another_may(self, board: Board, column: str) -> None:
        one, two = board.program("contributor"), board.program("contributor")
        one.submit(*cards(column, BURST))
        assert [result.get("code") for result in two.submit(*cards(column, BURST))] == [None] * BURST

    def test_a_frame_with_more_than_the_burst_is_not_a_way_around(self, board: Board, column: str) -> None:
        guest = board.browser("contributor")
        with guest.live() as socket:
            for _ in range(4):
                socket.edits(*cards(column, 3 * BURST))
            socket.until_quiet()
        assert len(board.records("card")) <= 3 * BURST + PER_SECOND

    def test_a_batch_with_more_than_the_burst_is_not_a_way_around(self, board: Board, column: str) -> None:
        guest = board.program("contributor")
        for _ in range(4):
            guest.client.post(f"{board.url}/edits", json={"edits": cards(column, 3 * BURST)})
        assert len(board.records("card")) <= 3 * BURST + PER_SECOND


class TestFramesOfASocket:
    def test_too_many_are_refused_and_the_socket_goes_on(self, board: Board) -> None:
        """[LI3]"""
        with board.live() as socket:
            for _ in range(4 * FRAMES):
                socket.send({"t": "ping"})
            refused = socket.expect("refused")
            assert (refused["id"], refused["code"]) == (None, "rate_limited")
            assert refused["retry_after"] > 0
            time.sleep(1)
            socket.frames.clear()
            socket.send({"t": "ping"})
            socket.expect("pong")

    def test_edits_in_too_many_frames_are_refused_by_name(self, board: Board, column: str) -> None:
        with board.live() as socket:
            sent = [edit("column.rename", column_id=column, title=f"{n}") for n in range(4 * FRAMES)]
            for one in sent:
                socket.edits(one)
            refused = socket.expect("refused")
        assert refused["code"] == "rate_limited"
        assert refused["id"] in {one["id"] for one in sent}


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    """A board on a server that lets a visitor write 128 KB at once, and 1 KB a second from then on."""
    with running(tmp_path_factory.mktemp("narrow"), kilobytes_per_second="1") as server:
        yield server.guest().make_board()


class TestBytes:
    """A visitor's bucket of 128 KB: three cards of 20,000 letters, which count as message and as event."""

    def test_rest_and_socket_are_one_bucket_and_the_sentence_names_it(self, narrow: Board) -> None:
        """[LI6] [ER4]"""
        column = narrow.column()["id"]
        guest = narrow.browser("contributor")
        long = [edit("card.add", column_id=column, title="x", text="word " * 4000) for _ in range(5)]
        with guest.live() as socket:
            for one in long[:3]:
                socket.edits(one)
            socket.event(long[2]["id"])
            socket.edits(long[3])
            (refused,) = socket.refusals(1)
        assert (refused["id"], refused["code"]) == (long[3]["id"], "rate_limited")
        assert "A visitor may write 0.125 MB at once" in refused["detail"]
        answer = guest.client.post(f"{guest.url}/edits", json={"edits": long[4:]})
        assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
        assert int(answer.headers["retry-after"]) >= 1

    def test_copies_count_by_what_they_come_to(self, narrow: Board) -> None:
        """[LI6]"""
        column = narrow.column()["id"]
        card = narrow.card(column, text="word " * 4000)["id"]
        guest = narrow.browser("contributor")
        codes = [guest.client.post(f"{guest.url}/edits", json={"edits": [edit("card.copy", card_id=card)]}).status_code
                 for _ in range(12)]  # fmt: skip
        assert codes[:6] == [200] * 6
        assert codes[-1] == 429


def test_edits_of_a_board_are_limited_for_all_together(tmp_path: Any) -> None:
    with running(tmp_path, board_edits_per_second="20") as server:
        board = server.guest().make_board()
        column = board.column()["id"]
        guests = [board.program("contributor") for _ in range(4)]
        results = [guest.client.post(f"{board.url}/edits", json={"edits": cards(column, 10)}) for guest in guests]
    assert {answer.status_code for answer in results} == {200, 429}

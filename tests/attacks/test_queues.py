"""One board asks for much, visitors and boards are made without end: whom it holds up. On weak builds attacks work."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

import httpx
import pytest

from tests.attacks import weak_queues
from tests.client import NO_TLS, Board, Guest, post
from tests.doors import WIDE_LIMITS, Server

LINKS = 40
"""Links with a password that one board makes at once, each of them hashed."""
CROWD = 300
WITH_PASSWORD = 100


@contextmanager
def serving(folder: Path, hole: str | None = None, **settings: str) -> Iterator[Server]:
    """A server as it is, or with a hole in it."""
    server = Server(folder, {**WIDE_LIMITS, **settings})
    if hole is not None:
        server.program = (str(Path(weak_queues.__file__)), hole)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def browser(server: Server, **headers: str) -> httpx.AsyncClient:
    """Somebody who keeps no cookie."""
    return httpx.AsyncClient(base_url=server.address, headers=headers, timeout=300, trust_env=False, verify=NO_TLS)


@pytest.mark.alone
class TestOrder:
    """[LI10] Counted, not timed: how much of one board's work is done before another board's one piece."""

    @pytest.mark.parametrize(("hole", "held_up"), [(None, False), ("one line", True)])
    def test_links_with_passwords_do_not_hold_up_another_board_s_door(
        self, tmp_path: Path, hole: str | None, held_up: bool
    ) -> None:
        with serving(tmp_path, hole) as server:
            board, other = server.guest().make_board(), server.guest().make_board()
            locked = other.key("viewer", password="correct horse")["secret"]
            before = asyncio.run(self._links_made_before_somebody_is_in(server, board, other, locked))
        assert (before > LINKS / 2) == held_up, before

    async def _links_made_before_somebody_is_in(self, server: Server, board: Board, other: Board, locked: str) -> int:
        async with browser(server, Authorization=f"Bearer {board.secret}") as loud, browser(server) as calm:
            body = {"role": "viewer", "password": "mellow yellow"}
            making = [asyncio.create_task(loud.post(f"{board.url}/keys", json=body)) for _ in range(LINKS)]
            await asyncio.wait(making, return_when=asyncio.FIRST_COMPLETED)
            entered = await calm.post(f"{other.url}/enter", json={"secret": locked, "password": "correct horse"})
            before = sum(task.done() for task in making)
            made = await asyncio.gather(*making)
        assert entered.status_code == 200
        assert {answer.status_code for answer in made} == {201}
        return before


class TestVisitors:
    """[LI9]"""

    BURST = 20

    @pytest.mark.parametrize(("hole", "limited"), [(None, True), ("every visitor", False)])
    def test_are_not_made_without_end_by_one_link(self, tmp_path: Path, hole: str | None, limited: bool) -> None:
        with serving(tmp_path, hole, visitors_burst=str(self.BURST), visitors_per_second="0.001") as server:
            board = server.guest().make_board()
            secret, other = board.key("viewer")["secret"], board.key("viewer")["secret"]
            inside = Guest(server.address).enter(board.id, secret)
            answers = asyncio.run(many(server, board, [{"secret": secret}] * (2 * self.BURST)))
            assert (answers[429] > 0) == limited
            assert answers[200] == (self.BURST - 1 if limited else 2 * self.BURST)
            # Who is in stays in, enters again and comes by other links; others come by another link.
            assert inside.client.post(f"{board.url}/enter", json={"secret": secret}).status_code == 200
            assert inside.client.post(f"{board.url}/enter", json={"secret": other}).status_code == 200
            assert inside.client.get(board.url).status_code == 200
            Guest(server.address).enter(board.id, other)

    def test_of_a_board_have_a_number_that_the_refusal_names(self, tmp_path: Path) -> None:
        with serving(tmp_path, board_visitors="5") as server:
            board = server.guest().make_board()
            secret = board.key("viewer")["secret"]
            inside = [Guest(server.address).enter(board.id, secret) for _ in range(4)]
            answer = Guest(server.address).post(f"{board.url}/enter", json={"secret": secret})
            assert (answer.status_code, answer.json()["retry_after"] > 0) == (429, True)
            assert "5 visitors" in answer.json()["detail"]
            assert "KORKWAND_BOARD_VISITORS" in answer.json()["detail"]
            assert inside[0].client.post(f"{board.url}/enter", json={"secret": secret}).status_code == 200

    @pytest.mark.alone
    @pytest.mark.slow
    @pytest.mark.timeout(600)
    def test_three_hundred_behind_one_address_are_all_let_in(self, tmp_path: Path) -> None:
        """A hundred of them by a password, all at once, at the limits that a server has by itself."""
        with serving(tmp_path) as server:
            board = server.guest().make_board()
            secret, locked = board.key("contributor")["secret"], board.key("editor", password="Sonnenblume")["secret"]
            bodies = [{"secret": locked, "password": "Sonnenblume", "snapshot": True}] * WITH_PASSWORD
            bodies += [{"secret": secret, "snapshot": True}] * (CROWD - WITH_PASSWORD)
            began = time.monotonic()
            answers = asyncio.run(many(server, board, bodies))
            seconds = time.monotonic() - began
        print(f"\n{CROWD} visitors entered in {seconds:.1f} s")
        assert answers == {200: CROWD}


async def many(server: Server, board: Board, bodies: list[dict[str, object]]) -> Counter[int]:
    """What becomes of so many who knock at the same time, each on a device of their own."""

    async def knock(body: dict[str, object]) -> int:
        async with browser(server, Origin=server.address) as guest:
            return (await guest.post(f"{board.url}/enter", json=body)).status_code

    return Counter(await asyncio.gather(*(knock(body) for body in bodies)))


class TestBoards:
    """[LI4]"""

    LIMITS: ClassVar = {
        "trusted_proxies": "127.0.0.1",
        "boards_per_hour": "2",
        "network_boards_per_hour": "5",
        "all_boards_per_hour": "8",
    }

    @pytest.mark.parametrize(("hole", "most"), [(None, [2, 3, 3]), ("addresses", [20, 20, 20])])
    def test_are_not_made_without_end_by_who_has_many_addresses(
        self, tmp_path: Path, hole: str | None, most: list[int]
    ) -> None:
        with serving(tmp_path, hole, **self.LIMITS) as server:
            made = [
                self._made(server, [f"2001:db8::{number:x}" for number in range(20)]),
                self._made(server, [f"2001:db8:0:{number + 1:x}::1" for number in range(20)]),
                self._made(server, [f"10.{number}.0.1" for number in range(20)]),
            ]
        assert made == most

    @staticmethod
    def _made(server: Server, addresses: list[str]) -> int:
        answers = [
            post(
                f"{server.address}/api/{'demo' if number % 5 == 4 else 'boards'}",
                json={} if number % 5 == 4 else {"title": "x"},
                headers={"X-Forwarded-For": address},
            )
            for number, address in enumerate(addresses)
        ]
        assert {answer.status_code for answer in answers} <= {201, 429}
        return sum(answer.status_code == 201 for answer in answers)

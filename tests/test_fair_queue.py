"""The queue of slow work: who is served after whom, what is refused, and what is left when somebody gives up."""

import asyncio
import threading
from collections.abc import Awaitable, Callable

import pytest

from korkwand.errors import RateLimited
from korkwand.fair_queue import FairQueue

PER_BOARD = 6
IN_ALL = 9


class Workshop:
    """A queue whose work waits for a sign, and the order in which it was done."""

    def __init__(self, at_once: int = 1) -> None:
        self.queue = FairQueue("trials", at_once=at_once, per_board=PER_BOARD, in_all=IN_ALL, seconds=2.0)
        self.order: list[str] = []
        self.begun = threading.Semaphore(0)
        self.sign = threading.Semaphore(0)

    def ask(self, board: str, visitor: str | None = None, name: str = "") -> "asyncio.Task[str]":
        """Somebody asks for one piece of work."""
        return asyncio.create_task(self.queue.run(lambda: self._work(name or board), board, visitor))

    def go_on(self, pieces: int = 1) -> None:
        """Let so many pieces come to their end."""
        self.sign.release(pieces)

    async def under_way(self) -> None:
        """Wait until one more piece has begun."""
        await asyncio.to_thread(self.begun.acquire)

    def _work(self, name: str) -> str:
        self.order.append(name)
        self.begun.release()
        self.sign.acquire()
        return name


def play(scene: Callable[[Workshop], Awaitable[None]], at_once: int = 1) -> None:
    async def both() -> None:
        workshop = Workshop(at_once)
        try:
            await asyncio.wait_for(scene(workshop), 30)
        finally:
            workshop.go_on(100)
            workshop.queue.close()

    asyncio.run(both())


class TestTurns:
    def test_go_round_over_the_boards_however_much_one_asks_for(self) -> None:
        """[LI10]"""

        async def scene(workshop: Workshop) -> None:
            asked = [workshop.ask("loud") for _ in range(PER_BOARD)]
            await workshop.under_way()
            asked += [workshop.ask("calm"), workshop.ask("calm"), workshop.ask("third")]
            await asyncio.sleep(0)
            workshop.go_on(len(asked))
            await asyncio.gather(*asked)
            assert workshop.order == ["loud", "loud", "calm", "third", "loud", "calm", "loud", "loud", "loud"]

        play(scene)

    def test_and_on_a_board_over_its_visitors(self) -> None:
        async def scene(workshop: Workshop) -> None:
            asked = [workshop.ask("board", "ada", "ada") for _ in range(4)]
            await workshop.under_way()
            asked.append(workshop.ask("board", "ben", "ben"))
            await asyncio.sleep(0)
            workshop.go_on(len(asked))
            await asyncio.gather(*asked)
            assert workshop.order == ["ada", "ada", "ben", "ada", "ada"]

        play(scene)

    def test_only_so_many_are_worked_on_at_once(self) -> None:
        async def scene(workshop: Workshop) -> None:
            asked = [workshop.ask(f"{number}") for number in range(5)]
            await workshop.under_way()
            await workshop.under_way()
            assert (len(workshop.order), workshop.queue.waiting) == (2, 3)
            workshop.go_on(len(asked))
            assert await asyncio.gather(*asked) == ["0", "1", "2", "3", "4"]

        play(scene, at_once=2)

    def test_one_on_the_event_loop_counts_like_one_in_a_thread(self) -> None:
        async def scene(workshop: Workshop) -> None:
            with workshop.queue.place("board") as place:
                async with place.turn():
                    other = workshop.ask("other")
                    await asyncio.sleep(0)
                    assert (workshop.order, workshop.queue.waiting) == ([], 1)
                workshop.go_on()
                assert await other == "other"

        play(scene)


class TestPlaces:
    def test_a_full_board_is_told_when_to_come_again_and_others_pass(self) -> None:
        """[LI10]"""

        async def scene(workshop: Workshop) -> None:
            asked = [workshop.ask("loud") for _ in range(PER_BOARD)]
            await workshop.under_way()
            with pytest.raises(RateLimited) as refused:
                await workshop.queue.run(lambda: None, "loud")
            assert refused.value.extra["retry_after"] == PER_BOARD * 2.0
            assert "trials" in refused.value.detail
            other = workshop.ask("calm")
            workshop.go_on(len(asked) + 1)
            assert await other == "calm"

        play(scene)

    def test_many_full_boards_do_not_shut_one_out_that_has_none_yet(self) -> None:
        async def scene(workshop: Workshop) -> None:
            asked = [workshop.ask(board) for board in ("loud", "louder") for _ in range(PER_BOARD)]
            await workshop.under_way()
            # The sum is reached: who has a place gets no second one.
            refused = [one for one in asked if one.done()]
            assert len(refused) == 2 * PER_BOARD - IN_ALL
            asked += [workshop.ask("calm"), workshop.ask("calm")]
            await asyncio.sleep(0)
            assert [one.done() for one in asked[-2:]] == [False, True]
            workshop.go_on(len(asked))
            answers = await asyncio.gather(*asked, return_exceptions=True)
            assert sum(isinstance(answer, RateLimited) for answer in answers) == len(refused) + 1

        play(scene)

    def test_there_is_an_end_to_them_however_many_boards_ask(self) -> None:
        async def scene(workshop: Workshop) -> None:
            asked = [workshop.ask(f"{number}") for number in range(3 * IN_ALL)]
            await workshop.under_way()
            workshop.go_on(len(asked))
            answers = await asyncio.gather(*asked, return_exceptions=True)
            assert sum(isinstance(answer, RateLimited) for answer in answers) == IN_ALL

        play(scene)

    def test_are_free_again_afterwards(self) -> None:
        async def scene(workshop: Workshop) -> None:
            workshop.go_on(5 * PER_BOARD)
            for _ in range(5 * PER_BOARD):
                assert await workshop.ask("board") == "board"

        play(scene)


class TestWhoGivesUp:
    def test_leaves_the_queue_and_is_never_served(self) -> None:
        async def scene(workshop: Workshop) -> None:
            first = workshop.ask("board", name="first")
            await workshop.under_way()
            gone, kept = workshop.ask("board", "gone", "gone"), workshop.ask("board", "kept", "kept")
            await asyncio.sleep(0)
            gone.cancel()
            await asyncio.wait([gone])
            assert workshop.queue.waiting == 1
            workshop.go_on(2)
            await asyncio.gather(first, kept)
            assert workshop.order == ["first", "kept"]

        play(scene)

    def test_gives_the_turn_on_that_came_in_the_same_moment(self) -> None:
        async def scene(workshop: Workshop) -> None:
            with workshop.queue.place("board") as place:
                async with place.turn():
                    gone, kept = workshop.ask("board", "gone", "gone"), workshop.ask("board", "kept", "kept")
                    await asyncio.sleep(0)
                gone.cancel()
            workshop.go_on()
            assert await kept == "kept"
            assert workshop.order == ["kept"]

        play(scene)

    def test_does_not_let_more_be_worked_on_at_once(self) -> None:
        """A thread cannot be stopped: its turn lasts until it is done, whoever waits for it."""

        async def scene(workshop: Workshop) -> None:
            gone = workshop.ask("board", name="gone")
            await workshop.under_way()
            gone.cancel()
            await asyncio.wait([gone])
            kept = workshop.ask("other")
            await asyncio.sleep(0)
            assert (workshop.order, workshop.queue.waiting) == (["gone"], 1)
            workshop.go_on(2)
            assert await kept == "other"

        play(scene)

    def test_what_fails_is_told_and_the_next_one_is_served(self) -> None:
        async def scene(workshop: Workshop) -> None:
            def fail() -> None:
                raise ValueError("no work")

            with pytest.raises(ValueError, match="no work"):
                await workshop.queue.run(fail, "board")
            workshop.go_on()
            assert await workshop.ask("board") == "board"

        play(scene)

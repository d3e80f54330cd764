"""[LI11] Snapshots of large boards: put together one at a time with pauses, once for all who want the same."""

import asyncio
from collections.abc import Callable, Coroutine
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import pytest

from korkwand.kernel.state import BoardState
from korkwand.kernel.views import Seen
from korkwand.kernel.visibility import COORDINATOR, MEMBER, View
from korkwand.live import assembly
from korkwand.live.assembly import PAUSE
from korkwand.live.board import LiveBoard
from korkwand.rules.roles import Visitor
from tests.live.running_board import ask, edit, new_board, new_id, running

TOOK_S = 0.04


class Scene:
    """Two boards that count as large, and what was looked through of them."""

    def __init__(self, board: LiveBoard, coordinator: Visitor, column_id: str, other: LiveBoard) -> None:
        self.board = board
        self.coordinator = coordinator
        self.column_id = column_id
        self.other = other
        self.looked: list[tuple[str, str]] = []

    async def read(self, board: LiveBoard, view: View, visitor_id: str | None = None) -> bytes:
        """What a visitor is sent, when it is their turn."""
        await board.may_assemble(view, visitor_id)
        return board.records(view, visitor_id)


Play = Callable[[Scene], Coroutine[Any, Any, None]]


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Play], None]:
    """Runs a scene at boards that count as large. To put one together takes TOOK_S, by the clock that is looked at."""
    clock = count()
    monkeypatch.setattr(assembly, "monotonic", lambda: next(clock) * TOOK_S)
    monkeypatch.setattr(assembly, "LARGE_BYTES", 0)
    look = BoardState.sorted_out

    def run(scene: Play) -> None:
        async def played() -> None:
            async with running(f"sqlite:///{tmp_path / 'korkwand.db'}", tmp_path) as doors:
                made = Scene(*await new_board(doors), (await new_board(doors))[0])

                def looked(state: BoardState, view: View) -> Seen:
                    made.looked.append((state.board_id, view.name))
                    return look(state, view)

                monkeypatch.setattr(BoardState, "sorted_out", looked)
                await scene(made)

        asyncio.run(played())

    return run


def test_who_wants_the_same_has_it_at_once_and_it_is_put_together_once(play: Callable[[Play], None]) -> None:
    async def scene(here: Scene) -> None:
        await here.read(here.board, COORDINATOR)  # the pause after it makes the others wait
        bodies = await asyncio.gather(*(here.read(here.board, MEMBER, new_id()) for _ in range(50)))
        assert here.looked == [(here.board.id, COORDINATOR.name), (here.board.id, MEMBER.name)]
        assert len(set(map(id, bodies))) == 1

    play(scene)


def test_everything_else_has_its_turn_for_twice_as_long(play: Callable[[Play], None]) -> None:
    async def scene(here: Scene) -> None:
        clock = asyncio.get_running_loop().time
        await here.read(here.board, COORDINATOR)
        began = clock()
        await here.read(here.board, MEMBER)
        await here.read(here.other, MEMBER)
        assert clock() - began >= 2 * PAUSE * TOOK_S

    play(scene)


def test_what_is_there_already_and_what_is_small_waits_for_nobody(
    play: Callable[[Play], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene(here: Scene) -> None:
        await here.read(here.board, MEMBER)
        again = asyncio.create_task(here.read(here.board, MEMBER))
        await asyncio.sleep(0)
        assert again.done()
        monkeypatch.setattr(assembly, "LARGE_BYTES", here.other.weight + 1)
        small = asyncio.create_task(here.read(here.other, MEMBER))
        await asyncio.sleep(0)
        assert small.done()

    play(scene)


def test_boards_take_turns(play: Callable[[Play], None]) -> None:
    """Five on one board who all see something else are not before the one who wants another board."""

    async def scene(here: Scene) -> None:
        await here.read(here.board, COORDINATOR)
        done: list[str] = []

        async def read(board: LiveBoard, view: View) -> None:
            await here.read(board, view)
            done.append(view.name)

        views = [msgspec.structs.replace(MEMBER, name=f"member {number}") for number in range(5)]
        await asyncio.gather(*(read(here.board, view) for view in views), read(here.other, MEMBER))
        assert done.index(MEMBER.name) <= 1

    play(scene)


def test_if_the_first_gives_up_another_one_queues(play: Callable[[Play], None]) -> None:
    async def scene(here: Scene) -> None:
        await here.read(here.board, COORDINATOR)
        first, *others = [asyncio.create_task(here.read(here.board, MEMBER)) for _ in range(5)]
        await asyncio.sleep(0)
        first.cancel()
        for _ in range(20):
            await asyncio.sleep(0)
        assert not any(other.done() for other in others)  # nobody has slipped through
        await asyncio.gather(*others)
        assert here.looked == [(here.board.id, COORDINATOR.name), (here.board.id, MEMBER.name)]

    play(scene)


def test_an_author_who_sees_more_has_a_turn_of_their_own(play: Callable[[Play], None]) -> None:
    """Also if they first waited with others of their view."""

    async def scene(here: Scene) -> None:
        pin = edit("card.add", column_id=here.column_id, title="Badestelle")
        mask = edit("board.mask")
        assert await ask(here.board, here.coordinator, pin, mask) == [3, 4]
        authors = [here.coordinator.id, new_id()]
        await here.read(here.other, MEMBER)
        bodies = await asyncio.gather(*(here.read(here.board, MEMBER, author) for author in authors))
        assert bodies[0] != bodies[1]

    play(scene)

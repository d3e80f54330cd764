"""Counts of slips as events: at most one in an interval, the last one always, whatever happens in between."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from korkwand import catalog
from korkwand.api.doors import Doors
from korkwand.app import open_doors
from korkwand.live import boards
from korkwand.private.tallies import EVERY_S, SUBJECTS, Told
from korkwand.settings import Settings
from tests.api.in_process import Hand
from tests.live.running_board import ask, edit, log_of, new_id
from tests.private.ballots import BALLOT, TOLD
from tests.private.polling import Poll, across, new_poll


@pytest.fixture(autouse=True)
def polls(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts of ballots are told, but not by the clock of the boards."""
    monkeypatch.setitem(catalog.TOLD, "ballot", TOLD["ballot"])
    monkeypatch.setattr(boards, "TICK_S", 3600.0)


def title_of(poll: Poll, card_id: str = "") -> str:
    """What the poll says of its count."""
    found = poll.board.state.find("card", card_id or poll.card_id)
    assert found is not None
    return str(found.record.title)  # type: ignore[attr-defined]


def counts_of(poll: Poll) -> list[str]:
    """The ids of the events that told counts."""
    return [event.edit_id for event in log_of(poll.board) if event.type == "ballot.count"]


async def tell(doors: Doors) -> None:
    """Have told what is due now, as the clock of the boards does."""
    tallies = doors.boards.store.tallies
    tallies.tell(doors.boards._publish)
    await tallies.finish()


def by_hand(url: str, folder: Path, scene: Callable[[Hand, list[Doors]], Awaitable[None]], processes: int = 1) -> None:
    """Let something happen in processes whose clock is set by hand, and in which nothing is told by itself."""

    async def run(clock: Hand, opened: list[Doors]) -> None:
        if len(opened) == processes:
            await scene(clock, opened)
            return
        async with open_doors(Settings(data_dir=folder / f"{len(opened)}", database_url=url), clock) as doors:
            await run(clock, [*opened, doors])

    asyncio.run(run(Hand(), []))


def test_many_votes_in_an_interval_are_one_event(database_url: str, tmp_path: Path) -> None:
    async def scene(clock: Hand, opened: list[Doors]) -> None:
        (doors,) = opened
        poll = await new_poll(doors)
        for _ in range(30):
            await poll.ask(poll.guest(), poll.vote("park"))
            await tell(doors)
        assert len(counts_of(poll)) == 1
        clock.wait(EVERY_S)
        await tell(doors)
        assert len(counts_of(poll)) == 2
        assert title_of(poll) == "park 30"
        for _ in range(5):
            clock.wait(EVERY_S)
            await tell(doors)
        assert len(counts_of(poll)) == 2, "what is said already is not said again"
        event = log_of(poll.board)[-1]
        assert (event.visitor_id, event.type) == (None, "ballot.count")

    by_hand(database_url, tmp_path, scene)


def test_several_polls_of_a_board_share_an_event(database_url: str, tmp_path: Path) -> None:
    """So many at most; the others have their turn in the next interval."""

    async def scene(clock: Hand, opened: list[Doors]) -> None:
        (doors,) = opened
        poll = await new_poll(doors)
        cards = [new_id() for _ in range(SUBJECTS + 6)]
        adds = [edit("card.add", card_id=card, column_id=poll.column_id, title="none") for card in cards]
        await ask(poll.board, poll.maker, *adds)
        await poll.ask(poll.maker, *(poll._replace(card_id=card).vote("a") for card in cards))
        told = []
        for _ in range(3):
            clock.wait(EVERY_S)
            await tell(doors)
            told.append((len(counts_of(poll)), sum(title_of(poll, card) == "a 1" for card in cards)))
        assert told == [(1, SUBJECTS), (2, SUBJECTS + 6), (2, SUBJECTS + 6)]

    by_hand(database_url, tmp_path, scene)


def test_two_processes_tell_no_more_than_one(database_url: str, tmp_path: Path) -> None:
    async def scene(clock: Hand, opened: list[Doors]) -> None:
        poll = await new_poll(opened[0])
        sides = [poll, across(poll, await opened[1].boards.get(poll.board.id))]
        for interval in range(4):
            clock.wait(EVERY_S)
            for _ in range(3):
                for side in sides:
                    await side.ask(side.guest(), side.vote("park"))
                await asyncio.gather(*map(tell, opened))
            assert len(counts_of(poll)) <= interval + 1
        for _ in range(2):
            clock.wait(EVERY_S)
            await asyncio.gather(*map(tell, opened))
        for side in sides:
            await side.board.refresh()
            assert title_of(side) == "park 24"

    by_hand(database_url, tmp_path, scene, processes=2)


def test_what_was_not_told_before_the_end_is_told_after_the_start(database_url: str, tmp_path: Path) -> None:
    polls = []

    async def first(clock: Hand, opened: list[Doors]) -> None:
        polls.append(await new_poll(opened[0]))
        await polls[0].ask(polls[0].maker, polls[0].vote("park", 3))
        assert counts_of(polls[0]) == []
        # As a kill would: what is to be told is forgotten.
        opened[0].boards.store.tallies._due.clear()

    async def second(clock: Hand, opened: list[Doors]) -> None:
        poll = across(polls[0], await opened[0].boards.get(polls[0].board.id))
        await tell(opened[0])
        await tell(opened[0])
        assert title_of(poll) == "park 3"

    by_hand(database_url, tmp_path / "first", first)
    by_hand(database_url, tmp_path / "second", second)


def test_a_count_without_who_was_forgotten(database_url: str, tmp_path: Path) -> None:
    async def scene(clock: Hand, opened: list[Doors]) -> None:
        (doors,) = opened
        poll = await new_poll(doors)
        anna = poll.guest()
        for who in (anna, poll.maker):
            await poll.ask(who, poll.vote("park", 2))
        await tell(doors)
        assert title_of(poll) == "park 4"
        await poll.ask(anna, edit("visitor.forget", visitor_id=anna.id, contents="keep"))
        for _ in range(2):
            clock.wait(EVERY_S)
            await tell(doors)
        assert title_of(poll) == "park 2"

    by_hand(database_url, tmp_path, scene)


def test_while_the_database_does_not_answer_it_is_kept(database_url: str, tmp_path: Path) -> None:
    async def scene(clock: Hand, opened: list[Doors]) -> None:
        (doors,) = opened
        poll = await new_poll(doors)
        await poll.ask(poll.maker, poll.vote("park"))
        look, tallies = doors.boards.store.look, doors.boards.store.tallies

        def fail(*_: object) -> object:
            raise ConnectionError

        tallies._look = fail  # type: ignore[assignment]
        await tell(doors)
        assert counts_of(poll) == []
        tallies._look = look
        clock.wait(EVERY_S)
        await tell(doors)
        assert title_of(poll) == "park 1"

    by_hand(database_url, tmp_path, scene)


def test_the_clock_of_the_boards_has_them_told(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "TICK_S", 0.01)

    async def scene(clock: Hand, opened: list[Doors]) -> None:
        poll = await new_poll(opened[0])
        await poll.ask(poll.maker, poll.vote("park"))
        while title_of(poll) != "park 1":  # noqa: ASYNC110 - an event that nobody asked for
            await asyncio.sleep(0)

    by_hand(database_url, tmp_path, scene)


def test_a_fault_of_ours_is_logged_once(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(catalog.TOLD, "ballot", Told(BALLOT, fail))

    async def scene(clock: Hand, opened: list[Doors]) -> None:
        poll = await new_poll(opened[0])
        await poll.ask(poll.maker, poll.vote("park"))
        for _ in range(5):
            clock.wait(EVERY_S)
            await tell(opened[0])
        assert [record.message for record in caplog.records] == ["counts could not be told"]

    by_hand(database_url, tmp_path, scene)


def test_of_a_board_that_is_gone_nothing_is_told(database_url: str, tmp_path: Path) -> None:
    async def scene(clock: Hand, opened: list[Doors]) -> None:
        (doors,) = opened
        tallies = doors.boards.store.tallies
        tallies.touch(new_id(), "ballot", new_id())
        tallies.touch(new_id(), "answers", new_id())
        await tell(doors)
        assert tallies._due == {}

    by_hand(database_url, tmp_path, scene)

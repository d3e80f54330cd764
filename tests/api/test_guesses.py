"""Guessing a password: how many guesses are evaluated, from which lane, and who does not notice."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Coroutine
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from korkwand import passwords
from korkwand.app import open_doors
from korkwand.entry import entrance
from korkwand.entry.entrance import Asked
from korkwand.entry.guesses import LIFTS
from korkwand.entry.password_lanes import WAITING
from korkwand.entry.proof_of_work import BITS, VALID_S
from korkwand.errors import KorkwandError, RateLimited
from korkwand.settings import Settings
from tests.api.in_process import Hand
from tests.api.locked_board import RIGHT, Locked, locked
from tests.api.solving import solve
from tests.calls import counted
from tests.live.running_board import new_board, new_id

LANE = 20


Scene = Callable[[Callable[[Locked, Hand], Coroutine[Any, Any, None]]], None]


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """Runs a scene at a locked board, with a clock that is set by hand."""

    def run(play: Callable[[Locked, Hand], Coroutine[Any, Any, None]]) -> None:
        async def played() -> None:
            clock = Hand()
            async with locked(Settings(data_dir=tmp_path), clock) as board:
                await play(board, clock)

        asyncio.run(played())

    return run


class TestTheOpenLane:
    def test_twenty_are_evaluated_in_a_quarter_of_an_hour_however_many_come(self, scene: Scene) -> None:
        """[WA7]"""

        async def play(board: Locked, clock: Hand) -> None:
            assert await board.guesses(300) == {"password": LANE, "limited": 280}
            clock.wait(899)
            assert (await board.guess(RIGHT))[0] == "limited"

        scene(play)

    def test_they_are_counted_in_any_quarter_of_an_hour_not_by_the_clock_face(self, tmp_path: Path) -> None:
        async def play() -> None:
            clock = Hand()
            async with locked(Settings(data_dir=tmp_path), clock) as board:
                assert await board.guesses(10) == {"password": 10}
                clock.wait(600)
                assert await board.guesses(30) == {"password": 10, "limited": 20}
                clock.wait(301)
            # Another process: what the first one remembers of the full lane is for a few seconds only.
            async with open_doors(Settings(data_dir=tmp_path), clock) as board.doors:
                assert await board.guesses(30) == {"password": 10, "limited": 20}

        asyncio.run(play())

    def test_two_processes_together_allow_no_more_than_one(self, database_url: str, tmp_path: Path) -> None:
        settings = Settings(data_dir=tmp_path, database_url=database_url)

        async def play() -> None:
            clock = Hand()
            async with locked(settings, clock) as board, open_doors(settings, clock) as other:
                found = await asyncio.gather(board.guesses(60), board.guesses(60, doors=other))
                assert found[0] + found[1] == {"password": LANE, "limited": 100}

        asyncio.run(play())

    def test_another_board_has_room_of_its_own(self, scene: Scene) -> None:
        async def play(board: Locked, clock: Hand) -> None:
            await board.guesses(30)
            made, coordinator, _ = await new_board(board.doors)
            other = Locked(board.doors, made.id, "", coordinator)
            other.secret = await other.key(password=RIGHT)
            assert await other.guesses(3) == {"password": 3}

        scene(play)

    def test_right_ones_do_not_use_it_up_even_all_at_once(self, scene: Scene) -> None:
        """Sixty people open the invitation in the same second."""

        async def play(board: Locked, clock: Hand) -> None:
            assert await board.guesses(60, password=RIGHT) == {"in": 60}
            assert await board.guesses(30) == {"password": LANE, "limited": 10}

        scene(play)

    def test_no_password_at_all_is_no_guess(self, scene: Scene) -> None:
        async def play(board: Locked, clock: Hand) -> None:
            assert await board.guesses(50, password=None) == {"password": 50}
            assert (await board.guess(RIGHT))[0] == "in"

        scene(play)

    def test_too_many_at_once_are_sent_away_rather_than_queued(self, scene: Scene) -> None:
        async def play(board: Locked, clock: Hand) -> None:
            with board.doors.boards.store.hashing.place(board.board_id) as place:
                async with place.turn():  # none is evaluated before the last one has come
                    guesses = [asyncio.create_task(board.guess()) for _ in range(WAITING + 100)]
                    answers = [await answer for answer in islice(asyncio.as_completed(guesses), 100)]
                    assert sum(guess.done() for guess in guesses) == 100
            assert {word for word, _ in answers} == {"limited"}
            assert not any("challenge" in body for _, body in answers)
            await asyncio.gather(*guesses)

        scene(play)


class TestTheLaneOfProofs:
    def test_who_solves_the_challenge_has_twenty_more(self, scene: Scene) -> None:
        """[WA13]"""

        async def play(board: Locked, clock: Hand) -> None:
            await board.guesses(30)
            found: Counter[str] = Counter()
            for _ in range(LANE + 3):
                _, refusal = await board.guess()
                word, answer = await board.guess(proof=solve(refusal))
                found[word] += 1
            assert found == {"password": LANE, "limited": 3}
            assert "challenge" not in answer

        scene(play)

    def test_it_lets_the_right_password_in_while_the_open_lane_is_full(self, scene: Scene) -> None:
        async def play(board: Locked, clock: Hand) -> None:
            await board.guesses(30)
            word, refusal = await board.guess(RIGHT)
            assert (word, refusal["bits"]) == ("limited", BITS)
            assert (await board.guess(RIGHT, proof=solve(refusal)))[0] == "in"

        scene(play)

    def test_a_solution_serves_once_right_or_wrong(self, scene: Scene) -> None:
        """[WA13]"""

        async def play(board: Locked, clock: Hand) -> None:
            for password in ("wrong guess", RIGHT):
                _, refusal = await board.guess(None)
                proof = solve(refusal)
                assert (await board.guess(password, proof=proof))[0] in {"password", "in"}
                assert (await board.guess(RIGHT, proof=proof))[0] == "proof"
                second = proof.rpartition(".")[0]
                assert (await board.guess(RIGHT, proof=another(second, proof)))[0] == "proof"

        scene(play)

    def test_one_for_another_board_or_too_old_or_made_up_is_none(self, scene: Scene) -> None:
        """[WA13]"""

        async def play(board: Locked, clock: Hand) -> None:
            made, coordinator, _ = await new_board(board.doors)
            other = Locked(board.doors, made.id, "", coordinator)
            other.secret = await other.key(password=RIGHT)
            theirs = solve((await other.guess(None))[1])
            mine = solve((await board.guess(None))[1])
            clock.wait(VALID_S + 1)
            fresh = (await board.guess(None))[1]["challenge"]
            for proof in (theirs, mine, f"{fresh}.x", f"{fresh}.", fresh, "", "a.b.c.d", f"{fresh[:-2]}xx.1"):
                assert (await board.guess(RIGHT, proof=proof))[0] == "proof", proof

        scene(play)


def another(challenge: str, proof: str) -> str:
    """A second solution of the same challenge."""
    found = solve({"challenge": challenge, "bits": 12})
    return found if found != proof else f"{found}0"


class TestWhoIsKnown:
    def test_who_is_inside_is_not_asked_again(self, scene: Scene) -> None:
        async def play(board: Locked, clock: Hand) -> None:
            _, cookie = await board.guess(RIGHT)
            await board.guesses(30)
            for password in (None, "wrong guess", RIGHT):
                assert (await board.guess(password, cookie))[0] == "in"
            visit = await board.doors.entrance.visit(board.board_id, secret=None, cookie=cookie)
            assert visit.role == "contributor"

        scene(play)

    def test_who_is_there_by_another_key_has_a_lane_of_his_own(self, scene: Scene) -> None:
        async def play(board: Locked, clock: Hand) -> None:
            _, cookie = await board.guess(None, secret=await board.key())
            await board.guesses(30)
            assert await board.guesses(25, cookie=cookie) == {"password": LANE, "limited": 5}
            _, third = await board.guess(None, secret=await board.key())
            assert (await board.guess(cookie=third))[0] == "limited", "many devices by an open link are one lane"

        scene(play)

    def test_a_cookie_that_nobody_gave_is_unknown(self, scene: Scene) -> None:
        async def play(board: Locked, clock: Hand) -> None:
            await board.guesses(30)
            assert (await board.guess(RIGHT, cookie="made-up"))[0] == "limited"

        scene(play)


class TestLiftingALock:
    """Coordinators let in whom strangers' guesses keep out."""

    def test_another_link_of_the_board_is_not_locked_with_it(self, scene: Scene) -> None:
        async def play(board: Locked, clock: Hand) -> None:
            other = await board.key(password=RIGHT)
            await board.guesses(30)
            assert (await board.guess(RIGHT, secret=other))[0] == "in"
            assert [lock.guesses for lock in (await board.locks()).values()] == [LANE]

        scene(play)

    def test_gives_all_lanes_room_again_and_no_proof_a_second_life(self, scene: Scene) -> None:
        """[WA23]"""

        async def play(board: Locked, clock: Hand) -> None:
            proof = solve((await board.guess(None))[1])
            assert (await board.guess(proof=proof))[0] == "password"
            _, cookie = await board.guess(None, secret=await board.key())
            await board.guesses(30)
            await board.guesses(30, cookie=cookie)
            (locked,) = (await board.locks()).values()
            assert locked.guesses == 2 * LANE + 1
            await board.lift()
            assert await board.locks() == {}
            assert (await board.guess(RIGHT, proof=proof))[0] == "proof"
            assert (await board.guess(RIGHT, cookie))[0] == "in"
            assert (await board.guess(RIGHT))[0] == "in"
            assert await board.guesses(30) == {"password": LANE, "limited": 10}

        scene(play)

    def test_is_not_counted_where_there_is_none(self, scene: Scene) -> None:
        async def play(board: Locked, clock: Hand) -> None:
            for _ in range(2 * LIFTS):
                await board.lift()
            await board.guesses(30)
            await board.lift()
            assert (await board.guess(RIGHT))[0] == "in"

        scene(play)

    def test_is_no_way_to_guess_without_end(self, scene: Scene) -> None:
        """[WA23]"""

        async def play(board: Locked, clock: Hand) -> None:
            evaluated = 0
            for _ in range(LIFTS):
                evaluated += (await board.guesses(25))["password"]
                await board.lift()
            evaluated += (await board.guesses(25))["password"]
            with pytest.raises(RateLimited) as refused:
                await board.lift()
            assert 0 < refused.value.extra["retry_after"] <= 900
            assert evaluated == LANE * (LIFTS + 1)
            assert (await board.guess(RIGHT))[0] == "limited"
            clock.wait(901)
            await board.lift()

        scene(play)

    def test_holds_in_all_processes(self, database_url: str, tmp_path: Path) -> None:
        """[WA23] Another process believes for a few seconds that a lane is full; then it asks."""
        settings = Settings(data_dir=tmp_path, database_url=database_url)

        async def play() -> None:
            clock = Hand()
            async with locked(settings, clock) as board, open_doors(settings, clock) as other:
                await board.guesses(30)
                assert (await board.guess(RIGHT, doors=other))[0] == "limited"
                await board.lift()
                while (await board.guess(RIGHT, doors=other))[0] == "limited":  # noqa: ASYNC110  what it waits for is another process
                    await asyncio.sleep(0.1)

        asyncio.run(play())


def test_unknown_boards_and_secrets_are_the_same_and_never_limited(scene: Scene) -> None:
    """[ER3] Nothing is hashed for them: whoever has no link cannot use up the room of those who have."""

    async def play(board: Locked, clock: Hand) -> None:
        bodies = set()
        for board_id in (board.board_id, new_id()):
            for _ in range(50):
                with pytest.raises(KorkwandError) as refused:
                    await board.doors.entrance.enter(board_id, Asked(secret="unknown", password="wrong guess"), None)
                bodies.add((refused.value.status, json.dumps(refused.value.payload())))
        assert len(bodies) == 1
        assert (await board.guess(RIGHT))[0] == "in"

    scene(play)


def test_hashing_does_not_block_the_event_loop(scene: Scene) -> None:
    """Nothing of the hasher is called in the loop's own thread."""

    async def play(board: Locked, clock: Hand) -> None:
        with counted() as calls:
            assert (await board.guess(RIGHT))[0] == "in"
        assert entrance.__file__ in calls.files
        assert not [file for file in calls.files if "pwdlib" in file]
        with counted() as calls:
            assert passwords.fits(RIGHT, passwords.hash_password(RIGHT))
        assert [file for file in calls.files if "pwdlib" in file]

    scene(play)

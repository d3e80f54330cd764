"""Edits that wait for the log or for a long merge: only who sent them waits, and not without end."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
import pytest
from sqlalchemy.exc import OperationalError

from korkwand.errors import Conflict
from korkwand.kernel.versions import MergeAsked, Unready
from korkwand.live import aside
from korkwand.live.aside import Aside, Question
from korkwand.live.turn import Entry, PutOff, Submission
from korkwand.nouns.card.record import Card
from korkwand.rules.roles import Visitor
from tests.live.running_board import ask, assert_on_disk, edit, new_board, new_id, running

WORDS = " ".join(f"word{number}" for number in range(1500))


def submission(visitor: str) -> Submission:
    entry = Entry(edit("board.rename", title="x"), "")
    return Submission(Visitor(id=visitor), [entry], lambda *_: None)


def put_off(visitor: str, number: int = 0) -> PutOff:
    """An edit of this visitor that waits for a merge."""
    unready = Unready(MergeAsked(("", str(number)), ("", ""), ("", visitor)))
    unready.refusal = Conflict("Both changed the same words.")
    one = submission(visitor)
    return PutOff(unready, one.entries[0], [one])


async def at_once(question: Question) -> object:
    return question


def scene(answer: Callable[[Question], Awaitable[object]], play: Callable[[Aside], None]) -> list[Submission]:
    """What comes back, in its order."""

    async def run() -> list[Submission]:
        back: list[Submission] = []
        waiting = Aside(answer, back.extend)
        play(waiting)
        while waiting.work is not None:
            await waiting.work
        return back

    return asyncio.run(run())


def test_what_a_visitor_sends_meanwhile_comes_back_behind_what_waits() -> None:
    first, later, other = put_off("ann"), submission("ann"), submission("ben")

    def play(waiting: Aside) -> None:
        waiting.put_off("ann", first)
        assert waiting.hold_back([later, other]) == [other]

    assert scene(at_once, play) == [*first.submissions[:1], later]
    assert first.first.found == {first.unready.question: first.unready.question}


def test_a_flood_is_merged_up_to_an_allowance_and_then_refused() -> None:
    """[ME9]"""
    merged: list[Question] = []

    async def answer(question: Question) -> object:
        merged.append(question)
        return None

    async def run() -> list[PutOff]:
        waiting = Aside(answer, lambda _: None)
        sent = [put_off("mallory", number) for number in range(2_000)]
        for one in sent:
            waiting.put_off("mallory", one)
            while waiting.work is not None:
                await waiting.work
        return sent

    sent = asyncio.run(run())
    assert aside.BURST <= len(merged) < 2 * aside.BURST
    assert sum(one.first.instead is one.unready.refusal for one in sent) == 2_000 - len(merged)


def test_one_edit_is_not_put_off_for_ever() -> None:
    one = put_off("ann")
    one.first.tries = aside.TRIES
    assert scene(at_once, lambda waiting: waiting.put_off("ann", one)) == one.submissions
    assert one.first.instead is one.unready.refusal


def test_more_visitors_than_may_wait_are_refused_at_once() -> None:
    crowd = [put_off(str(number)) for number in range(aside.MOST + 1)]

    def play(waiting: Aside) -> None:
        for number, one in enumerate(crowd):
            waiting.put_off(str(number), one)

    assert len(scene(at_once, play)) == aside.MOST + 1
    assert [one.first.instead is not None for one in crowd] == [False] * aside.MOST + [True]


@pytest.mark.parametrize(
    ("fault", "code"),
    [(OperationalError("select", {}, ConnectionError()), "unavailable"), (ZeroDivisionError(), "conflict")],
)
def test_what_cannot_be_found_is_a_refusal(fault: Exception, code: str) -> None:
    async def answer(_: Question) -> object:
        raise fault

    one = put_off("ann")
    assert scene(answer, lambda waiting: waiting.put_off("ann", one)) == one.submissions
    assert one.first.instead is not None
    assert one.first.instead.code == code


def test_the_others_of_a_board_do_not_wait_for_a_long_merge(database_url: str, tmp_path: Path) -> None:
    async def play() -> None:
        async with running(database_url, tmp_path) as doors:
            board, anna, column_id = await new_board(doors)
            ben = msgspec.structs.replace(anna, id=new_id())
            card = edit("card.add", column_id=column_id, text=WORDS)
            assert await ask(board, anna, card) == [3]
            assert await ask(board, ben, edit("card.write", card_id=card.id, text=f"{WORDS} behind")) == [4]
            late = edit("card.write", card_id=card.id, text=f"before {WORDS}", base=3)
            after = edit("card.recolor", card_id=card.id, color="rose")
            async with doors.boards.store.merging:  # as while another board's texts are being merged
                writing = asyncio.create_task(ask(board, anna, late, after))
                assert await ask(board, ben, edit("card.recolor", card_id=card.id, color="blue")) == [5]
                assert not writing.done()
                assert not board.idle
            assert await writing == [6, 7]
            assert board.state.get(Card, card.id).text == f"before {WORDS} behind"
            assert_on_disk(board)

    asyncio.run(play())


def test_a_board_is_not_finished_while_an_edit_waits(database_url: str, tmp_path: Path) -> None:
    async def play() -> None:
        async with running(database_url, tmp_path) as doors:
            board, anna, column_id = await new_board(doors)
            card = edit("card.add", column_id=column_id, text=WORDS)
            await ask(board, anna, card, edit("card.write", card_id=card.id, text=f"{WORDS} behind"))
            board.submit(anna, [edit("card.write", card_id=card.id, text=f"before {WORDS}", base=3)], lambda *_: None)
            await board.finish()
            assert board.state.get(Card, card.id).text == f"before {WORDS} behind"

    asyncio.run(play())


def test_who_may_not_make_links_is_refused_before_a_password_is_hashed(tmp_path: Path) -> None:
    """Hashing one costs some thirty milliseconds. Nothing is hashed here meanwhile, and all are answered."""

    async def scene() -> None:
        async with running(f"sqlite:///{tmp_path}/korkwand.db", tmp_path) as doors:
            board, anna, _ = await new_board(doors)
            key_id = new_id()
            fields = {"secret_hash": f"{0:064x}", "role": "viewer"}
            assert await ask(board, anna, edit("key.add", key_id=key_id, **fields)) == [3]
            viewer = Visitor(id=new_id(), key_ids=frozenset([key_id]))
            fields["password"] = "correct horse"
            flood = [edit("key.add", key_id=new_id(), **fields) for _ in range(300)]
            with doors.boards.store.hashing.place("another board") as place:
                async with place.turn(), asyncio.timeout(60):
                    assert await ask(board, viewer, *flood) == ["forbidden"] * 300

    asyncio.run(scene())

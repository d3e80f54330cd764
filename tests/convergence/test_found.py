"""What random sequences and reading found, each as the shortest scene that shows it."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from korkwand.entry.secrets import secret_hash
from korkwand.live.board import LiveBoard
from korkwand.settings import Settings
from tests.convergence.client import Client
from tests.convergence.process import Process
from tests.live.running_board import ask, assert_on_disk, edit, new_board, new_id, running

PATIENCE_S = 60.0


@pytest.mark.parametrize("what", ["comment.purge", "comment.import"])
def test_an_author_hears_of_comments_below_his_own_trashed_card(what: str, database_url: str, tmp_path: Path) -> None:
    """They see the card in the trash and its comments with it; they were sent nothing but the number."""

    async def scene() -> None:
        process = Process(Settings(data_dir=tmp_path, database_url=database_url))
        await process.start()
        board, anna, column_id = await new_board(process.doors)
        author = Client("author", new_id())
        await ask(
            board, anna, edit("key.add", key_id=new_id(), role="contributor", secret_hash=secret_hash(author.secret))
        )
        process.connect(author, board.id)
        await until(lambda: author.welcomed)
        card_id, comment_id = new_id(), new_id()
        author.submit([sent("card.add", card_id=card_id, column_id=column_id, title="mine")])
        author.submit([sent("comment.add", comment_id=comment_id, card_id=card_id, text="mine")])
        author.submit([sent("card.delete", card_id=card_id)])
        await until(lambda: not author.pending)
        if what == "comment.purge":
            await ask(board, anna, edit("comment.purge", comment_id=comment_id))
        else:
            await ask(board, anna, edit("comment.import", card_id=card_id, text="late"))
        await until(lambda: author.seq == board.seq)
        comments = {record_id for kind, record_id in author.records if kind == "comment"}
        await process.stop()
        assert not author.faults
        assert comments == {row.id for row in board.state.all("comment")}

    asyncio.run(scene())


def test_rights_lost_between_hello_and_welcome_let_nobody_in(database_url: str, tmp_path: Path) -> None:
    """The door judges by a replica that is behind; the hello's own seq then brings it the revocation."""

    async def scene() -> None:
        settings = Settings(data_dir=tmp_path, database_url=database_url)
        first, second = Process(settings), Process(settings)
        await first.start()
        await second.start()
        board, anna, _ = await new_board(first.doors)
        guest, key_id = Client("guest", new_id()), new_id()
        await ask(board, anna, edit("key.add", key_id=key_id, role="viewer", secret_hash=secret_hash(guest.secret)))
        second.connect(guest, board.id)
        await until(lambda: guest.welcomed)
        guest.leave()
        await ask(board, anna, edit("key.revoke", key_id=key_id))
        guest.seq += 1
        second.connect(guest, board.id)
        await until(lambda: guest.welcomed or guest.locked_out)
        let_in = guest.welcomed
        await first.stop()
        await second.stop()
        assert not let_in

    asyncio.run(scene())


def test_nobodys_words_vanish_in_another_process(database_url: str, tmp_path: Path) -> None:
    """A write that follows an own merged write starts from the author's own words, also where they came by the log."""

    async def scene() -> None:
        async with running(database_url, tmp_path) as doors, running(database_url, tmp_path) as others:
            board, anna, column_id = await new_board(doors)
            other = await others.boards.get(board.id)
            card = edit("card.add", column_id=column_id, title="t", text="one two three four")
            assert await ask(board, anna, card) == [3]
            theirs = edit("card.write", card_id=card.id, text="one two three FOUR", base=3)
            mine = edit("card.write", card_id=card.id, text="ONE two three four", base=3)
            assert await ask(board, anna, theirs, mine) == [4, 5]
            await other.refresh()
            again = edit("card.write", card_id=card.id, text="ONE two THREE four", base=mine.id)
            assert await ask(other, anna, again) == [6]
            assert other.state.find("card", card.id).record.text == "ONE two THREE FOUR"  # type: ignore[union-attr]

    asyncio.run(scene())


def test_many_writes_from_old_texts_in_one_turn(database_url: str, tmp_path: Path) -> None:
    """A phone that was offline sends forty writes; the server was restarted meanwhile and must look all texts up."""

    async def scene() -> None:
        async with running(database_url, tmp_path) as doors:
            board, anna, column_id = await new_board(doors)
            cards = [edit("card.add", column_id=column_id, title="t", text=f"one two {number}") for number in range(40)]
            await ask(board, anna, *cards)
            base = board.seq
            assert await ask(board, anna, edit("board.rename", title="Later")) == [base + 1]
        async with running(database_url, tmp_path) as doors:
            board = await doors.boards.get(board.id)
            writes = [edit("card.write", card_id=card.id, text="one TWO", base=base) for card in cards]
            assert await ask(board, anna, *writes) == list(range(base + 2, base + 42))
            assert_on_disk(board)

    asyncio.run(scene())


def test_a_wake_up_during_a_catch_up_is_not_lost(database_url: str, tmp_path: Path) -> None:
    """The catch-up reads event 3; while it does, event 4 is written and told."""

    async def scene() -> None:
        async with running(database_url, tmp_path) as doors, running(database_url, tmp_path) as others:
            board, anna, _ = await new_board(doors)
            behind = await others.boards.get(board.id)
            await ask(board, anna, edit("board.rename", title="three"))
            with paused_after_events() as (reading, go_on):
                behind.woken(3)
                await asyncio.to_thread(reading.wait, PATIENCE_S)
                await ask(board, anna, edit("board.rename", title="four"))
                behind.woken(4)
                go_on.set()
                await idle(behind)
            assert behind.seq == 4

    asyncio.run(scene())


def test_stopping_ends_the_turns(database_url: str, tmp_path: Path) -> None:
    """What waits when the program stops gets an answer; nothing is left to run on a closed journal."""

    async def scene() -> None:
        async with running(database_url, tmp_path) as doors:
            board, anna, _ = await new_board(doors)
            asked = [asyncio.create_task(ask(board, anna, edit("board.rename", title=str(n)))) for n in range(300)]
            await asyncio.sleep(0)
        done, waiting = await asyncio.wait(asked, timeout=PATIENCE_S)
        assert not waiting
        assert {answer for task in done for answer in task.result()} <= {*range(3, 303), "unavailable"}

    asyncio.run(scene())


# What the scenes use


def sent(edit_type: str, **fields: Any) -> dict[str, Any]:
    return {"id": new_id(), "type": edit_type, **fields}


async def until(ready: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not ready():
        assert time.monotonic() < end, "it did not come"
        await asyncio.sleep(0.002)


async def idle(board: LiveBoard) -> None:
    await until(lambda: board.idle)


@contextmanager
def paused_after_events() -> Iterator[tuple[threading.Event, threading.Event]]:
    """Stop whoever reads the log, with their snapshot of it taken: (they are there, they may go on)."""
    reading, go_on = threading.Event(), threading.Event()

    def pause(_: Any, __: Any, statement: str, *___: Any) -> None:
        if "FROM event" in statement and "ORDER BY" in statement and not reading.is_set():
            reading.set()
            go_on.wait(PATIENCE_S)

    event.listen(Engine, "after_cursor_execute", pause)
    yield reading, go_on
    event.remove(Engine, "after_cursor_execute", pause)

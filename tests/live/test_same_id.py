"""The same edit id again, in every situation: through the real board, journal and database."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from korkwand.live import turn
from korkwand.live.board import LiveBoard
from korkwand.live.turn import Answer
from korkwand.rules.roles import Visitor
from tests.live.running_board import ask, assert_on_disk, edit, held, log_of, new_board, new_id, running, told


class TestSameId:
    """The first answer for the same visitor, wherever and whenever; a conflict for anybody else; no second event."""

    def test_in_the_same_batch(self, database_url: str, tmp_path: Path) -> None:
        async def scene() -> None:
            async with running(database_url, tmp_path) as doors:
                board, anna, column_id = await new_board(doors)
                card = edit("card.add", column_id=column_id, title="one")
                assert await answers_in_order(board, anna, [card, card]) == [3, 3]
                assert_on_disk(board)

        asyncio.run(scene())

    def test_while_the_first_is_under_way(self, database_url: str, tmp_path: Path) -> None:
        async def scene() -> None:
            async with running(database_url, tmp_path) as doors:
                board, anna, column_id = await new_board(doors)
                card = edit("card.add", column_id=column_id, title="one")
                with held(doors.boards.store.journal.ask):
                    first = asyncio.create_task(ask(board, anna, card))
                    await asyncio.sleep(0.02)
                    second = asyncio.create_task(ask(board, anna, card))
                    strangers = asyncio.create_task(ask(board, stranger(anna), card))
                    await asyncio.sleep(0.02)
                assert await asyncio.gather(first, second, strangers) == [[3], [3], ["conflict"]]
                assert_on_disk(board)

        asyncio.run(scene())

    @pytest.mark.parametrize("again", ["card.recolor", "card.purge"])
    def test_after_it_was_forgotten(
        self, again: str, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Recolouring again would succeed, purging again would find nothing: the log knows both."""
        monkeypatch.setattr(turn, "KNOWN_EDITS", 3)

        async def scene() -> None:
            async with running(database_url, tmp_path) as doors:
                board, anna, column_id = await new_board(doors)
                card = edit("card.add", column_id=column_id, title="one")
                repeated = repeatable(again, card.id)
                assert await ask(board, anna, card, repeated) == [3, 4]
                for _ in range(5):
                    await ask(board, anna, edit("card.add", column_id=column_id, title="more"))
                fresh = [edit("card.add", column_id=column_id, title="fresh") for _ in range(2)]
                assert await ask(board, anna, fresh[0], repeated, fresh[1]) == [10, 4, 11]
                assert await ask(board, stranger(anna), repeated) == ["conflict"]
                assert_on_disk(board)

        asyncio.run(scene())

    @pytest.mark.parametrize("again", ["card.recolor", "card.purge"])
    def test_after_a_restart(self, again: str, database_url: str, tmp_path: Path) -> None:
        async def scene() -> None:
            async with running(database_url, tmp_path) as doors:
                board, anna, column_id = await new_board(doors)
                card = edit("card.add", column_id=column_id, title="one")
                repeated = repeatable(again, card.id)
                assert await ask(board, anna, card, repeated) == [3, 4]
            async with running(database_url, tmp_path) as doors:
                board = await doors.boards.get(board.id)
                assert await board.done_ids([repeated.id, new_id()], anna) == {repeated.id: 4}
                assert await board.done_ids([repeated.id], stranger(anna)) == {}
            async with running(database_url, tmp_path) as doors:
                board = await doors.boards.get(board.id)
                assert await ask(board, stranger(anna), repeated) == ["conflict"]
                assert await ask(board, anna, repeated) == [4]
                assert_on_disk(board)

        asyncio.run(scene())

    @pytest.mark.parametrize("again", ["card.recolor", "card.purge"])
    def test_in_another_process(self, again: str, database_url: str, tmp_path: Path) -> None:
        async def scene() -> None:
            async with running(database_url, tmp_path) as doors, running(database_url, tmp_path) as others:
                board, anna, column_id = await new_board(doors)
                behind = await others.boards.get(board.id)
                card = edit("card.add", column_id=column_id, title="one")
                repeated = repeatable(again, card.id)
                assert await ask(board, anna, card, repeated) == [3, 4]
                assert await ask(behind, anna, repeated, card) == [4, 3]
                assert await ask(behind, stranger(anna), repeated) == ["conflict"]
                assert behind.seq == 4
                assert_on_disk(behind)

        asyncio.run(scene())

    def test_by_whom_it_has_taken_the_right_to_do_it(
        self, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Who lowers their own link and hears no answer sends it again, and may not do it any more."""
        monkeypatch.setattr(turn, "KNOWN_EDITS", 2)

        async def scene() -> None:
            async with running(database_url, tmp_path) as doors:
                board, anna, column_id = await new_board(doors)
                (key_id,) = anna.key_ids
                second = edit("key.add", key_id=new_id(), role="coordinator", secret_hash="b" * 64)
                lowered = edit("key.change", key_id=key_id, role="contributor")
                card = edit("card.add", column_id=column_id, title="one")
                assert await ask(board, anna, second, lowered) == [3, 4]
                assert await ask(board, anna, card, edit("card.add", column_id=column_id, title="two")) == [5, 6]
                assert await ask(board, anna, lowered) == [4]
                assert await ask(board, anna, lowered, card, together=True) == [4, 5]
                assert await ask(board, anna, edit("key.change", key_id=key_id, role="viewer")) == ["forbidden"]
                assert await ask(board, stranger(anna), lowered) == ["conflict"]
                assert board.seq == 6

        asyncio.run(scene())

    def test_a_refusal_is_not_remembered(self, database_url: str, tmp_path: Path) -> None:
        async def scene() -> None:
            async with running(database_url, tmp_path) as doors:
                board, anna, _ = await new_board(doors)
                column_id = new_id()
                card = edit("card.add", column_id=column_id, title="too early")
                assert await ask(board, anna, card) == ["not_found"]
                assert await ask(board, anna, edit("column.add", column_id=column_id, title="now"), card) == [3, 4]
                assert_on_disk(board)

        asyncio.run(scene())

    def test_an_edit_that_changes_nothing_is_an_event(self, database_url: str, tmp_path: Path) -> None:
        async def scene() -> None:
            async with running(database_url, tmp_path) as doors:
                board, anna, _ = await new_board(doors)
                assert await ask(board, anna, edit("board.rename", title="Our town")) == [3]
                assert [logged.type for logged in log_of(board)][-1] == "board.rename"

        asyncio.run(scene())


# What the scenes use


def repeatable(edit_type: str, card_id: str) -> Any:
    return edit(edit_type, card_id=card_id, **({"color": "blue"} if edit_type == "card.recolor" else {}))


def stranger(visitor: Visitor) -> Visitor:
    """Somebody else by the same key."""
    return Visitor(id=new_id(), key_ids=visitor.key_ids)


async def answers_in_order(board: LiveBoard, visitor: Visitor, edits: list[Any]) -> list[int | str]:
    """Every single answer, also where two edits have one id."""
    answers: asyncio.Queue[Answer] = asyncio.Queue()
    board.submit(visitor, edits, lambda _, answer: answers.put_nowait(answer))
    return [told(await answers.get()) for _ in edits]

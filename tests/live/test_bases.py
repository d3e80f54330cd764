"""The text that a write starts from, where memory does not know it any more: looked up in the log before the turn."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from korkwand.api.doors import Doors
from korkwand.kernel.edit import Edit
from korkwand.live.board import LiveBoard
from korkwand.live.turn import Answer, Refused
from korkwand.nouns.card.record import Card
from korkwand.rules.roles import Visitor
from tests.client import AN_ID
from tests.live.running_board import ask, assert_on_disk, edit, held, new_board, new_id, running, told


async def new_card(doors: Doors, text: str = "red and blue") -> tuple[LiveBoard, Visitor, str]:
    """A board with a card at seq 3; its coordinator, and the card's id."""
    board, anna, column_id = await new_board(doors)
    card = edit("card.add", column_id=column_id, title="Colours", text=text)
    assert await ask(board, anna, card) == [3]
    return board, anna, card.id


def write(card_id: str, text: str, base: int | str | None = None) -> Edit:
    """A card's text, written by somebody who started from `base`."""
    return edit("card.write", card_id=card_id, text=text, **({} if base is None else {"base": base}))


def text_of(board: LiveBoard, card_id: str) -> str:
    """The card's text in memory."""
    return board.state.get(Card, card_id).text


class TestAfterARestart:
    """Memory begins at the seq it was loaded at; every base is older."""

    def test_a_seq_is_looked_up_and_merged(self, database_url: str, tmp_path: Path) -> None:
        async def scene() -> None:
            async with running(database_url, tmp_path) as doors:
                board, anna, card_id = await new_card(doors)
                assert await ask(board, anna, write(card_id, "RED and blue")) == [4]
            async with running(database_url, tmp_path) as doors:
                board = await doors.boards.get(board.id)
                assert await ask(board, anna, write(card_id, "red and BLUE", base=3)) == [5]
                assert text_of(board, card_id) == "RED and BLUE"
                assert_on_disk(board)

        asyncio.run(scene())

    def test_the_own_earlier_edit_is_looked_up_and_merged(self, database_url: str, tmp_path: Path) -> None:
        """What they wrote then, not what was made of it together with another's words."""

        async def scene() -> None:
            async with running(database_url, tmp_path) as doors:
                board, anna, card_id = await new_card(doors)
                mine = write(card_id, "red and BLUE", base=3)
                assert await ask(board, anna, write(card_id, "RED and blue"), mine) == [4, 5]
                assert text_of(board, card_id) == "RED and BLUE"
            async with running(database_url, tmp_path) as doors:
                board = await doors.boards.get(board.id)
                assert await ask(board, anna, write(card_id, "red and BLUE!", base=mine.id)) == [6]
                assert text_of(board, card_id) == "RED and BLUE!"
                assert_on_disk(board)

        asyncio.run(scene())

    def test_the_same_words_are_a_conflict_with_both_texts(self, database_url: str, tmp_path: Path) -> None:
        async def scene() -> None:
            async with running(database_url, tmp_path) as doors:
                board, anna, card_id = await new_card(doors)
                assert await ask(board, anna, write(card_id, "green and blue")) == [4]
            async with running(database_url, tmp_path) as doors:
                board = await doors.boards.get(board.id)
                late = write(card_id, "pink and blue", base=3)
                answer = (await board.ask(anna, [late]))[late.id]
                assert isinstance(answer, Refused)
                assert answer.error.code == "conflict"
                assert answer.error.extra["theirs"]["text"] == "green and blue"
                assert answer.error.extra["yours"] == {"title": "Colours", "text": "pink and blue"}
                theirs = answer.error.extra["theirs"]["seq"]
                assert await ask(board, anna, write(card_id, "pink and blue", base=theirs)) == [5]
                assert_on_disk(board)

        asyncio.run(scene())

    @pytest.mark.parametrize("base", [2, AN_ID, pytest.param(10**6, id="future")])
    def test_a_base_that_nobody_knows_is_a_conflict(self, database_url: str, tmp_path: Path, base: int | str) -> None:
        """Before the card was made, an edit that never was, and a seq of the future: seen before a backup came back."""

        async def scene() -> None:
            async with running(database_url, tmp_path) as doors:
                board, anna, card_id = await new_card(doors)
            async with running(database_url, tmp_path) as doors:
                board = await doors.boards.get(board.id)
                good = write(card_id, "good")
                assert await ask(board, anna, write(card_id, "late", base=base), good) == ["conflict", 4]
                assert_on_disk(board)

        asyncio.run(scene())


class TestBesideOthersInOneTurn:
    """A turn that must look a text up is run again from its beginning: nothing of the first try may be left."""

    @pytest.mark.parametrize("write_first", [True, False])
    @pytest.mark.parametrize("good", [True, False])
    def test_edits_that_go_together(self, database_url: str, tmp_path: Path, write_first: bool, good: bool) -> None:
        async def scene() -> None:
            async with running(database_url, tmp_path) as doors:
                board, anna, card_id = await new_card(doors)
                assert await ask(board, anna, write(card_id, "RED and blue")) == [4]
            async with running(database_url, tmp_path) as doors:
                board = await doors.boards.get(board.id)
                both: list[Edit] = [
                    edit("card.recolor", card_id=card_id, color="blue"),
                    edit("board.rename", title="B"),
                ]
                if not good:
                    both.append(edit("card.recolor", card_id=new_id(), color="blue"))
                late = write(card_id, "red and BLUE", base=3)
                submissions: list[tuple[list[Edit], bool]] = [([late], False), (both, True)]
                answers = await in_one_turn(doors, board, anna, submissions if write_first else submissions[::-1])
                seqs = [answers[one.id] for one in (*both, late)]
                if good:
                    assert seqs == ([7, 8, 6] if write_first else [6, 7, 8])
                else:
                    assert seqs == ["not_found"] * 3 + [6]
                assert text_of(board, card_id) == "RED and BLUE"
                assert board.state.get(Card, card_id).color == ("blue" if good else "white")
                assert_on_disk(board)

        asyncio.run(scene())

    def test_the_write_is_one_of_those_that_go_together(self, database_url: str, tmp_path: Path) -> None:
        async def scene() -> None:
            async with running(database_url, tmp_path) as doors:
                board, anna, card_id = await new_card(doors)
                assert await ask(board, anna, write(card_id, "RED and blue")) == [4]
            async with running(database_url, tmp_path) as doors:
                board = await doors.boards.get(board.id)
                patch: list[Edit] = [
                    edit("card.recolor", card_id=card_id, color="rose"),
                    write(card_id, "red and BLUE", base=3),
                    edit("card.recolor", card_id=card_id, color="blue"),
                ]
                assert await ask(board, anna, *patch, together=True) == [5, 6, 7]
                assert text_of(board, card_id) == "RED and BLUE"
                clash = [edit("card.recolor", card_id=card_id, color="rose"), write(card_id, "pink and blue", base=3)]
                assert await ask(board, anna, *clash, together=True) == ["conflict", "conflict"]
                assert board.state.get(Card, card_id).color == "blue"
                assert_on_disk(board)

        asyncio.run(scene())


class TestAWriteThatChangesNothing:
    def test_it_is_the_base_of_the_next_in_the_same_frame(self, database_url: str, tmp_path: Path) -> None:
        """Their words were those of the beginning, while the card has another's by then."""

        async def scene() -> None:
            async with running(database_url, tmp_path) as doors:
                board, anna, card_id = await new_card(doors)
                assert await ask(board, anna, write(card_id, "RED and blue")) == [4]
                same = write(card_id, "red and blue", base=3)
                more = write(card_id, "red and BLUE", base=same.id)
                assert await ask(board, anna, same, more) == [5, 6]
                assert text_of(board, card_id) == "RED and BLUE"
                assert_on_disk(board)

        asyncio.run(scene())

    def test_it_is_the_base_of_the_next_after_a_restart(self, database_url: str, tmp_path: Path) -> None:
        async def scene() -> None:
            async with running(database_url, tmp_path) as doors:
                board, anna, card_id = await new_card(doors)
                assert await ask(board, anna, write(card_id, "RED and blue")) == [4]
                same = write(card_id, "red and blue", base=3)
                assert await ask(board, anna, same) == [5]
            async with running(database_url, tmp_path) as doors:
                board = await doors.boards.get(board.id)
                assert await ask(board, anna, write(card_id, "red and BLUE", base=same.id)) == [6]
                assert text_of(board, card_id) == "RED and BLUE"
                assert_on_disk(board)

        asyncio.run(scene())

    def test_nobody_else_wrote_meanwhile(self, database_url: str, tmp_path: Path) -> None:
        async def scene() -> None:
            async with running(database_url, tmp_path) as doors:
                board, anna, card_id = await new_card(doors)
                same = write(card_id, "red and blue", base=3)
                more = write(card_id, "red, blue", base=same.id)
                last = write(card_id, "red", base=more.id)
                assert await ask(board, anna, same, more, last) == [4, 5, 6]
                assert text_of(board, card_id) == "red"
                assert_on_disk(board)

        asyncio.run(scene())


async def in_one_turn(
    doors: Doors, board: LiveBoard, visitor: Visitor, submissions: list[tuple[list[Edit], bool]]
) -> dict[str, int | str]:
    """Submit while a commit is held up, so that all of it waits for one turn; the answers by edit id.

    The edit whose commit is held up is the next event before theirs.
    """
    answers: dict[str, int | str] = {}
    finished = asyncio.Event()
    count = 1 + sum(len(edits) for edits, _ in submissions)

    def done(edit_id: Any, answer: Answer) -> None:
        assert edit_id not in answers, "answered twice"
        answers[edit_id] = told(answer)
        if len(answers) == count:
            finished.set()

    with held(doors.boards.store.journal.ask):
        board.submit(visitor, [edit("board.describe", description="Held up")], done)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        for edits, together in submissions:
            board.submit(visitor, edits, done, together=together)
    await asyncio.wait_for(finished.wait(), 10)
    return answers

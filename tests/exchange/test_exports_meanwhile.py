"""An export is one moment of the board, whatever happens to it while the file is being written."""

import asyncio
import csv
import io
import json
from collections.abc import Callable
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from starlette.responses import StreamingResponse

from korkwand.api.exports import export_csv, export_json
from korkwand.api.me import export_me
from korkwand.catalog import parse
from korkwand.entry.visit import Visit
from korkwand.exchange.csv_writing import write_csv
from korkwand.exchange.json_file import write_json
from korkwand.kernel.records import new_id
from korkwand.kernel.visibility import COORDINATOR
from korkwand.live.board import LiveBoard
from korkwand.live.turn import Accepted
from korkwand.nouns.card.record import Card
from korkwand.nouns.column.record import Column
from korkwand.nouns.key.rights import Rights
from korkwand.rules.roles import SYSTEM, Role, Visitor
from tests.exchange.conftest import Program, contents

CARDS = 250
CHANGED_MEANWHILE = 3
"""How many exports of each kind are overtaken by a change."""


@pytest.fixture
def board(program: Program) -> LiveBoard:
    """Two columns with all cards in the first one, and one more card that bears the board's title."""
    board = program.new_board("0")
    left, right = str(uuid4()), str(uuid4())
    cards = [{"type": "card.add", "column_id": left, "title": "Idee", "text": "x" * 600} for _ in range(CARDS)]
    program.submit(
        board,
        {"type": "column.add", "column_id": left, "title": "Links"},
        {"type": "column.add", "column_id": right, "title": "Rechts"},
        *cards,
        {"type": "card.add", "column_id": left, "title": "0"},
    )
    return board


async def change_everything(board: LiveBoard, number: int) -> None:
    """All cards go to the other column, and the one with the board's title is replaced by a new one: all or nothing."""
    sides = [column_id for _, column_id in board.state.order(Column.kind, board.id)]
    here = next(side for side in sides if board.state.order(Card.kind, side))
    there = next(side for side in sides if side != here)
    cards = [board.state.get(Card, card_id) for _, card_id in board.state.order(Card.kind, here)]
    (marked,) = (card for card in cards if card.title != "Idee")
    messages: list[dict[str, Any]] = [
        {"type": "card.move", "card_id": card.id, "column_id": there} for card in cards if card.id != marked.id
    ]
    messages += [
        {"type": "card.purge", "card_id": marked.id},
        {"type": "card.add", "column_id": there, "title": str(number)},
        {"type": "board.rename", "title": str(number)},
    ]
    edits = [parse({"id": str(uuid4()), **message}) for message in messages]
    answers = await board.ask(SYSTEM, edits, together=True)
    assert all(isinstance(answer, Accepted) for answer in answers.values())


async def body(response: StreamingResponse) -> bytes:
    return b"".join([bytes(piece) async for piece in response.body_iterator])  # type: ignore[arg-type]


def require_one_moment(cards: list[dict[str, str]], column: str, title: str | None) -> None:
    """Nothing is half moved, missing or doubled, and the board is as old as its cards."""
    assert len(cards) == CARDS + 1
    assert len({card[column] for card in cards}) == 1
    (marked,) = (card["title"] for card in cards if card["title"] != "Idee")
    assert title in (None, marked)


def test_exports_are_whole_while_everything_changes_all_the_time(program: Program, board: LiveBoard) -> None:
    visit = Visit(board, SYSTEM, Rights(Role.COORDINATOR, COORDINATOR))

    numbers = count(1)

    async def overtaken(response: StreamingResponse) -> bytes:
        """The file, whose first piece is written: all cards change before the next one, and while they are written."""
        await change_everything(board, next(numbers))
        reading = asyncio.create_task(body(response))
        await change_everything(board, next(numbers))
        return await reading

    async def export() -> None:
        for _ in range(CHANGED_MEANWHILE):
            file = json.loads(await overtaken(await export_json(program.doors, visit)))
            require_one_moment(file["cards"], "column_id", file["board"]["title"])
            text = (await overtaken(await export_csv(program.doors, visit))).decode()
            require_one_moment(list(csv.DictReader(io.StringIO(text, newline=""))), "column", None)

    program.run(export())


def test_what_is_written_later_is_what_was_taken(program: Program, board: LiveBoard) -> None:
    expected = b"".join(write_json(contents(board))), b"".join(write_csv(contents(board)))
    taken = contents(board), contents(board)
    program.run(change_everything(board, 1))
    program.submit(
        board,
        *({"type": "column.purge", "column_id": column_id} for _, column_id in board.state.order("column", board.id)),
    )
    assert (b"".join(write_json(taken[0])), b"".join(write_csv(taken[1]))) == expected


@pytest.mark.parametrize("export", [export_csv, export_json, export_me])
def test_each_export_waits_for_its_turn(program: Program, board: LiveBoard, export: Callable[..., Any]) -> None:
    """[LI10]"""
    visit = Visit(board, Visitor(id=new_id()), Rights(Role.COORDINATOR, COORDINATOR))
    queue = program.doors.exporting

    async def play() -> None:
        with queue.place("another board") as place:
            async with place.turn():
                asked = asyncio.create_task(export(program.doors, visit))
                done, _ = await asyncio.wait([asked], timeout=0.5)
                assert (done, queue.waiting) == (set(), 1)
        assert (await asked).status_code == 200

    program.run(play())

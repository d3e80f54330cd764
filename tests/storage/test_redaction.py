"""What is purged is purged from the log too: in the database, in its file, and in the memory of every process."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from korkwand.catalog import KINDS
from korkwand.kernel.records import read_changes
from korkwand.kernel.state import BoardState
from korkwand.kernel.visibility import COORDINATOR
from korkwand.live.board import LiveBoard
from korkwand.settings import Settings
from korkwand.storage.redaction import Redaction, redacted
from tests.live.running_board import ask, assert_on_disk, edit, log_of, new_board, new_id, running

CANARY = "canary-that-sang"


def record(**fields: Any) -> dict[str, Any]:
    return {"id": "a", "title": CANARY, "text": CANARY, "author_id": "v", "author_name": CANARY, "rank": "a0", **fields}


class TestRedacted:
    def test_words_and_author_of_a_record_go_and_its_structure_stays(self) -> None:
        changes = json.dumps([{"put": "card", "record": record()}, {"remove": "card", "id": "a"}])
        found, fresh = redacted(changes, Redaction(9, frozenset({("card", "a")})), KINDS)
        assert found
        assert json.loads(fresh) == [
            {"put": "card", "record": record(title="", text="", author_id=None, author_name=None)},
            {"remove": "card", "id": "a"},
        ]

    def test_others_stay_as_they_are_to_the_byte(self) -> None:
        changes = '[{"put":"comment","record":{"id":"a","text":"Größe 💡","author_id":"v"}}]'
        assert redacted(changes, Redaction(9, frozenset({("card", "a")})), KINDS) == (False, changes)

    def test_of_a_visitor_the_name_goes_and_the_words_stay(self) -> None:
        changes = json.dumps([{"put": "card", "record": record()}, {"put": "card", "record": record(author_id="w")}])
        found, fresh = redacted(changes, Redaction(9, frozenset(), "v"), KINDS)
        assert found
        assert [change["record"] for change in json.loads(fresh)] == [
            record(author_id=None, author_name=None),
            record(author_id="w"),
        ]


def bytes_of(board: LiveBoard, folder: Path) -> bytes:
    """Everything there is on disk, and in memory what could be sent."""
    ring = repr(board.ring._traces).encode()
    texts = repr((board.state.texts.versions, board.state.texts.own_words)).encode()
    files = b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())
    log = "".join(f"{event.changes}{event.written}" for event in log_of(board)).encode()
    return ring + texts + files + log + board.records(COORDINATOR, None)


async def written_on(board: LiveBoard, who: Any, column: str) -> str:
    """A card whose words have been in every place there is: written, merged, commented, moved, trashed."""
    card, comment = new_id(), new_id()
    first = edit("card.add", card_id=card, column_id=column, title=f"{CANARY} one", text="alpha beta gamma")
    write = edit("card.write", card_id=card, text=f"alpha {CANARY} gamma", base=first.id)
    merge = edit("card.write", card_id=card, text=f"alpha beta gamma {CANARY}", base=first.id)
    for one in (first, write, merge):
        assert isinstance((await ask(board, who, one))[0], int)
    await ask(board, who, edit("comment.add", comment_id=comment, card_id=card, text=f"{CANARY}!"))
    await ask(board, who, edit("card.move", card_id=card, column_id=column, after_id=None))
    await ask(board, who, edit("card.delete", card_id=card))
    return card


def test_a_purged_card_is_found_nowhere_and_the_numbers_stay(database_url: str, tmp_path: Path) -> None:
    """[ED15]"""

    async def play() -> None:
        async with running(database_url, tmp_path / "one") as first, running(database_url, tmp_path / "two") as second:
            board, coordinator, column = await new_board(first)
            other = await second.boards.get(board.id)
            card = await written_on(board, coordinator, column)
            kept = await ask(board, coordinator, edit("card.add", column_id=column, title="Kept", text="words"))
            await other.refresh()
            folder = Path(first.boards.store.database.file or tmp_path / "one").parent
            assert CANARY.encode() in bytes_of(board, folder)
            numbers = [(event.seq, event.edit_id, event.type, event.at) for event in log_of(board)]
            assert isinstance((await ask(board, coordinator, edit("card.purge", card_id=card)))[0], int)
            await other.refresh()
            await first.boards.store.journal.sweep()
            for one in (board, other):
                assert CANARY.encode() not in bytes_of(one, folder)
                assert_on_disk(one)
            assert [(event.seq, event.edit_id, event.type, event.at) for event in log_of(board)][:-1] == numbers
            assert "words" in log_of(board)[int(kept[0]) - 1].changes
            assert_log_leads_to(board)

    asyncio.run(play())


def assert_log_leads_to(board: LiveBoard) -> None:
    """Who follows the log from its beginning comes to what there is."""
    state = BoardState(board.id, KINDS)
    for event in log_of(board):
        state.fold(read_changes(event.changes, KINDS), event.seq)
    for kind in KINDS:
        assert {row.id: row.json for row in state.all(kind)} == {row.id: row.json for row in board.state.all(kind)}


@pytest.mark.parametrize("count", [3, 40])
def test_a_purged_column_takes_the_words_of_all_it_held(tmp_path: Path, count: int) -> None:
    """Few of them are looked for by the database, many by reading the log in pages."""

    async def play() -> None:
        settings = Settings(data_dir=tmp_path)
        async with running(settings.database, tmp_path) as doors:
            board, coordinator, column = await new_board(doors)
            await ask(board, coordinator, edit("column.rename", column_id=column, title=CANARY))
            for number in range(count):
                await ask(board, coordinator, edit("card.add", column_id=column, title=f"{CANARY} {number}"))
            await written_on(board, coordinator, column)
            purge = edit("column.purge", column_id=column)
            assert isinstance((await ask(board, coordinator, purge))[0], int)
            await doors.boards.store.journal.sweep()
            assert CANARY.encode() not in bytes_of(board, tmp_path)
            assert board.events_since(board.seq - 1, COORDINATOR, coordinator.id) is not None
            assert_log_leads_to(board)

    asyncio.run(play())


def test_a_purge_that_is_refused_with_others_leaves_the_log_alone(tmp_path: Path) -> None:
    async def play() -> None:
        settings = Settings(data_dir=tmp_path)
        async with running(settings.database, tmp_path) as doors:
            board, coordinator, column = await new_board(doors)
            card = await written_on(board, coordinator, column)
            before = log_of(board)
            edits = [edit("card.purge", card_id=card), edit("card.purge", card_id=new_id())]
            assert await ask(board, coordinator, *edits, together=True) == ["not_found", "not_found"]
            assert await ask(board, coordinator, edit("card.restore", card_id=card)) == [len(before) + 1]
            assert log_of(board)[:-1] == before

    asyncio.run(play())

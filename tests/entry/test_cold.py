"""Cold writes: two processes that make the same visitor at the same moment."""

import asyncio
from pathlib import Path

from korkwand.app import open_doors
from korkwand.entry import devices
from korkwand.entry.cold import write
from korkwand.entry.secrets import new_secret, secret_hash
from korkwand.nouns.board.edits import CreateBoard
from korkwand.rules.roles import Visitor
from korkwand.settings import Settings
from tests.make import named_id
from tests.storage.content import NOW


async def bearers_of(settings: Settings, count: int) -> set[str | None]:
    """The visitors that several processes make for one key at once."""
    async with open_doors(settings) as first, open_doors(settings) as second:
        board_id, key_id = named_id("board"), named_id("key")
        edit = CreateBoard(
            id=named_id("edit"), board_id=board_id, key_id=key_id, secret_hash=secret_hash(new_secret()), title="Town"
        )
        await first.boards.create(Visitor(id=None), edit, [])
        made = await asyncio.gather(
            *(
                write(
                    doors.boards.store,
                    lambda connection: devices.make_bearer(connection, board_id, key_id, "", NOW),
                )
                for _ in range(count)
                for doors in (first, second)
            )
        )
        return {visitor.id for visitor in made}


def test_all_bearers_of_a_secret_are_one_visitor_in_all_processes(database_url: str, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url=database_url)
    assert len(asyncio.run(bearers_of(settings, 10))) == 1

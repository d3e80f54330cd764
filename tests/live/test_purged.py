"""`korkwand purge`: what was deleted stands in no row, in no dump of Postgres, and in no byte of SQLite's files."""

import asyncio
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url

from korkwand.app import open_doors
from korkwand.settings import Settings
from korkwand.storage.database import Database
from tests.api.in_process import Hand
from tests.live.running_board import ask, edit
from tests.live.test_retention import CANARY, board_in_use
from tests.pages import ROOT
from tests.postgres import find_programs
from tests.storage.content import all_rows


def traces(url: str) -> list[str]:
    """All places in which a text may be found."""
    database = Database(url)
    rows = str(all_rows(database))
    file = database.file
    database.close()
    if file is not None:
        return [rows, *(one.read_bytes().decode("latin-1") for one in file.parent.glob(f"{file.name}*"))]
    programs = find_programs()
    assert programs is not None
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    dumped = subprocess.run([programs / "pg_dump", plain], capture_output=True, text=True, check=True)
    assert "CREATE TABLE public.card" in dumped.stdout
    return [rows, dumped.stdout]


async def trashed_long_ago(url: str, folder: Path) -> str:
    """A board with the canary in all places, deleted 40 days ago; and its neighbour, which stays. Its id."""
    clock = Hand()
    clock.now = datetime.now(UTC) - timedelta(days=40)
    async with open_doors(Settings(data_dir=folder, database_url=url), clock) as doors:
        board, coordinator, _ = await board_in_use(doors)
        await ask(board, coordinator, edit("board.delete"))
        return board.id


def test_leaves_the_text_nowhere(database_url: str, tmp_path: Path) -> None:
    """[ED22]"""
    if database_url.startswith("postgresql") and not (find_programs() or Path("/nowhere")).joinpath("pg_dump").exists():
        pytest.skip("Postgres: no pg_dump found")
    board_id = asyncio.run(trashed_long_ago(database_url, tmp_path))
    assert any(CANARY in place for place in traces(database_url))
    environment = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(ROOT / "backend"),
        "KORKWAND_DATA_DIR": str(tmp_path),
        "KORKWAND_DATABASE_URL": database_url,
    }
    command = [sys.executable, "-m", "korkwand", "purge"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    assert done.stdout == "Put into the trash: 0. Deleted for good: 1.\n"
    for place in traces(database_url):
        assert CANARY not in place
        assert board_id not in place

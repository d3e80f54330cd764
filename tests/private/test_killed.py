"""kill -9: what was told to be in a drawer is there, with its event if it has one, and no limit was passed."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from korkwand.storage.database import Database
from tests.private.ballots import BALLOT, PLEDGE
from tests.test_architecture import ROOT

LIVES = ("before_commit", "after_commit") * 4
CHANCE = 0.1


def run(url: str, folder: Path, *words: str) -> tuple[list[list[str]], int]:
    """Let a process vote until it dies; the words of its lines, and how it ended."""
    command = [sys.executable, "-m", "tests.private.dying", url, str(folder), *words]
    paths = {"PYTHONPATH": f"{ROOT}:{ROOT / 'backend'}"}
    done = subprocess.run(command, cwd=ROOT, env=paths, capture_output=True, text=True, check=False)
    return [line.split() for line in done.stdout.splitlines()], done.returncode


@pytest.mark.alone
def test_nothing_that_was_told_to_be_in_a_drawer_is_lost(database_url: str, tmp_path: Path) -> None:
    ((board, key, card),), _ = run(database_url, tmp_path, "new", "-", "-", "")
    told = []
    for point in LIVES:
        lines, end = run(database_url, tmp_path, board, key, card, f"{point}={CHANCE}")
        assert end == -signal.SIGKILL
        told += lines
    assert [answers[1] for _, *answers in told] == ["conflict"] * len(told)
    database = Database(database_url)
    with database.reading() as connection:
        rows = connection.execute(text("SELECT drawer, holder_hash, SUM(weight) AS points FROM slip GROUP BY 1, 2"))
        kept = {(row.drawer, row.holder_hash): int(row.points) for row in rows}
        events = {row.seq for row in connection.execute(text("SELECT seq FROM event WHERE type = 'card.pledge'"))}
    database.close()
    ballots, pledges = ([one for one in kept if one[0] == drawer.name] for drawer in (BALLOT, PLEDGE))
    assert {kept[one] for one in ballots} == {3}
    assert len(told) <= len(ballots) <= len(told) + len(LIVES)
    assert len(pledges) == len(events), "a pledge without its event, or an event without its pledge"
    assert {int(answers[2]) for _, *answers in told} <= events

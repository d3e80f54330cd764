"""Ten thousand guesses at a password, as fast as somebody can. Who does not notice them, `bench/run --attacks` says."""

import json
import subprocess
import sys

import pytest

from tests.api import guessing_flood
from tests.client import Board, edit
from tests.doors import Server

FLOOD = 10_000
PER_SECOND = 1_000
LANE = 20

pytestmark = [pytest.mark.alone, pytest.mark.slow]


def test_of_ten_thousand_guesses_twenty_are_evaluated(server: Server, board: Board) -> None:
    """[WA7] Who is inside goes on meanwhile."""
    secret = board.key("viewer", password="correct horse")["secret"]
    column = board.column()["id"]
    host, _, port = server.address.removeprefix("http://").partition(":")
    program = [sys.executable, str(guessing_flood.__file__), host, port, board.id, secret, str(FLOOD), str(PER_SECOND)]
    with subprocess.Popen(program, stdout=subprocess.PIPE) as flood, board.live() as socket:
        edits = 0
        while flood.poll() is None:
            one = edit("column.rename", column_id=column, title=str(edits))
            socket.edits(one)
            socket.event(one["id"])
            edits += 1
        assert flood.stdout is not None
        found = json.loads(flood.stdout.read().partition(b"\n")[2])
    print(f"\n{found}, {edits} edits meanwhile")
    assert found == {"forbidden": LANE, "rate_limited": FLOOD - LANE}

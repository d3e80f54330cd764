"""A process that votes until it dies: prints each ballot that it was told is kept. For test_killed.py.

    python -m tests.private.dying URL FOLDER BOARD KEY CARD POINTS

It makes the board first if there is none (BOARD is "new") and prints its ids.
"""

import asyncio
import sys
from pathlib import Path

from korkwand.app import open_doors
from korkwand.rules.roles import Visitor
from korkwand.settings import Settings
from tests.live.running_board import ask, new_id
from tests.private.ballots import Pledge, Vote
from tests.private.polling import new_poll

URL, FOLDER, BOARD, KEY, CARD, POINTS = sys.argv[1:]


async def vote() -> None:
    """For each guest: three points, three more that are too many, and a pledge beside its event."""
    settings = Settings(data_dir=Path(FOLDER), database_url=URL, crash_points=POINTS)
    async with open_doors(settings) as doors:
        if BOARD == "new":
            poll = await new_poll(doors)
            print(poll.board.id, *poll.maker.key_ids, poll.card_id, flush=True)
            return
        board = await doors.boards.get(BOARD)
        while True:
            guest = Visitor(id=new_id(), key_ids=frozenset([KEY]))
            votes = [Vote(id=new_id(), card_id=CARD, option=option, points=3) for option in "ab"]
            told = await ask(board, guest, *votes, Pledge(id=new_id(), card_id=CARD, amount=1))
            print(guest.id, *told, flush=True)


asyncio.run(vote())

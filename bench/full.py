"""What a full board costs: `python -m bench.full` prints bytes of its snapshot and milliseconds of the processor.

As many cards as a board may have, with as many letters as then fit, by 300 authors in 20 columns, in memory only.
"""

import random
import time
import zlib
from collections.abc import Callable
from statistics import median
from typing import Any

from korkwand.entry.snapshots import LEVEL
from korkwand.kernel.ranks import between
from korkwand.kernel.records import put
from korkwand.kernel.size import MEGABYTE, RECORD_BYTES
from korkwand.kernel.state import BoardState
from korkwand.kernel.visibility import COORDINATOR, MEMBER
from korkwand.live.frames import records_json
from korkwand.nouns.board.record import Board
from korkwand.nouns.card.record import Card
from korkwand.settings import Settings
from tests.make import empty_board, named_id

AUTHORS = 300
COLUMNS = 20
TIMES = 3
WORDS = ["der", "Radweg", "am", "Markt", "ist", "zu", "schmal", "und", "mehr", "Bäume", "Bänke", "Licht", "für", "alle"]


def full_board() -> BoardState:
    """Up to its limits in both measures."""
    board = empty_board()
    columns = [f"column {number}" for number in range(COLUMNS)]
    for column in columns:
        board.do("coordinator", "column.add", column_id=column, title=column)
    most = Settings().board_cards
    letters = Settings().board_megabytes * MEGABYTE // most - RECORD_BYTES - 40
    picked = random.Random(1)
    ranks = dict.fromkeys(columns, "")
    for number in range(most):
        column = columns[number % COLUMNS]
        ranks[column] = between(ranks[column] or None, None)
        text = " ".join(picked.choices(WORDS, k=letters // 5))[: letters - 30]
        author = named_id(f"author {number % AUTHORS}")
        board.state.fold([put(_card(board.id, number, column, ranks[column], text, author))])
    return board.state


def _card(board_id: str, number: int, column: str, rank: str, text: str, author: str) -> Card:
    return Card(
        id=named_id(f"card {number}"), board_id=board_id, column_id=named_id(column), rank=rank, title=f"Idea {number}",
        text=text, color="white", author_id=author, author_name="Somebody", created_at="2026-06-01T08:00:00.000Z",
        edited_at=None, deleted_at=None,
    )  # fmt: skip


def milliseconds(what: Callable[[], Any]) -> str:
    """The median of some runs, in time of the processor: other programs do not count."""
    took = []
    for _ in range(TIMES):
        begun = time.process_time()
        what()
        took.append(1000 * (time.process_time() - begun))
    return f"{median(took):8.1f} ms"


def main() -> None:
    """Print the table."""
    state = full_board()
    size = state.size
    print(f"cards {size.cards}, bytes as they count {size.bytes / MEGABYTE:.1f} MiB")
    everything = records_json(state.sorted_out(MEMBER).by(None))
    packed = zlib.compress(everything, LEVEL)
    print(f"snapshot {len(everything) / MEGABYTE:.1f} MiB, compressed {len(packed) / MEGABYTE:.1f} MiB")
    print("looked through, once per view and seq  ", milliseconds(lambda: state.sorted_out(MEMBER)))
    seen = state.sorted_out(MEMBER)
    print("joined, once per view and seq          ", milliseconds(lambda: records_json(seen.by(None))))
    print("compressed in a thread, once           ", milliseconds(lambda: zlib.compress(everything, LEVEL)))
    author = named_id("author 1")
    board = state.get(Board, state.board_id)
    state.fold([put(board, names_hidden=True)])
    masked = state.sorted_out(MEMBER)
    masked.by(author)
    print("with names hidden, for each author     ", milliseconds(lambda: records_json(masked.by(author))))
    assert state.sorted_out(COORDINATOR).by(None)


if __name__ == "__main__":
    main()

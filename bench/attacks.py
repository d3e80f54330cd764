"""What others notice of an attack: `bench/run --attacks` prints it, as medians while it is quiet and meanwhile.

Others are who asks for `/api/health` and who edits another board of the same server. How much of an attack the server
lets happen, tests/attacks counts.
"""

import argparse
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.api import guessing_flood
from tests.attacks import doors, growing_server, queue_flood
from tests.attacks.doors import ATTACKS
from tests.client import Board, edit
from tests.doors import WIDE_LIMITS, Server

ROOT = Path(__file__).parents[1]
SAMPLES = 40
MEGABYTE = 1024 * 1024
NARROW = {name: WIDE_LIMITS[name] for name in ("boards_per_hour", "edits_burst", "edits_per_second")}
"""The limits of bytes are those that a server comes with."""
HEAD = f"{'milliseconds':26} health    then         edit    then         longest MiB more"
FULL_CARDS, PER_REQUEST, FULL_GUESTS = 20_000, 200, 16
LARGE_TEXT, FULL_TEXT = "€" * 20_000, "Am Ufer fehlen Bänke. " * 45
GUESSES, GUESSES_PER_SECOND = 100_000, 300


class Noticed(NamedTuple):
    """Milliseconds: two medians, and the longest wait of all."""

    health: float
    edit: float
    longest: float


@dataclass(frozen=True)
class Attack:
    """An attack on a board; `begin` fills the board where it must be full, then gives what lasts while it goes on."""

    name: str
    begin: Callable[[Board], AbstractContextManager[None]]
    settings: dict[str, str] = field(default_factory=lambda: WIDE_LIMITS)
    program: tuple[str, ...] = Server.program


def noticed(server: Server, board: Board, column: str) -> Noticed:
    """What somebody else waits for."""
    guest = server.guest()
    board.client.timeout = guest.timeout = 60
    looks, edits = [], []
    for number in range(SAMPLES):
        began = time.perf_counter()
        guest.get("/api/health").raise_for_status()
        between = time.perf_counter()
        board.do("column.rename", column_id=column, title=str(number))
        looks.append(1000 * (between - began))
        edits.append(1000 * (time.perf_counter() - between))
    return Noticed(statistics.median(looks), statistics.median(edits), max(*looks, *edits))


@contextmanager
def attacking_program(*command: str) -> Iterator[None]:
    """An attack by a program, which goes on until it is killed. It says so when it has begun."""
    # An attacker's work is done elsewhere, so it must not take the server's processor.
    attack = subprocess.Popen(
        ["nice", "-n", "19", sys.executable, *command], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        if attack.stdout is None or not attack.stdout.readline():
            raise RuntimeError(f"{command}: the attack did not begin")
        yield
        if attack.poll() is not None:
            raise RuntimeError(f"{command}: the attack ended by itself")
    finally:
        attack.kill()
        attack.communicate()


@contextmanager
def attacking_guests(act: Callable[[Board], None], boards: list[Board]) -> Iterator[None]:
    """An attack by some who do the same again and again."""
    over = threading.Event()

    def attack(board: Board) -> None:
        while not over.is_set():
            act(board)

    threads = [threading.Thread(target=attack, args=[board]) for board in boards]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def by_the_door(name: str) -> Callable[[Board], AbstractContextManager[None]]:
    """One of the attacks on doors, by a guest with a viewer's link."""

    def begin(board: Board) -> AbstractContextManager[None]:
        host, port = address_of(board)
        return attacking_program("-m", doors.__name__, name, host, port, board.url, board.key("viewer")["secret"])

    return begin


def by_guesses(board: Board) -> AbstractContextManager[None]:
    """Guesses at a password, each by a new device."""
    secret = board.key("viewer", password="correct horse")["secret"]
    arguments = (*address_of(board), board.id, secret, str(GUESSES), str(GUESSES_PER_SECOND))
    return attacking_program("-m", guessing_flood.__name__, *arguments)


def by_queues(board: Board) -> AbstractContextManager[None]:
    """The largest previews, exports, guesses and links with passwords of one board."""
    locked = board.key("viewer", password="mellow yellow")["secret"]
    return attacking_program("-m", queue_flood.__name__, board.client.address, board.id, board.secret, locked, "8")


def by_growth(board: Board) -> AbstractContextManager[None]:
    """Cards of 60 KB as fast as possible."""
    column = board.column()["id"]

    def act(guest: Board) -> None:
        cards = [edit("card.add", column_id=column, title="x", text=LARGE_TEXT) for _ in range(4)]
        guest.client.post(f"{board.url}/edits", json={"edits": cards})

    return attacking_guests(act, [board.browser("contributor")])


def by_a_full_board(board: Board) -> AbstractContextManager[None]:
    """Guests of a full board with hidden names change it and ask for it, and hang up before it has come."""
    column = board.column()["id"]
    for _ in range(FULL_CARDS // PER_REQUEST):
        board.submit(*(edit("card.add", column_id=column, title="x", text=FULL_TEXT) for _ in range(PER_REQUEST)))
    board.do("board.mask")

    def act(guest: Board) -> None:
        guest.client.timeout = 120
        guest.do("card.add", column_id=column, title="Another one")
        with guest.client.stream("GET", guest.url, headers={"Accept-Encoding": "identity"}):
            pass

    return attacking_guests(act, [board.browser("contributor") for _ in range(FULL_GUESTS)])


def address_of(board: Board) -> tuple[str, str]:
    """Host and port of its server."""
    host, _, port = board.client.address.removeprefix("http://").partition(":")
    return host, port


ROOM = {**WIDE_LIMITS, "board_cards": str(2 * FULL_CARDS), "board_megabytes": "64"}
ALL = [
    *(Attack(name, by_the_door(name), {**WIDE_LIMITS, "strangers": "200"}) for name in ATTACKS),
    Attack("guesses", by_guesses),
    Attack("queues", by_queues),
    Attack("growth", by_growth, NARROW),
    Attack("full_board", by_a_full_board, ROOM),
    Attack("full_board, all at once", by_a_full_board, ROOM, (str(growing_server.__file__), "large boards at once")),
]


def measure(attack: Attack, folder: Path) -> str:
    """A line of the table."""
    server = Server(folder, attack.settings)
    server.program = attack.program
    server.start()
    try:
        attacked, other = server.guest().make_board(), server.guest().make_board()
        column = other.column()["id"]
        begin = attack.begin(attacked)
        quiet, memory = noticed(server, other, column), server.memory
        with begin:
            meanwhile = noticed(server, other, column)
            grown = (server.memory - memory) / MEGABYTE
    finally:
        server.stop()
    medians = "".join(
        f"{before:7.1f} {now:7.1f} {now / before:5.1f}x" for before, now in zip(quiet[:2], meanwhile[:2], strict=True)
    )
    return f"{attack.name:26}{medians} {meanwhile.longest:9.0f} {grown:8.0f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="bench/run --attacks", description=(__doc__ or "").splitlines()[0])
    names = [attack.name for attack in ALL]
    parser.add_argument("--only", nargs="+", choices=names, default=names, help="these attacks only")
    chosen = parser.parse_args().only
    print(HEAD)
    for attack in ALL:
        if attack.name in chosen:
            with TemporaryDirectory(prefix="korkwand-bench-") as folder:
                print(measure(attack, Path(folder)), flush=True)


if __name__ == "__main__":
    main()

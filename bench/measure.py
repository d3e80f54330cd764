"""The measurements of one program in one round; each gives samples for the rows of the table."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.load import Outcome, Shape, run_load
from bench.programs import Board, Korkwand, Ordinary, Program
from bench.workload import Writer

LISTENERS, WRITERS = 30, 10
MESSAGE_BYTES = 490
BROWSER_ENCODINGS = "gzip, deflate, br, zstd"


@dataclass(frozen=True)
class Size:
    """How much is done in one round."""

    edits: int  # by programs that do thousands a second; a tenth by those that store through an ORM
    alone: int
    messages: int
    crowd: int
    get_seconds: float
    big_board: int


FULL = Size(edits=8000, alone=200, messages=200, crowd=1000, get_seconds=2.0, big_board=10_000)
QUICK = Size(edits=2000, alone=60, messages=50, crowd=1000, get_seconds=0.5, big_board=10_000)


@dataclass(frozen=True)
class Sample:
    """One figure for one row; with a load client also what the load itself was like."""

    row: str
    value: float
    client_share: float | None = None  # of one core
    others_share: float | None = None  # the same, of everything else on the machine
    delivery_bytes: float | None = None


class Contestant:
    """A running program, its board of 200 cards, and the work to come: the same for all programs."""

    def __init__(self, program: Program, seed: int) -> None:
        self.program = program
        self.writer = Writer(seed)
        self.content = self.writer.content(200)
        self.board = program.make_board(self.content)

    def mixed(self, count: int, shape: Shape) -> Outcome:
        """Put a load of card.move and card.write on the board."""
        return run_load(self.program, self.board, self.writer.mixed(self.content, count), shape)


Measurement = Callable[[Contestant, Size], Iterator[Sample]]


def measure_round(
    kinds: list[type[Program]], size: Size, seed: int, parent: Path | None
) -> Iterator[tuple[str, Sample]]:
    """Start all programs on empty folders and take each measurement from one after the other, so that figures
    to be compared are taken seconds apart; then stop them. Gives a program's name with each sample."""
    with ExitStack() as stack:
        contestants = []
        for kind in kinds:
            folder = stack.enter_context(TemporaryDirectory(prefix="korkwand-bench-", dir=parent))
            program = kind(Path(folder))
            program.start()
            stack.callback(program.stop)
            contestants.append(Contestant(program, seed))
        rights = (together_with_rights, crowd_with_rights)
        for measurement in (warm_up, *together, alone, crowd, *rights, reading, big_board):
            for contestant in contestants:
                for taken in measurement(contestant, size):
                    yield contestant.program.name, taken


def edits_for(program: Program, size: Size) -> int:
    """How many edits make a load of a few seconds."""
    return size.edits // 10 if isinstance(program, Ordinary) else size.edits


def warm_up(contestant: Contestant, size: Size) -> Iterator[Sample]:
    """A first load that is not measured."""
    contestant.mixed(edits_for(contestant.program, size) // 4, Shape(LISTENERS, WRITERS, 16))
    yield from ()


def with_flight(flight: int) -> Measurement:
    """Thirty people on a board of 200 cards, ten of them writing, so many edits on their way at any time."""

    def measurement(contestant: Contestant, size: Size) -> Iterator[Sample]:
        count = edits_for(contestant.program, size)
        outcome = contestant.mixed(count, Shape(LISTENERS, WRITERS, flight))
        yield sample(f"edits_{flight}", outcome.edits / outcome.elapsed, outcome)
        yield sample(f"cpu_{flight}", outcome.server_cpu / outcome.edits * 1e6, outcome)

    return measurement


together = (with_flight(64), with_flight(16))


def alone(contestant: Contestant, size: Size) -> Iterator[Sample]:
    """The same thirty people, one edit at a time with a pause between."""
    outcome = contestant.mixed(size.alone, Shape(LISTENERS, WRITERS, alone=True, pause_us=5000))
    yield sample("alone", outcome.median_to_last * 1e3, outcome)
    yield sample("alone_cpu", outcome.server_cpu / outcome.edits * 1e6, outcome)


def crowd(contestant: Contestant, size: Size) -> Iterator[Sample]:
    """A thousand listeners, one writer, one message at a time."""
    content = contestant.writer.content(4)
    board = contestant.program.make_board(content)
    steps = contestant.writer.renames(content, size.messages, MESSAGE_BYTES)
    outcome = run_load(contestant.program, board, steps, Shape(size.crowd, 1, alone=True))
    yield sample("delivery", outcome.server_cpu / outcome.deliveries * 1e6, outcome)
    yield sample("crowd", outcome.median_to_last * 1e3, outcome)


def crowd_with_rights(contestant: Contestant, size: Size) -> Iterator[Sample]:
    """The same thousand, every second a viewer, on a board of which viewers do not see all."""
    if not isinstance(contestant.program, Korkwand):
        return
    content = contestant.writer.content(4)
    board = contestant.program.make_board(content)
    board = contestant.program.restricted(board, content.columns[1]["id"])
    steps = contestant.writer.renames(content, size.messages, MESSAGE_BYTES)
    outcome = run_load(contestant.program, board, steps, Shape(size.crowd, 1, alone=True))
    yield sample("delivery_rights", outcome.server_cpu / outcome.deliveries * 1e6, outcome)


def together_with_rights(contestant: Contestant, size: Size) -> Iterator[Sample]:
    """The same thirty people, of those who do not write every second a viewer, on such a board."""
    if not isinstance(contestant.program, Korkwand):
        return
    content = contestant.writer.content(200)
    board = contestant.program.make_board(content)
    board = contestant.program.restricted(board, content.columns[1]["id"])
    steps = contestant.writer.mixed(content, size.edits)
    outcome = run_load(contestant.program, board, steps, Shape(LISTENERS, WRITERS, 16))
    yield sample("cpu_rights", outcome.server_cpu / outcome.edits * 1e6, outcome)


def sample(row: str, value: float, outcome: Outcome) -> Sample:
    """A figure with what is known of its load."""
    size = outcome.bytes / outcome.deliveries
    return Sample(row, value, outcome.client_share, outcome.others_share, size)


def reading(contestant: Contestant, size: Size) -> Iterator[Sample]:
    """A board of 1,000 cards, read again and again, as a program asks and as a browser asks."""
    program = contestant.program
    if not program.reads:
        return
    board = program.make_board(contestant.writer.content(1000))
    for row, encodings in (("get", "identity"), ("get_browser", BROWSER_ENCODINGS)):
        headers = {**program.headers(board), "Accept-Encoding": encodings}
        cpu_per_get(program, board, headers, size.get_seconds / 4)  # warm up
        yield Sample(row, cpu_per_get(program, board, headers, size.get_seconds) * 1e3)


def cpu_per_get(program: Program, board: Board, headers: dict[str, str], seconds: float) -> float:
    """Server CPU seconds for one GET of the board, mean over the given time on one connection."""
    connection = program.connect()
    before, deadline, count = program.server.cpu(), time.monotonic() + seconds, 0
    while time.monotonic() < deadline:
        connection.request("GET", f"/api/boards/{board.id}", headers=headers)
        response = connection.getresponse()
        if not response.read() or response.status != 200:
            raise RuntimeError(f"{program.name}: GET of the board: {response.status}")
        count += 1
    connection.close()
    return (program.server.cpu() - before) / count


def big_board(contestant: Contestant, size: Size) -> Iterator[Sample]:
    """A large board after a restart: how long until it is in memory, how long the first GET takes then."""
    program, writer = contestant.program, contestant.writer
    if not program.reads:
        return
    small, big = program.make_board(writer.content(4)), program.make_board(writer.content(size.big_board))
    seq = read_seq(program, big)
    program.stop()
    program.start()
    seconds_of(program, small, f"/api/boards/{small.id}")  # the process itself is warm now, the board is not
    if isinstance(program, Korkwand):
        yield Sample("load", seconds_of(program, big, f"/api/boards/{big.id}/events?since={seq}") * 1e3)
    yield Sample("first_get", seconds_of(program, big, f"/api/boards/{big.id}") * 1e3)


def read_seq(program: Program, board: Board) -> int:
    """The number of the board's last event; 0 for programs that do not tell."""
    answer = program.get(f"/api/boards/{board.id}", program.headers(board))
    return int(answer.get("seq", 0))


def seconds_of(program: Program, board: Board, path: str) -> float:
    """Wall time of one GET with a fresh connection, to the last byte."""
    started = time.perf_counter()
    connection = program.connect()
    connection.request("GET", path, headers=program.headers(board))
    response = connection.getresponse()
    body = response.read()
    connection.close()
    if response.status != 200:
        raise RuntimeError(f"{program.name}: GET {path}: {response.status} {body[:300]!r}")
    return time.perf_counter() - started

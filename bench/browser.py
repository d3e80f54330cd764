"""The browser's figures: Korkwand's page beside a plain one without a framework, with 500, 2,000 and 5,000 cards."""

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Error, sync_playwright

from bench.page import MeasuredPage, launched, opened
from bench.processes import Server, free_port
from bench.programs import Board, Korkwand
from bench.table import line, number, spread, times
from bench.workload import Content, Record, Writer

PEERS = Path(__file__).parent / "peers"
DEFAULT_RESULT = Path("build") / "bench-browser.json"
SIZES = (500, 2000, 5000)
COLUMNS = 5
BATCH = 500
REQUEST = 250  # edits in one request; the body may have 256 KiB
SINGLE_EDITS, BATCHES, DRAG_FRAMES = 5, 3, 60
SUBJECT, PEER = "korkwand", "plain"


@dataclass(frozen=True)
class Row:
    """One figure; `limit` is what the project allows itself at a size."""

    key: str
    label: str
    digits: int = 1
    limit: tuple[int, float] | None = None


ROWS = (
    Row("first", "first render: navigation to painted cards, ms", 0),
    Row("first_thread", "  main thread until then, ms", 0),
    Row("build", "  main thread until all cards are there, ms", 0, (2000, 800)),
    Row("heap", "  heap then, MB"),
    Row("one", "one remote edit: arrival to painted, ms"),
    Row("one_script", "  script, ms", 2),
    Row("one_cards", "  cards touched", 0, (2000, 1)),
    Row("many", "500 remote edits in one batch: arrival to painted, ms", 0),
    Row("many_script", "  script, ms", 1, (2000, 50)),
    Row("many_thread", "  main thread, ms"),
    Row("drag_start", "taking a card up: script, ms"),
    Row("drag_script", "  then script per frame, ms", 2, (2000, 4)),
    Row("drag_thread", "  main thread per frame, ms"),
    Row("drag", "  movement of the pointer to painted, ms"),
)

Samples = dict[tuple[str, str, int], list[float]]
"""By row, page and size."""


class Subject:
    """A board on a running Korkwand, with the edits to come; and its snapshot served to the plain page."""

    def __init__(self, program: Korkwand, plain: Server, folder: Path, size: int, seed: int) -> None:
        self.program, self.writer = program, Writer(seed)
        self.content: Content = self.writer.content(size, COLUMNS)
        self.board: Board = program.make_board(self.content)
        self.headers = program.headers(self.board)
        self.address = f"http://127.0.0.1:{program.server.port}"
        self.plain_address = f"http://127.0.0.1:{plain.port}"
        self.snapshot = folder / "board.json"
        self.size = size

    def pages(self, browser: Browser) -> Iterator[tuple[str, MeasuredPage, str]]:
        """Both pages, not yet opened, with their addresses: a visitor who has been here, their caches empty."""
        own = opened(browser)
        body = {"secret": self.board.secret}
        own.context.request.post(
            f"{self.address}/api/boards/{self.board.id}/enter", data=body, headers={"Origin": self.address}
        )
        yield SUBJECT, own, f"{self.address}/b/{self.board.id}"
        snapshot = self.program.get(f"/api/boards/{self.board.id}", self.headers)
        self.snapshot.write_text(json.dumps(snapshot), encoding="utf-8")
        yield PEER, opened(browser), f"{self.plain_address}/plain.html"

    def edit(self, edits: list[Record]) -> None:
        """Somebody else does this."""
        for start in range(0, len(edits), REQUEST):
            body = {"edits": edits[start : start + REQUEST]}
            answer = self.program.post(f"/api/boards/{self.board.id}/edits", body, self.headers)
            if any("seq" not in result for result in answer["results"]):
                raise RuntimeError(f"an edit was refused: {answer}")


def measure(subject: Subject, browser: Browser) -> Iterator[tuple[str, str, float]]:
    """One round at one size: row, page, figure."""
    pages: dict[str, MeasuredPage] = {}
    for name, page, address in subject.pages(browser):
        before = page.work()
        yield "first", name, page.open(address)
        yield "first_thread", name, (page.work() - before).thread
        page.has_cards(subject.size)
        yield "build", name, (page.work() - before).thread
        yield "heap", name, page.heap_mb()
        pages[name] = page
    pages[SUBJECT].page.get_by_text("Verbunden", exact=True).first.wait_for()
    for _ in range(SINGLE_EDITS):
        for name, work, painted in arrivals(subject, pages, subject.writer.varied(subject.content, 1)):
            yield "one", name, painted
            yield "one_script", name, work.script
    for _ in range(BATCHES):
        for name, work, painted in arrivals(subject, pages, subject.writer.varied(subject.content, BATCH)):
            yield "many", name, painted
            yield "many_script", name, work.script
            yield "many_thread", name, work.thread
    hand_over(subject, pages, subject.writer.varied(subject.content, 1))
    for name, page in pages.items():
        yield "one_cards", name, len(page.touched())
        yield from dragging(name, page)
        page.close()


def hand_over(subject: Subject, pages: dict[str, MeasuredPage], edits: list[Record]) -> None:
    """Make edits; both pages have the same frames and hold them back."""
    pages[SUBJECT].hold()
    subject.edit(edits)
    frames = pages[SUBJECT].held(len(edits))
    pages[PEER].page.evaluate("(frames) => bench.put(frames, window.receive)", frames)


def arrivals(subject: Subject, pages: dict[str, MeasuredPage], edits: list[Record]) -> Iterator[tuple[str, Any, float]]:
    """What it costs each page to show these edits."""
    hand_over(subject, pages, edits)
    for name, page in pages.items():
        yield name, *page.release()


def dragging(name: str, page: MeasuredPage) -> Iterator[tuple[str, str, float]]:
    """Nothing if the page does not let cards be dragged."""
    drag = page.drag(DRAG_FRAMES)
    if drag.begun:
        yield "drag_start", name, drag.start.script
        yield "drag_script", name, drag.frame.script
        yield "drag_thread", name, drag.frame.thread
        yield "drag", name, drag.painted


def run(options: argparse.Namespace) -> Samples:
    """All rounds; each sample is the median of its round."""
    samples: Samples = defaultdict(list)
    with TemporaryDirectory(prefix="korkwand-bench-", dir=options.dir) as name, sync_playwright() as playwright:
        folder = Path(name)
        for file in PEERS.glob("plain.*"):
            (folder / file.name).write_bytes(file.read_bytes())
        program, port = Korkwand(folder), free_port()
        program.start()
        command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", name]
        plain = Server(command, {}, port, folder)
        try:
            plain.wait_until_open()
            browser = launched(playwright)
            for number_of_round in range(options.rounds):
                started = time.monotonic()
                for size in options.cards:
                    taken = defaultdict(list)
                    subject = Subject(program, plain, folder, size, number_of_round)
                    for row, page, value in measure(subject, browser):
                        taken[row, page, size].append(value)
                    for key, values in taken.items():
                        samples[key].append(median(values))
                print(f"round {number_of_round + 1}: {time.monotonic() - started:.0f} s", file=sys.stderr)
            browser.close()
        finally:
            plain.stop()
            program.stop()
    return samples


def table(samples: Samples, sizes: list[int]) -> str:
    """For reading: medians of the rounds, and what they are beside the plain page."""
    lines = [line("", [f"{size:,} cards" for size in sizes])]
    for row in ROWS:
        own = [samples.get((row.key, SUBJECT, size), []) for size in sizes]
        peer = [samples.get((row.key, PEER, size), []) for size in sizes]
        if not any(own):
            continue
        lines.append(line(row.label, [number(median(values), row.digits) if values else "" for values in own]))
        lines.append(line("    lowest to highest", [spread(values, row.digits) for values in own]))
        lines.append(line("    plain page", [number(median(values), row.digits) if values else "" for values in peer]))
        ratios = [[a / b for a, b in zip(*pair, strict=True) if b] for pair in zip(own, peer, strict=True)]
        lines.append(line("    against it", [times(median(ratio)) if ratio else "" for ratio in ratios]))
        if row.limit:
            verdicts = [verdict(row.limit, size, values) for size, values in zip(sizes, own, strict=True)]
            lines.append(line("    at most", verdicts))
    return "\n".join(lines)


def verdict(limit: tuple[int, float], size: int, values: list[float]) -> str:
    """Whether a budget is kept, at its size."""
    if size != limit[0] or not values:
        return ""
    return f"{limit[1]:g} " + ("ok" if median(values) <= limit[1] else "missed")


def parse() -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(prog="bench/run --browser", description="The browser's figures.")
    parser.add_argument("--rounds", type=int, default=3, help="default: %(default)s")
    parser.add_argument("--cards", type=int, nargs="+", default=list(SIZES), help="default: 500 2000 5000")
    parser.add_argument("--dir", type=Path, help="folder for the database; default: the temporary one")
    parser.add_argument("--json", type=Path, default=DEFAULT_RESULT, help="where the result goes: %(default)s")
    return parser.parse_args()


def main() -> int:
    """The command line; 0 when every measurement was taken."""
    options = parse()
    samples = run(options)
    print(table(samples, options.cards))
    options.json.parent.mkdir(parents=True, exist_ok=True)
    kept = [
        {"row": row, "page": page, "cards": size, "rounds": values} for (row, page, size), values in samples.items()
    ]
    options.json.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (RuntimeError, Error) as error:  # a server or Chromium that does not start, an edit that did not arrive
        sys.exit(f"bench: {error}")

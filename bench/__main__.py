"""Runs the benchmarks: every round measures each program; then the table is printed and kept as JSON."""

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from bench.load import compiled
from bench.measure import FULL, QUICK, measure_round
from bench.programs import ALL, install_peers
from bench.table import Table

MOST_ROUNDS = 20
DEFAULT_RESULT = Path("build") / "bench.json"


def main() -> int:
    """The command line; 0 when every measurement was taken."""
    options = parse()
    programs = [program for program in ALL if program.name in options.only]
    compiled()
    if {"relay", "room"} & set(options.only):
        install_peers()
    table = Table(programs)
    print(f"one fsync in the folder used: {fsync_ms(options.dir):.2f} ms", file=sys.stderr)
    for round_number in range(options.rounds):
        started, first = time.monotonic(), round_number % len(programs)
        order = programs[first:] + programs[:first]  # each round begins with another one
        for name, sample in measure_round(order, QUICK if options.quick else FULL, round_number, options.dir):
            table.add(name, sample)
        print(f"round {round_number + 1}: {time.monotonic() - started:.0f} s", file=sys.stderr)
    print(table.text())
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(result(table, options), indent=1) + "\n", encoding="utf-8")
    print(f"written to {options.json}", file=sys.stderr)
    return 0


def parse() -> argparse.Namespace:
    """The options, checked."""
    parser = argparse.ArgumentParser(prog="bench/run", description="Benchmarks of Korkwand beside its peers.")
    names = [program.name for program in ALL]
    parser.add_argument("--quick", action="store_true", help="one short round")
    parser.add_argument("--rounds", type=int, help=f"1 to {MOST_ROUNDS}; default 3, with --quick 1")
    parser.add_argument("--only", nargs="+", choices=names, default=names, help="measure these programs only")
    parser.add_argument("--dir", type=Path, help="folder for the databases; default: the temporary one")
    parser.add_argument("--json", type=Path, default=DEFAULT_RESULT, help="where the result goes: %(default)s")
    options = parser.parse_args()
    options.rounds = options.rounds or (1 if options.quick else 3)
    if not 1 <= options.rounds <= MOST_ROUNDS:
        parser.error(f"--rounds must be 1 to {MOST_ROUNDS}")
    return options


def fsync_ms(parent: Path | None) -> float:
    """Median time of writing 4 KiB and making it durable; near 0 means that the folder is not on a disk."""
    times = []
    with tempfile.TemporaryFile(dir=parent) as file:
        for _ in range(50):
            started = time.perf_counter()
            file.write(b"\0" * 4096)
            file.flush()
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - started)
    return median(times) * 1e3


def result(table: Table, options: argparse.Namespace) -> dict[str, Any]:
    """What is kept of a run."""
    machine = {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()}
    return {"machine": machine, "quick": options.quick, "rounds": options.rounds, "rows": table.data()}


if __name__ == "__main__":
    try:
        sys.exit(main())
    except RuntimeError as error:  # a server that does not start, an edit that did not arrive
        sys.exit(f"bench: {error}")

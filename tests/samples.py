"""What a run tries of the grids and searches: a sample, the same each time, or with --all everything.

A plugin; tests/conftest.py names it. A sample has at least one case of everything that must not be missed, and which
one it is hangs on the names of the cases alone: what is new comes in by itself, and the others stay as they were.
"""

import hashlib
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

import pytest

Case = TypeVar("Case")


class Run:
    """What was asked for on the command line, before any test is looked at."""

    all = False


def pytest_addoption(parser: pytest.Parser) -> None:
    """--all"""
    parser.addoption("--all", action="store_true", help="every case of the grids, and longer searches: for a release")


def pytest_configure(config: pytest.Config) -> None:
    """Tests are chosen where they are written, so that what is not tried is not left out either."""
    Run.all = config.getoption("all")


def pytest_report_header() -> str:
    """Say so."""
    return "grids: " + ("all cases" if Run.all else "a sample of each (--all: all cases)")


def amount(sample: int, everything: int) -> int:
    """How many of something a run tries."""
    return everything if Run.all else sample


def chosen(cases: Iterable[Case], name: Callable[[Case], str], *kinds: Callable[[Case], Hashable]) -> list[Case]:
    """With --all the cases; else of each kind that any of `kinds` tells apart one, in the order of the cases."""
    return list(cases) if Run.all else sampled(cases, name, *kinds)


def sampled(cases: Iterable[Case], name: Callable[[Case], str], *kinds: Callable[[Case], Hashable]) -> list[Case]:
    """Of each kind the case whose name has the lowest hash."""
    cases = list(cases)
    numbers = [_number(name(case)) for case in cases]
    taken: set[int] = set()
    for kind in kinds:
        lowest: dict[Hashable, int] = {}
        for place, case in enumerate(cases):
            best = lowest.setdefault(kind(case), place)
            if numbers[place] < numbers[best]:
                lowest[kind(case)] = place
        taken.update(lowest.values())
    return [cases[place] for place in sorted(taken)]


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8])

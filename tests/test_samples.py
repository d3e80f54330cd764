"""What a run tries of a grid: a sample that misses nothing it must have, and everything with --all."""

from itertools import product
from pathlib import Path

import pytest

from tests.samples import Run, amount, chosen, sampled

Cell = tuple[str, int]
GRID: list[Cell] = list(product("abcdefgh", range(50)))
SHORT = """
import pytest
from tests.samples import amount, chosen
@pytest.mark.parametrize("case", chosen([f"{one}{two}" for one in "ab" for two in range(9)], str, lambda case: case[0]))
def test_one(case):
    assert amount(1, 2) in {1, 2}
"""


def row(cell: Cell) -> str:
    return cell[0]


def column(cell: Cell) -> int:
    return cell[1]


def test_a_sample_has_one_of_each_kind_and_not_much_more() -> None:
    assert [row(cell) for cell in sampled(GRID, str, row)] == list("abcdefgh")
    both = sampled(GRID, str, row, column)
    assert ({row(cell) for cell in both}, {column(cell) for cell in both}) == (set("abcdefgh"), set(range(50)))
    assert len(both) <= 8 + 50


def test_it_is_the_same_in_any_order_and_what_is_new_comes_in_beside_it() -> None:
    before = sampled(GRID, str, row)
    assert set(sampled(GRID[::-1], str, row)) == set(before)
    new: list[Cell] = [("new", number) for number in range(3)]
    after = sampled([*new, *GRID], str, row)
    assert (after[1:], after[0] in new) == (before, True)


@pytest.mark.parametrize("everything", [False, True])
def test_with_all_it_is_the_whole_grid(monkeypatch: pytest.MonkeyPatch, everything: bool) -> None:
    monkeypatch.setattr(Run, "all", everything)
    assert chosen(GRID, str, row) == (GRID if everything else sampled(GRID, str, row))
    assert amount(3, 1000) == (1000 if everything else 3)


@pytest.mark.parametrize(("arguments", "count"), [([], 2), (["--all"], 18), (["--all", "-n", "2"], 18)])
def test_by_the_command_line_and_nothing_counts_as_left_out(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, arguments: list[str], count: int
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    pytester.makepyfile(SHORT)
    found = pytester.runpytest_subprocess("-p", "tests.samples", *arguments)
    found.assert_outcomes(passed=count)

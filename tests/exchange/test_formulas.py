"""No cell of an export is a formula, and every cell comes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korkwand.exchange.formulas import guarded, unguarded

CELLS = st.text(st.sampled_from("'=+-@\t\r\n＝＋－＠ab1 "), max_size=8) | st.text(max_size=20)


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+49 40 1",
        "-5",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\x00=1",
        "＝1",
        "＋1",
        "－1",
        "＠1",
        "=cmd|' /C calc'!A0",
    ],
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "1", "a=1", "'quoted'", " =1", "Bänke"])
def test_anything_else_stays(cell: str) -> None:
    assert guarded(cell) == cell
    assert unguarded(cell) == cell


@given(CELLS)
def test_every_cell_comes_back(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
    assert not guarded(cell).startswith(tuple("=+-@\t\r\n\x00＝＋－＠"))

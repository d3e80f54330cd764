"""The kernel, and what writes, reads and tells for all kinds alike, learns of nouns from their declarations alone."""

import ast
import re
from pathlib import Path

import pytest

from korkwand.catalog import KINDS

PACKAGE = Path(__file__).parents[2] / "backend" / "korkwand"
ALIKE = [
    *(PACKAGE / "kernel").glob("*.py"),
    *(PACKAGE / "storage" / f"{name}.py" for name in ("journal", "loading", "redaction", "statements", "writer")),
    *(PACKAGE / "live" / f"{name}.py" for name in ("frames", "partial", "ring", "traces", "turn")),
]
GENERAL = {"board", "boards", "key", "keys"}
"""Everything lies on a board, and a dictionary has keys: as words of a name these two say nothing of a noun."""


def names_of_nouns() -> set[str]:
    return {*KINDS, *(f"{kind}s" for kind in KINDS)}


def words(name: str) -> set[str]:
    return set(re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", name).lower().split())


def nouns_in(path: Path) -> set[str]:
    """Nouns in the names and the texts of a file; what its docstrings say is free."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.alias(name=name):
                found |= words(name.rpartition(".")[2]) - GENERAL
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found |= words(name) - GENERAL
            case ast.Constant(value=str(text)) if id(node) not in docs:
                found |= {text} | (set(re.findall(r"[a-z]+", text.lower())) - GENERAL)
    return found & names_of_nouns() - {"board"}


@pytest.mark.parametrize("path", ALIKE, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_it_names_no_noun(path: Path) -> None:
    assert nouns_in(path) == set(), f"say it by a declaration of the record ({path.name}, kernel/records.py)"


def test_a_noun_would_be_found(tmp_path: Path) -> None:
    file = tmp_path / "kernel.py"
    for line in ('kind == "key"', "def move_card(): ...", 'rows["column"]', "from x import Comment", "a.phases"):
        file.write_text(f'"""A card in a column."""\n{line}\n')
        assert nouns_in(file), line
    file.write_text('"""A card in a column."""\nkeys = {key: board for key in "a comma"}\n')
    assert nouns_in(file) == set()

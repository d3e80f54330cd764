"""What must stay true of the code as a whole: sizes, names, and the direction of imports."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PYTHON_FOLDERS = ["backend", "tests", "bench", "migrations"]
FRONTEND_SOURCES = ROOT / "frontend" / "src"
# "About 300" and "about 30" lines, with room for a file or function that would not get clearer by being cut.
LONGEST_FILE = 330
LONGEST_FUNCTION = 42
FORBIDDEN = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "service", "services"}


def python_files(*folders: str) -> list[Path]:
    return [
        path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")) if "node_modules" not in path.parts
    ]


def frontend_files() -> list[Path]:
    return [path for path in sorted(FRONTEND_SOURCES.rglob("*")) if path.suffix in {".js", ".svelte", ".css"}]


def words(name: str) -> set[str]:
    """The words of a name in any of the usual spellings: BoardManager, board_manager, board-manager."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[-_.]", " ", name)
    return set(spaced.lower().split())


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length_without_docstring(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = function.body[0]
    assert function.end_lineno is not None
    length = function.end_lineno - function.lineno + 1
    if ast.get_docstring(function) is not None and first.end_lineno is not None:
        length -= first.end_lineno - first.lineno + 1
    return length


def test_the_words_of_a_name_are_found_in_every_spelling() -> None:
    assert words("BoardManager") == words("board_manager") == words("board-manager.js") - {"js"}


def test_there_is_something_to_check() -> None:
    assert len(python_files("backend")) > 20
    assert len(frontend_files()) > 10


def test_no_file_is_too_long() -> None:
    files = python_files(*PYTHON_FOLDERS) + frontend_files()
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_too_long() -> None:
    too_long = {
        f"{name_of(path)}:{function.name}": length
        for path in python_files("backend", "tests", "bench")
        if "peers" not in path.parts  # written as their users would write them
        for function in functions(path)
        if (length := length_without_docstring(function)) > LONGEST_FUNCTION
    }
    assert too_long == {}


def test_nothing_has_a_name_that_says_nothing() -> None:
    """A file called utils grows for ever, because everything fits its name."""
    files = python_files(*PYTHON_FOLDERS) + frontend_files()
    # The browser's own term for what answers requests offline.
    names = {name_of(path).replace("service-worker", "") for path in files}
    names |= {
        f"{name_of(path)}:{node.name}"
        for path in python_files(*PYTHON_FOLDERS)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    assert {name for name in names if FORBIDDEN & words(re.sub(r"[/:]", " ", name))} == set()


def test_imports_stand_at_the_top_of_the_file() -> None:
    """An import inside a function hides a cycle; move the function instead."""
    inside = {
        f"{name_of(path)}:{node.lineno}"
        for path in python_files(*PYTHON_FOLDERS)
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert inside == set()


def test_no_import_is_there_for_types_only() -> None:
    """TYPE_CHECKING hides a cycle just as well."""
    hidden = [name_of(path) for path in python_files("backend") if "TYPE_CHECKING" in path.read_text("utf-8")]
    assert hidden == []


def test_imports_point_down() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(ROOT / "backend"), "PATH": "/usr/bin:/bin"},
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("chapter", ["ruff", "mypy", "importlinter", "deptry"])
def test_each_check_is_configured(chapter: str) -> None:
    assert chapter in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]

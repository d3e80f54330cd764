"""./run in a fresh clone: nothing but Python, one command, and it serves."""

import os
import shutil
import urllib.request
from pathlib import Path

import pytest

from tests.serving import serving

ROOT = Path(__file__).parents[1]
MADE_HERE = [".venv", ".git", "node_modules", "data", "__pycache__", ".*_cache", ".hypothesis"]

NOWHERE = "http://127.0.0.1:9"

pytestmark = [pytest.mark.slow, pytest.mark.alone, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's files without anything that was made from them."""
    folder = tmp_path_factory.mktemp("clone") / "korkwand"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*MADE_HERE), symlinks=True)
    shutil.rmtree(folder / "frontend" / "dist", ignore_errors=True)
    return folder


def start(clone: Path, folder: Path, **more: str) -> bytes:
    """Call ./run from some other folder; returns its first page."""
    ours = ("KORKWAND_", "PYTHON", "VIRTUAL_ENV")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    with serving([clone / "run"], environment | {"KORKWAND_PORT": "0"} | more, folder, limit_s=500) as address:
        urllib.request.urlopen(f"{address}/api/health").close()
        with urllib.request.urlopen(address) as page:
            content: bytes = page.read()
            return content


def made(clone: Path) -> dict[str, int]:
    """What a start has installed and built: each file, and when it was written."""
    left_out = {"data", "__pycache__"}
    files = (path for path in clone.rglob("*") if path.is_file() and not left_out & set(path.parts))
    return {str(path.relative_to(clone)): path.stat().st_mtime_ns for path in files}


def test_one_command_serves_the_built_page_and_the_next_start_makes_nothing_anew(clone: Path, tmp_path: Path) -> None:
    """So the next start is quick: it takes 1.5 s on an idle machine."""
    page = start(clone, tmp_path)
    assert b"/assets/" in page
    assert (clone / "data" / "korkwand.db").exists()
    assert list(tmp_path.iterdir()) == []
    before = made(clone)
    assert len(before) > 1000
    nowhere = {"PIP_INDEX_URL": NOWHERE, "npm_config_registry": NOWHERE, "HOME": str(tmp_path)}
    assert start(clone, tmp_path, **nowhere) == page
    assert made(clone) == before
    assert list(tmp_path.iterdir()) == []

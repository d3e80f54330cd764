"""./run in a fresh clone: nothing but Python, one command, and it serves."""

import os
import shutil
import time
import urllib.request
from pathlib import Path

import pytest

from tests.serving import serving

ROOT = Path(__file__).parents[1]
MADE_HERE = [".venv", ".git", "node_modules", "data", "__pycache__", ".*_cache", ".hypothesis"]

pytestmark = [pytest.mark.slow, pytest.mark.alone, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's files without anything that was made from them."""
    folder = tmp_path_factory.mktemp("clone") / "korkwand"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*MADE_HERE), symlinks=True)
    shutil.rmtree(folder / "frontend" / "dist", ignore_errors=True)
    return folder


def start(clone: Path, folder: Path) -> tuple[float, bytes]:
    """Call ./run from some other folder; returns the seconds until it answers, and its first page."""
    ours = ("KORKWAND_", "PYTHON", "VIRTUAL_ENV")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    began = time.monotonic()
    with serving([clone / "run"], environment | {"KORKWAND_PORT": "0"}, folder, limit_s=500) as address:
        urllib.request.urlopen(f"{address}/api/health").close()
        seconds = time.monotonic() - began
        with urllib.request.urlopen(address) as page:
            return seconds, page.read()


def test_one_command_serves_the_built_page_and_the_next_start_is_quick(clone: Path, tmp_path: Path) -> None:
    _, page = start(clone, tmp_path)
    assert b"/assets/" in page
    assert (clone / "data" / "korkwand.db").exists()
    assert list(tmp_path.iterdir()) == []
    # The aim is 1.5 s on an idle machine; twice that on one that has just run all other tests.
    assert min(start(clone, tmp_path)[0] for _ in range(3)) < 3.0

"""The Python package: what is in it, and that it works where nothing of the clone is."""

import os
import re
import subprocess
import sys
import tarfile
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests.serving import serving

ROOT = Path(__file__).parents[1]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def source_distribution(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True)
    return next(folder.glob("*.tar.gz"))


@pytest.fixture(scope="module")
def empty_environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a virtual environment that holds the locked packages and nothing of ours."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    lock = ["--require-hashes", "-r", str(ROOT / "requirements.lock")]
    subprocess.run([python, "-m", "pip", "install", "--quiet", *lock], check=True)
    return python


@pytest.fixture(scope="module")
def wheel(source_distribution: Path, empty_environment: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel made from the source distribution where there is no node to be found."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        empty_environment,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "-w",
        folder,
        source_distribution,
    ]
    subprocess.run(command, cwd=folder, check=True, env=environment_without_programs())
    return next(folder.glob("*.whl"))


def environment_without_programs() -> dict[str, str]:
    """This process's environment, in which nothing can be found by its name."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {"PATH": "/nowhere"}


def test_the_wheel_holds_code_migrations_and_frontend_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {"korkwand/cli.py", "korkwand/migrations/env.py", "korkwand/frontend/index.html"} <= set(names)
    assert [name for name in names if re.match(r"korkwand/migrations/versions/\d+_\w+\.py", name)]
    assert [name for name in names if re.match(r"korkwand/frontend/assets/.+\.js", name)]
    assert {name.split("/")[0].split("-")[0] for name in names} == {"korkwand"}
    assert [name for name in names if "node_modules" in name or "__pycache__" in name or name.endswith(".db")] == []


def test_the_source_distribution_holds_what_a_build_needs(source_distribution: Path) -> None:
    with tarfile.open(source_distribution) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "pyproject.toml",
        "hatch_build.py",
        "frontend/build.py",
        "frontend/dist/index.html",
        "LICENSE",
    } <= names
    assert not [name for name in names if name.startswith(("data/", ".venv/", "frontend/node_modules/"))]


def test_the_installed_command_serves_the_board(wheel: Path, empty_environment: Path, tmp_path: Path) -> None:
    install = [empty_environment, "-m", "pip", "install", "--quiet", "--no-deps", "--force-reinstall", wheel]
    subprocess.run(install, check=True)
    environment = {"PATH": "/usr/bin:/bin", "KORKWAND_PORT": "0", "KORKWAND_DATA_DIR": str(tmp_path / "data")}
    command = [empty_environment.parent / "korkwand", "serve"]
    with serving(command, environment, tmp_path) as address:
        with urllib.request.urlopen(address) as page:
            html = page.read().decode()
        script = re.search(r'<script[^>]+src="(/[^"]+\.js)"', html)
        assert script
        with urllib.request.urlopen(address + script[1]) as answer:
            assert "javascript" in answer.headers["Content-Type"]
        with urllib.request.urlopen(f"{address}/api/ready") as answer:
            assert answer.status == 200
    assert (tmp_path / "data" / "korkwand.db").exists()

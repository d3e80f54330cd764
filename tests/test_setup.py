"""The set-up of a fresh clone: the scripts, and the lock files they install from."""

import json
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = ["requirements.lock", "requirements-dev.lock", "requirements-node.lock"]
SCRIPTS = ["run", "test", "environment.sh"]

# The oldest versions without a known hole that reaches us.
SAFE = {
    "starlette": "0.49.1",  # CVE-2025-62727: a Range header that takes quadratic time
    "python-multipart": "0.0.27",  # CVE-2026-40347, GHSA-pp6c-gr5w-3c5g, in forms
    "h11": "0.16.0",  # CVE-2025-43859: requests smuggled in chunked bodies
}


def locked(name: str) -> dict[str, Version]:
    found = re.findall(r"^([a-z0-9-]+)==([^ ]+)", (ROOT / name).read_text(), re.MULTILINE)
    return {package: Version(number) for package, number in found}


def shell(command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    script = f"here={environment.pop('here', ROOT)}; . {ROOT}/environment.sh; {command}"
    return subprocess.run(["/bin/sh", "-c", script], capture_output=True, text=True, env=environment)


def executable(path: Path, *lines: str) -> None:
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_scripts_are_posix_sh(name: str) -> None:
    script = ROOT / name
    subprocess.run(["sh", "-n", script], check=True)
    text = script.read_text()
    assert not re.search(r"\[\[|\bfunction |\blocal |\bsource |<\(|\$'|&>|\bpipefail\b|\[ [^]]*==", text)
    if not name.endswith(".sh"):
        assert text.startswith("#!/bin/sh\n")
        assert os.access(script, os.X_OK)


def test_the_script_of_continuous_integration_is_bash() -> None:
    subprocess.run(["bash", "-n", ROOT / ".ci" / "run"], check=True)
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_a_python_that_is_a_failing_shim_or_too_old_is_passed_over(tmp_path: Path) -> None:
    executable(tmp_path / "python3.13", "echo 'python3.13: command not found' >&2", "exit 127")
    pretend = "import sys; sys.version_info = (3, 10, 14); exec(sys.argv[1])"
    executable(tmp_path / "python3.12", f"exec {sys.executable} -c '{pretend}' \"$2\"")
    executable(tmp_path / "python3", f'exec {sys.executable} "$@"')
    assert shell("find_python", PATH=str(tmp_path)).stdout == "python3\n"


def test_without_any_python_the_reason_is_said(tmp_path: Path) -> None:
    done = shell("find_python", PATH=str(tmp_path))
    assert done.returncode == 1
    assert "needs Python 3.11" in done.stderr


def test_a_python_without_venv_is_told_which_package_to_install(tmp_path: Path) -> None:
    """Debian's bare python3 lacks ensurepip."""
    (tmp_path / "ensurepip.py").write_text("raise ImportError")
    (tmp_path / "requirements.lock").touch()
    folder = Path(sys.executable).parent
    done = shell(
        "make_environment requirements.lock",
        PATH=f"{folder}:/usr/bin:/bin",
        PYTHONPATH=str(tmp_path),
        here=str(tmp_path),
    )
    assert done.returncode == 1
    assert f"apt install python3.{sys.version_info.minor}-venv" in done.stderr


def test_a_current_environment_is_left_alone(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("nothing-that-could-be-installed==1\n")
    folder = tmp_path / ".venv" / "bin"
    folder.mkdir(parents=True)
    executable(folder / "python", f'exec {sys.executable} "$@"')
    wanted = subprocess.run("cksum", input=lock.read_bytes(), capture_output=True, check=True).stdout
    (tmp_path / ".venv" / "requirements.lock.stamp").write_bytes(wanted)
    done = shell("make_environment requirements.lock", PATH="/usr/bin:/bin", here=str(tmp_path))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_address_and_pins_every_package_by_hash(name: str) -> None:
    text = (ROOT / name).read_text()
    assert not re.search(r"://|--index|--extra|--find-links|--trusted| @ ", text)
    entries = re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)[1:]
    assert entries
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_the_frontend_s_locks_name_no_address() -> None:
    for folder in ("frontend", "bench"):
        lock = json.loads((ROOT / folder / "package-lock.json").read_text())
        packages = {name: entry for name, entry in lock["packages"].items() if name}
        assert packages
        assert [name for name, entry in packages.items() if "resolved" in entry] == []
        assert [name for name, entry in packages.items() if "integrity" not in entry] == []
        assert "omit-lockfile-registry-resolved=true" in (ROOT / folder / ".npmrc").read_text()


def test_the_development_lock_contains_the_application_s() -> None:
    assert locked("requirements.lock").items() <= locked("requirements-dev.lock").items()


def declared() -> list[tuple[str, str]]:
    project = PROJECT["project"]
    extras = project["optional-dependencies"]
    application = [*project["dependencies"], *extras["postgres"], *extras["oidc"]]
    groups = PROJECT["dependency-groups"]
    return (
        [(line, "requirements.lock") for line in application]
        + [(line, "requirements-dev.lock") for line in groups["dev"]]
        + [(line, "requirements-node.lock") for line in groups["node"]]
    )


@pytest.mark.parametrize(("line", "lock"), declared())
def test_each_declared_package_is_locked_at_a_version_that_fits(line: str, lock: str) -> None:
    requirement = Requirement(line)
    assert locked(lock)[requirement.name] in requirement.specifier


@pytest.mark.parametrize(("name", "oldest"), SAFE.items())
def test_no_package_is_older_than_its_last_known_hole(name: str, oldest: str) -> None:
    assert locked("requirements.lock")[name] >= Version(oldest)
    assert Version(version(name)) >= Version(oldest)


@pytest.mark.parametrize("name", ["starlette", "python-multipart"])
def test_an_installation_without_the_lock_is_safe_too(name: str) -> None:
    lines = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
    specifier = next(line.specifier for line in lines if line.name == name)
    assert not specifier.contains(f"{SAFE[name]}.dev0", prereleases=True)


def test_the_version_is_the_same_everywhere() -> None:
    number = PROJECT["project"]["version"]
    assert f"image: korkwand:{number}\n" in (ROOT / "docker-compose.yml").read_text()
    assert f"\n## {number} " in (ROOT / "CHANGELOG.md").read_text()


def test_the_licence_is_the_whole_agpl() -> None:
    text = (ROOT / "LICENSE").read_text()
    assert text.startswith("                    GNU AFFERO GENERAL PUBLIC LICENSE\n")
    assert all(f"\n  {number}. " in text for number in range(18))

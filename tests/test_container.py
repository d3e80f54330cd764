"""The container files, without an engine: what they say is checked, and the steps of the image are walked."""

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from korkwand.settings import Settings
from tests.serving import serving

ROOT = Path(__file__).parents[1]
Instruction = tuple[str, str]


def read_stages() -> list[list[Instruction]]:
    """The Dockerfile as stages of (keyword, rest) pairs."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    stages: list[list[Instruction]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        keyword, _, rest = line.partition(" ")
        if keyword == "FROM":
            stages.append([])
        stages[-1].append((keyword, rest.strip()))
    return stages


STAGES = read_stages()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
APP = COMPOSE["services"]["korkwand"]


def values(stage: list[Instruction], wanted: str) -> list[str]:
    return [rest for keyword, rest in stage if keyword == wanted]


def command_of(text: str) -> list[str]:
    """A command in exec form; the shell form would need a shell, and would not pass signals on."""
    found: list[str] = json.loads(text[text.index("[") :])
    assert all(isinstance(part, str) for part in found)
    return found


def environment_of(stage: list[Instruction]) -> dict[str, str]:
    return dict(tuple(rest.split("=", 1)) for rest in values(stage, "ENV"))  # type: ignore[misc]


def reaches_the_engine(path: str) -> bool:
    """Whether .dockerignore lets this path through; the last rule that matches counts."""
    allowed = True
    parts = [path, *(parent.as_posix() for parent in Path(path).parents if parent != Path())]
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        rule = line.removeprefix("!")
        if not line or line.startswith("#"):
            continue
        if any(fnmatch(part, rule) or fnmatch("/" + part, rule.replace("**", "*")) for part in parts):
            allowed = line.startswith("!")
    return allowed


def test_every_instruction_is_one_that_exists() -> None:
    known = [
        "FROM",
        "RUN",
        "COPY",
        "ENV",
        "WORKDIR",
        "VOLUME",
        "USER",
        "EXPOSE",
        "HEALTHCHECK",
        "STOPSIGNAL",
        "ENTRYPOINT",
        "CMD",
    ]
    assert {keyword for stage in STAGES for keyword, _ in stage} <= set(known)


def test_every_stage_stands_on_the_same_python() -> None:
    bases = [values(stage, "FROM")[0].split()[0] for stage in STAGES]
    assert len(set(bases)) == 1
    assert re.fullmatch(r"python:3\.1[1-9]-slim", bases[0])


def test_what_is_copied_exists_and_reaches_the_engine() -> None:
    for rest in values(STAGES[0], "COPY"):
        *sources, _ = rest.split()
        assert all((ROOT / source).exists() for source in sources)
    needed = ["pyproject.toml", "hatch_build.py", "requirements.lock", "requirements-node.lock", "README.md"]
    needed += ["LICENSE", "backend/korkwand/__init__.py", "migrations/env.py", "frontend/package-lock.json"]
    assert [name for name in needed if not (ROOT / name).exists() or not reaches_the_engine(name)] == []


@pytest.mark.parametrize(
    "name",
    [
        ".git/config",
        ".env",
        "data/korkwand.db",
        "frontend/node_modules/vite/package.json",
        "frontend/dist/index.html",
        "backend/korkwand/__pycache__/cli.cpython-313.pyc",
        "tests/conftest.py",
    ],
)
def test_what_does_not_belong_in_an_image_is_kept_out(name: str) -> None:
    assert not reaches_the_engine(name)


def test_what_is_taken_from_another_stage_was_made_there() -> None:
    assert values(STAGES[0], "FROM")[0].endswith(" AS build")
    assert values(STAGES[1], "COPY") == ["--from=build /opt/korkwand /opt/korkwand"]
    assert "/opt/korkwand" in command_of(values(STAGES[0], "RUN")[0])


def test_the_programs_that_are_run_exist() -> None:
    programs = {Path(command_of(rest)[0]).name for stage in STAGES for rest in values(stage, "RUN")}
    path = f"{Path(sys.executable).parent}:/usr/sbin:/usr/bin:/sbin:/bin"
    assert [program for program in programs if not shutil.which(program, path=path)] == []


def test_it_runs_as_an_ordinary_user_that_was_made_before() -> None:
    keywords = [keyword for keyword, _ in STAGES[-1]]
    assert "korkwand" in command_of(values(STAGES[-1], "RUN")[0])
    assert values(STAGES[-1], "USER") == ["korkwand"]
    assert keywords.index("USER") > keywords.index("RUN")


def test_there_is_one_volume_and_the_data_lies_in_it() -> None:
    environment = environment_of(STAGES[-1])
    assert values(STAGES[-1], "VOLUME") == [environment["KORKWAND_DATA_DIR"]]
    assert APP["volumes"] == [f"data:{environment['KORKWAND_DATA_DIR']}"]
    assert set(COMPOSE["volumes"]) == {"data", "postgres"}


def test_the_port_is_the_same_everywhere() -> None:
    port = environment_of(STAGES[-1])["KORKWAND_PORT"]
    assert values(STAGES[-1], "EXPOSE") == [port]
    assert APP["ports"] == [f"127.0.0.1:{port}:{port}"]


def test_every_setting_that_is_set_exists() -> None:
    known = {f"KORKWAND_{name.upper()}" for name in Settings.model_fields}
    given = {*environment_of(STAGES[-1]), *APP["environment"]}
    assert {name for name in given if name.startswith("KORKWAND_")} <= known


def test_an_unset_variable_of_compose_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compose hands on an empty text for what .env does not set."""
    for name in list(os.environ):
        if name.startswith("KORKWAND_"):
            monkeypatch.delenv(name)
    plain = Settings()
    for name, value in APP["environment"].items():
        assert value == f"${{{name}:-}}"
        monkeypatch.setenv(name, "")
    assert Settings().database == plain.database
    assert Settings().public_url is None


@pytest.mark.parametrize("name", ["korkwand", "postgres"])
def test_a_service_can_do_no_more_than_it_must(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "/tmp" in service["tmpfs"]
    assert "privileged" not in service


def test_postgres_starts_only_when_asked_for() -> None:
    assert COMPOSE["services"]["postgres"]["profiles"] == ["postgres"]
    assert "depends_on" not in APP


def copy_context(target: Path) -> None:
    """What the engine would be sent."""
    for folder, folders, names in os.walk(ROOT):
        here = Path(folder).relative_to(ROOT)
        folders[:] = [name for name in folders if reaches_the_engine((here / name).as_posix())]
        for name in names:
            if reaches_the_engine((here / name).as_posix()):
                (target / here).mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / here / name, target / here / name)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_image_s_own_steps_make_a_server_that_is_healthy(tmp_path: Path) -> None:
    """`pip install .` from what reaches the engine, into an empty environment; then the image's command."""
    context, home, data = tmp_path / "source", tmp_path / "korkwand", tmp_path / "data"
    copy_context(context)
    data.mkdir()
    for rest in values(STAGES[0], "RUN"):
        command = [part.replace("/opt/korkwand", str(home)) for part in command_of(rest)]
        subprocess.run(
            [sys.executable if command[0] == "python" else command[0], *command[1:]], cwd=context, check=True
        )
    shutil.rmtree(context)  # the last stage has only the environment

    environment = environment_of(STAGES[-1]) | {"KORKWAND_DATA_DIR": str(data), "KORKWAND_PORT": "0"}
    environment["PATH"] = environment["PATH"].replace("/opt/korkwand", str(home))
    entry, *arguments = command_of(values(STAGES[-1], "ENTRYPOINT")[0]) + command_of(values(STAGES[-1], "CMD")[0])
    with serving([home / "bin" / entry, *arguments], environment, data) as address:
        port = address.rpartition(":")[2]
        health = command_of(values(STAGES[-1], "HEALTHCHECK")[0])
        health[0] = str(home / "bin" / health[0])
        subprocess.run(health, env=environment | {"KORKWAND_PORT": port}, check=True)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as page:
            assert b"<title>" in page.read()
    assert (data / "korkwand.db").exists()

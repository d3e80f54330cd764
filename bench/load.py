"""The load client: compiled at first use, run against one program, its result with the server's CPU time."""

import hashlib
import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.processes import machine_seconds
from bench.programs import Board, Dialect, Program
from bench.workload import Steps

SOURCE = Path(__file__).parent / "client.c"


@dataclass(frozen=True)
class Shape:
    """How many sockets, how many of them write, messages in flight; or one alone at a time, with a pause."""

    sockets: int
    writers: int
    flight: int = 1
    alone: bool = False
    pause_us: int = 0
    limit_s: int = 60


@dataclass(frozen=True)
class Outcome:
    """One finished load; every socket has had every edit. Times in seconds, CPU times too."""

    edits: int
    deliveries: int
    bytes: int
    elapsed: float
    server_cpu: float
    client_cpu: float
    machine_cpu: float
    median_to_last: float
    median_echo: float

    @property
    def client_share(self) -> float:
        """The part of one core that the load client took."""
        return self.client_cpu / self.elapsed

    @property
    def others_share(self) -> float:
        """The same of everything else on the machine: the more, the less the times can be trusted."""
        return max(0.0, self.machine_cpu - self.server_cpu - self.client_cpu) / self.elapsed


def compiled() -> Path:
    """The load client's program, compiled into the user's cache unless it is there already."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "korkwand-bench"
    cache.mkdir(parents=True, exist_ok=True)
    target = cache / f"client-{hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:16]}"
    if not target.exists():
        fresh = target.with_suffix(f".{os.getpid()}")
        subprocess.run(["cc", "-O2", "-Wall", "-Wextra", "-o", fresh, SOURCE], check=True)
        fresh.rename(target)
    return target


def arguments(dialect: Dialect, shape: Shape, prefix: str, port: int) -> list[str]:
    """The load client's options."""
    given = {
        "port": port, "path": dialect.path, "sockets": shape.sockets, "writers": shape.writers,
        "flight": shape.flight, "pause": shape.pause_us, "limit": shape.limit_s, "hello": dialect.hello,
        "ready": dialect.ready, "ping": dialect.ping, "pong": dialect.pong, "prefix": prefix,
        "events": dialect.events, "others": dialect.others,
    }  # fmt: skip
    named = [f"--{name}={value}" for name, value in given.items() if value is not None]
    return [*named, "--alone"] if shape.alone else named


def run_load(program: Program, board: Board, steps: Steps, shape: Shape) -> Outcome:
    """Send all edits until every socket has every one; RuntimeError if one is missing, refused or doubled."""
    options = arguments(program.dialect(board), shape, steps.prefix, program.server.port)
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as messages:
        messages.writelines(program.message(step) + "\n" for step in steps.steps)
        messages.flush()
        client = subprocess.Popen(
            [compiled(), *options, f"--messages={messages.name}"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert client.stdin is not None
        assert client.stdout is not None
        assert client.stderr is not None
        with client:
            greeted = client.stdout.readline() == "ready\n"
            before, machine_before = program.server.cpu(), machine_seconds()
            if greeted:
                client.stdin.write("go\n")
                client.stdin.flush()
            line = client.stdout.readline()
            used, machine = program.server.cpu() - before, machine_seconds() - machine_before
            complaint = client.stderr.read()
    if client.returncode or not line:
        raise RuntimeError(f"{program.name}: {shape}: {complaint.strip()}\n{program.server.log_end()}")
    return outcome(program, json.loads(line), used, machine, shape)


def outcome(program: Program, result: dict[str, Any], server_cpu: float, machine_cpu: float, shape: Shape) -> Outcome:
    """The client's report in seconds, after a look at its counts."""
    if result["doubled"] or result["deliveries"] != result["edits"] * shape.sockets:
        raise RuntimeError(f"{program.name}: not everything arrived once: {result}")
    return Outcome(
        edits=result["edits"],
        deliveries=result["deliveries"],
        bytes=result["bytes"],
        elapsed=result["elapsed"] / 1e6,
        server_cpu=server_cpu,
        client_cpu=result["client_cpu"] / 1e6,
        machine_cpu=machine_cpu,
        median_to_last=result["last"]["median"] / 1e6,
        median_echo=result["echo"]["median"] / 1e6,
    )

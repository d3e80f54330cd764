"""A real server for tests of the doors: the command `korkwand serve` on a free port, in a process of its own."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.client import Board, Guest
from tests.forks import Fork, fork
from tests.issued_secrets import secrets_in

START_LIMIT_S = 60.0
# What one test needs many of, a real visitor does not.
WIDE_LIMITS = {
    "boards_per_hour": "100000",
    "network_boards_per_hour": "100000",
    "all_boards_per_hour": "100000",
    "edits_burst": "100000",
    "edits_per_second": "10000",
    "frames_per_second": "10000",
    "kilobytes_per_second": "100000",
    "link_kilobytes_per_second": "100000",
    "board_kilobytes_per_second": "100000",
}


class Server:
    """A served instance: it can be started again over the same data. What it logs is in `log`."""

    program: tuple[str, ...] = ()
    """What runs in the place of the command `korkwand`."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        self.folder = folder
        self.settings = settings
        self.address = ""
        self._printed = b""
        self._process: subprocess.Popen[bytes] | Fork | None = None

    def start(self) -> None:
        """Start, and wait until it is ready."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("KORKWAND_")}
        given = {"host": "127.0.0.1", "port": "0", "data_dir": str(self.folder / "data"), **self.settings}
        environment |= {f"KORKWAND_{name.upper()}": value for name, value in given.items()}
        with (self.folder / "log").open("ab") as log:
            if self.program:
                command = [sys.executable, *self.program, "serve"]
                self._process = subprocess.Popen(
                    command, env=environment, cwd=self.folder, stdout=subprocess.PIPE, stderr=log
                )
            else:
                self._process = fork(["serve"], environment, self.folder, log)
        try:
            self._wait_until_ready(self._process)
            self.address = f"http://127.0.0.1:{self._port()}"
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End it as a service manager would; what it was asked before is finished."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(20)
        finally:
            self._process.kill()
            self._process.wait()
            assert self._process.stdout is not None
            self._printed += self._process.stdout.read()
            self._process.stdout.close()
        if self.database.exists() or "database_url" in self.settings:
            assert secrets_in(self.log() + self.printed, self.database_url) == set()

    def restart(self) -> None:
        """The same data, nothing in memory."""
        self.stop()
        self.start()

    def log(self) -> str:
        """Everything it wrote to standard error so far."""
        return (self.folder / "log").read_text(errors="replace")

    @property
    def printed(self) -> str:
        """Everything it wrote to standard output, once it is stopped."""
        return self._printed.decode(errors="replace")

    @property
    def database(self) -> Path:
        """Its SQLite file."""
        return self.folder / "data" / "korkwand.db"

    @property
    def database_url(self) -> str:
        """Of the database that it serves from."""
        return self.settings.get("database_url", f"sqlite:///{self.database}")

    @property
    def memory(self) -> int:
        """Resident bytes."""
        return int(self._program.memory_info().rss)

    @property
    def connections(self) -> int:
        """Open connections of clients."""
        return sum(c.status != psutil.CONN_LISTEN for c in self._program.net_connections("tcp"))

    def guest(self, **headers: str) -> Guest:
        """A browser that has never been here."""
        return Guest(self.address, headers)

    def _wait_until_ready(self, process: subprocess.Popen[bytes] | Fork) -> None:
        assert process.stdout is not None
        printed, end = b"", time.monotonic() + START_LIMIT_S
        while b"Korkwand is ready" not in printed:
            readable, _, _ = select.select([process.stdout], [], [], max(0.0, end - time.monotonic()))
            chunk = os.read(process.stdout.fileno(), 65536) if readable else b""
            assert chunk, f"the server did not start: {printed.decode(errors='replace')}\n{self.log()}"
            printed += chunk
        self._printed += printed

    @property
    def _program(self) -> psutil.Process:
        assert self._process is not None
        return psutil.Process(self._process.pid)

    def _port(self) -> int:
        # Asked of the system: with a public URL, that is what gets printed.
        listening = [c for c in self._program.net_connections("tcp") if c.status == psutil.CONN_LISTEN]
        return int(listening[0].laddr.port)


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[Server]:
    """Serve from this folder, with wide limits if not told otherwise; `settings` are named as in settings.py."""
    server = Server(folder, {**WIDE_LIMITS, **settings})
    server.start()
    try:
        yield server
    finally:
        server.stop()


def restart(server: Server, *boards: Board) -> None:
    """Start the server again; clients find it under its new port."""
    server.restart()
    for board in boards:
        board.client.address = server.address
        board.client.base_url = server.address
        if "Origin" in board.client.headers:
            board.client.headers["Origin"] = server.address

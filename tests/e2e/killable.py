"""A served instance that can lose its power."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.doors import WIDE_LIMITS, Server


class KillableServer(Server):
    """A server that ends without any chance to tidy up; started again, it listens at the same address."""

    def kill(self) -> None:
        """SIGKILL."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()


@contextmanager
def killable(folder: Path, *program: str) -> Iterator[KillableServer]:
    """Serve from this folder, at a port that stays the same."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = KillableServer(folder, {**WIDE_LIMITS, "port": str(port)})
    server.program = program
    server.start()
    yield server
    server.stop()

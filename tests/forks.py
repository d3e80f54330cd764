"""The command `korkwand` as a process of its own, forked from one that has loaded the program already.

It starts in a fraction of the time, of which most is loading. That it starts from nothing too is shown where it is
installed: tests/test_package.py, test_container.py, test_fresh_clone.py.
"""

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO

from tests import fork_parent


class Fork:
    """As much of a subprocess.Popen as tests use."""

    def __init__(self, output: int, told: int) -> None:
        self.stdout: IO[bytes] = os.fdopen(output, "rb")
        self._told = os.fdopen(told, "rb", buffering=0)
        self.pid = int(self._told.readline())
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Its exit code, if it has ended."""
        return self._ended(0)

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, when it has ended."""
        code = self._ended(timeout)
        if code is None:
            raise subprocess.TimeoutExpired("korkwand", timeout or 0)
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal, if it is still there."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def _ended(self, seconds: float | None) -> int | None:
        if self.returncode is None and select.select([self._told], [], [], seconds)[0]:
            self.returncode = int(self._told.readline())
            self._told.close()
        return self.returncode


def fork(arguments: Sequence[str], environment: Mapping[str, str], folder: Path, log: IO[bytes]) -> Fork:
    """Run `korkwand` with these arguments; what it prints can be read, what it logs goes to `log`."""
    output, its_output = os.pipe()
    told, its_told = os.pipe()
    request = {"arguments": list(arguments), "environment": dict(environment), "folder": str(folder)}
    line = json.dumps(request).encode() + b"\n"
    try:
        sent = socket.send_fds(_parent(), [line], [its_output, log.fileno(), its_told])
        _parent().sendall(line[sent:])
    finally:
        os.close(its_output)
        os.close(its_told)
    return Fork(output, told)


@cache
def _parent() -> socket.socket:
    """The way to the process that forks; it is there until this one ends."""
    ours, its = socket.socketpair()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KORKWAND_")}
    parent = subprocess.Popen(
        [sys.executable, fork_parent.__file__], stdin=its, stdout=subprocess.DEVNULL, env=environment
    )
    its.close()

    def end() -> None:
        ours.close()
        parent.wait()

    atexit.register(end)
    return ours

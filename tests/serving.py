"""Run a command that serves Korkwand, as a program of its own, until the test is done with it."""

import os
import re
import select
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

START_LIMIT_S = 120.0
ADDRESS = re.compile(rb"http://[\w.\[\]:-]+:\d+")


@contextmanager
def serving(
    command: Sequence[str | Path],
    environment: Mapping[str, str],
    folder: Path,
    limit_s: float = START_LIMIT_S,
) -> Iterator[str]:
    """Start the command and yield the address it prints; afterwards it must end cleanly when asked to."""
    server = subprocess.Popen(command, env=environment, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        yield printed_address(server, limit_s)
        server.send_signal(signal.SIGTERM)
        assert server.wait(20) in {0, -signal.SIGTERM}
    finally:
        server.kill()
        server.wait()
        if server.stdout:
            server.stdout.close()


def printed_address(server: subprocess.Popen[bytes], limit_s: float) -> str:
    """Wait for the first address in what the server prints."""
    assert server.stdout is not None
    printed, end = b"", time.monotonic() + limit_s
    while not (found := ADDRESS.search(printed)):
        ready, _, _ = select.select([server.stdout], [], [], max(0.0, end - time.monotonic()))
        chunk = os.read(server.stdout.fileno(), 65536) if ready else b""
        assert chunk, f"no address was printed, only:\n{printed.decode(errors='replace')}"
        printed += chunk
    return found[0].decode()

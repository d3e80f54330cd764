"""A program: loads Korkwand once, and forks a process for each request that comes to it (tests/forks.py).

A request comes on its standard input, which is a socket: arguments, environment and folder, and with them where the
process writes what it prints and what it logs, and where a keeper tells its number and in the end its exit code.
"""

import gc
import json
import os
import random
import signal
import socket
import sys
import time
from typing import Any

from korkwand import cli


def main() -> int:
    """Fork until nobody asks any more; in a fork: be the command."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.freeze()
    requests = socket.socket(fileno=0)
    while True:
        request, descriptors = received(requests)
        if request is None:
            return 0
        if os.fork() == 0:
            requests.detach()
            return keep(request, *descriptors)
        for descriptor in descriptors:
            os.close(descriptor)


def received(requests: socket.socket) -> tuple[dict[str, Any] | None, list[int]]:
    """The next request, a line of JSON, and the three files that come with it."""
    line, descriptors, _, _ = socket.recv_fds(requests, 1 << 16, 3)
    while line and not line.endswith(b"\n"):
        line += requests.recv(1 << 16)
    return (json.loads(line) if line else None), descriptors


def keep(request: dict[str, Any], output: int, errors: int, told: int) -> int:
    """Fork once more, and tell what becomes of that process."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid == 0:
        os.close(told)
        return run(request, output, errors)
    os.close(output)
    os.close(errors)
    os.write(told, f"{pid}\n".encode())
    _, status = os.waitpid(pid, 0)
    os.write(told, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def run(request: dict[str, Any], output: int, errors: int) -> int:
    """Be the command, as if it had just been started: chance is not the parent's either."""
    random.seed()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for descriptor, place in ((output, 1), (errors, 2)):
        os.dup2(descriptor, place)
        os.close(descriptor)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    return cli.main(request["arguments"])


if __name__ == "__main__":
    sys.exit(main())

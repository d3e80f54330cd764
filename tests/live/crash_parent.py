"""Forks servers that are going to die: everything is imported once, and the parent keeps the listening socket.

    python crash_parent.py FOLDER        prints "port N"
    start POINTS (on standard input)     forks a server with these crash points, prints "pid N", then "died SIGNAL"

Closing standard input ends it and its last server.
"""

import os
import random
import signal
import socket
import sys
from pathlib import Path

import uvicorn

from korkwand.app import create_app
from korkwand.settings import Settings
from korkwand.socket.protocol import KorkwandProtocol


def serve(listening: socket.socket, folder: Path, points: str) -> None:
    """The child: the real application on the inherited socket. Chance must not be the parent's."""
    random.seed()
    sys.stdin.close()
    settings = Settings(
        data_dir=folder,
        crash_points=points,
        edits_burst=10**6,
        board_edits_per_second=10**6,
        frames_per_second=10**5,
    )
    config = uvicorn.Config(
        create_app(settings), ws=KorkwandProtocol, access_log=False, log_config=None, ws_per_message_deflate=False
    )
    uvicorn.Server(config).run([listening])


def main() -> None:
    """Fork on request, one server at a time."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=128)
    listening.set_inheritable(True)
    print("port", listening.getsockname()[1], flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                serve(listening, Path(sys.argv[1]), line.split(maxsplit=1)[1].strip())
            finally:
                os._exit(1)
        print("pid", child, flush=True)
        _, status = os.waitpid(child, 0)
        print(
            "died",
            -signal.SIGKILL if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL else status,
            flush=True,
        )


if __name__ == "__main__":
    main()

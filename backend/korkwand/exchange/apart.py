"""Reading the files of an import: large ones in a process of their own, so that they hold up nobody.

A thread would take turns with the event loop in the same interpreter, for seconds, and keep the memory afterwards.
"""

import os
import pickle
import resource
import subprocess
import sys
from collections.abc import Iterable
from typing import Any, Final

from korkwand.errors import KorkwandError, TooLarge
from korkwand.exchange.decoding import require_size
from korkwand.exchange.report import Prepared, Source, prepare
from korkwand.kernel.records import Id

SMALL_BYTES: Final = 128 * 1024
"""Up to here a file is read faster here than another process starts."""
CPU_S: Final = 120
"""Seconds of CPU after which the system ends a process that still reads."""
NICER: Final = 5
"""How much such a process stands back behind who serves visitors."""


def prepare_apart(source: Source, board_id: Id, import_id: Id | None, existing: Iterable[tuple[str, str]]) -> Prepared:
    """The same as `prepare`. Takes seconds: call it in a thread. Raises what that raises."""
    asked = (source, board_id, import_id, list(existing))
    if _size(source) <= SMALL_BYTES:
        return prepare(*asked)
    found: Prepared = _apart("prepared", asked)
    return found


def preview_apart(source: Source, board_id: Id, import_id: Id | None, existing: Iterable[tuple[str, str]]) -> bytes:
    """The report of a preview as JSON: the steps of the import stay where they were made."""
    asked = (source, board_id, import_id, list(existing))
    if _size(source) <= SMALL_BYTES:
        return _report(prepare(*asked))
    found: bytes = _apart("preview", asked)
    return found


def main() -> None:
    """Read one request from standard input and write what came of it; the argument is the limit of CPU in seconds."""
    os.nice(NICER)
    seconds = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    what, asked = pickle.load(sys.stdin.buffer)  # noqa: S301 (it comes from the server that started this process)
    found: Any
    try:
        prepared = prepare(*asked)
        found = prepared if what == "prepared" else _report(prepared)
    except KorkwandError as error:
        found = error
    pickle.dump(found, sys.stdout.buffer)


def _apart(what: str, asked: tuple[Any, ...]) -> Any:
    source: Source = asked[0]
    for data in (source.file, source.comments or b""):
        require_size(data, source.largest)
    command = [sys.executable, "-m", __name__, str(CPU_S)]
    done = subprocess.run(command, input=pickle.dumps((what, asked)), stdout=subprocess.PIPE, check=False)  # noqa: S603
    if done.returncode < 0:
        raise TooLarge("This file takes too long to read. Please split it into smaller ones.")
    done.check_returncode()
    found = pickle.loads(done.stdout)  # noqa: S301 (our own process has written it)
    if isinstance(found, KorkwandError):
        raise found
    return found


def _report(prepared: Prepared) -> bytes:
    return prepared.report.model_dump_json().encode()


def _size(source: Source) -> int:
    return len(source.file) + len(source.comments or b"")


if __name__ == "__main__":
    main()

"""What the thread that asks calls: unlike seconds, that is the same on every machine."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Calls:
    """How many functions were called, and from which files those of Python were."""

    def __init__(self) -> None:
        self.count = 0
        self.files: set[str] = set()

    def called(self, frame: FrameType, event: str, arg: object) -> None:
        """For `sys.setprofile`, which looks at its own thread only."""
        if event == "call":
            self.files.add(frame.f_code.co_filename)
        self.count += event in {"call", "c_call"}


@contextmanager
def counted() -> Iterator[Calls]:
    """Count what this thread calls meanwhile."""
    calls = Calls()
    sys.setprofile(calls.called)
    try:
        yield calls
    finally:
        sys.setprofile(None)

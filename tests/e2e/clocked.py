"""A served instance whose clock can be put forward, for what happens at its hour."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.doors import WIDE_LIMITS, Server


class ClockedServer(Server):
    """A server by a clock of its own."""

    program = (str(Path(__file__).with_name("clocked_program.py")),)
    ahead = timedelta()

    def now(self) -> datetime:
        """What time it is there."""
        return datetime.now(UTC) + self.ahead

    def forward(self, time: timedelta) -> None:
        """Put its clock forward."""
        self.ahead += time
        fresh = self.folder / "ahead.new"
        fresh.write_text(str(self.ahead.total_seconds()))
        fresh.replace(self.folder / "ahead")


@contextmanager
def clocked(folder: Path) -> Iterator[ClockedServer]:
    """Serve from this folder."""
    server = ClockedServer(folder, WIDE_LIMITS)
    server.forward(timedelta())
    server.start()
    try:
        yield server
    finally:
        server.stop()

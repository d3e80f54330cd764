"""Server processes: started on a free port of the loopback, watched through /proc, stopped by their id."""

import os
import socket
import subprocess
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
SCHEDULER_CLOCK = 2


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def family_of(pid: int) -> set[int]:
    """A process and all that descend from it."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
    family = {pid}
    while grown := {child for child, parent in parents.items() if parent in family} - family:
        family |= grown
    return family


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and its descendants.

    It is the sum that /proc/<pid>/stat gives in steps of 10 ms, read without the steps from the process's CPU
    clock, whose number Linux makes of the pid (what clock_getcpuclockid of the C library does).
    """
    return sum(time.clock_gettime(~member << 3 | SCHEDULER_CLOCK) for member in family_of(pid))


def machine_seconds() -> float:
    """Time that all cores together have been busy, with whatever, since the machine started."""
    user, nice, system, _, _, irq, softirq, steal = Path("/proc/stat").read_text().split()[1:9]
    return sum(map(int, (user, nice, system, irq, softirq, steal))) / TICKS


class Server:
    """One running server; its output goes to a file in `folder`."""

    def __init__(self, command: list[str], environment: dict[str, str], port: int, folder: Path) -> None:
        self.port = port
        self.log = folder / "log.txt"
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                command, env=os.environ | environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )

    def wait_until_open(self, seconds: float = 30) -> None:
        """Wait until the port takes connections; RuntimeError with the log's end if it never does."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"server did not start:\n{self.log_end()}")

    def log_end(self) -> str:
        """The end of what it has printed."""
        return self.log.read_text(errors="replace")[-2000:]

    def cpu(self) -> float:
        """CPU seconds used so far."""
        return cpu_seconds(self.process.pid)

    def stop(self) -> None:
        """Ask it to end, and end it if it does not within ten seconds."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

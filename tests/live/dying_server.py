"""A server that dies again and again: at its crash points by itself, or by kill -9 from outside at a random moment."""

import asyncio
import os
import random
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from pathlib import Path
from typing import Self

CHANCE = 0.08
"""How probably a commit is the last one where a crash point is armed: a life is some ten commits long."""
OUTSIDE = "from outside"
LIVES = ("before_commit", "after_commit", OUTSIDE)
LONGEST_LIFE_S = 20.0


class DyingServer:
    """`live_and_die` is one round. `deaths` counts by what ended it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.deaths: Counter[str] = Counter()
        self.port = 0
        self._parent: Process

    async def __aenter__(self) -> Self:
        program = Path(__file__).with_name("crash_parent.py")
        with (self._folder / "log").open("ab") as log:
            self._parent = await asyncio.create_subprocess_exec(
                sys.executable, program, self._folder, stdin=PIPE, stdout=PIPE, stderr=log
            )
        self.port = await self._told("port")
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._parent.stdin is not None
        self._parent.stdin.close()
        await self._parent.wait()

    async def start(self, points: str = "") -> int:
        """Start a server; its process id."""
        assert self._parent.stdin is not None
        self._parent.stdin.write(f"start {points or 'none=0'}\n".encode())
        return await self._told("pid")

    async def live_and_die(self, cause: str, seconds: float) -> None:
        """One life, ended by `cause`; if it is from outside, after so many seconds."""
        pid = await self.start("" if cause == OUTSIDE else f"{cause}={CHANCE}")
        if cause == OUTSIDE:
            await asyncio.sleep(seconds)
            os.kill(pid, signal.SIGKILL)
        status = await asyncio.wait_for(self._told("died"), LONGEST_LIFE_S)
        assert status == -signal.SIGKILL, f"the server ended by itself: {status}\n{self.log()[-3000:]}"
        self.deaths[cause] += 1

    async def end(self, pid: int) -> None:
        """End the last server."""
        os.kill(pid, signal.SIGKILL)
        await self._told("died")

    def log(self) -> str:
        """What all servers have logged."""
        return (self._folder / "log").read_text(errors="replace")

    async def _told(self, what: str) -> int:
        assert self._parent.stdout is not None
        word, _, value = (await self._parent.stdout.readline()).decode().partition(" ")
        assert word == what, f"{word!r} instead of {what!r}\n{self.log()[-3000:]}"
        return int(value)


def lives(rounds: int, seed: int) -> list[tuple[str, float]]:
    """Causes of death in turn, and random lengths of life."""
    rng = random.Random(seed)
    return [(LIVES[number % len(LIVES)], rng.uniform(0.05, 0.4)) for number in range(rounds)]

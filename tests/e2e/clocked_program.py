"""Serves Korkwand by a clock that is as many seconds ahead as a file in the working directory says."""

from datetime import datetime, timedelta
from pathlib import Path

from korkwand.api.doors import Doors
from korkwand.clock import utc_now
from korkwand.serving import serve
from korkwand.settings import Settings

AHEAD = Path("ahead")


def clock() -> datetime:
    """What time it is here."""
    return utc_now() + timedelta(seconds=float(AHEAD.read_text()))


async def ready(address: str, doors: Doors) -> None:
    print(f"Korkwand is ready at {address}", flush=True)


if __name__ == "__main__":
    serve(Settings(), ready, clock)

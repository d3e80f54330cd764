"""The application in this process, with a clock that is set by hand: for what a served process cannot be told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx
from fastapi import FastAPI
from starlette.types import ASGIApp

from korkwand.app import create_app
from korkwand.settings import Settings

ORIGIN = "http://pins.example.org"


class Hand:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 6, 1, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: float = 0.0, **more: float) -> None:
        self.now += timedelta(seconds=seconds, **more)


@asynccontextmanager
async def started(settings: Settings, clock: Hand) -> AsyncIterator[FastAPI]:
    """The application between its start and its end."""
    app = create_app(settings, clock)
    async with app.router.lifespan_context(app):
        yield app


def browser(app: ASGIApp) -> httpx.AsyncClient:
    """A browser that has never been here."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN, headers={"Origin": ORIGIN})

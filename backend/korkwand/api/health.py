"""For whoever watches over the server."""

import asyncio

from fastapi import APIRouter
from starlette.responses import Response

from korkwand.api.answers import json_response
from korkwand.api.doors import TheDoors
from korkwand.api.schemas import ErrorOut, HealthOut
from korkwand.errors import Unavailable
from korkwand.storage.faults import storage_error
from korkwand.storage.loading import read_epoch

router = APIRouter(prefix="/api", tags=["health"])


@router.get("/health", response_model=HealthOut)
async def health() -> Response:
    """The process is alive."""
    return json_response(b'{"status":"ok"}')


@router.get("/ready", response_model=HealthOut, responses={503: {"model": ErrorOut}})
async def ready(doors: TheDoors) -> Response:
    """The database answers."""

    def ask() -> None:
        database = doors.boards.store.database
        database.require_file()
        read_epoch(database)

    try:
        await asyncio.to_thread(ask)
    except Exception as error:
        if storage_error(error) is None:
            raise
        raise Unavailable("The database does not answer.") from None
    return json_response(b'{"status":"ok"}')

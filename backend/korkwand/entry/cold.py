"""Cold reads and writes: devices, visitors and secrets. Off the event loop, with storage faults as our errors."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from korkwand.live.replica import Store
from korkwand.storage.faults import refusal_of, storage_error

T = TypeVar("T")


async def read(store: Store, function: Callable[[Connection], T]) -> T:
    """What a function finds in one snapshot of the database. Raises Unavailable while it does not answer."""

    def run() -> T:
        with store.database.reading() as connection:
            return function(connection)

    try:
        return await asyncio.to_thread(run)
    except Exception as error:
        if (fault := storage_error(error)) is None:
            raise
        raise refusal_of(fault) from error


async def write(store: Store, function: Callable[[Connection], T]) -> T:
    """What a function makes of the database, on the writer's thread. Raises Unavailable and StorageFull.

    Another process may have made the same row a moment before: then the function is run again and finds it.
    """
    for last in (False, True):
        try:
            return await store.journal.call(function)
        except Exception as error:
            fault = storage_error(error)
            if fault is None:
                raise
            if fault != "integrity" or last:
                raise refusal_of(fault) from error
    raise AssertionError("unreachable")

"""What an edit reads of the drawers before it is queued, off the event loop."""

import asyncio
from typing import Any

from korkwand.kernel.edit import Edit
from korkwand.kernel.slips import SlipReader
from korkwand.storage.faults import refusal_of, storage_error


async def looked(edit: Edit, drawers: SlipReader) -> Any:
    """What the edit has found. Raises Unavailable while the database does not answer, and what the edit raises."""
    try:
        return await asyncio.to_thread(edit.look, drawers)
    except Exception as error:
        if (fault := storage_error(error)) is None:
            raise
        raise refusal_of(fault) from error

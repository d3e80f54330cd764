"""The doors for taking a board home: as tables for spreadsheets, and as one file that imports again."""

import re
import unicodedata
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Query
from starlette.responses import StreamingResponse

from korkwand.api.doors import ERRORS, OR_COOKIE, TheDoors, Visiting
from korkwand.entry.visit import Visit
from korkwand.exchange.contents import Contents
from korkwand.exchange.csv_writing import Form, What, write_csv
from korkwand.exchange.headers import Language
from korkwand.exchange.json_file import write_json
from korkwand.fair_queue import FairQueue

router = APIRouter(prefix="/api/boards/{board_id}", tags=["exchange"], dependencies=OR_COOKIE)

PER_BOARD: Final = 64
"""Exports that one board may have under way."""

_CSV: Final = {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "The table, as a download."}
_JSON: Final = {
    "content": {"application/json": {"schema": {"type": "object"}}},
    "description": "The board, as a download.",
}


@router.get("/export.csv", response_class=StreamingResponse, responses={**ERRORS, 200: _CSV})
async def export_csv(
    doors: TheDoors,
    visit: Visiting,
    what: Annotated[What, Query(description="The cards, or their comments.")] = "cards",
    language: Annotated[Language, Query(description="Of headers and colours.")] = "en",
    excel: Annotated[bool, Query(description="Semicolons and a byte order mark, as a German Excel opens it.")] = False,
    markdown: Annotated[bool, Query(description="Texts as they are stored.")] = False,
) -> StreamingResponse:
    """The cards that this visitor may see, or their comments, as a table; what lies in the trash is left out."""
    contents = await _contents(visit)
    pieces = write_csv(contents, what, Form(language=language, excel=excel, markdown=markdown))
    ending = ".csv" if what == "cards" else f"-{'Kommentare' if language == 'de' else 'comments'}.csv"
    return await _download(doors.exporting, visit, pieces, "text/csv; charset=utf-8", _named(contents, ending))


@router.get("/export.json", response_class=StreamingResponse, responses={**ERRORS, 200: _JSON})
async def export_json(doors: TheDoors, visit: Visiting) -> StreamingResponse:
    """Everything that this visitor may see, the trash included, in one file that can be imported again."""
    contents = await _contents(visit)
    named = _named(contents, ".json")
    return await _download(doors.exporting, visit, write_json(contents), "application/json", named)


async def _contents(visit: Visit) -> Contents:
    """All of one moment: the pieces are written in other threads, while the board goes on changing."""
    await visit.board.refresh()
    return Contents(visit.board.state, visit.view, visit.visitor.id)


def exporting_queue() -> FairQueue:
    """The queue of exports: each piece of a file is written in a turn of its own, whoever reads it slowly."""
    return FairQueue("exports", at_once=1, per_board=PER_BOARD, in_all=256, seconds=0.5)


async def _download(
    queue: FairQueue, visit: Visit, pieces: Iterator[bytes], media_type: str, headers: dict[str, str]
) -> StreamingResponse:
    """The file, as it is being written. The first piece is there before the answer begins: it may be refused."""
    written = _in_turns(queue, visit, pieces)
    first = await anext(written, b"")

    async def all_of_it() -> AsyncIterator[bytes]:
        yield first
        async for piece in written:
            yield piece

    return StreamingResponse(all_of_it(), media_type=media_type, headers=headers)


async def _in_turns(queue: FairQueue, visit: Visit, pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    with queue.place(visit.board.id, visit.visitor.id) as place:
        while (piece := await place.run(lambda: next(pieces, None))) is not None:
            yield piece


def _named(contents: Contents, ending: str) -> dict[str, str]:
    """Headers that save the answer under the board's title (RFC 6266), which may hold any character."""
    title = _file_name(contents.board.title)
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode() or "board"
    name = f"attachment; filename=\"{plain}{ending}\"; filename*=UTF-8''{quote(title + ending, safe='')}"
    return {"Content-Disposition": name}


def _file_name(title: str) -> str:
    """A title without what file systems do not like."""
    return re.sub(r"[^\w\- ]+", "", title).strip()[:60].rstrip() or "board"

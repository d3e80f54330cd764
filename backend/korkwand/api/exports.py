"""The doors for taking a board home: as tables for spreadsheets, and as one file that imports again."""

import re
import unicodedata
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Query
from starlette.responses import StreamingResponse

from korkwand.api.doors import OR_COOKIE, READ_ERRORS, Visiting
from korkwand.exchange.contents import Contents
from korkwand.exchange.csv_writing import Form, What, write_csv
from korkwand.exchange.headers import Language
from korkwand.exchange.json_file import write_json
from korkwand.live.entrance import Visit

router = APIRouter(prefix="/api/boards/{board_id}", tags=["exchange"], dependencies=OR_COOKIE)

_CSV: Final = {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "The table, as a download."}
_JSON: Final = {
    "content": {"application/json": {"schema": {"type": "object"}}},
    "description": "The board, as a download.",
}


@router.get("/export.csv", response_class=StreamingResponse, responses={**READ_ERRORS, 200: _CSV})
async def export_csv(
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
    return StreamingResponse(pieces, media_type="text/csv; charset=utf-8", headers=_download(contents, ending))


@router.get("/export.json", response_class=StreamingResponse, responses={**READ_ERRORS, 200: _JSON})
async def export_json(visit: Visiting) -> StreamingResponse:
    """Everything that this visitor may see, the trash included, in one file that can be imported again."""
    contents = await _contents(visit)
    return StreamingResponse(write_json(contents), media_type="application/json", headers=_download(contents, ".json"))


async def _contents(visit: Visit) -> Contents:
    """All of one moment: the pieces are written in other threads, while the board goes on changing."""
    await visit.board.refresh()
    return Contents(visit.board.state, visit.view, visit.visitor.id)


def _download(contents: Contents, ending: str) -> dict[str, str]:
    """Headers that save the answer under the board's title (RFC 6266), which may hold any character."""
    title = _file_name(contents.board.title)
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode() or "board"
    name = f"attachment; filename=\"{plain}{ending}\"; filename*=UTF-8''{quote(title + ending, safe='')}"
    return {"Content-Disposition": name}


def _file_name(title: str) -> str:
    """A title without what file systems do not like."""
    return re.sub(r"[^\w\- ]+", "", title).strip()[:60].rstrip() or "board"

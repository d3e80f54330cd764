"""The door for lists that were made elsewhere: preview, and import."""

import asyncio
import json
from typing import Annotated, Any, Final

from fastapi import APIRouter, File, Form, Request, UploadFile
from pydantic import TypeAdapter, ValidationError

from korkwand.access.permissions import Permission
from korkwand.api.doors import ERRORS, Doors, IdempotencyKey, TheDoors, Visiting, require
from korkwand.catalog import faults
from korkwand.edits.inputs import RecordId, Title
from korkwand.errors import Invalid, Malformed
from korkwand.exchange.contents import open_columns
from korkwand.exchange.dates import zone_named
from korkwand.exchange.importing import carry_out
from korkwand.exchange.plan import DEFAULT_COLUMN
from korkwand.exchange.report import Report, Source, finished, prepare

router = APIRouter(prefix="/api/boards/{board_id}", tags=["exchange"])

MEGABYTE: Final = 1024 * 1024
_FIELDS: Final = frozenset(
    {
        "file",
        "comments",
        "preview",
        "mapping",
        "comment_mapping",
        "column",
        "encoding",
        "separator",
        "timezone",
        "import_id",
    }
)
_MAPPING: Final[TypeAdapter[dict[str, str | None]]] = TypeAdapter(dict[str, str | None])

Mapping = Annotated[str, Form(description='JSON: field to header, or to null to leave it out: {"title": "Betreff"}.')]


@router.post("/import", responses=ERRORS)
async def import_list(
    request: Request,
    doors: TheDoors,
    visit: Visiting,
    file: Annotated[UploadFile, File(description="Cards as CSV or TSV, or a whole board as JSON.")],
    comments: Annotated[UploadFile | None, File(description="Comments as CSV or TSV, joined by the card's id.")] = None,
    preview: Annotated[bool, Form(description="Only say what would be done.")] = False,
    mapping: Mapping = "{}",
    comment_mapping: Mapping = "{}",
    column: Annotated[Title, Form(description="Title of the column for rows that name none.")] = DEFAULT_COLUMN,
    encoding: Annotated[str | None, Form(description="Default: found out.")] = None,
    separator: Annotated[str | None, Form(description="Default: found out.")] = None,
    timezone: Annotated[str, Form(description="Of times that name none, such as Europe/Berlin.")] = "UTC",
    import_id: Annotated[RecordId | None, Form(description="The same id again doubles nothing.")] = None,
    key: IdempotencyKey = None,
) -> Report:
    """Import a list: `preview=true` writes nothing. By default the same files imported again double nothing."""
    require(visit, Permission.IMPORT)
    await _refuse_unknown_fields(request)
    source = Source(
        file=await file.read(),
        comments=await comments.read() if comments is not None else None,
        mapping=_mapping("mapping", mapping),
        comment_mapping=_mapping("comment_mapping", comment_mapping),
        column=column or DEFAULT_COLUMN,
        encoding=encoding or None,
        separator=separator or None,
        zone=zone_named(timezone),
        largest=_largest(doors),
    )
    chosen = import_id or key or source.import_id
    existing = open_columns(visit.board.state)
    prepared = await asyncio.to_thread(prepare, source, visit.board.id, chosen, existing)
    if preview:
        return prepared.report
    return finished(prepared, await carry_out(visit.board, visit.visitor, prepared.steps))


def _largest(doors: Doors) -> int:
    return doors.settings.import_megabytes * MEGABYTE


async def _refuse_unknown_fields(request: Request) -> None:
    unknown = sorted(set((await request.form()).keys()) - _FIELDS)
    if unknown:
        raise Invalid(f"{', '.join(unknown[:5])}: there is no such field.")


def _mapping(name: str, text: str) -> dict[str, str | None]:
    try:
        decoded: Any = json.loads(text or "{}")
    except ValueError:
        raise Malformed(f"{name} is not JSON.") from None
    try:
        return _MAPPING.validate_python(decoded)
    except ValidationError as error:
        raise Invalid(f"{name}: {faults(error)}") from None

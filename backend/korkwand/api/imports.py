"""The door for lists that were made elsewhere: preview, and import."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Final

import msgspec
from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.routing import APIRoute
from pydantic import TypeAdapter, ValidationError
from starlette.responses import Response
from starlette.types import Message, Receive

from korkwand.api.answers import json_response
from korkwand.api.body_limits import BodyLimit, takes
from korkwand.api.doors import (
    ERRORS,
    OR_COOKIE,
    Doors,
    IdempotencyKey,
    TheDoors,
    Visiting,
    doors_of,
    require,
    visiting,
)
from korkwand.catalog import faults
from korkwand.errors import Invalid, Malformed
from korkwand.exchange.apart import prepare_apart, preview_apart
from korkwand.exchange.contents import open_columns
from korkwand.exchange.dates import zone_named
from korkwand.exchange.importing import carry_out
from korkwand.exchange.plan import DEFAULT_COLUMN
from korkwand.exchange.report import Report, Source, finished
from korkwand.fair_queue import FairQueue, Place
from korkwand.kernel.inputs import RecordId, Title
from korkwand.rules.permissions import Permission

Handler = Callable[[Request], Coroutine[Any, Any, Response]]

PIECE_BYTES: Final = 32 * 1024
"""Less than a millisecond for the parser."""
PER_BOARD: Final = 4
"""Imports and previews that one board may have under way."""


class InPieces(APIRoute):
    """Has a form read by who may import, in their turn and piece by piece, so that everybody else goes on meanwhile.

    The guard hands over the whole body at once, and ten megabytes take the parser a quarter of a second. The place in
    the queue is kept until the import is done; it is `request.state.place`.
    """

    def get_route_handler(self) -> Handler:
        """The route's handler, with a place in the queue and the form read."""
        handle = super().get_route_handler()

        async def handle_in_turn(request: Request) -> Response:
            visit = await visiting(request, request.path_params["board_id"])
            require(visit, Permission.IMPORT)
            with doors_of(request).importing.place(visit.board.id, visit.visitor.id) as place:
                in_pieces = Request(request.scope, _in_pieces(request.receive))
                async with place.turn():
                    await in_pieces.form()
                in_pieces.state.place = place
                return await handle(in_pieces)

        return handle_in_turn


def _in_pieces(receive: Receive) -> Receive:
    body, more = memoryview(b""), True

    async def receive_piece() -> Message:
        nonlocal body, more
        if not body and more:
            message = await receive()
            if message["type"] != "http.request":
                return message
            body, more = memoryview(message.get("body", b"")), message.get("more_body", False)
        else:
            await asyncio.sleep(0)
        piece, body = body[:PIECE_BYTES], body[PIECE_BYTES:]
        return {"type": "http.request", "body": bytes(piece), "more_body": more or bool(body)}

    return receive_piece


router = APIRouter(prefix="/api/boards/{board_id}", tags=["exchange"], dependencies=OR_COOKIE, route_class=InPieces)

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


@router.post("/import", response_model=Report, responses=ERRORS)
@takes(BodyLimit(lambda settings: (settings.import_megabytes * 2 + 1) * MEGABYTE, needs=Permission.IMPORT))
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
) -> Response:
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
    if not preview and (refusal := doors.throttle.refusal(visit.board.id, visit.visitor, 0, 0)) is not None:
        raise refusal
    # Another process may have made columns; they are found by their titles.
    await visit.board.refresh()
    existing = open_columns(visit.board.state)
    place: Place = request.state.place
    asked = (source, visit.board.id, import_id or key, existing)
    if preview:
        return json_response(await place.run(lambda: preview_apart(*asked)))
    prepared = await place.run(lambda: prepare_apart(*asked))
    outcome = await carry_out(visit.board, visit.visitor, prepared.steps)
    return await place.run(lambda: _told(finished(prepared, outcome)))


def importing_queue() -> FairQueue:
    """The queue of imports and their previews: one file is read at a time."""
    return FairQueue("imports", at_once=1, per_board=PER_BOARD, in_all=32, seconds=3.0)


def _told(report: Report) -> Response:
    """The report as a response; with a problem in each of 20,000 lines it takes a while."""
    return json_response(report.model_dump_json().encode())


def _largest(doors: Doors) -> int:
    return doors.settings.import_megabytes * MEGABYTE


async def _refuse_unknown_fields(request: Request) -> None:
    unknown = sorted(set((await request.form()).keys()) - _FIELDS)
    if unknown:
        raise Invalid(f"{', '.join(name[:40] for name in unknown[:5])}: there is no such field.")


def _mapping(name: str, text: str) -> dict[str, str | None]:
    try:
        decoded: Any = msgspec.json.decode(text or "{}")
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        raise Malformed(f"{name} is not JSON, or is nested too deeply.") from None
    try:
        return _MAPPING.validate_python(decoded)
    except ValidationError as error:
        raise Invalid(f"{name}: {faults(error)}") from None

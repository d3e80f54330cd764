"""A board: its snapshot, its own fields, its events, and edits in a batch."""

import asyncio
import hashlib
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from korkwand.api.answers import encoded, json_response, snapshot_response
from korkwand.api.body_limits import WORDS, takes
from korkwand.api.doors import (
    ERRORS,
    OR_COOKIE,
    READ_ERRORS,
    IdempotencyKey,
    TheDoors,
    Visiting,
    record_bytes,
    require,
    submit,
)
from korkwand.api.edit_ids import following_ids
from korkwand.api.schemas import (
    AuditOut,
    BoardOut,
    BoardPatch,
    EditsIn,
    ErrorOut,
    EventsOut,
    ResultsOut,
    RetentionOut,
    SnapshotOut,
)
from korkwand.catalog import EDITS, edit_id_of, parse
from korkwand.entry.snapshots import may_assemble, snapshot_parts
from korkwand.entry.visit import Visit
from korkwand.errors import KorkwandError, Resync
from korkwand.kernel.edit import Edit
from korkwand.kernel.records import new_id
from korkwand.live.turn import Refused
from korkwand.nouns.board.edits import DeleteBoard, DescribeBoard, RecolorBoard, RenameBoard
from korkwand.rules.permissions import Grant, Permission, grant
from korkwand.rules.roles import Role
from korkwand.storage.loading import acts_before

COORDINATORS_ACTS: Final = {
    name: edit.of.kind for name, edit in EDITS.items() if grant(Role.EDITOR, edit.needs) is not Grant.YES
}
"""Edits that editors may not make, and of which kind the records are that they are about."""

router = APIRouter(prefix="/api/boards/{board_id}", tags=["board"], dependencies=OR_COOKIE)


@router.get("", response_model=SnapshotOut, responses={**READ_ERRORS, 304: {"description": "Unchanged."}})
async def read_board(request: Request, doors: TheDoors, visit: Visiting) -> Response:
    """The snapshot: all records this visitor may see, at a seq."""
    headers = _kept(visit, doors.boards.epoch)
    if headers["ETag"].removeprefix("W/") in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if (judged := await may_assemble(visit)) is not visit:
        visit, headers = judged, _kept(judged, doors.boards.epoch)
    return await snapshot_response(request, visit, snapshot_parts(visit, visit.epoch(doors.boards.epoch)), headers)


def _kept(visit: Visit, epoch: str) -> dict[str, str]:
    """What tells one snapshot from another: the view and the visitor, the seq, and what they are told of themselves."""
    told = b"%b %d %b" % (visit.epoch(epoch).encode(), visit.board.seq, visit.you())
    return {
        "ETag": f'W/"{hashlib.sha256(told).hexdigest()[:32]}"',
        "Cache-Control": "private, no-cache",
        "Vary": "Accept-Encoding, Cookie, Authorization",
    }


@router.patch("", response_model=BoardOut, responses=ERRORS)
async def change_board(doors: TheDoors, visit: Visiting, body: BoardPatch, key: IdempotencyKey = None) -> Response:
    """Change title, description and colour: one event each, all or none."""
    ids = following_ids(key)
    edits: list[Edit] = []
    if body.title is not None:
        edits.append(RenameBoard(id=next(ids), title=body.title))
    if body.description is not None:
        edits.append(DescribeBoard(id=next(ids), description=body.description))
    if body.color is not None:
        edits.append(RecolorBoard(id=next(ids), color=body.color))
    await submit(doors, visit, edits)
    return json_response(record_bytes(visit, "board", visit.board.id))


@router.delete("", status_code=204, responses=ERRORS)
async def delete_board(doors: TheDoors, visit: Visiting, key: IdempotencyKey = None) -> Response:
    """Put the board into the trash."""
    await submit(doors, visit, [DeleteBoard(id=key or new_id())])
    return Response(status_code=204)


@router.get("/retention", response_model=RetentionOut, responses=READ_ERRORS)
async def read_retention(doors: TheDoors, visit: Visiting) -> Response:
    """When the board goes to the trash, whether that is within 30 days, and when it is deleted if it lies there."""
    require(visit, Permission.BOARD_DELETE)
    return encoded(await doors.retention.end_of(visit.board.id))


@router.get("/audit", response_model=AuditOut, responses=READ_ERRORS)
async def read_audit(
    doors: TheDoors,
    visit: Visiting,
    before: Annotated[int, Query(ge=1, le=2**53, description="Acts below this seq.")] = 2**53,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Response:
    """What only coordinators may do, and who did it when, the latest first; not what it said."""
    require(visit, Permission.KEY_EDIT)
    database = doors.boards.store.database
    acts = await asyncio.to_thread(acts_before, database, visit.board.id, COORDINATORS_ACTS, before, limit)
    return encoded({"acts": acts})


@router.post("/edits", response_model=ResultsOut, responses=ERRORS)
@takes(WORDS)
async def submit_edits(request: Request, doors: TheDoors, visit: Visiting, body: EditsIn) -> Response:
    """Submit a batch; each edit is accepted or refused by itself."""
    size = len(await request.body())
    if (refusal := doors.throttle.refusal(visit.board.id, visit.visitor, len(body.edits), size)) is not None:
        raise refusal
    parsed: list[Edit | KorkwandError] = [_parsed(item) for item in body.edits]
    answers = await visit.board.ask(visit.visitor, [edit for edit in parsed if isinstance(edit, Edit)])
    results: list[dict[str, Any]] = []
    for item, edit in zip(body.edits, parsed, strict=True):
        answer = Refused(edit) if isinstance(edit, KorkwandError) else answers[edit.id]
        if isinstance(answer, Refused):
            results.append({"id": edit_id_of(item), **answer.error.payload()})
        else:
            results.append({"id": item["id"], "seq": answer.seq})
    return encoded({"results": results})


@router.get(
    "/events",
    response_model=EventsOut,
    responses={**READ_ERRORS, 410: {"model": ErrorOut, "description": "Take the snapshot."}},
)
async def events_since(
    doors: TheDoors, visit: Visiting, since: Annotated[int, Query(ge=0, le=2**53)], epoch: str | None = None
) -> Response:
    """The events after a seq. 410 if this view cannot resume from there: take the snapshot."""
    await visit.board.reach(since)
    visit = visit.judged_again()
    current = visit.epoch(doors.boards.epoch)
    events = visit.board.events_since(since, visit.view, visit.visitor.id) if epoch in (None, current) else None
    if events is None:
        raise Resync("Events cannot be given from there. Take the snapshot.")
    return json_response(b'{"seq":%d,"events":[%b]}' % (visit.board.seq, b",".join(events)))


def _parsed(item: dict[str, Any]) -> Edit | KorkwandError:
    try:
        return parse(item)
    except KorkwandError as error:
        return error

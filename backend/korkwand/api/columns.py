"""Columns over REST."""

from fastapi import APIRouter
from starlette.responses import Response

from korkwand.api.answers import json_response
from korkwand.api.doors import (
    ERRORS,
    OR_COOKIE,
    IdempotencyKey,
    TheDoors,
    Visiting,
    record_bytes,
    require_record,
    submit,
)
from korkwand.api.edit_ids import following_ids
from korkwand.api.schemas import ColumnIn, ColumnOut, ColumnPatch
from korkwand.kernel.edit import Edit
from korkwand.kernel.records import new_id
from korkwand.nouns.column.edits import AddColumn, DeleteColumn, DescribeColumn, MoveColumn, RecolorColumn, RenameColumn

router = APIRouter(prefix="/api/boards/{board_id}/columns", tags=["columns"], dependencies=OR_COOKIE)


@router.post("", status_code=201, response_model=ColumnOut, responses=ERRORS)
async def add_column(doors: TheDoors, visit: Visiting, body: ColumnIn, key: IdempotencyKey = None) -> Response:
    """Make a column."""
    edit = AddColumn(id=key or new_id(), **body.model_dump(exclude_unset=True))
    await submit(doors, visit, [edit])
    column_id = edit.column_id or edit.id
    headers = {"Location": f"/api/boards/{visit.board.id}/columns/{column_id}"}
    return json_response(record_bytes(visit, "column", column_id), 201, headers)


@router.patch("/{column_id}", response_model=ColumnOut, responses=ERRORS)
async def change_column(
    doors: TheDoors, visit: Visiting, column_id: str, body: ColumnPatch, key: IdempotencyKey = None
) -> Response:
    """Change title, description, colour and place: one event each, all or none."""
    await require_record(visit, "column", column_id)
    ids = following_ids(key)
    edits: list[Edit] = []
    if body.title is not None:
        edits.append(RenameColumn(id=next(ids), column_id=column_id, title=body.title))
    if body.description is not None:
        edits.append(DescribeColumn(id=next(ids), column_id=column_id, description=body.description))
    if body.color is not None:
        edits.append(RecolorColumn(id=next(ids), column_id=column_id, color=body.color))
    if body.model_fields_set & {"after_id", "before_id"}:
        spot = body.model_dump(include={"after_id", "before_id"}, exclude_unset=True)
        edits.append(MoveColumn(id=next(ids), column_id=column_id, **spot))
    await submit(doors, visit, edits)
    return json_response(record_bytes(visit, "column", column_id))


@router.delete("/{column_id}", status_code=204, responses=ERRORS)
async def delete_column(doors: TheDoors, visit: Visiting, column_id: str, key: IdempotencyKey = None) -> Response:
    """Put a column into the trash."""
    await require_record(visit, "column", column_id)
    await submit(doors, visit, [DeleteColumn(id=key or new_id(), column_id=column_id)])
    return Response(status_code=204)

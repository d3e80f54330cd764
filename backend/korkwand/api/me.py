"""The visitor themselves: their name, their way to another device, and being forgotten by this one."""

from typing import Annotated, Literal

import msgspec
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from korkwand.api.answers import encoded, json_response
from korkwand.api.cookies import clear_device_cookie, device_cookie
from korkwand.api.doors import ERRORS, OR_COOKIE, READ_ERRORS, IdempotencyKey, TheDoors, Visiting, require, submit
from korkwand.api.entry import link_to
from korkwand.api.schemas import YouOut
from korkwand.api.visitor_schemas import MeOut, MePatch, PersonalLinkOut
from korkwand.entry.visit import Visit
from korkwand.errors import Forbidden
from korkwand.exchange.own_records import OwnRecords
from korkwand.kernel.inputs import RecordId
from korkwand.kernel.records import new_id
from korkwand.nouns.board.record import the_board
from korkwand.nouns.key.record import Key
from korkwand.nouns.visitor.edits import ForgetVisitor
from korkwand.rules.permissions import Permission

router = APIRouter(tags=["me"])

HisContents = Annotated[
    Literal["keep", "remove"], Query(description="Whether cards and comments stay, without the name, or go as well.")
]


@router.patch("/api/boards/{board_id}/me", response_model=YouOut, responses=ERRORS, dependencies=OR_COOKIE)
async def change_me(doors: TheDoors, visit: Visiting, body: MePatch) -> Response:
    """Change one's name and colour on this board; null takes them away. What is pinned keeps its name."""
    require_person(visit)
    fields = {name: getattr(body, name) or None for name in sorted(body.model_fields_set)}
    if fields:
        visit = await doors.entrance.change(visit, fields)
    return json_response(visit.you())


@router.post(
    "/api/boards/{board_id}/me/link",
    status_code=201,
    response_model=PersonalLinkOut,
    responses=ERRORS,
    dependencies=OR_COOKIE,
)
async def make_personal_link(request: Request, doors: TheDoors, visit: Visiting) -> Response:
    """Make a link by which another device becomes this visitor, once and within a day; an earlier one is void."""
    require_person(visit)
    secret = await doors.entrance.make_link(visit)
    return encoded({"secret": secret, "link": link_to(request, doors, visit.board.id, f"me={secret}")}, 201)


@router.get(
    "/api/boards/{board_id}/me/export.json", response_model=MeOut, responses=READ_ERRORS, dependencies=OR_COOKIE
)
async def export_me(doors: TheDoors, visit: Visiting) -> Response:
    """All that this board holds of the visitor: name, links, times, and what they wrote, in the trash or not.

    But for what stands in columns that they do not see.
    """
    came_at = await doors.entrance.came_at(visit)
    await visit.board.refresh()
    state, visitor = visit.board.state, visit.visitor
    assert visitor.id is not None
    keys = [state.get(Key, key_id) for key_id in sorted(visitor.key_ids) if state.has(Key.kind, key_id)]
    about = {
        "board": {"id": visit.board.id, "title": the_board(state).title},
        "visitor": {"id": visitor.id, "name": visitor.name, "color": visitor.color, "came_at": came_at},
        "keys": [{"id": key.id, "role": key.role} for key in keys],
    }
    own = OwnRecords(state, visit.view, visitor.id)
    content = await doors.exporting.run(lambda: own.json(msgspec.json.encode(about)), visit.board.id, visitor.id)
    return json_response(content, headers={"Content-Disposition": 'attachment; filename="me.json"'})


@router.delete("/api/boards/{board_id}/me", status_code=204, responses=ERRORS, dependencies=OR_COOKIE)
async def forget_me(doors: TheDoors, visit: Visiting, contents: HisContents, key: IdempotencyKey = None) -> Response:
    """Be forgotten by this board: one's name, and if wanted all that one wrote. One is out then."""
    require_person(visit)
    assert visit.visitor.id is not None
    edit = ForgetVisitor(id=key or new_id(), visitor_id=visit.visitor.id, contents=contents)
    await submit(doors, visit, [edit])
    return Response(status_code=204)


@router.delete(
    "/api/boards/{board_id}/visitors/{visitor_id}", status_code=204, responses=ERRORS, dependencies=OR_COOKIE
)
async def forget_visitor(
    doors: TheDoors, visit: Visiting, visitor_id: RecordId, contents: HisContents, key: IdempotencyKey = None
) -> Response:
    """Forget a visitor of this board: their name, and if wanted all that they wrote."""
    require(visit, Permission.VISITOR_REMOVE)
    edit = ForgetVisitor(id=key or new_id(), visitor_id=visitor_id, contents=contents)
    await submit(doors, visit, [edit])
    return Response(status_code=204)


@router.delete("/api/device", status_code=204, responses=READ_ERRORS)
async def forget_device(request: Request, doors: TheDoors) -> Response:
    """Forget this device: its cookie and who it was on which board. What it pinned stays."""
    cookie = device_cookie(doors.settings, request.scope)
    if cookie is not None:
        await doors.entrance.forget(cookie)
    response = Response(status_code=204)
    clear_device_cookie(doors.settings, request.scope, response)
    return response


def require_person(visit: Visit) -> None:
    """Refuse programs: all who bear a link's secret are one visitor."""
    if visit.bearer:
        raise Forbidden("A program has no name and no device of its own. Its link has a label.")

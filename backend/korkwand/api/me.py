"""The visitor himself: his name, his way to another device, and being forgotten by this one."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from korkwand.api.answers import encoded, json_response
from korkwand.api.cookies import clear_device_cookie, device_cookie
from korkwand.api.doors import ERRORS, OR_COOKIE, READ_ERRORS, TheDoors, Visiting
from korkwand.api.entry import link_to
from korkwand.api.schemas import MePatch, PersonalLinkOut, YouOut
from korkwand.errors import Forbidden
from korkwand.live.entrance import Visit

router = APIRouter(tags=["me"])


@router.patch("/api/boards/{board_id}/me", response_model=YouOut, responses=ERRORS, dependencies=OR_COOKIE)
async def change_me(doors: TheDoors, visit: Visiting, body: MePatch) -> Response:
    """Change one's name on this board; null or nothing at all makes one anonymous. What is pinned keeps its name."""
    require_person(visit)
    if "name" in body.model_fields_set:
        visit = await doors.entrance.rename(visit, body.name or None)
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

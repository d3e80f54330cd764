"""What every route needs: the parts of the running program, and who asks."""

from typing import Annotated

import msgspec
from fastapi import Depends, Header, Path, Request, Security
from fastapi.security import APIKeyCookie, HTTPBearer
from pydantic import WithJsonSchema

from korkwand.api.cookies import PLAIN, SECURE, bearer_of, device_cookie
from korkwand.api.schemas import ErrorOut
from korkwand.entry.board_makers import BoardMakers
from korkwand.entry.entrance import Entrance
from korkwand.entry.password_lanes import PasswordLanes
from korkwand.entry.sign_in import SignIn
from korkwand.entry.throttle import Throttle
from korkwand.entry.visit import Visit
from korkwand.errors import Forbidden, NotFound
from korkwand.fair_queue import FairQueue
from korkwand.kernel.edit import Edit
from korkwand.kernel.inputs import ID_PATTERN, RecordId
from korkwand.kernel.records import Id, Kind
from korkwand.live.boards import LiveBoards
from korkwand.live.turn import Refused
from korkwand.retention import Retention
from korkwand.rules.permissions import Grant, Permission, grant
from korkwand.settings import Settings


class Doors(msgspec.Struct, frozen=True):
    """The running program."""

    settings: Settings
    boards: LiveBoards
    entrance: Entrance
    throttle: Throttle
    makers: BoardMakers
    retention: Retention
    sign_in: SignIn
    passwords: PasswordLanes
    importing: FairQueue
    exporting: FairQueue


def doors_of(request: Request) -> Doors:
    """The running program of this request."""
    doors: Doors = request.app.state.doors
    return doors


# These two only tell OpenAPI how one may ask; what they find is read by `visiting` itself.
_bearer = HTTPBearer(auto_error=False, description="A link's secret.")
_cookie = APIKeyCookie(name=PLAIN, auto_error=False, description=f"A device's cookie; over https it is {SECURE}.")


async def visiting(request: Request, board_id: Annotated[str, Path(description="The board's id.")]) -> Visit:
    """Who asks, on which board; raises NotFound and Forbidden."""
    doors = doors_of(request)
    cookie = device_cookie(doors.settings, request.scope)
    return await doors.entrance.visit(board_id, secret=bearer_of(request.headers), cookie=cookie)


Visiting = Annotated[Visit, Depends(visiting)]
OR_COOKIE = [Security(_bearer), Security(_cookie)]
TheDoors = Annotated[Doors, Depends(doors_of)]
IdempotencyKey = Annotated[
    RecordId | None,
    WithJsonSchema({"type": "string", "format": "uuid", "pattern": ID_PATTERN}),
    Header(alias="Idempotency-Key", description="The edit's id: the same id again changes nothing."),
]

ERRORS: dict[int | str, dict[str, object]] = {
    status: {"model": ErrorOut} for status in (400, 403, 404, 409, 413, 422, 423, 429, 503, 507)
}
READ_ERRORS: dict[int | str, dict[str, object]] = {
    status: {"model": ErrorOut} for status in (400, 403, 404, 413, 422, 503)
}


def origin_of(request: Request, doors: Doors) -> str:
    """Where visitors reach us: the public URL, else what this request names."""
    return doors.settings.public_url or f"{request.url.scheme}://{request.headers.get('host', 'localhost')}"


def require(visit: Visit, permission: Permission) -> None:
    """Refuse a door to a role that does not have it."""
    if grant(visit.role, permission) is not Grant.YES:
        raise Forbidden(f"This needs more than the role {visit.role.value}.")


async def submit(doors: Doors, visit: Visit, edits: list[Edit], *, together: bool = True) -> int:
    """Submit edits, all or none, and return the seq of the last; raises the first refusal."""
    size = sum([len(edit.model_dump_json()) for edit in edits])
    if (refusal := doors.throttle.refusal(visit.board.id, visit.visitor, len(edits), size)) is not None:
        raise refusal
    seq = visit.board.seq
    for answer in (await visit.board.ask(visit.visitor, edits, together=together)).values():
        if isinstance(answer, Refused):
            raise answer.error
        seq = answer.seq
    return seq


async def require_record(visit: Visit, kind: Kind, record_id: Id) -> None:
    """Refuse what this visitor may not know of; another process may know more. Raises NotFound."""
    try:
        record_bytes(visit, kind, record_id)
    except NotFound:
        await visit.board.refresh()
        record_bytes(visit, kind, record_id)


def record_bytes(visit: Visit, kind: Kind, record_id: Id) -> bytes:
    """The record's JSON, if this visitor may see it; raises NotFound."""
    found = visit.board.state.find(kind, record_id)
    if found is None or not visit.board.state.visible(found.record, visit.view, visit.visitor.id):
        raise NotFound
    return visit.board.state.shown(found, visit.view, visit.visitor.id).json

"""What every route needs: the parts of the running program, and who asks."""

from typing import Annotated

import msgspec
from fastapi import Depends, Header, Path, Request

from korkwand.access.permissions import Grant, Permission, grant
from korkwand.api.cookies import device_cookie
from korkwand.api.schemas import ErrorOut
from korkwand.edits.edit import Edit
from korkwand.edits.inputs import RecordId
from korkwand.errors import Forbidden, NotFound, RateLimited
from korkwand.live.boards import LiveBoards
from korkwand.live.entrance import Entrance, Visit
from korkwand.live.throttle import Throttle
from korkwand.live.turn import Refused
from korkwand.settings import Settings
from korkwand.storage.records import Id, Kind


class Doors(msgspec.Struct, frozen=True):
    """The running program."""

    settings: Settings
    boards: LiveBoards
    entrance: Entrance
    throttle: Throttle


def doors_of(request: Request) -> Doors:
    """The running program of this request."""
    doors: Doors = request.app.state.doors
    return doors


def bearer_of(request: Request) -> str | None:
    """The key's secret in the Authorization header."""
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" and secret.strip() else None


async def visiting(request: Request, board_id: Annotated[str, Path(description="The board's id.")]) -> Visit:
    """Who asks, on which board; raises NotFound and Forbidden."""
    doors = doors_of(request)
    return await doors.entrance.visit(board_id, secret=bearer_of(request), cookie=device_cookie(request.scope))


Visiting = Annotated[Visit, Depends(visiting)]
TheDoors = Annotated[Doors, Depends(doors_of)]
IdempotencyKey = Annotated[
    RecordId | None, Header(alias="Idempotency-Key", description="The edit's id: the same id again changes nothing.")
]

ERRORS: dict[int | str, dict[str, object]] = {
    status: {"model": ErrorOut} for status in (400, 403, 404, 409, 413, 422, 423, 429, 503, 507)
}
READ_ERRORS: dict[int | str, dict[str, object]] = {
    status: {"model": ErrorOut} for status in (400, 403, 404, 413, 422, 503)
}


def require(visit: Visit, permission: Permission) -> None:
    """Refuse a door to a role that does not have it."""
    if grant(visit.role, permission) is not Grant.YES:
        raise Forbidden(f"This needs more than the role {visit.role.value}.")


async def submit(doors: Doors, visit: Visit, edits: list[Edit], *, together: bool = True) -> int:
    """Submit edits, all or none, and return the seq of the last; raises the first refusal."""
    wait = doors.throttle.edits(visit.board.id, visit.visitor.id, len(edits))
    if wait:
        raise RateLimited(wait)
    seq = visit.board.seq
    for answer in (await visit.board.ask(visit.visitor, edits, together=together)).values():
        if isinstance(answer, Refused):
            raise answer.error
        seq = answer.seq
    return seq


def record_bytes(visit: Visit, kind: Kind, record_id: Id) -> bytes:
    """The record's JSON, if this visitor may see it; raises NotFound."""
    found = visit.board.state.find(kind, record_id)
    if found is None or not visit.board.state.visible(found.record, visit.view, visit.visitor.id):
        raise NotFound
    return found.json

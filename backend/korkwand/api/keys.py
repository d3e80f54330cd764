"""Links over REST: made, changed and revoked by coordinators."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from korkwand.api.answers import encoded, json_response
from korkwand.api.doors import (
    ERRORS,
    OR_COOKIE,
    READ_ERRORS,
    IdempotencyKey,
    TheDoors,
    Visiting,
    record_bytes,
    require,
    require_record,
    submit,
)
from korkwand.api.entry import link_to
from korkwand.api.key_schemas import KeyIn, KeyPatch, KeysOut, MadeKeyOut
from korkwand.api.schemas import KeyOut
from korkwand.entry.cold import read
from korkwand.entry.devices import visitors_by_key
from korkwand.entry.secrets import new_secret, secret_hash
from korkwand.errors import Conflict
from korkwand.kernel.records import new_id
from korkwand.nouns.key.edits import AddKey, ChangeKey, RevokeKey
from korkwand.nouns.key.record import Key
from korkwand.rules.permissions import Permission

router = APIRouter(prefix="/api/boards/{board_id}/keys", tags=["keys"], dependencies=OR_COOKIE)


@router.get("", response_model=KeysOut, responses=READ_ERRORS)
async def list_keys(doors: TheDoors, visit: Visiting) -> Response:
    """All links of the board, without their secrets, how many visitors came by each, and which are locked."""
    require(visit, Permission.KEY_EDIT)
    state, board_id = visit.board.state, visit.board.id
    counts = await read(doors.boards.store, lambda connection: visitors_by_key(connection, board_id))
    keys = [state.get(Key, key_id) for _, key_id in state.order(Key.kind, board_id)]
    locks = await doors.passwords.locks(board_id, [key.id for key in keys if key.has_password])
    return encoded({"keys": keys, "visitors": {key.id: counts.get(key.id, 0) for key in keys}, "locks": locks})


@router.post("", status_code=201, response_model=MadeKeyOut, responses=ERRORS)
async def add_key(
    request: Request, doors: TheDoors, visit: Visiting, body: KeyIn, key: IdempotencyKey = None
) -> Response:
    """Make a link. Its secret is shown this once; a lost link is replaced by a new one."""
    require(visit, Permission.KEY_EDIT)
    secret, key_id = new_secret(), new_id()
    fields = body.model_dump(exclude_unset=True)
    edit = AddKey(id=key or new_id(), key_id=key_id, secret_hash=secret_hash(secret), **fields)
    await submit(doors, visit, [edit])
    if not visit.board.state.has("key", key_id):
        raise Conflict("This link was made before. Its secret is shown only once; make another link.")
    link = link_to(request, doors, visit.board.id, secret)
    return encoded({"key": visit.board.state.get(Key, key_id), "secret": secret, "link": link}, 201)


@router.patch("/{key_id}", response_model=KeyOut, responses=ERRORS)
async def change_key(
    doors: TheDoors, visit: Visiting, key_id: str, body: KeyPatch, key: IdempotencyKey = None
) -> Response:
    """Change a link's role, label, password, dates or columns."""
    require(visit, Permission.KEY_EDIT)
    await require_record(visit, "key", key_id)
    edit = ChangeKey(id=key or new_id(), key_id=key_id, **body.model_dump(exclude_unset=True))
    await submit(doors, visit, [edit])
    return json_response(record_bytes(visit, "key", key_id))


@router.delete("/{key_id}", status_code=204, responses=ERRORS)
async def revoke_key(doors: TheDoors, visit: Visiting, key_id: str, key: IdempotencyKey = None) -> Response:
    """Revoke a link: who came by it alone is out at once."""
    require(visit, Permission.KEY_EDIT)
    await require_record(visit, "key", key_id)
    await submit(doors, visit, [RevokeKey(id=key or new_id(), key_id=key_id)])
    return Response(status_code=204)


@router.delete("/{key_id}/lock", status_code=204, responses=ERRORS)
async def lift_lock(doors: TheDoors, visit: Visiting, key_id: str) -> Response:
    """Forgive the wrong passwords that were tried at a link, so that it can be entered again."""
    require(visit, Permission.KEY_EDIT)
    await require_record(visit, "key", key_id)
    await doors.passwords.lift_lock(visit.board.id, key_id)
    return Response(status_code=204)

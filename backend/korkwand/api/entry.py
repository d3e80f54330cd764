"""Making a board, coming in by a link, and the boards of a device."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Request
from sqlalchemy import Connection
from starlette.responses import Response

from korkwand.api.answers import json_response, snapshot_response
from korkwand.api.cookies import device_cookie, set_device_cookie
from korkwand.api.doors import ERRORS, READ_ERRORS, Doors, TheDoors, doors_of, origin_of, record_bytes
from korkwand.api.schemas import BoardIn, BoardsOut, EnterIn, EnterOut, NewBoardOut
from korkwand.entry import devices
from korkwand.entry.cold import write
from korkwand.entry.entrance import Asked
from korkwand.entry.secrets import new_secret, secret_hash
from korkwand.entry.snapshots import may_assemble, snapshot_parts
from korkwand.kernel.records import Id, new_id
from korkwand.live.board import LiveBoard
from korkwand.nouns.board.edits import CreateBoard
from korkwand.nouns.board.record import Board
from korkwand.rules.roles import Visitor

router = APIRouter(prefix="/api/boards", tags=["boards"])


def link_to(request: Request, doors: Doors, board_id: Id, secret: str) -> str:
    """A link of a key: the secret stays in the fragment, which no browser sends."""
    return f"{origin_of(request, doors)}/b/{board_id}#{secret}"


async def found_board(request: Request, doors: Doors, wanted: BoardIn) -> tuple[LiveBoard, Response]:
    """Make a board for whoever asks; the answer names it, its first key and the device's cookie."""
    shown = device_cookie(doors.settings, request.scope)
    signed_in = doors.makers.sign_in and await doors.sign_in.who(shown) is not None
    await doors.makers.require(wanted.password, wanted.proof, signed_in=signed_in)
    request.app.state.board_making.take(request.client.host if request.client else "")
    secret, board_id, key_id, visitor_id = new_secret(), new_id(), new_id(), new_id()
    edit = CreateBoard(
        id=new_id(),
        board_id=board_id,
        key_id=key_id,
        secret_hash=secret_hash(secret),
        title=wanted.title,
        description=wanted.description,
        color=wanted.color,
        time_zone=doors.settings.time_zone,
    )

    def find(connection: Connection) -> tuple[str, list[tuple[str, dict[str, Any]]]]:
        now = doors.boards.store.now()
        device_id, cookie = devices.device_of(connection, shown, now)
        return cookie, devices.maker_rows(connection, device_id, board_id, visitor_id, key_id, now)

    cookie, rows = await write(doors.boards.store, find)
    visitor = Visitor(id=visitor_id, key_ids=frozenset([key_id]))
    board = await doors.boards.create(visitor, edit, rows)
    record = board.state.get(Board, board_id)
    key = {"id": key_id, "role": "coordinator", "secret": secret, "link": link_to(request, doors, board_id, secret)}
    response = json_response(b'{"board":%b,"key":%b}' % (msgspec.json.encode(record), msgspec.json.encode(key)), 201)
    response.headers["Location"] = f"/api/boards/{board_id}"
    set_device_cookie(doors.settings, request.scope, response, cookie)
    return board, response


@router.post("", status_code=201, response_model=NewBoardOut, responses=ERRORS)
async def make_board(request: Request, doors: TheDoors, body: BoardIn) -> Response:
    """Make a board; whoever makes it becomes its coordinator."""
    _, response = await found_board(request, doors, body)
    return response


@router.get("", response_model=BoardsOut, responses=READ_ERRORS)
async def boards_of_device(request: Request, doors: Annotated[Doors, Depends(doors_of)]) -> Response:
    """The boards this device has entered and may still see."""
    cookie = device_cookie(doors.settings, request.scope)
    visits = await doors.entrance.boards_of(cookie)
    items = [b'{"board":%b,"you":%b}' % (record_bytes(v, "board", v.board.id), v.you()) for v in visits]
    response = json_response(b'{"boards":[' + b",".join(items) + b"]}")
    if cookie is not None and visits:
        set_device_cookie(doors.settings, request.scope, response, cookie)
    return response


@router.post("/{board_id}/enter", response_model=EnterOut, responses=ERRORS)
async def enter_board(request: Request, doors: TheDoors, board_id: str, body: EnterIn) -> Response:
    """Come in by a link's secret; the device's cookie opens the board from then on.

    With the snapshot a device that has never seen the board need not ask a second time before it can show it.
    """
    shown = device_cookie(doors.settings, request.scope)
    asked = Asked(body.secret, password=body.password, name=body.name, proof=body.proof, personal=body.personal)
    visit, cookie = await doors.entrance.enter(board_id, asked, shown)
    if body.snapshot:
        visit = await may_assemble(visit)
    record = record_bytes(visit, "board", board_id)
    if body.snapshot:
        head, records, tail = snapshot_parts(visit, visit.epoch(doors.boards.epoch))
        parts = (b'{"board":%b,%b' % (record, head.removeprefix(b"{")), records, tail)
        response = await snapshot_response(request, visit, parts)
    else:
        response = json_response(b'{"board":%b,"you":%b}' % (record, visit.you()))
    set_device_cookie(doors.settings, request.scope, response, cookie)
    return response

"""The websocket door: hello and welcome, edits in, refusals out; events come from the room."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Final

import msgspec
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect

from korkwand.catalog import edit_id_of, faults, parse
from korkwand.entry.entrance import Entrance
from korkwand.entry.secrets import secret_hash
from korkwand.entry.snapshots import may_assemble
from korkwand.entry.throttle import Throttle
from korkwand.entry.visit import Visit
from korkwand.errors import InternalError, Invalid, KorkwandError, Malformed, RateLimited, TooLarge
from korkwand.kernel.edit import Edit
from korkwand.kernel.inputs import NAME_LENGTH, RecordId, one_line
from korkwand.kernel.records import Id
from korkwand.live import glimpses
from korkwand.live.board import LiveBoard
from korkwand.live.frames import PONG, done_frame, refused_frame
from korkwand.live.limits import TokenBucket
from korkwand.live.presence import Presence
from korkwand.live.room import CLOSED_NOT_FOUND, CLOSED_REVOKED, CLOSED_TOO_SLOW, Listener
from korkwand.live.turn import Answer, Refused
from korkwand.live.websocket_frames import text_frame
from korkwand.rules.roles import Role, Visitor
from korkwand.socket.connection import connection_of
from korkwand.socket.protocol import CLOSED_LATER

log = logging.getLogger(__name__)

VERSION: Final = 1
HELLO_S: Final = 15.0
EDITS_PER_FRAME: Final = 1000
PENDING: Final = 5000
CLOSED_MALFORMED: Final = 4400
CLOSED_OLD: Final = 4426
"""The client speaks another version of the protocol: reload the page."""
CLOSED_INTERNAL: Final = 1011
_CLOSE_CODES: Final = {
    "not_found": CLOSED_NOT_FOUND,
    "forbidden": CLOSED_REVOKED,
    "unavailable": CLOSED_LATER,
    "rate_limited": CLOSED_LATER,
    "internal": CLOSED_INTERNAL,
}
MESSAGE_BYTES: Final = 256 * 1024
BAD_FRAMES: Final = 200
"""Frames at once that may be refused, or in which anything is: so what a socket is sent stays in proportion."""
BAD_FRAMES_PER_S: Final = 5.0


class Hello(BaseModel):
    """A client's first frame."""

    model_config = ConfigDict(extra="forbid", strict=True)

    t: str = Field(pattern="^hello$")
    v: int
    last: int | None = Field(default=None, ge=0)
    epoch: str | None = None
    key: str | None = Field(default=None, max_length=200)
    pending: list[RecordId] = Field(default=[], max_length=PENDING)


class Session:
    """One socket on one board, from hello to close."""

    def __init__(
        self, websocket: WebSocket, entrance: Entrance, presence: Presence, throttle: Throttle, epoch: str
    ) -> None:
        self._websocket = websocket
        self._entrance = entrance
        self._presence = presence
        self._throttle = throttle
        self._epoch = epoch
        self._connection = connection_of(websocket)
        self._frames = throttle.frames()
        self._bad = TokenBucket(BAD_FRAMES, BAD_FRAMES_PER_S)
        self._glimpses = TokenBucket(glimpses.BURST, glimpses.PER_S)
        self._preparing: set[asyncio.Task[None]] = set()
        self._listener: Listener | None = None
        self._device: str | None = None
        self._size = 0
        """Bytes of the frame that is being handled."""
        self._board: LiveBoard

    async def run(self, board_id: Id, *, cookie: str | None) -> None:
        """Serve the socket until it closes. It must have been accepted."""
        try:
            hello = read_hello(await asyncio.wait_for(self._first_frame(), HELLO_S))
            self._connection.welcome()
            visit = await self._entrance.visit(board_id, secret=hello.key, cookie=cookie)
            self._device = secret_hash(cookie) if cookie is not None and hello.key is None else None
            await self._welcome(visit, hello)
        except KorkwandError as error:
            await self._turn_away(error)
            return
        except (TimeoutError, WebSocketDisconnect):
            await self._connection.finish(CLOSED_MALFORMED, "no hello")
            return
        except Exception:
            log.exception("a hello could not be answered")
            await self._turn_away(InternalError())
            return
        try:
            await self._connection.receive(self._received)
        finally:
            if self._listener is not None:
                self._board.room.leave(self._listener)

    async def _first_frame(self) -> str:
        message = await self._websocket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1005))
        text = message.get("text")
        if text is None:
            raise Malformed("A frame is JSON text.")
        return str(text)

    async def _turn_away(self, error: KorkwandError) -> None:
        code = CLOSED_OLD if isinstance(error, OldClient) else _CLOSE_CODES.get(error.code, CLOSED_MALFORMED)
        self._connection.write(text_frame(refused_frame(None, error.payload())))
        await self._connection.finish(code, error.code)

    async def _welcome(self, visit: Visit, hello: Hello) -> None:
        """Bring the client up to date and let it join, without a gap between the two."""
        board, visitor = visit.board, visit.visitor
        if hello.last is not None:
            await board.reach(hello.last)
        done = await board.done_ids(hello.pending, visitor)
        visit = visit.judged_again()
        if (events := self._missed(visit, hello)) is None:
            visit = await may_assemble(visit)
        # No await from here on: what happens after this seq is announced to the listener.
        head = b'{"t":"welcome","epoch":%b,"seq":%d,"now":"%b","you":%b,"done":%b,' % (
            msgspec.json.encode(visit.epoch(self._epoch)),
            board.seq,
            board.now().encode(),
            visit.you(),
            msgspec.json.encode([{"id": edit_id, "seq": seq} for edit_id, seq in done.items()]),
        )
        if events is not None:
            body = b'"mode":"events","events":[' + b",".join(events) + b"]}"
        else:
            body = b'"mode":"snapshot","records":' + board.records(visit.view, visitor.id) + b"}"
        self._connection.write(text_frame(head + body), limited=False)
        self._join(visit)
        self._connection.write(text_frame(self._presence.frame(board)))
        if visit.role is Role.COORDINATOR and (nearly_full := board.nearly_full()) is not None:
            self._connection.write(text_frame(nearly_full))

    def _missed(self, visit: Visit, hello: Hello) -> list[bytes] | None:
        """The events since a client was here; None if it takes the snapshot."""
        if hello.last is None or hello.epoch not in (None, visit.epoch(self._epoch)):
            return None
        return visit.board.events_since(hello.last, visit.view, visit.visitor.id)

    def _join(self, visit: Visit) -> None:
        self._board = visit.board
        if self._listener is not None:
            self._board.room.leave(self._listener)
        self._listener = Listener.of(self._connection, visit.visitor, visit.rights, self._device)
        self._board.room.join(self._listener)

    # After hello

    def _received(self, data: bytes) -> None:
        """One frame from the client. Never raises: an unexpected fault closes this socket only."""
        try:
            self._handle(data)
        except KorkwandError as error:
            self._refuse({None: error})
        except Exception:
            log.exception("a frame could not be handled")
            self._connection.close(CLOSED_INTERNAL, "internal")

    def _handle(self, data: bytes) -> None:
        if len(data) > MESSAGE_BYTES:
            raise TooLarge(f"A frame may have at most {MESSAGE_BYTES} bytes.")
        message = read_object(data)
        self._size = len(data)
        wait = self._frames.take()
        kind = message.get("t")
        handle = FRAMES.get(kind) if isinstance(kind, str) else None
        if wait and kind != "edits":
            raise RateLimited(wait)
        if handle is None:
            raise Invalid(f"t: must be one of {', '.join(FRAMES)}")
        handle(self, message, wait)

    def _ping(self, message: dict[str, Any], wait: float) -> None:
        self._send(PONG)

    def _edits(self, message: dict[str, Any], wait: float) -> None:
        items = message.get("edits")
        if not isinstance(items, list) or len(message) != 2 or len(items) > EDITS_PER_FRAME:
            raise Invalid(f"edits: must be a list of at most {EDITS_PER_FRAME} edits, and the only field beside t")
        refusal: RateLimited | None = RateLimited(wait) if wait else None
        refusal = refusal or self._throttle.refusal(self._board.id, self._visitor, len(items), self._size)
        edits: list[Edit] = []
        refused: dict[Id | None, KorkwandError] = {}
        for item in items:
            try:
                if refusal is not None:
                    raise refusal
                edits.append(parse(item))
            except KorkwandError as error:
                refused.setdefault(edit_id_of(item), error)
        if refused:
            self._refuse(refused)
        quick = [edit for edit in edits if not edit.slow]
        if quick:
            self._board.submit(self._visitor, quick, self._answer)
        slow = [edit for edit in edits if edit.slow]
        if slow:
            task = asyncio.create_task(self._prepared(slow))
            self._preparing.add(task)
            task.add_done_callback(self._preparing.discard)

    async def _prepared(self, edits: list[Edit]) -> None:
        """Edits that are prepared off the loop, one after the other."""
        for edit in edits:
            for edit_id, answer in (await self._board.ask(self._visitor, [edit])).items():
                self._answer(edit_id, answer)

    def _answer(self, edit_id: Id, answer: Answer) -> None:
        """The echo is the acknowledgement; only where there is none for this author, a frame says so."""
        if isinstance(answer, Refused):
            self._send(refused_frame(edit_id, answer.error.payload()))
        elif answer.duplicate or answer.bare:
            self._send(done_frame(edit_id, answer.seq))

    def _here(self, message: dict[str, Any], wait: float) -> None:
        name = message.get("name")
        if set(message) - {"t", "name"} or not (name is None or (isinstance(name, str) and len(name) <= NAME_LENGTH)):
            raise Invalid(f"name: must be a text of at most {NAME_LENGTH} characters")
        assert self._listener is not None
        try:
            shown = one_line(name) if name else None
        except ValueError as error:
            raise Invalid(f"name: {error}") from None
        if shown and shown != self._visitor.name:
            self._listener.visitor = msgspec.structs.replace(self._visitor, name=shown)
            self._board.room.changed = True

    def _glimpse(self, message: dict[str, Any], wait: float) -> None:
        """No answer tells whether its subject is there, or whether it was one too many."""
        if not self._glimpses.take():
            assert self._listener is not None
            self._board.glimpses.add(self._listener, glimpses.read_glimpse(message))

    @property
    def _visitor(self) -> Visitor:
        assert self._listener is not None
        return self._listener.visitor

    def _refuse(self, errors: dict[Id | None, KorkwandError]) -> None:
        """Answer a frame that was not taken, or not wholly: once for each edit, and once for all that have no id."""
        if self._bad.take():
            self._drop(CLOSED_LATER, "too many bad frames")
            return
        for edit_id, error in errors.items():
            if not self._send(refused_frame(edit_id, error.payload())):
                return

    def _send(self, payload: bytes) -> bool:
        """Send to this socket alone; one that does not read its answers is dropped like one that misses events."""
        sent = self._connection.write(text_frame(payload))
        if not sent:
            self._drop(CLOSED_TOO_SLOW, "too slow")
        return sent

    def _drop(self, code: int, reason: str) -> None:
        if self._listener is not None:
            self._board.room.drop(self._listener, code, reason)


FRAMES: Final[dict[str, Callable[[Session, dict[str, Any], float], None]]] = {
    "edits": Session._edits,
    "glimpse": Session._glimpse,
    "here": Session._here,
    "ping": Session._ping,
}
"""What a client may send after hello. `wait`: how long it should have waited; only edits are answered one by one."""


class OldClient(KorkwandError):
    """A client of another protocol version."""

    code = "invalid"
    status = 422


def read_object(data: bytes) -> dict[str, Any]:
    """A JSON object; raises Malformed. NaN, lone surrogates and too deep nesting are refused by the decoder."""
    try:
        message = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise Malformed("This is not JSON.") from None
    if not isinstance(message, dict):
        raise Malformed("A frame is a JSON object.")
    return message


def read_hello(text: str) -> Hello:
    """A client's first frame; raises Malformed, Invalid or OldClient."""
    message = read_object(text.encode("utf-8", "surrogatepass"))
    if message.get("t") == "hello" and type(message.get("v")) is int and message["v"] != VERSION:
        raise OldClient(f"This server speaks version {VERSION} of the protocol. Please reload the page.")
    try:
        return Hello.model_validate(message)
    except ValidationError as error:
        raise Invalid(faults(error)) from None

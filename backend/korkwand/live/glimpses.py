"""Glimpses: who is dragging, writing or pointing at this moment. Passed on to who may see its subject, kept nowhere.

Of each socket only the last one counts, and of each board a few are told at a time, so that a crowd costs no more than
some. Whether a view may see a subject is judged when it is told. Who does not keep up misses it. Other processes hear
of none: what is worth nothing after a second is not worth a transaction of the database they share.
"""

import random
from collections.abc import Iterable
from typing import Any, Final, Literal

import msgspec
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from korkwand.catalog import faults
from korkwand.errors import Invalid
from korkwand.kernel.context import only_read
from korkwand.kernel.inputs import RecordId
from korkwand.kernel.records import Id
from korkwand.kernel.state import BoardState
from korkwand.kernel.visibility import View, author_of
from korkwand.live.room import Listener, Room
from korkwand.live.websocket_frames import text_frame
from korkwand.nouns.board.record import the_board
from korkwand.nouns.board.rights import granted
from korkwand.rules.permissions import Grant, Permission

SHOWN: Final = 20
"""Glimpses in one frame; if there are more, these are drawn by lot."""
BURST: Final = 20
PER_S: Final = 10.0
"""Glimpses that one socket may send at once, and per second; what is more is lost without a word."""
MANY: Final = 50
"""From so many listeners on they are told once per second, else with each tick of the boards' clock."""

NEEDS: Final[dict[tuple[str, str], Permission]] = {
    ("point", "column"): Permission.READ,
    ("point", "card"): Permission.READ,
    ("point", "comment"): Permission.READ,
    ("drag", "column"): Permission.COLUMN_EDIT,
    ("drag", "card"): Permission.CARD_MOVE,
    ("write", "column"): Permission.COLUMN_EDIT,
    ("write", "card"): Permission.CARD_EDIT,
    ("write", "comment"): Permission.COMMENT_EDIT,
    ("add", "column"): Permission.CARD_ADD,
    ("add", "card"): Permission.COMMENT_ADD,
}
"""What one may be seen doing to which kind of record, and the permission without which nobody does."""


class Glimpse(BaseModel):
    """What somebody does at this moment. `x` and `y` are where on the subject they point, in thousandths of it."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    t: Literal["glimpse"]
    doing: Literal["point", "drag", "write", "add"]
    kind: Literal["column", "card", "comment"]
    id: RecordId
    x: int | None = Field(default=None, ge=0, le=1000)
    y: int | None = Field(default=None, ge=0, le=1000)


class Shown(msgspec.Struct, frozen=True):
    """A glimpse as one view gets it."""

    visitor_id: Id | None
    json: bytes


def read_glimpse(message: dict[str, Any]) -> Glimpse:
    """A client's frame; raises Invalid, which says nothing of whether its subject is there."""
    try:
        glimpse = Glimpse.model_validate(message)
    except ValidationError as error:
        raise Invalid(faults(error)) from None
    if (glimpse.doing, glimpse.kind) not in NEEDS:
        raise Invalid(f"kind: there is nothing to {glimpse.doing} on this kind of record")
    return glimpse


class Glimpses:
    """What is to be told of one board at the next tick."""

    def __init__(self) -> None:
        self._last: dict[Listener, Glimpse] = {}
        self._told_at = 0.0

    def add(self, listener: Listener, glimpse: Glimpse) -> None:
        """It takes the place of what this socket sent before. Nothing is answered, whatever becomes of it."""
        self._last[listener] = glimpse

    def tell(self, room: Room, state: BoardState, now: float) -> None:
        """Tell a few of them to who may see their subjects, and forget all. `now` in seconds, of any clock."""
        if not self._last or (len(room.listeners) >= MANY and now - self._told_at < 1.0):
            return
        self._told_at = now
        last, self._last = self._last, {}
        done = [(who, glimpse) for who, glimpse in last.items() if who in room.listeners and _may(state, who, glimpse)]
        drawn = random.sample(done, min(SHOWN, len(done)))
        for view, listeners in room.by_view().items():
            if shown := _shown(state, view, drawn):
                _send(listeners, shown)


def _may(state: BoardState, who: Listener, glimpse: Glimpse) -> bool:
    """Whether this visitor may do that to this record, as far as their role says: else nobody believes it."""
    found = state.find(glimpse.kind, glimpse.id)
    if found is None or not state.visible(found.record, who.view, who.visitor.id):
        return False
    if glimpse.doing != "point" and only_read(state, found.record, who.rights.readonly):
        return False
    grant = granted(the_board(state), who.rights.role, NEEDS[glimpse.doing, glimpse.kind])
    return grant is Grant.YES or (grant is Grant.OWN and author_of(found.record) == who.visitor.id)


def _shown(state: BoardState, view: View, drawn: Iterable[tuple[Listener, Glimpse]]) -> list[Shown]:
    """What a view gets. Where the board hides names from it nothing says who, neither order nor a pointer's way."""
    named = view.names or not state.names_hidden
    shown = []
    for who, glimpse in drawn:
        found = state.find(glimpse.kind, glimpse.id)
        if found is None or not state.visible(found.record, view):
            continue
        said: dict[str, Any] = {"doing": glimpse.doing, "kind": glimpse.kind, "id": glimpse.id}
        if named:
            said |= {"x": glimpse.x, "y": glimpse.y}
            said |= {"visitor_id": who.visitor.id, "name": who.visitor.name, "color": who.visitor.color}
        shown.append(Shown(who.visitor.id, msgspec.json.encode(said)))
    return sorted(shown, key=lambda one: one.json)


def _send(listeners: list[Listener], shown: list[Shown]) -> None:
    """One frame for all who have sent none of these, and for each who has, one without their own."""
    senders = {one.visitor_id for one in shown}
    everything = _frame(shown)
    for listener in listeners:
        frame = everything
        if listener.visitor.id in senders:
            frame = _frame([one for one in shown if one.visitor_id != listener.visitor.id])
        if frame:
            listener.connection.write_passing(frame)


def _frame(shown: list[Shown]) -> bytes:
    """Two who do the same to the same record are one where nothing says who they are."""
    told = dict.fromkeys(one.json for one in shown)
    return text_frame(b'{"t":"glimpses","glimpses":[' + b",".join(told) + b"]}") if told else b""

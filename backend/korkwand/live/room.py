"""Room: who listens to a board, and the fan-out of its events. A frame is built once per view and turn."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, Protocol

import msgspec

from korkwand.kernel.records import Id, timestamp
from korkwand.kernel.state import BoardState
from korkwand.kernel.visibility import COORDINATOR, View
from korkwand.live.frames import RESET, EventForms, done_frame, events_frame
from korkwand.live.traces import bare, caught_up, overtaken, told_again
from korkwand.live.websocket_frames import text_frame
from korkwand.nouns.board.record import Board
from korkwand.nouns.key.rights import Rights, rights_of
from korkwand.rules.roles import Role, Visitor

CLOSED_REVOKED: Final = 4401
CLOSED_NOT_FOUND: Final = 4404
CLOSED_TOO_SLOW: Final = 4408


class Connection(Protocol):
    """A socket that takes whole websocket frames."""

    def write(self, frame: bytes) -> bool:
        """Hand the bytes to the network without waiting; False if it is closing or too slow."""

    def write_passing(self, frame: bytes) -> None:
        """Hand over what may as well be lost: it is, if the socket is closing or has not kept up."""

    def close(self, code: int, reason: str) -> None:
        """Close with a code; what is still unsent may be dropped."""


class Listener(msgspec.Struct, eq=False):
    """One socket in a room."""

    connection: Connection
    visitor: Visitor
    rights: Rights
    write: Callable[[bytes], bool]
    device: str | None = None
    """The hash of the cookie by which the socket was opened."""

    @classmethod
    def of(cls, connection: Connection, visitor: Visitor, rights: Rights, device: str | None = None) -> "Listener":
        """A listener with these rights."""
        return cls(connection, visitor, rights, connection.write, device)

    @property
    def view(self) -> View:
        return self.rights.view


def current_rights(state: BoardState, visitor: Visitor, now: str) -> Rights | None:
    """The visitor's rights if they may see the board at all, else None."""
    rights = rights_of(state, visitor, now)
    if rights is None:
        return None
    board = state.find(Board.kind, state.board_id)
    return rights if board is not None and state.visible(board.record, rights.view) else None


class Room:
    """The listeners of one board."""

    def __init__(self, state: BoardState, now: Callable[[], str] = timestamp) -> None:
        self._state = state
        self._now = now
        self.listeners: set[Listener] = set()
        self._grouped: dict[View, list[Listener]] | None = None
        self.changed = False
        """Whether somebody came or went since presence was last told."""

    def join(self, listener: Listener) -> None:
        """From the next event on, the listener hears everything."""
        self.listeners.add(listener)
        self._grouped = None
        self.changed = True

    def leave(self, listener: Listener) -> None:
        """The socket is gone."""
        if listener in self.listeners:
            self.listeners.remove(listener)
            self._grouped = None
            self.changed = True

    def announce(self, forms: list[EventForms]) -> None:
        """Send the events of a turn to everybody, each in their form; nothing goes to who lost their rights by it.

        The board has moved on to the last of them: what an earlier one says of a record that a later one told of, too,
        is told to nobody.
        """
        if any(form.touches_rights for form in forms):
            self.review()
        traces = [form.trace for form in forms]
        shared = self._shared(forms) if all(trace.public for trace in traces) else []
        again = not shared and told_again(traces)
        authors = {author_id for form in forms for _, author_id in form.authors}
        if again:
            authors |= {trace.head.visitor_id for trace in traces if trace.head.visitor_id}
        for view, listeners in self.by_view().items():
            if any(view.name not in form.views for form in forms):  # the turn began before anybody had this view
                self._send(listeners, text_frame(RESET))
                continue
            for visitor_id, those in _apart(listeners, authors):
                events = shared or self._events(forms, view, visitor_id, again=again)
                self._send(those, text_frame(events_frame(events)))
                if again:
                    self._acknowledge(those, forms, events)

    def review(self) -> None:
        """Judge every listener anew: close who may not listen any more, reset who sees something else now."""
        now = self._now()
        for listener in list(self.listeners):
            rights = current_rights(self._state, listener.visitor, now)
            if rights is None:
                self.drop(listener, CLOSED_REVOKED, "revoked")
            elif rights != listener.rights:
                listener.rights = rights
                self._grouped = None
                self._send([listener], text_frame(RESET))
        self._state.views.keep(listener.view for listener in self.listeners)

    def change(self, visitor_id: Id, fields: dict[str, str | None]) -> None:
        """The visitor has another name or colour: their open sockets write under it from now on."""
        for listener in self.listeners:
            if listener.visitor.id == visitor_id:
                listener.visitor = msgspec.structs.replace(listener.visitor, **fields)
                self.changed = True

    def send_all(self, payload: bytes) -> None:
        """Send one JSON text to everybody."""
        self._send(list(self.listeners), text_frame(payload))

    def send_coordinators(self, payload: bytes) -> None:
        """Send one JSON text to the coordinators."""
        listeners = [listener for listener in self.listeners if listener.rights.role is Role.COORDINATOR]
        self._send(listeners, text_frame(payload))

    def drop(self, listener: Listener, code: int, reason: str) -> None:
        """Close a socket and forget it."""
        self.leave(listener)
        listener.connection.close(code, reason)

    def visitors(self) -> Iterable[tuple[Visitor, Role]]:
        """Who is here, each visitor once."""
        return {one.visitor.id: (one.visitor, one.rights.role) for one in self.listeners}.values()

    def _acknowledge(self, listeners: list[Listener], forms: list[EventForms], events: list[bytes]) -> None:
        """What should have been an echo, and of which nothing may be told any more, is said to be done."""
        for form, event in zip(forms, events, strict=True):
            if event == bare(form.seq):
                author_id = form.trace.head.visitor_id
                own = [
                    one for one in listeners if one.visitor.id == author_id and not form.is_bare(one.view, author_id)
                ]
                self._send(own, text_frame(done_frame(form.trace.head.edit_id, form.seq)))

    def _shared(self, forms: list[EventForms]) -> list[bytes]:
        """The events of a turn of which everybody is told all."""
        again = overtaken([form.trace for form in forms], self._state)
        return [again.get(form.seq) or form.views[COORDINATOR.name] for form in forms]

    def _events(self, forms: list[EventForms], view: View, visitor_id: Id | None, *, again: bool) -> list[bytes]:
        """The events for one visitor, or for all of a view who are no authors."""
        if again:
            return caught_up([form.trace for form in forms], self._state, view, visitor_id)
        return [form.seen_by(view, visitor_id) for form in forms]

    def by_view(self) -> dict[View, list[Listener]]:
        """The listeners of each view, which are all told the same. Not to be changed by the caller."""
        if self._grouped is None:
            self._grouped = {}
            for listener in self.listeners:
                self._grouped.setdefault(listener.view, []).append(listener)
        return self._grouped

    def _send(self, listeners: list[Listener], frame: bytes) -> None:
        """Write one frame to many sockets: the hottest loop there is."""
        slow = [listener for listener in listeners if not listener.write(frame)]
        for listener in slow:
            self.drop(listener, CLOSED_TOO_SLOW, "too slow")


def _apart(listeners: list[Listener], authors: set[Id]) -> Iterator[tuple[Id | None, list[Listener]]]:
    """The listeners of a view who are told the same, and each author by themselves."""
    if not authors:
        yield None, listeners
        return
    for listener in listeners:
        if listener.visitor.id in authors:
            yield listener.visitor.id, [listener]
    if others := [listener for listener in listeners if listener.visitor.id not in authors]:
        yield None, others

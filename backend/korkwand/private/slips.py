"""Slips in the database: written within the journal's transactions, with their limits, and read outside of them."""

import hashlib
import hmac
from typing import Any, Final

from sqlalchemy import and_, bindparam, delete, func, insert, select
from sqlalchemy.engine import Dialect

from korkwand.errors import Conflict, KorkwandError
from korkwand.kernel.records import Id
from korkwand.kernel.slips import Drawer, Gone, OwnSlip, Slip, SlipOrder, Taken, Tally
from korkwand.storage.database import Database
from korkwand.storage.tables import SlipRow
from korkwand.storage.writer import Cursor

KEY_NAME: Final = "slip_key"
"""Under which name `instance` keeps the key of the hashes."""

_slips: Any = SlipRow.__table__  # type: ignore[attr-defined]
_PLACE: Final = ("board_id", "subject_kind", "subject_id", "drawer")
"""What says where a slip lies, beside whose it is."""


class Holders:
    """By which hash a visitor is known in a drawer: another one for each record, so that no two show the same person.

    It keeps names out of sight, not away from whoever has the whole database: the key lies in it.
    """

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def place(self, board_id: Id, drawer: Drawer, subject_id: Id, visitor_id: Id) -> dict[str, str]:
        """The columns that find this visitor's slips in a drawer for a record."""
        where = (board_id, drawer.kind, subject_id, drawer.name)
        return {**dict(zip(_PLACE, where, strict=True)), "holder_hash": self.hash(where, visitor_id)}

    def hash(self, where: tuple[str, ...], visitor_id: Id) -> str:
        """64 hexadecimal digits."""
        said = "\n".join((*where, visitor_id)).encode()
        return hmac.new(self._key, said, hashlib.sha256).hexdigest()


class SlipJournal:
    """Follows orders within the transaction of the journal, which holds the lock of the board's row meanwhile."""

    def __init__(self, dialect: Dialect, holders: Holders) -> None:
        self._holders = holders
        of_board = _slips.c.board_id == bindparam("at_board_id")
        place = [_slips.c[name] == bindparam(f"at_{name}") for name in _PLACE]
        own = and_(*place, _slips.c.holder_hash == bindparam("at_holder_hash"))
        one = and_(own, _slips.c.key == bindparam("at_key"))
        places = [_slips.c[name] for name in _PLACE]

        def compiled(statement: Any) -> str:
            return str(statement.compile(dialect=dialect))

        self._own = compiled(select(_slips.c.key, _slips.c.weight, _slips.c.value).where(own))
        self._insert = compiled(insert(_slips).values({column.name: bindparam(column.name) for column in _slips.c}))
        self._take_one = compiled(delete(_slips).where(one))
        self._take_all = compiled(delete(_slips).where(own))
        self._take_subject = compiled(delete(_slips).where(and_(*place[:3])))
        self._places = compiled(select(*places).where(of_board).distinct())

    def write(self, cursor: Cursor, board_id: Id, orders: list[tuple[Id, SlipOrder]]) -> dict[Id, KorkwandError]:
        """Follow the orders of edits (by id); what is over a limit is left out, and its edit named with the reason."""
        refused: dict[Id, KorkwandError] = {}
        for edit_id, order in orders:
            if isinstance(order, Gone):
                self._forget(cursor, board_id, order)
            elif isinstance(order, Taken):
                self._take(cursor, board_id, order)
            elif (refusal := self._put(cursor, board_id, order)) is not None:
                refused.setdefault(edit_id, refusal)
        return refused

    def _put(self, cursor: Cursor, board_id: Id, slip: Slip) -> KorkwandError | None:
        place = self._holders.place(board_id, slip.drawer, slip.subject_id, slip.holder_id)
        at = _at(place)
        cursor.execute(self._own, at)
        own = {key: (weight, value) for key, weight, value in cursor.fetchall()}
        wanted = (slip.weight, slip.value)
        if own.get(slip.key) == wanted:
            return None  # the same order again, whose answer was lost
        after, limit = {**own, slip.key: wanted}, slip.limit
        too_heavy = limit.weight is not None and sum(weight for weight, _ in after.values()) > limit.weight
        if too_heavy or len(after) > limit.slips or (limit.final and slip.key in own):
            return Conflict(limit.refusal)
        if slip.key in own:
            cursor.execute(self._take_one, {**at, "at_key": slip.key})
        cursor.execute(self._insert, {**place, "key": slip.key, "weight": slip.weight, "value": slip.value})
        return None

    def _take(self, cursor: Cursor, board_id: Id, taken: Taken) -> None:
        at = _at(self._holders.place(board_id, taken.drawer, taken.subject_id, taken.holder_id))
        if taken.key is None:
            cursor.execute(self._take_all, at)
        else:
            cursor.execute(self._take_one, {**at, "at_key": taken.key})

    def _forget(self, cursor: Cursor, board_id: Id, gone: Gone) -> None:
        subjects = [{"subject_kind": kind, "subject_id": record_id} for kind, record_id in gone.records]
        if subjects:
            cursor.executemany(self._take_subject, [_at({"board_id": board_id, **subject}) for subject in subjects])
        if gone.visitor_id is None:
            return
        cursor.execute(self._places, {"at_board_id": board_id})
        for where in cursor.fetchall():
            hashed = self._holders.hash(where, gone.visitor_id)
            cursor.execute(self._take_all, _at({**dict(zip(_PLACE, where, strict=True)), "holder_hash": hashed}))


def _at(columns: dict[str, str]) -> dict[str, str]:
    """The parameters of a WHERE: an UPDATE or INSERT may have others of these names."""
    return {f"at_{name}": value for name, value in columns.items()}


class Drawers:
    """Looks into the drawers of one board, for one visitor (None: for the server). Blocks."""

    def __init__(self, database: Database, holders: Holders, board_id: Id, visitor_id: Id | None = None) -> None:
        self._database = database
        self._holders = holders
        self._board_id = board_id
        self._visitor_id = visitor_id

    def own(self, drawer: Drawer, subject_id: Id) -> list[OwnSlip]:
        """What this visitor has put in, by key."""
        if self._visitor_id is None:
            return []
        place = self._holders.place(self._board_id, drawer, subject_id, self._visitor_id)
        query = select(_slips.c.key, _slips.c.weight, _slips.c.value).order_by(_slips.c.key)
        return [OwnSlip(*row) for row in self._rows(query, place)]

    def tallies(self, drawer: Drawer, subject_ids: list[Id]) -> dict[Id, Tally]:
        """What is in it for each of these records, all at one moment."""
        here = and_(
            _slips.c.board_id == self._board_id,
            _slips.c.subject_kind == drawer.kind,
            _slips.c.drawer == drawer.name,
            _slips.c.subject_id.in_(subject_ids),
        )
        subject, key = _slips.c.subject_id, _slips.c.key
        by_key = select(subject, key, func.count(), func.sum(_slips.c.weight)).where(here).group_by(subject, key)
        holders = select(subject, func.count(_slips.c.holder_hash.distinct())).where(here).group_by(subject)
        with self._database.reading() as connection:
            counted = {row[0]: int(row[1]) for row in connection.execute(holders)}
            keys: dict[Id, dict[str, tuple[int, int]]] = {}
            for subject_id, name, slips, weight in connection.execute(by_key):
                keys.setdefault(subject_id, {})[name] = (int(slips), int(weight))
        return {one: Tally(counted.get(one, 0), keys.get(one, {})) for one in subject_ids}

    def values(self, drawer: Drawer, subject_id: Id) -> list[str]:
        """What all have put in, in the order of their hashes: it tells neither whose it is nor when it came."""
        place = dict(zip(_PLACE, (self._board_id, drawer.kind, subject_id, drawer.name), strict=True))
        return [row.value for row in self._rows(select(_slips.c.value).order_by(_slips.c.holder_hash), place)]

    def places(self) -> list[tuple[str, Id]]:
        """Which drawers of the board have something in them, for which records."""
        here = _slips.c.board_id == self._board_id
        query = select(_slips.c.drawer, _slips.c.subject_id).where(here).distinct()
        with self._database.reading() as connection:
            return [(row.drawer, row.subject_id) for row in connection.execute(query)]

    def _rows(self, query: Any, place: dict[str, str]) -> list[Any]:
        with self._database.reading() as connection:
            return list(connection.execute(query.where(*(_slips.c[name] == value for name, value in place.items()))))

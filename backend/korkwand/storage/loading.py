"""Reading what the journal wrote: whole boards, events since a seq, edit ids, and older texts of a card."""

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Connection, and_, select

from korkwand.storage.database import Database
from korkwand.storage.records import Id, Kind, Put, Record, put
from korkwand.storage.tables import EventRow, InstanceRow, VisitorRow

_events: Any = EventRow.__table__  # type: ignore[attr-defined]
_visitors: Any = VisitorRow.__table__  # type: ignore[attr-defined]
_KINDS = {"visitor": "departure"}
_instance: Any = InstanceRow.__table__  # type: ignore[attr-defined]


class LoadedBoard(msgspec.Struct, frozen=True):
    """The rows of a board and the seq they belong to, from one snapshot of the database."""

    seq: int
    rows: list[Put]


class LoggedEvent(msgspec.Struct, frozen=True):
    """One event as the log keeps it; `changes` is JSON in the full form."""

    seq: int
    edit_id: Id
    visitor_id: Id | None
    at: str
    type: str
    changes: str
    written: str | None = None


def load_board(database: Database, board_id: Id, kinds: dict[Kind, type[Record]]) -> LoadedBoard | None:
    """The whole board; None if there is none. 10,000 cards take about 0.1 s."""
    board = kinds["board"].table
    with database.reading() as connection:
        seq = connection.execute(select(board.c.seq).where(board.c.id == board_id)).scalar()
        if not seq:
            return None
        rows: list[Put] = []
        for cls in kinds.values():
            rows += _rows(connection, cls, board_id)
        return LoadedBoard(seq, rows)


def _rows(connection: Connection, cls: type[Record], board_id: Id) -> list[Put]:
    fields = cls.__struct_fields__
    key = cls.table.c["board_id" if "board_id" in fields else "id"]
    found = connection.execute(select(*(cls.table.c[name] for name in fields)).where(key == board_id))
    return [put(cls(**dict(zip(fields, row, strict=True)))) for row in found]


def events_after(database: Database, board_id: Id, seq: int) -> list[LoggedEvent]:
    """The board's events after a seq, in order."""
    columns = [_events.c[name] for name in LoggedEvent.__struct_fields__]
    query = select(*columns).where(_events.c.board_id == board_id, _events.c.seq > seq).order_by(_events.c.seq)
    with database.reading() as connection:
        return [LoggedEvent(*row) for row in connection.execute(query)]


class Act(msgspec.Struct, frozen=True):
    """Who did what when, without what it said."""

    seq: int
    at: str
    type: str
    by: Id | None
    name: str | None
    subject_id: Id | None


def acts_before(database: Database, board_id: Id, types: Iterable[str], before: int, limit: int) -> list[Act]:
    """The board's last events of these types below a seq, the latest first, with the names visitors have now."""
    here = and_(_events.c.board_id == board_id, _events.c.seq < before, _events.c.type.in_(list(types)))
    query = (
        select(_events.c.seq, _events.c.at, _events.c.type, _events.c.visitor_id, _visitors.c.name, _events.c.changes)
        .outerjoin(_visitors, and_(_visitors.c.board_id == _events.c.board_id, _visitors.c.id == _events.c.visitor_id))
        .where(here)
        .order_by(_events.c.seq.desc())
        .limit(limit)
    )
    with database.reading() as connection:
        return [Act(*row[:5], _subject(row.type, row.changes)) for row in connection.execute(query)]


def _subject(edit_type: str, changes: str) -> Id | None:
    """The record an event is about: the last of its kind, since what is removed comes after what it owns."""
    kind = edit_type.partition(".")[0]
    found = [_kind_and_id(change) for change in msgspec.json.decode(changes)]
    return next((record_id for one, record_id in reversed(found) if one == _KINDS.get(kind, kind)), None)


def _kind_and_id(change: dict[str, Any]) -> tuple[Kind, Id]:
    return (change["put"], change["record"]["id"]) if "put" in change else (change["remove"], change["id"])


def find_edits(database: Database, board_id: Id, edit_ids: Iterable[Id]) -> dict[Id, tuple[int, Id | None]]:
    """Seq and visitor of those of the edits that stand in the log."""
    query = select(_events.c.edit_id, _events.c.seq, _events.c.visitor_id).where(
        _events.c.board_id == board_id, _events.c.edit_id.in_(list(edit_ids))
    )
    with database.reading() as connection:
        return {edit_id: (seq, visitor_id) for edit_id, seq, visitor_id in connection.execute(query)}


def board_seqs(database: Database, board_table: Any, board_ids: Iterable[Id]) -> dict[Id, int]:
    """The seq at which the database holds each board."""
    query = select(board_table.c.id, board_table.c.seq).where(board_table.c.id.in_(list(board_ids)))
    with database.reading() as connection:
        return {row.id: row.seq for row in connection.execute(query)}


Base = tuple[Id, int | Id]
"""A card, and the seq or edit after which its text is asked for."""


def texts_at(database: Database, board_id: Id, bases: Iterable[Base]) -> dict[Base, tuple[str, str] | None]:
    """Title and text of cards at bases, read from the log; None where the log does not know."""
    with database.reading() as connection:
        return {(card_id, base): _text_at(connection, board_id, card_id, base) for card_id, base in bases}


def _text_at(connection: Connection, board_id: Id, card_id: Id, base: int | Id) -> tuple[str, str] | None:
    if isinstance(base, int):
        return _text_until(connection, board_id, card_id, base)
    query = select(_events.c.seq, _events.c.written, _events.c.changes).where(
        _events.c.board_id == board_id, _events.c.edit_id == base
    )
    found = connection.execute(query).first()
    if found is None:
        return None
    if found.written and card_id in found.changes:
        title, text = msgspec.json.decode(found.written)
        return title, text
    return _text_until(connection, board_id, card_id, found.seq)


def _text_until(connection: Connection, board_id: Id, card_id: Id, seq: int) -> tuple[str, str] | None:
    query = (
        select(_events.c.changes)
        .where(
            _events.c.board_id == board_id, _events.c.seq <= seq, _events.c.changes.contains(card_id, autoescape=True)
        )
        .order_by(_events.c.seq.desc())
    )
    for (changes,) in connection.execute(query):
        for change in reversed(msgspec.json.decode(changes)):
            if change.get("put") == "card" and change["record"]["id"] == card_id:
                return change["record"]["title"], change["record"]["text"]
    return None


def read_epoch(database: Database) -> str:
    """The instance's epoch: another one means that a backup was restored."""
    with database.reading() as connection:
        return str(connection.execute(select(_instance.c.value).where(_instance.c.key == "epoch")).scalar_one())

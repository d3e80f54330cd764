"""Reading what the journal wrote: whole boards, events since a seq, edit ids, and older texts of a record."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, and_, select

from korkwand.kernel.merge import Words
from korkwand.kernel.records import Id, Kind, Put, Record, put
from korkwand.kernel.versions import BaseAsked
from korkwand.storage.database import Database
from korkwand.storage.tables import EventRow, InstanceRow, VisitorRow

_events: Any = EventRow.__table__  # type: ignore[attr-defined]
_visitors: Any = VisitorRow.__table__  # type: ignore[attr-defined]
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
    board = next(iter(kinds.values())).table
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
    lists = cls.lists
    return [put(cls(**_values(fields, row, lists))) for row in found]


def _values(fields: tuple[str, ...], row: Sequence[Any], lists: tuple[str, ...]) -> dict[str, Any]:
    values = dict(zip(fields, row, strict=True))
    for name in lists:
        values[name] = tuple(msgspec.json.decode(values[name]))
    return values


def events_after(database: Database, board_id: Id, seq: int) -> list[LoggedEvent]:
    """The board's events after a seq, in order."""
    chosen = [_events.c[name] for name in LoggedEvent.__struct_fields__]
    query = select(*chosen).where(_events.c.board_id == board_id, _events.c.seq > seq).order_by(_events.c.seq)
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


def acts_before(database: Database, board_id: Id, subjects: Mapping[str, Kind], before: int, limit: int) -> list[Act]:
    """The board's last events of these types below a seq, the latest first, with the names visitors have now.

    `subjects` says for each type of which kind the record is that it is about.
    """
    here = and_(_events.c.board_id == board_id, _events.c.seq < before, _events.c.type.in_(list(subjects)))
    query = (
        select(_events.c.seq, _events.c.at, _events.c.type, _events.c.visitor_id, _visitors.c.name, _events.c.changes)
        .outerjoin(_visitors, and_(_visitors.c.board_id == _events.c.board_id, _visitors.c.id == _events.c.visitor_id))
        .where(here)
        .order_by(_events.c.seq.desc())
        .limit(limit)
    )
    with database.reading() as connection:
        return [Act(*row[:5], _subject(subjects[row.type], row.changes)) for row in connection.execute(query)]


def _subject(kind: Kind, changes: str) -> Id | None:
    """The record an event is about: the last of its kind, since what is removed comes after what it owns."""
    found = [_kind_and_id(change) for change in msgspec.json.decode(changes)]
    return next((record_id for one, record_id in reversed(found) if one == kind), None)


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


REACH: Final = 20_000
"""Events before a base in which a record's text is looked for, and after it that may have come meanwhile."""


class TextAsked(msgspec.Struct, frozen=True):
    """What a record of this class said at a base; `writing` and `showing` are types of edits (korkwand.catalog)."""

    board_id: Id
    cls: type[Record]
    question: BaseAsked
    writing: Collection[str]
    showing: Collection[str]


def text_at(database: Database, asked: TextAsked) -> Words | None:
    """The words of a record at a base, read from the log.

    None where the log does not know, or where who asks cannot have seen it: another visitor's edit, an event from
    before they came (`since`), a record that came into sight or out of it afterwards.
    """
    here = _events.c.board_id == asked.board_id
    record_id, base, since = asked.question.record_id, asked.question.base, asked.question.since
    with database.reading() as connection:
        if isinstance(base, str):
            return _text_after(connection, and_(here, _events.c.edit_id == base), asked)
        query = select(_events.c.seq, _events.c.at).where(here, _events.c.seq.in_([base + 1, base + REACH]))
        after = {row.seq: row.at for row in connection.execute(query)}
        if base + REACH in after or (since and after.get(base + 1, since + " ") <= since):
            return None
        touched = _events.c.changes.contains(record_id, autoescape=True)
        reached = and_(here, _events.c.seq <= base, _events.c.seq > base - REACH, touched)
        record = _last_put(connection, reached, asked)
        later = and_(here, _events.c.seq > base)
        shown = select(1).where(later, _events.c.type.in_(list(asked.showing))).limit(1)
        if record is None or connection.execute(shown).first():
            return None
        for (changes,) in connection.execute(select(_events.c.changes).where(later, touched)):
            if (now := _put_in(changes, asked)) and _place_of(now, asked.cls) != _place_of(record, asked.cls):
                return None
        return tuple(record[name] for name in asked.cls.merged)


def _text_after(connection: Connection, this: Any, asked: TextAsked) -> Words | None:
    """What the visitor had written by an edit of theirs that is about this record."""
    chosen = [_events.c[name] for name in ("type", "visitor_id", "written", "changes")]
    found = connection.execute(select(*chosen).where(this)).first()
    if found is None or found.visitor_id != asked.question.visitor_id or found.type not in asked.writing:
        return None
    last = msgspec.json.decode(found.changes)[-1]
    if last.get("put") != asked.cls.kind or last["record"]["id"] != asked.question.record_id:
        return None
    if found.written:
        return tuple(msgspec.json.decode(found.written))
    return tuple(last["record"][name] for name in asked.cls.merged)


def _last_put(connection: Connection, where: Any, asked: TextAsked) -> dict[str, Any] | None:
    for (changes,) in connection.execute(select(_events.c.changes).where(where).order_by(_events.c.seq.desc())):
        if (record := _put_in(changes, asked)) is not None:
            return record
    return None


def _put_in(changes: str, asked: TextAsked) -> dict[str, Any] | None:
    for change in reversed(msgspec.json.decode(changes)):
        if change.get("put") == asked.cls.kind and change["record"]["id"] == asked.question.record_id:
            record: dict[str, Any] = change["record"]
            return record
    return None


def _place_of(record: dict[str, Any], cls: type[Record]) -> tuple[Any, ...]:
    """What of a record decides who sees it."""
    owners = [record.get(field) for field, _ in cls.owners]
    return (*owners, *(bool(record.get(name)) for name in ("deleted_at", "held_at", "hidden_at")))


def read_epoch(database: Database) -> str:
    """The instance's epoch: another one means that a backup was restored."""
    with database.reading() as connection:
        return str(connection.execute(select(_instance.c.value).where(_instance.c.key == "epoch")).scalar_one())

"""Reading what the journal wrote: whole boards, events since a seq, edit ids, and older texts of a card."""

from collections.abc import Iterable
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, and_, select

from korkwand.kernel.records import Id, Kind, Put, Record, put
from korkwand.storage.database import Database
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


REACH: Final = 20_000
"""Events before a base in which the card's text is looked for, and after it that may have come meanwhile."""
WRITING: Final = ("card.add", "card.write", "card.copy", "card.import")
SHOWING: Final = (
    *(f"column.{verb}" for verb in ("hide", "show", "delete", "restore")),
    *("board.cover", "board.reveal", "key.change"),
)
"""Edits by which many cards may come into sight or out of it."""


def text_at(
    database: Database, board_id: Id, card_id: Id, base: int | Id, visitor_id: Id | None, since: str
) -> tuple[str, str] | None:
    """Title and text of a card at a base, read from the log.

    None where the log does not know, or where who asks cannot have seen it: another visitor's edit, an event from
    before they came (`since`), a card that came into sight or out of it afterwards.
    """
    here = _events.c.board_id == board_id
    with database.reading() as connection:
        if isinstance(base, str):
            return _text_after(connection, and_(here, _events.c.edit_id == base), card_id, visitor_id)
        query = select(_events.c.seq, _events.c.at).where(here, _events.c.seq.in_([base + 1, base + REACH]))
        after = {row.seq: row.at for row in connection.execute(query)}
        if base + REACH in after or (since and after.get(base + 1, since + " ") <= since):
            return None
        touched = _events.c.changes.contains(card_id, autoescape=True)
        reached = and_(here, _events.c.seq <= base, _events.c.seq > base - REACH, touched)
        card = _last_put(connection, reached, card_id)
        later = and_(here, _events.c.seq > base)
        if card is None or connection.execute(select(1).where(later, _events.c.type.in_(SHOWING)).limit(1)).first():
            return None
        for (changes,) in connection.execute(select(_events.c.changes).where(later, touched)):
            if (now := _put_in(changes, card_id)) and _place_of(now) != _place_of(card):
                return None
        return card["title"], card["text"]


def _text_after(connection: Connection, this: Any, card_id: Id, visitor_id: Id | None) -> tuple[str, str] | None:
    """What the visitor had written by an edit of theirs that is about this card."""
    columns = [_events.c[name] for name in ("type", "visitor_id", "written", "changes")]
    found = connection.execute(select(*columns).where(this)).first()
    if found is None or found.visitor_id != visitor_id or found.type not in WRITING:
        return None
    last = msgspec.json.decode(found.changes)[-1]
    if last.get("put") != "card" or last["record"]["id"] != card_id:
        return None
    title, text = msgspec.json.decode(found.written) if found.written else (last["record"][name] for name in TEXTS)
    return title, text


TEXTS: Final = ("title", "text")


def _last_put(connection: Connection, where: Any, card_id: Id) -> dict[str, Any] | None:
    for (changes,) in connection.execute(select(_events.c.changes).where(where).order_by(_events.c.seq.desc())):
        if (card := _put_in(changes, card_id)) is not None:
            return card
    return None


def _put_in(changes: str, card_id: Id) -> dict[str, Any] | None:
    for change in reversed(msgspec.json.decode(changes)):
        if change.get("put") == "card" and change["record"]["id"] == card_id:
            card: dict[str, Any] = change["record"]
            return card
    return None


def _place_of(card: dict[str, Any]) -> tuple[Any, ...]:
    """What of a card decides who sees it."""
    return (card["column_id"], *(bool(card.get(name)) for name in ("deleted_at", "held_at", "hidden_at")))


def read_epoch(database: Database) -> str:
    """The instance's epoch: another one means that a backup was restored."""
    with database.reading() as connection:
        return str(connection.execute(select(_instance.c.value).where(_instance.c.key == "epoch")).scalar_one())

"""Taking words out of the log: its numbers, ids and times stay, so that every fold comes to the same."""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from korkwand.kernel.records import Id, Kind, Record
from korkwand.storage.statements import Statements

Cursor = Any

PAGE: Final = 1000
"""Events read at once."""
FEW: Final = 20


class Redaction(msgspec.Struct, frozen=True):
    """What shall be found in a board's log no more, in events up to `until`: what these records said, and who this was.

    Of a visitor who is forgotten the row itself goes too, and with it their keys and devices.
    """

    until: int
    records: frozenset[tuple[Kind, Id]]
    visitor_id: Id | None = None


def redact(cursor: Cursor, statements: Statements, board_id: Id, redaction: Redaction) -> None:
    """Rewrite the events that hold any of it, within the transaction of this cursor."""
    names = {record_id for _, record_id in redaction.records}
    if redaction.visitor_id is not None:
        names.add(redaction.visitor_id)
    for seq, by, changes, written in _events(cursor, statements, board_id, redaction, sorted(names)):
        is_theirs = redaction.visitor_id is not None and by == redaction.visitor_id
        if not is_theirs and not any(name in changes for name in names):
            continue
        found, fresh = redacted(changes, redaction, statements.kinds)
        if not found and not is_theirs:
            continue
        values = {
            "board_id": board_id,
            "at_seq": seq,
            "by": None if is_theirs else by,
            "new_changes": fresh,
            "new_written": None if is_theirs or found else written,
        }
        cursor.execute(statements.log_rewrite, values)
    if redaction.visitor_id is not None:
        cursor.execute(statements.visitor_delete, {"board_id": board_id, "visitor_id": redaction.visitor_id})


def redacted(changes: str, redaction: Redaction, kinds: dict[Kind, type[Record]]) -> tuple[bool, str]:
    """Whether the changes of an event said anything of it, and the changes without that."""
    items = msgspec.json.decode(changes)
    found = False
    for item in items:
        record = item.get("record")
        if record is None:
            continue
        cls = kinds[item["put"]]
        gone = (cls.kind, record["id"]) in redaction.records
        if gone:
            record.update({name: "" for name in cls.words if name in record})
        if gone or (redaction.visitor_id is not None and record.get("author_id") == redaction.visitor_id):
            record.update({name: None for name in cls.author_fields if name in record})
            found = True
    return found, msgspec.json.encode(items).decode()


def _events(
    cursor: Cursor, statements: Statements, board_id: Id, redaction: Redaction, names: list[Id]
) -> Iterator[tuple[int, Id, str, str]]:
    """The events that may hold any of it: looked for by the database if the names are few, else all, by pages."""
    if len(names) <= FEW:
        asked = {"board_id": board_id, "after": 0, "until": redaction.until, "by": redaction.visitor_id}
        asked |= {f"name{number}": f"%{name}%" for number, name in enumerate(names)}
        cursor.execute(statements.log_naming(len(names)), asked)
        yield from cursor.fetchall()
        return
    for after in range(0, redaction.until, PAGE):
        page = {"board_id": board_id, "after": after, "until": min(after + PAGE, redaction.until)}
        cursor.execute(statements.log_page, page)
        yield from cursor.fetchall()

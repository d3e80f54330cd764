"""Records in memory and the changes that move them: the same bytes in table, log, snapshot and frame."""

from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from uuid import uuid4

import msgspec
from sqlalchemy import Table

Kind = str
Id = str

_encode = msgspec.json.Encoder().encode


class Record(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One noun as flat, immutable data. Its fields are those of its table (a test compares) and of the wire."""

    kind: ClassVar[Kind]
    table: ClassVar[Table]
    owner_kind: ClassVar[Kind | None] = None
    owner_field: ClassVar[str] = ""
    order_field: ClassVar[str] = "id"
    """Siblings are sorted by this field, then by id."""
    author_fields: ClassVar[tuple[str, ...]] = ()
    """Those that say who made it, and are null where that is hidden."""
    words: ClassVar[tuple[str, ...]] = ()
    """Those that somebody has written; the others have their length from what they are."""

    id: Id

    @property
    def owner_id(self) -> Id:
        """The id of the one record that owns this one; '' for a board."""
        return getattr(self, self.owner_field) if self.owner_field else ""

    @property
    def place(self) -> tuple[str, Id]:
        """The sort key among siblings."""
        return getattr(self, self.order_field), self.id


class Put(msgspec.Struct, frozen=True, gc=False):
    """The record is now like this."""

    record: Record
    json: bytes
    _nameless: "Put | None" = None

    @property
    def kind(self) -> Kind:
        return self.record.kind

    @property
    def id(self) -> Id:
        return self.record.id

    def wire(self) -> bytes:
        """This change as JSON."""
        return b'{"put":"%b","record":%b}' % (self.record.kind.encode(), self.json)

    @property
    def nameless(self) -> "Put":
        """The same without its author; encoded when first asked for, and kept."""
        if not self.record.author_fields:
            return self
        if self._nameless is None:
            msgspec.structs.force_setattr(
                self, "_nameless", put(self.record, **dict.fromkeys(self.record.author_fields))
            )
        assert self._nameless is not None
        return self._nameless


class Remove(msgspec.Struct, frozen=True, gc=False):
    """The record is gone."""

    kind: Kind
    id: Id

    def wire(self) -> bytes:
        """This change as JSON."""
        return b'{"remove":"%b","id":"%b"}' % (self.kind.encode(), self.id.encode())


Change = Put | Remove


def put(record: Record, /, **fields: Any) -> Put:
    """A change that sets the given fields of the record; the bytes are encoded once, here."""
    changed = msgspec.structs.replace(record, **fields) if fields else record
    return Put(changed, _encode(changed))


def joined(changes: list[Change]) -> bytes:
    """Changes as JSON, separated by commas."""
    return b",".join([change.wire() for change in changes])


def changes_json(changes: list[Change]) -> bytes:
    """A list of changes as JSON, as the log keeps it."""
    return b"[" + joined(changes) + b"]"


def read_changes(text: str | bytes, kinds: dict[Kind, type[Record]]) -> list[Change]:
    """The changes that the log kept."""
    changes: list[Change] = []
    for item in msgspec.json.decode(text):
        if "put" in item:
            changes.append(put(msgspec.convert(item["record"], kinds[item["put"]])))
        else:
            changes.append(Remove(item["remove"], item["id"]))
    return changes


def new_id() -> Id:
    """A random UUID: everybody on a board sees its ids, so they say nothing about when and where they were made."""
    return str(uuid4())


def timestamp(moment: datetime | None = None) -> str:
    """RFC 3339 in UTC with milliseconds: text of fixed width, so that it sorts like time on both databases."""
    moment = moment or datetime.now(UTC)
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")[:23] + "Z"


def moved(time: str, by: timedelta) -> str:
    """A time of this form, so much later."""
    return timestamp(datetime.fromisoformat(time) + by)

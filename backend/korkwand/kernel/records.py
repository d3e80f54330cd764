"""Records in memory and the changes that move them: the same bytes in table, log, snapshot and frame."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple
from uuid import uuid4

import msgspec
from sqlalchemy import Table

Kind = str
Id = str

_encode = msgspec.json.Encoder().encode


class Audience(StrEnum):
    """Who may know of a kind of record at all; of each single one, visibility.py says more."""

    EVERYBODY = "everybody"
    COORDINATORS = "coordinators"


class Owned(NamedTuple):
    """A field that names the owner of a record, and of which kind that is."""

    field: str
    kind: Kind


class WhenGone(StrEnum):
    """What becomes of a reference when the record it names is removed."""

    KEEP = "keep"
    """The id stays, and names nothing."""
    CLEAR = "clear"
    """The field is null; out of a list the id is taken."""
    REMOVE = "remove"
    """The record goes too."""


class Ref(NamedTuple):
    """What a field names that is not an owner: one record of this kind, or in a list several."""

    kind: Kind
    when_gone: WhenGone


class Record(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One noun as flat, immutable data. Its fields are those of its table (a test compares) and of the wire.

    What the program must know of a kind is said by its class, in the variables below. A field is text, a number, a
    truth value or null, or a list of ids: `tuple[str, ...]`, which its table keeps as JSON.
    """

    kind: ClassVar[Kind]
    table: ClassVar[Table]
    owners: ClassVar[tuple[Owned, ...]] = ()
    """Where the id of its owner stands: in the first of these fields that is set. The board has none."""
    order_field: ClassVar[str] = "id"
    """Siblings are sorted by this field, then by id."""
    author_fields: ClassVar[tuple[str, ...]] = ()
    """Those that say who made it, and are null where that is hidden or forgotten; first the visitor's id."""
    words: ClassVar[tuple[str, ...]] = ()
    """Those that somebody has written: they count for the size of a board, and leave the log with the record."""
    merged: ClassVar[tuple[str, ...]] = ()
    """Those of the words that are merged when two people write at once."""
    references: ClassVar[Mapping[str, Ref]] = MappingProxyType({})
    """Fields that name other records."""
    audience: ClassVar[Audience] = Audience.EVERYBODY
    covered_by: ClassVar[str] = ""
    """The switch of the board that shows each of these to its author alone."""
    limitable: ClassVar[bool] = False
    """Whether an access link may be limited to some of these."""
    unseen_field: ClassVar[str] = ""
    """The field in which ids stand, with blanks between them, of what visitors by this record do not see."""
    sight_fields: ClassVar[tuple[str, ...]] = ()
    """Fields by whose change other records come into sight or out of it."""
    decides_rights: ClassVar[bool] = False
    """Whether it says what visitors may do: when it changes, all are judged anew."""
    counted: ClassVar[bool] = False
    """Whether a board may have only so many of them."""
    always_fits: ClassVar[bool] = False
    """Whether it may be made on a full board."""
    exported: ClassVar[bool | str] = True
    """Whether the file of a board has these; else a sentence that says why not."""
    unexported: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """Fields that the file of a board leaves out, and why."""

    lists: ClassVar[tuple[str, ...]] = ()
    """The fields that hold a list of ids; found out by itself."""

    id: Id

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.lists = tuple(name for name, hint in cls.__annotations__.items() if hint == tuple[str, ...])

    @property
    def owner_kind(self) -> Kind | None:
        """The kind of the one record that owns this one; None for a board."""
        for field, kind in self.owners:
            if getattr(self, field):
                return kind
        return None

    @property
    def owner_id(self) -> Id:
        """The id of the one record that owns this one; '' for a board."""
        for field, _ in self.owners:
            if owner_id := getattr(self, field):
                return str(owner_id)
        return ""

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

"""Keys: access links as records of the board, seen by coordinators only. Their secrets stand in another table."""

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, Final, Literal

import msgspec
from pydantic import Field as InputField
from sqlalchemy import CheckConstraint, ForeignKeyConstraint, String, text
from sqlalchemy import Column as SqlColumn
from sqlmodel import Field, SQLModel

from korkwand.access.passwords import Password, hash_password
from korkwand.access.permissions import Permission
from korkwand.access.visibility import View, view_of
from korkwand.access.visitors import ROLES, Role, Visitor
from korkwand.edits.edit import Context, Edit, require_free
from korkwand.edits.inputs import Name, RecordId, Time
from korkwand.edits.state import BoardState
from korkwand.errors import Closed, Conflict, Invalid
from korkwand.storage.metadata import ID_LENGTH, TIME_LENGTH
from korkwand.storage.records import Change, Id, Put, Record, put


def _column_ids() -> Any:
    return Field(sa_column=SqlColumn(String, nullable=False, server_default=text("''")))


class KeyRow(SQLModel, table=True):
    """An access link."""

    __tablename__ = "key"
    __table_args__ = (
        ForeignKeyConstraint(["board_id"], ["board.id"], ondelete="CASCADE"),
        CheckConstraint("role IN ('viewer', 'contributor', 'editor', 'coordinator')", name="role"),
    )
    board_id: str = Field(primary_key=True, max_length=ID_LENGTH)
    id: str = Field(primary_key=True, max_length=ID_LENGTH)
    role: str = Field(max_length=20)
    label: str
    opens_at: str | None = Field(default=None, max_length=TIME_LENGTH)
    ends_at: str | None = Field(default=None, max_length=TIME_LENGTH)
    revoked_at: str | None = Field(default=None, max_length=TIME_LENGTH)
    has_password: bool
    unseen_columns: str = _column_ids()
    readonly_columns: str = _column_ids()


class Key(Record, frozen=True, kw_only=True, gc=False):
    """A key as data."""

    kind = "key"
    table = KeyRow.__table__  # type: ignore[attr-defined]
    owner_kind = "board"
    owner_field = "board_id"
    words = ("label", "unseen_columns", "readonly_columns")

    board_id: str
    role: str
    label: str
    opens_at: str | None
    ends_at: str | None
    revoked_at: str | None
    has_password: bool
    unseen_columns: str = ""
    """Ids of columns that who comes by this key does not see, with blanks between them."""
    readonly_columns: str = ""
    """Ids of columns in which he changes nothing."""

    def live(self, now: str) -> bool:
        """Whether it opens anything at this moment."""
        return (
            self.revoked_at is None
            and (self.opens_at is None or self.opens_at <= now)
            and (self.ends_at is None or now < self.ends_at)
        )

    def against(self, now: str) -> dict[str, str]:
        """Why it opens nothing at this moment, as an answer carries it; nothing if it is live."""
        if self.revoked_at is not None:
            return {"reason": "revoked"}
        if self.opens_at is not None and now < self.opens_at:
            return {"reason": "not_open", "opens_at": self.opens_at}
        if self.ends_at is not None and self.ends_at <= now:
            return {"reason": "expired"}
        return {}


class Rights(msgspec.Struct, frozen=True):
    """What a visitor's keys give him at a moment."""

    role: Role
    view: View
    readonly: frozenset[Id] = frozenset()
    """Columns in which he changes nothing."""


_WHOLE_BOARD: Final = {role.value: Rights(role, view_of(role)) for role in Role}
"""By the role of a key that shows everything: nearly everybody has one key, and is judged with each edit."""


def rights_of(board: BoardState, visitor: Visitor, now: str) -> Rights | None:
    """The strongest role among the visitor's live keys, and what those of this role allow together.

    None if no key is live, or if he has gone. A column is seen if one of them shows it, and written if one of them lets
    him write there.
    """
    if visitor.id is not None and board.has("departure", visitor.id):
        return None
    live: list[Key] = []
    for key_id in visitor.key_ids:
        found = board.find(Key.kind, key_id)
        if found is not None and isinstance(found.record, Key) and found.record.live(now):
            live.append(found.record)
    if not live:
        return None
    if len(live) == 1 and not (live[0].unseen_columns or live[0].readonly_columns):
        return _WHOLE_BOARD[live[0].role]
    best = max((key.role for key in live), key=lambda role: ROLES.index(Role(role)))
    keys = [key for key in live if key.role == best]
    role = Role(best)
    if not all(key.unseen_columns or key.readonly_columns for key in keys):
        return Rights(role, view_of(role))
    unseen = frozenset.intersection(*(frozenset(key.unseen_columns.split()) for key in keys))
    closed = frozenset.intersection(
        *(frozenset((*key.unseen_columns.split(), *key.readonly_columns.split())) for key in keys)
    )
    return Rights(role, board.views.use(view_of(role, unseen)), closed - unseen)


_KINDEST: Final = ("not_open", "expired", "revoked")
"""Reasons why keys open nothing: first the one that passes by itself."""


def why_none(board: BoardState, visitor: Visitor, now: str) -> dict[str, str]:
    """Why none of a visitor's keys opens the board at this moment: the kindest of their reasons, none if one does."""
    records = (found.record for key_id in visitor.key_ids if (found := board.find(Key.kind, key_id)))
    reasons = [record.against(now) for record in records if isinstance(record, Key)]
    if not all(reasons):
        return {}
    return min(reasons, key=lambda one: (_KINDEST.index(one["reason"]), one.get("opens_at", "")), default={})


def any_dated(board: BoardState) -> bool:
    """Whether some key opens or ends by time, so that roles may change without an edit."""
    keys = (board.get(Key, key_id) for _, key_id in board.order(Key.kind, board.board_id))
    return any(key.opens_at or key.ends_at for key in keys)


LIMITED_COLUMNS: Final = 200
ColumnIds = Annotated[tuple[RecordId, ...], InputField(max_length=LIMITED_COLUMNS)]


class AddKey(Edit):
    """Make an access link with a role."""

    type: Literal["key.add"] = "key.add"
    needs: ClassVar[Permission] = Permission.KEY_EDIT
    key_id: RecordId
    secret_hash: str = InputField(pattern=r"^[0-9a-f]{64}$")
    role: Role
    label: Name = ""
    password: Password | None = None
    opens_at: Time | None = None
    ends_at: Time | None = None
    unseen_columns: ColumnIds = ()
    readonly_columns: ColumnIds = ()

    @property
    def slow(self) -> bool:
        return self.password is not None

    def prepare(self) -> str | None:
        return hash_password(self.password.get_secret_value()) if self.password else None

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        require_free(board, Key.kind, self.key_id)
        _require_order(self.opens_at, self.ends_at)
        _require_columns(board, (*self.unseen_columns, *self.readonly_columns))
        return [
            _limited(
                Key(
                    id=self.key_id,
                    board_id=board.board_id,
                    role=self.role.value,
                    label=self.label,
                    opens_at=self.opens_at,
                    ends_at=self.ends_at,
                    revoked_at=None,
                    has_password=self.password is not None,
                ),
                unseen_columns=" ".join(self.unseen_columns),
                readonly_columns=" ".join(self.readonly_columns),
            )
        ]

    def beside(self, ctx: Context, board_id: Id) -> list[tuple[str, dict[str, Any]]]:
        return [
            (
                "key_secret",
                {
                    "board_id": board_id,
                    "key_id": self.key_id,
                    "secret_hash": self.secret_hash,
                    "password_hash": ctx.prepared,
                },
            )
        ]


class ChangeKey(Edit):
    """Change a key's role, label, password, dates or columns; what is absent stays."""

    type: Literal["key.change"] = "key.change"
    needs: ClassVar[Permission] = Permission.KEY_EDIT
    key_id: RecordId
    role: Role | None = None
    label: Name | None = None
    password: Password | None = None
    opens_at: Time | None = None
    ends_at: Time | None = None
    unseen_columns: ColumnIds | None = None
    readonly_columns: ColumnIds | None = None

    @property
    def slow(self) -> bool:
        return self.password is not None

    def prepare(self) -> str | None:
        return hash_password(self.password.get_secret_value()) if self.password else None

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        key = ctx.see(board, Key, self.key_id)
        _require_unrevoked(key)
        given = self.model_fields_set
        fields: dict[str, Any] = {name: getattr(self, name) for name in ("opens_at", "ends_at") if name in given}
        if self.role is not None:
            fields["role"] = self.role.value
        if self.label is not None:
            fields["label"] = self.label
        if "password" in given:
            fields["has_password"] = self.password is not None
        for name, column_ids in (("unseen_columns", self.unseen_columns), ("readonly_columns", self.readonly_columns)):
            if column_ids is not None:
                _require_columns(board, column_ids)
                fields[name] = " ".join(column_ids)
        changed = _limited(key, **fields)
        assert isinstance(changed.record, Key)
        _require_order(changed.record.opens_at, changed.record.ends_at)
        require_coordinator(board, key, changed.record, ctx.now)
        return [changed]

    def beside(self, ctx: Context, board_id: Id) -> list[tuple[str, dict[str, Any]]]:
        if "password" not in self.model_fields_set:
            return []
        return [("key_secret", {"board_id": board_id, "key_id": self.key_id, "password_hash": ctx.prepared})]


class RevokeKey(Edit):
    """End a key for good; who came by it alone is out at once."""

    type: Literal["key.revoke"] = "key.revoke"
    needs: ClassVar[Permission] = Permission.KEY_EDIT
    key_id: RecordId

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        key = ctx.see(board, Key, self.key_id)
        revoked = put(key, revoked_at=key.revoked_at or ctx.now)
        assert isinstance(revoked.record, Key)
        require_coordinator(board, key, revoked.record, ctx.now)
        return [revoked]


def require_coordinator(board: BoardState, key: Key, changed: Key, now: str) -> None:
    """Refuse to lock everybody out: one coordinator's key must stay live and without an end."""

    def lasting(candidate: Key) -> bool:
        return candidate.role == Role.COORDINATOR and candidate.live(now) and candidate.ends_at is None

    if not lasting(key) or lasting(changed):
        return
    for _, key_id in board.order(Key.kind, key.board_id):
        if key_id != key.id and lasting(board.get(Key, key_id)):
            return
    raise Conflict("This is the last coordinator's key. Make another one first.")


def _require_order(opens_at: str | None, ends_at: str | None) -> None:
    if opens_at and ends_at and ends_at <= opens_at:
        raise Invalid("A key must end after it opens.")


def _require_columns(board: BoardState, column_ids: Iterable[Id]) -> None:
    """A column of another board is as unknown as none."""
    if not all(board.has("column", column_id) for column_id in column_ids):
        raise Invalid("A key can be limited only to columns of this board.")


def _limited(key: Key, **fields: Any) -> Put:
    """The key with these fields; a coordinator could undo any limit, so he has none."""
    changed = put(key, **fields)
    assert isinstance(changed.record, Key)
    if changed.record.role == Role.COORDINATOR and (changed.record.unseen_columns or changed.record.readonly_columns):
        raise Invalid("A coordinator's key cannot be limited to columns.")
    return changed


def _require_unrevoked(key: Key) -> None:
    if key.revoked_at:
        raise Closed("This key was revoked. Make a new one.")


EDITS = (AddKey, ChangeKey, RevokeKey)

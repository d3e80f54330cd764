"""Keys: access links as records of the board, seen by coordinators only. Their secrets stand in another table."""

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import Field as InputField

from korkwand.errors import Closed, Conflict, Invalid
from korkwand.kernel.context import SEEING, Context
from korkwand.kernel.edit import Edit, require_free
from korkwand.kernel.inputs import Name, RecordId, Time
from korkwand.kernel.records import Change, Id, Put, put
from korkwand.kernel.state import BoardState
from korkwand.nouns.key.record import Key
from korkwand.passwords import Password, hash_password
from korkwand.rules.permissions import Permission
from korkwand.rules.roles import Role

LIMITED_COLUMNS: Final = 200
ColumnIds = Annotated[tuple[RecordId, ...], InputField(max_length=LIMITED_COLUMNS)]


class AddKey(Edit):
    """Make an access link with a role."""

    type: Literal["key.add"] = "key.add"
    of: ClassVar = Key
    needs: ClassVar = Permission.KEY_EDIT
    gates: ClassVar = SEEING
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
    shows: ClassVar = True
    of: ClassVar = Key
    needs: ClassVar = Permission.KEY_EDIT
    gates: ClassVar = SEEING
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
    of: ClassVar = Key
    needs: ClassVar = Permission.KEY_EDIT
    gates: ClassVar = SEEING
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
    """The key with these fields; a coordinator could undo any limit, so they have none."""
    changed = put(key, **fields)
    assert isinstance(changed.record, Key)
    if changed.record.role == Role.COORDINATOR and (changed.record.unseen_columns or changed.record.readonly_columns):
        raise Invalid("A coordinator's key cannot be limited to columns.")
    return changed


def _require_unrevoked(key: Key) -> None:
    if key.revoked_at:
        raise Closed("This key was revoked. Make a new one.")


EDITS = (AddKey, ChangeKey, RevokeKey)

"""Whom visitors and keys are kept for: the account that has signed in on a device, or without one the device itself."""

from typing import Any

import msgspec
from sqlalchemy import Connection, and_, select

from korkwand.kernel.records import Id
from korkwand.storage.tables import (
    AccountKeyRow,
    AccountVisitorRow,
    DeviceAccountRow,
    DeviceKeyRow,
    DeviceRow,
    DeviceVisitorRow,
)

_devices: Any = DeviceRow.__table__  # type: ignore[attr-defined]
_device_visitors: Any = DeviceVisitorRow.__table__  # type: ignore[attr-defined]
_device_accounts: Any = DeviceAccountRow.__table__  # type: ignore[attr-defined]
_device_keys: Any = DeviceKeyRow.__table__  # type: ignore[attr-defined]
_account_visitors: Any = AccountVisitorRow.__table__  # type: ignore[attr-defined]
_account_keys: Any = AccountKeyRow.__table__  # type: ignore[attr-defined]


class Holder(msgspec.Struct, frozen=True):
    """An account, or a device on which nobody has signed in.

    Who it is on which board and the keys that it has there stand in two tables each.
    """

    id: Id
    is_account: bool

    @property
    def table(self) -> Any:
        return _account_visitors if self.is_account else _device_visitors

    @property
    def keys(self) -> Any:
        return _account_keys if self.is_account else _device_keys

    @property
    def visitors(self) -> Any:
        """The condition for all its rows."""
        return self.table.c[self._owner] == self.id

    def here(self, board_id: Id) -> Any:
        """The condition for its row on this board."""
        return and_(self.visitors, self.table.c.board_id == board_id)

    def row(self, board_id: Id, visitor_id: Id, now: str) -> dict[str, Any]:
        """The row that says who it is on a board."""
        return {self._owner: self.id, "board_id": board_id, "visitor_id": visitor_id, "entered_at": now}

    @property
    def same_board(self) -> Any:
        """The condition that joins its keys to who it is."""
        return and_(*(self.keys.c[name] == self.table.c[name] for name in (self._owner, "board_id")))

    def key_row(self, board_id: Id, key_id: Id) -> dict[str, Any]:
        """The row that says that it has a key."""
        return {self._owner: self.id, "board_id": board_id, "key_id": key_id}

    @property
    def _owner(self) -> str:
        return "account_id" if self.is_account else "device_id"


def holder_of(connection: Connection, device_id: Id, now: str) -> Holder:
    """The account that has signed in on a device, else the device."""
    return _found(connection, _devices.c.id == device_id, now) or Holder(device_id, False)


def holder_by_cookie(connection: Connection, cookie_hash: str, now: str) -> Holder | None:
    """The same for the device of a cookie; None if there is no such device."""
    return _found(connection, _devices.c.cookie_hash == cookie_hash, now)


def _found(connection: Connection, device: Any, now: str) -> Holder | None:
    query = select(_devices.c.id, _device_accounts.c.account_id).select_from(
        _devices.outerjoin(_device_accounts, _signed_in(now))
    )
    row = connection.execute(query.where(device)).first()
    if row is None:
        return None
    return Holder(row.id, False) if row.account_id is None else Holder(row.account_id, True)


def _signed_in(now: str) -> Any:
    return and_(_device_accounts.c.device_id == _devices.c.id, _device_accounts.c.ends_at > now)

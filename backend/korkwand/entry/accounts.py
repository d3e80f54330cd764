"""Accounts: people who sign in, on which devices they have, and that they are the same visitors on all of them.

All functions take a connection; those that write are run through `journal.call`.
"""

from typing import Any, Final, Literal

import msgspec
from sqlalchemy import Connection, and_, delete, insert, select, update

from korkwand.entry.devices import add_keys, device_of, visitor_of
from korkwand.entry.holders import Holder
from korkwand.entry.secrets import new_secret, secret_hash
from korkwand.kernel.records import Id, new_id
from korkwand.storage.tables import AccountRow, AccountVisitorRow, DeviceAccountRow, DeviceRow

_accounts: Any = AccountRow.__table__  # type: ignore[attr-defined]
_account_visitors: Any = AccountVisitorRow.__table__  # type: ignore[attr-defined]
_devices: Any = DeviceRow.__table__  # type: ignore[attr-defined]
_device_accounts: Any = DeviceAccountRow.__table__  # type: ignore[attr-defined]

NAME_LENGTH: Final = 80

Reason = Literal["cancelled", "stale", "unreachable", "unconfirmed"]


class SignInFailed(Exception):
    """Nobody was signed in. `why` is for the log and names no value of the request or the answer."""

    def __init__(self, reason: Reason, why: str) -> None:
        super().__init__(why)
        self.reason: Reason = reason
        self.why = why


class Person(msgspec.Struct, frozen=True):
    """Who the provider says it is."""

    subject: str
    name: str | None


class Account(msgspec.Struct, frozen=True):
    """Who has signed in on a device."""

    id: Id
    name: str | None


def account_of(connection: Connection, cookie_hash: str, now: str) -> Account | None:
    """Who has signed in on the device of this cookie; None if nobody has, or too long ago."""
    query = (
        select(_accounts.c.id, _accounts.c.name)
        .join(_device_accounts, _device_accounts.c.account_id == _accounts.c.id)
        .join(_devices, _devices.c.id == _device_accounts.c.device_id)
        .where(_devices.c.cookie_hash == cookie_hash, _device_accounts.c.ends_at > now)
    )
    row = connection.execute(query).first()
    return Account(*row) if row else None


def sign_in(
    connection: Connection, cookie: str | None, subject_hash: str, name: str | None, *, now: str, ends_at: str
) -> str:
    """Sign somebody in on a device. Returns the device's new cookie: one known before must not become more powerful.

    Who the device was on its boards, the account is from now on.
    """
    device_id, _ = device_of(connection, cookie, now)
    account = connection.execute(
        select(_accounts.c.id, _accounts.c.name).where(_accounts.c.subject_hash == subject_hash)
    ).first()
    account_id = account.id if account else new_id()
    if account is None:
        row = {"id": account_id, "subject_hash": subject_hash, "name": name, "created_at": now}
        connection.execute(insert(_accounts).values(**row))
    elif account.name != name:
        connection.execute(update(_accounts).where(_accounts.c.id == account_id).values(name=name))
    connection.execute(delete(_device_accounts).where(_device_accounts.c.device_id == device_id))
    connection.execute(insert(_device_accounts).values(device_id=device_id, account_id=account_id, ends_at=ends_at))
    _take_over(connection, Holder(device_id, False), Holder(account_id, True))
    return _new_cookie(connection, device_id)


def sign_out(connection: Connection, cookie_hash: str) -> str | None:
    """Forget who has signed in on a device; it is nobody then where it was the account's visitor. Its new cookie."""
    device_id = connection.execute(select(_devices.c.id).where(_devices.c.cookie_hash == cookie_hash)).scalar()
    if device_id is None:
        return None
    connection.execute(delete(_device_accounts).where(_device_accounts.c.device_id == device_id))
    return _new_cookie(connection, device_id)


def forget_account(connection: Connection, account_id: Id) -> None:
    """Forget an account and who it was on which board; the visitors and what they made stay."""
    for table in (_account_visitors, _device_accounts):
        connection.execute(delete(table).where(table.c.account_id == account_id))
    connection.execute(delete(_accounts).where(_accounts.c.id == account_id))


def delete_idle_accounts(connection: Connection, now: str) -> int:
    """Delete sign-ins that hold no more, and accounts that are nobody on any board and signed in nowhere."""
    connection.execute(delete(_device_accounts).where(_device_accounts.c.ends_at <= now))
    somewhere = [_accounts.c.id.not_in(select(table.c.account_id)) for table in (_account_visitors, _device_accounts)]
    return int(connection.execute(delete(_accounts).where(and_(*somewhere))).rowcount)


def _take_over(connection: Connection, device: Holder, account: Holder) -> None:
    """Move the device's visitors to the account. Where it is somebody already, it stays so, with the device's keys."""
    for row in connection.execute(select(device.table).where(device.visitors)).all():
        other = visitor_of(connection, device, row.board_id)
        assert other is not None
        mine = visitor_of(connection, account, row.board_id)
        if mine is None:
            moved = account.row(row.board_id, row.visitor_id, row.entered_at)
            connection.execute(insert(account.table).values(**moved))
            mine = msgspec.structs.replace(other, key_ids=frozenset())
        add_keys(connection, account, row.board_id, mine, other.key_ids)
    connection.execute(delete(device.table).where(device.visitors))


def _new_cookie(connection: Connection, device_id: Id) -> str:
    fresh = new_secret()
    connection.execute(update(_devices).where(_devices.c.id == device_id).values(cookie_hash=secret_hash(fresh)))
    return fresh

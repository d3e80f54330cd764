"""A visitor's identity: moved to another device by a personal link, renamed, and forgotten by a device.

All functions take a connection; those that write are run through `journal.call`.
"""

from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, and_, delete, insert, select, update

from korkwand.entry.devices import add_keys, visitor_of
from korkwand.entry.holders import holder_of
from korkwand.entry.secrets import secret_hash
from korkwand.kernel.records import Id, timestamp
from korkwand.rules.roles import Visitor
from korkwand.storage.tables import DeviceAccountRow, DeviceRow, DeviceVisitorRow, VisitorLinkRow, VisitorRow

LINK_VALID: Final = timedelta(hours=24)
"""How long a personal link waits for the other device."""

_devices: Any = DeviceRow.__table__  # type: ignore[attr-defined]
_device_visitors: Any = DeviceVisitorRow.__table__  # type: ignore[attr-defined]
_links: Any = VisitorLinkRow.__table__  # type: ignore[attr-defined]
_visitors: Any = VisitorRow.__table__  # type: ignore[attr-defined]
_device_accounts: Any = DeviceAccountRow.__table__  # type: ignore[attr-defined]


class LinkUsed(Exception):
    """Somebody was quicker: a personal link serves once."""


def make_link(connection: Connection, board_id: Id, visitor: Visitor, secret: str, now: datetime) -> None:
    """Keep the hash of a personal link's secret, with the keys that this device has; an earlier one serves no more."""
    connection.execute(delete(_links).where(and_(_links.c.board_id == board_id, _links.c.visitor_id == visitor.id)))
    row = {
        "board_id": board_id,
        "visitor_id": visitor.id,
        "secret_hash": secret_hash(secret),
        "made_at": timestamp(now),
        "key_ids": " ".join(sorted(visitor.key_ids)),
    }
    connection.execute(insert(_links).values(**row))


def find_link(connection: Connection, board_id: Id, hashed: str, now: datetime) -> Visitor | None:
    """Whom a personal link of this board moves, with its keys; None if it is unknown, used or too old."""
    this = and_(_visitors.c.board_id == _links.c.board_id, _visitors.c.id == _links.c.visitor_id)
    query = (
        select(_visitors.c.id, _visitors.c.name, _visitors.c.color, _visitors.c.created_at, _links.c.key_ids)
        .select_from(_links.join(_visitors, this))
        .where(_links.c.secret_hash == hashed, _links.c.board_id == board_id)
        .where(_links.c.made_at > timestamp(now - LINK_VALID))
    )
    row = connection.execute(query).first()
    if row is None:
        return None
    keys = frozenset(row.key_ids.split())
    return Visitor(id=row.id, name=row.name, color=row.color, key_ids=keys, since=row.created_at)


def use_link(connection: Connection, board_id: Id, hashed: str, moved: Visitor, device_id: Id, now: str) -> Visitor:
    """Make the device, or who has signed in on it, this visitor, with the link's keys beside its own.

    The link is used up. Raises LinkUsed.
    """
    gone = connection.execute(delete(_links).where(_links.c.board_id == board_id, _links.c.secret_hash == hashed))
    if gone.rowcount != 1:
        raise LinkUsed
    assert moved.id is not None
    holder = holder_of(connection, device_id, now)
    before = visitor_of(connection, holder, board_id)
    if before is None:
        connection.execute(insert(holder.table).values(**holder.row(board_id, moved.id, now)))
    elif before.id != moved.id:
        here = holder.here(board_id)
        connection.execute(update(holder.table).where(here).values(visitor_id=moved.id, entered_at=now))
    own = before.key_ids if before else frozenset()
    return add_keys(connection, holder, board_id, msgspec.structs.replace(moved, key_ids=own), moved.key_ids)


def came_at(connection: Connection, board_id: Id, visitor_id: Id) -> str | None:
    """When the visitor first came to the board."""
    query = select(_visitors.c.created_at).where(_visitors.c.board_id == board_id, _visitors.c.id == visitor_id)
    return connection.execute(query).scalar()


def change(connection: Connection, board_id: Id, visitor_id: Id, fields: dict[str, str | None]) -> None:
    """Give a visitor another name or colour, or none."""
    this = and_(_visitors.c.board_id == board_id, _visitors.c.id == visitor_id)
    connection.execute(update(_visitors).where(this).values(**fields))


def forget_device(connection: Connection, cookie_hash: str) -> None:
    """Forget a device, and who it was on which board; the visitors and what they made stay."""
    device_id = connection.execute(select(_devices.c.id).where(_devices.c.cookie_hash == cookie_hash)).scalar()
    if device_id is not None:
        for table in (_device_visitors, _device_accounts):
            connection.execute(delete(table).where(table.c.device_id == device_id))
        connection.execute(delete(_devices).where(_devices.c.id == device_id))

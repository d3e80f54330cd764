"""A visitor's identity: moved to another device by a personal link, renamed, and forgotten by a device.

All functions take a connection; those that write are run through `journal.call`.
"""

from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, and_, delete, insert, select, update

from korkwand.access.entry import device_visitor_row, visitor_by_id
from korkwand.access.visitors import Visitor, secret_hash
from korkwand.storage.records import Id, timestamp
from korkwand.storage.tables import DeviceRow, DeviceVisitorRow, VisitorKeyRow, VisitorLinkRow, VisitorRow

LINK_VALID: Final = timedelta(hours=24)
"""How long a personal link waits for the other device."""

_devices: Any = DeviceRow.__table__  # type: ignore[attr-defined]
_device_visitors: Any = DeviceVisitorRow.__table__  # type: ignore[attr-defined]
_links: Any = VisitorLinkRow.__table__  # type: ignore[attr-defined]
_visitors: Any = VisitorRow.__table__  # type: ignore[attr-defined]
_visitor_keys: Any = VisitorKeyRow.__table__  # type: ignore[attr-defined]


class LinkUsed(Exception):
    """Somebody was quicker: a personal link serves once."""


def make_link(connection: Connection, board_id: Id, visitor_id: Id, secret: str, now: datetime) -> None:
    """Keep the hash of a personal link's secret; the visitor's earlier one serves no more."""
    connection.execute(delete(_links).where(_link_of(board_id, visitor_id)))
    row = {"board_id": board_id, "visitor_id": visitor_id, "secret_hash": secret_hash(secret)}
    connection.execute(insert(_links).values(**row, made_at=timestamp(now)))


def find_link(connection: Connection, board_id: Id, hashed: str, now: datetime) -> Visitor | None:
    """Whom a personal link of this board moves; None if it is unknown, used or too old."""
    query = select(_links.c.visitor_id).where(
        _links.c.secret_hash == hashed, _links.c.board_id == board_id, _links.c.made_at > timestamp(now - LINK_VALID)
    )
    visitor_id = connection.execute(query).scalar()
    return None if visitor_id is None else visitor_by_id(connection, board_id, visitor_id)


def use_link(connection: Connection, board_id: Id, hashed: str, visitor: Visitor, device_id: Id) -> Visitor:
    """Make the device this visitor, with the keys it had here; the link is used up. Raises LinkUsed."""
    gone = connection.execute(delete(_links).where(_links.c.board_id == board_id, _links.c.secret_hash == hashed))
    if gone.rowcount != 1:
        raise LinkUsed
    assert visitor.id is not None
    here = and_(_device_visitors.c.device_id == device_id, _device_visitors.c.board_id == board_id)
    before = connection.execute(select(_device_visitors.c.visitor_id).where(here)).scalar()
    key_ids = visitor.key_ids
    if before not in (None, visitor.id):
        earlier = visitor_by_id(connection, board_id, str(before))
        for key_id in (earlier.key_ids if earlier else frozenset()) - key_ids:
            connection.execute(insert(_visitor_keys).values(board_id=board_id, visitor_id=visitor.id, key_id=key_id))
            key_ids |= {key_id}
        connection.execute(update(_device_visitors).where(here).values(visitor_id=visitor.id, entered_at=timestamp()))
    elif before is None:
        connection.execute(insert(_device_visitors).values(**device_visitor_row(device_id, board_id, visitor.id)))
    return msgspec.structs.replace(visitor, key_ids=key_ids)


def came_at(connection: Connection, board_id: Id, visitor_id: Id) -> str | None:
    """When the visitor first came to the board."""
    query = select(_visitors.c.created_at).where(_visitors.c.board_id == board_id, _visitors.c.id == visitor_id)
    return connection.execute(query).scalar()


def rename(connection: Connection, board_id: Id, visitor_id: Id, name: str | None) -> None:
    """Give a visitor another name, or none."""
    this = and_(_visitors.c.board_id == board_id, _visitors.c.id == visitor_id)
    connection.execute(update(_visitors).where(this).values(name=name))


def forget_device(connection: Connection, cookie_hash: str) -> None:
    """Forget a device, and who it was on which board; the visitors and what they made stay."""
    device_id = connection.execute(select(_devices.c.id).where(_devices.c.cookie_hash == cookie_hash)).scalar()
    if device_id is not None:
        connection.execute(delete(_device_visitors).where(_device_visitors.c.device_id == device_id))
        connection.execute(delete(_devices).where(_devices.c.id == device_id))


def _link_of(board_id: Id, visitor_id: Id) -> Any:
    return and_(_links.c.board_id == board_id, _links.c.visitor_id == visitor_id)

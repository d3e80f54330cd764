"""Who stands behind a cookie or a secret: the rows of devices, visitors and keys' secrets.

All functions take a connection; those that write are run through `journal.call`.
"""

from typing import Any

import msgspec
from sqlalchemy import Connection, and_, func, insert, select, update

from korkwand.entry.holders import Holder, holder_by_cookie, holder_of
from korkwand.entry.secrets import new_secret, secret_hash
from korkwand.kernel.records import Id, new_id
from korkwand.rules.roles import Visitor
from korkwand.storage.metadata import metadata
from korkwand.storage.tables import DeviceRow, KeySecretRow, VisitorKeyRow, VisitorRow

_devices: Any = DeviceRow.__table__  # type: ignore[attr-defined]
_secrets: Any = KeySecretRow.__table__  # type: ignore[attr-defined]
_visitors: Any = VisitorRow.__table__  # type: ignore[attr-defined]
_visitor = [_visitors.c[name] for name in ("id", "name", "color", "created_at")]
_visitor_keys: Any = VisitorKeyRow.__table__  # type: ignore[attr-defined]


class KeySecret(msgspec.Struct, frozen=True):
    """The key that a secret opens."""

    board_id: Id
    key_id: Id
    password_hash: str | None


def find_key(connection: Connection, board_id: Id, secret_hash: str) -> KeySecret | None:
    """The board's key with this secret; a key of another board is as unknown as none."""
    query = select(_secrets.c.board_id, _secrets.c.key_id, _secrets.c.password_hash).where(
        _secrets.c.secret_hash == secret_hash, _secrets.c.board_id == board_id
    )
    row = connection.execute(query).first()
    return KeySecret(*row) if row else None


def visitor_of_device(connection: Connection, cookie_hash: str, board_id: Id, now: str) -> Visitor | None:
    """Who this device is on the board, with the keys that it has there."""
    holder = holder_by_cookie(connection, cookie_hash, now)
    return visitor_of(connection, holder, board_id) if holder else None


def visitor_of(connection: Connection, holder: Holder, board_id: Id) -> Visitor | None:
    """The same for who is known already."""
    return _visitors_of(connection, holder, holder.here(board_id)).get(board_id)


def visitor_of_key(connection: Connection, board_id: Id, key_id: Id) -> Visitor | None:
    """The one visitor that all bearers of a key's secret are."""
    query = select(*_visitor).where(_visitors.c.board_id == board_id, _visitors.c.bearer_key_id == key_id)
    row = connection.execute(query).first()
    if row is None:
        return None
    keys = frozenset([key_id])
    return Visitor(id=row.id, name=row.name, color=row.color, key_ids=keys, since=row.created_at)


def visitors_by_key(connection: Connection, board_id: Id) -> dict[Id, int]:
    """How many visitors came by each key of a board; all programs with one secret are one."""
    query = (
        select(_visitor_keys.c.key_id, func.count())
        .where(_visitor_keys.c.board_id == board_id)
        .group_by(_visitor_keys.c.key_id)
    )
    return {row.key_id: row[1] for row in connection.execute(query)}


def make_bearer(connection: Connection, board_id: Id, key_id: Id, label: str, now: str) -> Visitor:
    """Make, or find, the visitor of a key's bearers, named by the key's label."""
    known = visitor_of_key(connection, board_id, key_id)
    if known is not None:
        return known
    visitor_id = new_id()
    for table, values in new_visitor_rows(board_id, visitor_id, label or None, key_id, now, bearer=True):
        connection.execute(insert(metadata.tables[table]).values(**values))
    return Visitor(id=visitor_id, name=label or None, key_ids=frozenset([key_id]), since=now)


def new_visitor_rows(
    board_id: Id, visitor_id: Id, name: str | None, key_id: Id, now: str, *, bearer: bool = False
) -> list[tuple[str, dict[str, Any]]]:
    """The rows of a new visitor with their first key, as (table, values)."""
    visitor = {
        "board_id": board_id,
        "id": visitor_id,
        "name": name,
        "bearer_key_id": key_id if bearer else None,
        "created_at": now,
    }
    return [
        ("visitor", visitor),
        ("visitor_key", {"board_id": board_id, "visitor_id": visitor_id, "key_id": key_id}),
    ]


class BoardFull(Exception):
    """The board has as many visitors as it may have."""


def enter(
    connection: Connection, board_id: Id, key_id: Id, name: str | None, device_id: Id, now: str, most: int
) -> Visitor:
    """Let a device in by a key: the visitor it is on this board, with this key and perhaps a new name.

    Raises BoardFull if it would be a new visitor of a board that has `most` already.
    """
    holder = holder_of(connection, device_id, now)
    known = visitor_of(connection, holder, board_id)
    if known is None:
        here = select(_visitors.c.id).where(_visitors.c.board_id == board_id)
        if connection.execute(select(func.count()).select_from(here.limit(most).subquery())).scalar_one() >= most:
            raise BoardFull
        visitor_id = new_id()
        for table, values in [
            *new_visitor_rows(board_id, visitor_id, name or None, key_id, now),
            *holder_rows(holder, board_id, visitor_id, key_id, now),
        ]:
            connection.execute(insert(metadata.tables[table]).values(**values))
        return Visitor(id=visitor_id, name=name or None, key_ids=frozenset([key_id]), since=now)
    known = add_keys(connection, holder, board_id, known, frozenset([key_id]))
    if name is not None and name != known.name:
        this = and_(_visitors.c.board_id == board_id, _visitors.c.id == known.id)
        connection.execute(update(_visitors).where(this).values(name=name or None))
    return known if name is None else msgspec.structs.replace(known, name=name or None)


def add_keys(connection: Connection, holder: Holder, board_id: Id, visitor: Visitor, key_ids: frozenset[Id]) -> Visitor:
    """Give a device or account more keys: the visitor that it is, with all of them.

    Other devices of the same visitor do not get them: the visitor may be one by a link that somebody else has sent.
    """
    came = select(_visitor_keys.c.key_id).where(
        _visitor_keys.c.board_id == board_id, _visitor_keys.c.visitor_id == visitor.id
    )
    for key_id in sorted(key_ids - visitor.key_ids):
        connection.execute(insert(holder.keys).values(**holder.key_row(board_id, key_id)))
    for key_id in sorted(key_ids - set(connection.execute(came).scalars())):
        connection.execute(insert(_visitor_keys).values(board_id=board_id, visitor_id=visitor.id, key_id=key_id))
    return msgspec.structs.replace(visitor, key_ids=visitor.key_ids | key_ids)


def holder_rows(holder: Holder, board_id: Id, visitor_id: Id, key_id: Id, now: str) -> list[tuple[str, dict[str, Any]]]:
    """The rows of who a device or account is on a board from now on, with its first key, as (table, values)."""
    return [
        (holder.table.name, holder.row(board_id, visitor_id, now)),
        (holder.keys.name, holder.key_row(board_id, key_id)),
    ]


def maker_rows(
    connection: Connection, device_id: Id, board_id: Id, visitor_id: Id, key_id: Id, now: str
) -> list[tuple[str, dict[str, Any]]]:
    """The rows of who makes a board on this device, as (table, values)."""
    return [
        *new_visitor_rows(board_id, visitor_id, None, key_id, now),
        *holder_rows(holder_of(connection, device_id, now), board_id, visitor_id, key_id, now),
    ]


def device_of(connection: Connection, cookie: str | None, now: str) -> tuple[Id, str]:
    """The device of a cookie and its cookie; a new device with a new cookie if there is none.

    A cookie that we did not make is never taken over: whoever had planted it would share the device.
    """
    hashed = secret_hash(cookie) if cookie else ""
    device_id = connection.execute(select(_devices.c.id).where(_devices.c.cookie_hash == hashed)).scalar()
    if cookie and device_id is not None:
        connection.execute(update(_devices).where(_devices.c.id == device_id).values(seen_at=now))
        return str(device_id), cookie
    fresh_id, fresh = new_id(), new_secret()
    row = {"id": fresh_id, "cookie_hash": secret_hash(fresh), "created_at": now, "seen_at": now}
    connection.execute(insert(_devices).values(**row))
    return fresh_id, fresh


def boards_of_device(connection: Connection, cookie_hash: str, now: str) -> list[tuple[Id, Visitor]]:
    """The boards of a device, or of who has signed in on it, the latest entered first, with who it is there."""
    holder = holder_by_cookie(connection, cookie_hash, now)
    if holder is None:
        return []
    return list(_visitors_of(connection, holder, holder.visitors).items())


def _visitors_of(connection: Connection, holder: Holder, which: Any) -> dict[Id, Visitor]:
    """Who a device or account is, by board, the latest entered first, with its keys there."""
    here = holder.table
    this = and_(here.c.board_id == _visitors.c.board_id, here.c.visitor_id == _visitors.c.id)
    query = (
        select(here.c.board_id, *_visitor, holder.keys.c.key_id)
        .select_from(here.join(_visitors, this).outerjoin(holder.keys, holder.same_board))
        .where(which)
        .order_by(here.c.entered_at.desc())
    )
    found: dict[Id, Visitor] = {}
    for board_id, *who, key_id in connection.execute(query):
        key_ids = found[board_id].key_ids if board_id in found else frozenset()
        mine = {key_id} if key_id else set()
        visitor_id, name, color, since = who
        found[board_id] = Visitor(id=visitor_id, name=name, color=color, key_ids=key_ids | mine, since=since)
    return found

"""When boards end: the dates that decide it, and deleting a board with all that belongs to it."""

from typing import Any, Final

import msgspec
from sqlalchemy import Connection, and_, delete, not_, select

from korkwand.kernel.records import Id
from korkwand.storage.tables import (
    DeviceAccountRow,
    DeviceRow,
    DeviceVisitorRow,
    EventRow,
    GuessRow,
    KeySecretRow,
    RetentionRow,
    guess_subject,
)

_events: Any = EventRow.__table__  # type: ignore[attr-defined]
_retention: Any = RetentionRow.__table__  # type: ignore[attr-defined]
_devices: Any = DeviceRow.__table__  # type: ignore[attr-defined]
_device_visitors: Any = DeviceVisitorRow.__table__  # type: ignore[attr-defined]
_device_accounts: Any = DeviceAccountRow.__table__  # type: ignore[attr-defined]
_guesses: Any = GuessRow.__table__  # type: ignore[attr-defined]
_secrets: Any = KeySecretRow.__table__  # type: ignore[attr-defined]

PHASE_BEGUN: Final = "phase.begin"


class Dates(msgspec.Struct, frozen=True):
    """What decides when a board ends."""

    board_id: Id
    edited_at: str
    deleted_at: str | None
    ends_at: str | None


def dates_of(connection: Connection, boards: Any, board_id: Id | None = None) -> list[Dates]:
    """The dates of one board, or of all. That a phase began by itself shows nobody's interest in the board."""
    by_itself = and_(_events.c.type == PHASE_BEGUN, _events.c.visitor_id.is_(None))
    last = select(_events.c.at).where(_events.c.board_id == boards.c.id, not_(by_itself))
    query = select(
        boards.c.id,
        last.order_by(_events.c.seq.desc()).limit(1).correlate(boards).scalar_subquery(),
        boards.c.deleted_at,
        _retention.c.ends_at,
    ).outerjoin(_retention, _retention.c.board_id == boards.c.id)
    if board_id is not None:
        query = query.where(boards.c.id == board_id)
    return [Dates(*row) for row in connection.execute(query)]


def drop_date(connection: Connection, board_id: Id) -> None:
    """The date that was set has come: who restores the board counts from the last edit again."""
    connection.execute(delete(_retention).where(_retention.c.board_id == board_id))


def delete_board(connection: Connection, boards: Any, board_id: Id, deleted_before: str) -> bool:
    """Delete a board that has lain in the trash since before this time: rows, log, visitors, links.

    False if it was restored meanwhile, or is gone already.
    """
    keys = connection.execute(select(_secrets.c.key_id).where(_secrets.c.board_id == board_id)).scalars()
    subjects = [guess_subject(board_id, key_id) for key_id in keys]
    due = and_(boards.c.id == board_id, boards.c.deleted_at <= deleted_before)
    deleted = connection.execute(delete(boards).where(due)).rowcount == 1
    if deleted:
        connection.execute(delete(_guesses).where(_guesses.c.subject.in_(subjects)))
    return deleted


def delete_idle_devices(connection: Connection, seen_before: str) -> int:
    """Delete devices that are nobody on any board, on which nobody has signed in, not seen since this time."""
    somewhere = [_devices.c.id.not_in(select(table.c.device_id)) for table in (_device_visitors, _device_accounts)]
    idle = and_(_devices.c.seen_at <= seen_before, *somewhere)
    return int(connection.execute(delete(_devices).where(idle)).rowcount)

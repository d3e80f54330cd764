"""Removing records for good: with all they own, and with an eye on what refers to them."""

from collections.abc import Iterable, Iterator

from korkwand.kernel.records import Change, Id, Kind, Put, Record, Remove, WhenGone, put
from korkwand.kernel.state import BoardState

Going = dict[tuple[Kind, Id], Record]


def removal(board: BoardState, records: Iterable[Record]) -> list[Change]:
    """What takes these records and all they own, each once and before its owner.

    Before that come the changes of what stays and refers to them.
    """
    going = _going(board, records)
    depth = {kind: place for place, kind in enumerate(board.kinds)}
    removes = sorted((Remove(*key) for key in going), key=lambda change: -depth[change.kind])
    return [*_cleared(board, going), *removes]


def _going(board: BoardState, records: Iterable[Record]) -> Going:
    """The records, what they own, and what refers to any of these and goes with it."""
    going: Going = {}
    waiting = list(records)
    while waiting:
        fresh: Going = {}
        for record in waiting:
            if (record.kind, record.id) not in going:
                owned = {(row.kind, row.id): row.record for row in board.below(record)}
                fresh |= {(record.kind, record.id): record, **owned}
        going |= fresh
        waiting = [row.record for row, *_ in _referring(board, fresh, WhenGone.REMOVE)]
    return going


def _cleared(board: BoardState, going: Going) -> list[Change]:
    """Changes of what stays, so that it refers to nothing that goes."""
    fields: dict[tuple[Kind, Id], dict[str, tuple[Id, ...] | None]] = {}
    rows: dict[tuple[Kind, Id], Put] = {}
    for row, name, gone in _referring(board, going, WhenGone.CLEAR):
        key = row.kind, row.id
        if key not in going:
            value = getattr(row.record, name)
            rows[key] = row
            left = tuple(one for one in value if one not in gone) if isinstance(value, tuple) else None
            fields.setdefault(key, {})[name] = left
    return [put(row.record, **fields[key]) for key, row in rows.items()]


def _referring(board: BoardState, named: Going, when_gone: WhenGone) -> Iterator[tuple[Put, str, set[Id]]]:
    """Records that name one of these in a field for which that is declared, the field, and the ids it may name."""
    for kind, cls in board.kinds.items():
        for name, ref in cls.references.items():
            ids = {record_id for one, record_id in named if one == ref.kind}
            if ref.when_gone is not when_gone or not ids:
                continue
            for row in board.each(kind):
                value = getattr(row.record, name)
                if not ids.isdisjoint(value) if isinstance(value, tuple) else value in ids:
                    yield row, name, ids

"""What one visitor made on a board, for the file in which they take it home."""

from collections.abc import Iterator
from typing import Final

import msgspec

from korkwand.catalog import KINDS
from korkwand.kernel.records import Id, Kind, Record
from korkwand.kernel.state import BoardState
from korkwand.kernel.visibility import View, author_of
from korkwand.nouns.column.record import Column

PLURALS: Final[dict[Kind, str]] = {kind: f"{kind}s" for kind, cls in KINDS.items() if cls.author_fields}
"""What visitors make themselves."""


class OwnRecords:
    """A visitor's records as they are when this is made, in the trash or not, but in columns that they may know of.

    Making it only copies references, and must happen on the event loop; to look through them is for a thread.
    """

    def __init__(self, state: BoardState, view: View, visitor_id: Id) -> None:
        self._rows = {kind: state.rows[kind].copy() for kind in PLURALS}
        self._visitor_id = visitor_id
        known = msgspec.structs.replace(view, trash=True)
        self._columns = {row.id for row in state.all(Column.kind) if state.visible(row.record, known)}

    def json(self, about: bytes) -> bytes:
        """A JSON object of what is said already, which is one too, and the visitor's records by kind.

        Written record by record, so that the thread lets others go on.
        """
        lists = [b'"%b":[%b]' % (plural.encode(), b",".join(self._of(kind))) for kind, plural in PLURALS.items()]
        return b"%b,%b}" % (about.removesuffix(b"}"), b",".join(lists))

    def _of(self, kind: Kind) -> Iterator[bytes]:
        for row in self._rows[kind].values():
            if row is not None and author_of(row.record) == self._visitor_id and self._is_in_sight(row.record):
                yield msgspec.json.encode(row.record)

    def _is_in_sight(self, record: Record) -> bool:
        while record.owner_kind != Column.kind:
            row = self._rows[record.owner_kind].get(record.owner_id) if record.owner_kind in self._rows else None
            if row is None:
                return False
            record = row.record
        return record.owner_id in self._columns

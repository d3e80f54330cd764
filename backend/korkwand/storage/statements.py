"""The SQL of the hot path as text, compiled once: SQLAlchemy writes it for the database at hand, the driver runs it."""

from typing import Any

from sqlalchemy import Table, and_, bindparam, delete, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlmodel import SQLModel

from korkwand.kernel.records import Id, Kind, Record
from korkwand.storage.tables import EventRow, VisitorRow


class Statements:
    """Upsert and delete per kind of record, the event's insert, and the compare-and-set of a board's seq."""

    def __init__(self, dialect: Dialect, kinds: dict[Kind, type[Record]]) -> None:
        self._dialect = dialect
        self.kinds = kinds
        tables = {kind: cls.table for kind, cls in kinds.items()}
        board = tables["board"]
        self.upsert = {kind: self._upsert(cls) for kind, cls in kinds.items()}
        self.delete = {kind: self._text(delete(table).where(_key(table))) for kind, table in tables.items()}
        self.event = self._text(insert(EventRow.__table__))  # type: ignore[attr-defined]
        self.advance = self._text(
            update(board)
            .where(and_(board.c.id == bindparam("board_id"), board.c.seq == bindparam("from_seq")))
            .values(seq=bindparam("to_seq"))
        )
        self._log_statements()

    def _log_statements(self) -> None:
        log: Any = EventRow.__table__  # type: ignore[attr-defined]
        visitor: Any = VisitorRow.__table__  # type: ignore[attr-defined]
        here = log.c.board_id == bindparam("board_id")
        self._log = select(log.c.seq, log.c.visitor_id, log.c.changes, log.c.written).where(
            here, log.c.seq > bindparam("after"), log.c.seq <= bindparam("until")
        )
        self.log_page = self._text(self._log.order_by(log.c.seq))
        self.log_rewrite = self._text(
            update(log)
            .where(here, log.c.seq == bindparam("at_seq"))
            .values(visitor_id=bindparam("by"), changes=bindparam("new_changes"), written=bindparam("new_written"))
        )
        self.visitor_delete = self._text(
            delete(visitor).where(visitor.c.board_id == bindparam("board_id"), visitor.c.id == bindparam("visitor_id"))
        )

    def log_naming(self, count: int) -> str:
        """Select the events by the visitor `by`, or in whose changes one of `count` names stands."""
        log: Any = EventRow.__table__  # type: ignore[attr-defined]
        named = [log.c.changes.like(bindparam(f"name{number}")) for number in range(count)]
        return self._text(self._log.where(or_(log.c.visitor_id == bindparam("by"), *named)).order_by(log.c.seq))

    def _upsert(self, cls: type[Record]) -> str:
        fields = cls.__struct_fields__
        build: Any = sqlite.insert if self._dialect.name == "sqlite" else postgresql.insert
        statement = build(cls.table).values({name: bindparam(name) for name in fields})
        key = [field.name for field in cls.table.primary_key]
        rest = {name: statement.excluded[name] for name in fields if name not in key}
        return self._text(statement.on_conflict_do_update(index_elements=key, set_=rest))

    def key_of(self, kind: Kind, board_id: Id, record_id: Id) -> dict[str, Id]:
        """The parameters of a delete; a board is its own board."""
        return {"key_id": record_id} if kind == "board" else {"key_board_id": board_id, "key_id": record_id}

    def write_beside(self, cursor: Any, table_name: str, values: dict[str, Any]) -> None:
        """Write one row that travels beside an event: update it if it is there, else insert it."""
        table = SQLModel.metadata.tables[table_name]
        key = {f"key_{field.name}": values[field.name] for field in table.primary_key}
        rest = {name: value for name, value in values.items() if f"key_{name}" not in key}
        cursor.execute(self._text(select(*table.primary_key).where(_key(table))), key)
        if cursor.fetchone() is None:
            binds: dict[str, Any] = {name: bindparam(name) for name in values}
            cursor.execute(self._text(insert(table).values(binds)), values)
        elif rest:
            binds = {name: bindparam(name) for name in rest}
            cursor.execute(self._text(update(table).where(_key(table)).values(binds)), {**rest, **key})

    def _text(self, statement: Any) -> str:
        return str(statement.compile(dialect=self._dialect))


def _key(table: Table, prefix: str = "key_") -> Any:
    return and_(*(field == bindparam(prefix + field.name) for field in table.primary_key))

"""What a database holds, its rows and its schema, to be compared; and how it is filled for the tests."""

import re
import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, inspect, select

from korkwand.storage.database import Database
from korkwand.storage.migrating import VERSION_TABLE, find_scripts

HERE = Path(__file__).parent
POPULATED = HERE / "populated"
"""One file of INSERT statements per released revision, in the schema of that revision."""

NOW = "2026-06-01T08:00:00.000Z"

Rows = dict[str, list[dict[str, Any]]]


def scripts_until(revision: str, folder: Path) -> Path:
    """A copy of the migrations as if this revision were the newest; those for tests begin at 9001."""
    scripts = folder / f"migrations-{revision}"
    shutil.copytree(find_scripts(), scripts, ignore=shutil.ignore_patterns("__pycache__"))
    for file in sorted((HERE / "revisions").glob("*.py")):
        shutil.copy(file, scripts / "versions")
    newest = max(file.name.partition("_")[0] for file in find_scripts().glob("versions/*.py"))
    for file in (scripts / "versions").glob("9001_*.py"):
        file.write_text(file.read_text(encoding="utf-8").replace("the newest released", newest), encoding="utf-8")
    files = {file.name.partition("_")[0]: file for file in (scripts / "versions").glob("*.py")}
    kept: set[str] = set()
    last: str | None = revision
    while last is not None:
        kept.add(last)
        before = re.search(r'^down_revision = "(\w+)"$', files[last].read_text(encoding="utf-8"), re.MULTILINE)
        last = before[1] if before else None
    for name in files.keys() - kept:
        files[name].unlink()
    return scripts


def add_board(connection: Connection, board_id: str) -> None:
    """Add a board without anything on it."""
    board = ("{id}, '', '', 'white', {at}").format_map(_MARKS[connection.dialect.name])
    connection.exec_driver_sql(
        f"INSERT INTO board (id, title, description, color, created_at) VALUES ({board})",
        {"id": board_id, "at": NOW},
    )


def fill(database: Database, revision: str) -> None:
    """Put the rows kept for this revision into a database that is at it."""
    statements = (POPULATED / f"{revision}.sql").read_text(encoding="utf-8").split(";\n")
    with database.writing() as connection:
        for statement in statements:
            if statement.strip():
                connection.exec_driver_sql(statement)


def all_rows(database: Database) -> Rows:
    """Every row of every table but Alembic's, by table, in an order of its own."""
    with database.reading() as connection:
        names = [name for name in inspect(connection).get_table_names() if name != VERSION_TABLE]
        return {name: _rows(connection, name) for name in sorted(names)}


def _rows(connection: Connection, name: str) -> list[dict[str, Any]]:
    table = Table(name, MetaData(), autoload_with=connection)
    rows = [dict(row) for row in connection.execute(select(table)).mappings()]
    return sorted(rows, key=lambda row: sorted((key, str(value)) for key, value in row.items()))


def schema(database: Database) -> list[str]:
    """Everything the database says of its tables, one line for each thing."""
    with database.reading() as connection:
        query = _SQLITE if database.dialect == "sqlite" else _POSTGRES
        return sorted(str(row[0]) for row in connection.exec_driver_sql(query))


def parts(statements: list[str]) -> list[list[str]]:
    """CREATE statements as sets of their parts: their order means nothing, nor do quotation marks around a name."""
    lines = [text.replace('"', "").replace(",", ",\n").splitlines() for text in statements]
    return sorted(sorted(line.strip().rstrip(",") for line in text if line.strip(", ")) for text in lines)


_MARKS = {"sqlite": {"id": ":id", "at": ":at"}, "postgresql": {"id": "%(id)s", "at": "%(at)s"}}
_SQLITE = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'"
_POSTGRES = """
SELECT concat_ws(' ', 'column', table_name, column_name, data_type, character_maximum_length, is_nullable,
                 column_default, collation_name)
FROM information_schema.columns WHERE table_schema = current_schema() AND table_name <> 'alembic_version'
UNION ALL
SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND conname <> 'alembic_version_pkc'
UNION ALL
SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename <> 'alembic_version'
"""

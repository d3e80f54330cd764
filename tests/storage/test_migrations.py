"""Migrations: one line of revisions, true to the tables, harmless to a filled database even when killed."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, inspect

import korkwand.catalog
import korkwand.storage.tables  # noqa: F401  every table
from korkwand.errors import DatabaseTooNew, StartRefused
from korkwand.storage.database import Database
from korkwand.storage.metadata import metadata
from korkwand.storage.migrating import find_scripts, migrate
from tests.postgres import Postgres
from tests.samples import Run
from tests.storage import killed_migration, started_at_once
from tests.storage.content import POPULATED, Rows, all_rows, fill, parts, schema, scripts_until

ROOT = Path(__file__).parents[2]


def released() -> list[str]:
    """The revisions, oldest first."""
    config = Config()
    config.set_main_option("script_location", str(find_scripts()))
    config.set_main_option("path_separator", "os")
    return [revision.revision for revision in ScriptDirectory.from_config(config).walk_revisions()][::-1]


@pytest.fixture
def database(empty_database_url: str) -> Iterator[Database]:
    database = Database(empty_database_url)
    yield database
    database.close()


def filled(database: Database, tmp_path: Path, revision: str = "") -> Rows:
    """Bring the database to a revision, or the newest, fill it, and return what is in it."""
    revision = revision or released()[-1]
    migrate(database, tmp_path / "backups", scripts=scripts_until(revision, tmp_path))
    fill(database, revision)
    return all_rows(database)


class TestRevisions:
    def test_they_are_one_line_numbered_in_order(self) -> None:
        assert released() == [f"{number:04d}" for number in range(1, len(released()) + 1)]

    def test_each_has_a_populated_database(self) -> None:
        assert [file.stem for file in sorted(POPULATED.glob("*.sql"))] == released()

    def test_they_make_exactly_the_tables(self, database: Database, tmp_path: Path) -> None:
        migrate(database, tmp_path)
        options = {"compare_type": True, "compare_server_default": True}
        with database.reading() as connection:
            assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []

    def test_they_make_also_what_alembic_does_not_compare(self, database: Database, tmp_path: Path) -> None:
        migrate(database, tmp_path)
        migrated = schema(database)
        with database.writing() as connection:
            metadata.drop_all(connection)
            metadata.create_all(connection)
        assert parts(migrated) == parts(schema(database))

    def test_sqlite_tables_are_strict_and_log_and_slips_lie_in_the_order_of_their_keys(
        self, sqlite_database: Database, tmp_path: Path
    ) -> None:
        migrate(sqlite_database, tmp_path)
        with sqlite_database.reading() as connection:
            rows = connection.exec_driver_sql("SELECT name, wr, strict FROM pragma_table_list WHERE schema = 'main'")
            kinds = {row.name: (row.wr, row.strict) for row in rows if row.name in metadata.tables}
        assert kinds.pop("event") == kinds.pop("slip") == (1, 1)
        assert set(kinds.values()) == {(0, 1)}

    def test_ranks_are_compared_as_bytes(self, database: Database, tmp_path: Path) -> None:
        filled(database, tmp_path)
        with database.reading() as connection:
            ranks = connection.exec_driver_sql("SELECT DISTINCT rank FROM card ORDER BY rank").scalars().all()
        assert ranks == sorted(ranks) == ["Zz", "a0", "aB"]


class TestUpgrades:
    @pytest.mark.parametrize("revision", released())
    def test_a_filled_database_of_each_release_keeps_every_row(
        self, database: Database, tmp_path: Path, revision: str
    ) -> None:
        before = filled(database, tmp_path, revision)
        ran = migrate(database, tmp_path / "backups")
        assert ran == [r for r in released() if r > revision]
        after = all_rows(database)
        assert {name: len(rows) for name, rows in before.items()}.items() <= {
            name: len(rows) for name, rows in after.items()
        }.items()
        assert revision != released()[-1] or after == before

    def test_0005_gives_each_device_and_account_the_keys_of_its_visitors(
        self, database: Database, tmp_path: Path
    ) -> None:
        before = filled(database, tmp_path, "0004")
        migrate(database, tmp_path / "backups", scripts=scripts_until("0005", tmp_path))
        after = all_rows(database)
        came = {(row["board_id"], row["visitor_id"], row["key_id"]) for row in before["visitor_key"]}
        for holder in ("device", "account"):
            held = {(row["board_id"], row["key_id"]) for row in after[f"{holder}_key"]}
            visitors = {(row["board_id"], row["visitor_id"]) for row in before[f"{holder}_visitor"]}
            assert held == {(board, key) for board, visitor, key in came if (board, visitor) in visitors} != set()
        (link,) = after["visitor_link"]
        mine = [key for board, visitor, key in came if (board, visitor) == (link["board_id"], link["visitor_id"])]
        assert link["key_ids"] == " ".join(sorted(mine)) != ""

    def test_0007_knows_from_the_log_who_deleted(self, database: Database, tmp_path: Path) -> None:
        rows = filled(database, tmp_path, "0005")["card"]
        card = next(row for row in rows if row["deleted_at"])
        event = {"seq": 900, "edit_id": "x", "type": "card.delete", "changes": card["id"]}
        event |= {"board_id": card["board_id"], "visitor_id": card["author_id"], "at": card["deleted_at"]}
        with database.writing() as connection:
            connection.execute(insert(metadata.tables["event"]).values(**event))
        migrate(database, tmp_path / "backups", scripts=scripts_until("0007", tmp_path))
        marked = [(row["board_id"], row["id"]) for row in all_rows(database)["card"] if row["deleted_by_author"]]
        assert marked == [(card["board_id"], card["id"])]

    def test_altering_parents_keeps_all_children(self, database: Database, tmp_path: Path) -> None:
        before = filled(database, tmp_path)
        assert min(map(len, before.values())) > 0
        assert migrate(database, tmp_path / "backups", scripts=scripts_until("9001", tmp_path)) == ["9001"]
        after = all_rows(database)
        for row in before["board"]:
            row["motto"] = "" if row["archived_at"] else "Alle zusammen"
        for row in before["event"]:
            row["by"] = row.pop("visitor_id")
        assert after == before

    def test_altered_tables_keep_their_keys_checks_and_kind(self, database: Database, tmp_path: Path) -> None:
        filled(database, tmp_path)
        before = described(database)
        migrate(database, tmp_path / "backups", scripts=scripts_until("9001", tmp_path))
        after = described(database)
        assert after["card"]["checks"].pop("ck_card_rank")
        assert after["board"]["checks"].pop("ck_board_seq")
        assert after["card"]["indexes"].pop("ix_card_created_at")
        assert after == before

    def test_a_second_start_does_nothing(self, database: Database, tmp_path: Path) -> None:
        assert migrate(database, tmp_path / "backups") == released()
        before = all_rows(database)
        assert migrate(database, tmp_path / "backups") == []
        assert all_rows(database) == before
        assert not (tmp_path / "backups").exists()

    def test_the_first_start_begins_an_epoch(self, database: Database, tmp_path: Path) -> None:
        migrate(database, tmp_path)
        rows = all_rows(database)["instance"]
        assert [row["key"] for row in rows] == ["epoch"]
        assert len(rows[0]["value"]) == 36

    def test_three_starts_at_once_migrate_once(self, database: Database, tmp_path: Path) -> None:
        for revision, run in [(released()[-1], released()), ("9001", ["9001"])]:
            ran = run_program(started_at_once, database, tmp_path, scripts_until(revision, tmp_path))
            assert sorted(ran) == [[], [], run]
            if revision != "9001":
                fill(database, revision)
        if database.dialect == "sqlite":
            assert len(list((tmp_path / "backups").iterdir())) == 1

    def test_foreign_keys_are_on_again_afterwards(self, sqlite_database: Database, tmp_path: Path) -> None:
        migrate(sqlite_database, tmp_path)
        with sqlite_database.writing() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


class TestBackups:
    def test_one_is_made_before_an_upgrade_and_none_before_the_first(
        self, sqlite_database: Database, tmp_path: Path
    ) -> None:
        before = filled(sqlite_database, tmp_path)
        assert not (tmp_path / "backups").exists()
        migrate(sqlite_database, tmp_path / "backups", scripts=scripts_until("9001", tmp_path))
        (copy,) = (tmp_path / "backups").iterdir()
        assert copy.name.startswith(f"before-upgrade-from-{released()[-1]}-2")
        kept = Database(f"sqlite:///{copy}")
        assert all_rows(kept) == before
        kept.close()

    def test_only_the_newest_are_kept(self, sqlite_database: Database, tmp_path: Path) -> None:
        filled(sqlite_database, tmp_path)
        folder = tmp_path / "backups"
        folder.mkdir()
        old = [
            "before-upgrade-from-0001-20250101T000000000000Z.db",
            "before-restore-20250201T000000000000Z.db",
        ]
        for name in (*old, "korkwand-20240101T000000000000Z.db"):
            (folder / name).touch()
        migrate(sqlite_database, folder, backups_kept=2, scripts=scripts_until("9001", tmp_path))
        left = sorted(file.name for file in folder.iterdir())
        assert left[0] == old[1]
        assert left[1].startswith(f"before-upgrade-from-{released()[-1]}-202")
        assert left[2:] == ["korkwand-20240101T000000000000Z.db"]

    def test_without_room_for_one_nothing_is_upgraded(self, sqlite_database: Database, tmp_path: Path) -> None:
        before = filled(sqlite_database, tmp_path)
        (tmp_path / "backups").write_text("a file where the folder should be")
        with pytest.raises(StartRefused, match="backups"):
            migrate(sqlite_database, tmp_path / "backups", scripts=scripts_until("9001", tmp_path))
        assert all_rows(sqlite_database) == before


class TestRefusals:
    def test_a_newer_database_is_refused_untouched(self, database: Database, tmp_path: Path) -> None:
        filled(database, tmp_path)
        migrate(database, tmp_path / "first", scripts=scripts_until("9001", tmp_path))
        before = schema(database), all_rows(database)
        database.close()
        bytes_before = database.file.read_bytes() if database.file else b""
        with pytest.raises(DatabaseTooNew, match="9001"):
            migrate(database, tmp_path / "backups")
        database.close()
        assert (database.file.read_bytes() if database.file else b"") == bytes_before
        assert (schema(database), all_rows(database)) == before
        assert not (tmp_path / "backups").exists()

    def test_a_database_of_something_else_is_refused_untouched(self, database: Database, tmp_path: Path) -> None:
        with database.writing() as connection:
            connection.exec_driver_sql("CREATE TABLE wp_posts (id INTEGER)")
        before = schema(database)
        with pytest.raises(StartRefused, match="not Korkwand's"):
            migrate(database, tmp_path)
        assert schema(database) == before

    def test_an_upgrade_that_leaves_orphans_is_undone(self, sqlite_database: Database, tmp_path: Path) -> None:
        before = filled(sqlite_database, tmp_path)
        schema_before = schema(sqlite_database)
        with pytest.raises(StartRefused, match="card"):
            migrate(sqlite_database, tmp_path / "backups", scripts=scripts_until("9002", tmp_path))
        assert (schema(sqlite_database), all_rows(sqlite_database)) == (schema_before, before)

    @pytest.mark.postgres
    def test_a_postgres_database_that_is_not_utf8(self, postgres: Postgres, tmp_path: Path) -> None:
        with postgres.database() as url:
            admin = Database(url)
            name = f"{admin.engine.url.database}_latin"
            with admin.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE template0 ENCODING LATIN1')
                latin = Database(str(admin.engine.url.set(database=name).render_as_string(hide_password=False)))
                with pytest.raises(StartRefused, match="LATIN1"):
                    migrate(latin, tmp_path)
                latin.close()
                connection.exec_driver_sql(f'DROP DATABASE "{name}"')
            admin.close()


class TestKilled:
    """SIGKILL at any statement or commit leaves the old schema and rows, and the next start gets through."""

    def test_while_the_tables_are_made(self, database: Database, tmp_path: Path) -> None:
        places = killed_everywhere(database, tmp_path, find_scripts())
        assert sum("CREATE TABLE" in place for place in places) == len(metadata.tables) + 1
        assert places[-1] == "COMMIT"
        assert migrate(database, tmp_path) == []
        assert parts(schema(database)) == parts(created_anew(database))

    def test_while_a_filled_database_is_upgraded(self, database: Database, tmp_path: Path) -> None:
        before = filled(database, tmp_path)
        places = killed_everywhere(database, tmp_path, scripts_until("9001", tmp_path))
        copied = "_alembic_tmp_board" if database.dialect == "sqlite" else "ALTER TABLE board"
        assert any(copied in place for place in places)
        assert places[-1] == "COMMIT"
        after = all_rows(database)
        assert [len(rows) for rows in after.values()] == [len(rows) for rows in before.values()]
        assert {row["motto"] for row in after["board"]} == {"", "Alle zusammen"}


def described(database: Database) -> dict[str, dict[str, dict[str, str]]]:
    """Per table: its keys, checks and indexes by name; on SQLite also whether it is STRICT and the like."""
    with database.reading() as connection:
        look = inspect(connection)
        return {
            name: {
                "primary": {"": str(look.get_pk_constraint(name)["constrained_columns"])},
                "foreign": {str(key["name"]): str(sorted(key.items(), key=str)) for key in look.get_foreign_keys(name)},
                "unique": {str(key["name"]): str(key["column_names"]) for key in look.get_unique_constraints(name)},
                "checks": {str(key["name"]): key["sqltext"] for key in look.get_check_constraints(name)},
                "indexes": {str(key["name"]): str(key["column_names"]) for key in look.get_indexes(name)},
                "kind": {"": str(look.get_table_options(name)) if database.dialect == "sqlite" else ""},
            }
            for name in look.get_table_names()
        }


def created_anew(database: Database) -> list[str]:
    """The schema as the tables of this version make it."""
    with database.writing() as connection:
        metadata.drop_all(connection)
        metadata.create_all(connection)
    return schema(database)


def killed_everywhere(database: Database, tmp_path: Path, scripts: Path) -> list[str]:
    """Kill the upgrade at all its places, or at a sample of them; all of them."""
    found = run_program(killed_migration, database, tmp_path, scripts, *(["--all"] if Run.all else []))
    killed = [kill["place"] for kill in found["killed"]]
    assert [kill["place"] for kill in found["killed"] if not kill["is_old"]] == []
    assert {place.split()[0] for place in killed} == {place.split()[0] for place in found["places"]}
    assert len(killed) > len(found["places"]) * (1 if Run.all else 1 / killed_migration.EVERY)
    places: list[str] = found["places"]
    return places


def run_program(program: ModuleType, database: Database, tmp_path: Path, scripts: Path, *options: str) -> Any:
    """Run one of the programs beside this file and return what it printed."""
    database.close()
    url = database.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, str(program.__file__), url, str(tmp_path / "backups"), str(scripts), *options]
    environment = {"PYTHONPATH": f"{ROOT}:{ROOT / 'backend'}"}
    run = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)

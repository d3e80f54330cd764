"""The transaction rules, the same on SQLite and Postgres."""

import sqlite3
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, OperationalError

from korkwand.errors import SettingsError
from korkwand.storage.database import BUSY_TIMEOUT_MS, Database
from korkwand.storage.faults import storage_error
from korkwand.storage.mounts import file_system_of, is_network_file_system
from tests.storage.content import add_board

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "busy_timeout": BUSY_TIMEOUT_MS,
    "trusted_schema": 0,
    "temp_store": 2,
    "journal_size_limit": 67108864,
}
NOW = "2026-06-01T08:00:00.000Z"


def boards(database: Database) -> list[str]:
    with database.reading() as connection:
        return [row[0] for row in connection.exec_driver_sql("SELECT id FROM board ORDER BY id")]


class TestSqliteConnections:
    @pytest.mark.parametrize("pragma", PRAGMAS)
    def test_every_pooled_connection_is_set_up(self, sqlite_database: Database, pragma: str) -> None:
        """[ED5]"""
        for engine in (sqlite_database.engine, sqlite_database._reading_engine):
            connections = [engine.raw_connection() for _ in range(8)]
            try:
                found = [connection.cursor().execute(f"PRAGMA {pragma}").fetchone()[0] for connection in connections]
            finally:
                for connection in connections:
                    connection.close()
            assert found == [PRAGMAS[pragma]] * 8

    def test_the_driver_begins_no_transaction_of_its_own(self, sqlite_database: Database) -> None:
        for engine in (sqlite_database.engine, sqlite_database._reading_engine):
            with engine.connect() as connection:
                assert connection.connection.driver_connection.isolation_level is None

    def test_the_file_is_for_this_user_only(self, sqlite_database: Database) -> None:
        with sqlite_database.writing() as connection:
            connection.exec_driver_sql("CREATE TABLE made (a)")
            assert sqlite_database.file is not None
            files = sorted(sqlite_database.file.parent.iterdir())
            assert [file.name for file in files] == ["korkwand.db", "korkwand.db-shm", "korkwand.db-wal"]
            assert [oct(file.stat().st_mode & 0o777) for file in files] == ["0o600"] * 3
            assert oct(sqlite_database.file.parent.stat().st_mode & 0o777) == "0o700"

    def test_a_second_writer_waits_and_then_is_told_that_it_is_busy(self, sqlite_database: Database) -> None:
        with sqlite_database.writing():
            before = time.monotonic()
            with pytest.raises(OperationalError) as refused, sqlite_database.writing():
                pass
            assert time.monotonic() - before > BUSY_TIMEOUT_MS / 1000 * 0.9
        assert storage_error(refused.value) == "busy"

    def test_strict_tables_refuse_a_wrong_type(self, database: Database) -> None:
        with pytest.raises(DBAPIError), database.writing() as connection:
            add_board(connection, "b1")
            connection.exec_driver_sql("UPDATE board SET seq = 'seven'")


class TestTransactions:
    def test_writing_commits_at_the_end(self, database: Database) -> None:
        with database.writing() as connection:
            add_board(connection, "b1")
            assert boards(database) == []
        assert boards(database) == ["b1"]

    def test_an_exception_leaves_nothing(self, database: Database) -> None:
        with pytest.raises(ZeroDivisionError), database.writing() as connection:
            add_board(connection, "b1")
            raise ZeroDivisionError
        assert boards(database) == []

    def test_tables_made_before_an_exception_are_gone(self, database: Database) -> None:
        with pytest.raises(ZeroDivisionError), database.writing() as connection:
            connection.exec_driver_sql("CREATE TABLE half_done (a INTEGER)")
            raise ZeroDivisionError
        with pytest.raises(DBAPIError, match="half_done"), database.reading() as connection:
            connection.exec_driver_sql("SELECT * FROM half_done")

    def test_a_reader_sees_one_snapshot(self, database: Database) -> None:
        with database.reading() as connection:
            before = connection.exec_driver_sql("SELECT count(*) FROM board").scalar()
            with database.writing() as writer:
                add_board(writer, "b1")
            after = connection.exec_driver_sql("SELECT count(*) FROM board").scalar()
        assert (before, after, boards(database)) == (0, 0, ["b1"])

    def test_a_reader_cannot_write(self, database: Database) -> None:
        with pytest.raises(DBAPIError), database.reading() as connection:
            add_board(connection, "b1")
        assert boards(database) == []

    def test_a_reader_after_a_failed_one_can_read(self, database: Database) -> None:
        for _ in range(30):  # more than the pool holds: none may be lost
            with pytest.raises(DBAPIError), database.reading() as connection:
                connection.exec_driver_sql("SELECT nonsense")
        assert boards(database) == []

    def test_eight_threads_lose_no_update(self, database: Database) -> None:
        lock = "" if database.dialect == "sqlite" else " FOR UPDATE"
        with database.writing() as connection:
            add_board(connection, "b1")

        def add_one() -> None:
            with database.writing() as connection:
                seq = connection.exec_driver_sql(f"SELECT seq FROM board{lock}").scalar_one()
                connection.exec_driver_sql(f"UPDATE board SET seq = {seq + 1}")

        def add_fifty(_: int) -> None:
            done = 0
            while done < 50:
                try:
                    add_one()
                    done += 1
                except OperationalError as error:
                    if storage_error(error) != "busy":  # SQLite's waiting is unfair: a busy one tries again
                        raise

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(add_fifty, range(8)))
        with database.reading() as connection:
            assert connection.exec_driver_sql("SELECT seq FROM board").scalar() == 400


LIMITS = {"statement_timeout": "5s", "idle_in_transaction_session_timeout": "10s", "synchronous_commit": "on"}


@pytest.mark.postgres
class TestPostgres:
    @pytest.fixture
    def database(self, postgres_url: str) -> Iterator[Database]:
        database = Database(postgres_url)
        yield database
        database.close()

    @pytest.mark.parametrize("kind", ["reading", "writing"])
    def test_every_connection_has_the_limits(self, database: Database, kind: str) -> None:
        with getattr(database, kind)() as connection:
            show = [connection.exec_driver_sql(f"SHOW {name}").scalar() for name in LIMITS]
        assert show == list(LIMITS.values())

    def test_readers_are_repeatable_and_writers_afterwards_are_not(self, database: Database) -> None:
        def level(connection: Connection) -> Any:
            return connection.exec_driver_sql("SHOW transaction_isolation").scalar()

        for _ in range(3):
            with database.reading() as connection:
                assert level(connection) == "repeatable read"
            with database.writing() as connection:
                assert level(connection) == "read committed"

    def test_connections_ended_in_the_pool_are_replaced(self, database: Database, postgres_url: str) -> None:
        with database.reading() as connection:
            pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        other = Database(postgres_url)
        with other.writing() as connection:
            connection.exec_driver_sql("SELECT pg_terminate_backend(%(pid)s, 5000)", {"pid": pid})
        other.close()
        with database.reading() as connection:
            assert connection.exec_driver_sql("SELECT pg_backend_pid()").scalar() != pid


class TestUrls:
    @pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
    def test_every_usual_spelling_of_postgres(self, scheme: str) -> None:
        database = Database(f"{scheme}://somebody:secret@127.0.0.1:1/korkwand")
        assert database.dialect == "postgresql"
        with pytest.raises(OperationalError) as error, database.reading():
            pass
        assert storage_error(error.value) == "gone"

    @pytest.mark.parametrize(
        "url",
        [
            "sqlite://",
            "sqlite:///:memory:",
            "sqlite:///a.db?mode=ro",
            "mysql://somebody:secret@host/a",
            "secret",
            "",
        ],
    )
    def test_others_are_refused_without_telling_the_password(self, url: str) -> None:
        with pytest.raises(SettingsError) as error:
            Database(url)
        assert "secret" not in str(error.value)

    def test_without_the_driver_the_remedy_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "psycopg", None)
        with pytest.raises(SettingsError, match=r"korkwand\[postgres\]"):
            Database("postgresql://127.0.0.1/korkwand")

    def test_a_folder_that_cannot_be_made_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(SettingsError, match="cannot be opened"):
            Database(f"sqlite:///{tmp_path}/file/korkwand.db")

    def test_an_old_sqlite_is_refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
        with pytest.raises(SettingsError, match="too old"):
            Database(f"sqlite:///{tmp_path}/korkwand.db")


class TestNetworkDrives:
    def mount_table(self, folder: Path, kind: str) -> Path:
        device = folder.stat().st_dev
        number = f"{device >> 8 & 0xFFF}:{device & 0xFF}"
        table = folder / "mountinfo"
        table.write_text(
            f"21 1 0:99 / / rw,relatime shared:1 - overlay overlay rw\n"
            f"36 21 {number} / /srv/with\\040blank rw,noatime - {kind} server:/export rw\n"
        )
        return table

    @pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs"])
    def test_a_file_on_one_is_refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
        table = self.mount_table(tmp_path, kind)
        monkeypatch.setattr(file_system_of, "__defaults__", (table,))
        with pytest.raises(SettingsError, match=f"network drive .{kind}."):
            Database(f"sqlite:///{tmp_path}/korkwand.db")

    def test_a_local_disk_is_not(self, tmp_path: Path) -> None:
        assert not is_network_file_system(file_system_of(tmp_path, self.mount_table(tmp_path, "ext4")))

    def test_the_kernels_own_table_can_be_read(self) -> None:
        assert file_system_of(Path("/proc/self/mountinfo")) == "proc"

    def test_without_such_a_table_nothing_is_refused(self, tmp_path: Path) -> None:
        assert not is_network_file_system(file_system_of(tmp_path, tmp_path / "none"))


def test_who_still_reads_while_it_is_closed_leaves_no_connection_behind(database_url: str) -> None:
    database = Database(database_url)
    with database.reading() as connection:
        connection.execute(text("SELECT 1"))
        driver: Any = connection.connection.driver_connection
        database.close()
    with pytest.raises(Exception, match="closed"):
        driver.execute("SELECT 1")

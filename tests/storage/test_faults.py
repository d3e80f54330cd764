"""What a failed statement means, and that a full disk heals."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import DBAPIError, IntegrityError

from korkwand.storage.database import Database
from korkwand.storage.faults import storage_error, violated_constraint
from tests.storage.content import NOW, add_board


class TestFaults:
    def refused(self, database: Database, statement: str) -> BaseException:
        with pytest.raises(IntegrityError) as error, database.writing() as connection:
            connection.exec_driver_sql(statement)
        assert storage_error(error.value) == "integrity"
        return error.value

    @pytest.fixture
    def filled(self, database: Database) -> Database:
        with database.writing() as connection:
            add_board(connection, "b1")
            connection.exec_driver_sql(self.event(1, "e1"))
        return database

    def event(self, seq: int, edit_id: str) -> str:
        columns = "board_id, seq, edit_id, at, type, changes"
        return f"INSERT INTO event ({columns}) VALUES ('b1', {seq}, '{edit_id}', '{NOW}', 'card.add', '[]')"

    def column(self, board_id: str, color: str) -> str:
        columns = "board_id, id, rank, title, description, color, created_at"
        return f"INSERT INTO \"column\" ({columns}) VALUES ('{board_id}', 'c1', 'a', '', '', '{color}', '{NOW}')"

    def test_a_taken_seq_names_the_primary_key(self, filled: Database) -> None:
        assert violated_constraint(self.refused(filled, self.event(1, "e2"))) == "pk_event"

    def test_a_known_edit_id_names_its_unique_key(self, filled: Database) -> None:
        assert violated_constraint(self.refused(filled, self.event(2, "e1"))) == "uq_event_board_id_edit_id"

    def test_an_unknown_color_names_its_check(self, filled: Database) -> None:
        assert violated_constraint(self.refused(filled, self.column("b1", "beige"))) == "ck_column_color"

    def test_a_row_without_owner_is_refused(self, filled: Database) -> None:
        error = self.refused(filled, self.column("b2", "white"))
        assert violated_constraint(error) in {None, "fk_column_board_id"}

    def test_an_error_of_ours_is_no_fault_of_the_storage(self, database: Database) -> None:
        with pytest.raises(DBAPIError) as error, database.writing() as connection:
            connection.exec_driver_sql("SELECT nonsense")
        assert storage_error(error.value) is None
        assert storage_error(ValueError("no")) is None
        assert violated_constraint(ValueError("no")) is None

    def test_a_full_disk_is_full_reads_go_on_and_it_heals(self, sqlite_database: Database) -> None:
        limit: list[int] = []

        @event.listens_for(sqlite_database.engine, "begin")
        def shrink(connection: Connection) -> None:
            for pages in limit:
                connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

        with sqlite_database.writing() as connection:
            connection.exec_driver_sql("CREATE TABLE filler (a)")
            limit.append(connection.exec_driver_sql("PRAGMA page_count").scalar_one() + 50)
        written = 0
        with pytest.raises(DBAPIError) as error:
            for _ in range(1000):
                with sqlite_database.writing() as connection:
                    connection.exec_driver_sql("INSERT INTO filler VALUES (randomblob(4000))")
                written += 1
        assert storage_error(error.value) == "full"
        assert self.filler(sqlite_database) == written > 10
        limit[:] = [1_000_000]
        with sqlite_database.writing() as connection:
            connection.exec_driver_sql("INSERT INTO filler VALUES (randomblob(4000))")
        assert self.filler(sqlite_database) == written + 1

    def filler(self, database: Database) -> int:
        with database.reading() as connection:
            return int(connection.exec_driver_sql("SELECT count(*) FROM filler").scalar_one())

    @pytest.mark.parametrize(
        ("error", "fault"),
        [
            (OSError(28, "No space left on device"), "full"),
            (OSError(122, "Disk quota exceeded"), "full"),
            (OSError(2, "No such file"), None),
            (ConnectionResetError(104, "reset"), "gone"),
        ],
    )
    def test_errors_of_the_operating_system(self, error: OSError, fault: str | None) -> None:
        assert storage_error(error) == fault

    def test_a_closed_connection_is_gone(self, tmp_path: Path) -> None:
        connection = sqlite3.connect(tmp_path / "a.db")
        connection.close()
        with pytest.raises(sqlite3.ProgrammingError) as error:
            connection.execute("SELECT 1")
        assert storage_error(error.value) == "gone"


@pytest.mark.postgres
class TestFaultsOfPostgres:
    @pytest.fixture
    def database(self, postgres_url: str) -> Iterator[Database]:
        database = Database(postgres_url)
        yield database
        database.close()

    def test_a_statement_that_takes_too_long_is_busy(self, database: Database) -> None:
        with pytest.raises(DBAPIError) as error, database.writing() as connection:
            connection.exec_driver_sql("SET LOCAL statement_timeout = 50")
            connection.exec_driver_sql("SELECT pg_sleep(20)")
        assert storage_error(error.value) == "busy"

    def test_a_lost_connection_is_gone_and_the_next_is_made(self, database: Database) -> None:
        with pytest.raises(DBAPIError) as error, database.writing() as connection:
            connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
        assert storage_error(error.value) == "gone"
        with database.writing() as connection:
            assert connection.exec_driver_sql("SELECT 1").scalar() == 1

    @pytest.mark.parametrize("state", ["40001", "40P01", "55P03", "53100", "57P01", "25006"])
    def test_what_the_server_says_is_understood(self, database: Database, state: str) -> None:
        raised = f"DO $$ BEGIN RAISE EXCEPTION 'as if' USING ERRCODE = '{state}'; END $$"
        with pytest.raises(DBAPIError) as error, database.writing() as connection:
            connection.exec_driver_sql(raised)
        expected = {"53100": "full", "57P01": "gone", "25006": "gone"}
        assert storage_error(error.value) == expected.get(state, "busy")

"""Backups that can be trusted, and the way back."""

import re
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from korkwand.storage.backup import BackupFailed, back_up, restore
from korkwand.storage.database import Database
from korkwand.storage.faults import storage_error
from korkwand.storage.migrating import migrate
from tests.postgres import Postgres
from tests.storage.content import Rows, all_rows, fill, schema

INSERT = "INSERT INTO board (id, title, description, color, created_at) VALUES (:id, :text, '', 'white', '')"


@pytest.fixture
def url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """A filled SQLite database."""
    file = tmp_path / "live" / "korkwand.db"
    file.parent.mkdir()
    shutil.copyfile(migrated_sqlite, file)
    database = Database(f"sqlite:///{file}")
    fill(database, "0001")
    database.close()
    return f"sqlite:///{file}"


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.close()


def content(url: str) -> Rows:
    database = Database(url)
    try:
        return all_rows(database)
    finally:
        database.close()


def problems(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        checks = connection.execute("PRAGMA integrity_check").fetchall()
        return [str(row) for row in checks + connection.execute("PRAGMA foreign_key_check").fetchall()]


class Writers:
    """Eight threads that add boards and note each one that was committed."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.acknowledged: list[str] = []
        self.enough = threading.Event()
        self._done = threading.Event()

    def __enter__(self) -> "Writers":
        self._pool = ThreadPoolExecutor(8)
        self._writing = [self._pool.submit(self._write, number) for number in range(8)]
        assert self.enough.wait(30)
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._pool.shutdown()
        for writing in self._writing:
            writing.result()

    def _write(self, writer: int) -> None:
        number = 0
        while not self._done.is_set():
            board_id = f"{writer}-{number}"
            try:
                with self.database.writing() as connection:
                    connection.exec_driver_sql(INSERT, {"id": board_id, "text": "x" * 3000})
            except OperationalError as error:
                if storage_error(error) != "busy":
                    raise
                continue
            number += 1
            self.acknowledged.append(board_id)
            if len(self.acknowledged) > 200:
                self.enough.set()


class TestBackUp:
    def test_while_eight_write_it_holds_every_row_acknowledged_before(
        self, database: Database, url: str, tmp_path: Path
    ) -> None:
        kept = []
        with Writers(database) as writers:
            for number in range(5):
                acknowledged = set(writers.acknowledged)
                kept.append((acknowledged, back_up(url, tmp_path / f"copy-{number}.db")))
        assert len(writers.acknowledged) > len(kept[-1][0])  # they went on meanwhile
        for acknowledged, copy in kept:
            assert problems(copy) == ["('ok',)"]
            restore(copy, f"sqlite:///{tmp_path}/drill/korkwand.db", tmp_path / "backups")
            restored = {row["id"] for row in content(f"sqlite:///{tmp_path}/drill/korkwand.db")["board"]}
            assert acknowledged <= restored

    def test_it_is_the_same_in_one_file_for_this_user_only(self, url: str, tmp_path: Path) -> None:
        copy = back_up(url, tmp_path / "new" / "copy.db")
        assert [file.name for file in copy.parent.iterdir()] == ["copy.db"]
        assert oct(copy.stat().st_mode & 0o777) == "0o600"
        with closing(sqlite3.connect(copy)) as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert content(f"sqlite:///{copy}") == content(url)

    def test_a_folder_gets_a_file_named_by_the_time(self, url: str, tmp_path: Path) -> None:
        (tmp_path / "copies").mkdir()
        names = {back_up(url, tmp_path / "copies").name for _ in range(2)}
        assert len(names) == 2
        assert all(name.startswith("korkwand-20") for name in names)

    def test_an_existing_file_is_not_overwritten(self, url: str, tmp_path: Path) -> None:
        (tmp_path / "precious").write_text("do not lose me")
        with pytest.raises(BackupFailed, match="already"):
            back_up(url, tmp_path / "precious")
        assert (tmp_path / "precious").read_text() == "do not lose me"

    def test_a_damaged_database_gives_no_backup(self, url: str, tmp_path: Path) -> None:
        damage(Path(url.removeprefix("sqlite:///")))
        (tmp_path / "copies").mkdir()
        with pytest.raises(BackupFailed):
            back_up(url, tmp_path / "copies")
        assert list((tmp_path / "copies").iterdir()) == []

    def test_a_locked_database_is_not_waited_for_without_end(self, url: str, tmp_path: Path) -> None:
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as other:
            other.execute("PRAGMA locking_mode=EXCLUSIVE")
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(BackupFailed, match="locked"):
                back_up(url, tmp_path / "copy.db")

    @pytest.mark.parametrize(
        ("url", "said"),
        [
            ("postgresql://somebody:secret@localhost/korkwand", "pg_dump"),
            ("sqlite:////nowhere/korkwand.db", "no database"),
        ],
    )
    def test_what_cannot_be_backed_up_is_said(self, tmp_path: Path, url: str, said: str) -> None:
        with pytest.raises(BackupFailed, match=said):
            back_up(url, tmp_path / "copy.db")
        assert list(tmp_path.iterdir()) == []


class TestRestore:
    @pytest.fixture
    def copy(self, url: str, tmp_path: Path) -> Path:
        """A backup, after which the database went on."""
        copy = back_up(url, tmp_path / "copy.db")
        database = Database(url)
        with database.writing() as connection:
            connection.exec_driver_sql("DELETE FROM card")
        database.close()
        return copy

    def test_it_brings_back_the_rows_in_a_new_epoch(self, copy: Path, url: str, tmp_path: Path) -> None:
        saved = content(f"sqlite:///{copy}")
        old_epoch = saved.pop("instance")
        epoch = restore(copy, url, tmp_path / "backups")
        restored = content(url)
        assert restored.pop("instance") == [{"key": "epoch", "value": epoch}]
        assert old_epoch != [{"key": "epoch", "value": epoch}]
        assert restored == saved
        assert content(f"sqlite:///{copy}")["instance"] == old_epoch

    def test_what_was_there_is_kept(self, copy: Path, url: str, tmp_path: Path) -> None:
        before = content(url)
        restore(copy, url, tmp_path / "backups")
        (kept,) = (tmp_path / "backups").iterdir()
        assert kept.name.startswith("before-restore-20")
        assert content(f"sqlite:///{kept}") == before

    def test_nothing_else_is_left_beside_it(self, copy: Path, url: str, tmp_path: Path) -> None:
        restore(copy, url, tmp_path / "backups")
        file = Path(url.removeprefix("sqlite:///"))
        assert [entry.name for entry in file.parent.iterdir()] == ["korkwand.db"]
        assert oct(file.stat().st_mode & 0o777) == "0o600"

    def test_the_app_can_start_on_it(self, copy: Path, tmp_path: Path) -> None:
        url = f"sqlite:///{tmp_path}/elsewhere/korkwand.db"
        restore(copy, url, tmp_path / "backups")
        database = Database(url)
        assert migrate(database, tmp_path / "backups") == []
        with database.writing() as connection:
            connection.exec_driver_sql(INSERT, {"id": "new", "text": ""})
        assert len(all_rows(database)["board"]) == 3
        database.close()

    @pytest.mark.parametrize("use", ["reading", "writing", "idle"])
    def test_a_database_in_use_is_not_replaced(self, copy: Path, url: str, tmp_path: Path, use: str) -> None:
        database = Database(url)
        before = schema(database), all_rows(database)
        if use == "idle":
            with pytest.raises(BackupFailed, match="Stop the server"):
                restore(copy, url, tmp_path / "backups")
        else:
            with getattr(database, use)() as connection:
                connection.exec_driver_sql("SELECT * FROM board")
                with pytest.raises(BackupFailed, match="Stop the server"):
                    restore(copy, url, tmp_path / "backups")
        assert (schema(database), all_rows(database)) == before
        database.close()

    def test_a_damaged_database_is_moved_aside(self, copy: Path, url: str, tmp_path: Path) -> None:
        file = Path(url.removeprefix("sqlite:///"))
        damage(file)
        damaged = file.read_bytes()
        restore(copy, url, tmp_path / "backups")
        assert len(content(url)["card"]) == 12
        (aside,) = file.parent.glob("korkwand-damaged-*.db")
        assert aside.read_bytes() == damaged

    def test_something_else_is_not_restored(self, url: str, tmp_path: Path) -> None:
        with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
            connection.execute("CREATE TABLE wp_posts (id INTEGER)")
        before = content(url)
        (tmp_path / "text.db").write_text("This is no database at all. " * 100)
        for name in ["other.db", "text.db", "missing.db"]:
            with pytest.raises(BackupFailed):
                restore(tmp_path / name, url, tmp_path / "backups")
        assert content(url) == before


@pytest.mark.postgres
def test_the_statement_in_the_docs_begins_a_new_epoch_on_postgres(postgres: Postgres, migrated_postgres: str) -> None:
    docs = Path(__file__).parents[2] / "docs" / "operating.md"
    (statement,) = re.findall(r"```sql\n(UPDATE instance .+?);\n```", docs.read_text(encoding="utf-8"))
    with postgres.database(template=migrated_postgres) as url:
        before = content(url)["instance"]
        database = Database(url)
        with database.writing() as connection:
            connection.exec_driver_sql(statement)
        database.close()
        (after,) = content(url)["instance"]
    assert after["key"] == "epoch"
    assert len(after["value"]) == 36
    assert [after] != before


def damage(file: Path) -> None:
    """Overwrite all but the first page, as a dying disk may."""
    with file.open("r+b") as pages:
        pages.seek(4096)
        pages.write(b"\xff" * (file.stat().st_size - 4096))

"""Migration 0006: texts that were written for the Markdown of before, each as an event of its board."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import MetaData, Table, update

from korkwand.storage.database import Database
from korkwand.storage.migrating import migrate
from tests.storage.content import Rows, all_rows, scripts_until
from tests.storage.test_migrations import filled, killed_everywhere

ESCAPED, ANEW = "Bürger\\*innen \\_hier\\_\n\\- Lehne", "Bürger*innen _hier_\n\\- Lehne"


@pytest.fixture
def database(empty_database_url: str) -> Iterator[Database]:
    database = Database(empty_database_url)
    yield database
    database.close()


def with_old_texts(database: Database, tmp_path: Path) -> Rows:
    """A filled database: one card and one comment of each board have a text as imports wrote them."""
    filled(database, tmp_path, "0005")
    with database.writing() as connection:
        for kind in ("card", "comment"):
            table = Table(kind, MetaData(), autoload_with=connection)
            mine = table.c.author_id.is_(None) & table.c.id.like("%-000000000000")
            connection.execute(update(table).where(mine).values(text=ESCAPED))
    return all_rows(database)


def test_old_texts_are_written_anew_as_events_of_their_boards(database: Database, tmp_path: Path) -> None:
    before = with_old_texts(database, tmp_path)
    migrate(database, tmp_path / "backups", scripts=scripts_until("0006", tmp_path))
    after = all_rows(database)
    for kind in ("card", "comment"):
        texts = {(row["board_id"], row["id"]): row["text"] for row in after[kind]}
        for row in before[kind]:
            assert texts[row["board_id"], row["id"]] == (ANEW if row["text"] == ESCAPED else row["text"])
    fresh = [row for row in after["event"] if row not in before["event"]]
    changed = [row for kind in ("card", "comment") for row in after[kind] if row["text"] == ANEW]
    assert len(fresh) == len(changed) == 4
    assert {row["visitor_id"] for row in fresh} == {None}
    told = [json.loads(row["changes"])[0]["record"] for row in fresh]
    assert sorted(told, key=str) == sorted(changed, key=str)
    for board in after["board"]:
        seqs = [row["seq"] for row in after["event"] if row["board_id"] == board["id"]]
        assert sorted(seqs) == list(range(1, board["seq"] + 1))


def test_a_database_without_such_texts_is_left_alone(database: Database, tmp_path: Path) -> None:
    before = filled(database, tmp_path, "0005")
    migrate(database, tmp_path / "backups", scripts=scripts_until("0006", tmp_path))
    assert all_rows(database) == before


@pytest.mark.alone
@pytest.mark.timeout(600)
def test_killed_anywhere_it_leaves_all_texts_as_they_were(database: Database, tmp_path: Path) -> None:
    with_old_texts(database, tmp_path)
    places = killed_everywhere(database, tmp_path, scripts_until("0006", tmp_path))
    assert sum("INSERT INTO event" in place for place in places) == 4
    assert places[-1] == "COMMIT"
    assert ANEW in {row["text"] for row in all_rows(database)["card"]}

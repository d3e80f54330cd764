"""`korkwand import` as people call it: a process of its own, also while a server runs on the same database."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from korkwand.catalog import KINDS
from korkwand.nouns.card.record import Card
from korkwand.storage.database import Database
from korkwand.storage.loading import load_board
from tests.client import Guest
from tests.doors import running
from tests.forks import fork

IDEAS = [
    ("Bänke für Überlingen", "Zwei; oder drei, „mit Lehne“\nund Schatten", "Plätze"),
    ('Ein "Rufbus" – 5 €', "fährt\tabends", "Verkehr"),
    ("Größere Spielplätze", "", "Plätze"),
]


def table(separator: str, rows: list[tuple[str, str, str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerows([("Titel", "Text", "Kategorie"), *rows])
    return text.getvalue()


def korkwand(folder: Path, *arguments: str | Path, **settings: str) -> list[str]:
    """The lines that the command printed; it must succeed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KORKWAND_")}
    given = {"data_dir": str(folder / "data"), **settings}
    environment |= {f"KORKWAND_{name.upper()}": value for name, value in given.items()}
    with (folder / "log").open("ab") as log:
        command = fork(list(map(str, arguments)), environment, folder, log)
    with command.stdout:
        printed = command.stdout.read().decode()
    assert command.wait(60) == 0, (folder / "log").read_text()
    return printed.splitlines()


def address(lines: list[str]) -> tuple[str, str]:
    """Id and secret of the board whose link was printed."""
    (link,) = (line for line in lines if "/b/" in line)
    board_id, _, secret = link.partition("/b/")[2].partition("#")
    return board_id, secret


@pytest.mark.parametrize(
    ("encoding", "separator"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("cp1252", ";")],
)
def test_a_table_of_every_usual_kind_becomes_a_board(tmp_path: Path, encoding: str, separator: str) -> None:
    file = tmp_path / "Ideen.csv"
    file.write_bytes(table(separator, IDEAS).encode(encoding))
    lines = korkwand(tmp_path, "import", file)
    assert "3 cards and 0 comments imported, 0 lines skipped" in lines
    database = Database(f"sqlite:///{tmp_path}/data/korkwand.db")
    loaded = load_board(database, address(lines)[0], KINDS)
    database.close()
    assert loaded is not None
    cards = [row.record for row in loaded.rows if isinstance(row.record, Card)]
    # The texts hold nothing that Markdown would read.
    assert {(card.title, card.text.replace("\\", "")) for card in cards} == {idea[:2] for idea in IDEAS}


def test_what_cannot_be_imported_ends_with_one_line(tmp_path: Path) -> None:
    (tmp_path / "Ideen.csv").write_bytes(b"%PDF-1.7\n")
    command = [sys.executable, "-m", "korkwand", "import", "Ideen.csv"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr.startswith("korkwand: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_listener_of_the_running_server_sees_the_cards(tmp_path: Path, database_url: str) -> None:
    rows = [(f"Idee {number}", "", f"Spalte {number % 3}") for number in range(300)]
    file = tmp_path / "Ideen.csv"
    file.write_text(table(";", rows), encoding="utf-8")
    with running(tmp_path, database_url=database_url) as server:
        board = server.guest().make_board()
        with board.live() as socket:
            process = subprocess.Popen(
                [sys.executable, "-m", "korkwand", "import", file, "--board", board.id],
                cwd=tmp_path, env={**os.environ, "KORKWAND_DATA_DIR": str(tmp_path / "data"),
                                   "KORKWAND_DATABASE_URL": database_url}, stdout=subprocess.DEVNULL,
            )  # fmt: skip
            heard: set[str] = set()
            while len(heard) < len(rows):
                for event in socket.expect("events")["events"]:
                    if event["type"] == "card.import":
                        heard.add(event["changes"][0]["record"]["title"])
            assert process.wait(60) == 0
        assert heard == {row[0] for row in rows}
        lines = korkwand(tmp_path, "import", file, "--board", board.id, database_url=database_url)
        assert "300 were there already from the same import" in lines
        assert len(board.records("card")) == 300


def test_the_running_server_has_what_the_command_put_in_though_nobody_listens(
    tmp_path: Path, database_url: str
) -> None:
    file = tmp_path / "Ideen.csv"
    file.write_text(table(";", IDEAS), encoding="utf-8")
    with running(tmp_path, database_url=database_url) as server:
        board = server.guest().make_board()
        korkwand(tmp_path, "import", file, "--board", board.id, database_url=database_url)
        assert len(board.client.get(f"{board.url}/export.json").json()["cards"]) == 3
        new = Guest(server.address).enter(*address(korkwand(tmp_path, "import", file, database_url=database_url)))
        assert len(new.records("card")) == 3
        assert new.snapshot()["you"]["role"] == "coordinator"

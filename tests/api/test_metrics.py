"""/metrics: there for the operator who asks for it, and without ids or names."""

import re
from pathlib import Path

import httpx

from tests.doors import Server, running


def figures(server: Server) -> dict[str, float]:
    lines = httpx.get(f"{server.address}/metrics").text.splitlines()
    return {name: float(value) for name, value in (line.split(" ") for line in lines if not line.startswith("#"))}


def test_figures_follow_what_happens(tmp_path: Path) -> None:
    with running(tmp_path, metrics="true") as server:
        before = figures(server)
        board = server.guest().make_board()
        board.column("Geheime Spalte")
        after = figures(server)
        assert after["korkwand_boards"] == before["korkwand_boards"] + 1
        assert after["korkwand_events_total"] == before["korkwand_events_total"] + 2
        assert after["korkwand_sockets"] == 0
        text = httpx.get(f"{server.address}/metrics").text
        assert board.id not in text
        assert "Geheime" not in text
        assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}", text)


def test_not_there_unless_asked_for(server: Server) -> None:
    assert httpx.get(f"{server.address}/metrics").status_code == 404

"""The server becomes a newer version while people work: they get the new page when they want, and lose nothing."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from tests.client import Board, Guest
from tests.e2e.killable import KillableServer, killable
from tests.e2e.person import People

ROOT = Path(__file__).parents[2]
NOT_SOURCES = shutil.ignore_patterns("node_modules", "dist", "tests", "__pycache__")


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The frontend built once more, with one word changed."""
    frontend = tmp_path_factory.mktemp("newer") / "frontend"
    shutil.copytree(ROOT / "frontend", frontend, ignore=NOT_SOURCES)
    (frontend / "node_modules").symlink_to(ROOT / "frontend" / "node_modules")
    for words in (frontend / "src").rglob("words.de.json"):
        words.write_text(words.read_text().replace('"Zur Startseite"', '"Zur neuen Startseite"'))
    subprocess.run([sys.executable, frontend / "build.py"], check=True, capture_output=True)
    return frontend / "dist"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[KillableServer]:
    """A server installed in a folder of its own, with the migrations and the frontend in it as in the package."""
    installed = tmp_path / "korkwand"
    shutil.copytree(ROOT / "backend" / "korkwand", installed, ignore=NOT_SOURCES)
    shutil.copytree(ROOT / "migrations", installed / "migrations")
    shutil.copytree(ROOT / "frontend" / "dist", installed / "frontend")
    # Started anew and not forked: the program is the one that lies in its folder.
    with killable(tmp_path, "-m", "korkwand") as server:
        yield server


@pytest.fixture
def board(server: KillableServer) -> Board:
    """A board with one column, made by REST."""
    board = Guest(server.address).make_board("Sommerfest")
    board.column("Ideen")
    return board


def upgrade(server: KillableServer, newer: Path) -> None:
    """Stop, install the new version, start."""
    server.stop()
    shutil.rmtree(server.folder / "korkwand" / "frontend")
    shutil.copytree(newer, server.folder / "korkwand" / "frontend")
    server.start()


def home(page: Page, *, new: bool) -> Locator:
    return page.get_by_role("link", name="Zur neuen Startseite" if new else "Zur Startseite", exact=True)


def test_the_new_version_comes_when_one_wants_and_nothing_is_lost(
    people: People, server: KillableServer, board: Board, newer: Path
):
    anna = people(bad_network=True).join(board.key("editor")["link"])
    anna.keeps_the_page()
    other = anna.tab(f"/b/{board.id}")
    other.is_live()
    anna.page.get_by_role("button", name="Karte anlegen in Ideen").click()
    anna.page.get_by_label("Titel").press_sequentially("Halb ge")
    old = sorted(path.name for path in (ROOT / "frontend" / "dist" / "assets").iterdir() if path.suffix == ".js")
    upgrade(server, newer)
    anna.hurry()
    expect(anna.page.get_by_text("Es gibt eine neue Fassung dieser Seite.")).to_be_visible()
    expect(home(anna.page, new=False)).to_be_visible()
    anna.page.get_by_role("button", name="Jetzt laden").click()
    expect(home(anna.page, new=True)).to_be_visible()
    anna.board.is_live()
    anna.page.get_by_role("button", name="Karte anlegen in Ideen").click()
    expect(anna.page.get_by_label("Titel")).to_have_value("Halb ge")
    # The other tab is still the old page, and can load every part of it, though the server has them no more.
    expect(home(other.page, new=False)).to_be_visible()
    load = "async (names) => Promise.all(names.map(async (name) => (await fetch(`/assets/${name}`)).status))"
    assert other.page.evaluate(load, old) == [200] * len(old)
    assert 404 in [board.client.get(f"/assets/{name}").status_code for name in old]
    # Once nobody looks at it, it loads the new one by itself.
    expect(other.page.get_by_text("Es gibt eine neue Fassung dieser Seite.")).to_be_visible()
    other.page.evaluate(
        """() => {
            Object.defineProperty(document, 'hidden', { get: () => true });
            document.dispatchEvent(new Event('visibilitychange'));
        }"""
    )
    expect(home(other.page, new=True)).to_be_visible()


def test_a_page_too_old_for_the_server_is_renewed_at_once_but_never_in_circles(
    people: People, server: KillableServer, board: Board, newer: Path
):
    anna = people(bad_network=True).join(board.key("editor")["link"])
    anna.keeps_the_page()
    upgrade(server, newer)
    refused: list[WebSocketRoute] = []

    def refuse(socket: WebSocketRoute) -> None:
        refused.append(socket)
        socket.on_message(lambda _: socket.close(code=4426, reason="another version"))

    anna.page.close()
    anna.page = anna.context.new_page()
    anna.page.route_web_socket("**/live", refuse)
    anna.open(f"/b/{board.id}")
    expect(home(anna.page, new=True)).to_be_visible()
    expect(anna.page.get_by_text("Diese Seite ist veraltet. Bitte laden Sie sie neu.")).to_be_visible()
    expect(anna.page.get_by_role("button", name="Jetzt laden")).to_be_visible()
    assert len(refused) >= 2


def test_a_part_of_the_page_that_cannot_be_loaded_is_said_in_words(people: People, board: Board):
    anna = people(bad_network=True)
    anna.page.route("**/assets/soon*", lambda route: route.abort())
    anna.open(board.key("editor")["link"])
    expect(anna.page.get_by_text("Ein Teil dieser Seite konnte nicht geladen werden.")).to_be_visible()
    anna.page.unroute("**/assets/soon*")
    anna.page.get_by_role("button", name="Jetzt laden").click()
    anna.board.is_live()
    anna.faults[:] = [fault for fault in anna.faults if "/assets/soon" not in fault]

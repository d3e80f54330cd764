"""A real server and a real Chromium for this folder, and a fresh browser profile for each person in a test."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, expect, sync_playwright

from tests.client import Board, Guest
from tests.doors import Server, running
from tests.e2e.board_view import PATIENT_MS
from tests.e2e.person import VILLAGE, Person

CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
"""Debian's: the one without windows and what belongs to them takes half the time. None: Playwright's own."""

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--host-resolver-rules=MAP {VILLAGE} 127.0.0.1",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A served instance with a data folder of its own; every test makes boards of its own there."""
    with running(tmp_path_factory.mktemp("served")) as server:
        yield server


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One for the whole folder. Ends with it: its event loop blocks others."""
    expect.set_options(timeout=PATIENT_MS)
    with sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        except Error as error:
            pytest.skip(f"Browser: no Chromium found ({str(error).splitlines()[0]})")
        yield chromium
        chromium.close()


@pytest.fixture
def people(browser: Browser, server: Server) -> Iterator[Callable[..., Person]]:
    """Make persons; afterwards nothing may have gone wrong in the browser of any of them."""
    made: list[Person] = []

    def make(address: str = "", **options: object) -> Person:
        made.append(Person(browser, address or server.address, **options))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for person in made:
        person.close()
    assert [fault for person in made for fault in person.faults] == []


@pytest.fixture
def board(server: Server) -> Board:
    """A board with two columns and three cards, made by REST."""
    board = Guest(server.address).make_board("Sommerfest")
    ideas = board.column("Ideen")
    board.column("Favoriten")
    for title in ("Radweg", "Spielplatz", "Café"):
        board.card(ideas["id"], title)
    return board

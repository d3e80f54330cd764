"""Coordinators are warned before their board ends, say otherwise, and see when it is deleted."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Locator, expect

from tests.client import Board
from tests.e2e.person import People, Person
from tests.e2e.test_oneself import press

MONTHS = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]


def in_days(days: int) -> datetime:
    """A time at noon, so that it is the same day in Berlin."""
    return (datetime.now(UTC) + timedelta(days=days)).replace(hour=11, minute=0, second=0, microsecond=0)


def keep(board: Board, end: datetime) -> None:
    board.do("board.keep", ends_at=f"{end:%Y-%m-%dT%H:%M:%S}.000Z")


def german(day: date) -> str:
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def open_retention(person: Person) -> Locator:
    """Open the dialog by the board's menu."""
    press(person.board.menu().get_by_role("menuitem", name="Ende des Boards …"))
    expect(person.board.dialog.get_by_role("heading", name="Ende des Boards")).to_be_focused()
    return person.board.dialog


@pytest.mark.parametrize("width", [1280, 390])
def test_a_board_that_ends_soon_is_prolonged(people: People, board: Board, width: int):
    keep(board, in_days(10))
    anna = people(viewport={"width": width, "height": 800}).join(board.key("coordinator")["link"])
    warning = f"Dieses Board endet am {german(in_days(10))}."
    expect(anna.page.get_by_text(warning)).to_be_visible()
    press(anna.page.get_by_role("button", name="Verlängern …"))
    dialog = anna.board.dialog
    expect(dialog.get_by_role("heading", name="Ende des Boards")).to_be_focused()
    expect(dialog.get_by_role("radio", name="An einem festen Tag")).to_be_checked()
    field = dialog.get_by_label("Letzter Tag")
    expect(field).to_have_value(f"{in_days(10):%Y-%m-%d}")
    later = in_days(200)
    field.fill(f"{later:%Y-%m-%d}")
    press(dialog.get_by_role("button", name="Speichern"))
    expect(anna.page.get_by_text(f"Gespeichert: Das Board endet am {german(later)}.")).to_be_visible()
    expect(anna.page.get_by_text(warning)).to_have_count(0)
    ends_at = board.client.get(f"{board.url}/retention").json()["ends_at"]
    assert ends_at.startswith(f"{later:%Y-%m-%d}")


def test_nobody_else_is_warned(people: People, board: Board):
    keep(board, in_days(10))
    editor = people().join(board.key("editor")["link"])
    editor.page.wait_for_load_state("networkidle")
    expect(editor.page.get_by_text(re.compile("Dieses Board endet"))).to_have_count(0)
    expect(editor.board.menu().get_by_role("menuitem", name="Ende des Boards …")).to_have_count(0)


def test_a_day_that_is_over_or_none_is_refused_in_words_and_stays(people: People, board: Board):
    anna = people().join(board.key("coordinator")["link"])
    dialog = open_retention(anna)
    expect(dialog.get_by_text("Dann kommt es in den Papierkorb, und 30 Tage später")).to_be_visible()
    expect(dialog.get_by_role("radio", name="365 Tage nach der letzten Änderung")).to_be_checked()
    dialog.get_by_role("radio").first.focus()
    anna.page.keyboard.press("ArrowDown")
    press(dialog.get_by_role("button", name="Speichern"))
    expect(dialog.get_by_role("alert")).to_have_text("Bitte geben Sie einen Tag an.")
    field = dialog.get_by_label("Letzter Tag")
    expect(field).to_be_focused()
    field.fill("2020-02-29")
    press(dialog.get_by_role("button", name="Speichern"))
    expect(dialog.get_by_role("alert")).to_have_text("Dieser Tag ist schon vorbei. Bitte wählen Sie einen späteren.")
    expect(field).to_have_value("2020-02-29")
    assert board.client.get(f"{board.url}/retention").json()["kept_until"] is None


def test_the_default_comes_back_and_others_hear_of_it(people: People, board: Board):
    keep(board, in_days(10))
    link = board.key("coordinator")["link"]
    anna, clara = people().join(link), people().join(link)
    expect(clara.page.get_by_role("button", name="Verlängern …")).to_be_visible()
    dialog = open_retention(anna)
    dialog.get_by_role("radio", name="An einem festen Tag").focus()
    anna.page.keyboard.press("ArrowUp")
    press(dialog.get_by_role("button", name="Speichern"))
    expect(anna.page.get_by_text("Gespeichert: Das Board endet am")).to_be_visible()
    expect(clara.page.get_by_role("button", name="Verlängern …")).to_have_count(0)


def test_in_the_trash_the_day_of_deletion_is_said_until_it_is_restored(people: People, board: Board):
    anna = people().join(board.key("coordinator")["link"])
    board.do("board.delete")
    expect(anna.page.get_by_text(f"Am {german(in_days(30))} wird dieses Board endgültig gelöscht")).to_be_visible()
    with anna.page.expect_download() as download:
        press(anna.page.get_by_role("link", name="Als Datei sichern (JSON)"))
    assert "Radweg" in download.value.path().read_text()
    press(anna.page.get_by_role("button", name="Wiederherstellen"))
    expect(anna.page.get_by_text("wird dieses Board endgültig gelöscht")).to_have_count(0)


def test_it_speaks_english(people: People, board: Board):
    keep(board, in_days(3))
    anna = people(locale="en-GB").open(board.key("coordinator")["link"])
    expect(anna.page.get_by_text(re.compile(r"This board ends on .* 20\d\d\."))).to_be_visible()
    press(anna.page.get_by_role("button", name="Prolong …"))
    expect(anna.board.dialog.get_by_label("Last day")).to_be_visible()

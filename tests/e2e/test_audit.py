"""Coordinators read what their like have done, in words, and older ones by a button."""

import pytest
from playwright.sync_api import Locator, expect

from korkwand.api.boards import COORDINATORS_ACTS
from tests.client import Board
from tests.e2e.person import People, Person
from tests.e2e.test_oneself import press
from tests.page_words import page_words


def open_audit(person: Person) -> Locator:
    """Open the list by keyboard."""
    press(person.board.menu().get_by_role("menuitem", name="Wer hat was getan? …"))
    expect(person.board.dialog.get_by_role("heading", name="Wer hat was getan?")).to_be_focused()
    return person.board.dialog


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_act_has_words(language: str):
    known = {key.removeprefix("audit.act.") for key in page_words(language) if key.startswith("audit.act.")}
    assert known == COORDINATORS_ACTS.keys()


@pytest.mark.parametrize("width", [1280, 390])
def test_who_did_what_is_said_in_words(people: People, board: Board, width: int):
    ideas = next(iter(board.records("column")))
    board.client.patch(f"{board.url}/me", json={"name": "Cora"})
    board.do("column.hide", column_id=ideas)
    board.key("viewer", label="Beamer")
    board.do("board.rename", title="Winterfest")
    anna = people(viewport={"width": width, "height": 800}).join(board.key("coordinator")["link"])
    dialog = open_audit(anna)
    acts = dialog.get_by_role("listitem")
    expect(acts.nth(0)).to_contain_text("Link erzeugt: „Koordinieren“")
    expect(acts.nth(1)).to_contain_text("Board umbenannt")
    expect(acts.nth(1)).to_contain_text("Cora · heute")
    expect(acts.nth(2)).to_contain_text("Link erzeugt: „Beamer“")
    expect(acts.nth(3)).to_contain_text("Spalte verborgen: „Ideen“")
    expect(acts.last).to_contain_text("Board angelegt")
    expect(dialog.get_by_role("button", name="Ältere zeigen")).to_have_count(0)


def test_older_ones_come_by_a_button_and_the_focus_goes_to_them(people: People, board: Board):
    for number in range(120):
        board.do("board.rename", title=f"Fest {number}")
    anna = people().join(board.key("coordinator")["link"])
    dialog = open_audit(anna)
    expect(dialog.get_by_role("listitem")).to_have_count(100)
    press(dialog.get_by_role("button", name="Ältere zeigen"))
    expect(dialog.get_by_role("listitem").last).to_contain_text("Board angelegt")
    expect(dialog.get_by_role("listitem").nth(100)).to_be_focused()
    expect(dialog.get_by_role("button", name="Ältere zeigen")).to_have_count(0)


def test_an_import_is_one_line(people: People, board: Board):
    table = "Titel\n" + "\n".join(f"Karte {number}" for number in range(30))
    answer = board.client.post(f"{board.url}/import", files={"file": ("ideen.csv", table.encode(), "text/csv")})
    assert answer.status_code == 200, answer.text
    anna = people().join(board.key("coordinator")["link"])
    dialog = open_audit(anna)
    expect(dialog.get_by_text("Karte importiert, 30-mal")).to_be_visible()


def test_without_a_connection_it_says_so_and_can_be_asked_again(people: People, board: Board):
    anna = people(bad_network=True).join(board.key("coordinator")["link"])
    open_audit(anna)
    anna.board.close_dialog()
    anna.context.set_offline(True)
    dialog = open_audit(anna)
    expect(dialog.get_by_role("alert")).to_contain_text("Keine Verbindung zum Server")
    anna.context.set_offline(False)
    press(dialog.get_by_role("button", name="Ältere zeigen"))
    expect(dialog.get_by_role("listitem").last).to_contain_text("Board angelegt")


def test_nobody_else_has_the_list(people: People, board: Board):
    editor = people().join(board.key("editor")["link"])
    expect(editor.board.menu().get_by_role("menuitem", name="Wer hat was getan? …")).to_have_count(0)

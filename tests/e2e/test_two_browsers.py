"""What one does, the other sees at once: the main thing, by mouse, in two browsers with nothing shared but a link."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.client import Board
from tests.e2e.person import People, Person


@pytest.fixture
def anna(people: People, board: Board) -> Person:
    """Coordinates a board with two columns and three cards."""
    return people().join(board.key("coordinator")["link"])


@pytest.fixture
def ben(people: People, board: Board) -> Person:
    """Came by a link too."""
    return people().join(board.key("editor")["link"])


def test_a_board_is_made_filled_and_shared_by_mouse(people: People):
    anna = people().found("Sommerfest")
    for title in ("Ideen", "Favoriten"):
        anna.board.add_column(title)
    anna.board.end_adding()
    ben = people().join(anna.board.make_link("Mitmachen"))
    assert ben.board.column_titles() == ["Ideen", "Favoriten"]
    anna.board.add_card("Ideen", "Radweg", "Am Fluss entlang")
    ben.board.shows("Ideen", "Radweg")
    ben.board.add_card("Ideen", "Spielplatz")
    anna.board.shows("Ideen", "Radweg", "Spielplatz")
    anna.page.reload()
    anna.board.shows("Ideen", "Radweg", "Spielplatz")


def test_the_link_leaves_the_address_bar_and_becomes_a_cookie_that_no_script_can_read(anna: Person, ben: Person):
    assert ben.page.url == f"{ben.address}/b/{anna.board_id}"
    cookies = ben.context.cookies()
    assert [cookie["httpOnly"] for cookie in cookies] == [True]
    assert [cookie["sameSite"] for cookie in cookies] != ["None"]
    assert ben.page.evaluate("document.cookie") == ""
    ben.page.reload()
    ben.board.is_live()


def test_who_comes_in_sees_what_is_there(ben: Person):
    assert ben.board.column_titles() == ["Ideen", "Favoriten"]
    ben.board.shows("Ideen", "Radweg", "Spielplatz", "Café")


@pytest.mark.parametrize("turned", [False, True], ids=["from maker to guest", "from guest to maker"])
def test_every_edit_of_one_is_pushed_to_the_other(anna: Person, ben: Person, turned: bool):
    """The other asks for nothing: all of it comes through the socket. How soon, the bench says."""
    doer, other = (ben, anna) if turned else (anna, ben)
    asked = list(other.asked)
    for do, sees in SEEN.items():
        do(doer)
        sees(other)
    assert other.asked == asked


def adding(doer: Person) -> None:
    doer.board.add_card("Favoriten", "Badestelle", "Mit **Steg**")


def writing(doer: Person) -> None:
    dialog = doer.board.edit_card("Radweg")
    dialog.get_by_label("Text").fill("Am Fluss entlang")
    dialog.get_by_role("button", name="Speichern").click()


def moving(doer: Person) -> None:
    doer.board.close_dialog()
    doer.board.end_adding()
    doer.board.move("Café", "Favoriten", "Nach „Badestelle“")


def painting(doer: Person) -> None:
    doer.board.paint("Spielplatz", "Gelb")


def commenting(doer: Person) -> None:
    doer.board.open_card("Café")
    doer.board.comment("Mit Kuchen!")


def deleting(doer: Person) -> None:
    doer.board.close_dialog()
    doer.board.choose("Radweg", "Karte löschen")


def sees_new_card(other: Person) -> None:
    other.board.shows("Favoriten", "Badestelle")
    expect(other.board.card("Badestelle").get_by_text("Steg", exact=True)).to_have_js_property("tagName", "STRONG")


def sees_new_text(other: Person) -> None:
    expect(other.board.card("Radweg").get_by_text("Am Fluss entlang")).to_be_visible()


def sees_new_place(other: Person) -> None:
    other.board.shows("Favoriten", "Badestelle", "Café")
    other.board.shows("Ideen", "Radweg", "Spielplatz")


def sees_new_colour(other: Person) -> None:
    paper = "rgb(255, 240, 184)"
    expect(other.board.card("Spielplatz")).to_have_css("background-color", paper)


def sees_comment(other: Person) -> None:
    expect(other.board.card("Café")).to_contain_text("1 Kommentar")


def sees_it_gone(other: Person) -> None:
    other.board.shows("Ideen", "Spielplatz")


SEEN: dict[Callable[[Person], None], Callable[[Person], None]] = {
    adding: sees_new_card,
    writing: sees_new_text,
    moving: sees_new_place,
    painting: sees_new_colour,
    commenting: sees_comment,
    deleting: sees_it_gone,
}


def test_a_comment_appears_in_the_open_card_of_the_other(anna: Person, ben: Person):
    anna.board.open_card("Café")
    ben.board.open_card("Café")
    ben.board.comment("Mit Kuchen!")
    expect(anna.board.dialog.get_by_text("Mit Kuchen!")).to_be_visible()


def test_columns_and_the_name_of_the_board_follow_too(anna: Person, ben: Person):
    menu = ben.page.get_by_role("menu")
    ben.page.get_by_role("button", name="Menü der Spalte Favoriten").click()
    menu.get_by_role("menuitem", name="Nach links", exact=True).click()
    expect(anna.page.get_by_role("main").get_by_role("heading", level=2)).to_have_text(["Favoriten", "Ideen"])
    anna.board.menu().get_by_role("menuitem", name="Umbenennen").click()
    anna.board.dialog.get_by_label("Name des Boards").fill("Herbstfest")
    anna.board.dialog.get_by_role("button", name="Speichern").click()
    expect(ben.page.get_by_role("heading", level=1)).to_have_text("Herbstfest")
    expect(ben.page).to_have_title(re.compile("Herbstfest"))


def test_a_deleted_card_comes_back_for_both_by_undo(anna: Person, ben: Person):
    anna.board.choose("Spielplatz", "Karte löschen")
    ben.board.shows("Ideen", "Radweg", "Café")
    anna.page.get_by_role("button", name="Rückgängig", exact=True).click()
    for person in (anna, ben):
        person.board.shows("Ideen", "Radweg", "Spielplatz", "Café")


def test_a_card_opened_in_the_moment_in_which_another_closes_stays_open(anna: Person):
    anna.board.open_card("Radweg")
    second = anna.board.card("Café").get_by_role("button", name="Café", exact=True).element_handle()
    anna.board.dialog.evaluate("(dialog, second) => { dialog.close(); second.click(); }", second)
    expect(anna.page.get_by_role("dialog", name="Café")).to_be_visible()
    expect(anna.page.get_by_role("dialog")).to_have_count(1)
    anna.board.dialog.evaluate("(dialog, second) => { dialog.close(); second.click(); }", second)
    expect(anna.page.get_by_role("dialog", name="Café").get_by_role("heading", name="Café")).to_be_focused()


def test_the_number_of_people_goes_up_and_down(anna: Person, ben: Person):
    expect(anna.board.people(2)).to_be_visible()
    expect(ben.board.people(2)).to_be_visible()
    ben.close()
    expect(anna.board.people(1)).to_be_visible()


def test_a_name_is_seen_by_the_others(anna: Person, ben: Person):
    ben.board.people(2).click()
    ben.board.dialog.get_by_label("Ihr Name").fill("Ben Busch")
    ben.board.dialog.get_by_role("button", name="Speichern").click()
    anna.board.people(2).click()
    expect(anna.board.dialog.get_by_text("Ben Busch")).to_be_visible()
    ben.board.close_dialog()
    anna.board.close_dialog()
    ben.board.add_card("Favoriten", "Badestelle")
    expect(anna.board.card("Badestelle")).to_contain_text("Ben Busch")

"""What comes out of the printer: the whole board, legible, on the paper one has chosen."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.client import Board, Guest
from tests.doors import Server
from tests.e2e.person import People, Person

LONG = "\n\n".join(f"Absatz {number}: Seit die Linde gefällt wurde, sitzt niemand mehr dort." for number in range(20))
A4, A3 = (595, 842), (842, 1191)
INK = "rgb(42, 36, 29)"


@pytest.fixture
def full(server: Server) -> Board:
    """Two columns with 30 cards, one of them long, with names and comments."""
    board = Guest(server.address).make_board("Sommerfest", description="Was soll es geben?")
    guest = Guest(server.address).enter(board.id, board.key("editor")["secret"], name="Renate")
    columns = [board.column("Ideen"), board.column("Favoriten", description="Die schönsten")]
    for number in range(30):
        card = guest.card(columns[number % 2]["id"], f"Karte {number}", text=LONG if number == 3 else "Kurz")
        if number < 3:
            guest.do("comment.add", card_id=card["id"], text=f"Kommentar {number}")
    return board


@pytest.fixture
def reader(people: People, full: Board) -> Person:
    """Only reads: printing is for everybody. Asking the printer itself is left out."""
    person = people(color_scheme="dark")
    person.context.add_init_script("window.print = () => {}")
    return person.join(full.key("viewer")["link"])


def on_paper(page: Page) -> None:
    """Lay the page out as the browser does when it prints."""
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")


def pages(page: Page, path: Path) -> list[tuple[int, int]]:
    """Print into a file; the size of each page in points."""
    page.pdf(path=path, prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", path.read_bytes())
    return [(round(float(width)), round(float(height))) for width, height in boxes]


def choose(person: Person, *labels: str) -> None:
    """Print by the dialog, with these choices changed."""
    person.board.menu().get_by_role("menuitem", name="Drucken …").click()
    for label in labels:
        person.board.dialog.get_by_label(label, exact=True).click()
    person.board.dialog.get_by_role("button", name="Drucken", exact=True).click()
    person.board.has_no_dialog()


def test_every_card_is_there_and_whole_in_the_order_of_the_board(reader: Person, full: Board):
    page = reader.page
    on_paper(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sommerfest")
    expect(page.get_by_text("Was soll es geben?").filter(visible=True)).to_be_visible()
    expect(page.get_by_text("Die schönsten").filter(visible=True)).to_be_visible()
    assert [words.split()[0] for words in page.get_by_role("heading", level=2).all_text_contents()] == [
        "Ideen",
        "Favoriten",
    ]
    cards = page.get_by_role("heading", level=3).all_text_contents()
    assert cards == [f"Karte {number}" for number in (*range(0, 30, 2), *range(1, 30, 2))]
    expect(page.get_by_text("Absatz 19: ").filter(visible=True)).to_be_visible()
    expect(page.get_by_text("Kommentar 2").filter(visible=True)).to_be_visible()
    expect(page.get_by_text("Renate").filter(visible=True)).to_have_count(33)
    cut = (
        "(all) => all.filter((one) => one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1)"
    )
    assert page.get_by_role("article").evaluate_all(f"(all) => ({cut})(all).length") == 0
    avoid = "(all) => all.every((one) => getComputedStyle(one).breakInside === 'avoid')"
    assert page.get_by_role("article").evaluate_all(avoid)


def test_nothing_of_the_page_around_it_is_printed(reader: Person):
    on_paper(reader.page)
    for role in ("button", "main", "navigation", "dialog", "menu"):
        expect(reader.page.get_by_role(role)).to_have_count(0)  # type: ignore[arg-type]
    reader.page.evaluate("dispatchEvent(new Event('afterprint'))")
    reader.page.emulate_media(media="screen")
    expect(reader.page.get_by_role("main")).to_be_visible()


def test_the_list_view_is_printed_as_the_same_sheet(reader: Person, full: Board):
    reader.open(f"/b/{full.id}/list")
    reader.board.is_live()
    on_paper(reader.page)
    expect(reader.page.get_by_role("heading", level=3)).to_have_count(30)
    expect(reader.page.get_by_role("main")).to_have_count(0)


def test_paper_is_light_at_night(reader: Person):
    on_paper(reader.page)
    assert reader.page.get_by_role("heading", level=1).evaluate("(one) => getComputedStyle(one).color") == INK


def test_the_paper_is_the_one_that_was_chosen_and_is_remembered(reader: Person, tmp_path: Path):
    assert set(pages(reader.page, tmp_path / "usual.pdf")) == {A4}
    choose(reader, "A3", "Querformat")
    assert set(pages(reader.page, tmp_path / "chosen.pdf")) == {A3[::-1]}
    reader.page.reload()
    reader.board.is_live()
    assert set(pages(reader.page, tmp_path / "again.pdf")) == {A3[::-1]}


def test_comments_and_names_can_be_left_out(reader: Person):
    choose(reader, "Kommentare", "Namen")
    on_paper(reader.page)
    expect(reader.page.get_by_role("heading", name="Karte 2", exact=True)).to_be_visible()
    expect(reader.page.get_by_text("Kommentar 2")).to_have_count(0)
    expect(reader.page.get_by_text("Renate").filter(visible=True)).to_have_count(0)

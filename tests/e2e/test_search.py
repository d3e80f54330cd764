"""Searching: the cards follow the words while one types, and everything is as before when one ends it."""

import pytest
from playwright.sync_api import Page, expect

from tests.client import Board, Guest, edit
from tests.doors import Server
from tests.e2e.person import People, Person
from tests.e2e.steps import Steps

MANY = 2000
MOST_LOOKS = 600
MOST_STEPS = 300
"""For each card, whenever a letter is typed."""
# What is marked, as words: the ranges lie beside the page.
MARKED = (
    "() => [...CSS.highlights.get('found') ?? []].map(({ startContainer, startOffset, endContainer, endOffset }) => {"
    " const range = document.createRange(); range.setStart(startContainer, startOffset);"
    " range.setEnd(endContainer, endOffset); return range.toString(); })"
)
# How long the page works for one letter, painting left out: the event, and all that follows from it at once.
KEY_PRESS = """async (field, words) => {
  field.value = words;
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  for (let turn = 0; turn < 20; turn += 1) await null;
}"""


@pytest.fixture
def board(server: Server) -> Board:
    """A board on which some words are in titles, some in texts, in a name and in a comment."""
    board = Guest(server.address).make_board("Sommerfest")
    ideas = board.column("Ideen")
    board.column("Favoriten")
    board.card(ideas["id"], "Radweg", text="Mit **Steg** am Fluss")
    board.card(ideas["id"], "Grünfläche", text="hinter der Straße")
    cafe = board.card(ideas["id"], "Café")
    board.do("comment.add", card_id=cafe["id"], text="Am Fluss wäre es schöner")
    return board


@pytest.fixture
def anna(people: People, board: Board) -> Person:
    """Edits the board."""
    return people().join(board.key("editor")["link"])


def count(page: Page, words: str) -> None:
    expect(page.get_by_role("search").get_by_text(words, exact=True)).to_be_visible()


def test_cards_are_found_by_title_text_and_comment_however_one_writes_them(anna: Person):
    for typed, titles in [
        ("fluss", ["Radweg", "Café"]),
        ("FLUSS steg", ["Radweg"]),
        ("gruen", ["Grünfläche"]),
        ("grun strasse", ["Grünfläche"]),
        ("café fluss", ["Café"]),
        ("cafe", ["Café"]),
        ('"steg am"', ["Radweg"]),
    ]:
        anna.board.search(typed)
        expect(anna.board.headings("Ideen").filter(visible=True)).to_have_text(titles)
    anna.board.search("fluss")
    count(anna.page, "2 von 3 Karten")
    expect(anna.board.column("Ideen").get_by_text("2 von 3", exact=True)).to_be_visible()
    expect(anna.board.column("Favoriten").get_by_text("Hier ist nichts dabei.")).to_be_visible()
    anna.board.search("nirgends")
    count(anna.page, "Keine Karte gefunden")
    anna.board.tells("Keine Karte gefunden")


def test_found_words_are_marked_where_they_stand(anna: Person):
    anna.board.search("fluß gru")
    count(anna.page, "Keine Karte gefunden")
    anna.board.search("stra")
    count(anna.page, "1 von 3 Karten")
    marks(anna.page, "Stra")
    anna.board.open_card("Grünfläche")
    marks(anna.page, "Stra", "Stra")
    anna.board.close_dialog()
    anna.page.get_by_role("button", name="Suche beenden").click()
    marks(anna.page)


def marks(page: Page, *words: str) -> None:
    """Wait until just these words are marked."""
    found = page.evaluate(MARKED)
    for _ in range(MOST_LOOKS):
        if found == list(words):
            return
        page.wait_for_timeout(50)
        found = page.evaluate(MARKED)
    assert found == list(words)


def test_one_steps_from_hit_to_hit_and_comes_back_to_where_one_was(anna: Person):
    page = anna.page
    before = anna.board.card("Grünfläche").get_by_role("button", name="Grünfläche", exact=True)
    before.focus()
    page.keyboard.press("Control+k")
    field = page.get_by_role("searchbox", name="Karten durchsuchen")
    expect(field).to_be_focused()
    page.keyboard.type("fluss")
    for key, told in [
        ("Enter", "Treffer 1 von 2: „Radweg“ in „Ideen“."),
        ("Enter", "Treffer 2 von 2: „Café“ in „Ideen“. Gefunden in einem Kommentar."),
        ("Enter", "Treffer 1 von 2: „Radweg“ in „Ideen“."),
        ("Shift+Enter", "Treffer 2 von 2: „Café“ in „Ideen“. Gefunden in einem Kommentar."),
    ]:
        page.keyboard.press(key)
        anna.board.tells(told)
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(anna.board.card("Café").get_by_role("button", name="Café", exact=True)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(anna.board.card("Radweg").get_by_role("button", name="Radweg", exact=True)).to_be_focused()
    page.keyboard.press("Control+Shift+F")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("search")).to_have_count(0)
    anna.board.shows("Ideen", "Radweg", "Grünfläche", "Café")
    expect(anna.board.headings("Ideen").filter(visible=True)).to_have_count(3)
    expect(before).to_be_focused()


def test_the_browsers_own_search_and_single_letters_are_left_alone(anna: Person):
    anna.board.card("Radweg").get_by_role("button", name="Radweg", exact=True).focus()
    for key in ("Control+f", "k", "f", "/"):
        anna.page.keyboard.press(key)
    expect(anna.page.get_by_role("search")).to_have_count(0)


def test_the_hits_follow_what_others_do_but_nothing_vanishes_under_the_hand(anna: Person, people: People, board: Board):
    ben = people().join(board.key("editor")["link"])
    visible = anna.board.headings("Ideen").filter(visible=True)
    anna.board.search("fluss")
    expect(visible).to_have_text(["Radweg", "Café"])
    ben.board.add_card("Ideen", "Steg in den Fluss")
    expect(visible).to_have_text(["Radweg", "Café", "Steg in den Fluss"])
    count(anna.page, "3 von 4 Karten")
    cards = board.records("card")
    ids = {card["title"]: card["id"] for card in cards.values()}
    held = anna.board.card("Radweg").get_by_role("button", name="Radweg", exact=True)
    held.focus()
    for title in ("Radweg", "Steg in den Fluss"):
        board.do("card.write", card_id=ids[title], title=title.split()[0], text="an der Bucht")
    expect(visible).to_have_text(["Radweg", "Café"])
    expect(held).to_be_focused()
    dialog = anna.board.edit_card("Café")
    dialog.get_by_label("Titel").fill("Teestube")
    board.do("comment.delete", comment_id=next(iter(board.records("comment"))))
    dialog.get_by_role("button", name="Speichern").click()
    anna.board.close_dialog()
    anna.board.add_card("Ideen", "Ganz anders")
    expect(visible).to_have_text(["Radweg", "Teestube", "Ganz anders"])
    anna.board.search("bucht")
    expect(visible).to_have_text(["Radweg", "Steg"])


def test_a_key_press_among_two_thousand_cards_takes_few_steps(people: People, server: Server):
    board = Guest(server.address).make_board("Viele Ideen")
    columns = [board.column(f"Spalte {number}")["id"] for number in range(8)]
    text = "Eine schöne Wiese am Flussufer, mit Bänken und Bäumen, für alle. " * 4
    edits = [
        edit("card.add", column_id=columns[number % 8], title=f"Idee {number}", text=f"{text}Nummer {number}")
        for number in range(MANY)
    ]
    for first in range(0, MANY, 500):
        board.submit(*edits[first : first + 500])
    person = people().join(board.key("viewer")["link"])
    expect(person.page.get_by_role("article")).to_have_count(MANY)
    person.page.keyboard.press("Control+k")
    field = person.page.get_by_role("searchbox")
    steps = Steps(person.page)
    taken: dict[str, int] = {}
    for _ in range(2):  # the first time each card is read; from then on that is kept
        for words, found in [("wiese", "2.000"), ("wiese 19", "139"), ("wiese 199", "12"), ("wies", "2.000")]:
            steps.until_still()
            field.evaluate(KEY_PRESS, words)
            taken[words] = steps.until_still()
            count(person.page, f"{found} von 2.000 Karten")
    print("\nsteps for a key press among 2,000 cards:", taken)
    assert max(taken.values()) <= MOST_STEPS * MANY


def test_words_are_found_and_marked_as_they_are_seen(people: People, server: Server):
    board = Guest(server.address).make_board("Sommerfest")
    ideas = board.column("Ideen")["id"]
    board.card(ideas, "Einladung", text="Alle Schüler*innen und **Lehrer**schaft")
    board.card(ideas, "Termine", text="24. Dezember\n31. Dezember")
    board.card(ideas, "Liste", text="- [x] **Zelt**dach\n- Bank [und Tisch](https://example.org/tisch)")
    anna = people().join(board.key("viewer")["link"])
    for typed, title, words in [
        ("schüler*innen", "Einladung", ["Schüler*innen"]),
        ("lehrerschaft", "Einladung", ["Lehrerschaft"]),
        ('"31. dezember"', "Termine", ["31. Dezember"]),
        ('"bank und t"', "Liste", ["Bank und T"]),
    ]:
        anna.board.search(typed)
        expect(anna.board.headings("Ideen").filter(visible=True)).to_have_text([title])
        marks(anna.page, *words)
    anna.board.search("example")
    count(anna.page, "Keine Karte gefunden")

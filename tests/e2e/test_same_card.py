"""Two write the same card: different words are joined, the same words are shown side by side, and nothing is lost."""

import pytest
from playwright.sync_api import expect

from tests.client import Board
from tests.e2e.person import People, Person

BEGUN = "Der alte Kiosk am Markt soll wieder öffnen."
CHANGED = "Jemand hat diese Karte eben geändert."
GONE = "Diese Karte wurde inzwischen entfernt."

Pair = tuple[Person, Person]


@pytest.fixture
def pair(people: People, board: Board) -> Pair:
    """Anna and Ben look at the same card."""
    ideas, _ = board.records("column")
    board.card(ideas, "Kiosk", text=BEGUN)
    anna, ben = (people().join(board.key("editor")["link"]) for _ in range(2))
    return anna, ben


def begin(pair: Pair) -> None:
    for person in pair:
        person.board.edit_card("Kiosk")


def write(person: Person, text: str) -> None:
    person.board.dialog.get_by_label("Text").fill(text)


def save(person: Person) -> None:
    person.board.dialog.get_by_role("button", name="Speichern").click()


def both_read(pair: Pair, text: str) -> None:
    for person in pair:
        expect(person.board.card("Kiosk").locator("p").first).to_have_text(text)


def begin_conflict(pair: Pair) -> None:
    anna, ben = pair
    begin(pair)
    write(anna, BEGUN.replace("alte", "schöne"))
    write(ben, BEGUN.replace("alte", "kleine"))
    save(anna)
    expect(ben.board.dialog.get_by_text(CHANGED)).to_be_visible()
    save(ben)


def choose(person: Person, name: str) -> None:
    person.board.dialog.get_by_role("button", name=name).click()


def test_different_words_are_joined(pair: Pair):
    anna, ben = pair
    begin(pair)
    write(anna, BEGUN.replace("alte", "schöne"))
    write(ben, BEGUN.replace("wieder", "bald"))
    save(anna)
    save(ben)
    both_read(pair, "Der schöne Kiosk am Markt soll bald öffnen.")


@pytest.mark.parametrize("width", [1280, 390])
def test_what_others_do_to_it_moves_nothing_under_the_hand_of_who_writes(people: People, board: Board, width: int):
    ideas, _ = board.records("column")
    card = board.card(ideas, "Kiosk", text=BEGUN)["id"]
    anna = people(viewport={"width": width, "height": 800}).join(board.key("editor")["link"])
    anna.board.edit_card("Kiosk")
    dialog = anna.board.dialog
    button = dialog.get_by_role("button", name="Speichern")
    # The dialog comes up, and the text area takes the room of its text.
    button.click(trial=True)
    before = button.bounding_box()
    expect(dialog.get_by_text(CHANGED)).to_be_hidden()
    for edit, words in (("card.write", CHANGED), ("card.lock", CHANGED), ("card.delete", GONE)):
        text = {"title": "Kiosk", "text": "Ganz anders."} if edit == "card.write" else {}
        board.do(edit, card_id=card, **text)
        expect(dialog.get_by_text(words)).to_be_visible()
        assert button.bounding_box() == before
    expect(dialog.get_by_text(CHANGED)).to_be_hidden()


def test_the_same_words_are_shown_side_by_side_and_both_can_stay(pair: Pair):
    ben = pair[1]
    begin_conflict(pair)
    expect(ben.board.dialog.get_by_role("heading", name="Zwei Fassungen")).to_be_focused()
    expect(ben.board.dialog.get_by_text("Der kleine Kiosk")).to_be_visible()
    expect(ben.board.dialog.get_by_text("Der schöne Kiosk")).to_be_visible()
    choose(ben, "Beide zusammen")
    expect(ben.board.dialog.get_by_role("button", name="Bearbeiten")).to_be_focused()
    for person in pair:
        expect(person.board.card("Kiosk")).to_contain_text("Der schöne Kiosk")
        expect(person.board.card("Kiosk")).to_contain_text("Der kleine Kiosk")


@pytest.mark.parametrize(("choice", "word"), [("Meine nehmen", "kleine"), ("Die andere nehmen", "schöne")])
def test_of_two_texts_one_can_be_chosen(pair: Pair, choice: str, word: str):
    begin_conflict(pair)
    choose(pair[1], choice)
    both_read(pair, BEGUN.replace("alte", word))


def test_a_conflict_that_is_closed_unanswered_is_there_again(pair: Pair):
    ben = pair[1]
    begin_conflict(pair)
    expect(ben.board.dialog.get_by_role("heading", name="Zwei Fassungen")).to_be_visible()
    ben.page.keyboard.press("Escape")
    ben.board.open_card("Kiosk")
    expect(ben.board.dialog.get_by_text("Der kleine Kiosk")).to_be_visible()


def test_escape_does_not_throw_away_what_was_typed(pair: Pair):
    anna = pair[0]
    anna.board.edit_card("Kiosk")
    write(anna, "Noch nicht fertig")
    anna.page.keyboard.press("Escape")
    anna.board.has_no_dialog()
    anna.board.open_card("Kiosk")
    expect(anna.board.dialog.get_by_label("Text")).to_have_value("Noch nicht fertig")


def test_what_was_typed_survives_that_the_card_is_deleted(pair: Pair):
    anna, ben = pair
    anna.board.edit_card("Kiosk")
    write(anna, "Ein langer Text")
    ben.board.choose("Kiosk", "Karte löschen")
    expect(anna.board.dialog.get_by_text(GONE)).to_be_visible()
    expect(anna.board.dialog.get_by_label("Text")).to_have_value("Ein langer Text")
    save(anna)
    expect(anna.page.get_by_text("Das liegt im Papierkorb und kann nicht geändert werden.")).to_be_visible()
    expect(anna.page.get_by_text("Ein langer Text").first).to_be_visible()


def test_two_saves_of_one_person_do_not_quarrel_with_each_other(pair: Pair):
    anna = pair[0]
    for text in ("Erst dies", "Dann das"):
        anna.board.edit_card("Kiosk")
        write(anna, text)
        save(anna)
        anna.board.close_dialog()
    both_read(pair, "Dann das")

"""Writing is light: one key for the next card, a toolbar for who knows no marks, and undo stays the browser's."""

import pytest
from playwright.sync_api import Locator, expect

from tests.client import Board
from tests.e2e.person import People, Person


@pytest.fixture
def anna(people: People, board: Board) -> Person:
    return people().join(board.key("contributor")["link"])


def text_field(person: Person) -> Locator:
    """Where the text of the next card is written, entered from the title by Tab."""
    person.page.get_by_role("button", name="Karte anlegen in Favoriten").click()
    person.page.keyboard.type("Plan")
    person.page.keyboard.press("Tab")
    return person.page.get_by_role("form", name="Karte anlegen in Favoriten").get_by_label("Text")


def select(field: Locator, words: str) -> None:
    field.evaluate(
        "(field, words) => { const at = field.value.indexOf(words); field.setSelectionRange(at, at + words.length); "
        "field.dispatchEvent(new KeyboardEvent('keyup')); }",
        words,
    )


def tool(person: Person, name: str) -> Locator:
    return person.page.get_by_role("toolbar").get_by_role("button", name=name)


def test_lists_go_on_by_enter_and_a_card_is_pinned_without_a_mouse(anna: Person):
    field = text_field(anna)
    expect(field).to_be_focused()
    keyboard = anna.page.keyboard
    keyboard.type("- Wege")
    keyboard.press("Enter")
    keyboard.type("Bänke")
    keyboard.press("Enter")
    keyboard.press("Enter")
    keyboard.type("Fertig")
    expect(field).to_have_value("- Wege\n- Bänke\nFertig")
    keyboard.press("Control+Enter")
    expect(anna.board.card("Plan").get_by_role("listitem")).to_have_text(["Wege", "Bänke"])
    expect(anna.page.get_by_role("form").get_by_label("Titel")).to_be_focused()
    expect(anna.page.get_by_role("toolbar")).to_have_count(0)


def test_the_toolbar_is_one_tab_stop_and_works_on_what_is_selected(anna: Person):
    field = text_field(anna)
    field.press_sequentially("Ein guter Weg")
    select(field, "guter")
    anna.page.keyboard.press("Tab")
    expect(tool(anna, "Fett")).to_be_focused()
    anna.page.keyboard.press("ArrowRight")
    expect(tool(anna, "Kursiv")).to_be_focused()
    anna.page.keyboard.press("Enter")
    expect(field).to_have_value("Ein *guter* Weg")
    expect(field).to_be_focused()
    expect(tool(anna, "Kursiv")).to_have_attribute("aria-pressed", "true")
    tool(anna, "Fett").click()
    expect(field).to_have_value("Ein ***guter*** Weg")
    tool(anna, "Kursiv").click()
    tool(anna, "Aufzählung").click()
    expect(field).to_have_value("- Ein **guter** Weg")
    for _ in range(3):
        anna.page.keyboard.press("Control+z")
    expect(field).to_have_value("Ein *guter* Weg")


def test_a_link_leads_only_where_links_may_lead(anna: Person):
    field = text_field(anna)
    field.press_sequentially("Der Plan")
    select(field, "Plan")
    anna.page.keyboard.press("Control+k")
    address = anna.page.get_by_label("Wohin soll der Link führen?")
    expect(address).to_be_focused()
    anna.page.keyboard.type("javascript:alert(1)")
    anna.page.keyboard.press("Enter")
    expect(anna.page.get_by_text("Bitte eine Adresse angeben")).to_be_visible()
    address.fill("www.example.org/plan")
    anna.page.keyboard.press("Enter")
    expect(field).to_have_value("Der [Plan](https://www.example.org/plan)")
    anna.page.keyboard.press("Control+Enter")
    link = anna.board.card("Plan").get_by_role("link", name="Plan")
    expect(link).to_have_attribute("href", "https://www.example.org/plan")


def test_a_title_of_a_thousand_words_is_refused_and_kept(anna: Person):
    anna.page.get_by_role("button", name="Karte anlegen in Favoriten").click()
    title = anna.page.get_by_role("form").get_by_label("Titel")
    words = " ".join(["Radweg"] * 1000)
    title.fill(words)
    title.press("Enter")
    expect(anna.page.get_by_text("Der Titel ist zu lang: 6.999 Zeichen, höchstens 500.")).to_be_visible()
    expect(title).to_have_value(words)
    anna.board.shows("Favoriten")


def test_comments_have_the_toolbar_too(anna: Person):
    anna.board.open_card("Café")
    field = anna.board.comment_text()
    field.click()
    field.press_sequentially("Sehr gut")
    anna.page.keyboard.press("Control+b")
    anna.board.dialog.get_by_role("button", name="Kommentar senden").click()
    expect(anna.board.dialog.get_by_role("listitem").locator("strong")).to_have_text("gut")


def test_a_long_text_is_folded_and_unfolded_within_the_card(people: People, board: Board):
    ideas = next(iter(board.records("column")))
    board.card(ideas, "Lang", text="\n\n".join(f"Absatz {number} über den Weg." for number in range(20)))
    anna = people().join(board.key("viewer")["link"])
    card = anna.board.card("Lang")
    fold = card.get_by_role("button", name="Mehr anzeigen")
    expect(fold).to_have_attribute("aria-expanded", "false")
    folded = card.evaluate("(one) => one.clientHeight")
    card.get_by_role("button", name="Lang", exact=True).focus()
    anna.page.keyboard.press("Tab")
    expect(fold).to_be_focused()
    anna.page.keyboard.press("Enter")
    less = card.get_by_role("button", name="Weniger")
    expect(less).to_be_focused()
    expect(less).to_have_attribute("aria-expanded", "true")
    assert card.evaluate("(one) => one.clientHeight") > folded + 100
    anna.page.keyboard.press("Enter")
    expect(fold).to_be_focused()
    anna.board.open_card("Lang")
    last = anna.board.dialog.get_by_text("Absatz 19 über den Weg.")
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport(ratio=1)


def test_a_colour_is_one_click_for_new_cards_and_old_ones(anna: Person):
    text_field(anna)
    anna.page.get_by_role("form").get_by_role("radio", name="Grün").check()
    anna.page.get_by_role("form").get_by_role("button", name="Anheften").click()
    expect(anna.board.card("Plan")).to_have_attribute("data-color", "green")
    anna.board.end_adding()
    dialog = anna.board.edit_card("Plan")
    dialog.get_by_role("radio", name="Rosa").check()
    dialog.get_by_role("button", name="Speichern").click()
    anna.board.close_dialog()
    expect(anna.board.card("Plan")).to_have_attribute("data-color", "rose")

"""What is pasted becomes clean words, or is refused in words; what was typed stays."""

import pytest
from playwright.sync_api import Locator, expect

from tests.client import Board
from tests.e2e.person import People, Person

PASTE = """(field, { text, html, picture, repeat }) => {
  const data = new DataTransfer();
  if (text) data.setData('text/plain', text.repeat(repeat ?? 1));
  if (html) data.setData('text/html', html);
  if (picture) data.items.add(new File(['x'], 'foto.png', { type: 'image/png' }));
  field.focus();
  return field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def anna(people: People, board: Board) -> Person:
    return people().join(board.key("contributor")["link"])


@pytest.fixture
def field(anna: Person) -> Locator:
    """The text of a new card, with a word in it."""
    anna.page.get_by_role("button", name="Karte anlegen in Favoriten").click()
    field = anna.page.get_by_role("form").get_by_label("Text")
    field.press_sequentially("Vorher. ")
    return field


def test_a_picture_is_refused_kindly(anna: Person, field: Locator):
    assert field.evaluate(PASTE, {"picture": True}) is False
    expect(anna.page.get_by_text("Bilder können noch nicht auf Karten stehen.")).to_be_visible()
    expect(field).to_have_value("Vorher. ")


def test_a_paste_from_a_word_processor_becomes_clean_words(anna: Person, field: Locator):
    html = "<p class=MsoNormal style='font-weight:normal'><b>Wege</b><img src='file:///x.png'></p>"
    pasted = {"text": "Wege:\r\n•\tSteg\r\n•\tBrücke\u000bam\u00a0Bach\u0007", "html": html, "picture": True}
    assert field.evaluate(PASTE, pasted) is False
    expect(field).to_have_value("Vorher. Wege:\n- Steg\n- Brücke\nam Bach")
    field.press("Control+z")
    expect(field).to_have_value("Vorher. ")


def test_ten_megabytes_reach_neither_field_nor_server(anna: Person, field: Locator, board: Board):
    before = board.snapshot()["seq"]
    assert field.evaluate(PASTE, {"text": "0123456789", "repeat": 1_000_000}) is False
    expect(anna.page.get_by_text("Das sind 10.000.000 Zeichen auf einmal")).to_be_visible()
    expect(field).to_have_value("Vorher. ")
    assert board.snapshot()["seq"] == before


def test_emoji_and_words_that_run_leftward_are_shown_well(anna: Person):
    anna.board.add_card("Favoriten", "שלום לכולם", "مرحبا 👨‍👩‍👧\n\nUnd Deutsch.")
    card = anna.board.card("שלום לכולם")
    expect(card).to_be_visible()
    style = "(all, name) => all.map((one) => getComputedStyle(one)[name])"
    assert card.get_by_role("paragraph").evaluate_all(style, "unicodeBidi")[:2] == ["plaintext", "plaintext"]
    assert card.get_by_role("heading").get_by_role("button").evaluate_all(style, "direction") == ["rtl"]


def test_a_pasted_script_address_is_no_link(anna: Person, field: Locator):
    words = "[hier](javascript:alert(1)) javascript:alert(1)"
    field.evaluate(PASTE, {"text": words + "\u200b"})
    expect(field).to_have_value(f"Vorher. {words}")
    anna.page.get_by_role("form").get_by_label("Titel").fill("Böse")
    anna.page.keyboard.press("Enter")
    expect(anna.board.card("Böse")).to_contain_text("javascript:alert(1)")
    expect(anna.board.card("Böse").get_by_role("link")).to_have_count(0)

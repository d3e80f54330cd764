"""German or English as a whole: after a switch every word on the page is of the other language, or somebody's own."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.client import Board
from tests.e2e.person import People, Person
from tests.page_words import page_words

# What is nobody's language: numbers, signs, initials of a name, dates, and the name of the other language.
NEUTRAL = re.compile(r"[\W\d]*|Deutsch|English|Korkwand|[\w ,.:–/]*\d{1,2}:\d{2}.*|http\S*")
LIST = b"title;text;color\nRadweg;;\n;;red\n"
OWN = {"title", "text", "color", "UTC", "Sommerfest", "Ideen", "Favoriten", "Radweg", "Spielplatz", "Café"}

COLLECT = """() => {
  const found = new Set([document.title]);
  const seen = (element) => element.checkVisibility() && !element.closest('option:not(:checked)');
  for (const element of document.querySelectorAll('body, body *')) {
    if (!seen(element)) continue;
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) found.add(element.getAttribute(name) ?? '');
    const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    found.add(own.map((node) => node.data).join(''));
  }
  return [...found].map((words) => words.trim()).filter((words) => words);
}"""


def patterns(language: str) -> re.Pattern[str]:
    """Every entry of a catalogue, with anything in its gaps; also joined as the page joins them."""
    entries = page_words(language).values()
    texts = [text for entry in entries for text in ([entry] if isinstance(entry, str) else entry.values())]
    filled = [re.sub(r"\\\{\w+\\\}", ".+", re.escape(text.strip())) for text in texts]
    return re.compile(f"(?:· )?(?:{'|'.join(sorted(filled, key=len, reverse=True))})")


def foreign(page: Page, language: str) -> list[str]:
    """Words on the page that are neither in the language's catalogue nor somebody's own."""
    known = patterns(language)
    page.get_by_text("One moment …").first.wait_for(state="detached")
    words = [word.removesuffix(" – Korkwand").removeprefix("· ").removesuffix(":") for word in page.evaluate(COLLECT)]
    assert len(words) > 3
    left = {word for word in words if word not in OWN and not NEUTRAL.fullmatch(word)}
    return sorted(word for word in left if not all(known.fullmatch(part) or part in OWN for part in word.split(" · ")))


VIEWS = {
    "board": [],
    "board menu": ["Menu of the board"],
    "card menu": ["Menu of the card Radweg"],
    "column menu": ["Menu of the column Ideen"],
    "carried column": ["Menu of the column Ideen", "Move with the arrow keys"],
    "card": ["Radweg"],
    "editor": ["Radweg", "Edit"],
    "move": ["Menu of the card Radweg", "Move to …"],
    "share": ["Share"],
    "people": ["Who is here?"],
    "own link": ["Who is here?", "Use another device", "Make a personal link"],
    "forget me": ["Who is here?", "Delete me from this board"],
    "visitors": ["Who is here?", "Everybody who was here"],
    "report": ["Menu of the card Spielplatz", "Report"],
    "retention": ["Menu of the board", "End of the board"],
    "audit": ["Menu of the board", "Who did what?"],
    "print": ["Menu of the board", "Print …"],
    "import": ["Menu of the board", "Import …"],
    "delete a column": ["Menu of the column Ideen", "Delete column"],
    "new card": ["Add a card in Ideen"],
    "link": ["Radweg", "Edit", "Insert a link"],
    "archive": ["Menu of the board", "Archive board"],
    "delete the board": ["Menu of the board", "Delete board"],
    "new column": ["Add a column"],
    "search": ["Search"],
    "toast": ["Menu of the card Radweg", "Delete card"],
    "list": ["Menu of the board", "View as a list"],
    "list menu": ["More Spielplatz"],
    "list search": ["Search"],
    "trash": ["Menu of the board", "Trash", "Delete “Radweg” for good"],
    "undone": ["Undo"],
}


def walk(person: Person, names: list[str]) -> None:
    for name in names:
        pressable = person.page.get_by_role("button", name=name).or_(person.page.get_by_role("menuitem", name=name))
        pressable.filter(visible=True).first.click()


@pytest.fixture
def reader(people: People, board: Board) -> Person:
    """Coordinates the board and has just switched to English."""
    reader = people().join(board.key("coordinator")["link"])
    reader.board.menu().get_by_role("menuitem", name="English").click()
    expect(reader.page.get_by_text("Connected", exact=True)).to_be_visible()
    return reader


def test_english_is_complete_on_the_board(reader: Person):
    assert reader.page.evaluate("document.documentElement.lang") == "en"
    found = {}
    for view, names in VIEWS.items():
        walk(reader, names)
        if words := foreign(reader.page, "en"):
            found[view] = words
        for _ in range(2):
            reader.page.keyboard.press("Escape")
    assert found == {}


def test_english_is_complete_while_a_list_is_imported(reader: Person):
    walk(reader, ["Menu of the board", "Import …"])
    with reader.page.expect_file_chooser() as chooser:
        reader.page.get_by_role("button", name="Choose a file").click()
    chooser.value.set_files([{"name": "Ideen", "mimeType": "text/csv", "buffer": LIST}])
    reader.page.get_by_text("Further settings").click()
    reader.page.get_by_text("1 note about a line").click()
    reader.page.get_by_label("Time zone of the dates").select_option("UTC")
    reader.page.get_by_role("button", name="Import 1 card").wait_for()
    assert foreign(reader.page, "en") == []
    reader.page.get_by_role("button", name="Import 1 card").click()
    reader.page.get_by_role("heading", name="Import finished").wait_for()
    assert foreign(reader.page, "en") == []


def test_the_choice_is_kept_on_this_device(reader: Person):
    reader.page.reload()
    expect(reader.page.get_by_text("Connected", exact=True)).to_be_visible()
    reader.open("/")
    expect(reader.page.get_by_role("heading", name="Collect ideas together")).to_be_visible()
    assert reader.page.evaluate("document.documentElement.lang") == "en"
    assert foreign(reader.page, "en") == []


@pytest.mark.parametrize(("tag", "language"), [("en-GB", "en"), ("de-AT", "de"), ("fr-FR", "de")])
def test_the_plain_pages_speak_the_language_of_the_browser(people: People, board: Board, tag: str, language: str):
    person = people(locale=tag, bad_network=True)
    maker = board.browser("viewer")
    personal = maker.client.post(f"{maker.url}/me/link").json()["link"]
    for path in ("/", "/b/nothing", board.key("viewer", password="Sonnenblume")["link"], personal):
        # What differs only behind its # would be the same page, which goes on.
        person.page.goto("about:blank")
        person.open(path)
        person.page.get_by_role("heading", level=1).wait_for()
        assert person.page.evaluate("document.documentElement.lang") == language
        assert foreign(person.page, language) == []


def test_words_of_the_other_language_are_found(reader: Person):
    heading = reader.page.get_by_role("heading", level=2, name="Ideen")
    heading.evaluate("(heading) => { heading.textContent = 'Karte anlegen'; }")
    assert foreign(reader.page, "en") == ["Karte anlegen"]

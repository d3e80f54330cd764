"""Texts made to do harm stay texts: nothing in them runs, and only our small part of Markdown is shown as markup."""

import pytest
from playwright.sync_api import Page, expect

from tests.client import Board, Guest
from tests.doors import Server
from tests.e2e.board_view import PATIENT_MS
from tests.e2e.person import People, Person

LONG = 10_000
TEXTS = [
    "<script>harm()</script>",
    "<img src=x onerror=harm()>",
    "<svg/onload=harm()>",
    '"><iframe srcdoc="<script>parent.harm()</script>">',
    "<a href='javascript:harm()'>Hier</a>",
    "[Hier](javascript:harm())",
    "[Hier](JaVaScRiPt&colon;harm())",
    "[Hier](data:text/html,<script>harm()</script>)",
    "[Hier](vbscript:harm) [Hier](file:///etc/passwd) [Hier](//example.org)",
    "![Bild](https://example.org/x.png) ![Bild](x 'onerror=harm()')",
    '<javascript:harm()> <https://example.org/?"onmouseover=harm()>',
    "`{{constructor.constructor('harm()')()}}` ${harm()} {@html harm()}",
    "<style>@import 'https://example.org/x.css'; * { display: none }</style>",
    "<form action=https://example.org><input name=title autofocus onfocus=harm()>",
    "\u202egnp.gro.elpmaxe\u202c <b onclick=harm()>fett</b>",
    "[![x](https://example.org/x.png)](javascript:harm())\n\n[x]: javascript:harm()\n\n[x]",
    "W" * LONG,
]
LONGEST = {"title": 500, "comment": 5000, "name": 80}

# The Markdown subset, and what cards are made of.
ALLOWED = {"p", "strong", "em", "s", "blockquote", "ul", "ol", "li", "br", "a", "div", "span"}
FRAME = {"h3", "button", "svg", "path", "article", "section", "ol", "li", "h2", "form", "label", "textarea", "header"}

ELEMENTS = """(root) => [...root.querySelectorAll('*')].map((element) => [
  element.localName, element.getAttribute('href') ?? '', [...element.attributes].map((one) => one.name).join(' '),
])"""
CANARY = "window.harm = () => console.error('HARM'); window.name = '';"


@pytest.fixture(scope="module")
def board(server: Server) -> Board:
    """Every text as a card's title, as a card's text, as a comment, and as the name of who wrote it."""
    board = Guest(server.address).make_board(TEXTS[1][:200], description=TEXTS[0])
    columns = [board.column(text[:200]) for text in TEXTS[:3]]
    link = board.key("contributor")
    for number, text in enumerate(TEXTS):
        guest = Guest(server.address).enter(board.id, link["secret"], name=text[: LONGEST["name"]])
        title = text[: LONGEST["title"]].replace("\n", " ")
        card = guest.card(columns[number % 3]["id"], title, text=text)
        guest.do("comment.add", card_id=card["id"], text=text[: LONGEST["comment"]])
    return board


def enter(people: People, board: Board) -> Person:
    person = people()
    person.context.add_init_script(CANARY)
    person.page.on("dialog", lambda dialog: person.faults.append(f"dialog: {dialog.message}"))
    return person.join(board.key("coordinator")["link"])


def check_elements(page: Page, role: str) -> None:
    """Only known elements, no handlers, and links lead where links may."""
    for element, href, attributes in page.get_by_role(role).last.evaluate(ELEMENTS):  # type: ignore[arg-type]
        assert element in ALLOWED | FRAME, element
        assert not any(name.startswith("on") for name in attributes.split()), attributes
        assert href.split(":")[0] in {"", "https", "http", "mailto"}, href
        assert element != "a" or "rel" in attributes.split()


def test_on_the_board_they_are_text(people: People, board: Board):
    person = enter(people, board)
    stored = sorted(card["title"] for card in board.records("card").values())
    headings = person.page.get_by_role("article").get_by_role("heading", level=3)
    expect(headings).to_have_count(len(TEXTS), timeout=PATIENT_MS)
    assert sorted(text.strip() for text in headings.all_text_contents()) == stored
    assert person.page.get_by_role("heading", level=1).text_content() == TEXTS[1]
    check_elements(person.page, "main")
    for link in person.page.get_by_role("main").get_by_role("link").all():
        assert "noopener" in (link.get_attribute("rel") or "")


def test_in_the_open_card_they_are_text(people: People, board: Board):
    person = enter(people, board)
    for title in [text[: LONGEST["title"]].replace("\n", " ") for text in TEXTS]:
        heading = person.page.get_by_role("article").get_by_role("heading", level=3)
        card = heading.filter(has_text=title.strip()[:60]).first
        card.get_by_role("button").evaluate("(button) => button.click()")
        expect(person.board.dialog.get_by_label("Etwas dazu schreiben")).to_be_visible()
        check_elements(person.page, "dialog")
        person.page.keyboard.press("Escape")
        person.board.has_no_dialog()


def test_links_and_pictures_can_be_clicked_without_harm(people: People, board: Board):
    person = enter(people, board)
    for place in person.page.get_by_text("Hier").all():
        place.evaluate("(element) => element.click()")
    person.page.keyboard.press("Escape")
    person.board.people(1).click()
    expect(person.board.dialog).to_be_visible()


@pytest.mark.parametrize("width", [1280, 320])
def test_a_word_without_end_does_not_widen_the_page(people: People, board: Board, width: int):
    person = people(viewport={"width": width, "height": 800}).join(board.key("editor")["link"])
    wide = "(all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).length"
    assert person.page.get_by_role("article").evaluate_all(wide) == 0
    assert person.page.evaluate("document.documentElement.scrollWidth") <= width
    heading = person.page.get_by_role("heading", level=3).filter(has_text="WWWW")
    heading.get_by_role("button").evaluate("(button) => button.click()")
    expect(person.board.dialog).to_be_visible()
    assert person.board.dialog.evaluate("(dialog) => dialog.scrollWidth <= dialog.clientWidth")
    assert person.page.evaluate("document.documentElement.scrollWidth") <= width


PLACES = """(element, words) => {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let text; (text = texts.nextNode()); ) {
    const range = document.createRange();
    const at = text.data.indexOf(words);
    if (at < 0) continue;
    return [0, words.length - 1].map((letter) => {
      range.setStart(text, at + letter);
      range.setEnd(text, at + letter + 1);
      return range.getBoundingClientRect().left;
    });
  }
}"""


def test_a_name_that_turns_the_direction_turns_only_itself(people: People, server: Server):
    board = Guest(server.address).make_board("Sommerfest")
    guest = Guest(server.address).enter(board.id, board.key("editor")["secret"], name="\u2069\u202eneB")
    card = guest.card(board.column("Ideen")["id"], "\u2069\u202egewdaR")
    guest.do("comment.add", card_id=card["id"], text="Gut")
    person = people().join(board.key("editor")["link"])
    person.page.get_by_role("heading", level=3).get_by_role("button").click()
    for byline in person.board.dialog.get_by_text("heute").all():
        first, last = byline.evaluate(PLACES, "heute")
        assert first < last
    assert person.board.dialog.get_by_text("heute").count() == 2
    person.board.dialog.get_by_role("button", name="Mehr").click()
    person.page.get_by_role("menuitem", name="Karte löschen").click()
    first, last = person.page.get_by_text("liegt jetzt im Papierkorb").evaluate(PLACES, "Papierkorb")
    assert first < last


def test_the_canary_sings_when_something_runs(people: People, board: Board):
    person = enter(people, board)
    person.page.evaluate("harm()")
    person.page.evaluate("0")
    assert any("HARM" in fault for fault in person.faults)
    person.faults.clear()

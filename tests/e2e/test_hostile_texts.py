"""Texts made to do harm stay texts: nothing in them runs, and only our own few marks are shown as what they mean."""

import csv
import io
import re
from contextlib import ExitStack

import pytest
from playwright.sync_api import Page, expect

from tests.client import Board, Guest
from tests.doors import Server
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
    # Handlers, in all the ways that are not spelled <script>.
    "<body onload=harm()>",
    "<details open ontoggle=harm()><summary>x</summary></details>",
    "<video><source onerror=harm()></video><audio src=x onerror=harm()>",
    "<marquee onstart=harm()>x</marquee><select autofocus onfocus=harm()>",
    "<input type=image src=x onerror=harm()><button autofocus onfocus=harm()>",
    "<style onload=harm()></style><link rel=stylesheet href=//example.org/x.css onerror=harm()>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=harm()>",
    "<svg><animate onbegin=harm() attributeName=x dur=1s><set onend=harm()>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload=harm()>#x'/></svg>",
    "<template><script>harm()</script></template><noscript><p title='</noscript><img src=x onerror=harm()>'>",
    "<scr<script>ipt>harm()</scr</script>ipt>",
    "</textarea></title></style></script><script>harm()</script>",
    "<!--><img src=x onerror=harm()>-->",
    "<![CDATA[<script>harm()</script>]]>",
    "<iframe src=javascript:parent.harm()></iframe><object data=javascript:harm()><embed src=javascript:harm()>",
    "<base href=https://example.org/><meta http-equiv=refresh content='0;url=javascript:harm()'>",
    # Written so that a filter may not see it, and a browser may.
    "&lt;script&gt;harm()&lt;/script&gt; &#60;img src=x onerror=harm()&#62;",
    "\uff1cscript\uff1eharm()\uff1c/script\uff1e +ADw-script+AD4-harm()+ADw-/script+AD4-",
    "%3Cscript%3Eharm()%3C/script%3E \\u003cscript\\u003eharm()\\u003c/script\\u003e",
    "<img src=x onerror=&#104;&#97;&#114;&#109;()>",
    # Links.
    "[Hier](java\tscript:harm()) [Hier](\u00a0javascript:harm()) [Hier](&#106;avascript:harm())",
    "[Hier](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9aGFybSgpPg==) [Hier](blob:https://example.org/x)",
    "[Hier](<javascript:harm()>) [Plan](https://example.org/\"onmouseover=\"harm()) [Hier]( 'x' )",
    "[Plan](https://example.org 'x\" onclick=\"harm()') https://example.org@evil.example/x",
    "[Hier]: javascript:harm()\n\n[Hier][Hier] <mailto:x@example.org?subject=<script>harm()</script>>",
    "javascript:harm() data:text/html,harm() vbscript:harm()",
    # Spreadsheets, templates, databases, names that objects have.
    '=HYPERLINK("javascript:harm()";"Hier") =cmd|\' /C calc\'!A0',
    "__proto__ constructor toString hasOwnProperty",
    "'; DROP TABLE card; -- ${{7*7}} <%= harm() %> {{harm()}} #{harm()}",
    # Letters.
    "Z\u0351\u036b\u0343a\u0322\u0327l\u0321\u0353g\u0321o\u0322 \u200b\u200d\u2060\ufeff <b>x</b>",
    "\u05d0\u05d1 <script>harm()</script> \u0627\u0644 \u2066<b onclick=harm()>x\u2069",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467 <img src=\U0001f4a9 onerror=harm()>",
    "> <script>harm()</script>\n- <img src=x onerror=harm()>\n\n    <b>x</b>\n\n| a |\n|---|\n| <svg onload=harm()> |",
    "W" * LONG,
]
MOST_NAMES = 20
LONGEST = {"title": 500, "comment": 5000, "name": 80}

# What the list view has beside them, and what is found.
LISTED = {"h4", "nav", "mark"}
# What a person may bring in a file, and what its dialog is made of.
BY_FILE = {"details", "summary", "fieldset", "legend", "select", "option", "input", "datalist"}
# What marks become, and what cards are made of.
ALLOWED = {"p", "strong", "em", "code", "blockquote", "ul", "ol", "li", "hr", "a", "div", "span"}
FRAME = {"h3", "button", "svg", "path", "article", "section", "ol", "li", "h2", "form", "label", "textarea", "header"}

ELEMENTS = """(root) => [...root.querySelectorAll('*')].map((element) => [
  element.localName, element.getAttribute('href') ?? '', [...element.attributes].map((one) => one.name).join(' '),
])"""
CANARY = "window.harm = () => console.error('HARM'); window.name = '';"


@pytest.fixture(scope="module")
def board(server: Server) -> Board:
    """Every text as a column's title, as a card's title and text, as a comment, and as the name of who wrote it."""
    board = Guest(server.address).make_board(TEXTS[1][:200], description=TEXTS[0])
    link = board.key("contributor")
    for text in TEXTS:
        column = board.column(one_line(text), description=text[:2000])
        guest = Guest(server.address).enter(board.id, link["secret"], name=one_line(text)[: LONGEST["name"]])
        card = guest.card(column["id"], one_line(text), text=text)
        guest.do("comment.add", card_id=card["id"], text=text[: LONGEST["comment"]])
    return board


def one_line(text: str) -> str:
    """As a title is."""
    return " ".join(text.split("\n"))[: LONGEST["title"]].strip()


def enter(people: People, board: Board) -> Person:
    person = people()
    person.context.add_init_script(CANARY)
    person.page.on("dialog", lambda dialog: person.faults.append(f"dialog: {dialog.message}"))
    return person.join(board.key("coordinator")["link"])


def check_elements(page: Page, role: str, more: frozenset[str] | set[str] = frozenset()) -> None:
    """Only known elements, no handlers, and links lead where links may."""
    for element, href, attributes in page.get_by_role(role).last.evaluate(ELEMENTS):  # type: ignore[arg-type]
        assert element in ALLOWED | FRAME | more, element
        assert not any(name.startswith("on") for name in attributes.split()), attributes
        if re.fullmatch(r"#(card|column)=[\da-f-]{36}|/api/boards/[\da-f-]{36}/me/export.json", href):
            continue  # our own
        assert href.split(":")[0] in {"", "https", "http", "mailto"}, href
        assert element != "a" or "rel" in attributes.split()


def test_on_the_board_they_are_text(people: People, board: Board):
    person = enter(people, board)
    stored = sorted(card["title"] for card in board.records("card").values())
    headings = person.page.get_by_role("article").get_by_role("heading", level=3)
    expect(headings).to_have_count(len(TEXTS))
    assert sorted(text.strip() for text in headings.all_text_contents()) == stored
    assert person.page.get_by_role("heading", level=1).text_content() == TEXTS[1]
    check_elements(person.page, "main")
    for link in person.page.get_by_role("main").get_by_role("link").all():
        assert "noopener" in (link.get_attribute("rel") or "")


def test_in_the_list_and_among_what_is_found_they_are_text(people: People, board: Board):
    person = enter(people, board)
    person.open(f"/b/{board.id}/list")
    person.board.is_live()
    cards = person.page.get_by_role("main").get_by_role("article")
    expect(cards).to_have_count(len(TEXTS))
    check_elements(person.page, "main", LISTED)
    for words in ("<script>harm", "javascript:", "onerror=harm()", "'); DROP", "\u202e", "&#60;img"):
        person.board.search(words)
        check_elements(person.page, "main", LISTED)


def test_in_the_open_card_they_are_text(people: People, board: Board):
    person = enter(people, board)
    cards = person.page.get_by_role("article").get_by_role("heading", level=3).get_by_role("button")
    for place in range(len(TEXTS)):
        cards.nth(place).evaluate("(button) => button.click()")
        expect(person.board.dialog.get_by_label("Etwas dazu schreiben")).to_be_visible()
        check_elements(person.page, "dialog")
        person.page.keyboard.press("Escape")
        person.board.has_no_dialog()


def test_there_are_at_least_forty_of_them():
    assert len(set(TEXTS)) >= 40


def test_in_the_title_of_the_board_they_are_text(people: People, server: Server):
    board = Guest(server.address).make_board("Sommerfest")
    person = enter(people, board)
    for text in TEXTS:
        board.do("board.rename", title=one_line(text))
        stored = board.records("board")[board.id]["title"]
        heading = person.page.get_by_role("heading", level=1)
        expect(heading).to_have_js_property("textContent", stored)
        assert heading.locator("*").count() == 0


def test_in_the_names_of_who_is_here_they_are_text(people: People, server: Server):
    board = Guest(server.address).make_board("Sommerfest")
    link = board.key("viewer")["secret"]
    with ExitStack() as stack:
        for text in TEXTS[: MOST_NAMES - 1]:
            name = one_line(text)[: LONGEST["name"]]
            stack.enter_context(Guest(server.address).enter(board.id, link, name=name).live())
        person = enter(people, board)
        person.board.people(MOST_NAMES).click()
        expect(person.board.dialog.get_by_role("listitem")).to_have_count(MOST_NAMES)
        check_elements(person.page, "dialog", {"input", "fieldset", "legend"})


def table() -> bytes:
    """All texts in every column of a table."""
    written = io.StringIO()
    rows = csv.writer(written, delimiter=";")
    rows.writerow(["ID", "Titel", "Text (Markdown)", "Spalte", "Autor", "Farbe", "Datum"])
    for number, text in enumerate(TEXTS):
        rows.writerow([f"{number}{text}"[:200], one_line(text), text, one_line(text), text[:80], text[:80], text[:80]])
    return written.getvalue().encode()


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_imported_from_a_file_they_are_text(people: People, server: Server, board: Board, kind: str):
    content = table() if kind == "csv" else board.client.get(f"{board.url}/export.json").content
    person = enter(people, Guest(server.address).make_board("Sommerfest"))
    dialog = person.board.open_import()
    with person.page.expect_file_chooser() as chooser:
        dialog.get_by_role("button", name="Datei wählen").click()
    name = f"<img src=x onerror=harm()>.{kind}"
    chooser.value.set_files([{"name": name, "mimeType": "text/plain", "buffer": content}])
    expect(dialog.get_by_text(name, exact=True)).to_be_visible()
    expect(dialog.get_by_role("heading", name="So werden die ersten 6 Karten aussehen")).to_be_visible()
    check_elements(person.page, "dialog", BY_FILE)
    dialog.get_by_role("button", name="Karten importieren").click()
    expect(dialog.get_by_role("heading", name="Import fertig")).to_be_visible()
    check_elements(person.page, "dialog", BY_FILE)
    dialog.get_by_role("button", name="Zum Board").click()
    headings = person.page.get_by_role("article").get_by_role("heading", level=3)
    expect(headings).to_have_count(len(TEXTS))
    check_elements(person.page, "main")
    person.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    person.page.emulate_media(media="print")
    expect(headings.filter(visible=True)).to_have_count(len(TEXTS))
    for place in person.page.get_by_role("article").all():
        for element, href, attributes in place.evaluate(ELEMENTS):
            assert element in ALLOWED | FRAME, element
            assert not any(name.startswith("on") for name in attributes.split()), attributes
            assert href.split(":")[0] in {"", "https", "http", "mailto"}, href


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

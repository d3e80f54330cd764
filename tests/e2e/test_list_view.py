"""The list: the same board to be read from top to bottom, with every function and without any dragging."""

import pytest
from playwright.sync_api import expect

from tests.client import Board, Guest, edit, new_id
from tests.doors import Server
from tests.e2e.ax_tree import AxTree
from tests.e2e.person import People, Person

COUNT_CARDS = """() => {
    globalThis.counts = [];
    globalThis.counting?.disconnect();
    const old = document.querySelector('main');
    globalThis.counting = new MutationObserver(() => {
        const main = document.querySelector('main');
        if (main !== old) counts.push(main.querySelectorAll('[data-item]').length);
    });
    counting.observe(document.body, { childList: true, subtree: true });
}"""
"""After each change, how many cards the view has that came after this one."""


def in_list(person: Person, board: Board, role: str) -> Person:
    return person.join(board.key(role)["link"].replace("#", "/list#"))


def make_columns_and_cards(tree: AxTree) -> None:
    tree.act("button", "Erste Spalte anlegen")
    for title in ("Ideen", "Favoriten"):
        tree.go("textbox", "Name der Spalte").write(title, "Enter").find("heading", title)
    tree.press("Escape").act("button", "Karte anlegen in Ideen")
    for title in ("Radweg", "Spielplatz"):
        tree.go("textbox", "Titel").write(title, "Enter").find("heading", title)
    tree.press("Escape")


def write_and_comment(tree: AxTree) -> None:
    tree.act("button", "Öffnen Radweg").find("dialog", "Radweg")
    tree.act("button", "Bearbeiten").go("textbox", "Text").write("Am Fluss entlang", "Control+Enter")
    tree.find("StaticText", "Am Fluss entlang")
    tree.go("textbox", "Etwas dazu schreiben").write("Mit Bänken", "Control+Enter").find("heading", "1 Kommentar")
    tree.press("Escape").is_gone("dialog")


def move_and_recolour(tree: AxTree) -> None:
    tree.act("button", "Verschieben nach … Radweg").find("dialog", "Wohin mit der Karte?")
    tree.go("radio", "Favoriten").press("Space").act("button", "Verschieben").is_gone("dialog")
    assert tree.below(tree.find("region", "Favoriten"), "heading") == ["Favoriten", "Radweg"]
    tree.act("button", "Mehr Radweg").act("menuitemradio", "Grün").is_gone("menu")
    tree.act("button", "Menü der Spalte Favoriten").act("menuitem", "Nach oben").is_gone("menu")


def search(tree: AxTree) -> None:
    tree.act("button", "Suchen").go("searchbox", "Karten durchsuchen").write("fluss")
    tree.find("StaticText", "1 von 2 Karten")
    assert [card.name for card in tree.named("article")] == ["Radweg"]
    tree.press("Escape").find("article", "Spielplatz")


def delete_and_take_back(tree: AxTree) -> None:
    tree.act("button", "Mehr Spielplatz").act("menuitem", "Karte löschen").is_gone("article", "Spielplatz")
    tree.act("button", "Rückgängig").find("article", "Spielplatz")


def share(tree: AxTree) -> str:
    tree.act("button", "Teilen").find("dialog", "Board teilen")
    tree.act("button", "Link erzeugen")
    link = tree.find("textbox", "Neuer Link: Mitmachen").value
    tree.press("Escape").is_gone("dialog")
    return link


def test_a_whole_session_by_the_accessibility_tree_alone(people: People, server: Server):
    board = Guest(server.address).make_board("Sommerfest")
    person = people().open(board.key("coordinator")["link"].replace("#", "/list#"))
    tree = AxTree(person.page)
    tree.find("StaticText", "Verbunden")
    make_columns_and_cards(tree)
    write_and_comment(tree)
    move_and_recolour(tree)
    search(tree)
    delete_and_take_back(tree)
    assert [(node.level, node.name) for node in tree.named("heading")] == [
        (1, "Sommerfest"),
        (2, "Favoriten"),
        (3, "Radweg"),
        (2, "Ideen"),
        (3, "Spielplatz"),
    ]
    assert [
        node for node in tree.nodes() if node.role in {"button", "link", "textbox", "article"} and not node.name
    ] == []
    assert people().open(share(tree)).board.is_live() is None
    cards = {card["title"]: card for card in board.records("card").values()}
    columns = {column["id"]: column["title"] for column in board.records("column").values()}
    assert {title: columns[card["column_id"]] for title, card in cards.items()} == {
        "Radweg": "Favoriten",
        "Spielplatz": "Ideen",
    }
    assert (cards["Radweg"]["text"], cards["Radweg"]["color"]) == ("Am Fluss entlang", "green")
    assert [comment["text"] for comment in board.records("comment").values()] == ["Mit Bänken"]


def test_list_and_board_are_one_visit(people: People, board: Board):
    anna = people().join(board.key("editor")["link"])
    asked: list[str] = []
    anna.page.on("request", lambda request: asked.append(request.url))
    anna.page.on("websocket", lambda socket: asked.append(socket.url))
    anna.board.menu().get_by_role("menuitem", name="Als Liste ansehen").click()
    expect(anna.page.get_by_role("button", name="Öffnen Radweg")).to_be_visible()
    anna.board.tells("Das Board steht jetzt als Liste da.")
    assert anna.page.url.endswith(f"/b/{board.id}/list")
    expect(anna.page.get_by_role("button", name="Menü des Boards")).to_be_focused()
    anna.page.go_back()
    expect(anna.page.get_by_role("button", name="Menü der Karte Radweg")).to_be_attached()
    for words in ("Als Liste ansehen", "Als Pinnwand ansehen"):
        link = anna.page.get_by_role("link", name=words)
        link.focus()
        expect(link).to_be_in_viewport(ratio=1)
        link.press("Enter")
    expect(anna.page.get_by_role("button", name="Menü der Karte Radweg")).to_be_attached()
    assert [url for url in asked if "/api/" in url] == []


def test_one_jumps_to_a_column_and_nothing_is_lost_on_the_way(people: People, board: Board):
    for number in range(30):
        board.card(next(iter(board.records("column"))), f"Idee {number}")
    anna = in_list(people(), board, "viewer")
    anna.page.get_by_role("navigation", name="Spalten").get_by_role("link", name="Favoriten").press("Enter")
    heading = anna.page.get_by_role("heading", name="Favoriten", exact=True)
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    assert "#" not in anna.page.url
    expect(anna.page.get_by_role("button", name="Verschieben nach …")).to_have_count(0)


@pytest.mark.parametrize("words", ["Öffnen", "Verschieben nach …", "Mehr"])
def test_the_focus_stays_on_its_button_while_others_change_the_board(people: People, board: Board, words: str):
    anna = in_list(people(), board, "editor")
    ids = {card["title"]: card["id"] for card in board.records("card").values()}
    columns = {column["title"]: column["id"] for column in board.records("column").values()}
    held = anna.page.get_by_role("button", name=f"{words} Spielplatz", exact=True)
    held.focus()
    board.do("card.move", card_id=ids["Spielplatz"], column_id=columns["Ideen"], after_id=ids["Café"])
    anna.board.shows("Ideen", "Radweg", "Café", "Spielplatz")
    expect(held).to_be_focused()
    board.do("card.move", card_id=ids["Spielplatz"], column_id=columns["Favoriten"])
    anna.board.shows("Favoriten", "Spielplatz")
    expect(held).to_be_focused()
    board.do("card.move", card_id=ids["Spielplatz"], column_id=columns["Ideen"], after_id=ids["Radweg"])
    anna.board.shows("Ideen", "Radweg", "Spielplatz", "Café")
    expect(held).to_be_focused()
    board.do("card.delete", card_id=ids["Spielplatz"])
    anna.board.shows("Ideen", "Radweg", "Café")
    expect(anna.page.get_by_role("button", name=f"{words} Café", exact=True)).to_be_focused()
    anna.board.tells("Die Karte unter Ihrer Hand wurde von jemand anderem entfernt.")


def test_who_changes_to_the_list_of_a_long_board_sees_its_beginning_first(people: People, board: Board):
    ideas = next(iter(board.records("column")))
    board.submit(*(edit("card.add", card_id=new_id(), column_id=ideas, title=f"Idee {n}") for n in range(200)))
    anna = people().join(board.key("viewer")["link"])
    cards = anna.page.locator("main [data-item]")
    for view in ("Als Liste ansehen", "Als Pinnwand ansehen"):
        expect(cards).to_have_count(203)
        anna.page.evaluate(COUNT_CARDS)
        link = anna.page.get_by_role("link", name=view)
        link.focus()
        anna.page.keyboard.press("Enter")
        expect(cards).to_have_count(203)
        counts = anna.page.evaluate("counts")
        assert 0 < counts[0] < 100, counts

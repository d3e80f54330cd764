"""A list becomes cards in the page: choose, correct, import, read the report; what cannot be read is told in words."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, Route, expect

from tests.client import Board, Guest
from tests.doors import Server
from tests.e2e.person import People, Person

LIST = "Nr;Betreff;Beitrag;Bereich;Wer;Datum\n" + "".join(
    f"{number};Idee {number};Text **{number}**;{('Verkehr', 'Plätze')[number % 2]};Renate;{number}.6.2026\n"
    for number in range(1, 6)
)
BAD_LINES = "Titel;Text;Farbe;Datum\nGut;;blau;1.6.2026\n;;;\n;;rot;31.2.2026\nBunt;;kariert;gestern\n"
COMMENTS = "Karte;Kommentar;Von\n1;Ja;Jonas\n1;Nein;\n9;Wozu?;\n"

# As a browser does it when a file is dragged from the desktop, which Playwright cannot.
DRAG = """([type, name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name, { type: 'text/csv' }));
  const target = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
  target.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


def file(name: str, text: str | bytes) -> FilePayload:
    """A file as a person has it."""
    return {"name": name, "mimeType": "text/csv", "buffer": text if isinstance(text, bytes) else text.encode()}


@pytest.fixture
def empty(server: Server) -> Board:
    """A board with nothing on it but a column."""
    board = Guest(server.address).make_board("Sommerfest")
    board.column("Verkehr")
    return board


@pytest.fixture
def coordinator(people: People, empty: Board) -> Person:
    """Coordinates the empty board; what is refused shows in the browser's console."""
    return people(bad_network=True).join(empty.key("coordinator")["link"])


def choose(dialog: Locator, *files: FilePayload | Path, button: str = "Datei wählen") -> None:
    """Choose files by the button."""
    with dialog.page.expect_file_chooser() as chooser:
        dialog.get_by_role("button", name=button).click()
    chooser.value.set_files(list(files))  # type: ignore[arg-type]


def titles(board: Board) -> list[str]:
    return sorted(card["title"] for card in board.records("card").values())


def test_a_list_is_guessed_corrected_and_imported_and_the_report_can_be_read(coordinator: Person, empty: Board):
    dialog = coordinator.board.open_import()
    choose(dialog, file("ideen.csv", LIST))
    expect(dialog.get_by_role("heading", name="So wird die Liste gelesen")).to_be_focused()
    expect(dialog.get_by_label("Titel")).to_have_value("Betreff")
    expect(dialog.get_by_label("Name")).to_have_value("")
    dialog.get_by_label("Name").select_option("Wer")
    dialog.get_by_label("Datum").select_option("weglassen")
    expect(dialog.get_by_role("listitem").filter(has_text="Idee 1")).to_contain_text("Renate")
    expect(dialog.get_by_role("status").first).to_contain_text("5 Karten in 2 Spalten")
    dialog.get_by_role("button", name="5 Karten importieren").click()
    expect(dialog.get_by_role("heading", name="Import fertig")).to_be_focused()
    expect(dialog.get_by_text("5 Karten sind dazugekommen.")).to_be_visible()
    dialog.get_by_role("button", name="Zum Board").click()
    coordinator.board.shows("Verkehr", "Idee 2", "Idee 4")
    coordinator.board.shows("Plätze", "Idee 1", "Idee 3", "Idee 5")
    cards = empty.records("card").values()
    assert {card["author_name"] for card in cards} == {"Renate"}
    assert not any("-06-0" in card["created_at"] for card in cards)
    assert {card["text"] for card in cards} == {f"Text \\**{number}**" for number in range(1, 6)}


def test_everything_can_be_done_by_keyboard(coordinator: Person, empty: Board):
    page = coordinator.page
    coordinator.board.open_import()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    chooser.value.set_files([file("ideen.csv", LIST)])
    heading = page.get_by_role("heading", name="So wird die Liste gelesen")
    expect(heading).to_be_focused()
    page.keyboard.press("Tab")  # the cross
    page.keyboard.press("Tab")
    expect(page.get_by_label("Titel")).to_be_focused()
    for _ in range(30):
        if page.evaluate("document.activeElement.textContent").strip().endswith("importieren"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Import fertig")).to_be_focused()
    assert len(titles(empty)) == 5
    page.keyboard.press("Escape")
    coordinator.board.has_no_dialog()
    expect(page.get_by_role("button", name="Menü des Boards")).to_be_focused()


def test_comments_come_from_a_second_file_chosen_with_the_first(coordinator: Person, empty: Board):
    dialog = coordinator.board.open_import()
    choose(dialog, file("kommentare.csv", COMMENTS), file("ideen.csv", LIST))
    expect(dialog.get_by_text("Dazu 2 Kommentare")).to_be_visible()
    dialog.get_by_role("button", name="5 Karten importieren").click()
    expect(dialog.get_by_text("Kommentare, Zeile 4")).to_be_visible()
    assert sorted(comment["text"] for comment in empty.records("comment").values()) == ["Ja", "Nein"]


def test_what_is_wrong_with_single_lines_can_be_read_copied_and_saved(
    coordinator: Person, empty: Board, tmp_path: Path
):
    dialog = coordinator.board.open_import()
    choose(dialog, file("ideen.csv", BAD_LINES))
    expect(dialog.get_by_text("1 Zeile wird ausgelassen.")).to_be_visible()
    dialog.get_by_role("button", name="2 Karten importieren").click()
    expect(dialog.get_by_text("Zeile 4", exact=True)).to_have_count(2)
    expect(dialog.get_by_text("Ausgelassen: Hier steht weder ein Titel noch ein Text.")).to_be_visible()
    dialog.get_by_role("button", name="Hinweise kopieren").click()
    expect(dialog.get_by_text("Kopiert.")).to_be_visible()
    with coordinator.page.expect_download() as download:
        dialog.get_by_role("button", name="Hinweise speichern").click()
    download.value.save_as(tmp_path / "list")
    lines = (tmp_path / "list").read_text().splitlines()
    assert len(lines) == 4
    assert all(line.startswith("Zeile ") for line in lines)
    assert titles(empty) == ["Bunt", "Gut"]


BAD_FILES: list[tuple[str, bytes, str]] = [
    ("a.pdf", b"%PDF-1.7\n", "Das ist ein PDF."),
    ("a.xlsx", b"PK\x03\x04rest", "Das ist eine Datei von Excel"),
    ("a.csv", b"", "Die Datei ist leer."),
    ("b.csv", b"Titel;Text\n", "nur Überschriften"),
    ("c.csv", "タイトル,テキスト\n日本語の,テキスト\n".encode("shift_jis"), "Die Umlaute dieser Datei"),
    ("d.csv", b'Titel;Text\na;"b\n', "In Zeile 2 beginnt ein Anführungszeichen"),
    ("e.csv", b"Titel\n" + b"x" * 11 * 1024 * 1024, "Die Datei ist zu groß"),
    ("f.csv", b"Titel\n" + b"x" * 22 * 1024 * 1024, "Die Datei ist zu groß"),
    ("a.json", b'{"cards": []}', "Diese JSON-Datei ist kein gesichertes Board."),
]


def test_what_cannot_be_read_is_said_in_words_and_another_file_can_be_tried(coordinator: Person, tmp_path: Path):
    dialog = coordinator.board.open_import()
    button = "Datei wählen"
    for name, content, words in BAD_FILES:
        (tmp_path / name).write_bytes(content)
        choose(dialog, tmp_path / name, button=button)
        button = "Andere Datei wählen"
        expect(dialog.get_by_role("status").first).to_contain_text(words)
        expect(dialog.get_by_role("status").first).to_contain_text(name)
    choose(dialog, file("ideen.csv", LIST), button=button)
    expect(dialog.get_by_role("button", name="5 Karten importieren")).to_be_visible()


def test_a_list_without_known_headers_can_be_imported_by_saying_what_is_what(coordinator: Person, empty: Board):
    dialog = coordinator.board.open_import()
    choose(dialog, file("ideen.csv", "Foo;Bar\nBank;Schatten\n"))
    expect(dialog.get_by_text("Bitte sagen Sie, wo der Titel oder der Text steht")).to_be_visible()
    dialog.get_by_label("Titel").select_option("Foo")
    dialog.get_by_label("Karten ohne Spalte kommen in").fill("Ideen von drüben")
    dialog.get_by_role("button", name="1 Karte importieren").click()
    expect(dialog.get_by_text("1 Karte ist dazugekommen.")).to_be_visible()
    assert [column["title"] for column in empty.records("column").values()] == ["Verkehr", "Ideen von drüben"]


def test_an_answer_that_never_came_is_asked_for_again_and_nothing_is_doubled(coordinator: Person, empty: Board):
    lost: list[int] = []

    def lose(route: Route) -> None:
        """The server does it; its answer gets lost."""
        if b'name="preview"' in (route.request.post_data_buffer or b"") or lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    coordinator.page.route("**/import", lose)
    dialog = coordinator.board.open_import()
    choose(dialog, file("ideen.csv", LIST))
    dialog.get_by_role("button", name="5 Karten importieren").click()
    expect(dialog.get_by_text("Die Antwort kam nicht an.")).to_be_visible()
    dialog.get_by_role("button", name="Noch einmal versuchen").click()
    expect(dialog.get_by_text("Diese Liste wurde schon importiert.")).to_be_visible()
    assert lost == [200]
    assert len(titles(empty)) == 5
    dialog.get_by_role("button", name="Trotzdem noch einmal importieren").click()
    expect(dialog.get_by_text("5 Karten sind dazugekommen.")).to_be_visible()
    assert len(titles(empty)) == 10


def test_a_closed_dialog_opens_as_it_was(coordinator: Person):
    dialog = coordinator.board.open_import()
    choose(dialog, file("ideen.csv", LIST))
    dialog.get_by_label("Name").select_option("Wer")
    coordinator.page.keyboard.press("Escape")
    coordinator.board.has_no_dialog()
    expect(coordinator.board.open_import().get_by_label("Name")).to_have_value("Wer")


def test_a_file_dragged_over_the_board_finds_a_place_and_opens_the_import(coordinator: Person):
    page, target = coordinator.page, coordinator.page.get_by_text("Liste hier loslassen")
    expect(target).to_have_count(0)
    page.evaluate(DRAG, ["dragenter", "ideen.csv", LIST])
    expect(target).to_be_visible()
    page.evaluate(DRAG, ["dragleave", "ideen.csv", LIST])
    expect(target).to_have_count(0)
    page.evaluate(DRAG, ["dragover", "ideen.csv", LIST])
    page.evaluate(DRAG, ["drop", "ideen.csv", LIST])
    expect(coordinator.board.dialog.get_by_role("button", name="5 Karten importieren")).to_be_visible()
    expect(target).to_have_count(0)


def test_a_saved_board_comes_in_again(coordinator: Person, empty: Board, server: Server):
    saved = Guest(server.address).make_board("Alt")
    saved.card(saved.column("Gestern")["id"], "Karussell", text="**rot**")
    content = saved.client.get(f"{saved.url}/export.json").content
    dialog = coordinator.board.open_import()
    choose(dialog, file("board.json", content))
    expect(dialog.get_by_text("Das ist ein gesichertes Board.")).to_be_visible()
    dialog.get_by_role("button", name="1 Karte importieren").click()
    dialog.get_by_role("button", name="Zum Board").click()
    coordinator.board.shows("Gestern", "Karussell")
    assert json.loads(content)["cards"][0]["text"] == next(iter(empty.records("card").values()))["text"]


def test_who_does_not_coordinate_is_not_offered_it(people: People, empty: Board):
    person = people().join(empty.key("editor")["link"])
    expect(person.board.menu().get_by_role("menuitem", name="Importieren …")).to_have_count(0)
    person.page.keyboard.press("Escape")
    person.page.evaluate(DRAG, ["dragover", "ideen.csv", LIST])
    expect(person.page.get_by_text("Liste hier loslassen")).to_have_count(0)

"""The views of a board, and a board with everything in it: what axe looks at, and what pictures are taken of."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from tests.client import Board, Guest, new_id
from tests.e2e.person import Person

COLORS = ("white", "yellow", "green", "blue", "rose", "lilac")
LIST = "Titel;Text;Spalte;Farbe;Von\nBank;Mit Lehne;Erledigt;grün;Renate\n;;;rot;\n".encode()

View = Callable[[Person, Board], None]


def filled(address: str) -> Board:
    """Sixty cards of all colours in four columns, with texts, comments and further links."""
    board = Guest(address).make_board("Sommerfest", description="Was soll es geben?")
    ideas = board.column("Ideen", description="Alles, was Ihnen einfällt")
    columns = [ideas, *(board.column(title, color="green") for title in ("Favoriten", "Später", "Erledigt"))]
    for number in range(60):
        text = "Mit **Steg** und [Plan](https://example.org)\n\n- schön\n- nah\n\n> Zitat" if number % 3 else ""
        color = COLORS[number % len(COLORS)]
        card = board.card(columns[number % 4]["id"], f"Karte {number}", text=text, color=color)
        if number < 6:
            board.do("comment.add", card_id=card["id"], text="Gute [Idee](https://example.org)!")
    for title in ("Weg damit", "Und das"):
        board.do("card.delete", card_id=board.card(ideas["id"], title, text="Alt", color="rose")["id"])
    board.card(ideas["id"], "Lang", text="Ein langer Weg.\n\n" * 20)
    board.key("contributor", label="Gemeinde Lindow")
    limits = {"unseen_columns": [columns[2]["id"]], "readonly_columns": [columns[1]["id"]]}
    board.key("editor", label="Verein", password="Sonnenblume", ends_at="2020-06-12T16:00:00.000Z", **limits)
    return board


def board_alone(person: Person, board: Board) -> None:
    pass


def card_menu(person: Person, board: Board) -> None:
    person.board.menu_of_card("Karte 1")


def column_menu(person: Person, board: Board) -> None:
    person.page.get_by_role("button", name="Menü der Spalte Ideen").click()


def board_menu(person: Person, board: Board) -> None:
    person.board.menu()


def card_dialog(person: Person, board: Board) -> None:
    person.board.open_card("Karte 1")


def card_editor(person: Person, board: Board) -> None:
    person.board.edit_card("Karte 4")


def move_dialog(person: Person, board: Board) -> None:
    person.board.choose("Karte 1", "Verschieben nach …")


def share_dialog(person: Person, board: Board) -> None:
    person.board.menu().get_by_role("menuitem", name="Teilen").click()
    person.board.dialog.get_by_role("button", name="Link erzeugen").click()
    person.board.dialog.get_by_role("img", name="QR-Code").wait_for()


def share_settings(person: Person, board: Board) -> None:
    person.board.menu().get_by_role("menuitem", name="Teilen").click()
    dialog = person.board.dialog
    dialog.get_by_text("Weitere Einstellungen").click()
    dialog.get_by_label("Schutz").select_option("mit neuem Passwort")
    dialog.get_by_label("Gilt bis (freiwillig)").fill("2020-06-12T18:00")
    dialog.get_by_role("button", name="Link erzeugen").click()
    dialog.get_by_text("Bitte geben Sie ein Passwort ein").wait_for()
    # As below: what has been scrolled away seems to axe to lie under something else.
    dialog.evaluate("(dialog) => dialog.scrollTo(0, 0)")


def share_change(person: Person, board: Board) -> None:
    person.board.menu().get_by_role("menuitem", name="Teilen").click()
    person.board.dialog.get_by_role("button", name="Link „Verein“ ändern").click()
    person.board.dialog.get_by_role("heading", name="Link „Verein“ ändern").wait_for()
    person.board.dialog.evaluate("(dialog) => dialog.scrollTo(0, 0)")


def people_dialog(person: Person, board: Board) -> None:
    person.board.people(1).click()
    person.board.dialog.wait_for()


def own_link(person: Person, board: Board) -> None:
    people_dialog(person, board)
    person.board.dialog.get_by_role("button", name="Anderes Gerät benutzen …").click()
    person.board.dialog.get_by_role("button", name="Persönlichen Link erzeugen").click()
    person.board.dialog.get_by_role("img", name="QR-Code").wait_for()


def forget_me(person: Person, board: Board) -> None:
    people_dialog(person, board)
    person.board.dialog.get_by_role("button", name="Mich von diesem Board löschen …").click()
    person.board.dialog.get_by_role("button", name="Mich löschen").wait_for()


def visitors(person: Person, board: Board) -> None:
    gone = board.browser("contributor", name="Ben Busch")
    gone.card(next(iter(gone.records("column"))), "Von Ben")
    board.do("visitor.remove", visitor_id=gone.snapshot()["you"]["visitor_id"])
    clara = board.browser("contributor", name="Clara")
    clara.do("card.report", card_id=clara.card(next(iter(clara.records("column"))), "Von Clara")["id"])
    people_dialog(person, board)
    person.board.dialog.get_by_role("button", name="Alle, die hier waren …").click()
    person.board.dialog.get_by_role("button", name="Clara: Vom Board nehmen").first.click()


def report(person: Person, board: Board) -> None:
    other = board.browser("coordinator")
    other.do("card.report", card_id=next(iter(board.records("card"))), reason="Das ist Werbung.")
    person.board.choose("Karte 2", "Melden …")
    person.board.dialog.get_by_role("button", name="Melden", exact=True).wait_for()


def reports(person: Person, board: Board) -> None:
    person.page.get_by_role("status").filter(has_text="Meldung").get_by_role("button", name="Ansehen").click()
    person.board.dialog.get_by_role("listitem").first.wait_for()


def retention(person: Person, board: Board) -> None:
    soon = datetime.now(UTC) + timedelta(days=9)
    board.do("board.keep", ends_at=f"{soon:%Y-%m-%dT%H:%M:%S}.000Z")
    person.page.get_by_role("button", name="Verlängern …").click()
    person.board.dialog.get_by_label("Letzter Tag").fill("2020-01-01")
    person.board.dialog.get_by_role("button", name="Speichern").click()
    person.board.dialog.get_by_role("alert").wait_for()


def audit(person: Person, board: Board) -> None:
    person.board.menu().get_by_role("menuitem", name="Wer hat was getan? …").click()
    person.board.dialog.get_by_role("listitem").first.wait_for()


def card_carried(person: Person, board: Board) -> None:
    person.board.stop("Karte 1").focus()
    person.page.keyboard.press(" ")
    person.page.get_by_text("Pfeiltasten verschieben die Karte").last.wait_for()


def import_choice(person: Person, board: Board) -> None:
    person.board.open_import()


def import_match(person: Person, board: Board) -> None:
    person.board.open_import()
    with person.page.expect_file_chooser() as chooser:
        person.board.dialog.get_by_role("button", name="Datei wählen").click()
    chooser.value.set_files([{"name": "ideen.csv", "mimeType": "text/csv", "buffer": LIST}])
    person.board.dialog.get_by_text("Weitere Angaben").click()
    person.board.dialog.get_by_text("1 Hinweis zu einer Zeile").click()
    scrolled_back(person)


def scrolled_back(person: Person) -> None:
    """What has been scrolled away inside a dialog seems to axe to lie under something else."""
    person.board.dialog.evaluate("(dialog) => dialog.scrollTo(0, 0)")


def import_report(person: Person, board: Board) -> None:
    # The dialog opens as it was closed.
    person.board.open_import().get_by_role("button", name="1 Karte importieren").click()
    person.board.dialog.get_by_role("heading", name="Import fertig").wait_for()


def print_dialog(person: Person, board: Board) -> None:
    person.board.menu().get_by_role("menuitem", name="Drucken …").click()
    person.board.dialog.wait_for()


def card_form(person: Person, board: Board) -> None:
    person.page.get_by_role("button", name="Karte anlegen in Ideen").click()


def link_form(person: Person, board: Board) -> None:
    person.board.edit_card("Karte 4").get_by_label("Text").focus()
    person.page.keyboard.press("Control+k")


def trash_dialog(person: Person, board: Board) -> None:
    person.board.menu().get_by_role("menuitem", name="Papierkorb").click()
    person.board.dialog.get_by_role("button", name="„Weg damit“ endgültig löschen").click()


def archive_dialog(person: Person, board: Board) -> None:
    person.board.menu().get_by_role("menuitem", name="Board archivieren …").click()


def rules_dialog(person: Person, board: Board) -> None:
    person.board.menu().get_by_role("menuitem", name="Mitmachen regeln").click()
    person.board.dialog.wait_for()


def phases_dialog(person: Person, board: Board) -> None:
    person.board.menu().get_by_role("menuitem", name="Phasen").click()
    person.board.dialog.get_by_role("button", name="Speichern").wait_for()


def phases_faults(person: Person, board: Board) -> None:
    phases_dialog(person, board)
    person.board.dialog.get_by_label("Beginnt am").first.fill("2020-01-01T12:00")
    person.board.dialog.get_by_role("button", name="Speichern").click()
    person.board.dialog.get_by_text("Diese Zeit ist schon vorbei.").wait_for()
    scrolled_back(person)


def set_apart(person: Person, board: Board) -> None:
    """Cards that wait, are hidden or locked, a column that is both, and a board in a phase that covers and hides."""
    ideas, favourites, *_ = board.records("column")
    hidden, locked, *_ = [card["id"] for card in board.records("card").values() if card["column_id"] == ideas]
    for verb in ("moderate", "cover", "mask"):
        board.do(f"board.{verb}", **({"on": True} if verb == "moderate" else {}))
    if not any(card["held_at"] for card in board.records("card").values()):
        board.browser("contributor", name="Renate").card(favourites, "Badestelle", text="Mit Steg", color="blue")
        phase_id = new_id()
        board.do("phase.add", phase_id=phase_id, stage="collect")
        board.do("phase.add", stage="vote", opens_at="2099-06-12T16:00:00.000Z")
        board.do("phase.begin", phase_id=phase_id)
    for verb, card_id in (("hide", hidden), ("lock", hidden), ("lock", locked)):
        board.do(f"card.{verb}", card_id=card_id)
    for verb in ("hide", "lock"):
        board.do(f"column.{verb}", column_id=ideas)
    person.page.get_by_role("complementary", name="Freigabe").wait_for()
    person.page.get_by_role("complementary", name="Phasen").wait_for()


def waiting_card(person: Person, board: Board) -> None:
    person.board.open_card("Badestelle")


def reveal_question(person: Person, board: Board) -> None:
    person.page.get_by_role("banner").get_by_role("button", name="Aufdecken").click()
    person.board.dialog.get_by_text("Alle Karten für alle aufdecken?").wait_for()


def toast(person: Person, board: Board) -> None:
    person.board.choose("Karte 1", "Karte kopieren")
    person.page.get_by_text("Kopie von „Karte 1“ angelegt.").wait_for()


def search_strip(person: Person, board: Board) -> None:
    person.board.search("karte 1")


def list_view(person: Person, board: Board) -> None:
    person.open(f"/b/{board.id}/list").board.is_live()


def list_search(person: Person, board: Board) -> None:
    person.board.search("nirgends")


def news_strip(person: Person, board: Board) -> None:
    person.open("/")  # leaving the board keeps what was seen on it
    me = person.page.evaluate("id => localStorage.getItem(`korkwand.visitor.${id}`)", board.id)
    mark = f"korkwand.seen.{board.id}.{me}"
    person.page.evaluate("mark => localStorage.setItem(mark, '2020-01-01T00:00:00.000Z')", mark)
    person.open(f"/b/{board.id}/list").board.is_live()
    person.page.get_by_role("complementary", name="Neues").wait_for()


def become_question(person: Person, board: Board) -> None:
    maker = board.browser("contributor")
    person.open(maker.client.post(f"{maker.url}/me/link").json()["link"])
    person.page.get_by_role("button", name="Ja, das war ich").wait_for()


VIEWS: list[View] = [
    board_alone,
    card_menu,
    column_menu,
    board_menu,
    card_dialog,
    card_editor,
    move_dialog,
    share_dialog,
    share_settings,
    share_change,
    people_dialog,
    own_link,
    forget_me,
    visitors,
    report,
    reports,
    retention,
    audit,
    import_choice,
    import_match,
    import_report,
    print_dialog,
    card_form,
    card_carried,
    search_strip,
    link_form,
    trash_dialog,
    archive_dialog,
    rules_dialog,
    phases_dialog,
    phases_faults,
    set_apart,
    waiting_card,
    reveal_question,
    list_view,
    list_search,
    news_strip,
    become_question,
]
"""The list and what leads out of the board come last: whoever has gone there stays there."""


def away(person: Person) -> None:
    """Leave menus, forms and dialogs, and have read what was said."""
    person.page.get_by_role("button", name="Meldung schließen").evaluate_all(
        "(all) => all.forEach((one) => one.click())"
    )
    for _ in range(2):
        person.page.keyboard.press("Escape")

"""Where one begins: make a board, look at an example, or begin with a list."""

from playwright.sync_api import expect

from tests.client import Board
from tests.e2e.person import People

LIST = b"Titel;Spalte\nB\xc3\xa4nke;Pl\xc3\xa4tze\nRufbus;Verkehr\n"


def test_the_example_is_a_filled_board_of_ones_own(people: People):
    person = people().open("/")
    person.page.get_by_role("button", name="Beispiel ansehen").click()
    person.board.is_live()
    assert person.board.column_titles() == ["Neue Ideen", "Unterwegs", "Grün und Plätze", "Jugend", "Wird gemacht"]
    person.board.move("Rufbus am Abend", "Wird gemacht")
    expect(person.board.headings("Wird gemacht").first).to_have_text("Rufbus am Abend")
    person.open("/")
    expect(person.page.get_by_role("link", name="Ideen für unsere Dörfer")).to_be_visible()


def test_the_example_speaks_the_language_of_the_page(people: People):
    person = people(locale="en-GB").open("/")
    person.page.get_by_role("button", name="Look at an example").click()
    expect(person.page.get_by_role("heading", name="Ideas for our villages")).to_be_visible()


def test_a_list_becomes_a_board_of_its_name(people: People):
    person = people().open("/")
    with person.page.expect_file_chooser() as chooser:
        person.page.get_by_role("button", name="Aus einer Liste ein Board machen").click()
    chooser.value.set_files([{"name": "Ideen_2026.csv", "mimeType": "text/csv", "buffer": LIST}])
    person.board.dialog.get_by_role("button", name="2 Karten importieren").click()
    person.board.dialog.get_by_role("button", name="Zum Board").click()
    person.board.shows("Verkehr", "Rufbus")
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Ideen 2026")


def test_without_the_server_the_boards_that_the_device_knows_are_there(people: People, board: Board):
    person = people(bad_network=True).join(board.key("contributor")["link"])
    person.keeps_the_page()
    person.open("/")
    mine = person.page.get_by_role("region", name="Ihre Boards auf diesem Gerät")
    expect(mine.get_by_role("link", name="Sommerfest")).to_be_visible()
    person.context.set_offline(True)
    person.page.reload()
    expect(mine.get_by_text("Diese Boards kennt Ihr Gerät")).to_be_visible()
    mine.get_by_role("link", name="Sommerfest").click()
    person.board.shows("Ideen", "Radweg", "Spielplatz", "Café")
    person.page.go_back()
    person.context.set_offline(False)
    person.hurry()
    expect(mine.get_by_role("link", name="Sommerfest")).to_be_visible()
    expect(mine.get_by_text("Diese Boards kennt Ihr Gerät")).to_have_count(0)


def test_without_the_server_a_device_that_knows_nothing_says_so(people: People):
    person = people(bad_network=True)
    person.page.route("**/api/boards", lambda route: route.abort())
    person.open("/")
    expect(person.page.get_by_text("Ihre Boards konnten gerade nicht geladen werden.")).to_be_visible()


def test_until_its_script_is_here_the_page_says_so_and_later_what_may_help(people: People, board: Board):
    person = people(bad_network=True)
    person.page.route("**/assets/index-*.js", lambda route: route.abort())
    person.open(f"/b/{board.id}")
    late = person.page.get_by_text("Bitte laden Sie die Seite neu.")
    expect(person.page.get_by_text("Korkwand", exact=True)).to_be_visible()
    expect(late).to_be_hidden()
    # Twenty seconds later.
    person.page.evaluate("document.getAnimations().forEach((one) => one.finish())")
    expect(late).to_be_visible()
    expect(person.page.get_by_text("Please reload the page.")).to_be_visible()
    person.page.unroute("**/assets/index-*.js")
    person.page.reload()
    expect(person.page.get_by_role("heading", level=1)).to_be_visible()
    expect(late).to_have_count(0)


def test_without_scripts_too(people: People):
    person = people(java_script_enabled=False).open("/")
    expect(person.page.get_by_text("Hilft das nicht, ist JavaScript ausgeschaltet")).to_be_visible()

"""Where one begins: make a board, look at an example, or begin with a list."""

from playwright.sync_api import expect

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

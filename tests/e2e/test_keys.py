"""Links are made, changed, replaced and revoked by who coordinates: all of it in the share dialog."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.client import Board, Guest
from tests.e2e.axe import findings
from tests.e2e.person import People, Person
from tests.e2e.test_joining import PHONE, in_time
from tests.e2e.test_keyboard import tab_to, type_in


@pytest.fixture
def anna(people: People, board: Board) -> Person:
    """Coordinates, and reads times as they are in Berlin."""
    board.do("board.rezone", time_zone="Europe/Berlin")
    return people(bad_network=True, timezone_id="America/New_York").join(board.key("coordinator", label="Anna")["link"])


def opened(person: Person) -> Locator:
    """The share dialog with all settings of a new link in sight."""
    dialog = person.board.share()
    dialog.get_by_text("Weitere Einstellungen").first.click()
    return dialog


def row(dialog: Locator, label: str) -> Locator:
    return dialog.get_by_role("listitem").filter(has_text=label)


def secure(form: Locator, password: str) -> None:
    form.get_by_label("Schutz").select_option("mit neuem Passwort")
    form.get_by_label("Passwort", exact=True).fill(password)


def faults_in(dialog: Locator) -> set[str]:
    """What axe finds. What has been scrolled away inside a dialog seems to it to lie under something else."""
    dialog.evaluate("(dialog) => dialog.scrollTo(0, 0)")
    return findings(dialog.page)


def make(dialog: Locator) -> str:
    """Make the link that has been filled in; the link."""
    dialog.get_by_role("button", name="Link erzeugen").first.click()
    field = dialog.get_by_label(re.compile("^Neuer Link"))
    expect(field).to_be_focused()
    return field.input_value()


def key_of(board: Board, label: str) -> dict[str, object]:
    (key,) = [key for key in board.records("key").values() if key["label"] == label and not key["revoked_at"]]
    found: dict[str, object] = key
    return found


class TestMaking:
    def test_a_link_may_have_a_password_dates_and_limits(self, anna: Person, board: Board) -> None:
        dialog = opened(anna)
        dialog.get_by_label("Wofür ist der Link? (freiwillig)").fill("Gemeinde Lindow")
        secure(dialog, "Sonnenblume")
        dialog.get_by_label("Gilt ab (freiwillig)").fill("2090-06-12T18:00")
        dialog.get_by_label("Gilt bis (freiwillig)").fill("2090-12-12T18:00")
        expect(dialog.get_by_text("Europe/Berlin")).to_be_visible()
        dialog.get_by_label("Ideen", exact=True).select_option("nur lesen")
        dialog.get_by_label("Favoriten", exact=True).select_option("nicht sehen")
        link = make(dialog)
        key, columns = key_of(board, "Gemeinde Lindow"), board.records("column")
        assert (key["role"], key["has_password"]) == ("contributor", True)
        assert (key["opens_at"], key["ends_at"]) == ("2090-06-12T16:00:00.000Z", "2090-12-12T17:00:00.000Z")
        assert [columns[str(key[name])]["title"] for name in ("readonly_columns", "unseen_columns")] == [
            "Ideen",
            "Favoriten",
        ]
        words = row(dialog, "Gemeinde Lindow")
        for note in (
            "Gilt noch nicht",
            "Mitmachen",
            "mit Passwort",
            "gilt ab Mo., 12. Juni 2090, 18:00",
            "gilt bis Di., 12. Dezember 2090, 18:00",
            "nur lesen: Ideen",
            "nicht zu sehen: Favoriten",
            "noch niemand kam darüber",
        ):
            expect(words).to_contain_text(note)
        expect(dialog.get_by_text("Das Passwort geben Sie dazu")).to_be_visible()
        # The next link begins anew, and the secret is nowhere once the dialog is closed.
        expect(dialog.get_by_label("Wofür ist der Link? (freiwillig)").first).to_have_value("")
        anna.board.close_dialog()
        again = anna.board.share()
        expect(again.get_by_text("Gemeinde Lindow")).to_be_visible()
        assert link.split("#")[1] not in anna.page.content()

    def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_lost(self, anna: Person) -> None:
        dialog = opened(anna)
        dialog.get_by_label("Wofür ist der Link? (freiwillig)").fill("Verein")
        dialog.get_by_label("Schutz").select_option("mit neuem Passwort")
        names = ("Passwort", "Gilt ab (freiwillig)", "Gilt bis (freiwillig)")
        password, start, end = (dialog.get_by_label(name, exact=True) for name in names)
        button = dialog.get_by_role("button", name="Link erzeugen")
        button.click()
        expect(dialog.get_by_text("Bitte geben Sie ein Passwort ein")).to_be_visible()
        expect(password).to_be_focused()
        password.fill("kurz")
        start.fill("2090-06-12T18:00")
        end.fill("2090-06-12T17:00")
        button.click()
        expect(dialog.get_by_text("Ein Passwort hat mindestens 8 und höchstens 200 Zeichen.")).to_be_visible()
        expect(dialog.get_by_text("Das Ende muss nach dem Anfang liegen.")).to_be_visible()
        password.fill("Sonnenblume")
        start.fill("")
        end.fill("2020-06-12T17:00")
        button.click()
        expect(dialog.get_by_text("Diese Zeit ist schon vorbei.")).to_be_visible()
        expect(end).to_be_focused()
        end.press("Backspace")
        button.click()
        expect(dialog.get_by_text("Bitte Tag und Uhrzeit ganz angeben.")).to_be_visible()
        assert faults_in(dialog) == set()
        expect(dialog.get_by_label("Wofür ist der Link? (freiwillig)")).to_have_value("Verein")
        end.fill("")
        make(dialog)

    def test_whoever_coordinates_is_not_limited_to_columns_and_who_reads_only_in_seeing(self, anna: Person) -> None:
        dialog = opened(anna)
        ideas = dialog.get_by_label("Ideen", exact=True)
        assert ideas.locator("option").all_text_contents() == ["mitmachen", "nur lesen", "nicht sehen"]
        dialog.get_by_role("radio", name="Lesen").check()
        assert ideas.locator("option").all_text_contents() == ["nur lesen", "nicht sehen"]
        dialog.get_by_role("radio", name="Koordinieren").check()
        expect(ideas).to_have_count(0)

    def test_a_sheet_asks_for_the_password_and_does_not_tell_it(self, anna: Person) -> None:
        anna.page.evaluate("window.print = () => {}")
        dialog = opened(anna)
        secure(dialog, "Sonnenblume")
        link = make(dialog)
        dialog.get_by_role("button", name="Blatt zum Aushängen drucken").click()
        anna.page.emulate_media(media="print")
        anna.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        expect(anna.page.get_by_role("heading", level=1)).to_have_text("Sommerfest")
        expect(anna.page.get_by_text("Dafür brauchen Sie ein Passwort.")).to_be_visible()
        expect(anna.page.get_by_text(link, exact=True)).to_be_visible()
        assert "Sonnenblume" not in anna.page.content()

    def test_a_second_coordinator_comes_by_link_and_makes_links_too(self, people: People, anna: Person) -> None:
        ben = people().join(anna.board.make_link("Koordinieren", "Ben"))
        cleo = people().join(ben.board.make_link("Mitmachen", "Verein"))
        cleo.board.shows("Ideen", "Radweg", "Spielplatz", "Café")
        dialog = anna.board.share()
        expect(row(dialog, "Verein")).to_contain_text("1 Person kam darüber")


class TestChanging:
    def test_everything_of_a_link_can_be_changed(self, people: People, anna: Person, board: Board) -> None:
        ends_at = in_time(days=3)
        made = board.key("viewer", label="Verein", password="Sonnenblume", ends_at=ends_at)
        dialog = anna.board.share()
        dialog.get_by_role("button", name="Link „Verein“ ändern").click()
        form = row(dialog, "Verein").locator("form")
        expect(dialog.get_by_role("heading", name="Link „Verein“ ändern")).to_be_focused()
        form.get_by_role("radio", name="Bearbeiten").check()
        form.get_by_label("Wofür ist der Link? (freiwillig)").fill("Verein Lindow")
        form.get_by_label("Schutz").select_option("ohne Passwort")
        form.get_by_label("Gilt bis (freiwillig)").fill("")
        form.get_by_label("Favoriten", exact=True).select_option("nicht sehen")
        form.get_by_role("button", name="Speichern").click()
        expect(anna.page.get_by_text("Link „Verein Lindow“ geändert.")).to_be_visible()
        expect(dialog.get_by_role("button", name="Link „Verein Lindow“ ändern")).to_be_focused()
        key = key_of(board, "Verein Lindow")
        assert (key["role"], key["has_password"], key["ends_at"]) == ("editor", False, None)
        assert key["unseen_columns"]
        ben = people().join(made["link"])
        assert ben.board.column_titles() == ["Ideen"]

    def test_who_is_there_gets_the_other_role_at_once(self, people: People, anna: Person, board: Board) -> None:
        ben = people().join(board.key("viewer", label="Verein")["link"])
        dialog = anna.board.share()
        dialog.get_by_role("button", name="Link „Verein“ ändern").click()
        row(dialog, "Verein").get_by_role("radio", name="Mitmachen").check()
        row(dialog, "Verein").get_by_role("button", name="Speichern").click()
        expect(ben.page.get_by_role("button", name="Karte anlegen in Ideen")).to_be_visible()

    def test_an_expired_link_is_marked_and_can_be_made_to_hold_again(self, anna: Person, board: Board) -> None:
        board.key("viewer", label="Verein", ends_at="2020-01-01T00:00:00.000Z")
        dialog = anna.board.share()
        expect(row(dialog, "Verein")).to_contain_text("Abgelaufen")
        expect(row(dialog, "Verein")).to_contain_text("galt bis Mi., 1. Januar 2020, 1:00")
        dialog.get_by_role("button", name="Link „Verein“ ändern").click()
        form = row(dialog, "Verein").locator("form")
        form.get_by_label("Wofür ist der Link? (freiwillig)").fill("Vereine")
        form.get_by_role("button", name="Speichern").click()
        expect(row(dialog, "Vereine")).to_contain_text("Abgelaufen")
        dialog.get_by_role("button", name="Link „Vereine“ ändern").click()
        form.get_by_label("Gilt bis (freiwillig)").fill("2090-06-12T18:00")
        form.get_by_role("button", name="Speichern").click()
        expect(row(dialog, "Vereine")).to_contain_text("gilt bis Mo., 12. Juni 2090")
        expect(row(dialog, "Vereine")).not_to_contain_text("Abgelaufen")

    def test_the_last_link_of_a_coordinator_stays(self, people: People, board: Board) -> None:
        anna = people(bad_network=True).found("Nachbarschaft")
        dialog = anna.board.share()
        dialog.get_by_role("button", name="Link „Koordinieren“ zurückziehen").click()
        expect(dialog.get_by_text("Auch Sie können den Zugang verlieren.")).to_be_visible()
        dialog.get_by_role("button", name="Zurückziehen", exact=True).click()
        expect(anna.page.get_by_text("Das ist der letzte Link zum Koordinieren")).to_be_visible()
        dialog.get_by_role("button", name="Link „Koordinieren“ ändern").click()
        form = row(dialog, "Ihr eigener Zugang").locator("form")
        form.get_by_role("radio", name="Lesen").check()
        form.get_by_role("button", name="Speichern").click()
        expect(form.get_by_text("Das ist der letzte Link zum Koordinieren")).to_be_visible()
        expect(form.get_by_role("radio", name="Lesen")).to_be_checked()


class TestLostLinks:
    def test_a_new_link_has_the_same_settings_and_the_old_one_can_be_revoked(
        self, people: People, anna: Person, board: Board
    ) -> None:
        column = next(iter(board.records("column")))
        old = board.key("contributor", label="Verein", ends_at=in_time(days=3), readonly_columns=[column])
        dialog = anna.board.share()
        dialog.get_by_role("button", name="Link verloren? Neuen Link machen für „Verein“").click()
        field = dialog.get_by_label("Neuer Link: Mitmachen")
        expect(field).to_be_focused()
        link = field.input_value()
        dialog.get_by_role("button", name="Alten Link zurückziehen").click()
        expect(anna.page.get_by_text("Link zurückgezogen.")).to_be_visible()
        expect(dialog.get_by_role("button", name="Alten Link zurückziehen")).to_have_count(0)
        new = key_of(board, "Verein")
        assert {name: new[name] for name in ("role", "ends_at", "readonly_columns")} == {
            name: old["key"][name] for name in ("role", "ends_at", "readonly_columns")
        }
        people().join(link)
        ben = people(bad_network=True).open(old["link"])
        expect(ben.page.get_by_role("heading", name="Dieser Link wurde zurückgezogen")).to_be_visible()

    def test_one_with_a_password_needs_a_new_one(self, people: People, anna: Person, board: Board) -> None:
        board.key("contributor", label="Verein", password="Sonnenblume")
        dialog = anna.board.share()
        dialog.get_by_role("button", name="Link verloren? Neuen Link machen für „Verein“").click()
        expect(dialog.get_by_text("Der neue Link braucht ein neues Passwort")).to_be_visible()
        form = row(dialog, "Verein").locator("form")
        form.get_by_role("button", name="Link erzeugen").click()
        expect(form.get_by_text("Bitte geben Sie ein Passwort ein")).to_be_visible()
        form.get_by_label("Passwort", exact=True).fill("Ringelblume")
        form.get_by_role("button", name="Link erzeugen").click()
        link = dialog.get_by_label("Neuer Link: Mitmachen").input_value()
        ben = people(bad_network=True).open(link)
        ben.page.get_by_label("Passwort", exact=True).fill("Ringelblume")
        ben.page.get_by_role("button", name="Zum Board").click()
        ben.board.is_live()

    def test_one_may_replace_the_link_by_which_one_is_here_and_stays(self, people: People) -> None:
        anna = people(bad_network=True).found("Nachbarschaft")
        dialog = anna.board.share()
        dialog.get_by_role("button", name="Link verloren? Neuen Link machen für „Koordinieren“").click()
        link = dialog.get_by_label("Neuer Link: Koordinieren").input_value()
        dialog.get_by_role("button", name="Alten Link zurückziehen").click()
        expect(dialog.get_by_role("listitem")).to_have_count(1)
        anna.board.close_dialog()
        anna.board.add_column("Ideen")
        anna.board.has_sent_all()
        people().join(link)


def test_the_whole_dialog_goes_by_keyboard(anna: Person, board: Board) -> None:
    page = anna.page
    tab_to(page, page.get_by_role("button", name="Teilen"), "Shift+Tab")
    page.keyboard.press("Enter")
    dialog = anna.board.dialog
    expect(dialog.get_by_role("heading", name="Board teilen")).to_be_focused()
    tab_to(page, dialog.get_by_label("Wofür ist der Link? (freiwillig)"))
    page.keyboard.type("Verein")
    tab_to(page, dialog.locator("summary"))
    page.keyboard.press("Enter")
    tab_to(page, dialog.get_by_label("Schutz"))
    page.keyboard.type("mit")
    tab_to(page, dialog.get_by_label("Passwort", exact=True))
    type_in(page, "kurz")
    expect(dialog.get_by_text("Ein Passwort hat mindestens 8")).to_be_visible()
    page.keyboard.press("Control+a")
    type_in(page, "Sonnenblume")
    expect(dialog.get_by_label("Neuer Link: Mitmachen")).to_be_focused()

    change = dialog.get_by_role("button", name="Link „Verein“ ändern")
    tab_to(page, change)
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("heading", name="Link „Verein“ ändern")).to_be_focused()
    cancel = row(dialog, "Verein").get_by_role("button", name="Abbrechen")
    tab_to(page, cancel)
    page.keyboard.press("Enter")
    expect(change).to_be_focused()

    revoke = dialog.get_by_role("button", name="Link „Verein“ zurückziehen")
    tab_to(page, revoke)
    page.keyboard.press("Enter")
    tab_to(page, dialog.get_by_role("button", name="Zurückziehen", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Link zurückgezogen.")).to_be_visible()
    expect(dialog.get_by_role("heading", name="Board teilen")).to_be_focused()
    page.keyboard.press("Escape")
    anna.board.has_no_dialog()
    expect(page.get_by_role("button", name="Teilen")).to_be_focused()
    assert not [key for key in board.records("key").values() if key["label"] == "Verein" and not key["revoked_at"]]


def test_it_fits_a_phone_in_english_and_axe_finds_nothing(people: People, board: Board) -> None:
    board.key("viewer", label="Verein", password="Sonnenblume", ends_at="2020-01-01T00:00:00.000Z")
    anna = people(locale="en-GB", **PHONE).open(board.key("coordinator")["link"])
    anna.page.get_by_role("navigation").get_by_role("button", name="Share").click()
    dialog = anna.board.dialog
    dialog.get_by_text("More settings").click()
    dialog.get_by_label("Protection").select_option("with a new password")
    dialog.get_by_role("button", name="Make a link").click()
    expect(dialog.get_by_text("Please enter a password")).to_be_visible()
    dialog.get_by_role("button", name="Change link “Verein”").click()
    expect(dialog.get_by_role("heading", name="Change link “Verein”")).to_be_visible()
    for scheme in ("light", "dark"):
        anna.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert faults_in(dialog) == set()
    assert dialog.evaluate("dialog => dialog.scrollWidth <= dialog.clientWidth")


def test_a_contributor_sees_no_way_to_the_links(people: People, board: Board) -> None:
    ben = people().join(board.key("contributor")["link"])
    expect(ben.page.get_by_role("button", name="Teilen")).to_have_count(0)
    assert Guest(board.client.address).get(f"{board.url}/keys").status_code == 404

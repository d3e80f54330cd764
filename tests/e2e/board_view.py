"""The page of a board as its visitors read it: by roles and German names, never by how it is made."""

import re

from playwright.sync_api import Locator, Page, expect

PATIENT_MS = 30_000
"""How long a test waits for what must come. Nothing hangs on it: how soon it comes, the bench says."""


class BoardView:
    """What can be seen and done on a board's page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    # ------------------------------------------------------------------------------------------------ reading

    def is_live(self) -> None:
        """Wait until the board stands, hears of edits, and what follows the first sight is there."""
        expect(self.page.get_by_role("banner").get_by_text("Verbunden", exact=True)).to_be_visible()
        expect(self.page.locator("[data-complete]")).to_be_attached()

    def waits(self, count: int) -> None:
        """This many edits wait to be sent."""
        words = f"{count} Änderung wartet" if count == 1 else f"{count} Änderungen warten"
        expect(self.page.get_by_role("banner").get_by_text(f"{words} aufs Senden")).to_be_visible()

    def has_sent_all(self, others: int = 0) -> None:
        """Wait until the device keeps no edit that the server has not answered for, but so many of other people."""
        self.page.evaluate(
            """async (others) => {
                const opening = indexedDB.open('korkwand');
                await new Promise((done) => (opening.onsuccess = done));
                for (let left = 1, tries = 0; left; tries += 1) {
                    if (tries > 600) throw new Error(`${left} edits are not answered for.`);
                    const counting = opening.result.transaction('edits').objectStore('edits').count();
                    await new Promise((done) => (counting.onsuccess = done));
                    left = counting.result - others;
                    if (left) await new Promise((done) => setTimeout(done, 50));
                }
                opening.result.close();
            }""",
            others,
        )
        expect(self.page.get_by_role("banner").get_by_text("aufs Senden")).to_have_count(0)

    def tells(self, words: str) -> None:
        """Wait until a screen reader has been told this, after what was waited for before."""
        self.page.evaluate(
            """async (words) => {
                const from = window.heardTo ?? 0;
                for (let tries = 0; ; tries += 1) {
                    const found = heard.findIndex((one, place) => place >= from && one.includes(words));
                    if (found >= 0) return void (window.heardTo = found + 1);
                    if (tries > 600) throw new Error(`Told was: ${heard.slice(from).join(' | ')}`);
                    await new Promise((done) => setTimeout(done, 50));
                }
            }""",
            words,
        )

    def column(self, title: str) -> Locator:
        """A column by its name."""
        return self.page.get_by_role("region", name=title, exact=True)

    def card(self, title: str) -> Locator:
        """A card by its title."""
        heading = self.page.get_by_role("heading", name=title, exact=True, level=3)
        return self.page.get_by_role("main").get_by_role("article").filter(has=heading)

    def column_titles(self) -> list[str]:
        """The columns from left to right."""
        return self.page.get_by_role("main").get_by_role("heading", level=2).all_text_contents()

    def headings(self, column: str) -> Locator:
        """The titles of a column's cards."""
        return self.column(column).get_by_role("article").get_by_role("heading", level=3)

    def titles(self, column: str) -> list[str]:
        """The titles of a column's cards, from top to bottom."""
        return [title.strip() for title in self.headings(column).all_text_contents()]

    def shows(self, column: str, *titles: str) -> None:
        """A column has exactly these cards in this order, or will have."""
        expect(self.headings(column)).to_have_text(list(titles))

    def people(self, count: int) -> Locator:
        """The button that says how many are here."""
        words = "1 Person" if count == 1 else f"{count} Personen"
        return self.page.get_by_role("button", name=f"Wer ist da? {words}", exact=True)

    @property
    def dialog(self) -> Locator:
        """The uppermost dialog."""
        return self.page.get_by_role("dialog").last

    def has_no_dialog(self) -> None:
        """Wait until a dialog is not only closed but gone."""
        expect(self.page.locator("dialog")).to_have_count(0)

    # -------------------------------------------------------------------------------------------------- doing

    def add_column(self, title: str) -> None:
        """Add a column at the right."""
        field = self.page.get_by_label("Name der Spalte")
        if not field.is_visible():
            self.page.get_by_role("button", name=re.compile("Spalte anlegen$")).click()
        field.fill(title)
        self.page.get_by_role("button", name="Spalte anlegen", exact=True).click()
        expect(self.column(title)).to_be_visible()

    def add_card(self, column: str, title: str, text: str = "") -> None:
        """Pin a card at the foot of a column."""
        form = self.page.get_by_role("form", name=f"Karte anlegen in {column}", exact=True)
        if not form.is_visible():
            self.page.get_by_role("button", name=f"Karte anlegen in {column}", exact=True).click()
        form.get_by_label("Titel").fill(title)
        form.get_by_label("Text").fill(text)
        form.get_by_role("button", name="Anheften").click()
        expect(self.headings(column).last).to_have_text(title)

    def pin(self, column: str, *titles: str) -> None:
        """Pin cards one after the other without waiting for anything."""
        form = self.page.get_by_role("form", name=f"Karte anlegen in {column}", exact=True)
        if not form.is_visible():
            self.page.get_by_role("button", name=f"Karte anlegen in {column}", exact=True).click()
        for title in titles:
            form.get_by_label("Titel").fill(title)
            form.get_by_label("Titel").press("Enter")

    def end_adding(self) -> None:
        """Close the form for new cards or columns."""
        self.page.get_by_role("button", name="Fertig").first.click()

    def menu_of_card(self, title: str) -> Locator:
        """Open a card's menu."""
        on_board = self.page.get_by_role("button", name=f"Menü der Karte {title}", exact=True)
        on_board.or_(self.page.get_by_role("button", name=f"Mehr {title}", exact=True)).click()
        return self.page.get_by_role("menu")

    def choose(self, title: str, entry: str) -> None:
        """Choose from a card's menu."""
        self.menu_of_card(title).get_by_role("menuitem", name=entry, exact=True).click()

    def paint(self, title: str, color: str) -> None:
        """Give a card another colour by its menu."""
        self.menu_of_card(title).get_by_role("menuitemradio", name=color, exact=True).click()

    def move(self, title: str, column: str, place: str = "Ganz oben") -> None:
        """Move a card by the dialog of its menu."""
        self.choose(title, "Verschieben nach …")
        self.dialog.get_by_role("radio", name=column, exact=True).check()
        self.dialog.get_by_label("Platz in der Spalte").select_option(label=place)
        self.dialog.get_by_role("button", name="Verschieben").click()

    def open_card(self, title: str) -> Locator:
        """Open a card; its dialog."""
        self.card(title).get_by_role("button", name=title, exact=True).click()
        expect(self.dialog).to_be_visible()
        return self.dialog

    def edit_card(self, title: str) -> Locator:
        """Open a card for writing; its dialog."""
        dialog = self.open_card(title)
        dialog.get_by_role("button", name="Bearbeiten", exact=True).click()
        return dialog

    def close_dialog(self) -> None:
        """Close the open dialog by its cross."""
        self.dialog.get_by_role("button", name="Schließen", exact=True).click()
        self.has_no_dialog()

    def comment(self, text: str) -> None:
        """Say something about the open card."""
        self.comment_text().fill(text)
        self.dialog.get_by_role("button", name="Kommentar senden").click()

    def comment_text(self) -> Locator:
        """Where one writes a comment on the open card."""
        return self.dialog.get_by_label("Etwas dazu schreiben")

    def stop(self, title: str) -> Locator:
        """What has the focus when one walks to a card by arrow."""
        return self.card(title).get_by_role("button", name=title, exact=True)

    def menu_of_column(self, title: str) -> Locator:
        """Open a column's menu."""
        self.page.get_by_role("button", name=f"Menü der Spalte {title}", exact=True).click()
        return self.page.get_by_role("menu")

    def menu(self) -> Locator:
        """Open the board's menu."""
        self.page.get_by_role("button", name="Menü des Boards", exact=True).click()
        return self.page.get_by_role("menu")

    def open_import(self) -> Locator:
        """Open the dialog in which a list becomes cards."""
        self.menu().get_by_role("menuitem", name="Importieren …", exact=True).click()
        expect(self.dialog).to_be_visible()
        return self.dialog

    def search(self, words: str) -> None:
        """Look for words, and close nothing."""
        field = self.page.get_by_role("searchbox", name="Karten durchsuchen")
        if not field.is_visible():
            self.page.get_by_role("button", name="Suchen").filter(visible=True).click()
        field.fill(words)

    def share(self) -> Locator:
        """Open the dialog with the links."""
        self.page.get_by_role("banner").get_by_role("button", name="Teilen", exact=True).click()
        return self.dialog

    def make_link(self, role: str, label: str = "") -> str:
        """Make a link for a role, by its German name, and close the dialog again."""
        dialog = self.share()
        dialog.get_by_role("radio", name=role).check()
        dialog.get_by_label("Wofür ist der Link? (freiwillig)").fill(label)
        dialog.get_by_role("button", name="Link erzeugen").click()
        link = dialog.get_by_label(f"Neuer Link: {role}").input_value()
        self.close_dialog()
        return link

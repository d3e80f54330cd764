"""Links are handed out: copied, scanned, or hung up on paper."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.client import Board
from tests.e2e.person import People, Person
from tests.e2e.scanner import scanned


@pytest.fixture
def coordinator(people: People, board: Board) -> Person:
    """Shares the board, at night."""
    person = people(color_scheme="dark")
    person.context.add_init_script("window.print = () => {}")
    return person.join(board.key("coordinator")["link"])


def link_made(person: Person, role: str) -> tuple[Locator, str]:
    """Make a link; the dialog and the link."""
    dialog = person.board.share()
    dialog.get_by_role("radio", name=role).check()
    dialog.get_by_role("button", name="Link erzeugen").click()
    return dialog, dialog.get_by_label(f"Neuer Link: {role}").input_value()


def test_the_code_is_dark_on_white_also_at_night_and_asks_nobody(coordinator: Person):
    asked: list[str] = []
    coordinator.page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    dialog, link = link_made(coordinator, "Mitmachen")
    code = dialog.get_by_role("img", name="QR-Code mit diesem Link")
    expect(code).to_be_visible()
    fill = "(one) => getComputedStyle(one).fill"
    assert code.locator("rect").evaluate(fill) == "rgb(255, 255, 255)"
    assert code.locator("path").evaluate(fill) == "rgb(0, 0, 0)"
    keys = f"{coordinator.address}/api/boards/{coordinator.board_id}/keys"
    # The board's page asks for its end when there is time.
    about_links = [request for request in asked if "/api/" in request and not request.endswith("/retention")]
    assert about_links == [f"GET {keys}", f"POST {keys}"]
    assert not any(link.split("#")[1] in request for request in asked)
    for scheme in ("dark", "light"):
        coordinator.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert scanned(code) == link


def test_the_code_can_be_saved_as_a_picture(coordinator: Person, tmp_path: Path):
    dialog, _ = link_made(coordinator, "Lesen")
    with coordinator.page.expect_download() as download:
        dialog.get_by_role("button", name="QR-Code speichern (SVG)").click()
    assert download.value.suggested_filename == "QR-Code.svg"
    download.value.save_as(tmp_path / "code")
    assert (tmp_path / "code").read_text().startswith("<svg xmlns=")


def test_a_sheet_to_hang_up_has_title_code_and_address(coordinator: Person):
    dialog, link = link_made(coordinator, "Mitmachen")
    dialog.get_by_role("button", name="Blatt zum Aushängen drucken").click()
    page = coordinator.page
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sommerfest")
    assert scanned(page.get_by_role("img", name="QR-Code mit diesem Link")) == link
    expect(page.get_by_text(link, exact=True)).to_be_visible()
    expect(page.get_by_text("Machen Sie mit")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    # The next print is the board again.
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.get_by_role("heading", name="Radweg")).to_be_visible()


def test_whoever_has_made_a_board_can_scan_the_way_back(people: People):
    person = people().found("Sommerfest")
    person.page.get_by_role("button", name="QR-Code").click()
    expect(person.board.dialog.get_by_role("img", name="QR-Code mit diesem Link")).to_be_visible()
    link = person.board.dialog.get_by_label("Neuer Link: Koordinieren").input_value()
    other = people().join(link)
    expect(other.page.get_by_role("heading", level=1)).to_have_text("Sommerfest")

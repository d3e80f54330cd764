"""Takes the pictures of the README, or of every view in every size and theme, from a real server in a real Chromium.

python -m tests.e2e.screenshots                    the README's pictures, into docs/screenshots
python -m tests.e2e.screenshots --all /tmp/views   every view at 1280, 768 and 390 pixels, light and dark, to look at
"""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, sync_playwright

from tests.client import Board, Guest
from tests.doors import running
from tests.e2e.conftest import ARGUMENTS, CHROMIUM
from tests.e2e.person import Person
from tests.e2e.views import VIEWS, View, away, filled

README = Path(__file__).parents[2] / "docs" / "screenshots"
WIDE, TABLET, PHONE = (1280, 800), (768, 1024), (390, 800)
SETTLED_MS = 500
"""Motion is over, and the connection stands."""


class Picture(NamedTuple):
    """One picture of the README."""

    name: str
    size: tuple[int, int]
    scheme: str
    view: View


def board(person: Person, board: Board) -> None:
    """The board as it opens."""


def card(person: Person, board: Board) -> None:
    """A card with what was said about it."""
    person.board.open_card("Rufbus am Abend")


def as_list(person: Person, board: Board) -> None:
    """The same board as headings and articles."""
    person.open(f"/b/{board.id}/list").board.is_live()


PICTURES = [
    Picture("board-wide-light", WIDE, "light", board),
    Picture("board-phone-light", PHONE, "light", board),
    Picture("board-phone-dark", PHONE, "dark", board),
    Picture("card-phone-light", PHONE, "light", card),
    Picture("list-phone-light", PHONE, "light", as_list),
]


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.e2e.screenshots", description="Takes pictures of the page.")
    parser.add_argument(
        "--all", type=Path, metavar="FOLDER", help="every view in every size and theme into this folder"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        demo = made_demo(server.address)
        if options.all:
            take_all(browser, demo, options.all)
        else:
            take_readme(browser, demo, README)
        browser.close()
    return 0


def made_demo(address: str) -> Board:
    """The board that everybody may try."""
    guest = Guest(address)
    made = guest.post("/api/demo", json={"language": "de"}).json()
    return Board(guest, made["board"]["id"], made["key"]["secret"], made["key"]["id"])


def shot(person: Person, path: Path) -> None:
    """One picture, once nothing moves any more."""
    person.page.wait_for_timeout(SETTLED_MS)
    person.page.screenshot(path=path)
    print(path, file=sys.stderr)


def visitor(browser: Browser, demo: Board, size: tuple[int, int], scheme: str) -> Person:
    """Somebody who coordinates the board."""
    width, height = size
    options = {"viewport": {"width": width, "height": height}, "color_scheme": scheme, "reduced_motion": "reduce"}
    return Person(browser, demo.client.address, **options).join(demo.key("coordinator")["link"])


def take_readme(browser: Browser, demo: Board, folder: Path) -> None:
    """The README's pictures."""
    folder.mkdir(exist_ok=True)
    for picture in PICTURES:
        person = visitor(browser, demo, picture.size, picture.scheme)
        picture.view(person, demo)
        shot(person, folder / f"{picture.name}.png")
        person.close()


def take_all(browser: Browser, demo: Board, folder: Path) -> None:
    """Every view that axe looks at, on a board of the same shape as there."""
    folder.mkdir(parents=True, exist_ok=True)
    plain = filled(demo.client.address)
    for size in (WIDE, TABLET, PHONE):
        for scheme in ("light", "dark"):
            start = Person(browser, demo.client.address, viewport=dict(zip(("width", "height"), size, strict=True)))
            start.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            shot(start.open("/"), folder / f"start-{size[0]}-{scheme}.png")
            start.close()
            for made, views in ((demo, [board, card, as_list]), (plain, VIEWS)):
                person = visitor(browser, made, size, scheme)
                for view in views:
                    view(person, made)
                    shot(person, folder / f"{view.__name__}-{size[0]}-{scheme}.png")
                    away(person)
                person.close()


if __name__ == "__main__":
    sys.exit(main())

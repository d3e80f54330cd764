"""Two sort the same hundred cards while a third edits every 50 ms: in the end all see the same."""

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, expect

from tests.client import Board, Guest, edit, new_id
from tests.doors import Server
from tests.e2e.hands import Finger, Hand, Mouse, drawn
from tests.e2e.person import People, Person

MOVES = 20
"""Cards that each has to move at least."""
EDITS = 300
"""Edits of the third meanwhile, at least."""
PACE_S = 0.05
CARDS = 100
COLUMNS = ("Ideen", "Favoriten", "Später", "Erledigt")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


class Crowd:
    """A hundred cards, and everybody who sorts them."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.random = random.Random(5)
        self.columns = [board.column(title)["id"] for title in COLUMNS]
        self.cards = [new_id() for _ in range(CARDS)]
        adding = [self._card(id, f"Karte {number}", number) for number, id in enumerate(self.cards)]
        assert all("seq" in result for result in board.submit(*adding))

    def _card(self, id: str, title: str, number: int) -> dict[str, object]:
        return edit("card.add", card_id=id, column_id=self.columns[number % len(COLUMNS)], title=title)

    @contextmanager
    def third(self) -> Iterator[list[int]]:
        """Somebody else edits every 50 ms, through the socket; what is given counts the edits."""
        end, count = threading.Event(), [0]
        sender = threading.Thread(target=self._edit_until, args=(end, count))
        sender.start()
        try:
            yield count
        finally:
            end.set()
            sender.join()

    def _edit_until(self, end: threading.Event, count: list[int]) -> None:
        own = random.Random(7)
        made: list[str] = []
        with self.board.live() as socket:
            while not end.wait(PACE_S):
                socket.edits(self._any_edit(own, made))
                count[0] += 1
                socket.until_quiet()

    def _any_edit(self, own: random.Random, made: list[str]) -> dict[str, object]:
        card, column = own.choice(self.cards), own.choice(self.columns)
        after = own.choice([None, *self.cards])
        wish = own.random()
        if wish < 0.5:
            return edit("card.move", card_id=card, column_id=column, after_id=after)
        if wish < 0.7:
            return edit("card.write", card_id=card, text=f"Text {own.random()}")
        if wish < 0.85 or not made:
            made.append(new_id())
            return edit("card.add", card_id=made[-1], column_id=column, title=f"Neu {len(made)}", after_id=after)
        return edit("card.delete", card_id=made.pop())

    def everybody_sees_the_same(self, *persons: Person) -> None:
        """All browsers show exactly what the server has. The last edits may still be on their way: then once more."""
        for last in (False, False, True):
            try:
                self._sees_the_same(*persons)
                return
            except AssertionError:
                if last:
                    raise

    def _sees_the_same(self, *persons: Person) -> None:
        records = self.board.snapshot()["records"]
        for title, column in zip(COLUMNS, self.columns, strict=True):
            cards = [card for card in records["card"] if card["column_id"] == column and not card["deleted_at"]]
            titles = [card["title"] for card in sorted(cards, key=lambda card: (card["rank"], card["id"]))]
            for person in persons:
                person.board.shows(title, *titles)


@pytest.fixture
def crowd(server: Server) -> Crowd:
    """The board of all of them."""
    return Crowd(Guest(server.address).make_board("Sommerfest"))


def two(people: People, crowd: Crowd, **options: object) -> tuple[Person, Person]:
    anna, ben = (people(**options).join(crowd.board.key("editor")["link"]) for _ in range(2))
    return anna, ben


def item(person: Person, id: str) -> Locator:
    """A card by its id: to find it among a hundred by its words takes too long to sort quickly."""
    return person.page.locator(f"main [data-item='{id}']")


def seen_by(person: Person, id: str) -> tuple[float, float]:
    """Scroll to a card; a point on it."""
    box = item(person, id).evaluate(
        "(one) => (one.scrollIntoView({ block: 'center', inline: 'center' }), one.getBoundingClientRect().toJSON())"
    )
    return float(box["x"] + 60), float(box["y"] + 20)


def both_sort(sort: Callable[[Person], int], anna: Person, ben: Person, crowd: Crowd) -> None:
    """They take turns while the third edits; what `sort` gives is how many cards it moved."""
    moved = {anna: 0, ben: 0}
    with crowd.third() as edits:
        while min(moved.values()) < MOVES or edits[0] < EDITS:
            for person in moved:
                moved[person] += sort(person)
    print(f"moved {list(moved.values())}, and {edits[0]} edits of the third")


def all_sent(*persons: Person) -> None:
    for person in persons:
        person.board.has_sent_all()


def finish(crowd: Crowd, anna: Person, ben: Person) -> None:
    all_sent(anna, ben)
    crowd.everybody_sees_the_same(anna, ben)
    own = [
        event
        for event in crowd.board.events(max(0, crowd.board.snapshot()["seq"] - 600))
        if event.get("type") == "card.move"
    ]
    assert len({event["by"] for event in own}) == 3


def test_by_mouse(people: People, crowd: Crowd):
    anna, ben = two(people, crowd)
    hands: dict[Person, Hand] = {person: Mouse(person.page) for person in (anna, ben)}

    def sort(person: Person) -> int:
        card, target = crowd.random.sample(crowd.cards, 2)
        x, y = seen_by(person, card)
        mouse = person.page.mouse
        mouse.move(x, y)
        mouse.down()
        mouse.move(x + 8, y + 8)
        hands[person].to(*seen_by(person, target))
        hands[person].let_go()
        return 1

    both_sort(sort, anna, ben, crowd)
    expect(anna.page.locator("[data-ghost], [data-lifted]")).to_have_count(0)
    anna.board.has_no_dialog()
    finish(crowd, anna, ben)


def test_by_keyboard_alone_and_the_focus_stays_at_every_step(people: People, crowd: Crowd):
    anna, ben = two(people, crowd)
    for person in (anna, ben):
        item(person, crowd.cards[0]).get_by_role("button").first.focus()

    def focused(person: Person) -> str:
        return str(person.page.evaluate("() => document.activeElement?.closest('[data-item]')?.dataset.item"))

    def sort(person: Person) -> int:
        for _ in range(crowd.random.randrange(4)):
            person.page.keyboard.press(crowd.random.choice(["ArrowDown", "ArrowUp", "ArrowRight", "ArrowLeft"]))
        held = focused(person)
        assert held != "None", "the focus is on no card"
        if held not in crowd.cards:
            return 0  # the third may delete it again: that is another test
        person.page.keyboard.press(" ")
        for key in crowd.random.choices(["ArrowDown", "ArrowUp", "ArrowRight", "ArrowLeft", "Home", "End"], k=4):
            person.page.keyboard.press(key)
            assert focused(person) == held
            drawn(person.page)
            assert focused(person) == held
        person.page.keyboard.press(crowd.random.choice([" ", "Enter", "Enter", "Escape"]))
        assert focused(person) == held
        return 1

    both_sort(sort, anna, ben, crowd)
    anna.board.has_no_dialog()
    finish(crowd, anna, ben)


def test_by_touch(people: People, crowd: Crowd):
    phone = {"viewport": {"width": 390, "height": 800}, "has_touch": True, "is_mobile": True}
    anna, ben = two(people, crowd, **phone)
    fingers = {person: Finger(person.page) for person in (anna, ben)}

    def sort(person: Person) -> int:
        finger, card = fingers[person], crowd.random.choice(crowd.cards)
        finger.press(*seen_by(person, card))
        rested = person.page.locator("main[data-dragging]").or_(person.page.locator("main"))
        rested.first.wait_for()
        person.page.evaluate("() => new Promise((done) => setTimeout(done, 330))")
        lifted = person.page.locator("main[data-dragging]").count()
        for _ in range(2):
            finger.to(crowd.random.randrange(10, 380), crowd.random.randrange(80, 720))
        finger.let_go()
        return lifted

    both_sort(sort, anna, ben, crowd)
    finish(crowd, anna, ben)

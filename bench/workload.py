"""What the programs are asked to do: boards of a given size and edits on them, the same for all."""

import json
import random
from dataclasses import dataclass
from typing import Any
from uuid import UUID

Record = dict[str, Any]

TEXT = """
Bank Brunnen Baum Weg Platz Lampe Schatten Radweg Treppe Ufer Garten Schule Markt Bühne Spielplatz Wiese Rampe
Haltestelle Beet Wasser Kiosk sicher breit hell grün ruhig offen neu mehr weniger bitte gern auch im Sommer
abends für Kinder und Ältere mit Rollstuhl ohne Stufen neben der Brücke am Bahnhof
"""
WORDS = TEXT.split()
COLORS = ("white", "yellow", "green", "blue", "rose", "lilac")
NOW = "2026-05-04T09:30:00.000Z"
RANK_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Content:
    """The records of a board and the order of each column's card ids; edits made for it change them."""

    board: Record
    columns: list[Record]
    cards: list[Record]
    order: dict[str, list[str]]


@dataclass(frozen=True)
class Step:
    """One edit, and the event text that a server of Korkwand's protocol would make of it."""

    edit: Record
    event: str


@dataclass(frozen=True)
class Steps:
    """Edits in the order in which they are sent; number n has the id `prefix` + n as 12 hex digits."""

    prefix: str
    steps: list[Step]


class Writer:
    """Makes boards and edits from a seed: the same seed gives the same work, for every program."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def uuid(self) -> str:
        """A version 4 UUID."""
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def text(self, length: int) -> str:
        """Words, together about `length` characters."""
        words = self.random.choices(WORDS, k=length // 3)
        return " ".join(words)[:length].strip()

    def rank(self) -> str:
        """Six characters, as long as the ranks of a usual column."""
        return "".join(self.random.choices(RANK_DIGITS, k=6))

    def content(self, cards: int, columns: int = 4) -> Content:
        """A board whose cards are spread evenly over its columns."""
        board = self._board()
        made = [self._column(board["id"]) for _ in range(columns)]
        filled = [self._card(board["id"], made[i % columns]["id"]) for i in range(cards)]
        order = {column["id"]: [card["id"] for card in filled[i::columns]] for i, column in enumerate(made)}
        return Content(board, made, filled, order)

    def _board(self) -> Record:
        texts = {"title": self.text(30), "description": "", "color": self.random.choice(COLORS)}
        return {"id": self.uuid(), **texts, "archived_at": None, "deleted_at": None, "created_at": NOW}

    def _column(self, board_id: str) -> Record:
        texts = {"title": self.text(20), "description": "", "color": self.random.choice(COLORS)}
        return {
            "id": self.uuid(), "board_id": board_id, "rank": self.rank(), **texts,
            "deleted_at": None, "created_at": NOW, "hidden_at": None, "locked_at": None,
        }  # fmt: skip

    def _card(self, board_id: str, column_id: str) -> Record:
        texts = {"title": self.text(30), "text": self.text(100), "color": self.random.choice(COLORS)}
        return {
            "id": self.uuid(), "board_id": board_id, "column_id": column_id, "rank": self.rank(), **texts,
            "author_id": self.uuid(), "author_name": None,
            "created_at": NOW, "edited_at": None, "deleted_at": None,
            "held_at": None, "hidden_at": None, "locked_at": None,
        }  # fmt: skip

    def mixed(self, content: Content, count: int) -> Steps:
        """Half card.move to a random place of a random column, half card.write of about 100 characters."""
        visitor, prefix, steps = self.uuid(), self._prefix(), []
        for number in range(count):
            card = self.random.choice(content.cards)
            wish = self._move(card, content.order) if number % 2 else self._write(card)
            edit = {"id": f"{prefix}{number:012x}", **wish}
            steps.append(Step(edit, event_text(number, edit, visitor, card)))
        return Steps(prefix, steps)

    def _move(self, card: Record, order: dict[str, list[str]]) -> Record:
        order[card["column_id"]].remove(card["id"])
        target = self.random.choice(list(order))
        place = self.random.randint(0, len(order[target]))
        after_id = order[target][place - 1] if place else None
        order[target].insert(place, card["id"])
        card["column_id"], card["rank"] = target, self.rank()
        return {"type": "card.move", "card_id": card["id"], "column_id": target, "after_id": after_id}

    def _write(self, card: Record) -> Record:
        card["text"], card["edited_at"] = self.text(100), NOW
        return {"type": "card.write", "card_id": card["id"], "text": card["text"]}

    def varied(self, content: Content, count: int) -> list[Record]:
        """Edits without their events, a quarter each: card.write, card.move, card.recolor and card.add."""
        prefix, ways = self._prefix(), (self._write, self._recolor)
        edits = []
        for number in range(count):
            card = self.random.choice(content.cards)
            if number % 4 == 3:
                wish = self._add(content)
            else:
                wish = self._move(card, content.order) if number % 4 == 1 else ways[number % 4 // 2](card)
            edits.append({"id": f"{prefix}{number:012x}", **wish})
        return edits

    def _recolor(self, card: Record) -> Record:
        card["color"] = self.random.choice([color for color in COLORS if color != card["color"]])
        return {"type": "card.recolor", "card_id": card["id"], "color": card["color"]}

    def _add(self, content: Content) -> Record:
        column_id = self.random.choice(list(content.order))
        card = self._card(content.board["id"], column_id)
        content.cards.append(card)
        content.order[column_id].append(card["id"])
        words = {name: card[name] for name in ("title", "text", "color")}
        return {"type": "card.add", "card_id": card["id"], "column_id": column_id, **words}

    def renames(self, content: Content, count: int, size: int) -> Steps:
        """column.rename, of the ordinary edits that with the shortest event: `size` bytes, at least 480."""
        visitor, prefix, steps = self.uuid(), self._prefix(), []
        column = content.columns[0]
        for number in range(count):
            edit = {"id": f"{prefix}{number:012x}", "type": "column.rename", "column_id": column["id"]}
            bare = len(event_text(number, edit, visitor, column | {"title": ""}).encode())
            edit["title"] = column["title"] = "".join(self.random.choices(RANK_DIGITS, k=size - bare))
            steps.append(Step(edit, event_text(number, edit, visitor, column)))
        return Steps(prefix, steps)

    def _prefix(self) -> str:
        return self.uuid()[:24]


def compact(value: Any) -> str:
    """JSON without blanks, letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def event_text(seq: int, edit: Record, visitor: str, record: Record) -> str:
    """The frame that announces an edit, as long as Korkwand's own."""
    change = {"put": edit["type"].split(".")[0], "record": record}
    head = {"seq": seq, "id": edit["id"], "type": edit["type"], "by": visitor, "at": NOW}
    return compact({"t": "events", "events": [head | {"changes": [change]}]})

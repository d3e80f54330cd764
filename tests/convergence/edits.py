"""Random edits: what people do to a board, and what they should not."""

import random
from collections.abc import Callable
from typing import Any
from uuid import UUID

from tests.convergence.client import Client, Edit

COLORS = ("white", "yellow", "green", "blue", "rose", "lilac")
WORDS = ("bench", "tree", "path", "shade", "water", "play", "light", "bus", "café", "zebra")
STAGES = ("collect", "collect", "sort", "vote", "done")
ROLES = ("viewer", "contributor", "editor", "coordinator")
HOW_OFTEN = {
    "card.add": 16, "card.write": 16, "card.move": 16, "card.delete": 5, "card.restore": 5, "card.recolor": 2,
    "card.copy": 3, "card.purge": 2, "card.import": 1, "comment.add": 8, "comment.write": 4, "comment.delete": 4,
    "comment.restore": 3, "comment.purge": 2, "comment.import": 1, "column.add": 2, "column.move": 3,
    "column.rename": 1, "column.describe": 1, "column.recolor": 1, "column.delete": 2, "column.restore": 3,
    "column.purge": 1, "board.rename": 1, "board.describe": 1, "board.recolor": 1, "board.archive": 0.3,
    "board.delete": 0.3, "board.restore": 1.5, "board.lock": 0.3, "board.unlock": 1.5, "board.moderate": 1,
    "board.cover": 0.7, "board.reveal": 1, "board.mask": 0.7, "board.unmask": 0.7, "board.allow": 1,
    "column.hide": 0.7, "column.show": 1,
    "column.lock": 0.3, "column.unlock": 1, "card.approve": 3, "card.hide": 2, "card.show": 2, "card.lock": 0.5,
    "card.unlock": 1, "key.add": 0.5, "board.rezone": 0.2, "phase.add": 1, "phase.change": 0.5,
    "phase.move": 0.3, "phase.remove": 0.5, "phase.begin": 0.7, "key.change": 1.5, "key.revoke": 0.3,
}  # fmt: skip


class Imagination:
    """Makes up edits for a client, mostly about what they see, sometimes about what they do not."""

    def __init__(self, rng: random.Random, board_id: str) -> None:
        self.rng = rng
        self.board_id = board_id
        self.ids: dict[str, list[str]] = {"card": [], "column": [], "comment": [], "key": [], "phase": []}
        """Every id that anybody ever used, gone ones too."""

    def new_id(self) -> str:
        """A UUID from the seed."""
        return str(UUID(int=self.rng.getrandbits(128), version=4))

    def edits(self, client: Client) -> list[Edit]:
        """What the client sends in one frame; a later one may use what an earlier one makes."""
        return [self.edit(client) for _ in range(self.rng.choice((1, 1, 1, 2, 4)))]

    def edit(self, client: Client) -> Edit:
        """One edit; about one of fifteen is nonsense."""
        (edit_type,) = self.rng.choices(list(HOW_OFTEN), list(HOW_OFTEN.values()))
        edit = {"id": self.new_id(), "type": edit_type, **self._fields(edit_type, client)}
        return self._spoilt(edit) if self.rng.random() < 0.07 else edit

    def _fields(self, edit_type: str, client: Client) -> dict[str, Any]:
        kind, verb = edit_type.split(".")
        makers: dict[str, Callable[[Client], dict[str, Any]]] = {
            "card.add": lambda c: {"card_id": self._made("card"), **self._spot(c), **self._text()},
            "card.import": lambda c: {
                "card_id": self._made("card"),
                "column_id": self._id(c, "column"),
                **self._text(),
            },
            "card.copy": lambda c: {"card_id": self._id(c, "card"), "copy_id": self._made("card")},
            "card.move": lambda c: {"card_id": self._id(c, "card"), **self._spot(c)},
            "card.write": self._write,
            "comment.add": self._comment,
            "comment.import": self._comment,
            "comment.write": lambda c: {"comment_id": self._id(c, "comment"), "text": self._words()},
            "column.add": lambda c: {
                "column_id": self._made("column"),
                "title": self._words(),
                **self._neighbours(c, "column"),
            },
            "column.move": lambda c: {"column_id": self._id(c, "column"), **self._neighbours(c, "column")},
            "key.add": lambda _: {
                "key_id": self._made("key"),
                "role": self.rng.choice(ROLES),
                "secret_hash": self.rng.randbytes(32).hex(),
            },
            **self._coordinators(),
        }
        if edit_type in makers:
            return makers[edit_type](client)
        subject = {} if kind == "board" else {f"{kind}_id": self._id(client, kind)}
        words = {"rename": "title", "describe": "description"}
        if verb in words:
            return {**subject, words[verb]: self._words()}
        return {**subject, "color": self.rng.choice(COLORS)} if verb == "recolor" else subject

    def _coordinators(self) -> dict[str, Callable[[Client], dict[str, Any]]]:
        return {
            "board.allow": lambda _: {
                "act": self.rng.choice(("comment.add", "card.move", "column.add")),
                "role": self.rng.choice(ROLES),
            },
            "board.rezone": lambda _: {"time_zone": "Europe/Berlin"},
            "phase.add": lambda _: {"phase_id": self._made("phase"), "stage": self.rng.choice(STAGES)},
            "phase.move": lambda c: {"phase_id": self._id(c, "phase"), **self._neighbours(c, "phase")},
            "board.moderate": lambda _: {"on": self.rng.random() < 0.5},
            "key.change": lambda c: {
                "key_id": self._id(c, "key"),
                "role": self.rng.choice(ROLES),
                **({"unseen_columns": [self._id(c, "column")]} if self.rng.random() < 0.4 else {}),
            },
        }

    def _id(self, client: Client, kind: str) -> str:
        seen = [record_id for seen_kind, record_id in client.records if seen_kind == kind]
        anybodys = self.ids[kind]
        if seen and self.rng.random() < 0.9:
            return self.rng.choice(seen)
        return self.rng.choice(anybodys) if anybodys and self.rng.random() < 0.9 else self.new_id()

    def fresh(self, kind: str) -> str:
        """A new id for a record of this kind."""
        self.ids[kind].append(self.new_id())
        return self.ids[kind][-1]

    def _made(self, kind: str) -> str:
        """A new id; now and then one that is taken."""
        if self.ids[kind] and self.rng.random() < 0.04:
            return self.rng.choice(self.ids[kind])
        return self.fresh(kind)

    def _spot(self, client: Client) -> dict[str, Any]:
        return {"column_id": self._id(client, "column"), **self._neighbours(client, "card")}

    def _neighbours(self, client: Client, kind: str) -> dict[str, Any]:
        return self.rng.choice((
            lambda: {},
            lambda: {"after_id": None},
            lambda: {"after_id": self._id(client, kind)},
            lambda: {"after_id": self._id(client, kind), "before_id": self._id(client, kind)},
        ))()  # fmt: skip

    def _text(self) -> dict[str, Any]:
        return {"title": self._words(), "text": " ".join(self._words() for _ in range(self.rng.randrange(4)))}

    def _write(self, client: Client) -> dict[str, Any]:
        """Change one word of the text they see; they started from this one, or from an old one, or does not say."""
        card_id = self._id(client, "card")
        card = client.records.get(("card", card_id), {"title": "", "text": ""})
        words = card["text"].split(" ")
        words[self.rng.randrange(len(words))] = self._words()
        fields: dict[str, Any] = {"card_id": card_id, "text": " ".join(words)}
        if self.rng.random() < 0.3:
            fields["title"] = self._words()
        mine = [edit_id for edit_id, edit in client.sent.items() if edit.get("card_id") == card_id]
        base = self.rng.choice((None, client.seq, client.seq, max(0, client.seq - 5), mine[-1] if mine else None))
        return fields if base is None else {**fields, "base": base}

    def _comment(self, client: Client) -> dict[str, Any]:
        return {"comment_id": self._made("comment"), "card_id": self._id(client, "card"), "text": self._words()}

    def _words(self) -> str:
        return " ".join(self.rng.choices(WORDS, k=self.rng.choice((1, 1, 2))))

    def _spoilt(self, edit: Edit) -> Edit:
        return self.rng.choice((
            lambda: {**edit, "surprise": 1},
            lambda: {**edit, "type": "card.update"},
            lambda: {**edit, "title": 7, "text": None, "color": "pink"},
            lambda: {**edit, "text": "a\x00b"},
            lambda: {**edit, "card_id": "no id", "column_id": self.board_id},
            lambda: {**edit, "base": -1.5},
            lambda: {name: edit[name] for name in ("id", "type")},
        ))()  # fmt: skip

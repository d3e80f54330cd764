"""Every edit that can be sent, with the request that comes to the same where there is one."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

Fields = dict[str, Any]
LONG_AGO = "2019-05-04T10:20:30.000Z"


class Case(NamedTuple):
    """An edit, and the request that comes to the same: `@a` stands for the id of what has this name on the board."""

    type: str
    fields: Mapping[str, Any] = MappingProxyType({})
    rest: tuple[str, str, Fields | None] | None = None
    before: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.type} {' '.join(self.fields)}"


CASES = [
    Case("board.rename", {"title": "Our village"}, ("PATCH", "", {"title": "Our village"})),
    Case("board.describe", {"description": "For all"}, ("PATCH", "", {"description": "For all"})),
    Case("board.recolor", {"color": "blue"}, ("PATCH", "", {"color": "blue"})),
    Case("board.rezone", {"time_zone": "Europe/Berlin"}),
    Case("board.lock"),
    Case("board.unlock", before=("board.lock",)),
    Case("board.moderate", {"on": True}),
    Case("board.cover"),
    Case("board.reveal", before=("board.cover",)),
    Case("board.mask"),
    Case("board.unmask", before=("board.mask",)),
    Case("board.allow", {"act": "card.move", "role": "contributor"}),
    Case("board.archive"),
    Case("board.delete", rest=("DELETE", "", None)),
    Case("board.restore", before=("board.archive",)),
    Case("board.restore", before=("board.delete",)),
    Case("board.keep", {"ends_at": "2999-01-01T00:00:00.000Z"}),
    Case("column.add", {"title": "Fresh"}, ("POST", "/columns", {"title": "Fresh"})),
    Case(
        "column.add",
        {"column_id": "@new", "title": "Fresh", "description": "x", "color": "rose", "after_id": None},
        ("POST", "/columns",
         {"column_id": "@new", "title": "Fresh", "description": "x", "color": "rose", "after_id": None}),
    ),
    Case("column.rename", {"column_id": "@a", "title": "Ä"}, ("PATCH", "/columns/@a", {"title": "Ä"})),
    Case("column.describe", {"column_id": "@a", "description": "ä"}, ("PATCH", "/columns/@a", {"description": "ä"})),
    Case("column.recolor", {"column_id": "@a", "color": "lilac"}, ("PATCH", "/columns/@a", {"color": "lilac"})),
    Case("column.move", {"column_id": "@b", "after_id": None}, ("PATCH", "/columns/@b", {"after_id": None})),
    Case("column.move", {"column_id": "@a", "before_id": "@b"}, ("PATCH", "/columns/@a", {"before_id": "@b"})),
    *(Case(f"column.{verb}", {"column_id": "@a"}) for verb in ("hide", "show", "lock", "unlock")),
    Case("column.delete", {"column_id": "@a"}, ("DELETE", "/columns/@a", None)),
    Case("column.restore", {"column_id": "@trashed_column"}),
    Case("column.purge", {"column_id": "@a"}),
    Case("card.add", {"column_id": "@a", "title": "Lamp"}, ("POST", "/cards", {"column_id": "@a", "title": "Lamp"})),
    Case(
        "card.add",
        {"card_id": "@new", "column_id": "@a", "text": "Lamp", "color": "blue", "after_id": "@x", "before_id": "@y"},
        ("POST", "/cards", {"card_id": "@new", "column_id": "@a", "text": "Lamp", "color": "blue", "after_id": "@x",
                            "before_id": "@y"}),
    ),
    Case("card.write", {"card_id": "@x", "title": "A tree"}, ("PATCH", "/cards/@x", {"title": "A tree"})),
    Case("card.write", {"card_id": "@x", "text": "red and blue", "base": 4},
         ("PATCH", "/cards/@x", {"text": "red and blue", "base": 4})),
    Case("card.recolor", {"card_id": "@x", "color": "green"}, ("PATCH", "/cards/@x", {"color": "green"})),
    Case("card.move", {"card_id": "@x", "column_id": "@b"}, ("PATCH", "/cards/@x", {"column_id": "@b"})),
    Case("card.move", {"card_id": "@y", "column_id": "@a", "after_id": None},
         ("PATCH", "/cards/@y", {"after_id": None})),
    Case("card.move", {"card_id": "@x", "column_id": "@a", "after_id": "@y"},
         ("PATCH", "/cards/@x", {"column_id": "@a", "after_id": "@y"})),
    Case("card.copy", {"card_id": "@x", "copy_id": "@new", "column_id": "@b"}),
    *(Case(f"card.{verb}", {"card_id": "@x"}) for verb in ("approve", "hide", "show", "lock", "unlock")),
    Case("card.delete", {"card_id": "@x"}, ("DELETE", "/cards/@x", None)),
    Case("card.restore", {"card_id": "@trashed_card"}),
    Case("card.purge", {"card_id": "@x"}),
    Case("comment.add", {"card_id": "@x", "text": "Yes"}),
    Case("comment.write", {"comment_id": "@comment", "text": "No"}),
    Case("comment.delete", {"comment_id": "@comment"}),
    Case("comment.restore", {"comment_id": "@trashed_comment"}),
    Case("comment.purge", {"comment_id": "@comment"}),
    Case("phase.add", {"phase_id": "@new", "stage": "sort", "title": "x", "opens_at": "2199-01-01T00:00:00.000Z",
                       "after_id": None}),
    Case("phase.change", {"phase_id": "@phase", "stage": "done", "opens_at": "2199-01-01T00:00:00.000Z"}),
    Case("phase.move", {"phase_id": "@phase", "after_id": None}),
    Case("phase.begin", {"phase_id": "@phase"}),
    Case("phase.remove", {"phase_id": "@phase"}),
    Case("key.add", {"key_id": "@new", "secret_hash": "@secret_hash", "role": "editor", "label": "Club",
                     "password": "correct horse", "ends_at": "2019-12-31T00:00:00.000Z"},
         ("POST", "/keys", {"role": "editor", "label": "Club", "password": "correct horse",
                            "ends_at": "2019-12-31T00:00:00.000Z"})),
    Case("key.change", {"key_id": "@key", "role": "editor", "label": "x", "password": "correct horse"},
         ("PATCH", "/keys/@key", {"role": "editor", "label": "x", "password": "correct horse"})),
    Case("key.change", {"key_id": "@key", "unseen_columns": ("@a",), "readonly_columns": ("@b",)},
         ("PATCH", "/keys/@key", {"unseen_columns": ("@a",), "readonly_columns": ("@b",)})),
    Case("key.change", {"key_id": "@key", "opens_at": LONG_AGO}, ("PATCH", "/keys/@key", {"opens_at": LONG_AGO})),
    Case("key.revoke", {"key_id": "@key"}, ("DELETE", "/keys/@key", None)),
    Case("visitor.remove", {"visitor_id": "@someone", "contents": "trash"}),
    Case("visitor.readmit", {"visitor_id": "@gone"}),
    Case("visitor.forget", {"visitor_id": "@someone", "contents": "keep"},
         ("DELETE", "/visitors/@someone?contents=keep", None)),
    Case("card.report", {"card_id": "@x", "report_id": "@new", "reason": "Rude"}),
    Case("comment.report", {"comment_id": "@comment", "report_id": "@new"}),
    Case("report.resolve", {"report_id": "@report"}),
]  # fmt: skip

"""Examples of every edit, for the tests that go through the whole catalog: on `make_board`, with names for ids.

Each type has examples that somebody may send and such that nobody may. A type without examples fails test_catalog.py.
"""

from typing import Any

from tests.make import HASH, VISITORS, named_id

OWN, FOREIGN, LOST = "contributor's card", "other's card", "a card that never was"
MINE, YOURS = "contributor on contributor's card", "other on contributor's card"

CARDS = (
    OWN,
    FOREIGN,
    "editor's card",
    "contributor's trashed card",
    "other's trashed card",
    "contributor's buried card",
    "other's twice buried card",
    "imported card",
    "contributor's held card",
    "other's held card",
    "other's hidden card",
    "contributor's locked card",
    "contributor's card in hidden column",
    "contributor's card in locked column",
    LOST,
)
COMMENTS = (
    MINE,
    YOURS,
    "contributor's trashed comment",
    "other's trashed comment",
    "contributor on contributor's trashed card",
    "other on contributor's trashed card",
    "contributor on other's trashed card",
    "other on other's buried card",
    "imported comment",
    "contributor on other's hidden card",
    "never was",
)
COLUMNS = ("ideas", "topics", "trashed column", "hidden column", "locked column", "never was")

NEIGHBOURS: tuple[dict[str, Any], ...] = (
    {},
    {"after_id": None},
    {"after_id": FOREIGN},
    {"after_id": LOST, "before_id": FOREIGN},
    {"after_id": "other's trashed card"},
    {"after_id": OWN},
    {"after_id": "imported card", "before_id": LOST},
)

EXAMPLES: dict[str, list[dict[str, Any]]] = {
    "board.rename": [{"title": "Our village"}, {"title": "Our town"}],
    "board.describe": [{"description": "Until\nSeptember"}],
    "board.recolor": [{"color": "green"}],
    "board.rezone": [{"time_zone": "Europe/Berlin"}],
    "board.archive": [{}],
    "board.delete": [{}],
    "board.restore": [{}],
    "board.lock": [{}],
    "board.unlock": [{}],
    "board.moderate": [{"on": True}, {"on": False}],
    "board.cover": [{}],
    "board.reveal": [{}],
    "board.mask": [{}],
    "board.unmask": [{}],
    "board.allow": [{"act": act, "role": role} for act in ("comment.add", "card.move", "column.add")
                    for role in ("viewer", "coordinator")],
    "board.keep": [{"ends_at": "2999-01-01T00:00:00.000Z"}, {"ends_at": None}, {"ends_at": "2020-01-01T00:00:00.000Z"}],
    "column.add": [{"column_id": "new", "title": "New", **place}
                   for place in ({}, {"after_id": None}, {"after_id": "trashed column"}, {"before_id": "topics"})]
                  + [{"title": "named by its edit"}, {"column_id": "topics", "title": "taken"},
                     {"column_id": "trashed column", "title": "taken"}],
    "column.rename": [{"column_id": name, "title": "Renamed"} for name in COLUMNS],
    "column.describe": [{"column_id": name, "description": "What for"} for name in COLUMNS],
    "column.recolor": [{"column_id": name, "color": "rose"} for name in COLUMNS],
    "column.move": [{"column_id": name, "after_id": after} for name in COLUMNS for after in (None, "topics")],
    "column.hide": [{"column_id": name} for name in COLUMNS],
    "column.show": [{"column_id": name} for name in COLUMNS],
    "column.lock": [{"column_id": name} for name in COLUMNS],
    "column.unlock": [{"column_id": name} for name in COLUMNS],
    "column.delete": [{"column_id": name} for name in COLUMNS],
    "column.restore": [{"column_id": name} for name in COLUMNS],
    "column.purge": [{"column_id": name} for name in COLUMNS],
    "column.import": [{"column_id": "new", "title": "From elsewhere", "created_at": "2024-02-29T00:00:00.000Z"},
                      {"title": "Away", "deleted_at": "2024-03-01T00:00:00.000Z"},
                      {"column_id": "trashed column", "title": "taken"}],
    "card.add": [{"card_id": "new", "column_id": "ideas", "title": "New", **place} for place in NEIGHBOURS]
                + [{"column_id": name, "text": "named by its edit"} for name in COLUMNS]
                + [{"card_id": name, "column_id": "ideas", "title": "taken"} for name in CARDS],
    "card.write": [{"card_id": name, "title": "Written"} for name in CARDS]
                  + [{"card_id": OWN, "text": "One two three"}, {"card_id": OWN, "title": "", "text": ""}],
    "card.recolor": [{"card_id": name, "color": "lilac"} for name in CARDS],
    "card.move": [{"card_id": name, "column_id": "topics"} for name in CARDS]
                 + [{"card_id": OWN, "column_id": "ideas", **place} for place in NEIGHBOURS]
                 + [{"card_id": OWN, "column_id": name} for name in COLUMNS],
    "card.copy": [{"card_id": name} for name in CARDS]
                 + [{"card_id": FOREIGN, "column_id": name, "copy_id": "new", "after_id": None} for name in COLUMNS],
    "card.hide": [{"card_id": name} for name in CARDS],
    "card.show": [{"card_id": name} for name in CARDS],
    "card.lock": [{"card_id": name} for name in CARDS],
    "card.unlock": [{"card_id": name} for name in CARDS],
    "card.approve": [{"card_id": name} for name in CARDS],
    "card.delete": [{"card_id": name} for name in CARDS],
    "card.restore": [{"card_id": name} for name in CARDS],
    "card.purge": [{"card_id": name} for name in CARDS],
    "card.import": [{"card_id": "new", "column_id": name, "title": "From elsewhere", "author_name": "Ada",
                     "created_at": "2024-02-29T00:00:00.000Z"} for name in COLUMNS]
                   + [{"column_id": name, "text": "Away", "deleted_at": "2024-03-01T00:00:00.000Z"}
                      for name in COLUMNS],
    "comment.add": [{"comment_id": "new", "card_id": name, "text": "Yes"} for name in CARDS]
                   + [{"comment_id": MINE, "card_id": OWN, "text": "taken"},
                      {"card_id": OWN, "text": "named by its edit"}],
    "comment.write": [{"comment_id": name, "text": "Rather not"} for name in COMMENTS],
    "comment.delete": [{"comment_id": name} for name in COMMENTS],
    "comment.restore": [{"comment_id": name} for name in COMMENTS],
    "comment.purge": [{"comment_id": name} for name in COMMENTS],
    "comment.import": [{"comment_id": "new", "card_id": name, "text": "Before",
                        "created_at": "2024-02-29T00:00:00.000Z"} for name in CARDS]
                      + [{"card_id": name, "text": "Away", "deleted_at": "2024-03-01T00:00:00.000Z"} for name in CARDS],
    "phase.add": [{"phase_id": "new", "stage": stage} for stage in ("collect", "sort", "vote", "done")]
                 + [{"stage": "sort", "title": "named by its edit", "after_id": None},
                    {"phase_id": "collecting", "stage": "vote", "title": "taken"},
                    {"stage": "vote", "opens_at": "2026-01-01T00:00:00.000Z", "after_id": "collecting"}],
    "phase.change": [{"phase_id": "collecting", "stage": "sort", "title": "Sorting"},
                     {"phase_id": "closing", "opens_at": None},
                     {"phase_id": "never was", "title": "x"}],
    "phase.move": [{"phase_id": name, "after_id": after}
                   for name in ("closing", "never was") for after in (None, "collecting")],
    "phase.remove": [{"phase_id": name} for name in ("collecting", "closing", "never was")],
    "phase.begin": [{"phase_id": name} for name in ("collecting", "closing", "never was")],
    "key.add": [{"key_id": "new key", "role": "editor", "label": "Hall", "secret_hash": HASH},
                {"key_id": "spare key", "role": "viewer", "secret_hash": HASH},
                {"key_id": "new key", "role": "viewer", "secret_hash": HASH, "unseen_columns": [named_id("ideas")],
                 "readonly_columns": [named_id("topics")]},
                {"key_id": "new key", "role": "viewer", "secret_hash": HASH, "unseen_columns": [named_id(LOST)]}],
    "key.change": [
        {"key_id": "spare key", "role": "viewer", "label": "Other"},
        {"key_id": "contributor key", "role": "viewer"},
        {"key_id": "editor key", "role": "coordinator"},
        {"key_id": "coordinator key", "role": "editor"},
        {"key_id": "revoked key", "label": "Late"},
        {"key_id": "never was", "label": "No"},
        {"key_id": "spare key", "ends_at": "2027-01-01T00:00:00.000Z"},
        {"key_id": "contributor key", "unseen_columns": [named_id("ideas")]},
        {"key_id": "limited contributor key", "unseen_columns": []},
        {"key_id": "editor key", "readonly_columns": [named_id("ideas"), named_id("topics")]},
    ],
    "key.revoke": [{"key_id": name} for name in
                   ("spare key", "contributor key", "coordinator key", "revoked key", "never was")],
    "visitor.remove": [{"visitor_id": name, **more} for name in (*VISITORS, "gone visitor", "never was")
                       for more in ({}, {"contents": "trash"})],
    "visitor.readmit": [{"visitor_id": name} for name in ("gone visitor", "other", "never was")],
    "visitor.forget": [{"visitor_id": name, "contents": contents} for contents in ("keep", "remove")
                       for name in (*VISITORS, "gone visitor", "never was")],
    "card.report": [{"card_id": name, "report_id": "new", "reason": "Rude"} for name in CARDS]
                   + [{"card_id": OWN, "report_id": "a report"}, {"card_id": FOREIGN}],
    "comment.report": [{"comment_id": name, "reason": "Rude"} for name in COMMENTS],
    "report.resolve": [{"report_id": name} for name in ("a report", "never was")],
}  # fmt: skip

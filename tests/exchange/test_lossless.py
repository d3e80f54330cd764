"""The JSON file keeps everything: a board that was really worked on, out, in, and out again, is the same file."""

import argparse
import json
from pathlib import Path
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from korkwand.exchange.command import MEGABYTE, add_arguments, run
from korkwand.exchange.json_file import write_json
from korkwand.kernel.inputs import COLORS
from korkwand.live.board import LiveBoard
from korkwand.nouns.key.record import Key
from korkwand.rules.roles import Visitor
from tests.exchange.conftest import Program, contents

Work = dict[str, Any]

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=15).map(str.strip)
LINES = st.lists(WORDS, max_size=3).map("\n".join)
TITLES = WORDS.map(lambda title: title or "Ohne Titel")
MOMENTS = st.datetimes().filter(lambda moment: moment.year >= 1000)
TIMES = st.none() | MOMENTS.map(lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z")
NAMES = st.none() | st.text("Aßé -", min_size=1, max_size=9).filter(str.strip)
COLOR = st.sampled_from(COLORS)
ELSEWHERE = {"author_name": NAMES, "created_at": TIMES, "edited_at": TIMES, "deleted_at": TIMES}
LATER = {"imported": st.booleans(), "written": st.none() | TITLES, "trashed": st.booleans()}

COLUMN = st.fixed_dictionaries(
    {"title": TITLES, "description": LINES, "color": COLOR, "created_at": TIMES, "deleted_at": TIMES, **LATER}
)
CARD = st.fixed_dictionaries(
    {"column": st.integers(0, 9), "title": TITLES, "text": LINES, "color": COLOR,
     "moved": st.none() | st.integers(0, 9), **ELSEWHERE, **LATER}
)  # fmt: skip
COMMENT = st.fixed_dictionaries({"card": st.integers(0, 9), "text": TITLES, **ELSEWHERE, **LATER})
BOARD = st.fixed_dictionaries(
    {"title": TITLES, "description": LINES, "color": COLOR, "columns": st.lists(COLUMN, min_size=1, max_size=4),
     "cards": st.lists(CARD, min_size=1, max_size=6), "comments": st.lists(COMMENT, max_size=6),
     "archived": st.booleans()}
)  # fmt: skip

PLAIN = {"imported": False, "written": None, "trashed": False}
WORN: Work = {
    "title": "Ideen", "description": "Für\nalle", "color": "green", "archived": True,
    "columns": [
        {"title": "Weg", "description": "", "color": "rose", "created_at": None, "deleted_at": None, **PLAIN,
         "trashed": True}
    ],
    "cards": [
        {"column": 0, "title": title, "text": "", "color": "white", "moved": None, **dict.fromkeys(ELSEWHERE), **PLAIN,
         "written": "Neu", "trashed": title == "Tot"}
        for title in ("Tot", "Lebt")
    ],
    "comments": [
        {"card": card, "text": text, **dict.fromkeys(ELSEWHERE), **PLAIN, "written": "Anders",
         "trashed": text == "Tot"}
        for card in (0, 1) for text in ("Tot", "Lebt")
    ],
}  # fmt: skip
"""A trashed column with a live and a trashed card, each with a live and a trashed comment, all of them edited."""


@given(work=BOARD)
@example(work=WORN)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_export_of_import_of_export_is_the_export(program: Program, work: Work, tmp_path: Path) -> None:
    first = exported(worked_on(program, work))
    assert [len(first[name]) for name in ("columns", "cards", "comments")] == [
        len(work[name]) for name in ("columns", "cards", "comments")
    ]
    again = exported(imported(program, first, tmp_path / "board.json"))
    assert comparable(again) == comparable(first)


def test_the_worked_on_board_has_what_the_comparison_is_about(program: Program) -> None:
    file = exported(worked_on(program, WORN))
    assert file["board"]["archived_at"]
    assert [bool(column["deleted_at"]) for column in file["columns"]] == [True]
    for name in ("cards", "comments"):
        assert {bool(part["deleted_at"]) for part in file[name]} == {True, False}
        assert all(part["edited_at"] and part["created_at"] and part["author_name"] == "Ada" for part in file[name])


def exported(board: LiveBoard) -> dict[str, Any]:
    return dict(json.loads(b"".join(write_json(contents(board)))))


def imported(program: Program, file: dict[str, Any], path: Path) -> LiveBoard:
    """A new board from the file, by the command."""
    path.write_text(json.dumps(file), encoding="utf-8")
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    lines = program.run(run(program.doors.boards, parser.parse_args([str(path)]), "http://x", MEGABYTE))
    assert any(line.endswith(" imported, 0 lines skipped") for line in lines), lines
    return program.run(program.doors.boards.get(lines[0].partition("/b/")[2].partition("#")[0]))


def comparable(file: dict[str, Any]) -> dict[str, Any]:
    """The file with places instead of ids, and without the two times that are the new board's own."""
    own = {**file["board"], "archived_at": file["board"]["archived_at"] is not None}
    del own["created_at"]
    ids = [part["id"] for name in ("columns", "cards", "comments") for part in file[name]]
    place = {part_id: number for number, part_id in enumerate(ids)}
    assert len(place) == len(ids)

    def placed(part: dict[str, Any]) -> dict[str, Any]:
        joins = {"id", "column_id", "card_id"}
        return {field: place[value] if field in joins else value for field, value in part.items()}

    lists = {name: [placed(part) for part in file[name]] for name in ("columns", "cards", "comments")}
    return {**file, "board": own, **lists}


OWNERS = {"column": None, "card": "column", "comment": "card"}
WORDS_OF = {"column": ["title", "description", "color"], "card": ["title", "text", "color"], "comment": ["text"]}
WRITE = {"column": ("column.rename", "title"), "card": ("card.write", "title"), "comment": ("comment.write", "text")}


class Worker:
    """Turns a description into edits, in an order in which each of them is possible."""

    def __init__(self, work: Work) -> None:
        self.edits: list[dict[str, Any]] = []
        self._closed: set[str] = set()
        self._made: dict[str, list[tuple[str, Work]]] = {kind: [] for kind in OWNERS}
        for kind in OWNERS:
            for part in work[f"{kind}s"]:
                self._make(kind, part)
        for kind in OWNERS:
            for part_id, part in self._open(kind):
                self._write(kind, part_id, part)
        for kind in reversed(OWNERS):
            self.edits += [
                {"type": f"{kind}.delete", f"{kind}_id": part_id}
                for part_id, part in self._open(kind)
                if part["trashed"]
            ]

    def _make(self, kind: str, part: Work) -> None:
        part_id, owner_kind = str(uuid4()), OWNERS[kind]
        joined, buried = {f"{kind}_id": part_id}, False
        if owner_kind:
            owners = self._made[owner_kind]
            joined[f"{owner_kind}_id"] = owner = owners[part[owner_kind] % len(owners)][0]
            buried = owner in self._closed
        imported = part["imported"] or buried
        fields = [*WORDS_OF[kind], *(set(ELSEWHERE) & set(part) if imported else ())]
        verb = "import" if imported else "add"
        self.edits.append({"type": f"{kind}.{verb}", **joined, **{name: part[name] for name in fields}})
        self._made[kind].append((part_id, part))
        if buried or (imported and part["deleted_at"]):
            self._closed.add(part_id)

    def _write(self, kind: str, part_id: str, part: Work) -> None:
        verb, field = WRITE[kind]
        if part["written"] is not None:
            self.edits.append({"type": verb, f"{kind}_id": part_id, field: part["written"]})
        columns = self._made["column"]
        if part.get("moved") is not None and (column := columns[part["moved"] % len(columns)][0]) not in self._closed:
            self.edits.append({"type": "card.move", "card_id": part_id, "column_id": column, "after_id": None})

    def _open(self, kind: str) -> list[tuple[str, Work]]:
        return [(part_id, part) for part_id, part in self._made[kind] if part_id not in self._closed]


def worked_on(program: Program, work: Work) -> LiveBoard:
    """A board on which all this was made, then written and moved, then trashed."""
    board = program.new_board(work["title"])
    (key,) = board.state.all(Key.kind)
    ada = Visitor(id=str(uuid4()), name="Ada", key_ids=frozenset([key.id]))
    own = [{"type": "board.describe", "description": work["description"]},
           {"type": "board.recolor", "color": work["color"]}]  # fmt: skip
    end = [{"type": "board.archive"}] if work["archived"] else []
    program.submit(board, *own, *Worker(work).edits, *end, visitor=ada)
    return board

"""From the files of an import to its steps, and what is told about it: before as a preview, afterwards as a report."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Any, Final
from uuid import UUID, uuid5

from pydantic import BaseModel, Field

from korkwand.errors import KorkwandError
from korkwand.exchange.cells import Problem
from korkwand.exchange.csv_reading import Table, read_table
from korkwand.exchange.decoding import LARGEST_FILE, Decoded, decode
from korkwand.exchange.importing import Ids, Outcome, Step, steps_of
from korkwand.exchange.json_file import is_board_file, read_json, steps_of_file
from korkwand.exchange.plan import DEFAULT_COLUMN, Options, Plan, make_plan
from korkwand.kernel.records import Id

PREVIEW_ROWS: Final = 20
_IMPORTS: Final = UUID("0d0f5d6e-3c0d-5b53-9c35-6a1c8f3f6b52")
"""The namespace of import ids that follow from a file."""


@dataclass(frozen=True, slots=True)
class Source:
    """The files of an import, and how they are to be read. Sizes in bytes; None is "find out"."""

    file: bytes
    comments: bytes | None = None
    mapping: Mapping[str, str | None] = field(default_factory=dict)
    comment_mapping: Mapping[str, str | None] = field(default_factory=dict)
    column: str = DEFAULT_COLUMN
    encoding: str | None = None
    separator: str | None = None
    zone: tzinfo = UTC
    largest: int = LARGEST_FILE

    @property
    def import_id(self) -> Id:
        """An id that follows from everything in here: the same import sent twice is one import."""
        told = [
            dict(self.mapping),
            dict(self.comment_mapping),
            self.column,
            self.encoding,
            self.separator,
            str(self.zone),
        ]
        digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode())
        for part in (self.file, self.comments or b""):
            digest.update(hashlib.sha256(part).digest())
        return str(uuid5(_IMPORTS, digest.hexdigest()))


class ColumnCount(BaseModel):
    """A column of the import, and how many cards go into it. `column_id` is null for a column that is new."""

    title: str
    column_id: str | None
    cards: int


class PreviewRow(BaseModel):
    """A card as it will be; null is "as any new card"."""

    line: int
    column: str
    title: str
    text: str
    color: str | None
    author_name: str | None
    created_at: str | None


class Report(BaseModel):
    """What an import would do (preview) or has done. Lines are counted from 1, as an editor shows them."""

    preview: bool
    import_id: str = Field(description="Send it again to repeat this import without doubling anything.")
    encoding: str
    separator: str = Field(description="'' for a file of one column and for JSON.")
    headers: list[str] = []
    mapping: dict[str, str] = Field({}, description="Field to header, as guessed or told.")
    unused: list[str] = Field([], description="Headers that are not imported.")
    comment_headers: list[str] = []
    comment_mapping: dict[str, str] = {}
    columns: list[ColumnCount] = []
    cards: int = Field(0, description="Cards that are imported.")
    comments: int = Field(0, description="Comments that are imported.")
    already: int = Field(0, description="What the same import had put in before.")
    skipped: int = Field(0, description="Lines that are not imported; `problems` says why.")
    rows: list[PreviewRow] = Field([], description=f"The first {PREVIEW_ROWS} cards.")
    problems: list[Problem] = []


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything that is known before anything is written. `board` is set for a JSON file."""

    steps: list[Step]
    report: Report
    board: Any = None


def prepare(
    source: Source, board_id: Id, import_id: Id | None = None, existing: Iterable[tuple[str, str]] = ()
) -> Prepared:
    """Read the files and plan the import; `existing` are (id, title) of the board's open columns.

    Without an `import_id` it is the source's own.

    Raises Malformed, Invalid or TooLarge for files that cannot be imported at all. Takes up to seconds: call it in a
    thread.
    """
    decoded = decode(source.file, source.encoding, source.largest)
    import_id = import_id or source.import_id
    ids = Ids(board_id, import_id)
    if is_board_file(decoded.text):
        return _prepare_json(read_json(decoded.text), ids, Report(preview=True, import_id=import_id,
                             encoding=decoded.encoding, separator=""))  # fmt: skip
    table = read_table(decoded.text, source.separator)
    comments = _comments_of(source)
    options = Options(source.mapping, source.comment_mapping, source.column, source.zone)
    plan = make_plan(table, comments, options, existing)
    return Prepared(list(steps_of(plan, ids)), _report_of(plan, decoded, table, import_id))


def finished(prepared: Prepared, outcome: Outcome) -> Report:
    """The report after the import."""
    problems = sorted([*prepared.report.problems, *outcome.problems], key=lambda problem: (problem.file, problem.line))
    return prepared.report.model_copy(
        update={
            "preview": False,
            "cards": outcome.cards,
            "comments": outcome.comments,
            "already": outcome.already,
            "problems": problems,
            "skipped": sum(problem.skipped for problem in problems),
        }
    )


def _comments_of(source: Source) -> Table | None:
    if source.comments is None:
        return None
    try:
        return read_table(decode(source.comments, source.encoding, source.largest).text, source.separator)
    except KorkwandError as error:
        error.extra["file"] = "comments"
        raise


def _report_of(plan: Plan, decoded: Decoded, table: Table, import_id: Id) -> Report:
    titles = {name: column.title for name, column in plan.columns.items()}
    return Report(
        preview=True,
        import_id=import_id,
        encoding=decoded.encoding,
        separator=table.separator,
        headers=plan.headers,
        mapping=plan.mapping,
        unused=plan.unused,
        comment_headers=plan.comment_headers,
        comment_mapping=plan.comment_mapping,
        columns=[
            ColumnCount(title=column.title, column_id=column.column_id, cards=column.cards)
            for column in plan.columns.values()
            if column.cards
        ],
        cards=len(plan.cards),
        comments=len(plan.comments),
        skipped=plan.skipped,
        rows=[
            PreviewRow(line=card.line, column=titles[card.column], title=card.title, text=card.text, color=card.color,
                       author_name=card.author_name, created_at=card.created_at)
            for card in plan.cards[:PREVIEW_ROWS]
        ],
        problems=plan.problems,
    )  # fmt: skip


def _prepare_json(file: Any, ids: Ids, report: Report) -> Prepared:
    found = steps_of_file(file, ids)
    title_of = {column.id: column.title for column in file.columns}
    counts = {column.id: 0 for column in file.columns}
    for card in file.cards:
        if card.column_id in counts:
            counts[card.column_id] += 1
    report = report.model_copy(
        update={
            "columns": [
                ColumnCount(title=column.title, column_id=None, cards=counts[column.id]) for column in file.columns
            ],
            "cards": sum(step.message["type"] == "card.import" for step in found.steps),
            "comments": sum(step.message["type"] == "comment.import" for step in found.steps),
            "skipped": len(found.problems),
            "problems": found.problems,
            "rows": [
                PreviewRow(line=line, column=title_of.get(card.column_id, ""), title=card.title, text=card.text,
                           color=card.color, author_name=card.author_name, created_at=card.created_at)
                for line, card in enumerate(file.cards[:PREVIEW_ROWS], 1)
            ],
        }
    )  # fmt: skip
    return Prepared(found.steps, report, file)

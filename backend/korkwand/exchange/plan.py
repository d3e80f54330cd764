"""What an import would do: the columns, cards and comments that rows come to, and what is wrong with which
line.

A plan is made without writing anything; a preview is the plan, an import is the plan carried out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Final

import msgspec

from korkwand.errors import Invalid
from korkwand.exchange.cells import Cells, Problem
from korkwand.exchange.csv_reading import Table
from korkwand.exchange.headers import match_cards, match_comments

MOST_BOARD_COLUMNS: Final = 60
DEFAULT_COLUMN: Final = "Import"


@dataclass(frozen=True, slots=True)
class PlannedColumn:
    """A column of the plan; `column_id` is set if the board has it already."""

    title: str
    column_id: str | None
    cards: int = 0


class PlannedCard(msgspec.Struct, frozen=True, gc=False):
    """A card of the plan. `column` is the folded title of its column; text is Markdown; times are RFC
    3339."""

    line: int
    column: str
    title: str
    text: str
    color: str | None
    author_name: str | None
    created_at: str | None
    source_id: str


class PlannedComment(msgspec.Struct, frozen=True, gc=False):
    """A comment of the plan; `card_line` is the line of its card."""

    line: int
    card_line: int
    text: str
    author_name: str | None
    created_at: str | None


@dataclass(slots=True)
class Plan:
    """All that an import would do, in the order of the files."""

    columns: dict[str, PlannedColumn] = field(default_factory=dict)
    """By folded title: the board's own first, then new ones in the order of their first card."""
    cards: list[PlannedCard] = field(default_factory=list)
    comments: list[PlannedComment] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    mapping: dict[str, str] = field(default_factory=dict)
    headers: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    comment_mapping: dict[str, str] = field(default_factory=dict)
    comment_headers: list[str] = field(default_factory=list)

    @property
    def skipped(self) -> int:
        """How many lines are not imported."""
        return sum(problem.skipped for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Options:
    """How tables are to be understood. Mappings are field → header, or None to leave a field out."""

    mapping: Mapping[str, str | None] = field(default_factory=dict)
    comment_mapping: Mapping[str, str | None] = field(default_factory=dict)
    default_column: str = DEFAULT_COLUMN
    """The column of rows that name none."""
    zone: tzinfo = UTC
    """The time zone of times that name none."""


def folded(title: str) -> str:
    """A column's title as it is compared: without case and extra blanks."""
    return " ".join(title.split()).casefold()


def make_plan(
    cards: Table,
    comments: Table | None = None,
    options: Options | None = None,
    existing: Iterable[tuple[str, str]] = (),
) -> Plan:
    """The plan for a table of cards and one of comments; `existing` are (id, title) of the board's open
    columns, in order.

    Raises Invalid if the columns of a table cannot be understood, or the cards would need too many columns.
    """
    options = options or Options()
    columns = match_cards(cards, options.mapping)
    plan = Plan(mapping=columns.mapping, headers=list(columns.headers), unused=columns.unused)
    for column_id, title in existing:
        plan.columns.setdefault(folded(title), PlannedColumn(title, column_id))
    for row in cards.rows:
        _plan_card(plan, Cells("cards", row, columns, options.zone), options)
    _refuse_too_many_columns(plan)
    if comments is not None:
        _plan_comments(plan, comments, options)
    plan.problems.sort(key=lambda problem: (problem.file, problem.line))
    return plan


def _plan_card(plan: Plan, cells: Cells, options: Options) -> None:
    title, text = cells.title("title"), cells.text("text")
    cells.check_length(text)
    if not title and not text and not cells.stopped:
        cells.stop("nothing_in_it", "The row has neither a title nor a text.")
    column = cells.title("column") or options.default_column
    card = PlannedCard(
        cells.line,
        folded(column),
        title,
        text,
        cells.color(),
        cells.name("author"),
        cells.time("created"),
        cells.raw("id"),
    )
    plan.problems += cells.problems
    if cells.stopped:
        return
    plan.cards.append(card)
    known = plan.columns.get(card.column) or PlannedColumn(column, None)
    plan.columns[card.column] = PlannedColumn(known.title, known.column_id, known.cards + 1)


def _refuse_too_many_columns(plan: Plan) -> None:
    fresh = [column for column in plan.columns.values() if column.column_id is None]
    if len(fresh) > MOST_BOARD_COLUMNS:
        header = plan.mapping.get("column", "")
        raise Invalid(
            f"The cards would need {len(fresh):,} new columns, at most {MOST_BOARD_COLUMNS} are possible: "
            f'"{header}" does not look like a list of categories. Choose another header for the column, or none.',
            headers=plan.headers,
            reason="many_board_columns",
        )


def _plan_comments(plan: Plan, table: Table, options: Options) -> None:
    try:
        columns = match_comments(table, options.comment_mapping)
    except Invalid as error:
        error.extra["file"] = "comments"
        raise
    plan.comment_mapping, plan.comment_headers = columns.mapping, list(columns.headers)
    if "id" not in plan.mapping:
        raise Invalid(
            "The comments cannot be joined to their cards: no column of the cards can be used as id.",
            headers=plan.headers,
            reason="cards_no_id",
        )
    line_of: dict[str, int] = {}
    for card in plan.cards:
        if card.source_id and line_of.setdefault(card.source_id, card.line) != card.line:
            first = line_of[card.source_id]
            detail = f"The id was already used in line {first}; comments with it go there."
            plan.problems.append(Problem("cards", card.line, "id_taken", detail, skipped=False))
    for row in table.rows:
        _plan_comment(plan, Cells("comments", row, columns, options.zone), line_of)


def _plan_comment(plan: Plan, cells: Cells, line_of: Mapping[str, int]) -> None:
    text = cells.text("text")
    subject = cells.text("subject")
    if subject and folded(subject) != folded(text):
        text = f"{subject}\n\n{text}".strip()
    cells.check_length(text)
    if not text and not cells.stopped:
        cells.stop("nothing_in_it", "The row has no text.")
    card_line = line_of.get(cells.raw("card"))
    if card_line is None and not cells.stopped:
        cells.stop("card_unknown", "No imported card has the id that this comment names.")
    author, created = cells.name("author"), cells.time("created")
    plan.problems += cells.problems
    if not cells.stopped and card_line is not None:
        plan.comments.append(PlannedComment(cells.line, card_line, text, author, created))

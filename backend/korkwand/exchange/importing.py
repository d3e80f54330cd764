"""Carrying a plan out: edits through the board's one door, in batches, so that the same import twice is one import.

The ids of edits and records follow from the board, the import's id and the line. Whoever repeats an import after a
crash or a lost answer sends the same edits again, and the board answers as it did the first time.
"""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final
from uuid import UUID, uuid5

import msgspec

from korkwand.catalog import parse
from korkwand.errors import Conflict, KorkwandError, NotFound, Unavailable
from korkwand.exchange.cells import File, Problem
from korkwand.exchange.plan import Plan
from korkwand.kernel.edit import Edit
from korkwand.kernel.records import Id
from korkwand.live.board import LiveBoard
from korkwand.live.turn import Answer, Refused
from korkwand.rules.roles import Visitor

BATCH: Final = 40
TRIES: Final = 4
"""How often a batch is sent whose outcome is unknown."""
_PAUSE_S: Final = 0.5

_BY_LINE: Final = frozenset({"invalid", "not_found", "conflict", "too_large"})
"""Refusals that concern one line; any other one (no right, board closed, disk full) ends the import."""

_COUNTED: Final = {"column.import": "columns", "card.import": "cards", "comment.import": "comments"}


class Ids:
    """The ids that follow from a board, an import and what is asked for."""

    def __init__(self, board_id: Id, import_id: Id) -> None:
        self._root = uuid5(UUID(board_id), f"import {import_id}")

    def edit(self, what: str) -> Id:
        """The id of the edit that puts something in."""
        return str(uuid5(self._root, f"edit {what}"))

    def record(self, what: str, line: int = 0) -> Id:
        """The id of the record itself; ids sort by line, since comments of the same moment are shown in that order."""
        return f"{line:08x}{str(uuid5(self._root, f'record {what}'))[8:]}"


class Step(msgspec.Struct, frozen=True, gc=False):
    """One edit of an import, as a message of the contract, and the line it comes from (0: none)."""

    file: File
    line: int
    message: dict[str, Any]


@dataclass(slots=True)
class Outcome:
    """What an import came to. `already`: what an earlier run of the same import had put in."""

    columns: int = 0
    cards: int = 0
    comments: int = 0
    already: int = 0
    problems: list[Problem] = field(default_factory=list)


async def carry_out(board: LiveBoard, visitor: Visitor, steps: Iterable[Step]) -> Outcome:
    """Submit the steps in their order.

    Raises what refuses the whole import (Forbidden, Closed, StorageFull, Unavailable …); what was put in until then
    stays, and the same import sent again goes on where it ended.
    """
    outcome = Outcome()
    waiting = iter(steps)
    while batch := list(islice(waiting, BATCH)):
        edits = [(step, edit) for step in batch if (edit := _parsed(step, outcome)) is not None]
        answers = await _submit(board, visitor, [edit for _, edit in edits])
        for step, edit in edits:
            _note(outcome, step, answers[edit.id])
    return outcome


def steps_of(plan: Plan, ids: Ids) -> Iterator[Step]:
    """The edits of a plan: new columns, then cards, then comments."""
    column_ids: dict[str, Id] = {}
    for name, column in plan.columns.items():
        column_ids[name] = column.column_id or ids.record(f"column {name}")
        if column.column_id is None:
            message = {"type": "column.import", "column_id": column_ids[name], "title": column.title}
            yield Step("cards", 0, {"id": ids.edit(f"column {name}"), **message})
    for card in plan.cards:
        message = {"type": "card.import", "card_id": ids.record(f"card {card.line}", card.line), "title": card.title,
                   "column_id": column_ids[card.column], "text": card.text, **_given(color=card.color),
                   **_given(author_name=card.author_name, created_at=card.created_at)}  # fmt: skip
        yield Step("cards", card.line, {"id": ids.edit(f"card {card.line}"), **message})
    for comment in plan.comments:
        message = {"type": "comment.import", "comment_id": ids.record(f"comment {comment.line}", comment.line),
                   "card_id": ids.record(f"card {comment.card_line}", comment.card_line), "text": comment.text,
                   **_given(author_name=comment.author_name, created_at=comment.created_at)}  # fmt: skip
        yield Step("comments", comment.line, {"id": ids.edit(f"comment {comment.line}"), **message})


def _given(**fields: str | None) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value is not None}


def _parsed(step: Step, outcome: Outcome) -> Edit | None:
    try:
        return parse(step.message)
    except KorkwandError as error:
        outcome.problems.append(Problem(step.file, step.line, error.code, error.detail, skipped=True))
        return None


async def _submit(board: LiveBoard, visitor: Visitor, edits: list[Edit]) -> dict[Id, Answer]:
    """All answers; what could not be confirmed is sent again a few times."""
    answers: dict[Id, Answer] = {}
    for number in range(TRIES):
        if number:
            await asyncio.sleep(_PAUSE_S * 2**number)
        answers.update(await board.ask(visitor, edits))
        edits = [edit for edit in edits if _is_unknown(answers[edit.id])]
        if not edits:
            break
    return answers


def _is_unknown(answer: Answer) -> bool:
    return isinstance(answer, Refused) and isinstance(answer.error, Unavailable)


def _note(outcome: Outcome, step: Step, answer: Answer) -> None:
    counted = _COUNTED.get(step.message["type"])
    if isinstance(answer, Refused):
        if isinstance(answer.error, Conflict):  # the ids are this import's: another coordinator has sent it before
            outcome.already += counted is not None
            return
        if step.line == 0 or answer.error.code not in _BY_LINE:
            raise answer.error
        detail = "What it belongs to was not imported." if isinstance(answer.error, NotFound) else answer.error.detail
        outcome.problems.append(Problem(step.file, step.line, answer.error.code, detail, skipped=True))
    elif counted is None:
        return
    elif answer.duplicate:
        outcome.already += 1
    else:
        setattr(outcome, counted, getattr(outcome, counted) + 1)

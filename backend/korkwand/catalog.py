"""The list of all edits and of all kinds of record, and the one parser."""

from functools import reduce
from operator import or_
from typing import Annotated, Any, Final

from pydantic import Field, TypeAdapter, ValidationError

from korkwand.errors import Invalid
from korkwand.kernel.edit import Edit
from korkwand.kernel.inputs import RecordId
from korkwand.kernel.records import Kind, Record
from korkwand.nouns.board import edits as boards
from korkwand.nouns.board import powers as moderation
from korkwand.nouns.board.record import Board
from korkwand.nouns.card import edits as cards
from korkwand.nouns.card.record import Card
from korkwand.nouns.column import edits as columns
from korkwand.nouns.column.record import Column
from korkwand.nouns.comment import edits as comments
from korkwand.nouns.comment.record import Comment
from korkwand.nouns.key import edits as keys
from korkwand.nouns.key.record import Key
from korkwand.nouns.phase import edits as phases
from korkwand.nouns.phase.record import Phase
from korkwand.nouns.report import edits as reports
from korkwand.nouns.report.record import Report
from korkwand.nouns.visitor import edits as visitors
from korkwand.nouns.visitor.record import Departure
from korkwand.private.tallies import Told

KINDS: Final[dict[Kind, type[Record]]] = {
    cls.kind: cls for cls in (Board, Column, Card, Comment, Key, Phase, Departure, Report)
}
"""Owners before what they own."""

EDITS: Final[dict[str, type[Edit]]] = {
    cls.model_fields["type"].default: cls
    for cls in (
        *boards.EDITS,
        *moderation.EDITS,
        *columns.EDITS,
        *cards.EDITS,
        *comments.EDITS,
        *keys.EDITS,
        *phases.EDITS,
        *visitors.EDITS,
        *reports.EDITS,
    )
}

TOLD: Final[dict[str, Told]] = {}
"""How the counts of each drawer are told, by the drawer's name."""

WRITING: Final = frozenset(name for name, edit in EDITS.items() if edit.writes)
"""Edits whose authors have seen the words that they give."""
SHOWING: Final = frozenset(name for name, edit in EDITS.items() if edit.shows)
"""Edits by which many records may come into sight or out of it."""
PURGING: Final = frozenset(name for name, edit in EDITS.items() if edit.purges)

SENDABLE: Final = {name: cls for name, cls in EDITS.items() if not cls.makes_board}
"""What a visitor may send to a board that exists; `board.create` is made by the door that makes boards."""

AnyEdit: Final[Any] = Annotated[reduce(or_, SENDABLE.values()), Field(discriminator="type")]
"""One discriminated union of all of them, for the parser and for OpenAPI."""

_ID: Final[TypeAdapter[str]] = TypeAdapter(RecordId)
_ADAPTER: Final[TypeAdapter[Edit]] = TypeAdapter(AnyEdit)


def parse(message: Any) -> Edit:
    """The edit in a decoded JSON object; raises Invalid with the first faults in words."""
    try:
        return _ADAPTER.validate_python(message)
    except ValidationError as error:
        raise Invalid(faults(error)) from None


LONGEST_DETAIL: Final = 500
"""Names of fields and of types are repeated in a refusal, and may be as long as a message."""


def edit_id_of(message: Any) -> str | None:
    """The id under which a message that is no edit may be answered; null if that is none either."""
    found = message.get("id") if isinstance(message, dict) else None
    try:
        return _ID.validate_python(found)
    except ValidationError:
        return None


def faults(error: ValidationError) -> str:
    """What is wrong with an input, as one sentence per field; never repeats what was sent."""
    found = []
    for fault in error.errors(include_url=False, include_context=False, include_input=False)[:5]:
        where = ".".join(str(part) for part in fault["loc"] if part not in SENDABLE)
        found.append(f"{where}: {fault['msg']}" if where else fault["msg"])
    return "; ".join(found)[:LONGEST_DETAIL]

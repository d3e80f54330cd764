"""Bodies of requests and answers, as OpenAPI shows them. Records' shapes are derived from the records themselves."""

from types import GenericAlias
from typing import Any, Literal, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic.config import JsonDict

from korkwand.catalog import KINDS
from korkwand.kernel.inputs import FILLED_PATTERN, Base, Color, Description, FilledTitle, Name, RecordId, Text, Title
from korkwand.kernel.placing import LAST
from korkwand.kernel.records import Record
from korkwand.nouns.board.record import Board
from korkwand.nouns.card.record import Card
from korkwand.nouns.column.record import Column
from korkwand.nouns.comment.record import Comment
from korkwand.nouns.key.record import Key
from korkwand.nouns.report.record import Report
from korkwand.rules.roles import Role


def _shape(cls: type[Record]) -> type[BaseModel]:
    """The record as a pydantic model."""
    hints = get_type_hints(cls)
    fields: dict[str, Any] = {name: (hints[name], ...) for name in cls.__struct_fields__}
    return create_model(cls.__name__, __doc__=cls.__doc__, **fields)


SHAPES: dict[str, Any] = {kind: _shape(cls) for kind, cls in KINDS.items()}
BoardOut, ColumnOut, CardOut, KeyOut = (SHAPES[cls.kind] for cls in (Board, Column, Card, Key))
CommentOut, ReportOut = SHAPES[Comment.kind], SHAPES[Report.kind]


class Body(BaseModel):
    """A request's body: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class ErrorOut(BaseModel):
    """Every error."""

    model_config = ConfigDict(extra="allow")
    code: str
    detail: str


class YouOut(BaseModel):
    """The visitor themselves."""

    visitor_id: str
    role: Role
    name: str | None
    color: Color | None
    key_ids: list[str]
    readonly_columns: list[str]


_LISTS: dict[str, Any] = {kind: (GenericAlias(list, (shape,)), ...) for kind, shape in SHAPES.items()}
RecordsOut: Any = create_model("RecordsOut", __doc__="All records that the visitor may see, by kind.", **_LISTS)


class SnapshotOut(BaseModel):
    """The board at `seq`."""

    epoch: str
    seq: int
    you: YouOut
    records: RecordsOut


class BoardVisitOut(BaseModel):
    """A board that this device has entered, and who it is there."""

    board: BoardOut  # type: ignore[valid-type]
    you: YouOut


class BoardsOut(BaseModel):
    """The boards of a device, the latest entered first."""

    boards: list[BoardVisitOut]


class BoardIn(Body):
    """A new board."""

    title: FilledTitle
    description: Description = ""
    color: Color = "white"
    password: str | None = Field(default=None, max_length=200)
    proof: str | None = Field(default=None, max_length=200)


class DemoIn(Body):
    """A filled board to play with."""

    language: Literal["de", "en"] = "de"
    password: str | None = Field(default=None, max_length=200)
    proof: str | None = Field(default=None, max_length=200)


class BoardPatch(Body):
    """Any of a board's own fields."""

    title: FilledTitle | None = None
    description: Description | None = None
    color: Color | None = None


class NewKeyOut(BaseModel):
    """A board's first key, with the secret that is shown this once."""

    id: str
    role: Role
    secret: str
    link: str


class NewBoardOut(BaseModel):
    """A board just made."""

    board: BoardOut  # type: ignore[valid-type]
    key: NewKeyOut


class EnterIn(Body):
    """Coming in by a link."""

    secret: str = Field(min_length=1, max_length=200)
    password: str | None = Field(default=None, max_length=200)
    name: Name | None = None
    proof: str | None = Field(default=None, max_length=200)
    personal: bool = Field(default=False, description="Whether the secret is a personal link's.")
    snapshot: bool = Field(default=False, description="Whether the answer has the snapshot too.")


class EnterOut(BaseModel):
    """Let in; with what `snapshot` asked for."""

    board: BoardOut  # type: ignore[valid-type]
    you: YouOut
    epoch: str | None = None
    seq: int | None = None
    records: RecordsOut | None = None


class ColumnIn(Body):
    """A new column."""

    column_id: RecordId | None = None
    title: FilledTitle
    description: Description = ""
    color: Color = "white"
    after_id: RecordId | None = LAST
    before_id: RecordId | None = None


class ColumnPatch(Body):
    """Any of a column's fields; a neighbour moves it."""

    title: FilledTitle | None = None
    description: Description | None = None
    color: Color | None = None
    after_id: RecordId | None = LAST
    before_id: RecordId | None = None


_FILLED: JsonDict = {"minLength": 1, "pattern": FILLED_PATTERN}


class CardIn(Body):
    """A new card: with a title, a text or both."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": [name], "properties": {name: _FILLED}} for name in ("title", "text")]}
    )
    card_id: RecordId | None = None
    column_id: RecordId
    title: Title = ""
    text: Text = ""
    color: Color = "white"
    after_id: RecordId | None = LAST
    before_id: RecordId | None = None


class CardPatch(Body):
    """Any of a card's fields; a column or neighbour moves it, `base` says which text the writer saw."""

    title: Title | None = None
    text: Text | None = None
    color: Color | None = None
    column_id: RecordId | None = None
    after_id: RecordId | None = LAST
    before_id: RecordId | None = None
    base: Base | None = None


class EditsIn(Body):
    """A batch of edits. Each should be one of the schema `Edit`; one that is not is refused by itself."""

    edits: list[dict[str, Any]] = Field(max_length=1000)


class DoneOut(BaseModel):
    """The edit is event `seq`."""

    id: str
    seq: int


class RefusedOut(BaseModel):
    """The edit is not done."""

    model_config = ConfigDict(extra="allow")
    id: Any
    code: str
    detail: str


class ResultsOut(BaseModel):
    """One result per edit, in their order."""

    results: list[DoneOut | RefusedOut]


class EventsOut(BaseModel):
    """The events after a seq; those that the visitor may not see have a seq only."""

    seq: int
    events: list[dict[str, Any]]


class ActOut(BaseModel):
    """Who did what when; `subject_id` is the record it was done to."""

    seq: int
    at: str
    type: str
    by: str | None
    name: str | None
    subject_id: str | None


class AuditOut(BaseModel):
    """Acts of coordinators, the latest first."""

    acts: list[ActOut]


class RetentionOut(BaseModel):
    """When a board ends, and what decides it: what its coordinators said, or the settings."""

    ends_at: str | None
    warning: bool
    deletes_at: str | None
    kept_until: str | None
    board_days: int
    trash_days: int


class HealthOut(BaseModel):
    """Alive."""

    status: Literal["ok"]

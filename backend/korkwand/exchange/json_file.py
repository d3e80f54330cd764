"""A whole board in one JSON file, which imports again without loss.

The file has everything that its maker may see: the board's own fields, columns in their order, cards in the order of
their columns, comments in the order of their cards, with authors' names, dates, colours, and what lies in the trash. It
has no keys, no secrets and no ids of visitors. Ids in it only join its parts; an import gives new ones.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from korkwand.errors import Invalid, Malformed
from korkwand.exchange.cells import File, Problem
from korkwand.exchange.contents import Contents
from korkwand.exchange.importing import Ids, Step
from korkwand.storage.records import Id

FORMAT: Final = 1


class BoardPart(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The board's own fields."""

    title: str
    description: str = ""
    color: str = "white"
    archived_at: str | None = None
    created_at: str | None = None


class ColumnPart(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A column."""

    id: str
    title: str
    description: str = ""
    color: str = "white"
    created_at: str | None = None
    deleted_at: str | None = None


class CardPart(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A card; its text is Markdown."""

    id: str
    column_id: str
    title: str = ""
    text: str = ""
    color: str = "white"
    author_name: str | None = None
    created_at: str | None = None
    edited_at: str | None = None
    deleted_at: str | None = None


class CommentPart(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A comment; its text is Markdown."""

    id: str
    card_id: str
    text: str
    author_name: str | None = None
    created_at: str | None = None
    edited_at: str | None = None
    deleted_at: str | None = None


class BoardFile(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The whole file."""

    korkwand: int
    board: BoardPart
    columns: list[ColumnPart] = []
    cards: list[CardPart] = []
    comments: list[CommentPart] = []


@dataclass(frozen=True, slots=True)
class FileSteps:
    """What a file comes to: edits in their order, and what cannot be put in because it belongs to nothing."""

    steps: list[Step]
    problems: list[Problem]
    trash: dict[str, list[Step]]
    """By kind: what is put into the trash once everything stands in its place."""


def write_json(contents: Contents) -> Iterator[bytes]:
    """The file in pieces: one record per line, so that two exports can be compared."""
    yield b'{"korkwand":%d,\n"board":%b' % (FORMAT, _json(_part(BoardPart, contents.board)))
    cards = (card for column in contents.columns for card in contents.cards_of(column))
    comments = (
        comment
        for column in contents.columns
        for card in contents.cards_of(column)
        for comment in contents.comments_of(card)
    )
    yield from _array(b"columns", (_part(ColumnPart, column) for column in contents.columns))
    yield from _array(b"cards", (_part(CardPart, card) for card in cards))
    yield from _array(b"comments", (_part(CommentPart, comment) for comment in comments))
    yield b"}\n"


def is_board_file(text: str) -> bool:
    """Whether a text is meant as such a file, be it a good one or not."""
    return text.lstrip()[:1] == "{"


def read_json(text: str) -> BoardFile:
    """The file's parts.

    Raises Malformed for what is no JSON, Invalid for another format, a newer version, or a field that does not belong
    there.
    """
    try:
        seen = msgspec.json.decode(text, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise Malformed(f"This is not a readable JSON file: {error}.") from None
    if not isinstance(seen.get("korkwand"), int):
        raise Invalid('This JSON file is not a board: it lacks "korkwand".')
    if seen["korkwand"] != FORMAT:
        raise Invalid(f"The file has the format {seen['korkwand']}; this version reads format {FORMAT}.")
    try:
        return msgspec.json.decode(text, type=BoardFile)
    except msgspec.ValidationError as error:
        raise Invalid(f"The file is not a board as this version writes it: {error}.") from None


def steps_of_file(file: BoardFile, ids: Ids) -> FileSteps:
    """The edits that put a file's columns, cards and comments on a board, after what is there.

    A line in a problem is the number of the card or comment in the file, counted from 1.
    """
    found = FileSteps([], [], {"comment": [], "card": [], "column": []})
    columns = _columns(file.columns, ids, found)
    cards = _cards(file.cards, ids, columns, found)
    _comments(file.comments, ids, cards, found)
    # Last, since nothing can be put into what lies in the trash; from the inside out for the same reason.
    for steps in found.trash.values():
        found.steps.extend(steps)
    return found


def _columns(parts: Iterable[ColumnPart], ids: Ids, found: FileSteps) -> dict[str, Id]:
    known: dict[str, Id] = {}
    for part in parts:
        if part.id in known:
            raise Invalid("Two columns of the file have the same id.")
        known[part.id] = ids.record(f"column {part.id}")
        message = {"type": "column.add", "column_id": known[part.id], "title": part.title,
                   "description": part.description, "color": part.color}  # fmt: skip
        found.steps.append(Step("cards", 0, {"id": ids.edit(f"column {part.id}"), **message}))
        _trash(found, "cards", 0, "column", part, ids, known[part.id])
    return known


def _cards(parts: Iterable[CardPart], ids: Ids, columns: dict[str, Id], found: FileSteps) -> dict[str, Id]:
    known: dict[str, Id] = {}
    for line, part in enumerate(parts, 1):
        if _belongs("cards", line, part.id, part.column_id, known, columns, found):
            known[part.id] = ids.record(f"card {part.id}", line)
            message = {"type": "card.import", "card_id": known[part.id], "column_id": columns[part.column_id],
                       "title": part.title, "text": part.text, "color": part.color, "author_name": part.author_name,
                       "created_at": part.created_at}  # fmt: skip
            found.steps.append(Step("cards", line, {"id": ids.edit(f"card {part.id}"), **message}))
            _trash(found, "cards", line, "card", part, ids, known[part.id])
    return known


def _comments(parts: Iterable[CommentPart], ids: Ids, cards: dict[str, Id], found: FileSteps) -> None:
    known: dict[str, Id] = {}
    for line, part in enumerate(parts, 1):
        if _belongs("comments", line, part.id, part.card_id, known, cards, found):
            known[part.id] = ids.record(f"comment {part.id}", line)
            message = {"type": "comment.import", "comment_id": known[part.id], "card_id": cards[part.card_id],
                       "text": part.text, "author_name": part.author_name, "created_at": part.created_at}  # fmt: skip
            found.steps.append(Step("comments", line, {"id": ids.edit(f"comment {part.id}"), **message}))
            _trash(found, "comments", line, "comment", part, ids, known[part.id])


def _belongs(
    file: File, line: int, part_id: str, owner_id: str, known: dict[str, Id], owners: dict[str, Id], found: FileSteps
) -> bool:
    if part_id in known:
        found.problems.append(Problem(file, line, "id_taken", "Its id was already used further up.", skipped=True))
        return False
    if owner_id not in owners:
        owner = "column" if file == "cards" else "card"
        found.problems.append(Problem(file, line, f"{owner}_unknown", f"Its {owner} is not in the file.", skipped=True))
        return False
    return True


def _trash(
    found: FileSteps,
    file: File,
    line: int,
    kind: str,
    part: ColumnPart | CardPart | CommentPart,
    ids: Ids,
    record_id: Id,
) -> None:
    if part.deleted_at is not None:
        message = {"id": ids.edit(f"trash {kind} {part.id}"), "type": f"{kind}.delete", f"{kind}_id": record_id}
        found.trash[kind].append(Step(file, line, message))


def _part(cls: type[msgspec.Struct], record: msgspec.Struct) -> msgspec.Struct:
    return cls(**{name: getattr(record, name) for name in cls.__struct_fields__})


def _array(name: bytes, parts: Iterable[msgspec.Struct]) -> Iterator[bytes]:
    separator = b',\n"%b":[\n' % name
    for part in parts:
        yield separator + _json(part)
        separator = b",\n"
    yield b"]" if separator == b",\n" else separator + b"]"


def _json(part: msgspec.Struct) -> bytes:
    return msgspec.json.encode(part)

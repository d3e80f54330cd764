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
from korkwand.kernel.records import Id

FORMAT: Final = 1
PIECE_BYTES: Final = 64 * 1024


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
    hidden_at: str | None = None
    locked_at: str | None = None


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
    held_at: str | None = None
    hidden_at: str | None = None
    locked_at: str | None = None


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


def write_json(contents: Contents) -> Iterator[bytes]:
    """The file in pieces of about 64 KiB: one record per line, so that two exports can be compared."""
    piece = bytearray()
    for line in _lines(contents):
        piece += line
        if len(piece) >= PIECE_BYTES:
            yield bytes(piece)
            piece.clear()
    yield bytes(piece)


def _lines(contents: Contents) -> Iterator[bytes]:
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
    except RecursionError:
        raise Malformed("This is not a readable JSON file: it is nested too deeply.", reason="no_board") from None
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise Malformed(f"This is not a readable JSON file: {error}.", reason="no_board") from None
    if not isinstance(seen.get("korkwand"), int):
        raise Invalid('This JSON file is not a board: it lacks "korkwand".', reason="no_board")
    if seen["korkwand"] != FORMAT:
        raise Invalid(
            f"The file has the format {seen['korkwand']}; this version reads format {FORMAT}.", reason="other_version"
        )
    try:
        return msgspec.json.decode(text, type=BoardFile)
    except msgspec.ValidationError as error:
        raise Invalid(f"The file is not a board as this version writes it: {error}.", reason="no_board") from None


def steps_of_file(file: BoardFile, ids: Ids) -> FileSteps:
    """The edits that put a file's columns, cards and comments on a board, after what is there.

    A line in a problem is the number of the column, card or comment in the file, counted from 1.
    """
    found = FileSteps([], [])
    columns = _columns(file.columns, ids, found)
    cards = _cards(file.cards, ids, columns, found)
    _comments(file.comments, ids, cards, found)
    return found


def _columns(parts: Iterable[ColumnPart], ids: Ids, found: FileSteps) -> dict[str, Id]:
    known: dict[str, Id] = {}
    for line, part in enumerate(parts, 1):
        if part.id in known:
            raise Invalid("Two columns of the file have the same id.", reason="no_board")
        known[part.id] = ids.record(f"column {part.id}")
        found.steps.append(_step("columns", line, "column", part, ids, {"column_id": known[part.id]}))
    return known


def _cards(parts: Iterable[CardPart], ids: Ids, columns: dict[str, Id], found: FileSteps) -> dict[str, Id]:
    known: dict[str, Id] = {}
    for line, part in enumerate(parts, 1):
        if _belongs("cards", line, part.id, part.column_id, known, columns, found):
            known[part.id] = ids.record(f"card {part.id}", line)
            joined = {"card_id": known[part.id], "column_id": columns[part.column_id]}
            found.steps.append(_step("cards", line, "card", part, ids, joined))
    return known


def _comments(parts: Iterable[CommentPart], ids: Ids, cards: dict[str, Id], found: FileSteps) -> None:
    known: dict[str, Id] = {}
    for line, part in enumerate(parts, 1):
        if _belongs("comments", line, part.id, part.card_id, known, cards, found):
            known[part.id] = ids.record(f"comment {part.id}", line)
            joined = {"comment_id": known[part.id], "card_id": cards[part.card_id]}
            found.steps.append(_step("comments", line, "comment", part, ids, joined))


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


def _step(
    file: File, line: int, kind: str, part: ColumnPart | CardPart | CommentPart, ids: Ids, joined: dict[str, Id]
) -> Step:
    """The import of one part: its fields as they are, with new ids."""
    fields = {name: value for name, value in msgspec.structs.asdict(part).items() if name not in {"id", *joined}}
    message = {"id": ids.edit(f"{kind} {part.id}"), "type": f"{kind}.import", **joined, **fields}
    return Step(file, line, message)


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

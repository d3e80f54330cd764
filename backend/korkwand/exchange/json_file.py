"""A whole board in one JSON file, which imports again without loss.

The file has everything that its maker may see: the board's own fields, columns in their order, cards in the order of
their columns, comments in the order of their cards, with authors' names, dates, colours, and what lies in the trash. It
has no keys, no secrets and no ids of visitors. Ids in it only join its parts; an import gives new ones.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import GenericAlias
from typing import Any, Final, get_type_hints

import msgspec
from msgspec import defstruct

from korkwand.catalog import EDITS, KINDS
from korkwand.errors import Invalid, Malformed
from korkwand.exchange.cells import Problem
from korkwand.exchange.contents import Contents
from korkwand.exchange.importing import Ids, Step
from korkwand.kernel.records import Id, Kind, Record

FORMAT: Final = 1
PIECE_BYTES: Final = 64 * 1024


EXPORTED: Final = tuple(cls for cls in KINDS.values() if cls.exported is True)
"""The kinds that a file has, owners before what they own: their records say so."""


def _part_of(cls: type[Record]) -> type[msgspec.Struct]:
    """A record as a file has it: the fields that it does not leave out, with what an import takes for granted."""
    imported = EDITS.get(f"{cls.kind}.import") or next(edit for edit in EDITS.values() if edit.makes_board)
    hints = get_type_hints(cls)
    joins = {"id", *(owned.field for owned in cls.owners if len(cls.owners) == 1)}
    fields: list[tuple[str, Any] | tuple[str, Any, Any]] = []
    for name in cls.__struct_fields__:
        if name in cls.unexported:
            continue
        asked = imported.model_fields.get(name)
        if name in joins or (asked is not None and asked.is_required()):
            fields.append((name, hints[name]))
        else:
            default = asked.default if asked is not None else None
            fields.append((name, hints[name] | None if default is None else hints[name], default))
    return defstruct(f"{cls.__name__}Part", fields, forbid_unknown_fields=True, kw_only=True)


PARTS: Final = {cls.kind: _part_of(cls) for cls in EXPORTED}
BoardFile: Final = defstruct(
    "BoardFile",
    [
        ("korkwand", int),
        ("board", PARTS["board"]),
        *((f"{cls.kind}s", GenericAlias(list, (PARTS[cls.kind],)), []) for cls in EXPORTED if cls.owners),
    ],
    forbid_unknown_fields=True,
    kw_only=True,
)
"""The whole file."""


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
    yield b'{"korkwand":%d,\n"board":%b' % (FORMAT, _json(contents.board))
    for cls in EXPORTED:
        if cls.owners:
            yield from _array(f"{cls.kind}s".encode(), contents.records(cls))
    yield b"}\n"


def is_board_file(text: str) -> bool:
    """Whether a text is meant as such a file, be it a good one or not."""
    return text.lstrip()[:1] == "{"


def read_json(text: str) -> Any:
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


def steps_of_file(file: Any, ids: Ids) -> FileSteps:
    """The edits that put the parts of a `BoardFile` on a board, after what is there.

    A line in a problem is the number of the part among its kind in the file, counted from 1.
    """
    found = FileSteps([], [])
    known: Known = {cls.kind: {} for cls in EXPORTED}
    for cls in EXPORTED:
        for line, part in enumerate(getattr(file, f"{cls.kind}s") if cls.owners else (), 1):
            _add_part(cls, line, part, ids, known, found)
    return found


Known = dict[Kind, dict[str, Id]]
"""By kind: the ids that parts get on the board, by those that they have in the file."""


def _add_part(cls: type[Record], line: int, part: Any, ids: Ids, known: Known, found: FileSteps) -> None:
    file, kind = f"{cls.kind}s", cls.kind
    owned = next((one for one in cls.owners if one.kind in known and getattr(part, one.field, None)), None)
    if owned is None and part.id in known[kind]:
        raise Invalid(f"Two {file} of the file have the same id.", reason="no_board")
    if part.id in known[kind]:
        found.problems.append(Problem(file, line, "id_taken", "Its id was already used further up.", skipped=True))
        return
    if owned is not None and getattr(part, owned.field) not in known[owned.kind]:
        detail = f"Its {owned.kind} is not in the file."
        found.problems.append(Problem(file, line, f"{owned.kind}_unknown", detail, skipped=True))
        return
    known[kind][part.id] = ids.record(f"{kind} {part.id}", line if owned else 0)
    joined: dict[str, Any] = {f"{kind}_id": known[kind][part.id]}
    if owned is not None:
        joined[owned.field] = known[owned.kind][getattr(part, owned.field)]
    fields = {name: value for name, value in msgspec.structs.asdict(part).items() if name not in {"id", *joined}}
    for name in fields.keys() & cls.references.keys():
        fields[name] = _referred(fields[name], known.get(cls.references[name].kind, {}))
    message = {"id": ids.edit(f"{kind} {part.id}"), "type": f"{kind}.import", **joined, **fields}
    found.steps.append(Step(file, line, message))


def _referred(value: Any, known: dict[str, Id]) -> Any:
    """What a reference names on the board; what is not in the file is named by nothing."""
    if isinstance(value, tuple | list):
        return [known[one] for one in value if one in known]
    return known.get(value)


def _array(name: bytes, records: Iterable[Record]) -> Iterator[bytes]:
    separator = b',\n"%b":[\n' % name
    for record in records:
        yield separator + _json(record)
        separator = b",\n"
    yield b"]" if separator == b",\n" else separator + b"]"


def _json(record: Record) -> bytes:
    """The record as a part of a file."""
    cls = PARTS[record.kind]
    return msgspec.json.encode({name: getattr(record, name) for name in cls.__struct_fields__})

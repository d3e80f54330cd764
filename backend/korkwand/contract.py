"""What browser and server must know alike, as one JavaScript file: it is made from the declarations, never by hand.

`python -m korkwand contract` prints it; a test compares it with the file in the frontend.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final, get_type_hints

from msgspec import NODEFAULT
from msgspec.structs import fields as struct_fields

from korkwand.catalog import KINDS, SENDABLE
from korkwand.gates import BOARD_GATES
from korkwand.kernel.context import TOUCHING
from korkwand.kernel.edit import Edit
from korkwand.kernel.fields import Fix, SetFields, Stamp, Trash
from korkwand.kernel.inputs import COLORS, DESCRIPTION_LENGTH, NAME_LENGTH, TEXT_LENGTH, TITLE_LENGTH
from korkwand.kernel.records import Record
from korkwand.nouns.board.rights import LEAST_ROLES
from korkwand.nouns.comment.record import COMMENT_LENGTH
from korkwand.nouns.phase.present import OPEN
from korkwand.nouns.phase.record import STAGES
from korkwand.rules.permissions import TABLE
from korkwand.rules.roles import ROLES

HEAD: Final = """/**
 * What browser and server know alike: records, edits, and who may do what. Made by the server from its declarations
 * (`python -m korkwand contract`), never by hand; a test says when this is out of date.
 */
"""
LENGTHS: Final = {
    "title": TITLE_LENGTH,
    "text": TEXT_LENGTH,
    "comment": COMMENT_LENGTH,
    "description": DESCRIPTION_LENGTH,
    "name": NAME_LENGTH,
}
_NAMED_TYPES: Final = {"color": "Color", "role": "Role", "stage": "Stage"}
"""Fields whose name ends so have one of a few values."""
_TYPES: Final = {str: "string", int: "number", bool: "boolean", type(None): "null", tuple[str, ...]: "string[]"}


def contract() -> str:
    """The text of the file."""
    return HEAD + "".join(_parts())


def _parts() -> Iterator[str]:
    for name, values in (("Color", COLORS), ("Role", ROLES), ("Stage", STAGES), ("Kind", KINDS)):
        yield f"\n/** @typedef {{{' | '.join(repr(str(value)) for value in values)}}} {name} */"
    yield "\n"
    for cls in KINDS.values():
        yield _typedef(cls)
    yield _const("COLORS", "Color[]", COLORS)
    yield _const("ROLES", "Role[]", ROLES, "in rising order: each includes the one before")
    yield _const("LENGTHS", "{ [text: string]: number }", LENGTHS, "how many characters a text may have")
    yield _const("KINDS", _KIND_TYPE, {kind: _kind(cls) for kind, cls in KINDS.items()}, "owners before what they own")
    yield _const("EDITS", _EDIT_TYPE, {name: _edit(cls) for name, cls in SENDABLE.items()})
    grants = {str(permission): "".join(one.value[0] for one in row) for permission, row in TABLE.items()}
    yield _const("PERMISSIONS", "{ [permission: string]: string }", grants, "y, o (own) or n for each role")
    least = {str(permission): field for permission, field in LEAST_ROLES.items()}
    yield _const("LEAST", "{ [permission: string]: string }", least, "what a board decides itself, and where")
    yield _const("OPEN", _OPEN_TYPE, OPEN_BY_STAGE, "what a stage leaves to a role; null is everything")
    yield _const("GATES", "string[]", gates(), "what an edit must pass, in this order")


_KIND_TYPE: Final = (
    "{ [kind: string]: { fields: { [field: string]: any }, owners: [field: string, kind: string][], order: string,"
    " signed?: boolean } }"
)
_EDIT_TYPE: Final = (
    "{ [type: string]: { of: string, needs: string, gates?: string[], set?: string[], fix?: { [field: string]: any },"
    " stamp?: string, trash?: boolean, undo?: string, leaves?: string[], always?: boolean } }"
)
_OPEN_TYPE: Final = "{ [stage: string]: { [role: string]: string[] | null } }"
OPEN_BY_STAGE: Final = {
    stage: {
        role.value: None if allowed is None else sorted(str(one) for one in allowed) for role, allowed in roles.items()
    }
    for stage, roles in OPEN.items()
}


def gates() -> list[str]:
    """The names of all gates in their order: those of a visitor, of the board, of the record."""
    return ["link", "permission", *(gate.__name__ for gate in BOARD_GATES), *(gate.__name__ for gate in TOUCHING)]


def _kind(cls: type[Record]) -> dict[str, Any]:
    """A kind: its fields with what they are if nothing is said, its owners, what orders its siblings."""
    kind: dict[str, Any] = {
        "fields": {one.name: None if one.default is NODEFAULT else one.default for one in struct_fields(cls)},
        "owners": [[owned.field, owned.kind] for owned in cls.owners],
        "order": cls.order_field,
    }
    return kind | ({"signed": True} if cls.author_fields else {})


def _edit(cls: type[Edit]) -> dict[str, Any]:
    """An edit: what it is about, what it needs, what it does if it is data, and what takes it back."""
    said: dict[str, Any] = {}
    leaves = cls.leaves
    if issubclass(cls, SetFields):
        said["set"] = leaves = cls.sets
    elif issubclass(cls, Fix):
        said["fix"], leaves = cls.fixes, leaves or tuple(cls.fixes)
    elif issubclass(cls, Stamp):
        said["stamp"] = cls.stamps
        leaves = leaves or (cls.stamps,)
    said["trash"] = issubclass(cls, Trash)
    said |= {"undo": cls.undone_by, "leaves": leaves if cls.undone_by else (), "always": cls.restores}
    base = {"of": cls.of.kind, "needs": str(cls.needs), "gates": [gate.__name__ for gate in cls.gates]}
    if base["gates"] == [gate.__name__ for gate in TOUCHING]:
        del base["gates"]
    return base | {name: value for name, value in said.items() if value}


def _typedef(cls: type[Record]) -> str:
    """The record as a JSDoc type."""
    hints = get_type_hints(cls)
    shown = [f" *   {name}: {_type(name, hints[name])}," for name in cls.__struct_fields__]
    return "/**\n * @typedef {{\n" + "\n".join(shown) + f"\n * }}}} {cls.__name__}Record\n */\n"


def _type(name: str, hint: Any) -> str:
    parts = hint.__args__ if type(hint).__name__ == "UnionType" else (hint,)
    named = _NAMED_TYPES.get(name.rpartition("_")[2])
    return " | ".join(named if named and part is str else _TYPES[part] for part in parts)


def _const(name: str, of: str, value: Any, why: str = "") -> str:
    return f"\n/** @type {{{of}}}{' ' + why if why else ''} */\nexport const {name} = {_js(value)};\n"


def _js(value: Any, indent: str = "") -> str:
    """A value as JavaScript, one entry of an outer object per line."""
    if isinstance(value, dict) and not indent:
        rows = [f"  {_key(key)}: {_js(item, '  ')}," for key, item in value.items()]
        return "{\n" + "\n".join(rows) + "\n}"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)}: {_js(item, indent)}" for key, item in value.items()) + " }"
    if isinstance(value, str):
        return "'" + json.dumps(str(value), ensure_ascii=False)[1:-1].replace("'", "\\'") + "'"
    if isinstance(value, Iterable):
        return "[" + ", ".join(_js(item, indent) for item in value) + "]"
    return json.dumps(value)


def _key(key: Any) -> str:
    text = str(key)
    return text if text.isidentifier() else f"'{text}'"

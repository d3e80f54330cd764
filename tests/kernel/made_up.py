"""Nouns that the program does not have, for what the kernel must do with any: a shelf of boxes, notes and stickers.

A note lies in a box, or in a folder that lies in a box; it bears stickers, and may point to another note. A mark
belongs to a note and goes with the sticker it stands for. Nothing of this is in a table.
"""

from typing import ClassVar

from sqlalchemy import MetaData, Table

from korkwand.kernel.records import Audience, Id, Owned, Record, Ref, WhenGone, put
from korkwand.kernel.state import BoardState

NOWHERE = Table("nowhere", MetaData())


class Shelf(Record, frozen=True, kw_only=True, gc=False):
    """What everything stands on."""

    kind = "shelf"
    table = NOWHERE
    sight_fields = ("closed",)
    closed: bool = False
    names_hidden: bool = False


class Box(Record, frozen=True, kw_only=True, gc=False):
    """A box on the shelf."""

    kind = "box"
    table = NOWHERE
    owners = (Owned("shelf_id", "shelf"),)
    order_field = "rank"
    limitable = True
    shelf_id: Id
    rank: str = "m"
    hidden_at: str | None = None
    deleted_at: str | None = None


class Folder(Record, frozen=True, kw_only=True, gc=False):
    """A folder in a box."""

    kind = "folder"
    table = NOWHERE
    owners = (Owned("box_id", "box"),)
    order_field = "rank"
    box_id: Id
    rank: str = "m"
    hidden_at: str | None = None


class Sticker(Record, frozen=True, kw_only=True, gc=False):
    """A sticker that notes may bear."""

    kind = "sticker"
    table = NOWHERE
    owners = (Owned("shelf_id", "shelf"),)
    shelf_id: Id


class Note(Record, frozen=True, kw_only=True, gc=False):
    """A note, in a folder if that is set, else in a box."""

    kind = "note"
    table = NOWHERE
    owners = (Owned("folder_id", "folder"), Owned("box_id", "box"))
    order_field = "rank"
    author_fields = ("author_id", "author_name")
    words = ("head", "body")
    merged = ("head", "body")
    covered_by = "closed"
    counted = True
    references: ClassVar = {
        "sticker_ids": Ref("sticker", WhenGone.CLEAR),
        "see_id": Ref("note", WhenGone.CLEAR),
        "was_id": Ref("note", WhenGone.KEEP),
    }
    folder_id: Id | None = None
    box_id: Id | None = None
    rank: str = "m"
    head: str = ""
    body: str = ""
    author_id: Id | None = None
    author_name: str | None = None
    sticker_ids: tuple[str, ...] = ()
    see_id: Id | None = None
    was_id: Id | None = None


class Mark(Record, frozen=True, kw_only=True, gc=False):
    """Something on a note that goes with its sticker, too."""

    kind = "mark"
    table = NOWHERE
    owners = (Owned("note_id", "note"),)
    references: ClassVar = {"sticker_id": Ref("sticker", WhenGone.REMOVE)}
    note_id: Id
    sticker_id: Id


class Ledger(Record, frozen=True, kw_only=True, gc=False):
    """What only coordinators see."""

    kind = "ledger"
    table = NOWHERE
    owners = (Owned("shelf_id", "shelf"),)
    audience = Audience.COORDINATORS
    unseen_field = "unseen"
    sight_fields = ("unseen",)
    decides_rights = True
    shelf_id: Id
    unseen: str = ""


KINDS: dict[str, type[Record]] = {cls.kind: cls for cls in (Shelf, Box, Folder, Sticker, Note, Mark, Ledger)}


def shelf() -> BoardState:
    """A shelf with nothing on it."""
    state = BoardState("s", KINDS)
    state.fold([put(Shelf(id="s"))])
    return state

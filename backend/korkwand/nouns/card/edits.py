"""The edits of a card; writing.py has those of its words."""

from typing import Any, ClassVar, Literal

from korkwand.errors import Invalid
from korkwand.kernel.context import ENTERING, SEEING, Context, untrashed, visible
from korkwand.kernel.edit import Edit, require_free
from korkwand.kernel.fields import Fix, Purge, Restore, SetFields, Stamp, Trash
from korkwand.kernel.inputs import Color, Name, RecordId, Text, Time, Title
from korkwand.kernel.placing import LAST, move, place
from korkwand.kernel.records import Change, put
from korkwand.kernel.state import BoardState
from korkwand.nouns.card.record import Card
from korkwand.nouns.card.writing import ApproveCard, WriteCard, held_at
from korkwand.nouns.column.record import Column
from korkwand.rules.permissions import Permission


class AddCard(Edit):
    """Pin a card."""

    type: Literal["card.add"] = "card.add"
    of: ClassVar = Card
    needs: ClassVar = Permission.CARD_ADD
    gates: ClassVar = ENTERING
    writes: ClassVar = True
    undone_by: ClassVar = "card.delete"
    leaves: ClassVar = ("title", "text", "color", "column_id")
    card_id: RecordId | None = None
    column_id: RecordId
    title: Title = ""
    text: Text = ""
    color: Color = "white"
    after_id: RecordId | None = LAST
    before_id: RecordId | None = None

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        if not self.title and not self.text:
            raise Invalid("A card needs a title or a text.")
        column = ctx.enter(board, Column, self.column_id)
        words = {"title": self.title, "text": self.text, "color": self.color}
        by = _by(board, ctx)
        return new_card(board, self.card_id or self.id, column, self.after_id, self.before_id, **words, **by)


class ImportCard(Edit):
    """Put in a card that was written elsewhere, with its author's name and its dates, perhaps into the trash."""

    type: Literal["card.import"] = "card.import"
    of: ClassVar = Card
    needs: ClassVar = Permission.IMPORT
    gates: ClassVar = SEEING
    imports: ClassVar = True
    writes: ClassVar = True
    card_id: RecordId | None = None
    column_id: RecordId
    title: Title = ""
    text: Text = ""
    color: Color = "white"
    author_name: Name | None = None
    created_at: Time | None = None
    edited_at: Time | None = None
    deleted_at: Time | None = None
    held_at: Time | None = None
    hidden_at: Time | None = None
    locked_at: Time | None = None

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        column = ctx.see(board, Column, self.column_id)
        words = {"title": self.title, "text": self.text, "color": self.color}
        times = {"created_at": self.created_at or ctx.now, "edited_at": self.edited_at, "deleted_at": self.deleted_at}
        times |= {"held_at": self.held_at, "hidden_at": self.hidden_at, "locked_at": self.locked_at}
        by = {"author_id": None, "author_name": self.author_name or None}
        return new_card(board, self.card_id or self.id, column, LAST, None, **words, **times, **by)


class CopyCard(Edit):
    """Pin a card of the same words once more; the copy is the copier's own."""

    type: Literal["card.copy"] = "card.copy"
    of: ClassVar = Card
    needs: ClassVar = Permission.CARD_ADD
    gates: ClassVar = ENTERING
    writes: ClassVar = True
    undone_by: ClassVar = "card.delete"
    leaves: ClassVar = ("title", "text", "color", "column_id")
    card_id: RecordId
    copy_id: RecordId | None = None
    column_id: RecordId | None = None
    after_id: RecordId | None = LAST

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        card = ctx.admit(board, Card, self.card_id, (visible, untrashed))
        after_id = card.id if self.after_id == LAST and self.column_id in (None, card.column_id) else self.after_id
        column = ctx.enter(board, Column, self.column_id or card.column_id)
        words = {"title": card.title, "text": card.text, "color": card.color}
        return new_card(board, self.copy_id or self.id, column, after_id, None, **words, **_by(board, ctx))


def new_card(
    board: BoardState, card_id: str, column: Column, after_id: str | None, before_id: str | None, **fields: Any
) -> list[Change]:
    """The changes that make a card in a column."""
    require_free(board, Card.kind, card_id)
    spot = place(board, Card, column, after_id, before_id)
    made = {"edited_at": None, "deleted_at": None, **fields}
    card = Card(id=card_id, board_id=board.board_id, column_id=column.id, rank=spot.rank, **made)
    return [*spot.renumbered, put(card)]


def _by(board: BoardState, ctx: Context) -> dict[str, str | None]:
    by = {"author_id": ctx.visitor_id, "author_name": ctx.name, "created_at": ctx.now}
    return {**by, "held_at": held_at(board, ctx)}


class RecolorCard(SetFields):
    """Give a card another colour."""

    type: Literal["card.recolor"] = "card.recolor"
    of: ClassVar = Card
    needs: ClassVar = Permission.CARD_EDIT
    sets: ClassVar = ("color",)
    undone_by: ClassVar = "card.recolor"
    card_id: RecordId
    color: Color


class MoveCard(Edit):
    """Put a card into a column, directly after another card, or on top."""

    type: Literal["card.move"] = "card.move"
    of: ClassVar = Card
    needs: ClassVar = Permission.CARD_MOVE
    undone_by: ClassVar = "card.move"
    leaves: ClassVar = ("column_id", "rank")
    card_id: RecordId
    column_id: RecordId
    after_id: RecordId | None = LAST
    before_id: RecordId | None = None

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        card = ctx.touch(board, Card, self.card_id)
        column = ctx.enter(board, Column, self.column_id)
        return move(board, card, column, self.after_id, self.before_id)


class DeleteCard(Trash):
    """Put a card into the trash."""

    type: Literal["card.delete"] = "card.delete"
    of: ClassVar = Card
    needs: ClassVar = Permission.CARD_EDIT
    undone_by: ClassVar = "card.restore"
    card_id: RecordId


class RestoreCard(Restore):
    """Take a card out of the trash."""

    type: Literal["card.restore"] = "card.restore"
    of: ClassVar = Card
    needs: ClassVar = Permission.CARD_EDIT
    fixes: ClassVar = {"deleted_at": None, "deleted_by_author": None}
    undone_by: ClassVar = "card.delete"
    leaves: ClassVar = ("title", "text", "color", "column_id")
    card_id: RecordId


class HideCard(Stamp):
    """Show a card to nobody but its author, editors and coordinators."""

    type: Literal["card.hide"] = "card.hide"
    of: ClassVar = Card
    needs: ClassVar = Permission.CARD_MODERATE
    stamps: ClassVar = "hidden_at"
    undone_by: ClassVar = "card.show"
    card_id: RecordId


class ShowCard(Fix):
    """Show a hidden card to everybody again."""

    type: Literal["card.show"] = "card.show"
    of: ClassVar = Card
    needs: ClassVar = Permission.CARD_MODERATE
    fixes: ClassVar = {"hidden_at": None}
    undone_by: ClassVar = "card.hide"
    card_id: RecordId


class LockCard(Stamp):
    """Keep everybody but coordinators from changing a card and its comments."""

    type: Literal["card.lock"] = "card.lock"
    of: ClassVar = Card
    needs: ClassVar = Permission.CARD_LOCK
    stamps: ClassVar = "locked_at"
    undone_by: ClassVar = "card.unlock"
    card_id: RecordId


class UnlockCard(Fix):
    """Let a card be changed again."""

    type: Literal["card.unlock"] = "card.unlock"
    of: ClassVar = Card
    needs: ClassVar = Permission.CARD_LOCK
    fixes: ClassVar = {"locked_at": None}
    undone_by: ClassVar = "card.lock"
    card_id: RecordId


class PurgeCard(Purge):
    """Remove a card and its comments for good."""

    type: Literal["card.purge"] = "card.purge"
    of: ClassVar = Card
    needs: ClassVar = Permission.PURGE
    card_id: RecordId


EDITS = (
    AddCard,
    ImportCard,
    CopyCard,
    WriteCard,
    RecolorCard,
    MoveCard,
    DeleteCard,
    RestoreCard,
    ApproveCard,
    HideCard,
    ShowCard,
    LockCard,
    UnlockCard,
    PurgeCard,
)

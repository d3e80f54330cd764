"""The edits of a card."""

from typing import Any, ClassVar, Literal

from pydantic import model_validator

from korkwand.errors import Conflict, Invalid
from korkwand.kernel.edit import LAST, Context, Edit, place, require_free, require_open
from korkwand.kernel.inputs import TEXT_LENGTH, TITLE_LENGTH, Base, Color, Name, RecordId, Text, Time, Title
from korkwand.kernel.merge import Words
from korkwand.kernel.records import Change, put
from korkwand.kernel.state import BoardState
from korkwand.kernel.versions import Unready
from korkwand.nouns.card.record import Card
from korkwand.nouns.column.record import Column
from korkwand.rules.permissions import Permission


class AddCard(Edit):
    """Pin a card."""

    type: Literal["card.add"] = "card.add"
    needs: ClassVar[Permission] = Permission.CARD_ADD
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
        column = _open_column(board, ctx, self.column_id)
        words = {"title": self.title, "text": self.text, "color": self.color}
        by = _by(board, ctx)
        return new_card(board, self.card_id or self.id, column, self.after_id, self.before_id, **words, **by)


class ImportCard(Edit):
    """Put in a card that was written elsewhere, with its author's name and its dates, perhaps into the trash."""

    type: Literal["card.import"] = "card.import"
    needs: ClassVar[Permission] = Permission.IMPORT
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
    needs: ClassVar[Permission] = Permission.CARD_ADD
    card_id: RecordId
    copy_id: RecordId | None = None
    column_id: RecordId | None = None
    after_id: RecordId | None = LAST

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        card = ctx.see(board, Card, self.card_id)
        require_open(board, card)
        after_id = card.id if self.after_id == LAST and self.column_id in (None, card.column_id) else self.after_id
        column = _open_column(board, ctx, self.column_id or card.column_id)
        words = {"title": card.title, "text": card.text, "color": card.color}
        return new_card(board, self.copy_id or self.id, column, after_id, None, **words, **_by(board, ctx))


def new_card(
    board: BoardState, card_id: str, column: Column, after_id: str | None, before_id: str | None, **fields: Any
) -> list[Change]:
    """The changes that make a card in a column."""
    require_free(board, Card.kind, card_id)
    spot = place(board, Card, column.id, after_id, before_id)
    made = {"edited_at": None, "deleted_at": None, **fields}
    card = Card(id=card_id, board_id=board.board_id, column_id=column.id, rank=spot.rank, **made)
    return [*spot.renumbered, put(card)]


def _by(board: BoardState, ctx: Context) -> dict[str, str | None]:
    by = {"author_id": ctx.visitor_id, "author_name": ctx.name, "created_at": ctx.now}
    return {**by, "held_at": ctx.held_at(board)}


def _open_column(board: BoardState, ctx: Context, column_id: str) -> Column:
    column = ctx.see(board, Column, column_id)
    ctx.require_open(board, column)
    return column


class WriteCard(Edit):
    """Write a card's title, text or both.

    `base` says which text the writer started from: the seq he saw, or the id of his own earlier edit. If the card was
    written since, both are merged by words; where both changed the same words it is a conflict that carries both texts.
    """

    type: Literal["card.write"] = "card.write"
    needs: ClassVar[Permission] = Permission.CARD_EDIT
    card_id: RecordId
    title: Title | None = None
    text: Text | None = None
    base: Base | None = None

    @model_validator(mode="after")
    def _something(self) -> "WriteCard":
        if self.title is None and self.text is None:
            raise ValueError("title or text must be given")
        return self

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        card = ctx.touch(board, Card, self.card_id)
        try:
            mine, (title, text) = self._merged(board, card, ctx)
        except Unready as unready:
            raise unready.or_else(self._conflict(board, card)) from None
        if not title and not text:
            raise Invalid("A card needs a title or a text.")
        if (title, text) != mine or (title, text) == (card.title, card.text):
            board.texts.own_words[card.id, self.id, ctx.visitor_id] = mine
        if (title, text) == (card.title, card.text):
            return [put(card)]
        held_at = card.held_at or ctx.held_at(board)
        return [put(card, title=title, text=text, edited_at=ctx.now, held_at=held_at)]

    def _merged(self, board: BoardState, card: Card, ctx: Context) -> tuple[Words, Words]:
        """What the writer wrote, and what becomes of it together with what was written since."""
        now = (card.title, card.text)
        started = now if self.base is None else board.texts.at(card, self.base, ctx.reader)
        mine = self._written(started or now)
        if self.base is None or mine == now:
            return mine, mine
        if started is None:
            raise self._conflict(board, card)
        merged = board.texts.merged(started, mine, now, ctx.reader)
        if merged is None or len(merged[0]) > TITLE_LENGTH or len(merged[1]) > TEXT_LENGTH:
            raise self._conflict(board, card)
        if not any(merged) and any(mine):
            raise self._conflict(board, card)
        return mine, merged

    def _written(self, words: Words) -> Words:
        """These words, with what was written in their place."""
        return words[0] if self.title is None else self.title, words[1] if self.text is None else self.text

    def _conflict(self, board: BoardState, card: Card) -> Conflict:
        """What was not written is told as it is now: the writer may never have seen what it was before."""
        mine = self._written((card.title, card.text))
        message = "Somebody else changed the same words meanwhile."
        return Conflict(message, theirs=_present(board, card), yours={"title": mine[0], "text": mine[1]})


def _present(board: BoardState, card: Card) -> dict[str, Any]:
    """A card's words as they are now, and the base from which to write them anew."""
    return {"title": card.title, "text": card.text, "seq": board.texts.since(card.id)}


class RecolorCard(Edit):
    """Give a card another colour."""

    type: Literal["card.recolor"] = "card.recolor"
    needs: ClassVar[Permission] = Permission.CARD_EDIT
    card_id: RecordId
    color: Color

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        return [put(ctx.touch(board, Card, self.card_id), color=self.color)]


class MoveCard(Edit):
    """Put a card into a column, directly after another card, or on top."""

    type: Literal["card.move"] = "card.move"
    needs: ClassVar[Permission] = Permission.CARD_MOVE
    card_id: RecordId
    column_id: RecordId
    after_id: RecordId | None = LAST
    before_id: RecordId | None = None

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        card = ctx.touch(board, Card, self.card_id)
        _open_column(board, ctx, self.column_id)
        spot = place(board, Card, self.column_id, self.after_id, self.before_id, moving=card)
        renumbered = [change for change in spot.renumbered if change.id != card.id]
        return [*renumbered, put(card, column_id=self.column_id, rank=spot.rank)]


class DeleteCard(Edit):
    """Put a card into the trash."""

    type: Literal["card.delete"] = "card.delete"
    needs: ClassVar[Permission] = Permission.CARD_EDIT
    card_id: RecordId

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        card = ctx.touch(board, Card, self.card_id)
        return [put(card, deleted_at=ctx.now, deleted_by_author=ctx.is_author(card) or None)]


class RestoreCard(Edit):
    """Take a card out of the trash."""

    type: Literal["card.restore"] = "card.restore"
    needs: ClassVar[Permission] = Permission.CARD_EDIT
    card_id: RecordId

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        card = ctx.see(board, Card, self.card_id)
        ctx.require_restorable(card)
        if board.get(Column, card.column_id).deleted_at:
            raise Conflict("The card's column is in the trash. Restore the column first.")
        ctx.require_unlocked(board, card)
        return [put(card, deleted_at=None, deleted_by_author=None)]


class ApproveCard(Edit):
    """Show everybody a card that waited for approval, if it still says what it said at `base`."""

    type: Literal["card.approve"] = "card.approve"
    needs: ClassVar[Permission] = Permission.CARD_MODERATE
    card_id: RecordId
    base: Base | None = None

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        card = ctx.touch(board, Card, self.card_id)
        if self.base is None or not card.held_at:
            return [put(card, held_at=None)]
        changed = Conflict("The card was written since you looked at it.", theirs=_present(board, card))
        try:
            if board.texts.at(card, self.base, ctx.reader) != (card.title, card.text):
                raise changed
        except Unready as unready:
            raise unready.or_else(changed) from None
        return [put(card, held_at=None)]


class HideCard(Edit):
    """Show a card to nobody but its author, editors and coordinators."""

    type: Literal["card.hide"] = "card.hide"
    needs: ClassVar[Permission] = Permission.CARD_MODERATE
    card_id: RecordId

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        card = ctx.touch(board, Card, self.card_id)
        return [put(card, hidden_at=card.hidden_at or ctx.now)]


class ShowCard(Edit):
    """Show a hidden card to everybody again."""

    type: Literal["card.show"] = "card.show"
    needs: ClassVar[Permission] = Permission.CARD_MODERATE
    card_id: RecordId

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        return [put(ctx.touch(board, Card, self.card_id), hidden_at=None)]


class LockCard(Edit):
    """Keep everybody but coordinators from changing a card and its comments."""

    type: Literal["card.lock"] = "card.lock"
    needs: ClassVar[Permission] = Permission.CARD_LOCK
    card_id: RecordId

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        card = ctx.touch(board, Card, self.card_id)
        return [put(card, locked_at=card.locked_at or ctx.now)]


class UnlockCard(Edit):
    """Let a card be changed again."""

    type: Literal["card.unlock"] = "card.unlock"
    needs: ClassVar[Permission] = Permission.CARD_LOCK
    card_id: RecordId

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        return [put(ctx.touch(board, Card, self.card_id), locked_at=None)]


class PurgeCard(Edit):
    """Remove a card and its comments for good."""

    type: Literal["card.purge"] = "card.purge"
    needs: ClassVar[Permission] = Permission.PURGE
    purges: ClassVar[bool] = True
    card_id: RecordId

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        return board.removal(ctx.see(board, Card, self.card_id))


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

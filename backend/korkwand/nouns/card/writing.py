"""Writing a card, and approving what was written."""

from typing import Any, ClassVar, Literal

from pydantic import model_validator

from korkwand.errors import Conflict, Invalid
from korkwand.kernel.context import Context
from korkwand.kernel.edit import Edit
from korkwand.kernel.inputs import TEXT_LENGTH, TITLE_LENGTH, Base, RecordId, Text, Title
from korkwand.kernel.merge import Words
from korkwand.kernel.records import Change, put
from korkwand.kernel.state import BoardState
from korkwand.kernel.versions import Unready
from korkwand.nouns.card.record import Card
from korkwand.rules.permissions import Grant, Permission, grant


def held_at(board: BoardState, ctx: Context) -> str | None:
    """Since when a card that this visitor writes now waits for approval; None if it needs none."""
    moderated = getattr(board.top, "moderated", False)
    return ctx.now if moderated and grant(ctx.role, Permission.CARD_MODERATE) is Grant.NO else None


class WriteCard(Edit):
    """Write a card's title, text or both.

    `base` says which text the writer started from: the seq they saw, or the id of their own earlier edit. If the card
    was written since, both are merged by words; where both changed the same words it is a conflict that carries both
    texts.
    """

    type: Literal["card.write"] = "card.write"
    of: ClassVar = Card
    needs: ClassVar = Permission.CARD_EDIT
    writes: ClassVar = True
    undone_by: ClassVar = "card.write"
    leaves: ClassVar = ("title", "text")
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
            board.texts.own_words[(card.kind, card.id), self.id, ctx.visitor_id] = mine
        if (title, text) == (card.title, card.text):
            return [put(card)]
        waits = card.held_at or held_at(board, ctx)
        return [put(card, title=title, text=text, edited_at=ctx.now, held_at=waits)]

    def _merged(self, board: BoardState, card: Card, ctx: Context) -> tuple[Words, Words]:
        """What the writer wrote, and what becomes of it together with what was written since."""
        now = (card.title, card.text)
        started = now if self.base is None else board.text_at(card, self.base, ctx.reader)
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
    return {"title": card.title, "text": card.text, "seq": board.texts.since(card)}


class ApproveCard(Edit):
    """Show everybody a card that waited for approval, if it still says what it said at `base`."""

    type: Literal["card.approve"] = "card.approve"
    of: ClassVar = Card
    needs: ClassVar = Permission.CARD_MODERATE
    card_id: RecordId
    base: Base | None = None

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        card = ctx.touch(board, Card, self.card_id)
        if self.base is None or not card.held_at:
            return [put(card, held_at=None)]
        changed = Conflict("The card was written since you looked at it.", theirs=_present(board, card))
        try:
            if board.text_at(card, self.base, ctx.reader) != (card.title, card.text):
                raise changed
        except Unready as unready:
            raise unready.or_else(changed) from None
        return [put(card, held_at=None)]

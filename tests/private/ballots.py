"""What a noun does that needs slips, for the tests: a card is a poll, and its title says what the count is.

`PLEDGE` is a drawer whose slips are written together with an event.
"""

from typing import Any, ClassVar, Literal

from korkwand.errors import Closed
from korkwand.kernel.context import Context
from korkwand.kernel.edit import Edit
from korkwand.kernel.records import Change, Id, put
from korkwand.kernel.slips import Drawer, Limit, Slip, SlipReader, Taken, Tally
from korkwand.kernel.state import BoardState
from korkwand.nouns.card.record import Card
from korkwand.private.tallies import Told
from korkwand.rules.permissions import Permission

BALLOT = Drawer("ballot", "card")
ANSWERS = Drawer("answers", "card")
PLEDGE = Drawer("pledge", "card")
POINTS = 5


class Vote(Edit):
    """Give an option of a poll some points, five for all of them together; none takes them back."""

    type: Literal["ballot.vote"] = "ballot.vote"
    needs: ClassVar[Permission] = Permission.READ
    silent: ClassVar[bool] = True
    card_id: Id
    option: str
    points: int = 1

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        if ctx.see(board, Card, self.card_id).locked_at is not None:
            raise Closed("This poll is over.")
        return []

    def slips(self, board: BoardState, ctx: Context) -> list[Slip | Taken]:
        assert ctx.visitor_id is not None
        whose: dict[str, Any] = {"drawer": BALLOT, "subject_id": self.card_id, "holder_id": ctx.visitor_id}
        if not self.points:
            return [Taken(**whose, key=self.option)]
        limit = Limit(slips=3, weight=POINTS, refusal="All your points are given. Take one back first.")
        return [Slip(**whose, key=self.option, weight=self.points, limit=limit)]


class Choose(Vote):
    """Choose one option in the place of another."""

    type: Literal["ballot.choose"] = "ballot.choose"  # type: ignore[assignment]

    def slips(self, board: BoardState, ctx: Context) -> list[Slip | Taken]:
        (slip,) = super().slips(board, ctx)
        return [Taken(drawer=slip.drawer, subject_id=slip.subject_id, holder_id=slip.holder_id), slip]


class Answer(Edit):
    """Answer a survey, once."""

    type: Literal["survey.answer"] = "survey.answer"
    needs: ClassVar[Permission] = Permission.READ
    silent: ClassVar[bool] = True
    card_id: Id
    answers: str

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        ctx.see(board, Card, self.card_id)
        return []

    def slips(self, board: BoardState, ctx: Context) -> list[Slip | Taken]:
        assert ctx.visitor_id is not None
        limit = Limit(slips=1, final=True, refusal="You have answered already.")
        whose: dict[str, Any] = {"drawer": ANSWERS, "subject_id": self.card_id, "holder_id": ctx.visitor_id}
        return [Slip(**whose, value=self.answers, limit=limit)]


class Pledge(Edit):
    """Say in a colour, which everybody sees, that one gives something, and put into a drawer how much."""

    type: Literal["card.pledge"] = "card.pledge"
    needs: ClassVar[Permission] = Permission.READ
    card_id: Id
    amount: int

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        return [put(ctx.see(board, Card, self.card_id), color="green")]

    def slips(self, board: BoardState, ctx: Context) -> list[Slip | Taken]:
        assert ctx.visitor_id is not None
        limit = Limit(slips=1, weight=100, refusal="At most 100.")
        whose: dict[str, Any] = {"drawer": PLEDGE, "subject_id": self.card_id, "holder_id": ctx.visitor_id}
        return [Slip(**whose, weight=self.amount, limit=limit)]


class WriteCounts(Edit):
    """Write counts into the titles of cards."""

    type: Literal["ballot.count"] = "ballot.count"
    needs: ClassVar[Permission] = Permission.READ
    restores: ClassVar[bool] = True
    titles: dict[Id, str]

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        found = [board.find("card", card_id) for card_id in self.titles]
        return [put(row.record, title=self.titles[row.id]) for row in found if row is not None]


class Close(Edit):
    """Lock a poll; its text says what was in it, as it was found before."""

    type: Literal["ballot.close"] = "ballot.close"
    needs: ClassVar[Permission] = Permission.CARD_LOCK
    looks: ClassVar[bool] = True
    card_id: Id

    def look(self, slips: SlipReader) -> Any:
        return slips.tallies(BALLOT, [self.card_id])[self.card_id], slips.own(BALLOT, self.card_id)

    def apply(self, board: BoardState, ctx: Context) -> list[Change]:
        tally, own = ctx.prepared
        text = f"{tally.keys} of {tally.holders}, mine {[(slip.key, slip.weight) for slip in own]}"
        return [put(board.get(Card, self.card_id), locked_at=ctx.now, text=text)]


def told(tally: Tally) -> str:
    """What the title of a poll says of its ballots."""
    return ", ".join(f"{key} {weight}" for key, (_, weight) in sorted(tally.keys.items())) or "none"


def count(board: BoardState, tallies: dict[Id, Tally], edit_id: Id) -> Edit | None:
    """The edit that tells the counts which the titles do not say yet."""
    there = {row.id: row.record.title for card_id in tallies if (row := board.find("card", card_id))}  # type: ignore[attr-defined]
    titles = {card_id: told(tallies[card_id]) for card_id, title in there.items() if title != told(tallies[card_id])}
    return WriteCounts(id=edit_id, titles=titles) if titles else None


TOLD = {"ballot": Told(BALLOT, count)}

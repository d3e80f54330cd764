"""What must not be in the log, as data: slips that visitors put into drawers, and that no record or event ever shows.

An edit says what is written (`Edit.slips`); the journal writes it (private/slips.py). A ballot is a slip for each
option, with the points as its weight; the answers to a survey are one slip with all of them as its value.
"""

from typing import Protocol

import msgspec

from korkwand.kernel.records import Id, Kind


class Drawer(msgspec.Struct, frozen=True):
    """A purpose for which slips are kept, such as ballots; they hang on records of one kind."""

    name: str
    kind: Kind


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """How much one visitor may have in a drawer for one record: judged when it is written, over all processes.

    `weight`: the sum of all their slips there, None for any. `final`: what is in stays as it is. `refusal` is the
    sentence that whoever wants more reads.
    """

    slips: int
    weight: int | None = None
    final: bool = False
    refusal: str


class Slip(msgspec.Struct, frozen=True, kw_only=True):
    """What a visitor puts in; it takes the place of theirs with the same key. Keys have at most 36 characters."""

    drawer: Drawer
    subject_id: Id
    """The record that it hangs on: with that it goes."""
    holder_id: Id
    limit: Limit
    key: str = ""
    weight: int = 1
    value: str = ""


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What a visitor takes out again: their slip with this key, or all that they have there (None)."""

    drawer: Drawer
    subject_id: Id
    holder_id: Id
    key: str | None = None


class Gone(msgspec.Struct, frozen=True):
    """What has left the board, records and perhaps a forgotten visitor: all slips that hang on it go as well."""

    records: list[tuple[Kind, Id]]
    visitor_id: Id | None = None


SlipOrder = Slip | Taken | Gone
"""What is to be done with slips. Orders are followed in the order of the edits that they come from."""


class OwnSlip(msgspec.Struct, frozen=True):
    """A slip as its holder finds it again."""

    key: str
    weight: int
    value: str


class Tally(msgspec.Struct, frozen=True):
    """What is in a drawer for one record: how many visitors have put something in, and by key (slips, weight)."""

    holders: int = 0
    keys: dict[str, tuple[int, int]] = {}


class SlipReader(Protocol):
    """Looks into the drawers of one board, for one visitor. Blocks: not for the event loop."""

    def own(self, drawer: Drawer, subject_id: Id) -> list[OwnSlip]:
        """What this visitor has put in, by key."""

    def tallies(self, drawer: Drawer, subject_ids: list[Id]) -> dict[Id, Tally]:
        """What is in it for each of these records."""

    def values(self, drawer: Drawer, subject_id: Id) -> list[str]:
        """What all have put in, without saying whose it is or in which order it came."""

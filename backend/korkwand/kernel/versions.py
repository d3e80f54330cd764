"""The last texts of each card, so that a write that started from an older text can be merged three ways."""

from collections.abc import Callable, Hashable, Mapping
from typing import Any, ClassVar, Final, Self

import msgspec

from korkwand.errors import KorkwandError, Unavailable
from korkwand.kernel.alignment import OutOfSteps, Steps
from korkwand.kernel.merge import Words, merge_words
from korkwand.kernel.records import Change, Id, Record
from korkwand.kernel.visibility import author_of, covers_cards, trashed, withheld

KEPT = 16
"""Versions kept in memory per card; an older base is read from the log."""

OWN_WORDS_KEPT = 1000
"""Merged writes whose author's own words are kept in memory; older ones stand in the log."""

IN_TURN: Final = 6_000
"""Steps of merging that one turn does itself, about 2 ms: all boards of the process wait for them."""


class Version(msgspec.Struct, frozen=True, gc=False):
    """A card's text from the event `seq` on; `edit_id` is '' for the oldest one known."""

    seq: int
    edit_id: Id
    title: str
    text: str
    by: Id | None = None
    at: str = ""


class Reader(msgspec.Struct, frozen=True):
    """Whose base it is: only what they may have seen is told, or merged with."""

    visitor_id: Id | None = None
    since: str = ""
    """When they came to the board."""
    found: Mapping[Hashable, Any] = {}
    """What was found beside the turn, by the question."""


class BaseAsked(msgspec.Struct, frozen=True):
    """The question to the log what a card said at a base. An edit's id is told to who made it."""

    card_id: Id
    base: int | Id
    visitor_id: Id | None
    since: str


class MergeAsked(msgspec.Struct, frozen=True):
    """The question what becomes of three texts that take longer than a turn may."""

    base: Words
    mine: Words
    theirs: Words


class Unready(Exception):
    """An edit needs what is not at hand: it is put off until that has been found beside the turns."""

    def __init__(self, question: BaseAsked | MergeAsked) -> None:
        super().__init__(question)
        self.question = question
        self.refusal: KorkwandError = Unavailable()
        """What is answered if it cannot be found."""

    def or_else(self, refusal: KorkwandError) -> Self:
        """The same, with this refusal."""
        self.refusal = refusal
        return self


class Texts:
    """Versions per card, copy on write like the state they belong to."""

    kinds: ClassVar[frozenset[str]] = frozenset({"card"})

    def __init__(self, base: Self | None = None) -> None:
        self.base = base
        self.floor: int = base.floor if base else 0
        """Seq at which the board was loaded: a card without versions has had its present text at least since then."""
        self.latest: int = base.latest if base else 0
        """Seq of the last event that was folded; a base beyond it is of another time line."""
        self.steps: Steps = base.steps if base and base.base else Steps(IN_TURN)
        """What a turn may still merge itself; the drafts of one turn share it."""
        self.versions: dict[Id, tuple[Version, ...]] = {}
        self.turned: dict[tuple[str, Id], int] = {}
        """Seq at which a card, or what it lies in, last came into sight or out of it."""
        self.own_words: dict[tuple[Id, Id, Id | None], Words] = {}
        """What the author of a write had written, by card, edit and visitor, if it was merged or changed nothing, so
        that no version tells: their next write starts from that."""

    def of(self, card_id: Id) -> tuple[Version, ...]:
        """The known versions of a card, oldest first; empty if it was not written since the board was loaded."""
        texts: Texts | None = self
        while texts is not None:
            if card_id in texts.versions:
                return texts.versions[card_id]
            texts = texts.base
        return ()

    def since(self, card_id: Id) -> int:
        """The seq since which the card has had its present text, as far as is known: a base for the next write."""
        known = self.of(card_id)
        return known[-1].seq if known else self.floor

    def note(self, old: Record | None, new: Record, seq: int, edit_id: Id, by: Id | None, at: str) -> None:
        """Remember the text that an event gave a card, and what it brought into sight or out of it."""
        if old is not None and (turned := _turned(old, new)):
            self.turned[turned] = seq
        if new.kind not in self.kinds:
            return
        title, text = _text(new)
        if old is None:
            self.versions[new.id] = (Version(seq, edit_id, title, text, by, at),)
        elif _text(old) != (title, text):
            known = self.of(new.id) or (Version(self.floor, "", *_text(old)),)
            self.versions[new.id] = (*known[1 - KEPT :], Version(seq, edit_id, title, text, by, at))

    def note_place(self, card_id: Id, seq: int) -> None:
        """The card was moved to where others see it."""
        self.turned["place", card_id] = seq

    def forget(self, card_id: Id) -> None:
        """The card is gone."""
        self.versions[card_id] = ()

    def at(self, card: Record, base: int | Id, reader: Reader) -> Words | None:
        """Title and text that a writer saw: at a seq, or after an earlier edit of their own.

        None: not to be found any more, or nothing that they can have seen. Raises Unready if only the log can tell.
        """
        if isinstance(base, str):
            return self._after(card.id, base, reader)
        if base > max(self.latest, self.floor):
            return None
        if base >= self.since(card.id):
            return _text(card)
        if base < self._in_sight_since(card, reader):
            return None
        known = self.of(card.id)
        later = ""
        for version in reversed(known):
            if version.seq <= base:
                return None if later and later <= reader.since else (version.title, version.text)
            later = version.at
        return self._logged(BaseAsked(card.id, base, None, reader.since), reader)

    def _after(self, card_id: Id, edit_id: Id, reader: Reader) -> Words | None:
        if own := self.wrote(card_id, edit_id, reader.visitor_id):
            return own
        for version in self.of(card_id):
            if version.edit_id == edit_id:
                return (version.title, version.text) if version.by == reader.visitor_id else None
        return self._logged(BaseAsked(card_id, edit_id, reader.visitor_id, ""), reader)

    @staticmethod
    def _logged(question: BaseAsked, reader: Reader) -> Words | None:
        if question not in reader.found:
            raise Unready(question)
        found: Words | None = reader.found[question]
        return found

    def merged(self, base: Words, mine: Words, theirs: Words, reader: Reader) -> Words | None:
        """Two people's changes to a text in one; None: both changed the same words. Raises Unready if it takes long."""
        question = MergeAsked(base, mine, theirs)
        if question in reader.found:
            found: Words | None = reader.found[question]
            return found
        try:
            return merge_words(base, mine, theirs, self.steps)
        except OutOfSteps:
            raise Unready(question) from None

    def _in_sight_since(self, card: Record, reader: Reader) -> int:
        """The seq since which the same people see the card. Its author sees it also while it is withheld."""
        where = [("column", card.owner_id), ("place", card.id), ("key", "")]
        if reader.visitor_id is None or author_of(card) != reader.visitor_id:
            where += [("card", card.id), ("board", "")]
        return max(self._turned_at(*one) for one in where)

    def _turned_at(self, kind: str, record_id: Id) -> int:
        texts: Texts | None = self
        while texts is not None:
            if (kind, record_id) in texts.turned:
                return texts.turned[kind, record_id]
            texts = texts.base
        return 0

    def wrote(self, card_id: Id, edit_id: Id, visitor_id: Id | None) -> Words | None:
        """What this visitor had written by a write of theirs, if the card's versions do not tell."""
        texts: Texts | None = self
        while texts is not None:
            if (card_id, edit_id, visitor_id) in texts.own_words:
                return texts.own_words[card_id, edit_id, visitor_id]
            texts = texts.base
        return None

    def keep_own_words(self, edit_id: Id, changes: list[Change], written: str, visitor_id: Id | None) -> None:
        """Take over from the log what the author of a write had written; `written` is JSON [title, text]."""
        title, text = msgspec.json.decode(written)
        for change in changes:
            if change.kind in self.kinds:
                self.own_words[change.id, edit_id, visitor_id] = (title, text)

    def absorb(self, draft: Self) -> None:
        """Take over what a draft noted."""
        self.latest = max(self.latest, draft.latest)
        for card_id, versions in draft.versions.items():
            if versions or self.base is not None:
                self.versions[card_id] = versions
            else:
                self.versions.pop(card_id, None)
        self.turned.update(draft.turned)
        self.own_words.update(draft.own_words)
        while len(self.own_words) > OWN_WORDS_KEPT:
            self._let_go(next(iter(self.own_words)))

    def drop_gone(self, is_there: Callable[[Id], bool]) -> None:
        """Forget what was written on cards that are gone for good."""
        self.own_words = {key: words for key, words in self.own_words.items() if is_there(key[0])}
        self.turned = {
            (kind, record_id): seq
            for (kind, record_id), seq in self.turned.items()
            if kind not in ("card", "place") or is_there(record_id)
        }

    def _let_go(self, written: tuple[Id, Id, Id | None]) -> None:
        """Forget own words, and with them that a version came from that edit: the log will be asked."""
        card_id, edit_id, _ = written
        del self.own_words[written]
        if card_id in self.versions:
            self.versions[card_id] = tuple(
                msgspec.structs.replace(version, edit_id="") if version.edit_id == edit_id else version
                for version in self.versions[card_id]
            )


def _text(card: Record) -> Words:
    return getattr(card, "title", ""), getattr(card, "text", "")


def _turned(old: Record, new: Record) -> tuple[str, Id] | None:
    """What of an event may bring cards into sight or out of it."""
    if new.kind == "key":
        seen = [(getattr(key, "role", ""), getattr(key, "unseen_columns", "")) for key in (old, new)]
        return ("key", "") if seen[0] != seen[1] else None
    if new.kind == "board":
        return ("board", "") if covers_cards(old) != covers_cards(new) else None
    if new.kind in ("card", "column") and (trashed(old), withheld(old)) != (trashed(new), withheld(new)):
        return new.kind, new.id
    return None

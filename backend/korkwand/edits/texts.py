"""The last texts of each card, so that a write that started from an older text can be merged three ways."""

from collections.abc import Callable
from typing import ClassVar, Self

import msgspec

from korkwand.storage.records import Change, Id, Record

KEPT = 16
"""Versions kept in memory per card; an older base is read from the log."""

OWN_WORDS_KEPT = 1000
"""Merged writes whose author's own words are kept in memory; older ones stand in the log."""


class Version(msgspec.Struct, frozen=True, gc=False):
    """A card's text from the event `seq` on; `edit_id` is '' for the oldest one known."""

    seq: int
    edit_id: Id
    title: str
    text: str


class BaseUnknown(Exception):
    """The text at a base is not in memory; the journal thread looks it up in the log and the turn is tried again."""

    def __init__(self, card_id: Id, base: int | Id) -> None:
        super().__init__(card_id, base)
        self.card_id = card_id
        self.base = base


class Texts:
    """Versions per card, copy on write like the state they belong to."""

    kinds: ClassVar[frozenset[str]] = frozenset({"card"})

    def __init__(self, base: Self | None = None) -> None:
        self.base = base
        self.floor: int = base.floor if base else 0
        """Seq at which the board was loaded: a card without versions has had its present text at least since then."""
        self.latest: int = base.latest if base else 0
        """Seq of the last event that was folded; a base beyond it is of another time line."""
        self.versions: dict[Id, tuple[Version, ...]] = {}
        self.looked_up: dict[tuple[Id, int | Id], tuple[str, str] | None] = base.looked_up if base else {}
        self.own_words: dict[tuple[Id, Id], tuple[str, str]] = {}
        """What the author of a write had written, by card and edit id, if it was merged or changed nothing, so that no
        version tells: his next write starts from that."""

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

    def note(self, old: Record | None, new: Record, seq: int, edit_id: Id) -> None:
        """Remember the text that an event gave a card."""
        if new.kind not in self.kinds:
            return
        title, text = _text(new)
        if old is None:
            self.versions[new.id] = (Version(seq, edit_id, title, text),)
        elif _text(old) != (title, text):
            known = self.of(new.id) or (Version(self.floor, "", *_text(old)),)
            self.versions[new.id] = (*known[1 - KEPT :], Version(seq, edit_id, title, text))

    def forget(self, card_id: Id) -> None:
        """The card is gone."""
        self.versions[card_id] = ()

    def at(self, card: Record, base: int | Id) -> tuple[str, str] | None:
        """Title and text that a writer saw: at a seq, or after his own earlier edit. None: not to be found any more.

        Raises BaseUnknown if only the log can tell.
        """
        if (card.id, base) in self.looked_up:
            return self.looked_up[card.id, base]
        known = self.of(card.id)
        if isinstance(base, int) and base > max(self.latest, self.floor):
            return None
        if isinstance(base, str):
            if own := self.wrote(card.id, base):
                return own
            for version in known:
                if version.edit_id == base:
                    return version.title, version.text
            raise BaseUnknown(card.id, base)
        if not known and base >= self.floor:
            return _text(card)
        for version in reversed(known):
            if version.seq <= base:
                return version.title, version.text
        raise BaseUnknown(card.id, base)

    def wrote(self, card_id: Id, edit_id: Id) -> tuple[str, str] | None:
        """What the author of a write had written, if the card's versions do not tell."""
        texts: Texts | None = self
        while texts is not None:
            if (card_id, edit_id) in texts.own_words:
                return texts.own_words[card_id, edit_id]
            texts = texts.base
        return None

    def keep_own_words(self, edit_id: Id, changes: list[Change], written: str) -> None:
        """Take over from the log what the author of a write had written; `written` is JSON [title, text]."""
        title, text = msgspec.json.decode(written)
        for change in changes:
            if change.kind in self.kinds:
                self.own_words[change.id, edit_id] = (title, text)

    def absorb(self, draft: Self) -> None:
        """Take over what a draft noted."""
        self.latest = max(self.latest, draft.latest)
        for card_id, versions in draft.versions.items():
            if versions or self.base is not None:
                self.versions[card_id] = versions
            else:
                self.versions.pop(card_id, None)
        self.own_words.update(draft.own_words)
        while len(self.own_words) > OWN_WORDS_KEPT:
            self._let_go(next(iter(self.own_words)))
        if self.base is None:  # a draft shares it with the state below: the rest of its turn still needs it
            self.looked_up.clear()

    def drop_gone(self, is_there: Callable[[Id], bool]) -> None:
        """Forget what was written on cards that are gone for good."""
        self.own_words = {key: words for key, words in self.own_words.items() if is_there(key[0])}

    def _let_go(self, written: tuple[Id, Id]) -> None:
        """Forget own words, and with them that a version came from that edit: the log will be asked."""
        card_id, edit_id = written
        del self.own_words[written]
        if card_id in self.versions:
            self.versions[card_id] = tuple(
                msgspec.structs.replace(version, edit_id="") if version.edit_id == edit_id else version
                for version in self.versions[card_id]
            )


def _text(card: Record) -> tuple[str, str]:
    return getattr(card, "title", ""), getattr(card, "text", "")

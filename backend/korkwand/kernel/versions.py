"""The last texts of records, so that a write that started from an older text can be merged three ways."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, Final, Self

import msgspec

from korkwand.errors import KorkwandError, Unavailable
from korkwand.kernel.alignment import OutOfSteps, Steps
from korkwand.kernel.merge import Words, merge_words
from korkwand.kernel.records import Change, Id, Kind, Put, Record
from korkwand.kernel.visibility import author_of, trashed, withheld

KEPT = 16
"""Versions kept in memory per record; an older base is read from the log."""

OWN_WORDS_KEPT = 1000
"""Merged writes whose author's own words are kept in memory; older ones stand in the log."""

IN_TURN: Final = 6_000
"""Steps of merging that one turn does itself, about 2 ms: all boards of the process wait for them."""


class Version(msgspec.Struct, frozen=True, gc=False):
    """The words of a record from the event `seq` on; `edit_id` is '' for the oldest one known."""

    seq: int
    edit_id: Id
    words: Words
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
    """The question to the log what a record said at a base. An edit's id is told to who made it."""

    kind: Kind
    record_id: Id
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


Subject = tuple[Kind, Id]
"""Kind and id of a record that is merged."""
Cause = tuple[str, ...]
"""What brings records into sight or out of it: a record by kind and id, the place of one, or one of these two."""
RIGHTS: Final[Cause] = ("rights",)
COVER: Final[Cause] = ("cover",)
"""Heeded for all but the author."""


class Texts:
    """Versions per record, copy on write like the state they belong to."""

    def __init__(self, base: Self | None = None) -> None:
        self.base = base
        self.floor: int = base.floor if base else 0
        """Seq at which the board was loaded: what has no versions has had its present text at least since then."""
        self.latest: int = base.latest if base else 0
        """Seq of the last event that was folded; a base beyond it is of another time line."""
        self.steps: Steps = base.steps if base and base.base else Steps(IN_TURN)
        """What a turn may still merge itself; the drafts of one turn share it."""
        self.versions: dict[Subject, tuple[Version, ...]] = {}
        self.turned: dict[Cause, int] = {}
        """Seq at which a record, or what it lies in, last came into sight or out of it."""
        self.own_words: dict[tuple[Subject, Id, Id | None], Words] = {}
        """What the author of a write had written, by record, edit and visitor, if it was merged or changed nothing, so
        that no version tells: their next write starts from that."""

    def of(self, subject: Subject) -> tuple[Version, ...]:
        """The known versions of a record, oldest first; empty if it was not written since the board was loaded."""
        texts: Texts | None = self
        while texts is not None:
            if subject in texts.versions:
                return texts.versions[subject]
            texts = texts.base
        return ()

    def since(self, record: Record) -> int:
        """The seq since which it has had its present text, as far as is known: a base for the next write."""
        known = self.of(_subject(record))
        return known[-1].seq if known else self.floor

    def note(self, old: Record | None, new: Record, seq: int, edit_id: Id, by: Id | None, at: str) -> None:
        """Remember the text that an event gave a record, and what it brought into sight or out of it."""
        if old is not None and (cause := _turned(old, new)):
            self.turned[cause] = seq
        if not new.merged:
            return
        words, subject = words_of(new), _subject(new)
        if old is None:
            self.versions[subject] = (Version(seq, edit_id, words, by, at),)
        elif words_of(old) != words:
            known = self.of(subject) or (Version(self.floor, "", words_of(old)),)
            self.versions[subject] = (*known[1 - KEPT :], Version(seq, edit_id, words, by, at))

    def note_place(self, record: Record, seq: int) -> None:
        """The record was moved to where others see it."""
        self.turned["place", record.kind, record.id] = seq

    def forget(self, kind: Kind, record_id: Id) -> None:
        """The record is gone."""
        self.versions[kind, record_id] = ()

    def at(self, record: Record, above: Iterable[Record], base: int | Id, reader: Reader) -> Words | None:
        """The words that a writer saw: at a seq, or after an earlier edit of their own. `above` are the owners.

        None: not to be found any more, or nothing that they can have seen. Raises Unready if only the log can tell.
        """
        subject = _subject(record)
        if isinstance(base, str):
            return self._after(subject, base, reader)
        if base > max(self.latest, self.floor):
            return None
        if base >= self.since(record):
            return words_of(record)
        if base < self._in_sight_since(record, above, reader):
            return None
        later = ""
        for version in reversed(self.of(subject)):
            if version.seq <= base:
                return None if later and later <= reader.since else version.words
            later = version.at
        return self._logged(BaseAsked(*subject, base, None, reader.since), reader)

    def _after(self, subject: Subject, edit_id: Id, reader: Reader) -> Words | None:
        if own := self.wrote(subject, edit_id, reader.visitor_id):
            return own
        for version in self.of(subject):
            if version.edit_id == edit_id:
                return version.words if version.by == reader.visitor_id else None
        return self._logged(BaseAsked(*subject, edit_id, reader.visitor_id, ""), reader)

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

    def _in_sight_since(self, record: Record, above: Iterable[Record], reader: Reader) -> int:
        """The seq since which the same people see the record. Its author sees it also while it is withheld."""
        subject = _subject(record)
        causes: list[Cause] = [*map(_subject, above), ("place", *subject), RIGHTS]
        if reader.visitor_id is None or author_of(record) != reader.visitor_id:
            causes += [subject, COVER]
        return max(map(self._turned_at, causes))

    def _turned_at(self, cause: Cause) -> int:
        texts: Texts | None = self
        while texts is not None:
            if cause in texts.turned:
                return texts.turned[cause]
            texts = texts.base
        return 0

    def wrote(self, subject: Subject, edit_id: Id, visitor_id: Id | None) -> Words | None:
        """What this visitor had written by a write of theirs, if the record's versions do not tell."""
        texts: Texts | None = self
        while texts is not None:
            if (subject, edit_id, visitor_id) in texts.own_words:
                return texts.own_words[subject, edit_id, visitor_id]
            texts = texts.base
        return None

    def keep_own_words(self, edit_id: Id, changes: list[Change], written: str, visitor_id: Id | None) -> None:
        """Take over from the log what the author of a write had written; `written` is a JSON list of the words."""
        words = tuple(msgspec.json.decode(written))
        for change in changes:
            if isinstance(change, Put) and change.record.merged:
                self.own_words[(change.kind, change.id), edit_id, visitor_id] = words

    def absorb(self, draft: Self) -> None:
        """Take over what a draft noted."""
        self.latest = max(self.latest, draft.latest)
        for subject, versions in draft.versions.items():
            if versions or self.base is not None:
                self.versions[subject] = versions
            else:
                self.versions.pop(subject, None)
        self.turned.update(draft.turned)
        self.own_words.update(draft.own_words)
        while len(self.own_words) > OWN_WORDS_KEPT:
            self._let_go(next(iter(self.own_words)))

    def drop_gone(self, is_there: Callable[[Kind, Id], bool], kinds: Iterable[Kind]) -> None:
        """Forget what was written on records that are gone for good, and when these came into sight."""
        self.own_words = {key: words for key, words in self.own_words.items() if is_there(*key[0])}
        known = set(kinds)
        self.turned = {
            cause: seq
            for cause, seq in self.turned.items()
            if len(cause) < 2 or cause[-2] not in known or is_there(cause[-2], cause[-1])
        }

    def _let_go(self, written: tuple[Subject, Id, Id | None]) -> None:
        """Forget own words, and with them that a version came from that edit: the log will be asked."""
        subject, edit_id, _ = written
        del self.own_words[written]
        if subject in self.versions:
            self.versions[subject] = tuple(
                msgspec.structs.replace(version, edit_id="") if version.edit_id == edit_id else version
                for version in self.versions[subject]
            )


def words_of(record: Record) -> Words:
    """What of a record is merged."""
    return tuple([getattr(record, name) for name in record.merged])


def _subject(record: Record) -> Subject:
    return record.kind, record.id


def _turned(old: Record, new: Record) -> Cause | None:
    """What of an event may bring records into sight or out of it."""
    if any(getattr(old, name) != getattr(new, name) for name in new.sight_fields):
        return RIGHTS if new.owners else COVER
    if new.owners and (trashed(old), withheld(old)) != (trashed(new), withheld(new)):
        return _subject(new)
    return None

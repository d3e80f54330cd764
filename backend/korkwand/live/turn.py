"""A turn: the waiting edits of one board, applied to a draft, without I/O."""

import logging
from collections import deque
from collections.abc import Callable, Hashable
from typing import Any

import msgspec

from korkwand.errors import Conflict, InternalError, KorkwandError
from korkwand.gates import judge, pass_board
from korkwand.kernel.context import Context
from korkwand.kernel.edit import Edit
from korkwand.kernel.merge import Words
from korkwand.kernel.records import Change, Id, Remove
from korkwand.kernel.room import require_room
from korkwand.kernel.size import NO_LIMIT, Size
from korkwand.kernel.slips import Gone, SlipOrder
from korkwand.kernel.state import BoardState
from korkwand.kernel.versions import Unready
from korkwand.live.frames import EventForms, step
from korkwand.rules.roles import Visitor
from korkwand.storage.redaction import Redaction

log = logging.getLogger(__name__)

KNOWN_EDITS = 20_000
"""How many recent edit ids a board remembers; older ones are found in the log."""


class Accepted(msgspec.Struct, frozen=True):
    """The edit is event `seq`, or if silent was done after it. `duplicate`: it was already before this sending."""

    seq: int
    duplicate: bool = False
    bare: bool = False
    """Whether its author may not see the event."""


class Refused(msgspec.Struct, frozen=True):
    """The edit is not done, and why."""

    error: KorkwandError


Answer = Accepted | Refused


class Entry(msgspec.Struct):
    """One edit in the queue. `now` and `prepared` are made at submit and kept when a turn applies again.

    `tries` and `found` tell how often it was put off and what was found meanwhile; `instead` is what is answered rather
    than to put it off once more. `beyond`: what it wanted to put into a drawer was over a limit there.
    """

    edit: Edit
    now: str
    prepared: Any = None
    poisoned: bool = False
    tries: int = 0
    found: dict[Hashable, Any] = msgspec.field(default_factory=dict)
    instead: KorkwandError | None = None
    beyond: KorkwandError | None = None

    def prepare(self, ctx: Context) -> Context:
        """The context with what was prepared for this edit, and found meanwhile."""
        if self.prepared is None and not self.found:
            return ctx
        reader = msgspec.structs.replace(ctx.reader, found=self.found)
        return msgspec.structs.replace(ctx, prepared=self.prepared, reader=reader)


class Submission(msgspec.Struct):
    """Edits that came together. `together`: all of them or none. `done` gets each edit's id and answer."""

    visitor: Visitor
    entries: list[Entry]
    done: Callable[[Id, Answer], None]
    together: bool = False


class PutOff(msgspec.Struct):
    """What a visitor sent from an edit on that is not ready; `first` is that edit."""

    unready: Unready
    first: Entry
    submissions: list[Submission]


class KnownEdits:
    """Seq and visitor of recent edits by id; the oldest are forgotten."""

    def __init__(self) -> None:
        self._known: dict[Id, tuple[int, Id | None]] = {}
        self._order: deque[Id] = deque()

    def get(self, edit_id: Id) -> tuple[int, Id | None] | None:
        """What is known of this id."""
        return self._known.get(edit_id)

    def add(self, edit_id: Id, seq: int, visitor_id: Id | None) -> None:
        """Remember an announced event's edit."""
        if edit_id not in self._known:
            self._order.append(edit_id)
            if len(self._order) > KNOWN_EDITS:
                del self._known[self._order.popleft()]
        self._known[edit_id] = (seq, visitor_id)


class Turn:
    """One try to apply submissions to a draft of `state`.

    After `run`: `draft`, `events` (rows for the log), `changes`, `beside`, `slips`, `forms`, `answers` that may be
    given once the commit succeeded, and by visitor what was `put_off`: of this nothing was done.
    """

    def __init__(self, state: BoardState, seq: int, known: KnownEdits, limit: Size = NO_LIMIT) -> None:
        self.draft = state.draft()
        self.seq = seq
        self.events: list[dict[str, Any]] = []
        self.changes: list[Change] = []
        self.beside: list[tuple[str, dict[str, Any]]] = []
        self.slips: list[tuple[Id, SlipOrder]] = []
        """What is to be done in the drawers, and by which edit."""
        self.forms: list[EventForms] = []
        self.redactions: list[Redaction] = []
        self.put_off: dict[Id | None, PutOff] = {}
        self.weights: list[tuple[Visitor, int, bool]] = []
        """Whose event has how many bytes, and whether it was imported."""
        self.answers: list[tuple[Submission, Id, Answer]] = []
        self._known = known
        self._limit = limit
        self._here: dict[Id, tuple[int, Id | None]] = {}

    def run(self, submissions: list[Submission]) -> None:
        """Apply everything; a refused edit leaves nothing and does not stop the others."""
        for submission in submissions:
            if submission.visitor.id in self.put_off:  # a visitor's edits stay in order
                self.put_off[submission.visitor.id].submissions.append(submission)
            elif submission.together:
                self._apply_together(submission)
            else:
                self._apply_singly(submission)

    @property
    def refused_ids(self) -> list[Id]:
        """Edits answered "no": before that is told, the database is asked whether this board is up to date."""
        return [edit_id for _, edit_id, answer in self.answers if isinstance(answer, Refused)]

    def _apply_singly(self, submission: Submission) -> None:
        for place, entry in enumerate(submission.entries):
            answer = self._apply(self.draft, submission.visitor, entry)
            if isinstance(answer, Unready):
                rest = Submission(submission.visitor, submission.entries[place:], submission.done)
                self.put_off[submission.visitor.id] = PutOff(answer, entry, [rest])
                return
            self.answers.append((submission, entry.edit.id, answer))

    def _apply_together(self, submission: Submission) -> None:
        draft = self.draft.draft()
        before = [len(what) for what in self._written]
        seq = self.seq
        answers: list[tuple[Submission, Id, Answer]] = []
        for entry in submission.entries:
            answer = self._apply(draft, submission.visitor, entry)
            if isinstance(answer, Unready):
                self._undo(seq, before)
                self.put_off[submission.visitor.id] = PutOff(answer, entry, [submission])
                return
            answers.append((submission, entry.edit.id, answer))
            if isinstance(answer, Refused):
                self._undo(seq, before)
                self.answers += [(submission, other.edit.id, answer) for other in submission.entries]
                return
        self.draft.absorb(draft)
        self.answers += answers

    @property
    def _written(self) -> tuple[list[Any], ...]:
        return self.events, self.changes, self.beside, self.slips, self.forms, self.redactions, self.weights

    def _undo(self, seq: int, before: list[int]) -> None:
        for event in self.events[before[0] :]:
            self._here.pop(event["edit_id"], None)
        self.seq = seq
        for what, length in zip(self._written, before, strict=True):
            del what[length:]

    def _apply(self, draft: BoardState, visitor: Visitor, entry: Entry) -> Answer | Unready:
        edit = entry.edit
        known = self._here.get(edit.id) or self._known.get(edit.id)
        if known is not None:
            return first_answer(known, visitor)
        if entry.poisoned:
            return Refused(InternalError())
        if entry.beyond is not None:
            return Refused(entry.beyond)
        try:
            ctx = entry.prepare(judge(draft, visitor, edit, entry.now))
            pass_board(draft, edit, ctx)
            changes = edit.apply(draft, ctx)
            require_room(draft, changes, self._limit)
            orders = edit.slips(draft, ctx)
            assert not (changes and edit.silent), "what changes the board is an event"
        except KorkwandError as error:
            return Refused(error)
        except Unready as unready:
            return Refused(entry.instead) if entry.instead else unready
        except Exception:
            entry.poisoned = True
            log.exception("edit %s of type %s failed", edit.id, type(edit).__name__)
            return Refused(InternalError())
        self.slips += [(edit.id, order) for order in orders]
        if edit.silent:
            return Accepted(self.seq, bare=True)
        return self._accept(draft, ctx, visitor, edit, changes)

    @staticmethod
    def _own_words(draft: BoardState, ctx: Context, edit: Edit) -> Words | None:
        """What the author of a write had written, if the log must keep it beside what came of it."""
        if not (edit.writes and edit.of.merged and draft.texts.own_words):
            return None
        return draft.texts.wrote((edit.of.kind, edit.subject_id), edit.id, ctx.visitor_id)

    def _accept(self, draft: BoardState, ctx: Context, visitor: Visitor, edit: Edit, changes: list[Change]) -> Accepted:
        seq = self.seq + 1
        edit_type: str = edit.type  # type: ignore[attr-defined]
        forms, body = step(draft, changes, seq, edit.id, edit_type, ctx.visitor_id, ctx.now)
        own_words = self._own_words(draft, ctx, edit)
        self.events.append(
            {
                "board_id": draft.board_id,
                "seq": seq,
                "edit_id": edit.id,
                "visitor_id": ctx.visitor_id,
                "at": ctx.now,
                "type": edit_type,
                "changes": body.decode(),
                "written": msgspec.json.encode(own_words).decode() if own_words else None,
            }
        )
        self.weights.append((visitor, len(body), edit.imports))
        self.changes += changes
        self.beside += edit.beside(ctx, draft.board_id)
        self.forms.append(forms)
        gone = [(change.kind, change.id) for change in changes if isinstance(change, Remove)]
        if gone or edit.forgotten:
            self.slips.append((edit.id, Gone(gone, edit.forgotten)))
        if edit.purges:
            self.redactions.append(Redaction(seq, frozenset(gone), edit.forgotten))
        self._here[edit.id] = (seq, ctx.visitor_id)
        self.seq = seq
        return Accepted(seq, bare=forms.is_bare(ctx.view, ctx.visitor_id))


def first_answer(known: tuple[int, Id | None], visitor: Visitor) -> Answer:
    """The same id again: its first answer for the same visitor, a conflict for anybody else."""
    seq, visitor_id = known
    if visitor_id != visitor.id:
        return Refused(Conflict("This edit id is taken."))
    return Accepted(seq, duplicate=True)


def mark_beyond(submissions: list[Submission], refusals: dict[Id, KorkwandError]) -> None:
    """Note which edits were over a limit when they were written, to leave them out when the turn is tried again."""
    for entry in [entry for submission in submissions for entry in submission.entries]:
        entry.beyond = refusals.get(entry.edit.id, entry.beyond)

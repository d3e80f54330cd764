"""A board made by real edits, and visitors of every role on it: the kernel alone, without storage and sockets."""

from collections.abc import Iterable
from copy import copy, deepcopy
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from korkwand.catalog import KINDS, parse
from korkwand.kernel.edit import Edit
from korkwand.kernel.merge import merge_wholly
from korkwand.kernel.records import Id, Record, timestamp
from korkwand.kernel.size import NO_LIMIT
from korkwand.kernel.state import BoardState
from korkwand.kernel.versions import MergeAsked
from korkwand.live.turn import Accepted, Answer, Entry, KnownEdits, Refused, Submission, Turn
from korkwand.nouns.board.edits import CreateBoard
from korkwand.nouns.key.rights import rights_of
from korkwand.rules.roles import SYSTEM, Role, Visitor

START = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
HASH = "5e" * 32
VISITORS = ("viewer", "contributor", "other", "editor", "coordinator")
"""One for each role, and `other`: a second contributor, who came by the same key as the first."""


def named_id(name: str) -> Id:
    """The same UUID for the same name, always; what is a UUID already stays."""
    try:
        return str(UUID(name))
    except ValueError:
        return str(uuid5(NAMESPACE_URL, name))


class Pinboard:
    """One board as a process holds it: state, seq, known edits, the log's rows. Its clock moves on with every edit."""

    def __init__(self, name: str = "board") -> None:
        self.id = named_id(name)
        self.state = BoardState(self.id, KINDS)
        self.seq = 0
        self.known = KnownEdits()
        self.log: list[dict[str, Any]] = []
        self.visitors: dict[str, Visitor] = {"system": SYSTEM}
        self.limit = NO_LIMIT
        self._number = 0

    def copy(self) -> "Pinboard":
        """The same board once more; records are immutable, so both have the same ones."""
        other = copy(self)
        other.state = BoardState(self.id, KINDS)
        other.state.rows = {kind: dict(rows) for kind, rows in self.state.rows.items()}
        other.state.siblings = {owner: list(siblings) for owner, siblings in self.state.siblings.items()}
        other.state.size = self.state.size
        other.state.views.keep(self.state.views.all.values())
        other.state.texts.latest = self.state.texts.latest
        other.state.texts.versions = dict(self.state.texts.versions)
        other.state.texts.turned = dict(self.state.texts.turned)
        other.known, other.log, other.visitors = deepcopy(self.known), list(self.log), dict(self.visitors)
        return other

    def guest(self, name: str, key: str = "contributor key") -> str:
        """One more visitor, by the contributors' key or another one."""
        self.visitors[name] = Visitor(id=named_id(name), name=name, key_ids=_keys(key))
        return name

    def edit(self, edit_type: str, **fields: Any) -> Edit:
        """An edit through the parser. Names in the fields `…_id` and `base` stand for ids; `id` is made if absent."""
        named = {
            name: named_id(value) if isinstance(value, str) and (name.endswith("_id") or name == "base") else value
            for name, value in fields.items()
        }
        edit_id = named_id(named.pop("id", f"{self.id} edit {self._next()}"))
        return parse({"id": edit_id, "type": edit_type, **named})

    def now(self) -> str:
        """The time of the next edit."""
        return timestamp(START + timedelta(seconds=self._next()))

    def _next(self) -> int:
        self._number += 1
        return self._number

    def turn(
        self, who: str, edits: Iterable[Edit], *, together: bool = False, prepared: Any = None, **entry: Any
    ) -> Turn:
        """Apply edits of one visitor to a draft; nothing is committed. Raises Unready if the log must tell."""
        entries = [Entry(edit, self.now(), prepared, **entry) for edit in edits]
        return self.turn_of([Submission(self.visitors[who], entries, lambda *_: None, together)])

    def turn_of(self, submissions: list[Submission]) -> Turn:
        """Apply what several visitors sent in one turn."""
        turn = Turn(self.state, self.seq, self.known, self.limit)
        turn.run(submissions)
        for put_off in turn.put_off.values():
            question = put_off.unready.question
            if not isinstance(question, MergeAsked):
                raise put_off.unready
            put_off.first.found[question] = merge_wholly(question.base, question.mine, question.theirs)
        return self.turn_of(submissions) if turn.put_off else turn

    def commit(self, turn: Turn) -> None:
        """What a process does when the turn is on disk."""
        self.state.absorb(turn.draft)
        self.seq = turn.seq
        self.log += turn.events
        for event in turn.events:
            self.known.add(event["edit_id"], event["seq"], event["visitor_id"])

    def send(self, who: str, edit: Edit, prepared: Any = None) -> Answer:
        """Apply one edit and commit."""
        turn = self.turn(who, [edit], prepared=prepared)
        self.commit(turn)
        return turn.answers[0][2]

    def do(self, who: str, edit_type: str, **fields: Any) -> int:
        """Apply and commit one edit that must be accepted; its seq."""
        answer = self.send(who, self.edit(edit_type, **fields))
        assert isinstance(answer, Accepted), answer
        return answer.seq

    def refusal(self, who: str, edit_type: str, **fields: Any) -> dict[str, Any]:
        """What the visitor is told about an edit that must be refused."""
        answer = self.send(who, self.edit(edit_type, **fields))
        assert isinstance(answer, Refused), answer
        return answer.error.payload()

    def get(self, kind: str, name: str) -> Any:
        """The record."""
        found = self.state.find(kind, named_id(name))
        assert found is not None, f"there is no {kind} {name!r}"
        return found.record

    def order(self, kind: str, owner: str) -> list[Id]:
        """Ids of what the owner holds, in order."""
        return [record_id for _, record_id in self.state.order(kind, named_id(owner))]


def names(*all_names: str) -> list[Id]:
    """The ids of several names."""
    return [named_id(name) for name in all_names]


def create_edit(board_name: str = "board", **fields: Any) -> CreateBoard:
    """The edit that makes a board with its first key."""
    return CreateBoard(
        id=named_id(f"create {board_name}"),
        board_id=named_id(board_name),
        key_id=named_id("coordinator key"),
        secret_hash=HASH,
        **{"title": "Our town", **fields},
    )


def empty_board(name: str = "board") -> Pinboard:
    """A board with a key and a visitor for every role, one column `ideas`, and nothing on it."""
    board = Pinboard(name)
    assert isinstance(board.send("system", create_edit(name)), Accepted)
    board.visitors["coordinator"] = Visitor(id=named_id("coordinator"), name="Cora", key_ids=_keys("coordinator key"))
    for role in (Role.VIEWER, Role.CONTRIBUTOR, Role.EDITOR):
        board.do("coordinator", "key.add", key_id=f"{role} key", role=role.value, secret_hash=HASH)
        board.visitors[role.value] = Visitor(id=named_id(role), name=role.title(), key_ids=_keys(f"{role} key"))
    board.visitors["other"] = Visitor(id=named_id("other"), name=None, key_ids=_keys("contributor key"))
    board.do("coordinator", "column.add", column_id="ideas", title="Ideas")
    return board


def make_board(name: str = "board") -> Pinboard:
    """A board with everything that makes a difference: own and others' records, in the trash, below trash, imported.

    Columns: ideas, trashed column, topics. Cards are named by author and place, comments by author and card.
    """
    board = empty_board(name)
    board.do("coordinator", "column.add", column_id="trashed column", title="Not this one")
    board.do("editor", "column.add", column_id="topics", title="Topics", description="What we decided")
    _add_cards(board)
    _add_comments(board)
    board.do("coordinator", "key.add", key_id="spare key", role="editor", label="Spare", secret_hash=HASH)
    board.do("coordinator", "key.add", key_id="revoked key", role="editor", secret_hash=HASH)
    board.do("coordinator", "key.revoke", key_id="revoked key")
    board.do("coordinator", "phase.add", phase_id="collecting", stage="collect", title="We gather")
    board.do("coordinator", "phase.add", phase_id="closing", stage="done", opens_at="2027-01-01T00:00:00.000Z")
    board.do("coordinator", "visitor.remove", visitor_id="gone visitor")
    board.do("viewer", "card.report", report_id="a report", card_id="other's card", reason="Rude")
    board.do("contributor", "comment.delete", comment_id="contributor's trashed comment")
    board.do("other", "comment.delete", comment_id="other's trashed comment")
    board.do("contributor", "card.delete", card_id="contributor's trashed card")
    board.do("other", "card.delete", card_id="other's trashed card")
    board.do("other", "card.delete", card_id="other's twice buried card")
    board.do("coordinator", "column.delete", column_id="trashed column")
    return board


STATES = ("plain", "moderated", "covered", "masked", "covered and masked", "limited")
"""In which a board may be, for those who may not see everything."""


def board_in(state: str) -> Pinboard:
    """`make_board`, and what coordinators' powers make of it.

    In all states but `plain` there are hidden, waiting and locked records too.
    """
    return _board_in(state).copy()


@cache
def _board_in(state: str) -> Pinboard:
    board = make_board()
    if state == "plain":
        return board
    board.do("coordinator", "board.moderate", on=True)
    board.do("coordinator", "column.add", column_id="hidden column", title="Not yet")
    board.do("coordinator", "column.add", column_id="locked column", title="Settled")
    for who in ("contributor", "other"):
        for what in ("held", "hidden", "locked"):
            board.do(who, "card.add", card_id=f"{who}'s {what} card", column_id="ideas", title=f"{who} {what}")
        board.do("editor", "card.approve", card_id=f"{who}'s hidden card")
        board.do("editor", "card.approve", card_id=f"{who}'s locked card")
    _moderate(board)
    if state == "limited":
        _limit(board)
    if "covered" in state:
        board.do("coordinator", "board.cover")
    if "masked" in state:
        board.do("coordinator", "board.mask")
    return board


def _moderate(board: Pinboard) -> None:
    for who, foreigner in (("contributor", "other"), ("other", "contributor")):
        board.do(foreigner, "comment.add", comment_id=f"{foreigner} on {who}'s hidden card",
                 card_id=f"{who}'s hidden card", text="Why?")  # fmt: skip
        board.do("editor", "card.hide", card_id=f"{who}'s hidden card")
        board.do("coordinator", "card.lock", card_id=f"{who}'s locked card")
    for column in ("hidden column", "locked column"):
        board.do("contributor", "card.add", card_id=f"contributor's card in {column}", column_id=column, title="Deep")
    board.do("coordinator", "column.hide", column_id="hidden column")
    board.do("coordinator", "column.lock", column_id="locked column")


LIMITED = ("limited contributor", "limited editor", "twice limited")
"""Visitors by keys that do not show every column; only on the board that is `limited`."""


def _limit(board: Pinboard) -> None:
    """`topics` is not shown to them, and in `ideas` the contributors only read; one of them has a second key."""
    board.do("coordinator", "column.add", column_id="third column", title="Third")
    for role in ("contributor", "editor"):
        board.do("coordinator", "key.add", key_id=f"limited {role} key", role=role, secret_hash=HASH,
                 unseen_columns=names("topics", "hidden column"),
                 readonly_columns=names("ideas") if role == "contributor" else [])  # fmt: skip
        board.guest(f"limited {role}", f"limited {role} key")
        board.do(f"limited {role}", "card.add", card_id=f"limited {role}'s card", column_id="third column", title="x")
    board.do("coordinator", "key.add", key_id="second key", role="contributor", secret_hash=HASH,
             unseen_columns=names("third column", "topics"), readonly_columns=names("locked column"))  # fmt: skip
    keys = _keys("limited contributor key", "second key", "viewer key")
    board.visitors["twice limited"] = Visitor(id=named_id("twice limited"), key_ids=keys)


def role_of(board: Pinboard, visitor: Visitor, now: str = "") -> Role | None:
    """The role that a visitor's keys give them."""
    rights = rights_of(board.state, visitor, now or board.now())
    return rights.role if rights else None


def _add_cards(board: Pinboard) -> None:
    for who in ("contributor", "other", "editor"):
        board.do(who, "card.add", card_id=f"{who}'s card", column_id="ideas", title=f"{who} says", text="One two three")
        board.do(who, "card.add", card_id=f"{who}'s trashed card", column_id="ideas", title="Away")
        board.do(who, "card.add", card_id=f"{who}'s buried card", column_id="trashed column", text="Deep")
    board.do("other", "card.add", card_id="other's twice buried card", column_id="trashed column", text="Deeper")
    board.do("coordinator", "card.add", card_id="coordinator's card", column_id="topics", title="A bench", color="blue")
    board.do("coordinator", "card.import", card_id="imported card", column_id="topics", title="A tree",
             author_name="Anna", created_at="2025-01-02T03:04:05.678Z")  # fmt: skip


def _add_comments(board: Pinboard) -> None:
    for who in ("contributor", "other"):
        for card in ("contributor's card", "contributor's trashed card", "other's trashed card", "other's buried card"):
            board.do(who, "comment.add", comment_id=f"{who} on {card}", card_id=card, text=f"{who} agrees")
        board.do(who, "comment.add", comment_id=f"{who}'s trashed comment", card_id="contributor's card", text="Hm")
    board.do("coordinator", "comment.import", comment_id="imported comment", card_id="imported card", text="Why not?",
             author_name="Bert")  # fmt: skip


def _keys(*key_names: str) -> frozenset[Id]:
    return frozenset(names(*key_names))


def rows_of(state: BoardState) -> dict[tuple[str, Id], Record]:
    """Every record of a committed state."""
    return {(kind, row.id): row.record for kind in state.kinds for row in state.all(kind)}

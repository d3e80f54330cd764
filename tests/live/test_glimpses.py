"""Who is told what somebody does at this moment: on every kind of board, for every role."""

import json
from itertools import product
from typing import Any

import pytest

from korkwand.errors import Invalid
from korkwand.kernel.records import Id
from korkwand.live.glimpses import MANY, NEEDS, SHOWN, Glimpse, Glimpses, read_glimpse
from korkwand.live.room import Listener, Room
from korkwand.live.websocket_frames import payload_of
from korkwand.nouns.board.record import the_board
from korkwand.nouns.board.rights import granted
from korkwand.nouns.key.rights import rights_of
from korkwand.rules.permissions import Grant
from korkwand.rules.roles import Visitor
from tests.check import snapshot, view_now
from tests.make import STATES, VISITORS, Pinboard, board_in, make_board, named_id
from tests.pages import PROTOCOL, code, table


class Heard:
    """A connection that keeps what passes, unless it does not keep up."""

    def __init__(self) -> None:
        self.frames: list[bytes] = []

    def write(self, frame: bytes) -> bool:
        raise AssertionError("what passes is never queued")

    def write_passing(self, frame: bytes) -> None:
        self.frames.append(payload_of(frame))

    def close(self, code: int, reason: str) -> None:
        raise AssertionError(reason)

    def glimpses(self) -> list[dict[str, Any]]:
        """Those of the one frame that came, or none."""
        assert len(self.frames) <= 1
        told, self.frames = self.frames, []
        return [one for frame in told for one in json.loads(frame)["glimpses"]]


class Hall:
    """A board on which everybody listens."""

    def __init__(self, board: Pinboard) -> None:
        self.board = board
        self.room = Room(board.state, board.now)
        self.glimpses = Glimpses()
        self.heard: dict[str, Heard] = {}
        self.there: dict[str, Listener] = {}
        for name in board.visitors:
            if name != "system" and rights_of(board.state, board.visitors[name], board.now()) is not None:
                self.join(name, name)

    def join(self, place: str, name: str) -> None:
        """One more socket of this visitor."""
        rights = rights_of(self.board.state, self.board.visitors[name], self.board.now())
        assert rights is not None
        self.heard[place] = Heard()
        self.there[place] = Listener.of(self.heard[place], self.board.visitors[name], rights)
        self.room.join(self.there[place])

    def send(self, place: str, doing: str, kind: str, record_id: Id, **where: int) -> None:
        """What a client sends."""
        message = {"t": "glimpse", "doing": doing, "kind": kind, "id": record_id, **where}
        self.glimpses.add(self.there[place], read_glimpse(message))

    def tell(self, now: float = 10.0) -> dict[str, list[dict[str, Any]]]:
        """What everybody is told who is told anything."""
        self.glimpses.tell(self.room, self.board.state, now)
        told = {place: heard.glimpses() for place, heard in self.heard.items()}
        return {place: glimpses for place, glimpses in told.items() if glimpses}


def records(board: Pinboard) -> list[tuple[str, Id]]:
    """All columns, cards and comments, whoever may see them."""
    return [(kind, row.id) for kind in ("column", "card", "comment") for row in board.state.all(kind)]


@pytest.mark.parametrize("state", STATES)
def test_nobody_is_told_of_a_record_that_they_do_not_see(state: str) -> None:
    """[SO22] Nor of one that who has sent it does not see: the ids of hidden cards may be known from before."""
    board = board_in(state)
    hall = Hall(board)
    seen = {place: snapshot(board.state, one.view, one.visitor) for place, one in hall.there.items()}
    told_of, kept_from = set(), 0
    for place, (kind, record_id) in product(hall.there, records(board)):
        hall.send(place, "point", kind, record_id)
        for other, glimpses in hall.tell().items():
            assert other != place
            assert [(one["kind"], one["id"]) for one in glimpses] == [(kind, record_id)]
            assert (kind, record_id) in seen[place]
            assert (kind, record_id) in seen[other]
            told_of.add((other, record_id))
        kept_from += (kind, record_id) not in seen[place]
    assert len(told_of) > 50
    assert kept_from > 5


@pytest.mark.parametrize("state", STATES)
def test_where_names_are_hidden_nothing_says_who(state: str) -> None:
    """[SO22] [VI4]"""
    board = board_in(state)
    hall = Hall(board)
    for place in hall.there:
        hall.send(place, "point", "column", named_id("ideas"), x=300, y=700)
    names = {visitor.name for visitor in board.visitors.values() if visitor.name}
    for place, glimpses in hall.tell().items():
        if "masked" in state and place != "coordinator":
            # All do the same: it is told once, and in no way that differs from what the next one would be told.
            assert glimpses == [{"doing": "point", "kind": "column", "id": named_id("ideas")}]
            continue
        ids = {board.visitors[other].id for other in hall.there if other != place}
        assert {one["visitor_id"] for one in glimpses} == ids
        assert {one["name"] for one in glimpses} <= names | {None}
        assert all((one["x"], one["y"]) == (300, 700) for one in glimpses)


def test_the_order_says_nothing_either() -> None:
    """[SO22]"""
    told = set()
    cards = [named_id("contributor's card"), named_id("other's card")]
    for senders in (("contributor", "other"), ("other", "contributor")):
        hall = Hall(board_in("masked"))
        for place, card in zip(senders, cards, strict=True):
            hall.send(place, "point", "card", card)
        told.add(json.dumps(hall.tell()["viewer"]))
    assert len(told) == 1


def test_what_is_hidden_meanwhile_is_told_to_who_still_sees_it() -> None:
    """[SO22]"""
    board = make_board()
    hall = Hall(board)
    hall.send("coordinator", "point", "card", named_id("other's card"))
    board.do("coordinator", "card.hide", card_id="other's card")
    assert sorted(hall.tell()) == ["editor"]


def test_nobody_is_seen_doing_what_they_may_not() -> None:
    """[SO20]"""
    for state in ("plain", "limited"):
        board = board_in(state)
        hall = Hall(board)
        for place, (doing, kind), (there, record_id) in product(hall.there, NEEDS, records(board)):
            if kind == there:
                hall.send(place, doing, kind, record_id)
                grant = granted(the_board(board.state), hall.there[place].rights.role, NEEDS[doing, kind])
                found = board.state.find(kind, record_id)
                assert found is not None
                own = getattr(found.record, "author_id", None) == hall.there[place].visitor.id
                may = grant is Grant.YES or (grant is Grant.OWN and own)
                assert may or not hall.tell(), (place, doing, kind)
                hall.tell()
    hall.send("limited contributor", "add", "column", named_id("ideas"))
    assert not hall.tell(), "a column that they only read"
    hall.send("limited contributor", "point", "column", named_id("ideas"))
    assert hall.tell()
    hall.send("limited contributor", "add", "column", named_id("third column"))
    assert hall.tell()


def test_who_has_gone_is_told_of_no_more() -> None:
    """[SO21]"""
    hall = Hall(make_board())
    hall.send("other", "point", "column", named_id("ideas"))
    hall.room.leave(hall.there["other"])
    assert not hall.tell()


def test_of_each_socket_the_last_one_counts_and_the_other_tabs_of_a_visitor_get_none() -> None:
    """[SO21]"""
    hall = Hall(make_board())
    hall.join("other tab", "other")
    for card in ("contributor's card", "other's card"):
        hall.send("other", "point", "card", named_id(card))
    told = hall.tell()
    assert [one["id"] for one in told["viewer"]] == [named_id("other's card")]
    assert told.keys() == set(VISITORS) - {"other"}
    assert not hall.tell(), "it is told once"


def test_a_crowd_costs_no_more_than_some() -> None:
    """[SO21] 300 people drag, each twenty times: each is sent one frame of so many, and most get the same bytes."""
    board = make_board()
    hall = Hall(board)
    for number in range(300):
        board.visitors[f"guest {number}"] = Visitor(
            id=named_id(f"guest {number}"), key_ids=board.visitors["editor"].key_ids
        )
        hall.join(f"guest {number}", f"guest {number}")
    for number, place in product(range(20), list(hall.there)):
        hall.send(place, "drag" if "guest" in place else "point", "card", named_id("other's card"), x=number)
    hall.glimpses.tell(hall.room, board.state, 10.0)
    frames = [heard.frames for heard in hall.heard.values()]
    assert {len(one) for one in frames} == {1}
    sizes = [len(json.loads(frame)["glimpses"]) for (frame,) in frames]
    assert sorted(set(sizes)) == [SHOWN - 1, SHOWN]
    assert len({frame for (frame,) in frames}) == SHOWN + 1
    for heard in hall.heard.values():
        heard.frames.clear()
    for now, told in ((10.9, False), (11.0, True)):
        hall.send("viewer", "point", "column", named_id("ideas"))
        assert bool(hall.tell(now)) is told, f"from {MANY} listeners on it is told once per second"


def test_what_one_may_be_seen_doing_is_in_the_table() -> None:
    """[SO20]"""
    told = {
        (code(row[0])[0], kind): code(needs)[0]
        for row in table(PROTOCOL, "`doing`")
        for kind, needs in zip(("column", "card", "comment"), row[1:], strict=True)
        if needs
    }
    assert told == {place: permission.value for place, permission in NEEDS.items()}


@pytest.mark.parametrize("wrong", [
    {"doing": "steal"}, {"doing": None}, {"doing": ["point"]}, {"kind": "key"}, {"kind": "board"}, {"kind": "visitor"},
    {"kind": "__class__"}, {"id": "x"}, {"id": "A" * 36}, {"id": None}, {"id": "1" * 300_000}, {"x": 1001}, {"x": -1},
    {"x": 0.5}, {"x": True}, {"y": "1"}, {"x": 10**30}, {"visitor_id": named_id("editor")}, {"name": "Cora"},
    {"doing": "drag", "kind": "comment"}, {"doing": "add", "kind": "comment"},
], ids=lambda wrong: json.dumps(wrong)[:40])  # fmt: skip
def test_what_is_no_glimpse_is_refused(wrong: dict[str, Any]) -> None:
    """[SO23] Among it what would be somebody else's. A refusal repeats nothing that was sent."""
    good = {"t": "glimpse", "doing": "point", "kind": "card", "id": named_id("other's card")}
    assert isinstance(read_glimpse(good), Glimpse)
    with pytest.raises(Invalid) as refused:
        read_glimpse({**good, **wrong})
    assert len(refused.value.detail) < 300


def test_views_are_what_the_tests_take_for_granted() -> None:
    board = board_in("covered and masked")
    assert {view_now(board, name).name for name in VISITORS} == {"member", "editor", "coordinator"}

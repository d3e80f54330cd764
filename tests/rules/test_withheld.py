"""What is withheld: waiting, hidden and covered cards, hidden columns, and names; who sees which, and flips."""

import json

import pytest

from korkwand.kernel.visibility import MEMBER
from korkwand.live.traces import bare
from tests.calls import counted
from tests.check import accepted, refused, seen_by
from tests.make import STATES, VISITORS, Pinboard, board_in, empty_board, make_board, named_id

ALL = set(VISITORS)
STAFF = {"editor", "coordinator"}

SEES: dict[str, tuple[set[str], set[str]]] = {
    #                                        on a moderated board            where cards are covered too
    "contributor's card":                    (ALL,                           {"contributor", *STAFF}),
    "other's card":                          (ALL,                           {"other", *STAFF}),
    "coordinator's card":                    (ALL,                           STAFF),
    "imported card":                         (ALL,                           STAFF),
    "contributor's held card":               ({"contributor", *STAFF},       {"contributor", *STAFF}),
    "other's held card":                     ({"other", *STAFF},             {"other", *STAFF}),
    "contributor's hidden card":             ({"contributor", *STAFF},       {"contributor", *STAFF}),
    "other on contributor's hidden card":    ({"contributor", *STAFF},       {"contributor", *STAFF}),
    "other on contributor's card":           (ALL,                           {"contributor", *STAFF}),
    "contributor's locked card":             (ALL,                           {"contributor", *STAFF}),
    "contributor's trashed card":            ({"contributor", *STAFF},       {"contributor", *STAFF}),
    "contributor's trashed comment":         ({"contributor", *STAFF},       {"contributor", *STAFF}),
    "other's trashed comment":               ({"other", *STAFF},             STAFF),
    "hidden column":                         (STAFF,                         STAFF),
    "contributor's card in hidden column":   (STAFF,                         STAFF),
    "locked column":                         (ALL,                           ALL),
}  # fmt: skip
"""A comment that its author put into the trash on a covered card of somebody else: two authors, so nobody sees it."""


@pytest.mark.parametrize("name", SEES)
@pytest.mark.parametrize("state", ["moderated", "masked", "covered", "covered and masked"])
def test_who_sees_it(state: str, name: str) -> None:
    """[EV7] [VI1] [VI2] [VI3] [VI5]"""
    board = board_in(state)
    seeing = {who for who in VISITORS if named_id(name) in {record_id for _, record_id in seen_by(board, who)}}
    assert seeing == SEES[name]["covered" in state]


@pytest.mark.parametrize("who", VISITORS)
def test_names_are_seen_by_coordinators_and_by_each_for_himself(who: str) -> None:
    """[VI4]"""
    board = board_in("masked")
    seen = [record for (kind, _), record in seen_by(board, who).items() if kind in {"card", "comment"}]
    names = {record["author_id"] for record in seen if record["author_id"]}
    if who == "coordinator":
        assert {named_id("contributor"), named_id("other")} < names
        assert any(record["author_name"] == "Anna" for record in seen)
    else:
        assert names == ({named_id(who)} - {named_id("viewer")})
        assert {record["author_name"] for record in seen if not record["author_id"]} == {None}


class TestFlips:
    def test_approval_is_a_put_of_the_card_and_its_comments(self) -> None:
        """[EV8] [VI1]"""
        board = board_in("moderated")
        accepted(board, "contributor", "comment.add", comment_id="c", card_id="contributor's held card", text="Mine")
        assert ("card", named_id("contributor's held card")) not in seen_by(board, "other")
        turn = board.turn("editor", [board.edit("card.approve", card_id="contributor's held card")])
        changes = json.loads(turn.forms[0].seen_by(MEMBER, None))["changes"]
        assert [(change["put"], change["record"]["id"]) for change in changes] == [
            ("card", named_id("contributor's held card")), ("comment", named_id("c"))
        ]  # fmt: skip

    def test_cover_takes_others_cards_away_and_leaves_ones_own(self) -> None:
        """[EV8] [VI3]"""
        board = make_board()
        accepted(board, "coordinator", "board.cover")
        cards = {record["title"] for (kind, _), record in seen_by(board, "contributor").items() if kind == "card"}
        assert cards == {"contributor says", "Away"}
        accepted(board, "coordinator", "board.reveal")
        assert ("card", named_id("other's card")) in seen_by(board, "contributor")

    def test_what_is_written_under_cover_is_only_a_number_for_others(self) -> None:
        """[EV5] [VI3]"""
        board = board_in("covered")
        turn = board.turn("contributor", [board.edit("card.add", card_id="new", column_id="ideas", title="Secret")])
        form = turn.forms[0]
        assert json.loads(form.seen_by(MEMBER, board.visitors["other"].id)) == {"seq": board.seq + 1}
        assert b"Secret" in form.seen_by(MEMBER, board.visitors["contributor"].id)

    def test_a_masked_event_does_not_tell_who(self) -> None:
        """[VI4]"""
        board = board_in("masked")
        turn = board.turn("contributor", [board.edit("column.add", title="x"),
                                          board.edit("comment.add", card_id="other's card", text="Hm")])  # fmt: skip
        (form,) = turn.forms
        for who in ("viewer", "other", "editor"):
            assert named_id("contributor").encode() not in form.seen_by(MEMBER, board.visitors[who].id)
        own = json.loads(form.seen_by(MEMBER, board.visitors["contributor"].id))
        assert own["by"] == own["changes"][-1]["record"]["author_id"] == named_id("contributor")

    @pytest.mark.parametrize("state", STATES)
    def test_there_and_back_again_is_the_same(self, state: str) -> None:
        board = board_in(state)
        before = {who: seen_by(board, who) for who in VISITORS}
        pairs = [("column.hide", "column.show", {"column_id": "ideas"}), ("column.lock", "column.unlock",
                 {"column_id": "ideas"}), ("card.hide", "card.show", {"card_id": "contributor's card"})]  # fmt: skip
        for there, back, fields in pairs:
            accepted(board, "coordinator", there, **fields)
            accepted(board, "coordinator", back, **fields)
        assert {who: seen_by(board, who) for who in VISITORS} == before


def test_a_reveal_is_linear_in_cards_and_not_in_cards_times_authors() -> None:
    """1,000 cards: a hundred authors cost about what one does."""
    calls = {authors: calls_of_reveals(authors) for authors in (1, 100)}
    print("cover, reveal, mask and unmask 1,000 cards, calls by number of authors:", calls)
    assert calls[100] < 2 * calls[1]


def calls_of_reveals(authors: int) -> int:
    board = board_with(1000, authors)
    with counted() as calls:
        for verb in ("cover", "reveal", "mask", "unmask"):
            board.do("coordinator", f"board.{verb}")
    return calls.count


def board_with(cards: int, authors: int) -> Pinboard:
    board = empty_board()
    for number in range(cards):
        guest = board.guest(f"guest {number % authors}")
        board.do(guest, "card.add", column_id="ideas", title=f"Card {number}", text="One two three " * 10)
    return board


class TestModeration:
    @pytest.mark.parametrize(("who", "waits"), [("contributor", True), ("editor", False), ("coordinator", False)])
    def test_cards_of_contributors_wait(self, who: str, waits: bool) -> None:
        """[VI1]"""
        board = make_board()
        accepted(board, "coordinator", "board.moderate", on=True)
        accepted(board, who, "card.add", card_id="new", column_id="ideas", title="x")
        accepted(board, who, "card.copy", copy_id="copy", card_id="other's card")
        assert [bool(board.get("card", name).held_at) for name in ("new", "copy")] == [waits, waits]

    def test_what_was_approved_waits_again_when_its_author_writes_it_anew(self) -> None:
        """Or one would get an apple approved and make a brick of it. [VI1]"""
        board = board_in("moderated")
        accepted(board, "editor", "card.approve", card_id="contributor's held card")
        accepted(board, "contributor", "card.recolor", card_id="contributor's held card", color="rose")
        assert board.get("card", "contributor's held card").held_at is None
        accepted(board, "contributor", "card.write", card_id="contributor's held card", text="A brick")
        assert board.get("card", "contributor's held card").held_at
        assert ("card", named_id("contributor's held card")) not in seen_by(board, "other")

    def test_an_editors_word_does_not_approve_by_itself(self) -> None:
        board = board_in("moderated")
        accepted(board, "editor", "card.write", card_id="other's held card", text="Corrected")
        assert board.get("card", "other's held card").held_at

    def test_off_shows_nothing_that_waits(self) -> None:
        """[VI1]"""
        board = board_in("moderated")
        before = seen_by(board, "viewer").keys()
        accepted(board, "coordinator", "board.moderate", on=False)
        assert seen_by(board, "viewer").keys() == before

    def test_what_is_not_seen_is_not_found(self) -> None:
        board = board_in("moderated")
        assert refused(board, "contributor", "comment.add", card_id="other's held card", text="x") == "not_found"
        assert refused(board, "contributor", "card.copy", card_id="other's hidden card") == "not_found"
        assert refused(board, "contributor", "card.add", column_id="hidden column", title="x") == "not_found"


class TestLocks:
    LOCKS = (("card.lock", {"card_id": "contributor's card"}), ("column.lock", {"column_id": "ideas"}),
             ("board.lock", {}))  # fmt: skip
    EDITS = (
        ("card.write", {"card_id": "contributor's card", "text": "x"}),
        ("card.move", {"card_id": "contributor's card", "column_id": "topics"}),
        ("card.recolor", {"card_id": "contributor's card", "color": "rose"}),
        ("card.delete", {"card_id": "contributor's card"}),
        ("comment.add", {"card_id": "contributor's card", "text": "x"}),
        ("comment.write", {"comment_id": "contributor on contributor's card", "text": "x"}),
        ("comment.restore", {"comment_id": "contributor's trashed comment"}),
    )

    @pytest.mark.parametrize(("lock", "what"), LOCKS)
    @pytest.mark.parametrize(("edit_type", "fields"), EDITS)
    def test_a_lock_binds_all_but_coordinators(
        self, lock: str, what: dict[str, str], edit_type: str, fields: dict[str, str]
    ) -> None:
        """[ED25]"""
        board = make_board()
        accepted(board, "coordinator", lock, **what)
        assert refused(board, "contributor", edit_type, **fields) == "closed"
        assert refused(board, "editor", edit_type, **fields) == "closed"
        assert refused(board, "viewer", edit_type, **fields) == "forbidden"
        accepted(board, "coordinator", edit_type, **fields)

    @pytest.mark.parametrize(("lock", "what"), LOCKS[1:])
    def test_nothing_gets_into_a_locked_column_or_board(self, lock: str, what: dict[str, str]) -> None:
        """[ED25]"""
        board = make_board()
        accepted(board, "coordinator", lock, **what)
        assert refused(board, "editor", "card.add", column_id="ideas", title="x") == "closed"
        assert refused(board, "editor", "card.move", card_id="coordinator's card", column_id="ideas") == "closed"
        assert refused(board, "editor", "card.copy", card_id="coordinator's card", column_id="ideas") == "closed"
        assert refused(board, "contributor", "card.restore", card_id="contributor's trashed card") == "closed"
        assert refused(board, "editor", "column.rename", column_id="ideas", title="x") == "closed"

    def test_unlocking_opens_again_and_locking_twice_keeps_the_first_time(self) -> None:
        board = make_board()
        for name in ("contributor's card", "contributor's card"):
            accepted(board, "coordinator", "card.lock", card_id=name)
        assert board.get("card", "contributor's card").locked_at < board.log[-1]["at"]
        accepted(board, "coordinator", "card.unlock", card_id="contributor's card")
        accepted(board, "contributor", "card.write", card_id="contributor's card", text="x")

    def test_a_locked_board_may_still_get_keys(self) -> None:
        board = make_board()
        accepted(board, "coordinator", "board.lock")
        accepted(board, "coordinator", "key.revoke", key_id="spare key")


def test_forgetting_somebody_does_not_tell_what_he_had_written_where_names_are_hidden() -> None:
    """[VI4] [ED21]"""
    board = board_in("masked")
    turn = board.turn("other", [board.edit("visitor.forget", visitor_id="other", contents="keep")])
    changed = {change.id for change in turn.changes}
    assert {named_id("other's card"), named_id("other on contributor's card")} < changed
    assert turn.forms[0].seen_by(MEMBER, named_id("contributor")) == bare(turn.seq)

"""What a turn's events tell once the turn is over, and what of it is kept for those who come later."""

import json
from typing import Any

from korkwand.kernel.visibility import MEMBER
from korkwand.live.room import Listener, Room
from korkwand.live.traces import caught_up, told_again
from korkwand.live.turn import Entry, Submission, Turn
from korkwand.live.websocket_frames import payload_of
from korkwand.nouns.key.rights import rights_of
from tests.make import Pinboard, board_in, make_board


class Heard:
    """A connection that keeps what it is sent."""

    def __init__(self) -> None:
        self.frames: list[dict[str, Any]] = []

    def write(self, frame: bytes) -> bool:
        self.frames.append(json.loads(payload_of(frame)))
        return True

    def close(self, code: int, reason: str) -> None:
        raise AssertionError(reason)


def tell(board: Pinboard, turn: Turn, *names: str) -> dict[str, list[dict[str, Any]]]:
    """Commit the turn and announce it to these visitors; the frames that each is sent."""
    room, heard = Room(board.state, board.now), {name: Heard() for name in names}
    for name in names:
        rights = rights_of(board.state, board.visitors[name], board.now())
        assert rights is not None
        room.join(Listener.of(heard[name], board.visitors[name], rights))
    board.commit(turn)
    room.announce(turn.forms)
    return {name: connection.frames for name, connection in heard.items()}


def test_what_is_written_and_hidden_in_one_turn_is_told_to_nobody() -> None:
    board = make_board()
    turn = board.turn("coordinator", [
        board.edit("card.write", card_id="other's card", title="secret"),
        board.edit("card.hide", card_id="other's card"),
    ])  # fmt: skip
    frames = tell(board, turn, "viewer", "editor")
    assert "secret" not in json.dumps(frames["viewer"])
    assert "secret" in json.dumps(frames["editor"])
    written, hidden = frames["viewer"][0]["events"]
    assert written == {"seq": turn.seq - 1}
    assert [change["remove"] for change in hidden["changes"]] == ["card"]


def test_what_is_written_over_in_the_same_turn_is_told_as_it_is_in_the_end() -> None:
    board = make_board()
    turn = board.turn("editor", [board.edit("card.write", card_id="other's card", title=title)
                                 for title in ("one", "two")])  # fmt: skip
    (frame,) = tell(board, turn, "viewer")["viewer"]
    first, second = frame["events"]
    assert (first["type"], first["changes"]) == ("card.write", [])
    assert second["changes"][0]["record"]["title"] == "two"


def test_who_loses_their_echo_to_a_later_edit_of_the_turn_is_told_that_it_is_done() -> None:
    """[SO9]"""
    board = board_in("plain")
    added = board.edit("comment.add", comment_id="short-lived", card_id="other's card", text="Hello")
    purged = board.edit("comment.purge", comment_id="short-lived")
    turn = board.turn_of([
        Submission(board.visitors[who], [Entry(edit, board.now())], lambda *_: None)
        for who, edit in (("contributor", added), ("coordinator", purged))
    ])  # fmt: skip
    frames = tell(board, turn, "contributor", "viewer")
    assert [frame["t"] for frame in frames["contributor"]] == ["events", "done"]
    assert frames["contributor"][1]["id"] == added.id
    assert [frame["t"] for frame in frames["viewer"]] == ["events"]
    assert frames["viewer"][0]["events"] == [{"seq": turn.seq - 1}, {"seq": turn.seq}]


def test_a_board_that_hides_names_from_now_on_tells_no_name_of_before() -> None:
    """[VI4]"""
    board = make_board()
    turn = board.turn("coordinator", [board.edit("column.rename", column_id="ideas", title="New")])
    board.commit(turn)
    masked = board.turn("coordinator", [board.edit("board.mask")])
    board.commit(masked)
    traces = [form.trace for form in (*turn.forms, *masked.forms)]
    rights = rights_of(board.state, board.visitors["viewer"], board.now())
    assert rights is not None
    events = [json.loads(event) for event in caught_up(traces, board.state, rights.view, board.visitors["viewer"].id)]
    assert [event["by"] for event in events] == [None, None]


def test_a_turn_of_edits_of_different_records_is_told_as_it_is() -> None:
    board = make_board()
    turn = board.turn("editor", [board.edit("card.recolor", card_id=card, color="rose")
                                 for card in ("other's card", "editor's card")])  # fmt: skip
    assert not told_again([form.trace for form in turn.forms])


def test_a_turn_of_which_everybody_sees_all_is_told_as_whoever_catches_up_is_told_it() -> None:
    """By a shorter way."""
    board = make_board()
    turn = board.turn("editor", [
        board.edit("card.write", card_id="other's card", title="one"),
        board.edit("card.add", card_id="new card", column_id="ideas", title="two"),
        board.edit("card.write", card_id="other's card", title="three"),
        board.edit("card.write", card_id="new card", title="four"),
        board.edit("card.recolor", card_id="new card", color="blue"),
        board.edit("card.add", card_id="another card", column_id="ideas", title="five"),
    ])  # fmt: skip
    traces = [form.trace for form in turn.forms]
    assert all(trace.public for trace in traces)
    (frame,) = tell(board, turn, "viewer")["viewer"]
    expected = [json.loads(event) for event in caught_up(traces, board.state, MEMBER, None)]
    assert frame["events"] == expected
    assert [len(event["changes"]) for event in expected] == [0, 0, 1, 0, 1, 1]

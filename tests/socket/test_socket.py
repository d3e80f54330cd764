"""The websocket door after hello: edits and their answers, rights that change meanwhile, heartbeat."""

import json
import time
from typing import Any

from tests.client import Board, edit, new_id


class TestEdits:
    def test_everybody_hears_the_same_event_the_author_too(self, board: Board, column: str) -> None:
        """[SO8] [EV2]"""
        guest = board.browser("contributor")
        with board.live() as author, guest.live() as other:
            card = edit("card.add", column_id=column, title="A bench")
            author.edits(card)
            event = author.event(card["id"])
            assert other.event(card["id"]) == event
            assert list(event) == ["seq", "id", "type", "by", "at", "changes"]
            assert board.events(event["seq"] - 1) == [event]

    def test_an_invalid_edit_does_not_refuse_the_others(self, board: Board, column: str) -> None:
        """[SO10] [ED9]"""
        good = [edit("card.add", column_id=column, title=f"{number}") for number in range(3)]
        bad: list[Any] = [
            edit("card.add", column_id=new_id(), title="x"),
            edit("card.add", column_id=column, title="x", rank="V"),
            edit("card.fly"),
            {"id": "no-uuid", "type": "card.add"},
            {"type": "card.add"},
            7,
            None,
            edit("card.add", column_id=column, title="x" * 501),
        ]
        with board.live() as socket:
            socket.edits(good[0], *bad[:4], good[1], *bad[4:], good[2])
            assert socket.event(good[2]["id"])["seq"] == 5
            frames = socket.until_quiet()
        refused = [frame for frame in frames if frame["t"] == "refused"]
        ids = [one.get("id") if isinstance(one, dict) else None for one in bad]
        ids[ids.index("no-uuid")] = None  # what is no id is not repeated
        # What has no id is answered once for the frame.
        assert sorted(frame["id"] or "" for frame in refused) == sorted({one or "" for one in ids})
        codes = {frame["id"]: frame["code"] for frame in refused}
        assert codes.pop(bad[0]["id"]) == "not_found"
        assert set(codes.values()) == {"invalid"}
        assert all(frame["detail"] for frame in refused)

    def test_a_duplicate_is_done_with_its_first_seq(self, board: Board) -> None:
        """[SO9] [ED6]"""
        one = edit("column.add", title="Ideas")
        with board.live() as socket:
            socket.edits(one, one)
            event = socket.event(one["id"])
            assert socket.expect("done") == {"t": "done", "id": one["id"], "seq": event["seq"]}
            socket.edits(one)
            assert socket.expect("done") == {"t": "done", "id": one["id"], "seq": event["seq"]}

    def test_an_edit_that_changes_nothing_is_an_event_all_the_same(self, board: Board, column: str) -> None:
        """[ED8]"""
        with board.live() as socket:
            same = edit("column.rename", column_id=column, title="Ideas")
            socket.edits(same)
            assert socket.event(same["id"])["type"] == "column.rename"

    def test_a_repeated_purge_is_done_and_not_refused(self, board: Board, column: str) -> None:
        purge = edit("column.purge", column_id=column)
        with board.live() as socket:
            socket.edits(purge)
            seq = socket.event(purge["id"])["seq"]
            socket.edits(purge)
            assert socket.expect("done") == {"t": "done", "id": purge["id"], "seq": seq}

    def test_300_edits_in_one_frame(self, board: Board, column: str) -> None:
        """[SO7]"""
        edits = [edit("card.add", column_id=column, title=f"{number}") for number in range(300)]
        with board.live() as socket:
            socket.edits(*edits)
            heard: list[str] = []
            while len(heard) < 300:
                heard += [event["id"] for event in socket.expect("events")["events"]]
        assert heard == [one["id"] for one in edits]
        assert len(board.records("card")) == 300

    def test_key_edits_are_prepared_and_answered_too(self, board: Board) -> None:
        made = edit("key.add", key_id=new_id(), secret_hash="a1" * 32, role="viewer", password="correct horse")
        with board.live() as socket:
            socket.edits(made)
            (change,) = socket.event(made["id"])["changes"]
        assert change["record"]["has_password"] is True
        assert "correct horse" not in json.dumps(change)

    def test_rights_are_checked_for_each_edit(self, board: Board, column: str) -> None:
        guest, card = board.browser("contributor"), board.card(column)["id"]
        with guest.live() as socket:
            for attempt in (
                edit("card.recolor", card_id=card, color="blue"),
                edit("column.add", title="x"),
                edit("key.add", key_id=new_id(), secret_hash="b2" * 32, role="coordinator"),
                edit("card.import", column_id=column, title="x", author_name="The mayor"),
                edit("board.delete"),
            ):
                socket.edits(attempt)
                refused = socket.expect("refused")
                assert (refused["id"], refused["code"]) == (attempt["id"], "forbidden")

    def test_sent_together_with_hello_they_come_after_the_welcome_in_order(self, board: Board, column: str) -> None:
        edits = [edit("card.add", column_id=column, title=f"{number}") for number in range(30)]
        with board.socket() as socket:
            socket.send({"t": "hello", "v": 1})
            for one in edits:
                socket.edits(one)
            assert socket.receive()["t"] == "welcome"
            heard: list[str] = []
            while len(heard) < 30:
                heard += [event["id"] for event in socket.expect("events")["events"]]
        assert heard == [one["id"] for one in edits]

    def test_a_message_in_fragments_is_one_message(self, board: Board) -> None:
        with board.socket() as socket:
            socket.connection.send(iter(['{"t":"hel', 'lo","v"', ":1}"]))
            socket.expect("welcome")
            one = edit("column.add", title="Ideas – 💡")
            text = json.dumps({"t": "edits", "edits": [one]}, ensure_ascii=False)
            socket.connection.send(iter([text[:9], text[9:40], text[40:]]))
            assert socket.event(one["id"])["changes"][0]["record"]["title"] == "Ideas – 💡"


class TestRightsThatChange:
    def test_a_revoked_key_closes_its_sockets(self, board: Board, column: str) -> None:
        """[WA9]"""
        guest, program = board.browser("contributor"), board.program("editor")
        with guest.live() as one, guest.live() as two, program.live() as other, board.live() as mine:
            board.client.delete(f"{board.url}/keys/{guest.key_id}")
            for socket in (one, two):
                assert socket.closed() == (4401, "revoked")
            events = [event for frame in one.frames if frame["t"] == "events" for event in frame["events"]]
            assert events == []
            card = edit("card.add", column_id=column, title="x")
            mine.edits(card)
            other.event(card["id"])

    def test_an_edit_in_flight_is_refused_after_the_revocation(self, board: Board, column: str) -> None:
        guest = board.browser("contributor")
        with guest.live() as socket, board.live() as mine:
            revoke = edit("key.revoke", key_id=guest.key_id)
            mine.edits(revoke)
            cards = [edit("card.add", column_id=column, title="x") for _ in range(20)]
            for card in cards:
                socket.edits(card)
            socket.closed()
            last = mine.event(revoke["id"])["seq"]
        assert all(event["type"] != "card.add" for event in board.events(last))

    def test_an_expiring_key_closes_its_sockets(self, board: Board) -> None:
        guest = board.browser("viewer")
        with guest.live() as socket:
            ends = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(time.time() + 2))
            board.client.patch(f"{board.url}/keys/{guest.key_id}", json={"ends_at": ends})
            assert socket.closed()[0] == 4401

    def test_a_changed_role_is_told_by_reset(self, board: Board, column: str) -> None:
        """[SO14]"""
        guest = board.browser("viewer")
        with guest.live() as socket:
            board.client.patch(f"{board.url}/keys/{guest.key_id}", json={"role": "coordinator"})
            assert socket.expect("reset") == {"t": "reset"}
            made = edit("column.add", title="Now I may")
            socket.edits(made)
            socket.event(made["id"])
            board.client.patch(f"{board.url}/keys/{guest.key_id}", json={"role": "viewer"})
            socket.expect("reset")
            socket.edits(edit("column.add", title="Not any more"))
            assert socket.expect("refused")["code"] == "forbidden"
            seq = board.snapshot()["seq"]
            board.key("editor")
            assert socket.expect("events")["events"][-1] == {"seq": seq + 1}

    def test_a_label_alone_resets_nobody(self, board: Board) -> None:
        guest = board.browser("viewer")
        with guest.live() as socket:
            board.client.patch(f"{board.url}/keys/{guest.key_id}", json={"label": "x"})
            assert [frame["t"] for frame in socket.until_quiet()] == ["events"]

    def test_a_deleted_board_closes_the_sockets_of_who_may_not_see_it(self, board: Board) -> None:
        with board.browser("viewer").live() as viewer, board.browser("editor").live() as editor:
            board.client.delete(board.url)
            assert viewer.closed()[0] == 4401
            assert editor.expect("events")["events"][0]["type"] == "board.delete"


class TestHeartbeat:
    def test_ping_is_answered_by_pong(self, board: Board) -> None:
        """[SO11]"""
        with board.live() as socket:
            socket.send({"t": "ping"})
            assert socket.expect("pong") == {"t": "pong"}

    def test_a_ping_of_the_protocol_is_answered_too(self, board: Board) -> None:
        with board.live() as socket:
            assert socket.connection.ping().wait(5)

    def test_before_hello_it_is_no_hello(self, board: Board) -> None:
        with board.socket() as socket:
            socket.send({"t": "ping"})
            assert socket.closed()[0] == 4400

"""The websocket door: hello and welcome, resuming, and who is turned away."""

from datetime import UTC, datetime
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.client import AN_ID, Board, Program, Socket, edit, new_id
from tests.doors import Server, restart


class TestWelcome:
    def test_without_last_it_is_the_snapshot(self, board: Board, column: str) -> None:
        """[SO3] [SO4]"""
        board.card(column)
        with board.live() as socket:
            snapshot = board.snapshot()
            said = socket.welcome.pop("now")
            assert socket.welcome == {"t": "welcome", **snapshot, "mode": "snapshot", "done": []}
        assert abs((datetime.fromisoformat(said) - datetime.now(UTC)).total_seconds()) < 30

    def test_with_last_it_is_the_events_since(self, board: Board, column: str) -> None:
        """[SO3] [SO4]"""
        snapshot = board.snapshot()
        board.card(column)
        with board.live(last=snapshot["seq"], epoch=snapshot["epoch"]) as socket:
            assert (socket.welcome["mode"], socket.welcome["seq"]) == ("events", snapshot["seq"] + 1)
            assert socket.welcome["events"] == board.events(snapshot["seq"])
            assert set(socket.welcome) == {"t", "epoch", "seq", "now", "you", "mode", "events", "done"}

    def test_who_is_up_to_date_gets_no_events(self, board: Board) -> None:
        with board.live(last=1) as socket:
            assert (socket.welcome["mode"], socket.welcome["events"]) == ("events", [])

    @pytest.mark.parametrize("hello", [{"last": 1, "epoch": "another"}, {"last": 10**6}, {"last": 10**30}])
    def test_another_epoch_or_a_seq_of_the_future_takes_the_snapshot(self, board: Board, hello: dict[str, Any]) -> None:
        """[SO4] [EV11]"""
        with board.live(**hello) as socket:
            assert (socket.welcome["mode"], socket.welcome["seq"]) == ("snapshot", 1)

    def test_another_role_takes_the_snapshot(self, board: Board) -> None:
        """[SO4] [EV11]"""
        guest = board.browser("editor")
        before = guest.snapshot()
        board.client.patch(f"{board.url}/keys/{guest.key_id}", json={"role": "coordinator"})
        with guest.live(last=before["seq"], epoch=before["epoch"]) as socket:
            assert socket.welcome["mode"] == "snapshot"
            assert socket.welcome["records"]["key"]

    def test_a_program_gives_its_key_in_hello(self, server: Server, board: Board) -> None:
        program = board.program("editor", label="Robot")
        with program.live() as socket:
            assert (socket.welcome["you"]["role"], socket.welcome["you"]["name"]) == ("editor", "Robot")

    def test_a_key_in_hello_wins_over_the_cookie(self, board: Board) -> None:
        """[WA3] [SO2]"""
        secret = board.key("viewer")["secret"]
        with board.live(key=secret) as socket:
            assert socket.welcome["you"]["role"] == "viewer"

    def test_pending_edits_are_done_or_not(self, board: Board, column: str) -> None:
        """[SO5]"""
        mine, theirs, unknown = edit("column.add", title="a"), edit("column.add", title="b"), new_id()
        (done,) = board.submit(mine)
        board.program("coordinator").submit(theirs)
        with board.live(last=1, pending=[mine["id"], theirs["id"], unknown]) as socket:
            assert socket.welcome["done"] == [done]

    def test_nothing_is_missed_and_nothing_comes_twice_around_the_welcome(self, board: Board, column: str) -> None:
        """[SO6]"""
        with board.live() as writer:
            for _ in range(10):
                writer.edits(*[edit("card.add", column_id=column, title="x") for _ in range(20)])
                with board.live() as reader:
                    seen = reader.welcome["seq"]
                    for frame in reader.until_quiet():
                        for event in frame.get("events", []):
                            assert event["seq"] == seen + 1
                            seen += 1


class TestAfterARestart:
    def test_everybody_takes_the_snapshot(self, server: Server, board: Board, column: str) -> None:
        """[EV9]"""
        others = [board.browser(role) for role in ("viewer", "contributor", "editor")]
        last = {other: other.snapshot() for other in (*others, board)}
        mine = edit("card.add", column_id=column, title="x")
        (done,) = board.submit(mine)
        restart(server, board, *others)
        for other in (*others, board):
            hello = {"last": last[other]["seq"], "epoch": last[other]["epoch"], "pending": [mine["id"]]}
            with other.live(**hello) as socket:
                assert socket.welcome["mode"] == "snapshot"
                assert socket.welcome["done"] == ([done] if other is board else [])
                assert len(socket.welcome["records"]["card"]) == 1


class TestComingBack:
    """[EV9] Whoever comes back is told what is, not what was."""

    def test_what_was_written_over_is_told_as_it_is_now(self, board: Board, column: str) -> None:
        card = board.card(column, "one")["id"]
        last = board.snapshot()["seq"]
        for title in ("two", "three"):
            board.do("card.write", card_id=card, title=title)
        first, second = board.events(last)
        assert (first["type"], first["changes"]) == ("card.write", [])
        assert second["type"] == "card.write"
        assert [change["record"]["title"] for change in second["changes"]] == ["three"]

    def test_what_came_and_went_meanwhile_is_not_told_of(self, board: Board, column: str) -> None:
        guest = board.browser("viewer")
        last = guest.snapshot()["seq"]
        card = board.card(column, "secret")["id"]
        board.do("card.hide", card_id=card)
        assert guest.events(last) == [{"seq": last + 1}, {"seq": last + 2}]

    def test_what_went_is_removed(self, board: Board, column: str) -> None:
        guest = board.browser("viewer")
        card = board.card(column, "shown")["id"]
        last = guest.snapshot()["seq"]
        board.do("card.write", card_id=card, title="secret")
        board.do("card.hide", card_id=card)
        written, hidden = guest.events(last)
        assert written == {"seq": last + 1}
        assert hidden["changes"] == [{"remove": "card", "id": card}]

    def test_who_missed_very_much_takes_the_snapshot(self, board: Board, column: str) -> None:
        """More than 2,000 records to tell of cost more than the snapshot, which is joined already."""
        last = board.snapshot()["seq"]
        for _ in range(3):
            board.submit(*[edit("card.add", column_id=column, title="x") for _ in range(700)])
        assert board.client.get(f"{board.url}/events?since={last}").status_code == 410
        with board.live(last=last) as socket:
            assert socket.welcome["mode"] == "snapshot"
        assert len(board.events(last + 200)) == 1900


class TestTurnedAway:
    def test_unknown_and_foreign_boards_are_the_same_4404(self, server: Server, board: Board) -> None:
        """[ER3] [SO17]"""
        other = server.guest().make_board()
        ends = []
        for board_id in (new_id(), other.id, "no-uuid", board.id.upper()):
            options = {"origin": server.address, "cookie": board.client.cookie}
            with Socket(server.address, board_id, **options) as socket:
                socket.send({"t": "hello", "v": 1})
                ends.append((socket.closed(), socket.frames))
        assert ends == [ends[0]] * 4
        (code, _), (refused,) = ends[0]
        assert code == 4404
        assert (refused["t"], refused["id"], refused["code"]) == ("refused", None, "not_found")

    def test_an_unknown_key_is_4404(self, server: Server, board: Board) -> None:
        for options in ({}, {"origin": server.address, "cookie": board.client.cookie}):
            with Socket(server.address, board.id, **options) as socket:
                socket.send({"t": "hello", "v": 1, "key": "unknown"})
                assert socket.closed()[0] == 4404

    def test_a_revoked_key_is_4401(self, board: Board) -> None:
        guest = board.browser("viewer")
        board.client.delete(f"{board.url}/keys/{guest.key_id}")
        with guest.socket() as socket:
            socket.send({"t": "hello", "v": 1})
            assert socket.closed()[0] == 4401
            assert socket.frames[0]["code"] == "forbidden"

    @pytest.mark.parametrize("version", [0, 2, 99])
    def test_another_version_is_4426(self, board: Board, version: int) -> None:
        with board.socket() as socket:
            socket.send({"t": "hello", "v": version, "something": "new"})
            assert socket.closed()[0] == 4426
            assert socket.frames[0]["t"] == "refused"

    @pytest.mark.parametrize("first", [
        "", "hello", "{", "[]", "7", "null", '{"t":"hello"}', '{"t":"ping"}', '{"t":"edits","edits":[]}',
        '{"t":"hello","v":1,"last":-1}', '{"t":"hello","v":1,"last":1.5}', '{"t":"hello","v":1,"last":"1"}',
        '{"t":"hello","v":1,"extra":1}', '{"t":"hello","v":1,"last":NaN}', '{"t":"hello","v":true}',
        '{"t":"hello","v":"1"}',
        '{"t":"hello","v":1,"key":7}', '{"t":"hello","v":1,"key":"\\ud800"}', '{"t":"hello","v":1,"pending":["x"]}',
        '{"t":"hello","v":1,"pending":{}}', '{"t":"hello","v":1,"epoch":[]}', "[" * 100_000,
        '{"t":"hello","v":1,"pending":[' + ",".join([f'"{AN_ID}"'] * 5001) + "]}",
        b'{"t":"hello","v":1}', b"\xff",
    ])  # fmt: skip
    def test_what_is_no_hello_is_4400_with_a_reason(self, board: Board, first: str | bytes) -> None:
        """[SO1] [SO10]"""
        with board.socket() as socket:
            socket.send(first)
            assert socket.closed()[0] == 4400
            (refused,) = socket.frames
            assert refused["t"] == "refused"
            assert refused["id"] is None
            assert refused["code"] in {"malformed", "invalid"}

    def test_a_cookie_needs_an_origin(self, server: Server, board: Board) -> None:
        """[WA6]"""
        with Socket(server.address, board.id, cookie=board.client.cookie) as socket:
            socket.send({"t": "hello", "v": 1})
            assert socket.closed()[0] == 4404

    @pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1", "http://[", "x", "file://"])
    def test_a_foreign_origin_is_403_before_anything_is_accepted(
        self, server: Server, board: Board, origin: str
    ) -> None:
        """[WA5]"""
        with (
            pytest.raises(InvalidStatus) as refused,
            Socket(server.address, board.id, origin=origin, cookie=board.client.cookie),
        ):
            pass
        assert refused.value.response.status_code == 403

    def test_a_foreign_origin_is_403_with_a_key_too(self, server: Server, board: Board) -> None:
        with pytest.raises(InvalidStatus), Socket(server.address, board.id, origin="https://evil.example"):
            pass

    def test_no_other_address_speaks_websocket(self, server: Server) -> None:
        address = f"ws{server.address.removeprefix('http')}/api/boards"
        with pytest.raises(InvalidStatus) as refused, connect(address, proxy=None):
            pass
        assert refused.value.response.status_code in {403, 404}


def test_hello_by_cookie_and_key_of_a_program_without_origin(server: Server, board: Board) -> None:
    """Without an Origin the cookie counts for nothing, the key for all."""
    secret = board.key("viewer")["secret"]
    with Socket(server.address, board.id, cookie=board.client.cookie) as socket:
        assert socket.hello(key=secret)["you"]["role"] == "viewer"
    assert Program(server.address).get(board.url).status_code == 404

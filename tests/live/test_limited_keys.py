"""Keys that do not show every column, live: what comes and goes, and what becomes of a socket when a key is changed."""

from tests.client import Board, edit


class TestLimitedKeys:
    def test_events_of_an_unseen_column_are_numbers_and_a_card_comes_when_it_leaves_it(self, board: Board) -> None:
        """[EV5] [EV8] [VI6]"""
        seen, unseen = board.column("seen")["id"], board.column("unseen")["id"]
        guest = board.browser("contributor", unseen_columns=[unseen])
        with guest.live() as socket, board.live() as other:
            card = board.card(unseen, "Secret")["id"]
            move = edit("card.move", card_id=card, column_id=seen)
            other.edits(move)
            (change,) = socket.event(move["id"])["changes"]
            assert (change["put"], change["record"]["title"]) == ("card", "Secret")
            before = [event for frame in socket.frames if frame["t"] == "events" for event in frame["events"]]
            assert before in ([{"seq": board.snapshot()["seq"] - 1}], [])

    def test_changing_the_limits_resets_the_socket_at_once(self, board: Board) -> None:
        """[SO14] [VI8]"""
        column = board.column("a column")["id"]
        guest = board.browser("contributor")
        for limits in ({"unseen_columns": [column]}, {"unseen_columns": []}, {"readonly_columns": [column]}):
            with guest.live() as socket:
                board.client.patch(f"{board.url}/keys/{guest.key_id}", json=limits)
                socket.expect("reset")
                board.card(column, "after")
                socket.send({"t": "ping"})
                socket.expect("pong")
                told = [event for frame in socket.frames if frame["t"] == "events" for event in frame["events"]]
                assert ("changes" in told[-1]) is ("unseen_columns" not in limits or not limits["unseen_columns"])

    def test_one_resumes_in_the_same_limits_and_takes_the_snapshot_in_others(self, board: Board) -> None:
        """[SO4] [VI8]"""
        columns = [board.column(title)["id"] for title in ("one", "two")]
        guest = board.browser("viewer", unseen_columns=columns[:1])
        with guest.live() as first:
            board.card(columns[1], "x")
            last, epoch = first.welcome["seq"], first.welcome["epoch"]
            with guest.live(last=last, epoch=epoch) as socket:
                assert socket.welcome["mode"] == "events"
            board.client.patch(f"{board.url}/keys/{guest.key_id}", json={"unseen_columns": columns[1:]})
            with guest.live(last=last, epoch=epoch) as socket:
                assert socket.welcome["mode"] == "snapshot"
                assert [record["id"] for record in socket.welcome["records"]["column"]] == columns[:1]

    def test_who_first_comes_by_a_limited_key_resumes_by_a_snapshot(self, board: Board) -> None:
        """[VI8]"""
        columns = [board.column(title)["id"] for title in ("one", "two")]
        guest = board.browser("viewer", unseen_columns=columns[:1])
        with guest.live(last=1) as socket:
            assert socket.welcome["mode"] == "snapshot"

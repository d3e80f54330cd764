"""A board's snapshot and its caching, its own fields, its trash, the batch of edits, and events since n."""

import gzip
import json

import pytest

from tests.client import Board, edit, new_id
from tests.doors import Server, restart

KINDS = ["board", "column", "card", "comment", "key", "phase", "departure", "report"]
REPORTED = ("reason", "author_id", "created_at", "resolved_at")


class TestSnapshot:
    def test_has_epoch_seq_you_and_all_records(self, board: Board) -> None:
        """[DO1] [WA11]"""
        column = board.column()
        card = board.card(column["id"])
        board.do("comment.add", card_id=card["id"], text="Yes")
        snapshot = board.snapshot()
        assert set(snapshot) == {"epoch", "seq", "you", "records"}
        assert list(snapshot["records"]) == KINDS
        assert snapshot["seq"] == 4
        assert snapshot["records"]["column"] == [column]
        assert snapshot["records"]["card"] == [card]
        assert set(snapshot["you"]) == {"visitor_id", "role", "name", "color", "key_ids", "readonly_columns"}
        assert snapshot["records"]["comment"][0]["author_id"] == snapshot["you"]["visitor_id"]

    def test_records_have_the_fields_of_the_contract(self, board: Board) -> None:
        card = board.card(board.column()["id"])
        board.do("comment.add", card_id=card["id"], text="Yes")
        board.do("phase.add", stage="vote")
        board.do("visitor.remove", visitor_id=new_id())
        board.do("card.report", card_id=card["id"])
        fields = {kind: set(found[0]) for kind, found in board.snapshot()["records"].items()}
        assert fields == {
            "board": {
                *("id", "title", "description", "color", "archived_at", "deleted_at", "created_at"),
                *("locked_at", "moderated", "cards_hidden", "names_hidden"),
                *("comment_role", "move_role", "column_role", "phase_id", "phase_since", "time_zone"),
            },
            "column": {
                *("id", "board_id", "rank", "title", "description", "color", "deleted_at", "created_at"),
                *("hidden_at", "locked_at"),
            },
            "card": {
                *("id", "board_id", "column_id", "rank", "title", "text", "color"),
                *("author_id", "author_name", "created_at", "edited_at", "deleted_at", "deleted_by_author"),
                *("held_at", "hidden_at", "locked_at"),
            },
            "comment": {
                *("id", "board_id", "card_id", "text"),
                *("author_id", "author_name", "created_at", "edited_at", "deleted_at", "deleted_by_author"),
            },
            "key": {
                *("id", "board_id", "role", "label", "opens_at", "ends_at", "revoked_at", "has_password"),
                *("unseen_columns", "readonly_columns"),
            },
            "phase": {"id", "board_id", "rank", "stage", "title", "opens_at"},
            "departure": {"id", "board_id", "reason", "created_at"},
            "report": {*("id", "board_id", "card_id", "comment_id"), *REPORTED},
        }

    @pytest.mark.parametrize("role", ["viewer", "contributor", "editor"])
    def test_keys_are_for_coordinators_only(self, board: Board, role: str) -> None:
        seen = board.program(role).snapshot()
        assert seen["records"]["key"] == []
        assert list(seen["records"]) == KINDS

    def test_trash_is_seen_by_editors_and_by_its_author(self, board: Board) -> None:
        """[EV7]"""
        column = board.column()["id"]
        author, other = board.browser("contributor"), board.browser("contributor")
        viewer, editor = board.browser("viewer"), board.browser("editor")
        card = author.card(column)
        author.do("comment.add", card_id=card["id"], text="My own")
        assert author.client.delete(f"{author.url}/cards/{card['id']}").status_code == 204
        for who, sees in ((author, True), (editor, True), (board, True), (other, False), (viewer, False)):
            records = who.snapshot()["records"]
            assert (len(records["card"]), len(records["comment"])) == (int(sees), int(sees))


class TestCaching:
    def test_an_unchanged_board_is_304_without_a_body(self, board: Board) -> None:
        """[DO6]"""
        first = board.client.get(board.url)
        tag = first.headers["etag"]
        again = board.client.get(board.url, headers={"If-None-Match": tag})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert again.headers["cache-control"] == first.headers["cache-control"] == "private, no-cache"
        assert {"Cookie", "Authorization"} <= {name.strip() for name in first.headers["vary"].split(",")}

    def test_an_edit_changes_the_tag(self, board: Board) -> None:
        tag = board.client.get(board.url).headers["etag"]
        board.column()
        changed = board.client.get(board.url, headers={"If-None-Match": tag})
        assert changed.status_code == 200
        assert len(changed.json()["records"]["column"]) == 1

    def test_another_visitor_or_role_has_another_tag(self, server: Server, board: Board) -> None:
        secret = board.key("contributor")["secret"]
        one, two = (server.guest().enter(board.id, secret) for _ in range(2))
        tags = {who.client.get(board.url).headers["etag"] for who in (one, two, board)}
        assert len(tags) == 3

    def test_a_changed_name_of_mine_changes_the_tag(self, board: Board) -> None:
        """[DO6]"""
        guest = board.browser("contributor", name="Anna")
        tag = guest.client.get(guest.url).headers["etag"]
        guest.client.post(f"{guest.url}/enter", json={"secret": guest.secret, "name": "Berta"})
        again = guest.client.get(guest.url, headers={"If-None-Match": tag})
        assert again.status_code == 200
        assert again.json()["you"]["name"] == "Berta"

    def test_the_gzip_body_is_the_plain_body(self, board: Board) -> None:
        column = board.column("Ä – 💡")["id"]
        for number in range(50):
            board.card(column, f"Card {number}", text="ß" * number)
        plain = board.client.get(board.url, headers={"Accept-Encoding": "identity"})
        assert "content-encoding" not in plain.headers
        for _ in range(2):
            with board.client.stream("GET", board.url, headers={"Accept-Encoding": "gzip"}) as packed:
                raw = b"".join(packed.iter_raw())
            assert packed.headers["content-encoding"] == "gzip"
            assert int(packed.headers["content-length"]) == len(raw) < len(plain.content) / 4
            assert gzip.decompress(raw) == plain.content
            assert packed.headers["etag"] == plain.headers["etag"]

    @pytest.mark.parametrize("accepted", ["gzip;q=0", "identity, gzip;q=0", "br", "", "*;q=0"])
    def test_who_refuses_gzip_gets_it_plain(self, board: Board, accepted: str) -> None:
        answer = board.client.get(board.url, headers={"Accept-Encoding": accepted})
        assert "content-encoding" not in answer.headers

    def test_the_epoch_differs_by_view_and_visitor(self, board: Board) -> None:
        """[EV11]"""
        epochs = {role: board.program(role).snapshot()["epoch"] for role in ("viewer", "contributor", "editor")}
        assert len({*epochs.values(), board.snapshot()["epoch"]}) == 4


class TestChangingABoard:
    def test_a_patch_becomes_one_event_per_field_in_fixed_order(self, board: Board) -> None:
        """[DO4]"""
        body = {"color": "green", "description": "What for", "title": "New"}
        answer = board.client.patch(board.url, json=body)
        assert answer.status_code == 200
        assert {name: answer.json()[name] for name in body} == body
        assert answer.json() == board.snapshot()["records"]["board"][0]
        assert [event["type"] for event in board.events(1)] == ["board.rename", "board.describe", "board.recolor"]

    def test_an_empty_patch_changes_nothing(self, board: Board) -> None:
        """[DO4]"""
        assert board.client.patch(board.url, json={}).status_code == 200
        assert board.snapshot()["seq"] == 1

    def test_an_invalid_field_changes_nothing(self, board: Board) -> None:
        answer = board.client.patch(board.url, json={"title": "New", "color": "mauve"})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
        assert board.snapshot()["seq"] == 1

    @pytest.mark.parametrize("role", ["viewer", "contributor", "editor"])
    def test_only_coordinators_may(self, board: Board, role: str) -> None:
        other = board.program(role)
        assert other.client.patch(board.url, json={"title": "Mine"}).status_code == 403
        assert other.client.delete(board.url).status_code == 403
        assert board.snapshot()["records"]["board"][0]["title"] == "Our town"

    def test_a_deleted_board_is_in_the_trash_for_editors_and_gone_for_others(self, board: Board) -> None:
        """[EV7]"""
        viewer, editor = board.browser("viewer"), board.browser("editor")
        assert board.client.delete(board.url).status_code == 204
        assert board.snapshot()["records"]["board"][0]["deleted_at"]
        assert editor.snapshot()["records"]["board"][0]["deleted_at"]
        assert viewer.client.get(board.url).status_code in {403, 404}
        assert viewer.client.get("/api/boards").json() == {"boards": []}
        closed = board.client.post(f"{board.url}/columns", json={"title": "x"})
        assert (closed.status_code, closed.json()["code"]) == (423, "closed")
        board.do("board.restore")
        assert viewer.snapshot()["records"]["board"][0]["deleted_at"] is None

    def test_an_archived_board_is_read_only_until_restored(self, board: Board) -> None:
        """[ED16]"""
        column = board.column()["id"]
        contributor = board.program("contributor")
        board.do("board.archive")
        assert contributor.snapshot()["records"]["board"][0]["archived_at"]
        (result,) = contributor.submit(edit("card.add", column_id=column, title="x"))
        assert result["code"] == "closed"
        board.do("board.restore")
        contributor.card(column)


class TestBatch:
    def test_each_edit_has_its_own_result_in_order(self, board: Board) -> None:
        """[DO7] [ED9]"""
        column, card = new_id(), new_id()
        results = board.submit(
            edit("column.add", column_id=column, title="Ideas"),
            edit("card.add", card_id=card, column_id=column, title="Bench"),
            edit("card.move", card_id=card, column_id=new_id()),
            edit("card.fly", card_id=card),
            edit("card.recolor", card_id=card, color="blue"),
        )
        assert [result.get("seq") for result in results] == [2, 3, None, None, 4]
        assert [result.get("code") for result in results] == [None, None, "not_found", "invalid", None]
        assert all(result["detail"] for result in results if "code" in result)
        assert board.records("card")[card]["color"] == "blue"

    def test_results_name_the_edits(self, board: Board) -> None:
        edits = [edit("column.add", title="a"), edit("column.add", title="")]
        assert [result["id"] for result in board.submit(*edits)] == [one["id"] for one in edits]

    def test_the_same_ids_again_get_the_first_answers(self, board: Board) -> None:
        """[ED6]"""
        edits = [edit("column.add", title=f"Column {number}") for number in range(3)]
        first = board.submit(*edits)
        assert board.submit(*edits) == first
        assert board.submit(edits[0], edits[0]) == [first[0], first[0]]
        assert board.snapshot()["seq"] == 4

    def test_an_edit_id_of_another_visitor_is_a_conflict(self, board: Board) -> None:
        """[ED6]"""
        taken = edit("column.add", title="Ideas")
        board.submit(taken)
        (result,) = board.program("coordinator").submit(taken)
        assert result["code"] == "conflict"

    def test_a_refusal_is_not_remembered(self, board: Board) -> None:
        """[ED7]"""
        column = new_id()
        card = edit("card.add", column_id=column, title="Bench")
        assert board.submit(card)[0]["code"] == "not_found"
        board.column(column_id=column)
        assert board.submit(card)[0]["seq"] == 3

    def test_a_conflict_of_two_writers_carries_both_texts(self, board: Board) -> None:
        """[ER5]"""
        card = board.card(board.column()["id"], text="one two three")
        base = board.snapshot()["seq"]
        board.do("card.write", card_id=card["id"], text="one four three", base=base)
        (merged, conflict) = board.submit(
            edit("card.write", card_id=card["id"], text="one two three five", base=base),
            edit("card.write", card_id=card["id"], text="one six three", base=base),
        )
        assert "seq" in merged
        assert conflict["code"] == "conflict"
        assert conflict["yours"] == {"title": "A bench", "text": "one six three"}
        assert conflict["theirs"]["text"] == "one four three five"
        assert set(conflict["theirs"]) == {"title", "text", "seq"}
        assert conflict["theirs"]["seq"] == merged["seq"]

    def test_board_create_cannot_be_sent(self, board: Board) -> None:
        create = edit("board.create", board_id=board.id, key_id=new_id(), secret_hash="0" * 64, title="x")
        (result,) = board.submit(create)
        assert result["code"] == "invalid"

    def test_an_empty_batch_is_empty(self, board: Board) -> None:
        assert board.submit() == []

    def test_an_edit_that_is_prepared_is_refused_alone_too(self, board: Board) -> None:
        """[ED9] A password is hashed before the queue: who may not make links is told so before that."""
        column, guest = board.column()["id"], board.program("contributor")
        edits = [
            edit("card.add", column_id=column, title="one"),
            edit("key.add", key_id=new_id(), secret_hash="f6" * 32, role="viewer", password="correct horse"),
            edit("card.add", column_id=column, title="two"),
        ]
        results = guest.submit(*edits)
        assert [result.get("code") for result in results] == [None, "forbidden", None]
        assert [card["title"] for card in board.records("card").values()] == ["one", "two"]


class TestEventsSince:
    def test_bring_a_snapshot_up_to_date(self, board: Board) -> None:
        """[DO8]"""
        column = board.column()
        answer = board.client.get(f"{board.url}/events", params={"since": 1}).json()
        assert answer["seq"] == 2
        (event,) = answer["events"]
        assert list(event) == ["seq", "id", "type", "by", "at", "changes"]
        assert event["by"] == board.snapshot()["you"]["visitor_id"]
        assert event["changes"] == [{"put": "column", "record": column}]

    def test_nothing_new_is_empty(self, board: Board) -> None:
        assert board.client.get(f"{board.url}/events", params={"since": 1}).json() == {"seq": 1, "events": []}

    def test_a_seq_of_the_future_is_410(self, board: Board) -> None:
        """[DO8]"""
        answer = board.client.get(f"{board.url}/events", params={"since": 99})
        assert (answer.status_code, answer.json()["code"]) == (410, "resync")

    def test_what_a_view_may_not_know_is_a_bare_number(self, board: Board) -> None:
        """[EV5]"""
        viewer = board.program("viewer")
        seq = board.snapshot()["seq"]
        board.key("editor")
        board.column()
        hidden, seen = viewer.events(seq)
        assert hidden == {"seq": seq + 1}
        assert seen["type"] == "column.add"

    def test_after_a_restart_everybody_takes_the_snapshot(self, server: Server, board: Board) -> None:
        """[EV9]"""
        column = board.column()["id"]
        others = [board.program(role) for role in ("viewer", "contributor", "editor")]
        board.card(column)
        before = board.events(0)
        assert [event["seq"] for event in before] == list(range(1, len(before) + 1))
        restart(server, board, *others)
        for other in (board, *others):
            answer = other.client.get(f"{board.url}/events", params={"since": 1})
            assert (answer.status_code, answer.json()["code"]) == (410, "resync")
            last = other.snapshot()["seq"]
            assert other.events(last) == []

    @pytest.mark.parametrize("since", ["", "-1", "x", "1.5", str(2**70), "1e3"])
    def test_since_must_be_a_number(self, board: Board, since: str) -> None:
        answer = board.client.get(f"{board.url}/events", params={"since": since})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")

    def test_the_log_is_valid_json_with_any_text(self, board: Board) -> None:
        title = 'A "quoted" \\ 💡   title'
        board.column(title)
        event = board.events(1)[0]
        assert event["changes"][0]["record"]["title"] == title
        assert json.loads(board.client.get(board.url).text)["records"]["column"][0]["title"] == title

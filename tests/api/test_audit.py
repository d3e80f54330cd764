"""What coordinators see of each other's acts, of the keys in use, and of the board's end."""

import pytest

from tests.client import Board, new_id
from tests.doors import Server

CANARY = "canary-that-sang"


class TestAudit:
    def test_says_who_did_what_to_what_and_not_what_it_said(self, board: Board) -> None:
        """[ED23]"""
        column = board.column(CANARY)["id"]
        board.client.patch(f"{board.url}/me", json={"name": "Cora"})
        card = board.card(column, CANARY)["id"]
        key = board.key("editor", label=CANARY)["key"]["id"]
        board.client.patch(board.url, json={"title": CANARY})
        board.do("comment.add", card_id=card, text=CANARY)
        board.do("card.delete", card_id=card)
        board.do("visitor.remove", visitor_id=(gone := new_id()))
        board.do("column.purge", column_id=column)
        answer = board.client.get(f"{board.url}/audit")
        acts = answer.json()["acts"]
        assert [(act["type"], act["subject_id"]) for act in acts] == [
            ("column.purge", column),
            ("visitor.remove", gone),
            ("board.rename", board.id),
            ("key.add", key),
            ("board.create", board.id),
        ]
        assert {act["by"] for act in acts} == {board.snapshot()["you"]["visitor_id"]}
        assert {act["name"] for act in acts} == {"Cora"}
        assert CANARY not in answer.text

    def test_is_read_in_pages(self, board: Board) -> None:
        for number in range(5):
            board.client.patch(board.url, json={"title": str(number)})
        first = board.client.get(f"{board.url}/audit", params={"limit": 4}).json()["acts"]
        rest = board.client.get(f"{board.url}/audit", params={"before": first[-1]["seq"]}).json()["acts"]
        assert [act["seq"] for act in (*first, *rest)] == [6, 5, 4, 3, 2, 1]

    @pytest.mark.parametrize("path", ["audit", "retention", "keys"])
    @pytest.mark.parametrize("role", ["viewer", "contributor", "editor"])
    def test_is_for_coordinators_only(self, board: Board, path: str, role: str) -> None:
        assert board.program(role).client.get(f"{board.url}/{path}").status_code == 403


def test_the_list_of_links_counts_who_came_by_each(server: Server, board: Board) -> None:
    made = board.key("viewer")
    for _ in range(3):
        server.guest().enter(board.id, made["secret"])
    again = server.guest()
    for _ in range(2):
        again.enter(board.id, made["secret"])
    found = board.client.get(f"{board.url}/keys").json()
    assert found["visitors"] == {board.key_id: 1, made["key"]["id"]: 4}
    assert sorted(found["keys"], key=lambda key: key["id"]) == sorted(
        board.records("key").values(), key=lambda key: key["id"]
    )


def test_the_end_of_a_board_is_told(board: Board) -> None:
    """[ED22]"""
    told = board.client.get(f"{board.url}/retention").json()
    assert told.pop("ends_at") > board.snapshot()["records"]["board"][0]["created_at"]
    by_itself = {"warning": False, "deletes_at": None, "kept_until": None, "board_days": 365, "trash_days": 30}
    assert told == by_itself
    end = "2999-01-01T00:00:00.000Z"
    board.do("board.keep", ends_at=end)
    assert board.client.get(f"{board.url}/retention").json() == {**by_itself, "ends_at": end, "kept_until": end}
    board.do("board.keep", ends_at=None)
    assert board.client.get(f"{board.url}/retention").json()["kept_until"] is None

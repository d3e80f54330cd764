"""Links that open nothing: before and after their dates, and once they are revoked."""

import pytest

from tests.client import Board, Program
from tests.doors import Server


@pytest.mark.parametrize(("dates", "reason"), [
    ({"opens_at": "2999-01-01T00:00:00.000Z"}, "not_open"),
    ({"ends_at": "2020-01-01T00:00:00.000Z"}, "expired"),
])  # fmt: skip
def test_a_link_opens_between_its_dates_only(server: Server, board: Board, dates: dict[str, str], reason: str) -> None:
    """[WA4] [ER6]"""
    made = board.key("viewer", **dates)
    answer = server.guest().post(f"{board.url}/enter", json={"secret": made["secret"]})
    assert (answer.status_code, answer.json()["code"], answer.json()["reason"]) == (403, "forbidden", reason)
    with Program(server.address, made["secret"]) as program:
        assert program.get(board.url).status_code == 403
    assert "set-cookie" not in answer.headers


def test_a_revoked_link_opens_nothing_any_more(server: Server, board: Board) -> None:
    """[ER6]"""
    guest = board.browser("contributor")
    assert board.client.delete(f"{board.url}/keys/{guest.key_id}").status_code == 204
    again = server.guest().post(f"{board.url}/enter", json={"secret": guest.secret})
    assert (again.status_code, again.json()["reason"]) == (403, "revoked")
    shut = guest.client.get(guest.url)
    assert (shut.status_code, shut.json()["reason"]) == (403, "revoked")
    assert guest.client.get("/api/boards").json() == {"boards": []}


def test_who_has_several_dead_links_is_told_of_the_one_that_opens_first(server: Server, board: Board) -> None:
    """[WA4] [ER6]"""
    guest, links = server.guest(), [board.key("viewer") for _ in range(4)]
    for link in links:
        guest.enter(board.id, link["secret"])
    board.do("key.revoke", key_id=links[0]["key"]["id"])
    told = []
    for link, dates in zip(links[1:], (
        {"ends_at": "2020-01-01T00:00:00.000Z"},
        {"opens_at": "2999-01-01T00:00:00.000Z"},
        {"opens_at": "2998-01-01T00:00:00.000Z"},
    ), strict=True):  # fmt: skip
        told.append(guest.get(board.url).status_code)
        board.do("key.change", key_id=link["key"]["id"], **dates)
    answer = guest.get(board.url)
    assert (told, answer.status_code) == ([200, 200, 200], 403)
    assert (answer.json()["reason"], answer.json()["opens_at"]) == ("not_open", "2998-01-01T00:00:00.000Z")
    for link in links[2:]:
        board.do("key.revoke", key_id=link["key"]["id"])
    assert guest.get(board.url).json()["reason"] == "expired"

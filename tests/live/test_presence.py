"""Who is here: told when it changes, never stored."""

from contextlib import ExitStack
from typing import Any

import pytest

from tests.client import Board, Socket, edit
from tests.doors import Server


def names(frame: dict[str, Any]) -> list[str | None]:
    """The names in a `here` frame."""
    return sorted((visitor["name"] for visitor in frame["visitors"]), key=str)


def until(socket: Socket, count: int, *shown: str) -> dict[str, Any]:
    """The next `here` frame with so many visitors, these among them."""
    while True:
        frame = socket.expect("here")
        if frame["count"] == count and set(shown) <= set(names(frame)):
            return frame


def test_who_comes_is_told_who_is_here_and_the_others_hear_of_him(board: Board) -> None:
    """[SO12]"""
    anna, berta = board.browser("contributor", name="Anna"), board.browser("viewer", name="Berta")
    with anna.live() as first:
        assert names(until(first, 1)) == ["Anna"]
        with berta.live() as second:
            told = second.expect("here")
            assert (told["count"], names(told)) == (2, ["Anna", "Berta"])
            heard = until(first, 2)
            assert heard == {"t": "here", "count": 2, "visitors": heard["visitors"]}
            assert {visitor["name"]: visitor["role"] for visitor in heard["visitors"]} == {
                "Anna": "contributor",
                "Berta": "viewer",
            }
            assert {visitor["visitor_id"] for visitor in heard["visitors"]} == {
                who.snapshot()["you"]["visitor_id"] for who in (anna, berta)
            }
        assert names(until(first, 1)) == ["Anna"]


def test_two_tabs_are_one_visitor(board: Board) -> None:
    with board.live() as one, board.live() as two:
        assert until(two, 1)["count"] == 1
        board.browser("viewer")
        one.connection.close()
        with board.browser("viewer", name="Berta").live():
            until(two, 2, "Berta")


def test_a_name_told_by_here_is_shown_and_stands_on_what_is_pinned_then(board: Board) -> None:
    """[SO13]"""
    column, guest = board.column()["id"], board.browser("contributor")
    with guest.live() as socket, board.live() as other:
        socket.send({"t": "here", "name": "  Anna\nMaria "})
        until(other, 2, "Anna Maria")
        card = edit("card.add", column_id=column, title="x")
        socket.edits(card)
        assert socket.event(card["id"])["changes"][0]["record"]["author_name"] == "Anna Maria"
        socket.send({"t": "here"})
        socket.send({"t": "here", "name": None})
        assert [frame["t"] for frame in socket.until_quiet() if frame["t"] == "refused"] == []


def test_a_crowd_is_counted_and_twenty_are_named(server: Server, board: Board) -> None:
    """[SO12]"""
    secret = board.key("viewer")["secret"]
    with ExitStack() as stack:
        mine = stack.enter_context(board.live())
        for number in range(24):
            guest = server.guest().enter(board.id, secret, name=f"Guest {number}")
            stack.enter_context(guest.live())
        frame = until(mine, 25)
    assert len(frame["visitors"]) == 20


def test_it_is_told_at_most_ten_times_a_second(board: Board) -> None:
    guest = board.browser("contributor")
    with board.live() as socket, guest.live() as other:
        for number in range(50):
            other.send({"t": "here", "name": f"Name {number}"})
        heard = 1
        while "Name 49" not in names(socket.expect("here")):
            heard += 1
    assert heard <= 15


def test_it_is_nowhere_in_the_log(board: Board) -> None:
    with board.live() as socket:
        socket.send({"t": "here", "name": "Anna"})
        until(socket, 1, "Anna")
    assert board.snapshot()["seq"] == 1


def test_who_is_revoked_is_not_here_any_more(board: Board) -> None:
    guest = board.browser("viewer", name="Berta")
    with board.live() as socket, guest.live():
        until(socket, 2, "Berta")
        board.client.delete(f"{board.url}/keys/{guest.key_id}")
        until(socket, 1)


@pytest.mark.parametrize("name", ["‮evil", "a​b", "💡" * 80, "Ä" * 80, "<b>", "' OR 1=1 --"])
def test_any_name_of_80_characters_is_taken_as_it_is(board: Board, name: str) -> None:
    with board.live() as socket:
        socket.send({"t": "here", "name": name})
        until(socket, 1, name)

"""Ids say nothing of when and where they were made; on a masked board nothing tells which cards are of one device."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.client import Board, edit, new_id
from tests.doors import Server

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-([0-9a-f])[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
TIME = re.compile(r"20\d\d-\d\d-\d\dT[\d:.]+Z")
EPOCH = re.compile(r"(?<=\"epoch\":\")[^\"]+")
"""Differs for each visitor."""
RANDOM, DERIVED = "4", "5"
OF_ANOTHER_CLIENT = "0197a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b"
"""A UUID of version 7: they are not made here, and still taken."""
CARDS = 6


def ids_in(told: str) -> set[tuple[str, str]]:
    """All ids in what was told, with their versions."""
    return {(found[0], found[1]) for found in ID.finditer(told)}


def everything(board: Board) -> str:
    """All that a coordinator is told of a board by the doors that read."""
    doors = ("", "/events?since=0", "/keys", "/export.json", "/export.csv")
    answers = [board.client.get(f"{board.url}{door}") for door in doors]
    assert {answer.status_code for answer in answers} == {200}
    return "\n".join(answer.text for answer in answers)


class TestIds:
    def test_of_the_server_are_random_or_follow_from_others(self, server: Server) -> None:
        """[WA8]"""
        guest = server.guest()
        board = guest.make_board()
        column_id = board.column()["id"]
        card_id = board.card(column_id)["id"]
        board.client.post(f"{board.url}/comments", json={"card_id": card_id, "text": "Yes"})
        board.client.patch(f"{board.url}/cards/{card_id}", json={"title": "Two", "color": "blue", "text": "One"})
        board.browser("contributor", name="Ben").do("card.report", card_id=card_id)
        board.client.delete(f"{board.url}/cards/{card_id}")
        board.client.delete(f"{board.url}/keys/{board.key('viewer')['key']['id']}")
        csv = {"file": ("list.csv", b"Titel,Kommentar\nBank,Ja\nBaum,Nein\n", "text/csv")}
        assert board.client.post(f"{board.url}/import", files=csv).status_code == 200
        told = everything(board) + guest.post("/api/demo", json={"language": "de"}).text
        found = ids_in(told)
        assert len(found) > 15
        assert {one for one in found if one[1] not in {RANDOM, DERIVED}} == set()

    def test_of_other_clients_are_taken_as_they_are(self, board: Board) -> None:
        """[ED1]"""
        column_id = board.column()["id"]
        message = {"id": OF_ANOTHER_CLIENT, "type": "card.add", "column_id": column_id, "title": "A bench"}
        assert "seq" in board.submit(message)[0]
        assert board.records("card")[OF_ANOTHER_CLIENT]["title"] == "A bench"


def anonymous(told: str) -> str:
    """The same with ids in the order of their first appearance, and without times."""
    places: dict[str, str] = {}
    numbered = ID.sub(lambda found: places.setdefault(found[0], f"id {len(places)}"), EPOCH.sub("the epoch", told))
    return TIME.sub("a time", numbered)


def pinned(server: Server, devices: int) -> Iterator[str]:
    """What a member of a masked board is told while as many devices of two pin cards, in turns, one batch at a time."""
    board = server.guest().make_board()
    column_id = board.column()["id"]
    board.do("board.mask")
    writers = [board.browser("contributor") for _ in range(2)]
    viewer = board.browser("contributor")
    with viewer.live() as socket:
        for number in range(CARDS):
            writer, card_id = writers[number % devices], new_id()
            made = edit("card.add", card_id=card_id, column_id=column_id, title=f"Card {number}")
            said = edit("comment.add", card_id=card_id, text=f"Comment {number}")
            writer.submit(made, said, edit("card.write", card_id=card_id, text="More"))
        frames: list[dict[str, Any]] = socket.until_quiet()
    # How the events are parted into frames is a matter of the moment.
    yield json.dumps([event for frame in frames for event in frame["events"]])
    for door in ("", "/events?since=0", "/export.json", "/export.csv"):
        told = viewer.client.get(f"{viewer.url}{door}").text
        yield told.replace(viewer.snapshot()["you"]["visitor_id"], "myself")


def test_what_a_member_of_a_masked_board_is_told_is_the_same_from_one_device_as_from_two(server: Server) -> None:
    """[WA8] But for ids, which are random, and times: those are the server's and stand in docs/protocol.md."""
    one, two = ([anonymous(told) for told in pinned(server, devices)] for devices in (1, 2))
    assert one == two
    assert f"Comment {CARDS - 1}" in one[0]


@pytest.mark.parametrize("way", ["socket", "batch"])
def test_comments_of_one_moment_stay_in_the_order_in_which_they_were_sent(board: Board, way: str) -> None:
    """[ED4] Their ids have no order any more."""
    card_id = board.card(board.column()["id"])["id"]
    edits = [edit("comment.add", card_id=card_id, text=f"{number:03}") for number in range(100)]
    if way == "batch":
        board.submit(*edits)
    else:
        with board.live() as socket:
            socket.edits(*edits)
            socket.event(edits[-1]["id"])
    comments = sorted(board.records("comment").values(), key=lambda one: (one["created_at"], one["id"]))
    assert [comment["text"] for comment in comments] == [f"{number:03}" for number in range(100)]


def test_who_uses_the_edit_id_of_another_one_learns_nothing_but_that_it_is_taken(server: Server, board: Board) -> None:
    """[ED6] [SO5]"""
    column_id = board.column()["id"]
    ann, ben = board.browser("contributor"), board.browser("contributor")
    mine = edit("card.add", column_id=column_id, title="anncanary")
    ann.submit(mine)
    board.do("card.hide", card_id=mine["id"])
    (refused,) = ben.submit({**mine, "title": "Bench"})
    assert set(refused) <= {"id", "code", "detail", "type", "title", "status"}
    assert (refused["code"], "anncanary" in json.dumps(refused)) == ("conflict", False)
    with ben.live(pending=[mine["id"]]) as socket:
        assert socket.welcome["done"] == []

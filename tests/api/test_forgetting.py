"""Getting one's data, being removed and being forgotten, through the doors."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.client import Board
from tests.doors import Server, restart, running
from tests.live.running_board import ask, log_of, new_board, new_id, told
from tests.live.running_board import edit as parsed
from tests.live.running_board import running as running_here

NAME = "Annabella Canaria"
WORDS = "canary-that-sang"


def busy(board: Board, name: str = NAME) -> tuple[Board, str]:
    """A visitor who has pinned, written, commented, moved and thrown away; and their card."""
    visitor = board.browser("contributor", name=name, label="Club")
    column = board.column()["id"]
    card = visitor.card(column, WORDS, text=f"{WORDS} one")["id"]
    visitor.do("card.write", card_id=card, text=f"{WORDS} two")
    visitor.do("comment.add", card_id=card, text=f"{WORDS} three")
    gone = visitor.card(column, f"{WORDS} four")["id"]
    visitor.client.delete(f"{visitor.url}/cards/{gone}")
    board.do("card.recolor", card_id=card, color="blue")
    return visitor, card


class TestExport:
    def test_holds_all_of_oneself_and_nothing_of_others(self, board: Board) -> None:
        visitor, card = busy(board)
        board.card(board.column()["id"], "Somebody else's")
        answer = visitor.client.get(f"{visitor.url}/me/export.json")
        assert "attachment" in answer.headers["content-disposition"]
        found: dict[str, Any] = answer.json()
        you = visitor.snapshot()["you"]
        assert found["board"]["title"] == "Our town"
        assert (found["visitor"]["id"], found["visitor"]["name"]) == (you["visitor_id"], NAME)
        assert found["visitor"]["came_at"]
        assert found["keys"] == [{"id": visitor.key_id, "role": "contributor"}]
        assert (len(found["cards"]), len(found["comments"]), found["reports"]) == (2, 1, [])
        assert {one["author_id"] for one in (*found["cards"], *found["comments"])} == {you["visitor_id"]}
        assert board.records("card")[card] in found["cards"]

    @pytest.mark.parametrize("how", ["hidden column", "unseen column"])
    def test_leaves_out_what_stands_in_a_column_that_he_does_not_see(self, board: Board, how: str) -> None:
        """[VI2] [VI6] Also their own; what lies in the trash is in it."""
        visitor, _ = busy(board)
        seen, other = board.column()["id"], board.column()["id"]
        kept, lost = visitor.card(seen)["id"], visitor.card(other)["id"]
        visitor.do("comment.add", card_id=lost, text="Mine too")
        visitor.do("card.report", card_id=lost)
        board.do("column.delete", column_id=seen)
        before = visitor.client.get(f"{visitor.url}/me/export.json").json()
        assert {kept, lost} <= {card["id"] for card in before["cards"]}
        if how == "hidden column":
            board.do("column.hide", column_id=other)
        else:
            board.do("key.change", key_id=visitor.key_id, unseen_columns=[other])
        found = visitor.client.get(f"{visitor.url}/me/export.json").text
        assert kept in found
        assert lost not in found
        assert other not in found

    def test_a_viewer_without_anything_gets_an_empty_one(self, board: Board) -> None:
        viewer = board.browser("viewer")
        found = viewer.client.get(f"{viewer.url}/me/export.json").json()
        assert (found["cards"], found["comments"], found["visitor"]["name"]) == ([], [], None)


class TestBeingRemoved:
    def test_ends_sockets_and_requests_at_once_and_the_link_opens_no_more(self, server: Server, board: Board) -> None:
        """[ED20] [ER6]"""
        visitor, card = busy(board)
        with visitor.live() as socket:
            board.do("visitor.remove", visitor_id=visitor.snapshot()["you"]["visitor_id"], contents="trash")
            assert socket.closed() == (4401, "revoked")
        assert visitor.client.get(visitor.url).status_code == 403
        again = visitor.client.post(f"{visitor.url}/enter", json={"secret": visitor.secret})
        assert (again.status_code, again.json()["reason"]) == (403, "removed")
        assert board.records("card")[card]["deleted_at"] is not None
        assert server.guest().enter(board.id, visitor.secret).snapshot()["you"]["role"] == "contributor"


class TestBeingForgotten:
    @pytest.mark.parametrize("contents", ["keep", "remove"])
    def test_by_oneself_leaves_no_name_and_if_wanted_no_word(self, tmp_path: Path, contents: str) -> None:
        """[ED21]"""
        with running(tmp_path) as server:
            board = server.guest().make_board()
            visitor, card = busy(board)
            you = visitor.snapshot()["you"]["visitor_id"]
            last = board.snapshot()["seq"]
            assert visitor.client.delete(f"{visitor.url}/me", params={"contents": contents}).status_code == 204
            # What came before is told to nobody any more.
            assert board.client.get(f"{board.url}/events?since=0").status_code == 410
            (event,) = board.events(last)
            assert event["by"] != you
            assert (card in board.records("card")) is (contents == "keep")
            assert visitor.client.get(visitor.url).status_code in {403, 404}
            restart(server, board, visitor)
            assert visitor.client.get(visitor.url).status_code == 404
            assert visitor.client.get("/api/boards").json() == {"boards": []}
            assert server.guest().enter(board.id, visitor.secret).snapshot()["you"]["visitor_id"] != you
            server.stop()
            kept = b"".join(file.read_bytes() for file in server.database.parent.glob("korkwand.db*"))
            assert NAME.encode() not in kept
            assert (WORDS.encode() in kept) is (contents == "keep")
            assert visitors_in(server.database, you) == 0
            server.start()

    def test_by_a_coordinator_and_by_nobody_else(self, board: Board) -> None:
        """[ED21]"""
        visitor, card = busy(board)
        url = f"{board.url}/visitors/{visitor.snapshot()['you']['visitor_id']}?contents=keep"
        for other in (board.program("editor"), visitor):
            assert other.client.delete(url).status_code == 403
        with visitor.live() as socket:
            assert board.client.delete(url).status_code == 204
            assert socket.closed() == (4401, "revoked")
        found = board.records("card")[card]
        assert (found["author_id"], found["author_name"], found["title"]) == (None, None, WORDS)
        assert NAME not in str(board.snapshot()) + str(board.events(board.snapshot()["seq"] - 1))

    def test_what_is_to_become_of_the_contents_must_be_said(self, board: Board) -> None:
        assert board.client.delete(f"{board.url}/me").status_code == 422
        assert board.client.delete(f"{board.url}/me?contents=x").status_code == 422

    def test_a_program_cannot_be_forgotten_as_a_person(self, board: Board) -> None:
        """[WA18]"""
        assert board.program("editor").client.delete(f"{board.url}/me?contents=keep").status_code == 403


def visitors_in(database: Path, visitor_id: str) -> int:
    with sqlite3.connect(database) as connection:
        tables = ("visitor", "visitor_key", "device_visitor")
        column = {"visitor": "id"}
        return sum(
            connection.execute(
                f"SELECT count(*) FROM {t} WHERE {column.get(t, 'visitor_id')} = ?", [visitor_id]
            ).fetchone()[0]
            for t in tables
        )


def test_another_process_neither_lets_him_write_nor_keeps_his_name(database_url: str, tmp_path: Path) -> None:
    async def play() -> None:
        async with running_here(database_url, tmp_path) as first, running_here(database_url, tmp_path) as second:
            board, coordinator, column = await new_board(first)
            other = await second.boards.get(board.id)
            await ask(other, coordinator, parsed("card.add", column_id=column, title=WORDS))
            await ask(
                board, coordinator, parsed("key.add", key_id=(key := new_id()), secret_hash="a1" * 32, role="editor")
            )
            second_one = type(coordinator)(id=new_id(), key_ids=frozenset([key]))
            forget = parsed("visitor.forget", visitor_id=coordinator.id, contents="keep")
            assert isinstance((await ask(board, coordinator, forget))[0], int)
            refused = await ask(other, coordinator, parsed("column.add", title="x"))
            assert refused == ["forbidden"]
            assert coordinator.id not in {event.visitor_id for event in log_of(other)}
            answers = await other.ask(second_one, [again := parsed("column.add", title="x")])
            assert isinstance(told(answers[again.id]), int)

    asyncio.run(play())

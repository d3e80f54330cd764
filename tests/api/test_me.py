"""A visitor themselves: their name, their way to another device, and being forgotten."""

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from korkwand.entry.entrance import Asked
from korkwand.errors import NotFound
from korkwand.settings import Settings
from tests.api.in_process import Hand
from tests.api.locked_board import locked
from tests.api.test_entry import device_cookie
from tests.client import Board, Client, Guest, Program, edit, get
from tests.doors import Server, running


def personal_link(board: Board) -> str:
    """The secret of a new personal link."""
    answer = board.client.post(f"{board.url}/me/link")
    assert answer.status_code == 201, answer.text
    secret: str = answer.json()["secret"]
    assert answer.json()["link"].endswith(f"/b/{board.id}#me={secret}")
    return secret


def knock(client: Client, board: Board, secret: str) -> httpx.Response:
    """Try to come in by a personal link."""
    return client.post(f"{board.url}/enter", json={"secret": secret, "personal": True})


class TestThePersonalLink:
    def test_moves_the_identity_and_own_cards_stay_editable(self, server: Server, board: Board) -> None:
        """[WA15]"""
        column = board.column()["id"]
        phone = board.browser("contributor", name="Anna")
        card = phone.card(column, "Mine")["id"]
        tablet = server.guest().enter(board.id, personal_link(phone), personal=True)
        assert tablet.snapshot()["you"] == phone.snapshot()["you"]
        for one in (tablet, phone):
            assert one.client.patch(f"{board.url}/cards/{card}", json={"title": one.secret[:9]}).status_code == 200

    def test_serves_once(self, server: Server, board: Board) -> None:
        """[WA15] [ER3]"""
        phone = board.browser("contributor")
        secret = personal_link(phone)
        server.guest().enter(board.id, secret, personal=True)
        again = knock(server.guest(), board, secret)
        unknown = knock(server.guest(), board, "unknown")
        assert (again.status_code, again.content) == (404, unknown.content)
        assert "set-cookie" not in again.headers

    def test_is_made_void_by_the_next_one_and_is_for_this_board_only(self, server: Server, board: Board) -> None:
        """[WA15]"""
        phone = board.browser("contributor")
        first, second = personal_link(phone), personal_link(phone)
        other = server.guest().make_board()
        for place, secret in ((board, first), (other, second)):
            assert knock(server.guest(), place, secret).status_code == 404
        server.guest().enter(board.id, second, personal=True)

    def test_asks_for_no_password_and_opens_nothing_by_itself(self, server: Server, board: Board) -> None:
        secret = board.key("contributor", password="correct horse")["secret"]
        phone = server.guest().enter(board.id, secret, password="correct horse")
        moved = personal_link(phone)
        with Program(server.address, moved) as program:
            assert program.get(board.url).status_code == 404
        assert server.guest().enter(board.id, moved, personal=True).snapshot()["you"] == phone.snapshot()["you"]

    def test_lends_its_visitor_no_key_of_the_other_device(self, server: Server, board: Board) -> None:
        """[WA15]"""
        phone, tablet = board.browser("editor"), board.browser("viewer")
        before = phone.snapshot()["you"]
        moved = knock(tablet.client, board, personal_link(phone)).json()["you"]
        assert moved == {**before, "key_ids": sorted([phone.key_id, tablet.key_id])}
        assert phone.snapshot()["you"] == before

    def test_shares_no_key_that_comes_later(self, server: Server, board: Board) -> None:
        """[WA4] [WA15] Who sends their link to somebody gets nothing of what that one may do."""
        member = board.browser("contributor")
        other = server.guest().enter(board.id, personal_link(member), personal=True)
        other.client.enter(board.id, board.key("coordinator")["secret"])
        assert other.snapshot()["you"]["role"] == "coordinator"
        for secret in ("", personal_link(member)):
            one = server.guest().enter(board.id, secret, personal=True) if secret else member
            you = one.snapshot()["you"]
            assert (you["role"], you["key_ids"]) == ("contributor", [member.key_id])
        assert other.snapshot()["you"]["visitor_id"] == you["visitor_id"]
        assert other.client.post(f"{board.url}/columns", json={"title": "Neu"}).status_code == 201
        assert member.client.post(f"{board.url}/keys", json={"role": "viewer"}).status_code == 403

    def test_ends_with_the_key_it_came_by(self, server: Server, board: Board) -> None:
        """[WA4] A revoked member is out also where somebody else is the same visitor by another link."""
        member = board.browser("contributor")
        other = server.guest().enter(board.id, personal_link(member), personal=True)
        other.client.enter(board.id, board.key("contributor")["secret"])
        assert board.client.delete(f"{board.url}/keys/{member.key_id}").status_code == 204
        assert member.client.get(board.url).status_code == 403
        assert other.snapshot()["you"]["role"] == "contributor"

    def test_must_be_said_to_be_one(self, server: Server, board: Board) -> None:
        """[WA15] [ER3] Else a link could hide what it is, and no page would ask; nor is a key one."""
        phone = board.browser("contributor")
        secret = personal_link(phone)
        unknown = server.guest().post(f"{board.url}/enter", json={"secret": "unknown"})
        for body in ({"secret": secret}, {"secret": phone.secret, "personal": True}):
            answer = server.guest().post(f"{board.url}/enter", json=body)
            assert (answer.status_code, answer.content) == (404, unknown.content)
        server.guest().enter(board.id, secret, personal=True)

    def test_of_somebody_who_may_less_is_refused(self, server: Server, board: Board) -> None:
        """[WA15] A member who sends their link to a coordinator gets nothing by it."""
        member, editor = board.browser("contributor"), board.browser("editor")
        before = editor.snapshot()["you"]
        answer = knock(editor.client, board, personal_link(member))
        assert (answer.status_code, answer.json()["reason"]) == (403, "stronger")
        assert editor.snapshot()["you"] == before
        assert member.snapshot()["you"]["role"] == "contributor"

    def test_of_a_revoked_visitor_opens_nothing(self, server: Server, board: Board) -> None:
        phone = board.browser("contributor")
        secret = personal_link(phone)
        assert board.client.delete(f"{board.url}/keys/{phone.key_id}").status_code == 204
        assert knock(server.guest(), board, secret).status_code == 403

    def test_two_devices_at_once_are_one_visitor_and_one_refusal(self, server: Server, board: Board) -> None:
        phone = board.browser("contributor")
        secret = personal_link(phone)
        statuses = [knock(server.guest(), board, secret).status_code for _ in range(2)]
        assert statuses == [200, 404]

    def test_is_too_old_after_a_day(self, tmp_path: Path) -> None:
        """[WA15]"""

        async def play() -> None:
            clock = Hand()
            async with locked(Settings(data_dir=tmp_path), clock) as board:
                _, cookie = await board.guess("correct horse")
                visit = await board.doors.entrance.visit(board.board_id, secret=None, cookie=cookie)
                links = [await board.doors.entrance.make_link(visit)]
                clock.wait(hours=23)
                await board.doors.entrance.enter(board.board_id, Asked(links[0], personal=True), None)
                links.append(await board.doors.entrance.make_link(visit))
                clock.wait(hours=25)
                with pytest.raises(NotFound):
                    await board.doors.entrance.enter(board.board_id, Asked(links[1], personal=True), None)

        asyncio.run(play())

    def test_a_program_has_none(self, board: Board) -> None:
        """[WA18]"""
        program = board.program("coordinator")
        assert program.client.post(f"{board.url}/me/link").status_code == 403
        assert program.client.patch(f"{board.url}/me", json={"name": "x"}).status_code == 403

    def test_its_secret_is_not_in_the_database_or_the_log(self, tmp_path: Path) -> None:
        with running(tmp_path) as server:
            board = server.guest().make_board()
            secret = personal_link(board)
            server.guest().enter(board.id, secret, personal=True)
            unused = personal_link(board)
            server.stop()
            for one in (secret, unused):
                assert one.encode() not in server.database.read_bytes()
                assert one not in server.log() + server.printed
            server.start()


class TestTheName:
    def test_is_changed_for_what_comes_and_not_for_what_was(self, board: Board) -> None:
        """[WA16]"""
        column = board.column()["id"]
        anna = board.browser("contributor", name="Anna")
        before = anna.card(column)
        changed = anna.client.patch(f"{board.url}/me", json={"name": " Ann\tO "})
        assert changed.json() == {**anna.snapshot()["you"], "name": "Ann\tO"}
        assert (before["author_name"], anna.card(column)["author_name"]) == ("Anna", "Ann\tO")

    @pytest.mark.parametrize("name", [None, "", "  "])
    def test_may_be_taken_away(self, board: Board, name: str | None) -> None:
        """[WA16]"""
        anna = board.browser("contributor", name="Anna")
        assert anna.client.patch(f"{board.url}/me", json={"name": name}).json()["name"] is None
        assert anna.card(board.column()["id"])["author_name"] is None

    def test_nothing_given_changes_nothing(self, board: Board) -> None:
        anna = board.browser("contributor", name="Anna")
        assert anna.client.patch(f"{board.url}/me", json={}).json()["name"] == "Anna"

    def test_is_taken_over_by_open_sockets(self, board: Board) -> None:
        """[WA16]"""
        column = board.column()["id"]
        anna = board.browser("contributor", name="Anna")
        with anna.live() as socket, board.live() as other:
            anna.client.patch(f"{board.url}/me", json={"name": "Ann"})
            card = edit("card.add", column_id=column, title="x")
            socket.edits(card)
            (change,) = socket.event(card["id"])["changes"]
            assert change["record"]["author_name"] == "Ann"
            names: set[Any] = set()
            while "Ann" not in names:
                names = {one["name"] for one in other.expect("here")["visitors"]}

    @pytest.mark.parametrize("name", ["x" * 10_000, "x" * 81, "a\x00b", "\ud800", 7, ["x"]])
    def test_a_bad_one_is_refused_and_the_old_one_stays(self, board: Board, name: Any) -> None:
        anna = board.browser("contributor", name="Anna")
        refused = anna.client.patch(
            f"{board.url}/me", content=json.dumps({"name": name}), headers={"Content-Type": "application/json"}
        )
        assert refused.status_code in {400, 422}
        assert anna.snapshot()["you"]["name"] == "Anna"


class TestTheColour:
    def test_is_chosen_and_taken_away_and_shows_in_presence(self, board: Board) -> None:
        """[WA16] [SO12] [WA11]"""
        anna = board.browser("contributor", name="Anna")
        you = anna.snapshot()["you"]
        assert you["color"] is None
        with anna.live(), board.live() as other:

            def seen(color: str | None) -> None:
                while {"visitor_id": you["visitor_id"], "name": "Anna", "role": "contributor", "color": color} not in (
                    other.expect("here")["visitors"]
                ):
                    pass

            assert anna.client.patch(f"{board.url}/me", json={"color": "lilac"}).json() == {**you, "color": "lilac"}
            seen("lilac")
            with anna.live(), anna.live() as again:
                assert again.welcome["you"]["color"] == "lilac"
            assert anna.client.get("/api/boards").json()["boards"][0]["you"]["color"] == "lilac"
            assert anna.client.get(f"{board.url}/me/export.json").json()["visitor"]["color"] == "lilac"
            assert anna.client.patch(f"{board.url}/me", json={"name": "Anna", "color": None}).json() == you
            seen(None)

    @pytest.mark.parametrize("color", ["red", "", "White", 7, ["blue"]])
    def test_another_one_is_refused(self, board: Board, color: Any) -> None:
        """[ED12]"""
        anna = board.browser("contributor")
        assert anna.client.patch(f"{board.url}/me", json={"color": color}).status_code == 422
        assert anna.snapshot()["you"]["color"] is None

    def test_moves_with_a_personal_link(self, server: Server, board: Board) -> None:
        phone = board.browser("contributor")
        phone.client.patch(f"{board.url}/me", json={"color": "blue"})
        tablet = server.guest().enter(board.id, personal_link(phone), personal=True)
        assert tablet.snapshot()["you"]["color"] == "blue"


class TestForgettingADevice:
    def test_clears_the_cookie_and_who_it_was_while_cards_stay(self, server: Server, board: Board) -> None:
        """[WA17]"""
        card = (guest := board.browser("contributor", name="Anna")).card(board.column()["id"])
        old = guest.client.cookie
        answer = guest.client.delete("/api/device")
        assert answer.status_code == 204
        cookie = device_cookie(answer)
        assert (cookie.value, int(cookie["max-age"])) == ("", 0)
        assert answer.headers["clear-site-data"] == '"storage"'
        for path in (board.url, f"{board.url}/events?since=0"):
            assert get(server.address + path, headers={"Cookie": old}).status_code == 404
        assert get(f"{server.address}/api/boards", headers={"Cookie": old}).json() == {"boards": []}
        assert board.records("card")[card["id"]] == card
        assert Guest(server.address).enter(board.id, guest.secret).snapshot()["you"]["name"] is None

    def test_another_device_of_the_same_visitor_stays(self, server: Server, board: Board) -> None:
        phone = board.browser("contributor")
        tablet = server.guest().enter(board.id, personal_link(phone), personal=True)
        phone.client.delete("/api/device")
        assert tablet.snapshot()["you"]["role"] == "contributor"

    def test_a_stranger_may_ask_too(self, server: Server) -> None:
        assert server.guest().delete("/api/device").status_code == 204


UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
LONG = re.compile(r"[\w-]{20,}")


def traces(board: Board, visitor: Board) -> set[str]:
    """Everything that could be an id in what anybody on the board can see of this visitor."""
    found = []
    for one in (board, visitor):
        with one.live() as socket:
            frames = [socket.welcome, *socket.until_quiet()]
        found += [json.dumps(frames), json.dumps(one.events(0)) if one is board else ""]
        for path in ("", "/export.json", "/export.csv", "/export.csv?what=comments"):
            found.append(one.client.get(one.url + path).text)
    text = re.sub(r'"epoch": ?"[^"]*"', "", "\n".join(found))  # the installation's, the same for everybody
    return set(UUID.findall(text)) | set(LONG.findall(UUID.sub(" ", text)))


def test_nothing_links_what_one_device_is_on_two_boards(tmp_path: Path) -> None:
    """[WA8]"""
    with running(tmp_path) as server:
        boards = [server.guest().make_board(f"Board {number}") for number in range(2)]
        device = server.guest()
        seen = []
        for number, board in enumerate(boards):
            column = board.column()["id"]
            visitor = device.enter(board.id, board.key("contributor")["secret"], name=f"Name {number}")
            card = visitor.card(column, f"Card {number}")["id"]
            visitor.do("comment.add", card_id=card, text=f"Comment {number}")
            visitor.client.delete(f"{visitor.url}/cards/{visitor.card(column)['id']}")
            found = traces(board, visitor)
            assert visitor.snapshot()["you"]["visitor_id"] in found
            seen.append(found)
        words = {word for word in seen[0] & seen[1] if not re.fullmatch(r"[a-z_]+", word)}
        assert words == set()
        log = server.log()
        assert all(name not in log for name in (*UUID.findall("".join(seen[0])), *device.cookies.values()))

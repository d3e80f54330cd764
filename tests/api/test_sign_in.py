"""Signing in by OpenID Connect: the way there and back, and the same person on every device."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.api.signing_in import Town, allowed, begun, came_back, me, new_cookie, same_device, sign_in, signed_in
from tests.api.test_me import personal_link, traces
from tests.client import Board, Guest, edit, get
from tests.doors import Server, running
from tests.provider import Provider


def boards(guest: Guest) -> list[str]:
    """The boards this device finds on its start page."""
    return [visit["board"]["id"] for visit in guest.get("/api/boards").json()["boards"]]


class TestTheWay:
    def test_leads_to_the_provider_with_all_that_it_must_have(self, place: Town) -> None:
        """[WA20]"""
        guest = place.first.guest()
        answers = [guest.get("/api/sign-in") for _ in range(2)]
        asked = [parse_qs(urlsplit(answer.headers["location"]).query) for answer in answers]
        assert {(*one["response_type"], *one["code_challenge_method"], *one["scope"]) for one in asked} == {
            ("code", "S256", "openid profile")
        }
        for name in ("state", "nonce", "code_challenge"):
            assert asked[0][name] != asked[1][name]
        kept = new_cookie(answers[0], "korkwand_sign_in")
        assert (kept["httponly"], kept["samesite"], kept["path"], kept["max-age"]) == (True, "lax", "/", "900")

    def test_ends_at_another_process_than_it_began(self, place: Town) -> None:
        """[WA20]"""
        begins = place.first.guest()
        granted = allowed(begun(begins))
        guest = same_device(begins, place.second)
        answer = came_back(guest, granted)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert new_cookie(answer, "korkwand_sign_in")["max-age"] == "0"
        for server in (place.first, place.second):
            assert me(same_device(guest, server)) == {"signed_in": True, "name": "Anna Ähre"}

    def test_needs_no_cookie_and_no_origin_but_the_one_of_the_way(self, place: Town) -> None:
        """As a browser comes from another site: without an Origin, and with cookies that are Lax."""
        guest = place.first.guest()
        answer = allowed(begun(guest))
        came = get(f"{place.first.address}/api/sign-in/callback", params=answer, headers={"Cookie": guest.cookie})
        assert (came.status_code, new_cookie(came)["samesite"]) == (303, "lax")

    @pytest.mark.parametrize("back", ["/", "/b/{board}", "/b/{board}/list"])
    def test_leads_back_to_a_page_of_ours(self, place: Town, back: str) -> None:
        path = back.format(board="5f0c1d2e-3b4a-4c5d-8e6f-7a8b9c0d1e2f")
        assert sign_in(place.first.guest(), back=path).headers["location"] == path

    @pytest.mark.parametrize("back", [
        "https://evil.example", "//evil.example", "/\\evil.example", "/b/x", "/b/../..//evil.example", "javascript:1",
        "/b/5f0c1d2e-3b4a-4c5d-8e6f-7a8b9c0d1e2f/list?x", "/b/5f0c1d2e-3b4a-4c5d-8e6f-7a8b9c0d1e2f\n", "", "/x",
        "\r\nX: y",
    ])  # fmt: skip
    def test_leads_nowhere_else(self, place: Town, back: str) -> None:
        """[WA20]"""
        assert sign_in(place.first.guest(), back=back).headers["location"] == "/"

    def test_the_device_gets_a_new_cookie_and_the_old_one_opens_nothing(self, place: Town) -> None:
        """[WA20] What somebody planted or saw before does not become more powerful."""
        guest = place.first.guest()
        board = guest.make_board()
        old = guest.cookies["korkwand_device"]
        sign_in(guest)
        assert guest.cookies["korkwand_device"] != old
        for server in (place.first, place.second):
            assert get(f"{server.address}{board.url}", headers={"Cookie": f"korkwand_device={old}"}).status_code == 404
        assert board.snapshot()["you"]["role"] == "coordinator"

    def test_without_a_provider_there_are_no_such_doors(self, server: Server) -> None:
        for path in ("/api/sign-in", "/api/sign-in/callback?state=x&code=y"):
            assert server.guest().get(path).status_code == 404
        assert me(server.guest()) == {"signed_in": False, "name": None}
        assert server.guest().get("/api/instance").json()["sign_in"] is False
        assert server.guest().post("/api/sign-out").status_code == 204

    def test_over_https_both_cookies_can_be_set_by_no_other_host(self, tmp_path: Path, provider: Provider) -> None:
        public = "https://pins.example.org"
        more = {"public_url": public, "oidc_issuer": provider.issuer, "oidc_client_id": "korkwand"}
        with running(tmp_path, **more) as server:
            answer = server.guest(Origin=public).get("/api/sign-in")
            kept = new_cookie(answer, "__Host-korkwand_sign_in")
            assert (kept["secure"], kept["path"], kept["domain"]) == (True, "/", "")
            assert parse_qs(urlsplit(answer.headers["location"]).query)["redirect_uri"] == [
                f"{public}/api/sign-in/callback"
            ]


class TestOnePersonOnManyDevices:
    def test_finds_all_boards_on_each_and_is_the_same_visitor(self, place: Town) -> None:
        """[WA21]"""
        desk, phone = signed_in(place.first), signed_in(place.second)
        made = desk.make_board()
        column = made.column()["id"]
        link = made.key("contributor")["secret"]
        stranger = place.first.guest().make_board()
        entered = phone.enter(stranger.id, stranger.key("contributor")["secret"], name="Anna")
        assert set(boards(desk)) == set(boards(phone)) >= {made.id, stranger.id}
        for board in (made, entered):
            there = [Board(guest, board.id, "").snapshot()["you"] for guest in (desk, phone)]
            assert there[0] == there[1]
        assert phone.enter(made.id, link).snapshot()["you"]["role"] == "coordinator"
        card = Board(phone, made.id, link).card(column)["id"]
        assert desk.patch(f"{made.url}/cards/{card}", json={"title": "Mine"}).status_code == 200

    def test_takes_along_who_the_device_was_before(self, place: Town) -> None:
        """[WA21]"""
        guest = place.first.guest()
        board = guest.make_board()
        before = board.snapshot()["you"]
        sign_in(guest)
        assert board.snapshot()["you"] == before
        assert Board(signed_in(place.second), board.id, "").snapshot()["you"] == before

    def test_who_was_two_on_a_board_keeps_the_rights_of_both(self, place: Town) -> None:
        """[WA21]"""
        board = place.first.guest().make_board()
        desk = signed_in(place.first)
        mine = desk.enter(board.id, board.key("viewer")["secret"])
        visitor = mine.snapshot()["you"]["visitor_id"]
        other = place.first.guest()
        other.enter(board.id, board.key("editor")["secret"])
        sign_in(other)
        for guest in (other, same_device(desk, place.second)):
            you = Board(guest, board.id, "").snapshot()["you"]
            assert (you["visitor_id"], you["role"], len(you["key_ids"])) == (visitor, "editor", 2)

    def test_a_personal_link_moves_the_account(self, place: Town) -> None:
        """[WA15] [WA21]"""
        board = place.first.guest().make_board()
        phone = board.browser("contributor", name="Anna")
        desk = signed_in(place.first)
        desk.enter(board.id, personal_link(phone), personal=True)
        you = phone.snapshot()["you"]
        assert Board(signed_in(place.second), board.id, "").snapshot()["you"] == you

    def test_what_is_entered_by_later_is_the_account_s_alone(self, place: Town) -> None:
        """[WA4] [WA15] Not of the device from which the personal link came."""
        board = place.first.guest().make_board()
        phone = board.browser("contributor", name="Anna")
        desk = place.first.guest()
        desk.enter(board.id, personal_link(phone), personal=True)
        sign_in(desk)
        desk.enter(board.id, board.key("coordinator")["secret"])
        there = Board(signed_in(place.second), board.id, "").snapshot()["you"]
        assert (there["role"], there["name"]) == ("coordinator", "Anna")
        assert phone.snapshot()["you"]["role"] == "contributor"

    def test_somebody_else_is_somebody_else(self, place: Town) -> None:
        anna, bernd = signed_in(place.first), signed_in(place.first, "bernd")
        board = anna.make_board()
        assert board.id not in boards(bernd)
        assert bernd.get(board.url).status_code == 404
        assert me(bernd)["name"] == "Bernd Beispiel"

    def test_nothing_links_what_one_person_is_on_two_boards(self, place: Town) -> None:
        """[WA8] [WA21]"""
        seen = []
        device = signed_in(place.first)
        for number in range(2):
            board = place.first.guest().make_board(f"Board {number}")
            column = board.column()["id"]
            visitor = device.enter(board.id, board.key("contributor")["secret"], name=f"Name {number}")
            visitor.card(column, f"Card {number}")
            seen.append(traces(board, visitor))
        assert {word for word in seen[0] & seen[1] if not re.fullmatch(r"[a-z_]+", word)} == set()

    def test_who_was_forgotten_by_a_board_is_nobody_there(self, place: Town) -> None:
        """[ED21]"""
        board = place.first.guest().make_board()
        desk, phone = signed_in(place.first), signed_in(place.first)
        mine = desk.enter(board.id, board.key("contributor")["secret"], name="Anna")
        assert desk.delete(f"{mine.url}/me", params={"contents": "keep"}).status_code == 204
        assert board.id not in boards(desk) + boards(phone)
        assert Board(phone, board.id, board.key("viewer")["secret"]).client.get(board.url).status_code in {403, 404}


class TestSigningOut:
    def test_forgets_the_person_on_this_device_only(self, place: Town) -> None:
        """[WA22]"""
        desk, phone = signed_in(place.first), signed_in(place.first)
        board = desk.make_board()
        old = desk.cookies["korkwand_device"]
        assert desk.post("/api/sign-out").status_code == 204
        assert desk.cookies["korkwand_device"] != old
        assert (me(desk)["signed_in"], boards(desk), desk.get(board.url).status_code) == (False, [], 404)
        stolen = get(f"{place.first.address}{board.url}", headers={"Cookie": f"korkwand_device={old}"})
        assert stolen.status_code == 404
        assert board.id in boards(phone)
        sign_in(desk)
        assert board.snapshot()["you"]["role"] == "coordinator"

    def test_closes_the_sockets_of_this_device(self, place: Town) -> None:
        """[WA22]"""
        desk, phone = signed_in(place.first), signed_in(place.first)
        board = desk.make_board()
        with Board(phone, board.id, "").live() as other, board.live() as socket:
            desk.post("/api/sign-out")
            assert socket.closed()[0] == 4401
            other.until_quiet()

    def test_what_was_not_the_person_s_stays_on_the_device(self, place: Town) -> None:
        guest = signed_in(place.first)
        guest.post("/api/sign-out")
        board = guest.make_board()
        assert boards(guest) == [board.id]

    def test_a_strange_site_cannot_do_it(self, place: Town) -> None:
        guest = signed_in(place.first)
        for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}):
            assert guest.post("/api/sign-out", headers=headers).status_code == 403
            assert guest.delete("/api/me", headers=headers).status_code == 403
        assert me(guest)["signed_in"]

    def test_forgetting_the_device_signs_out_too(self, place: Town) -> None:
        guest = signed_in(place.first)
        cookie = guest.cookie
        assert guest.delete("/api/device").status_code == 204
        found = get(f"{place.first.address}/api/me", headers={"Cookie": cookie}).json()
        assert found == {"signed_in": False, "name": None}

    def test_an_account_can_be_forgotten_and_what_it_pinned_stays(self, place: Town) -> None:
        """[WA22]"""
        desk, phone = signed_in(place.first, "bernd"), signed_in(place.second, "bernd")
        board = place.first.guest().make_board()
        column = board.column()["id"]
        card = desk.enter(board.id, board.key("contributor")["secret"], name="Bernd").card(column)
        assert desk.delete("/api/me").status_code == 204
        for guest in (desk, phone):
            assert (me(guest)["signed_in"], boards(guest)) == (False, [])
        assert board.records("card")[card["id"]] == card
        sign_in(desk, "bernd")
        assert boards(desk) == []


class TestWhoMayMakeBoards:
    def test_only_who_has_signed_in(self, strict_place: Town) -> None:
        """[WA14]"""
        guest = strict_place.first.guest()
        for path, body in (("/api/boards", {"title": "x"}), ("/api/demo", {})):
            refused = guest.post(path, json=body)
            assert (refused.status_code, refused.json()["reason"]) == (403, "sign_in")
        assert guest.get("/api/instance").json() | {"links": None} == {
            "board_makers": "oidc",
            "sign_in": True,
            "links": None,
        }
        sign_in(guest)
        board = guest.make_board()
        assert board.browser("contributor").snapshot()["you"]["role"] == "contributor"
        guest.post("/api/sign-out")
        assert guest.post("/api/boards", json={"title": "x"}).status_code == 403


def test_the_socket_of_somebody_signed_in_writes_as_the_same_visitor(place: Town) -> None:
    desk, phone = signed_in(place.first), signed_in(place.second)
    board = desk.make_board()
    column = board.column()["id"]
    with Board(phone, board.id, "").live() as socket:
        wanted = edit("card.add", column_id=column, title="x")
        socket.edits(wanted)
        assert socket.event(wanted["id"])["by"] == board.snapshot()["you"]["visitor_id"]

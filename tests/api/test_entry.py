"""Making a board, coming in by a link, and the boards of a device."""

import re
from http.cookies import Morsel, SimpleCookie

import httpx
import pytest

from tests.client import Board, Guest, Program, get, new_id, post
from tests.doors import Server, running

COLORS = ("white", "yellow", "green", "blue", "rose", "lilac")
FOUR_HUNDRED_DAYS = 400 * 24 * 3600


def device_cookie(answer: httpx.Response) -> Morsel[str]:
    """The one cookie an answer sets."""
    (header,) = answer.headers.get_list("set-cookie")
    (morsel,) = SimpleCookie(header).values()
    return morsel


class TestMakingABoard:
    def test_answers_201_with_board_key_and_link(self, server: Server) -> None:
        guest = server.guest()
        answer = guest.post("/api/boards", json={"title": "  Our\ttown ", "description": "Ideas\r\n", "color": "blue"})
        assert answer.status_code == 201
        made = answer.json()
        assert set(made) == {"board", "key"}
        assert set(made["key"]) == {"id", "role", "secret", "link"}
        board = made["board"]
        assert board == {
            "id": board["id"],
            "title": "Our\ttown",
            "description": "Ideas",
            "color": "blue",
            "archived_at": None,
            "deleted_at": None,
            "created_at": board["created_at"],
            "locked_at": None,
            "moderated": False,
            "cards_hidden": False,
            "names_hidden": False,
            "comment_role": "contributor",
            "move_role": "editor",
            "column_role": "editor",
            "phase_id": None,
            "phase_since": None,
            "time_zone": "UTC",
        }
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", board["created_at"])
        assert made["key"]["role"] == "coordinator"
        assert made["key"]["link"] == f"{server.address}/b/{board['id']}#{made['key']['secret']}"
        assert answer.headers["location"] == f"/api/boards/{board['id']}"

    def test_is_event_1_and_makes_its_maker_coordinator(self, board: Board) -> None:
        """[WA1] [EV1]"""
        snapshot = board.snapshot()
        assert (snapshot["seq"], snapshot["you"]["role"]) == (1, "coordinator")
        assert [event["type"] for event in board.events(0)] == ["board.create"]

    def test_a_title_is_all_it_needs(self, server: Server) -> None:
        made = server.guest().post("/api/boards", json={"title": "x"}).json()["board"]
        assert (made["description"], made["color"]) == ("", "white")

    def test_two_boards_of_one_browser_have_one_cookie_and_two_visitors(self, server: Server) -> None:
        guest = server.guest()
        one, two = guest.make_board("One"), guest.make_board("Two")
        assert len(list(guest.cookies.jar)) == 1
        assert one.snapshot()["you"]["visitor_id"] != two.snapshot()["you"]["visitor_id"]

    def test_needs_no_cookie_and_no_origin(self, server: Server) -> None:
        with Program(server.address) as program:
            assert program.post("/api/boards", json={"title": "x"}).status_code == 201

    def test_secrets_have_at_least_128_bits(self, board: Board) -> None:
        assert len(board.secret) >= 22
        assert len(board.key("viewer")["secret"]) >= 22

    def test_a_foreign_cookie_value_is_not_adopted(self, server: Server) -> None:
        """Else whoever can plant a cookie, or knows what a browser sent once, is let into every later board."""
        planted = "a-value-that-somebody-else-knows"
        answer = post(
            f"{server.address}/api/boards",
            json={"title": "x"},
            headers={"Origin": server.address, "Cookie": f"korkwand_device={planted}"},
        )
        assert answer.status_code == 201
        assert device_cookie(answer).value != planted


class TestTheCookie:
    def test_over_http(self, server: Server) -> None:
        """[WA2]"""
        cookie = device_cookie(server.guest().post("/api/boards", json={"title": "x"}))
        assert cookie.key == "korkwand_device"
        assert cookie["httponly"]
        assert (cookie["samesite"].lower(), cookie["path"], cookie["domain"], cookie["secure"]) == ("lax", "/", "", "")
        assert int(cookie["max-age"]) == FOUR_HUNDRED_DAYS

    def test_is_renewed_by_entering_and_by_the_list_of_boards(self, board: Board) -> None:
        entered = board.client.post(f"{board.url}/enter", json={"secret": board.secret})
        listed = board.client.get("/api/boards")
        for answer in (entered, listed):
            assert int(device_cookie(answer)["max-age"]) == FOUR_HUNDRED_DAYS, answer.request.url

    def test_behind_https_it_is_bound_to_the_host(self, https_server: Server) -> None:
        """[WA2]"""
        answer = secure_post(https_server, "/api/boards", {"title": "x"})
        cookie = device_cookie(answer)
        assert cookie.key == "__Host-korkwand_device"
        assert cookie["secure"]
        assert cookie["httponly"]
        assert (cookie["path"], cookie["domain"], cookie["samesite"].lower()) == ("/", "", "lax")
        again = get(f"{https_server.address}/api/boards", headers={"Cookie": f"{cookie.key}={cookie.value}"})
        assert len(again.json()["boards"]) == 1

    def test_behind_https_a_cookie_that_a_sibling_site_could_set_is_ignored(self, https_server: Server) -> None:
        made = secure_post(https_server, "/api/boards", {"title": "x"})
        value = device_cookie(made).value
        url = f"{https_server.address}/api/boards/{made.json()['board']['id']}"
        assert get(url, headers={"Cookie": f"__Host-korkwand_device={value}"}).status_code == 200
        assert get(url, headers={"Cookie": f"korkwand_device={value}"}).status_code == 404

    def test_links_use_the_public_url(self, https_server: Server) -> None:
        """[WA1]"""
        made = secure_post(https_server, "/api/boards", {"title": "x"}).json()
        assert made["key"]["link"].startswith(f"https://pins.example.org/b/{made['board']['id']}#")


@pytest.fixture(scope="module")
def https_server(tmp_path_factory: pytest.TempPathFactory) -> object:
    with running(tmp_path_factory.mktemp("https"), public_url="https://pins.example.org") as server:
        yield server


def secure_post(server: Server, path: str, body: object) -> httpx.Response:
    """A request as it comes through a proxy that ends TLS."""
    headers = {"Origin": "https://pins.example.org", "Host": "pins.example.org"}
    return post(f"{server.address}{path}", json=body, headers=headers)


class TestEntering:
    def test_answers_200_with_board_and_you(self, server: Server, board: Board) -> None:
        made = board.key("contributor")
        answer = server.guest().post(f"{board.url}/enter", json={"secret": made["secret"], "name": " Anna "})
        assert answer.status_code == 200
        body = answer.json()
        assert set(body) == {"board", "you"}
        assert body["board"] == board.snapshot()["records"]["board"][0]
        you = body["you"]
        assert you == {
            "visitor_id": you["visitor_id"],
            "role": "contributor",
            "name": "Anna",
            "color": None,
            "key_ids": [made["key"]["id"]],
            "readonly_columns": [],
        }

    @pytest.mark.parametrize("encoding", ["identity", "gzip"])
    @pytest.mark.parametrize("role", ["viewer", "coordinator"])
    def test_brings_the_snapshot_along_if_asked_for_it(
        self, server: Server, board: Board, role: str, encoding: str
    ) -> None:
        board.do("column.hide", column_id=board.column("Not for all")["id"])
        board.card(board.column("For all")["id"], "A bench ö")
        guest = server.guest()
        guest.headers["Accept-Encoding"] = encoding
        body = {"secret": board.key(role)["secret"], "snapshot": True, "name": "Anna"}
        answer = guest.post(f"{board.url}/enter", json=body)
        assert answer.headers.get("content-encoding", "identity") == encoding
        assert "korkwand_device" in answer.headers["set-cookie"]
        snapshot = guest.get(board.url).json()
        assert answer.json() == {"board": snapshot["records"]["board"][0], **snapshot}
        assert ("Not for all" in answer.text) == (role == "coordinator")

    def test_entering_twice_is_the_same_visitor_and_a_new_name_replaces_the_old(
        self, server: Server, board: Board
    ) -> None:
        secret, guest = board.key("contributor")["secret"], server.guest()
        first = guest.post(f"{board.url}/enter", json={"secret": secret, "name": "Anna"}).json()["you"]
        same = guest.post(f"{board.url}/enter", json={"secret": secret}).json()["you"]
        renamed = guest.post(f"{board.url}/enter", json={"secret": secret, "name": "Ann"}).json()["you"]
        assert same == first
        assert renamed == {**first, "name": "Ann"}

    def test_the_strongest_of_several_links_counts(self, server: Server, board: Board) -> None:
        """[WA4]"""
        guest = server.guest()
        seen = [
            guest.enter(board.id, board.key(role)["secret"]).snapshot()["you"]
            for role in ("viewer", "editor", "viewer")
        ]
        assert [you["role"] for you in seen] == ["viewer", "editor", "editor"]
        assert len({you["visitor_id"] for you in seen}) == 1
        assert len(seen[-1]["key_ids"]) == 3

    def test_visitors_of_two_boards_cannot_be_linked(self, server: Server, board: Board) -> None:
        """[WA8]"""
        guest, other = server.guest(), server.guest().make_board()
        ids = [guest.enter(b.id, b.key("viewer")["secret"]).snapshot()["you"]["visitor_id"] for b in (board, other)]
        assert ids[0] != ids[1]

    def test_unknown_secrets_are_404_and_set_no_cookie(self, server: Server, board: Board) -> None:
        """[ER3]"""
        answer = server.guest().post(f"{board.url}/enter", json={"secret": "unknown"})
        assert answer.status_code == 404
        assert "set-cookie" not in answer.headers


class TestBoardsOfADevice:
    def test_lists_the_boards_this_device_entered_latest_first(self, server: Server, board: Board) -> None:
        guest = server.guest()
        assert guest.get("/api/boards").json() == {"boards": []}
        own = guest.make_board("Own")
        entered = guest.enter(board.id, board.key("viewer")["secret"])
        found = guest.get("/api/boards").json()["boards"]
        assert [(visit["board"]["id"], visit["you"]["role"]) for visit in found] == [
            (entered.id, "viewer"),
            (own.id, "coordinator"),
        ]
        assert found[0]["you"] == entered.snapshot()["you"]
        assert found[0]["board"] == entered.snapshot()["records"]["board"][0]

    def test_a_stranger_has_none(self, server: Server) -> None:
        with Program(server.address) as program:
            assert program.get("/api/boards").json() == {"boards": []}


class TestWhoAsks:
    def test_a_bearer_is_one_visitor_named_by_the_link(self, server: Server, board: Board) -> None:
        """[WA3]"""
        made = board.key("editor", label="Import script")
        column = board.column()
        seen = []
        for _ in range(2):
            with Program(server.address, made["secret"]) as program:
                robot = Board(program, board.id, made["secret"])
                seen.append(robot.snapshot()["you"])
                card = robot.card(column["id"])
        assert seen[0] == seen[1]
        assert (seen[0]["name"], seen[0]["key_ids"]) == ("Import script", [made["key"]["id"]])
        assert (card["author_id"], card["author_name"]) == (seen[0]["visitor_id"], "Import script")

    def test_a_bearer_wins_over_a_cookie(self, board: Board) -> None:
        """[WA3]"""
        secret = board.key("viewer")["secret"]
        answer = board.client.get(board.url, headers={"Authorization": f"Bearer {secret}"})
        assert answer.json()["you"]["role"] == "viewer"
        wrong = board.client.get(board.url, headers={"Authorization": "Bearer unknown"})
        assert wrong.status_code == 404

    def test_a_bearer_of_another_board_is_a_stranger(self, server: Server, board: Board) -> None:
        other = server.guest().make_board()
        with Program(server.address, other.secret) as program:
            assert program.get(board.url).status_code == 404

    def test_the_scheme_is_read_in_any_case(self, server: Server, board: Board) -> None:
        headers = {"Authorization": f"bEARER  {board.secret}"}
        assert get(server.address + board.url, headers=headers).status_code == 200

    def test_a_key_is_not_taken_from_the_query(self, server: Server, board: Board) -> None:
        for name in ("key", "secret", "access_token", "token"):
            assert get(f"{server.address}{board.url}?{name}={board.secret}").status_code == 404


class TestManyBoards:
    def test_an_address_makes_only_so_many_an_hour(self, tmp_path: object) -> None:
        """[LI4] [LI5]"""
        with running(tmp_path, boards_per_hour="3") as server:  # type: ignore[arg-type]
            answers = [Guest(server.address).post("/api/boards", json={"title": new_id()}) for _ in range(5)]
        assert [answer.status_code for answer in answers] == [201, 201, 201, 429, 429]
        limited = answers[-1].json()
        assert limited["code"] == "rate_limited"
        assert limited["retry_after"] > 0

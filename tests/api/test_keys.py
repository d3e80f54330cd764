"""Links over REST: for all four roles, their secrets, passwords, dates and end."""

import pytest

from tests.client import AN_ID, Board, Program, edit, new_id
from tests.doors import Server

ROLES = ["viewer", "contributor", "editor", "coordinator"]
DATES = {"opens_at": "2026-01-01T00:00:00.000Z", "ends_at": "2999-01-01T00:00:00.000Z"}


class TestMaking:
    @pytest.mark.parametrize("role", ROLES)
    def test_a_link_gives_its_role(self, server: Server, board: Board, role: str) -> None:
        answer = board.client.post(f"{board.url}/keys", json={"role": role, "label": "For the council"})
        assert answer.status_code == 201
        made = answer.json()
        assert set(made) == {"key", "secret", "link"}
        assert made["link"] == f"{server.address}/b/{board.id}#{made['secret']}"
        key = made["key"]
        assert key == {
            "id": key["id"],
            "board_id": board.id,
            "role": role,
            "label": "For the council",
            "opens_at": None,
            "ends_at": None,
            "revoked_at": None,
            "has_password": False,
            "unseen_columns": "",
            "readonly_columns": "",
        }
        with Program(server.address, made["secret"]) as program:
            assert program.get(board.url).json()["you"]["role"] == role
        assert server.guest().enter(board.id, made["secret"]).snapshot()["you"]["role"] == role

    def test_the_secret_is_shown_once_and_never_again(self, server: Server, board: Board) -> None:
        secret = board.key("viewer", password="correct horse")["secret"]
        board.program("viewer").snapshot()
        said = [
            board.client.get(f"{board.url}/keys").text,
            board.client.get(board.url).text,
            board.client.get(f"{board.url}/events", params={"since": 0}).text,
        ]
        for text in said:
            assert secret not in text
            assert "correct horse" not in text
            assert "secret" not in text
            assert "argon2" not in text
        files = [path.read_bytes() for path in server.database.parent.iterdir() if path.is_file()]
        for hidden in (secret, board.secret, "correct horse", board.client.cookie.partition("=")[2]):
            assert not any(hidden.encode() in content for content in files)

    def test_a_repeated_request_makes_one_link_and_does_not_show_its_secret_again(self, board: Board) -> None:
        """[DO3]"""
        headers = {"Idempotency-Key": new_id()}
        first = board.client.post(f"{board.url}/keys", json={"role": "viewer"}, headers=headers)
        again = board.client.post(f"{board.url}/keys", json={"role": "viewer"}, headers=headers)
        assert (first.status_code, again.status_code, again.json()["code"]) == (201, 409, "conflict")
        assert len(board.records("key")) == 2

    @pytest.mark.parametrize("fields", [
        {"role": "king"}, {"role": None}, {}, {"role": "viewer", "password": "short"},
        {"role": "viewer", "password": "x" * 201}, {"role": "viewer", "label": "x" * 81},
        {"role": "viewer", "ends_at": "tomorrow"}, {"role": "viewer", "ends_at": "2026-01-01T00:00:00Z"},
        {"role": "viewer", "ends_at": "2026-02-30T00:00:00.000Z"},
        {"role": "viewer", "ends_at": "2026-99-99T99:99:99.999Z"}, {"role": "viewer", "ends_at": 0},
        {"role": "viewer", "opens_at": "2026-01-02T00:00:00.000Z", "ends_at": "2026-01-01T00:00:00.000Z"},
        {"role": "viewer", "key_id": AN_ID}, {"role": "viewer", "secret_hash": "0" * 64},
    ])  # fmt: skip
    def test_bad_fields_are_422(self, board: Board, fields: dict[str, object]) -> None:
        answer = board.client.post(f"{board.url}/keys", json=fields)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
        assert len(board.records("key")) == 1


class TestListingAndChanging:
    def test_lists_all_links(self, board: Board) -> None:
        made = board.key("viewer", label="x", **DATES)["key"]
        answer = board.client.get(f"{board.url}/keys")
        assert answer.status_code == 200
        assert set(answer.json()) == {"keys", "visitors", "locks"}
        assert answer.json()["locks"] == {}
        keys = answer.json()["keys"]
        assert made in keys
        assert sorted(key["id"] for key in keys) == sorted(board.records("key"))

    def test_a_patch_changes_what_is_given(self, board: Board) -> None:
        key = board.key("viewer", label="x", **DATES)["key"]
        url = f"{board.url}/keys/{key['id']}"
        answer = board.client.patch(url, json={"role": "editor", "ends_at": None})
        assert (answer.status_code, answer.json()) == (200, {**key, "role": "editor", "ends_at": None})
        answer = board.client.patch(url, json={"label": "y", "password": "correct horse"})
        assert answer.json() == {**key, "role": "editor", "ends_at": None, "label": "y", "has_password": True}
        assert board.client.patch(url, json={"password": None}).json()["has_password"] is False
        assert [event["type"] for event in board.events(2)] == ["key.change"] * 3

    def test_a_changed_password_is_asked_for(self, server: Server, board: Board) -> None:
        made = board.key("viewer", password="correct horse")
        board.client.patch(f"{board.url}/keys/{made['key']['id']}", json={"password": "battery staple"})
        guest, url = server.guest(), f"{board.url}/enter"
        answers = [
            guest.post(url, json={"secret": made["secret"], "password": password}).status_code
            for password in ("correct horse", "battery staple")
        ]
        assert answers == [403, 200]

    @pytest.mark.parametrize("body", [{"role": None}, {"label": None}, {"revoked_at": None}, {"has_password": False}])
    def test_what_cannot_be_set_is_422(self, board: Board, body: dict[str, object]) -> None:
        key = board.key("viewer")["key"]
        assert board.client.patch(f"{board.url}/keys/{key['id']}", json=body).status_code == 422

    def test_a_role_is_changed_at_once(self, board: Board) -> None:
        guest, column = board.browser("viewer"), board.column()["id"]
        url = f"{board.url}/keys/{guest.key_id}"
        for role, status in (("contributor", 201), ("viewer", 403), ("editor", 201)):
            board.client.patch(url, json={"role": role})
            assert guest.snapshot()["you"]["role"] == role
            answer = guest.client.post(f"{board.url}/cards", json={"column_id": column, "title": "x"})
            assert answer.status_code == status

    @pytest.mark.parametrize("role", ["viewer", "contributor", "editor"])
    def test_only_coordinators_may(self, board: Board, role: str) -> None:
        client, url = board.program(role).client, f"{board.url}/keys"
        assert client.get(url).status_code == 403
        assert client.post(url, json={"role": "viewer"}).status_code == 403
        assert client.patch(f"{url}/{board.key_id}", json={"label": "x"}).status_code == 403
        assert client.delete(f"{url}/{board.key_id}").status_code == 403


class TestRevoking:
    def test_is_an_event_and_for_good(self, board: Board) -> None:
        """[WA9]"""
        made = board.key("viewer")["key"]
        url = f"{board.url}/keys/{made['id']}"
        answer = board.client.delete(url)
        assert (answer.status_code, answer.content) == (204, b"")
        assert board.records("key")[made["id"]]["revoked_at"]
        assert board.events(2)[0]["type"] == "key.revoke"
        assert board.client.delete(url).status_code == 204
        changed = board.client.patch(url, json={"label": "x"})
        assert (changed.status_code, changed.json()["code"]) == (423, "closed")

    def test_the_last_coordinators_key_cannot_be_lost(self, board: Board) -> None:
        """[WA10]"""
        url = f"{board.url}/keys/{board.key_id}"
        for answer in (
            board.client.delete(url),
            board.client.patch(url, json={"role": "editor"}),
            board.client.patch(url, json={"ends_at": "2999-01-01T00:00:00.000Z"}),
            board.client.patch(url, json={"opens_at": "2998-01-01T00:00:00.000Z"}),
        ):
            assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
        board.key("coordinator", ends_at="2999-01-01T00:00:00.000Z")
        assert board.client.delete(url).status_code == 409
        board.key("coordinator")
        assert board.client.delete(url).status_code == 204
        assert board.client.get(board.url).status_code == 403

    def test_what_was_pinned_by_it_stays(self, board: Board) -> None:
        column, guest = board.column()["id"], board.browser("contributor")
        card = guest.card(column)
        board.client.delete(f"{board.url}/keys/{guest.key_id}")
        assert board.records("card") == {card["id"]: card}

    def test_who_has_another_link_stays_with_that_role(self, board: Board) -> None:
        """[WA9]"""
        guest = board.browser("editor")
        guest.client.post(f"{board.url}/enter", json={"secret": board.key("viewer")["secret"]})
        board.client.delete(f"{board.url}/keys/{guest.key_id}")
        assert guest.snapshot()["you"]["role"] == "viewer"


def test_a_taken_secret_hash_is_a_conflict_and_stops_nobody(board: Board) -> None:
    """The hash is unique in the database: the edit that violates it is refused alone, and not as a fault of ours."""
    hashed = "ab" * 32
    first, again, column = board.submit(
        edit("key.add", key_id=new_id(), secret_hash=hashed, role="viewer"),
        edit("key.add", key_id=new_id(), secret_hash=hashed, role="viewer"),
        edit("column.add", title="Ideas"),
    )
    assert "seq" in first
    assert again["code"] == "conflict"
    assert "seq" in column


class TestLimits:
    def test_a_link_may_be_limited_to_columns_and_changed_again(self, board: Board) -> None:
        """[VI6]"""
        columns = [board.column(title)["id"] for title in ("write", "read", "unseen")]
        guest = board.browser("contributor", unseen_columns=columns[2:], readonly_columns=columns[1:2])
        assert list(guest.records("column")) == columns[:2]
        assert guest.snapshot()["you"]["readonly_columns"] == columns[1:2]
        answers = [
            guest.client.post(f"{board.url}/cards", json={"column_id": column, "title": "x"}) for column in columns
        ]
        assert [answer.status_code for answer in answers] == [201, 403, 404]
        answer = board.client.patch(f"{board.url}/keys/{guest.key_id}", json={"unseen_columns": []})
        assert (answer.status_code, answer.json()["unseen_columns"]) == (200, "")
        assert list(guest.records("column")) == columns

    def test_columns_of_another_board_are_invalid(self, server: Server, board: Board) -> None:
        """[VI6]"""
        foreign = server.guest().make_board().column()["id"]
        for column in (foreign, new_id()):
            answer = board.client.post(f"{board.url}/keys", json={"role": "viewer", "unseen_columns": [column]})
            assert (answer.status_code, answer.json()["code"]) == (422, "invalid")

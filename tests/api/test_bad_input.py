"""Bad input gets a clear error in the one shape, whatever it is, and changes nothing."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.client import AN_ID, Board, edit, get
from tests.doors import Server

DEEP = 6_000
KIB_256 = 256 * 1024
JSON = {"Content-Type": "application/json"}

Route = tuple[str, str, dict[str, Any]]


@pytest.fixture
def routes(board: Board) -> list[Route]:
    """Every route that takes a body, with a body that it takes."""
    column = board.column()["id"]
    card, key = board.card(column)["id"], board.key("viewer")["key"]["id"]
    url = board.url
    return [
        ("POST", "/api/boards", {"title": "x"}),
        ("POST", "/api/demo", {"language": "en"}),
        ("POST", f"{url}/enter", {"secret": board.secret}),
        ("PATCH", url, {"title": "x"}),
        ("POST", f"{url}/columns", {"title": "x"}),
        ("PATCH", f"{url}/columns/{column}", {"title": "x"}),
        ("POST", f"{url}/cards", {"column_id": column, "title": "x"}),
        ("PATCH", f"{url}/cards/{card}", {"title": "x"}),
        ("POST", f"{url}/edits", {"edits": []}),
        ("POST", f"{url}/keys", {"role": "viewer"}),
        ("PATCH", f"{url}/keys/{key}", {"label": "x"}),
    ]


def send(board: Board, route: Route, content: bytes | Iterator[bytes], **headers: str) -> httpx.Response:
    """The answer to this body."""
    method, path, _ = route
    return board.client.request(method, path, content=content, headers={**JSON, **headers})


def assert_refused(answer: httpx.Response, status: int, code: str) -> None:
    """The one shape of errors, without a word of what was sent or of our insides."""
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text[:300]
    assert set(answer.json()) == {"code", "detail"}
    assert answer.json()["detail"]
    assert len(answer.content) < 2000
    assert "Traceback" not in answer.text


class TestBodies:
    @pytest.mark.parametrize("content", [
        b"", b" ", b"{", b"title=x", b"\x80\x81", b'{"title":"\xff"}', b"[" * DEEP, b'{"a":' * DEEP,
        b"\x00", b'{"title":"a\x00b"}', b'{"title": 1e}', b"{'title': 'x'}", b'{"title":"x"} extra',
        b'{"n":' + b"9" * 5000 + b"}",
    ])  # fmt: skip
    def test_that_are_no_json_are_malformed(self, board: Board, routes: list[Route], content: bytes) -> None:
        for route in routes:
            answer = send(board, route, content)
            if content.strip():
                assert_refused(answer, 400, "malformed")
            else:
                assert answer.status_code in {400, 422}

    @pytest.mark.parametrize("content", [b"null", b"[]", b"7", b'"x"', b"true", b"NaN", b"[{}]"])
    def test_of_another_kind_are_invalid(self, board: Board, routes: list[Route], content: bytes) -> None:
        for route in routes:
            answer = send(board, route, content)
            assert answer.status_code in {400, 422}
            assert answer.json()["code"] in {"malformed", "invalid"}

    @pytest.mark.parametrize("name", ["extra", "__class__", "id", "board_id", "author_id", "created_at", "rank", ""])
    def test_with_unknown_fields_are_invalid(self, board: Board, routes: list[Route], name: str) -> None:
        for route in routes:
            assert_refused(send(board, route, json.dumps({**route[2], name: "x"}).encode()), 422, "invalid")

    def test_with_a_lone_surrogate_as_a_name_are_invalid(self, board: Board, routes: list[Route]) -> None:
        for route in routes:
            body = json.dumps({**route[2], "\ud800": 1}).encode()
            assert_refused(send(board, route, body), 422, "invalid")

    @pytest.mark.parametrize("value", [7, 1.5, True, [], {}, ["x"], None, "a\x00b", "\ud800", "x" * 20_001, "\x1b[31m"])
    def test_with_wrong_values_are_invalid(self, board: Board, routes: list[Route], value: Any) -> None:
        for route in routes:
            for name in route[2]:
                if value is None and route[0] == "PATCH" and name == "title":
                    continue  # null and absent are the same there
                if value == [] and name == "edits":
                    continue
                answer = send(board, route, json.dumps({**route[2], name: value}).encode())
                if name == "secret" and isinstance(value, str):
                    assert answer.status_code in {404, 422}
                else:
                    assert_refused(answer, 422, "invalid")

    @pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e400", "-0", "123456789012345678901234567890"])
    def test_with_strange_numbers_are_refused(self, board: Board, routes: list[Route], value: str) -> None:
        for route in routes:
            for name in route[2]:
                body = json.dumps({**route[2], name: "@"}).replace('"@"', value).encode()
                answer = send(board, route, body)
                assert answer.status_code in {400, 422}

    @pytest.mark.parametrize("content_type", ["text/plain", "text/html", "application/xml", "application/octet-stream"])
    def test_of_another_type_are_refused(self, board: Board, routes: list[Route], content_type: str) -> None:
        for route in routes:
            answer = send(board, route, json.dumps(route[2]).encode(), **{"Content-Type": content_type})
            assert answer.status_code in {400, 415, 422}
            assert answer.json()["code"] in {"malformed", "invalid"}

    def test_nothing_of_all_this_changed_anything(self, board: Board, routes: list[Route]) -> None:
        seq = board.snapshot()["seq"]
        for route in routes:
            for content in (b"{", b"null", b'{"title":"a\\u0000b"}', b'{"edits":7}', b'{"edits":[7]}', b'{"extra":1}'):
                assert send(board, route, content).status_code >= 400
        assert board.snapshot()["seq"] == seq


class TestSizes:
    def test_a_body_over_256_kib_is_413(self, board: Board, routes: list[Route]) -> None:
        for route in routes:
            assert_refused(send(board, route, b" " * (KIB_256 + 1)), 413, "too_large")

    def test_a_body_in_pieces_over_256_kib_is_413(self, board: Board, routes: list[Route]) -> None:
        for route in routes:
            pieces = (b" " * 1024 for _ in range(257))
            assert_refused(send(board, route, pieces), 413, "too_large")

    def test_a_body_of_256_kib_is_read(self, board: Board) -> None:
        """Where cards are written."""
        body = json.dumps({"column_id": board.column()["id"], "title": "x"}).encode()
        for content in (body.ljust(KIB_256), iter([body.ljust(KIB_256)])):
            assert send(board, ("POST", f"{board.url}/cards", {}), content).status_code == 201

    def test_a_body_where_none_belongs_is_limited_too(self, board: Board) -> None:
        card = board.card(board.column()["id"])["id"]
        answer = board.client.request("DELETE", f"{board.url}/cards/{card}", content=b" " * (KIB_256 + 1))
        assert answer.status_code == 413

    def test_a_text_of_one_megabyte_is_refused_with_the_limit_in_words(self, board: Board) -> None:
        column = board.column()["id"]
        answer = board.client.post(f"{board.url}/cards", json={"column_id": column, "text": "x" * 1_000_000})
        assert_refused(answer, 413, "too_large")
        assert "262144" in answer.json()["detail"]

    @pytest.mark.parametrize(("field", "most"), [("title", 500), ("text", 20_000)])
    def test_a_card_has_limits(self, board: Board, field: str, most: int) -> None:
        column = board.column()["id"]
        for length, status in ((most, 201), (most + 1, 422)):
            body = {"column_id": column, "title": "x", field: "ä" * length}
            assert board.client.post(f"{board.url}/cards", json=body).status_code == status

    def test_a_text_that_grows_by_normalisation_may_be_written_again(self, board: Board) -> None:
        """NFC takes some characters apart: what is stored must be what may be sent."""
        column = board.column()["id"]
        answer = board.client.post(f"{board.url}/cards", json={"column_id": column, "text": "\ufb2c" * 20_000})
        assert answer.status_code in {201, 422}
        if answer.status_code == 201:
            card = answer.json()
            again = board.client.patch(f"{board.url}/cards/{card['id']}", json={"text": card["text"]})
            assert again.status_code == 200

    def test_a_batch_has_at_most_1000_edits(self, board: Board) -> None:
        answer = board.client.post(f"{board.url}/edits", json={"edits": [{}] * 1001})
        assert_refused(answer, 422, "invalid")

    @pytest.mark.parametrize("size", [10_000, 60_000])
    def test_long_addresses_and_headers_are_refused(self, server: Server, size: int) -> None:
        for request in (
            {"url": f"{server.address}/{'x' * size}"},
            {"url": f"{server.address}/api/boards?x={'x' * size}"},
            {"url": f"{server.address}/api/boards", "headers": {"Cookie": "x" * size}},
            {"url": f"{server.address}/api/boards", "headers": {"Authorization": f"Bearer {'x' * size}"}},
        ):
            assert get(**request).status_code in {200, 400, 404, 414, 431}


class TestEditsInABatch:
    @pytest.mark.parametrize("edit_id", [
        "\ud800", "a\x00b", 10**30, -(10**30), 1.5, None, [], {}, [[[[[]]]]], True, "x", "", AN_ID.upper(),
        {"\ud800": "\ud800"}, "x" * 10_000,
    ])  # fmt: skip
    def test_a_strange_id_is_refused_alone(self, board: Board, edit_id: Any) -> None:
        good = edit("column.add", title="Ideas")
        body = {"edits": [{"id": edit_id, "type": "column.add", "title": "x"}, good]}
        answer = board.client.post(f"{board.url}/edits", content=json.dumps(body), headers=JSON)
        assert answer.status_code == 200, answer.text[:200]
        bad, done = answer.json()["results"]
        assert bad["code"] == "invalid"
        assert done == {"id": good["id"], "seq": 2}

    def test_deep_ids_are_refused(self, board: Board) -> None:
        for depth in (100, 900, 3000, DEEP):
            content = b'{"edits":[{"id":' + b"[" * depth + b"]" * depth + b"}]}"
            answer = send(board, ("POST", f"{board.url}/edits", {}), content)
            assert answer.status_code in {200, 400, 422}

    @pytest.mark.parametrize("edit_type", ["", "\ud800", "card", 7, None, [], "x" * 100_000])
    def test_a_strange_type_is_refused_without_repeating_it(self, board: Board, edit_type: Any) -> None:
        body = {"edits": [{"id": AN_ID, "type": edit_type}]}
        answer = board.client.post(f"{board.url}/edits", content=json.dumps(body), headers=JSON)
        assert answer.json()["results"][0]["code"] == "invalid"
        assert len(answer.content) < 3000

    @pytest.mark.parametrize("base", [-1, -(10**30), 10**30, "5", AN_ID, 1.5, [], "\ud800"])
    def test_a_strange_base_is_refused(self, board: Board, base: Any) -> None:
        card = board.card(board.column()["id"])["id"]
        body = {"edits": [edit("card.write", card_id=card, text="x", base=base)]}
        answer = board.client.post(f"{board.url}/edits", content=json.dumps(body), headers=JSON)
        assert answer.json()["results"][0]["code"] in {"invalid", "conflict"}


@pytest.mark.parametrize("base", [0, -1, False, True, 1.5, "5", "x", [], {}, 10**30])
def test_a_strange_base_of_a_patch_is_invalid(board: Board, base: Any) -> None:
    """The body and the edit that it becomes must mean the same by a base."""
    card = board.card(board.column()["id"])["id"]
    answer = board.client.patch(f"{board.url}/cards/{card}", json={"text": "x", "base": base})
    assert_refused(answer, 422, "invalid")


class TestMethodsAndAddresses:
    def test_a_wrong_method_is_405_with_the_right_ones(self, server: Server, board: Board) -> None:
        paths = get(f"{server.address}/api/openapi.json").json()["paths"]
        for path, operations in paths.items():
            known = {method.upper() for method in operations}
            address = path.replace("{board_id}", board.id)
            for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"} - known:
                answer = board.client.request(method, address)
                assert answer.status_code == 405, (method, path)
                allowed = {name.strip() for name in answer.headers["allow"].split(",")}
                assert known <= allowed, (method, path, allowed)
                assert method not in allowed

    @pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE", "PUT"])
    def test_an_unknown_address_is_404(self, board: Board, method: str) -> None:
        for path in ("/api/nothing", f"{board.url}/nothing", "/api", "/api/boards/"):
            answer = board.client.request(method, path)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), path

    @pytest.mark.parametrize("key", ["x", "", AN_ID.upper(), "0" * 36, AN_ID + " x", "{" + AN_ID + "}"])
    def test_an_idempotency_key_is_a_uuid(self, board: Board, key: str) -> None:
        answer = board.client.post(f"{board.url}/columns", json={"title": "x"}, headers={"Idempotency-Key": key})
        assert_refused(answer, 422, "invalid")

    def test_unknown_query_parameters_change_nothing(self, board: Board) -> None:
        assert board.client.get(f"{board.url}?x=1&since=2").json() == board.snapshot()

"""Every door that reads JSON gets all the JSON that nobody would send: it answers with a code, and goes on."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.client import AN_ID, Board, edit

HOSTILE = {
    "lists in lists": "[" * 900 + "]" * 900,
    "lists in lists, deeper": "[" * 30_000 + "]" * 30_000,
    "objects in objects": '{"a":' * 900 + "1" + "}" * 900,
    "objects in objects, deeper": '{"a":' * 20_000 + "1" + "}" * 20_000,
    "lists that never end": "[" * 60_000,
    "a long number": "9" * 5_000,
    "a large exponent": "1e400",
    "NaN": "NaN",
    "Infinity": "-Infinity",
    "half a character": '"\\ud800"',
    "the wrong halves": '"\\udc00\\ud800"',
    "NUL": '"a\\u0000b"',
    "names of half a character": '{"\\ud800":"\\udfff"}',
    "a name of NUL": '{"\\u0000":1}',
    "a name of a prototype": '{"__proto__":{"a":1}}',
}
JSON = {"Content-Type": "application/json"}
IMPORT_FIELDS = ("mapping", "comment_mapping", "preview", "column", "separator", "encoding", "timezone", "import_id")
CODES = {"malformed", "invalid", "not_found", "too_large"}


def bodies(good: dict[str, Any], hostile: str) -> Iterator[bytes]:
    """The hostile value as the whole body, as each of its fields, and as one more."""
    yield hostile.encode()
    for name in [*good, "more"]:
        yield json.dumps({**good, name: "@"}).replace('"@"', hostile, 1).encode()


def assert_answered(answer: httpx.Response) -> None:
    """The door did what was asked, or refused it with a code and a short sentence."""
    assert answer.status_code < 500, answer.text[:300]
    assert len(answer.content) < 20_000
    if answer.status_code >= 400:
        assert answer.json()["code"] in CODES, answer.text[:300]
        assert answer.json()["detail"]


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
class TestDoors:
    def test_of_rest(self, board: Board, hostile: str) -> None:
        column = board.column()["id"]
        card, key = board.card(column)["id"], board.key("viewer")["key"]["id"]
        for method, path, good in (
            ("POST", "/api/boards", {"title": "x"}),
            ("POST", f"{board.url}/enter", {"secret": board.secret}),
            ("PATCH", board.url, {"title": "x", "color": "blue"}),
            ("POST", f"{board.url}/columns", {"title": "x"}),
            ("PATCH", f"{board.url}/columns/{column}", {"title": "x"}),
            ("POST", f"{board.url}/cards", {"column_id": column, "title": "x", "after_id": None}),
            ("PATCH", f"{board.url}/cards/{card}", {"text": "x", "base": 1}),
            ("POST", f"{board.url}/edits", {"edits": []}),
            ("POST", f"{board.url}/keys", {"role": "viewer"}),
            ("PATCH", f"{board.url}/keys/{key}", {"label": "x"}),
        ):
            for body in bodies(good, hostile):
                assert_answered(board.client.request(method, path, content=body, headers=JSON))

    def test_of_edits(self, board: Board, hostile: str) -> None:
        for body in bodies(edit("column.add", title="x"), hostile):
            content = b'{"edits":[' + body + b"]}"
            assert_answered(board.client.post(f"{board.url}/edits", content=content, headers=JSON))

    def test_of_the_import(self, board: Board, hostile: str) -> None:
        file = {"file": ("ideas.csv", b"Titel;Text\na;b\n")}
        for field in (
            "mapping",
            "comment_mapping",
            "preview",
            "column",
            "separator",
            "encoding",
            "timezone",
            "import_id",
        ):
            for value in (hostile, f'{{"title":{hostile}}}'):
                answer = board.client.post(f"{board.url}/import", files=file, data={"preview": "true", field: value})
                assert_answered(answer)
        answer = board.client.post(f"{board.url}/import", files=file, headers={"Idempotency-Key": hostile[:4_000]})
        assert_answered(answer)

    def test_of_files(self, board: Board, hostile: str) -> None:
        good = {"korkwand": 1, "board": {"title": "x"}, "columns": [], "cards": [], "comments": []}
        for body in bodies(good, hostile):
            files = {"file": ("board.json", body)}
            assert_answered(board.client.post(f"{board.url}/import", files=files, data={"preview": "true"}))

    def test_of_the_socket(self, board: Board, hostile: str) -> None:
        frames = [hostile, f'{{"t":"edits","edits":{hostile}}}', f'{{"t":"edits","edits":[{hostile}]}}',
                  f'{{"t":{hostile}}}', f'{{"t":"here","name":{hostile}}}',
                  f'{{"t":"edits","edits":[{{"id":"{AN_ID}","type":"column.add","title":{hostile}}}]}}']  # fmt: skip
        for frame in frames:
            with board.live() as socket:
                socket.send(frame)
                good = edit("column.add", title="Ideas")
                socket.edits(good)
                socket.event(good["id"])

    def test_of_hello(self, board: Board, hostile: str) -> None:
        for name in ("v", "last", "epoch", "key", "pending", "more"):
            hello = {"t": "hello", "v": 1, name: "@"}
            with board.socket() as socket:
                socket.send(json.dumps(hello).replace('"@"', hostile, 1))
                frame = socket.receive()
                assert frame["t"] == "welcome" or frame["code"] in CODES

"""The REST doors of import and export."""

import asyncio
import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from korkwand.app import create_app
from korkwand.settings import Settings

CARDS = "ID;Titel;Text;Kategorie\n1;Bänke;Zwei;Plätze\n2;Rufbus;;Verkehr\n3;;;\n".encode()
COMMENTS = b"Karte;Kommentar\n1;Ja\n"


class Doors:
    """A program, and requests to it by key."""

    def __init__(self, runner: asyncio.Runner, client: httpx.AsyncClient) -> None:
        self._runner = runner
        self._client = client

    def ask(self, method: str, path: str, secret: str | None = None, **request: Any) -> httpx.Response:
        self._client.cookies.clear()
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        return self._runner.run(self._client.request(method, f"/api/boards{path}", headers=headers, **request))

    def new_board(self, title: str = "Ideen für „Überall“") -> tuple[str, str]:
        """Id and coordinator's secret of a new board."""
        made = self.ask("POST", "", json={"title": title}).json()
        return made["board"]["id"], made["key"]["secret"]

    def key(self, board: str, secret: str, role: str) -> str:
        """The secret of a new key."""
        return str(self.ask("POST", f"/{board}/keys", secret, json={"role": role}).json()["secret"])

    def send(
        self, board: str, secret: str, file: bytes = CARDS, comments: bytes | None = None, **fields: str
    ) -> httpx.Response:
        files = {"file": ("ideen.csv", file), **({"comments": ("k.csv", comments)} if comments else {})}
        return self.ask("POST", f"/{board}/import", secret, files=files, data=fields)

    def records(self, board: str, secret: str) -> dict[str, list[dict[str, Any]]]:
        return dict(self.ask("GET", f"/{board}", secret).json()["records"])


@pytest.fixture(scope="module")
def doors(settings: Settings) -> Iterator[Doors]:
    app = create_app(settings)
    with asyncio.Runner() as runner:
        living = app.router.lifespan_context(app)
        runner.run(living.__aenter__())
        client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://pins.example")
        yield Doors(runner, client)
        runner.run(client.aclose())
        runner.run(living.__aexit__(None, None, None))


def test_import_puts_in_what_the_preview_said(doors: Doors) -> None:
    board, secret = doors.new_board()
    preview = doors.send(board, secret, comments=COMMENTS, preview="true").json()
    assert doors.records(board, secret)["card"] == []
    report = doors.send(board, secret, comments=COMMENTS).json()
    assert preview == {**report, "preview": True}
    assert (report["cards"], report["comments"], report["skipped"]) == (2, 1, 1)
    assert report["columns"] == [
        {"title": "Plätze", "column_id": None, "cards": 1}, {"title": "Verkehr", "column_id": None, "cards": 1}
    ]  # fmt: skip
    assert report["problems"] == [
        {"file": "cards", "line": 4, "code": "nothing_in_it", "detail": "The row has neither a title nor a text.",
         "skipped": True}
    ]  # fmt: skip
    records = doors.records(board, secret)
    assert [card["title"] for card in records["card"]] == ["Bänke", "Rufbus"]
    assert records["comment"][0]["card_id"] == records["card"][0]["id"]


def test_the_same_request_again_doubles_nothing(doors: Doors) -> None:
    board, secret = doors.new_board()
    doors.send(board, secret)
    assert doors.send(board, secret).json()["already"] == 2
    assert len(doors.records(board, secret)["card"]) == 2


def test_another_coordinator_with_the_same_file_doubles_nothing(doors: Doors) -> None:
    board, secret = doors.new_board()
    doors.send(board, secret)
    assert doors.send(board, doors.key(board, secret, "coordinator")).json()["already"] == 2
    assert len(doors.records(board, secret)["card"]) == 2


def test_another_import_id_imports_anew(doors: Doors) -> None:
    board, secret = doors.new_board()
    doors.send(board, secret)
    doors.send(board, secret, import_id="0190a000-0000-7000-8000-000000000000")
    assert len(doors.records(board, secret)["card"]) == 4


def test_fields_of_the_form_are_heeded(doors: Doors) -> None:
    board, secret = doors.new_board()
    doors.send(board, secret, mapping='{"column": null, "text": "Kategorie"}', column="Eingang")
    records = doors.records(board, secret)
    assert [column["title"] for column in records["column"]] == ["Eingang"]
    assert records["card"][0]["text"] == "Plätze"


@pytest.mark.parametrize("role", ["viewer", "contributor", "editor"])
def test_only_coordinators_import(doors: Doors, role: str) -> None:
    board, secret = doors.new_board()
    other = doors.key(board, secret, role)
    before = doors.ask("GET", f"/{board}", secret).json()["seq"]
    for answer in (doors.send(board, other, preview="true"), doors.send(board, other)):
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert doors.ask("GET", f"/{board}", secret).json()["seq"] == before


@pytest.mark.parametrize(
    ("file", "status", "code"),
    [
        (b"%PDF-1.7\n", 400, "malformed"),
        (b"PK\x03\x04", 400, "malformed"),
        ("タイトル,テキスト\n日本語の,テキスト\n".encode("shift_jis"), 400, "malformed"),
        (b'Titel;Text\na;"b\n', 400, "malformed"),
        (b"", 422, "invalid"),
        (b"Titel;Text\n", 422, "invalid"),
        (b"Ort;Datum\na;b\n", 422, "invalid"),
        (";".join(f"h{number}" for number in range(10_000)).encode() + b"\n1\n", 413, "too_large"),
        (b"Titel\n" + b"x" * 10 * 1024 * 1024, 413, "too_large"),
        (b"Titel\n" + b"x" * 22 * 1024 * 1024, 413, "too_large"),
    ],
)
def test_what_cannot_be_imported_is_refused_in_words_and_leaves_nothing(
    doors: Doors, file: bytes, status: int, code: str
) -> None:
    board, secret = doors.new_board()
    answer = doors.send(board, secret, file)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert len(answer.json()["detail"]) > 15
    assert doors.ask("GET", f"/{board}", secret).json()["seq"] == 1


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"mapping": "{"}, 400), ({"mapping": "[]"}, 422), ({"mapping": '{"title": 1}'}, 422),
        ({"mapping": '{"titel": "Titel"}'}, 422), ({"comment_mapping": "x"}, 400), ({"surprise": "1"}, 422),
        ({"timezone": "Mars"}, 422), ({"encoding": "klingon"}, 422), ({"separator": "ab"}, 422),
        ({"import_id": "1"}, 422), ({"preview": "perhaps"}, 422), ({"column": "x" * 501}, 422),
    ],
)  # fmt: skip
def test_a_wrong_field_is_refused(doors: Doors, fields: dict[str, str], status: int) -> None:
    board, secret = doors.new_board()
    assert doors.send(board, secret, **fields).status_code == status
    assert doors.ask("GET", f"/{board}", secret).json()["seq"] == 1


def test_what_is_no_form_is_refused(doors: Doors) -> None:
    board, secret = doors.new_board()
    assert doors.ask("POST", f"/{board}/import", secret, json={"file": "x"}).status_code == 422
    assert doors.ask("POST", f"/{board}/import", secret, files={"comments": COMMENTS}).status_code == 422


def test_export_as_csv(doors: Doors) -> None:
    board, secret = doors.new_board()
    doors.send(board, secret, comments=COMMENTS)
    answer = doors.ask("GET", f"/{board}/export.csv", secret)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"Ideen fur Uberall.csv\"; filename*=UTF-8''Ideen%20f%C3%BCr%20%C3%9Cberall.csv"
    )
    assert [row["title"] for row in csv.DictReader(io.StringIO(answer.text, newline=""))] == ["Bänke", "Rufbus"]
    comments = doors.ask("GET", f"/{board}/export.csv?what=comments&language=de&excel=true", secret).content
    assert next(csv.DictReader(io.StringIO(comments.decode("utf-8-sig")), delimiter=";"))["Kommentartext"] == "Ja"


@pytest.mark.parametrize("query", ["what=keys", "language=fr", "excel=perhaps"])
def test_a_wrong_form_of_export_is_invalid(doors: Doors, query: str) -> None:
    board, secret = doors.new_board()
    assert doors.ask("GET", f"/{board}/export.csv?{query}", secret).json()["code"] == "invalid"


def test_export_as_json_imports_into_another_board(doors: Doors) -> None:
    board, secret = doors.new_board()
    doors.send(board, secret, comments=COMMENTS)
    file = doors.ask("GET", f"/{board}/export.json", secret).content
    other, other_secret = doors.new_board("Zweites")
    report = doors.send(other, other_secret, file).json()
    assert (report["cards"], report["comments"], report["problems"]) == (2, 1, [])
    assert doors.records(other, other_secret)["board"][0]["title"] == "Zweites"


@pytest.mark.parametrize(("role", "titles"), [("viewer", ["Rufbus"]), ("editor", ["Bänke", "Rufbus"])])
def test_an_export_has_what_its_visitor_may_see(doors: Doors, role: str, titles: list[str]) -> None:
    board, secret = doors.new_board()
    doors.send(board, secret)
    card = doors.records(board, secret)["card"][0]["id"]
    doors.ask("DELETE", f"/{board}/cards/{card}", secret)
    file = json.loads(doors.ask("GET", f"/{board}/export.json", doors.key(board, secret, role)).content)
    assert [card["title"] for card in file["cards"]] == titles


@pytest.mark.parametrize("path", ["export.csv", "export.json"])
def test_a_stranger_gets_nothing(doors: Doors, path: str) -> None:
    board, _ = doors.new_board()
    answer = doors.ask("GET", f"/{board}/{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_the_doors_are_in_the_contract(doors: Doors) -> None:
    paths = doors.ask("GET", "/../openapi.json").json()["paths"]
    for name in ("import", "export.csv", "export.json"):
        assert f"/api/boards/{{board_id}}/{name}" in paths


@pytest.mark.parametrize(
    ("file", "comments", "told"),
    [
        (b"%PDF-1.7\n", None, {"reason": "pdf"}),
        (b"PK\x03\x04", None, {"reason": "workbook"}),
        (b"Titel;Text\n", None, {"reason": "no_rows"}),
        (b'Titel;Text\na;b\na;"b\n', None, {"reason": "quote_open", "line": 3}),
        (CARDS, b"", {"reason": "empty", "file": "comments"}),
        (CARDS, b"A;B\n1;2\n", {"reason": "comment_no_text", "file": "comments", "headers": ["A", "B"]}),
        (b"Titel;Text\na;b\n", COMMENTS, {"reason": "cards_no_id", "headers": ["Titel", "Text"]}),
    ],
)
def test_why_a_file_is_refused_is_told_to_programs(
    doors: Doors, file: bytes, comments: bytes | None, told: dict[str, Any]
) -> None:
    board, secret = doors.new_board()
    files = {"file": ("ideen.csv", file), **({} if comments is None else {"comments": ("k.csv", comments)})}
    answer = doors.ask("POST", f"/{board}/import", secret, files=files).json()
    assert {name: answer[name] for name in answer if name not in {"code", "detail"}} == told

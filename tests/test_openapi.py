"""The OpenAPI document is true to what is served: every route is in it, and schemathesis finds no deviation."""

import copy
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.routing import BaseRoute

from korkwand.app import create_app
from korkwand.settings import Settings
from tests.client import Board, get, new_id
from tests.doors import Server, running
from tests.samples import amount

Document = dict[str, Any]

CONTRACT = {
    "/api/boards": {"get", "post"},
    "/api/demo": {"post"},
    "/api/boards/{board_id}/enter": {"post"},
    "/api/boards/{board_id}": {"get", "patch", "delete"},
    "/api/boards/{board_id}/columns": {"post"},
    "/api/boards/{board_id}/columns/{column_id}": {"patch", "delete"},
    "/api/boards/{board_id}/cards": {"post"},
    "/api/boards/{board_id}/cards/{card_id}": {"patch", "delete"},
    "/api/boards/{board_id}/edits": {"post"},
    "/api/boards/{board_id}/events": {"get"},
    "/api/boards/{board_id}/keys": {"get", "post"},
    "/api/boards/{board_id}/keys/{key_id}": {"patch", "delete"},
    "/api/boards/{board_id}/keys/{key_id}/lock": {"delete"},
    "/api/boards/{board_id}/me": {"patch", "delete"},
    "/api/boards/{board_id}/me/export.json": {"get"},
    "/api/boards/{board_id}/visitors/{visitor_id}": {"delete"},
    "/api/boards/{board_id}/me/link": {"post"},
    "/api/device": {"delete"},
    "/api/me": {"get", "delete"},
    "/api/sign-out": {"post"},
    "/api/boards/{board_id}/retention": {"get"},
    "/api/boards/{board_id}/audit": {"get"},
    "/api/boards/{board_id}/import": {"post"},
    "/api/boards/{board_id}/export.csv": {"get"},
    "/api/boards/{board_id}/export.json": {"get"},
    "/api/instance": {"get"},
    "/api/instance/{name}": {"get"},
    "/api/health": {"get"},
    "/api/ready": {"get"},
}
"""Every operation of version 1."""

NOT_IN_THE_DOCUMENT = {
    "/api/openapi.json",  # the document itself
    "/api/boards/{board_id}/live",  # a websocket, in docs/protocol.md
    "/metrics",  # not JSON, and off unless set
    "/api/sign-in",  # walked through by browser, with pages for people
    "/api/sign-in/callback",
    "/",
    "/b/{board_id}",
    "/b/{board_id}/list",
}

OPEN_TO_ALL = {
    "/api/boards",
    "/api/demo",
    "/api/boards/{board_id}/enter",
    "/api/device",
    "/api/me",
    "/api/sign-out",
    "/api/instance",
    "/api/instance/{name}",
    "/api/health",
    "/api/ready",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture(scope="module")
def document(server: Server) -> Document:
    """What the server serves."""
    served: Document = get(f"{server.address}/api/openapi.json").json()
    return served


def paths_of(routes: list[BaseRoute]) -> set[str]:
    """The paths of all routes, those of included routers too."""
    found: set[str] = set()
    for route in routes:
        if (path := getattr(route, "path", None)) is not None:
            found.add(path)
        elif (router := getattr(route, "original_router", None)) is not None:
            found |= paths_of(router.routes)
        else:
            raise AssertionError(f"a route of an unknown kind: {route}")
    return found


def test_every_operation_of_the_contract_is_there_and_no_other(document: Document) -> None:
    assert {path: set(operations) for path, operations in document["paths"].items()} == CONTRACT


def test_every_route_of_the_app_is_documented_or_listed_here(document: Document, tmp_path: Path) -> None:
    paths = paths_of(create_app(Settings(data_dir=tmp_path)).routes) - NOT_IN_THE_DOCUMENT
    files = {path for path in paths if not path.startswith("/api") and "{" not in path}  # of the built frontend
    assert paths - files == set(document["paths"])


def test_the_ways_to_say_who_asks_are_declared(document: Document) -> None:
    schemes = document["components"].get("securitySchemes", {})
    assert {(scheme["type"], scheme.get("scheme") or scheme.get("in")) for scheme in schemes.values()} == {
        ("http", "bearer"),
        ("apiKey", "cookie"),
    }
    for path, operations in document["paths"].items():
        for operation in operations.values():
            if path not in OPEN_TO_ALL:
                assert {name for one in operation["security"] for name in one} == set(schemes), path


def test_every_operation_says_what_it_is_for_and_how_it_refuses(document: Document) -> None:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["description"], (method, path)
            for status, answer in operation["responses"].items():
                if status >= "400" and "content" in answer:
                    schema = answer["content"]["application/json"]["schema"]
                    assert schema == {"$ref": "#/components/schemas/ErrorOut"}, (method, path, status)


def test_every_edit_that_can_be_sent_has_a_schema(document: Document) -> None:
    """Else who writes a program must read the server's code to find the fields of an edit."""
    text = json.dumps(document)
    for name in ("card.move", "comment.add", "column.purge", "board.restore", "key.change"):
        assert name in text


EXPECTED = ["2xx", "401", "403", "404", "409", "410", "423", "429"]
"""What a good request may be answered: 410 and 423 depend on what happened before, and are in the document."""

RULES_BEYOND_THE_SCHEMA = {
    "PATCH /api/boards/{board_id}/cards/{card_id}": "title or text may be empty, both together may not",
    "POST /api/boards/{board_id}/keys": "a link ends after it opens",
    "PATCH /api/boards/{board_id}/keys/{key_id}": "the same",
    "POST /api/boards/{board_id}/import": "a file must be a list that can be read",
}
"""Operations that may answer 422 to what fits their schema, and the rule that JSON Schema cannot tell."""


def configuration() -> str:
    """Schemathesis' own file: which answers to good requests are no deviation."""
    lines = ["[checks.positive_data_acceptance]", f"expected-statuses = {json.dumps(EXPECTED)}"]
    for name in RULES_BEYOND_THE_SCHEMA:
        lines += ["[[operations]]", f"include-name = {json.dumps(name)}"]
        lines += [f"checks.positive_data_acceptance.expected-statuses = {json.dumps([*EXPECTED, '422'])}"]
    return "\n".join(lines)


def with_ids(document: Document, ids: dict[str, list[str]]) -> Document:
    """The document with path parameters narrowed to ids that exist, or schemathesis would see nothing but 404."""
    narrowed = copy.deepcopy(document)
    for path, operations in narrowed["paths"].items():
        for method, operation in operations.items():
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "path":
                    key = f"{method} {path}" if parameter["name"] == "board_id" else ""
                    parameter["schema"] = {"type": "string", "enum": ids.get(key) or ids[parameter["name"]]}
    return narrowed


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_schemathesis_finds_no_deviation(server: Server, document: Document, tmp_path: Path) -> None:
    guest = server.guest()
    board, doomed = guest.make_board(), guest.make_board()
    ids = {
        "board_id": [board.id],
        "column_id": [],
        "card_id": [],
        "key_id": [],
        "visitor_id": [new_id()],
        "name": ["privacy"],
    }
    ids["delete /api/boards/{board_id}"] = ids["delete /api/boards/{board_id}/me"] = [doomed.id, new_id()]
    for _ in range(3):
        column = board.column()["id"]
        ids["column_id"].append(column)
        ids["card_id"].append(board.card(column)["id"])
        ids["key_id"].append(board.key("viewer")["key"]["id"])
    (tmp_path / "schemathesis.toml").write_text(configuration())
    (tmp_path / "openapi.json").write_text(json.dumps(with_ids(document, ids)))
    found = run_schemathesis(board, tmp_path, server.address)
    assert found.returncode == 0, found.stdout[-8000:] + found.stderr[-2000:]
    assert "Traceback" not in server.log()
    assert " ERROR " not in server.log()


def run_schemathesis(board: Board, folder: Path, address: str) -> subprocess.CompletedProcess[str]:
    """All checks, with values from the edges of the schema and random ones, as somebody who may do everything."""
    program = Path(sys.executable).with_name("st")
    options = [
        *("--url", address, "--header", f"Cookie: {board.client.cookie}", "--header", f"Origin: {address}"),
        *("--phases", "examples,coverage,fuzzing", "--max-examples", str(amount(8, 50)), "--seed", "7", "--no-color"),
        # Without a cookie `GET /api/boards` is an empty list, and anybody may make a board: not a hole.
        *("--exclude-checks", "ignored_auth"),
    ]
    return subprocess.run(
        [program, "run", folder / "openapi.json", *options], cwd=folder, capture_output=True, text=True, timeout=200
    )

"""What a served process writes: no secret, no query string, no traceback, whatever is sent to it."""

import socket as sockets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from korkwand.entry.secrets import new_secret
from tests.client import Socket, edit, get, new_id, post, request
from tests.doors import Server, running
from tests.issued_secrets import secrets_in
from tests.secret_town import JSON, PASSWORD, QUERY, TEXT, Town, assert_silent


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server of its own: what it wrote is read as a whole."""
    with running(tmp_path) as server:
        yield server


def test_every_kind_of_secret_would_be_found_in_a_log(database_url: str, tmp_path: Path) -> None:
    """What every server of every test is asked when it ends, whatever its database is."""
    with running(tmp_path, database_url=database_url) as server:
        find_all_issued(server)


def find_all_issued(server: Server) -> None:
    board = server.guest().make_board()
    personal = board.client.post(f"{board.url}/me/link").json()["secret"]
    cookie = board.client.cookies["korkwand_device"]
    issued = {board.secret, personal, cookie}
    log = "\n".join(f"12:00 GET /b/{board.id}#key={secret}.x" for secret in (*issued, new_secret()))
    assert secrets_in(log, server.database_url) == issued
    assert secrets_in(server.log(), server.database_url) == set()


def raw_request(server: Server, data: bytes) -> None:
    """Send bytes that no client would send; whatever comes back."""
    host, _, port = server.address.removeprefix("http://").partition(":")
    with sockets.create_connection((host, int(port)), timeout=5) as connection, suppress(OSError):
        connection.sendall(data)
        connection.shutdown(sockets.SHUT_WR)
        while connection.recv(65536):
            pass


def by_rest(town: Town) -> None:
    """Requests with secrets in all places, good and bad."""
    robot = {"Authorization": f"Bearer {town.program.secret}"}
    assert get(town.url(), headers=town.headers).status_code == 200
    assert get(town.url("/events") + "&since=0", headers=robot).status_code == 200
    assert get(town.url("/events") + "&since=x", headers=robot).status_code == 422
    assert post(town.url("/cards"), headers=robot, json={"column_id": town.column, "title": TEXT}).status_code == 201
    assert post(town.url("/cards"), headers=robot, json={"title": TEXT, town.locked: TEXT}).status_code == 422
    assert post(town.url("/cards"), headers={**robot, **JSON}, content=f'{{"{town.locked}'.encode()).status_code == 400
    assert post(town.url("/keys"), headers=robot, json={"role": "viewer", "password": PASSWORD}).status_code == 403
    assert get(town.url(), headers={"Authorization": "Bearer wrong-guess"}).status_code == 404
    assert get(town.url(), headers={"Cookie": "korkwand_device=wrong-guess"}).status_code == 404
    assert get(town.url(), headers={**town.headers, "Origin": f"https://evil.example/{QUERY}"}).status_code == 403
    for password in (PASSWORD, "wrong-guess", None, ["wrong-guess"]):
        body = {"secret": town.locked, "password": password, "name": TEXT}
        post(town.url("/enter"), headers=town.headers, json=body)
    personal = {"secret": town.personal, "personal": True}
    assert post(town.url("/enter"), headers=town.headers, json=personal).status_code == 403
    for status in (200, 404):
        assert post(town.url("/enter"), json=personal).status_code == status
    for method in ("PUT", "TRACE", "OPTIONS", "HEAD"):
        assert request(method, town.url(), headers=town.headers).status_code in {200, 403, 405}
    assert get(f"{town.server.address}/nothing?{QUERY}", headers=town.headers).status_code == 404
    assert get(f"{town.server.address}/b/{town.board.id}?{QUERY}", headers=town.headers).status_code in {200, 404}
    assert get(f"{town.server.address}/api/openapi.json?{QUERY}").status_code == 200
    files = {"file": (f"{town.locked}.csv", f"Titel\n{TEXT}\n".encode())}
    assert post(town.url("/import"), headers=town.headers, files=files).status_code == 200
    assert get(town.url("/export.json"), headers=town.headers).status_code == 200


def by_socket(town: Town) -> None:
    """The same over sockets."""
    with town.program.live() as socket:
        socket.edits(
            edit("card.write", card_id=town.card, title=TEXT, text=town.locked),
            edit(f"card.{QUERY}", card_id=town.card, password=PASSWORD),
            edit("key.add", key_id=new_id(), secret_hash="e5" * 32, role="viewer", password=PASSWORD),
        )
        socket.refusals(2)
        socket.send({"t": QUERY})
        socket.send(f'{{"{town.locked}')
        socket.send({"t": "here", "name": TEXT})
        socket.until_quiet()
        socket.send(b"binary")
        socket.closed()
    for hello in ({"key": "wrong-guess"}, {"key": town.locked}, {"key": town.program.secret, QUERY: QUERY}, {"v": 9}):
        with Socket(town.server.address, town.board.id) as socket:
            socket.send({"t": "hello", "v": 1, **hello})
            socket.closed()
    with pytest.raises(InvalidStatus), Socket(town.server.address, town.board.id, origin=f"https://{QUERY}.example"):
        pass
    live = f"ws{town.server.address.removeprefix('http')}{town.board.url}/live?key={town.board.secret}&{QUERY}"
    path = live.partition(str(town.server.address.rpartition(":")[2]))[2]
    raw_request(town.server, handshake(town, path, "Sec-WebSocket-Key: short\r\nSec-WebSocket-Version: 13\r\n"))
    raw_request(town.server, handshake(town, path, "Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\n"))
    raw_request(town.server, handshake(town, path, ""))


def handshake(town: Town, path: str, more: str) -> bytes:
    """A handshake that lacks something."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{more}"
        f"Cookie: {town.board.client.cookie}\r\n\r\n"
    ).encode()


def by_no_client_at_all(town: Town) -> None:
    """Bytes that are no HTTP, with secrets among them."""
    for line in (
        f"GET {town.board.url}?{QUERY} HTTP/9.9",
        f"GET {town.board.url}?{QUERY}",
        f"{QUERY} / HTTP/1.1",
        f"GET /{'x' * 70_000}?{QUERY} HTTP/1.1",
        f"GET /%ff%00?{QUERY} HTTP/1.1",
        f"POST {town.board.url}/cards?{QUERY} HTTP/1.1\r\nHost: x\r\nContent-Length: 1e9\r\nX: {town.board.secret}",
        f"POST {town.board.url}/cards?{QUERY} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{town.locked}",
        f"POST {town.board.url}/cards?{QUERY} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{town.locked}",
    ):
        raw_request(town.server, f"{line}\r\nAuthorization: Bearer {town.program.secret}\r\n\r\n".encode())
    raw_request(town.server, b"\x16\x03\x01" + town.locked.encode())


def test_no_secret_and_no_query_is_logged(server: Server) -> None:
    town = Town(server)
    for way in (by_rest, by_socket, by_no_client_at_all):
        way(town)
    server.stop()
    assert_silent(server, town)
    server.start()

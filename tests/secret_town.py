"""A board in use with secrets in all places, and what the log of its server may hold."""

import hashlib
import re

from tests.doors import Server

LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (INFO|WARNING|ERROR) [\w.]+ \S")
PASSWORD = "correct horse canary"
QUERY = "canary-in-a-query"
REFERER = "canary-in-a-referer"
TEXT = "canary in a text"
JSON = {"Content-Type": "application/json"}


class Town:
    """A board in use, and everything secret about it."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.board = server.guest().make_board()
        self.column = self.board.column()["id"]
        self.card = self.board.card(self.column, TEXT)["id"]
        self.program = self.board.program("editor", label="Robot")
        self.locked: str = self.board.key("viewer", password=PASSWORD)["secret"]
        self.guest = self.board.browser("contributor", name="Anna")
        self.personal: str = self.guest.client.post(f"{self.guest.url}/me/link").json()["secret"]
        self.secrets = {self.personal, PASSWORD, QUERY, REFERER, TEXT, "wrong-guess", self.locked}
        for one in (self.board, self.program, self.guest):
            self.secrets |= {one.secret, *one.client.cookies.values()}

    def url(self, path: str = "") -> str:
        """The address of the board's door with a secret in its query."""
        return f"{self.server.address}{self.board.url}{path}?secret={self.board.secret}&x={QUERY}"

    @property
    def headers(self) -> dict[str, str]:
        """What a browser sends, and a Referer with a link in it."""
        referer = f"{self.server.address}/b/{self.board.id}?{REFERER}#{self.board.secret}"
        return {"Cookie": self.board.client.cookie, "Origin": self.server.address, "Referer": referer}


def assert_silent(server: Server, town: Town, errors: int = 0) -> None:
    """Neither secrets nor queries, every record in one line, and as many errors as there were crashes."""
    log = server.log()
    for secret in town.secrets:
        assert secret not in log + server.printed
        assert hashlib.sha256(secret.encode()).hexdigest() not in log
    assert "?" not in log + server.printed
    assert "Traceback" not in log
    assert [line for line in log.splitlines() if not LINE.match(line)] == []
    found = [line for line in log.splitlines() if " ERROR " in line]
    assert len(found) == errors, "\n".join(found)

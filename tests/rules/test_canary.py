"""What is withheld is nowhere in the bytes that a visitor gets: over REST and socket, for every role, in every state.

Each withheld thing has a word of its own; everything that each visitor was ever sent is searched for it. That the
search finds something is shown by servers with a hole.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.client import Socket, edit, new_id
from tests.doors import WIDE_LIMITS, Server, running
from tests.rules.weak_server import HOLES

MEMBERS = {"viewer", "contributor", "limited", "anna"}
STAFF = {"editor", "coordinator"}
OWN = {"anna", *STAFF}

SEES: dict[str, set[str]] = {
    "waitingcanary": OWN,
    "commentcanary": OWN,
    "hiddencanary": OWN,
    "coveredcanary": OWN,
    "hiddencolumncanary": STAFF,
    "columncardcanary": STAFF,
    "trashcanary": STAFF,
    "trashedcommentcanary": STAFF,
    "unseencanary": {*MEMBERS, *STAFF} - {"limited"},
    "annacanary": {"anna", "coordinator"},
    "the id of anna": {"anna", "coordinator"},
    "keycanary": {"coordinator"},
    "reportcanary": {"anna", "coordinator"},
    "the id of who was removed": {"coordinator"},
}
"""Who may be sent which word. Anna writes and has no socket, or presence would name her."""


class Town:
    """A board on which everything is withheld that can be, and all that its visitors were sent meanwhile."""

    def __init__(self, server: Server, stack: ExitStack) -> None:
        self.board = server.guest().make_board("Our town")
        self.sent: dict[str, str] = {}
        self.columns = {name: self.board.column(name)["id"] for name in ("open", "hidden", "unseen")}
        self.board.do("board.mask")
        unseen = [self.columns["unseen"]]
        self.visitors = {
            "coordinator": self.board,
            "editor": self.board.browser("editor", label="keycanary"),
            "viewer": self.board.browser("viewer"),
            "contributor": self.board.browser("contributor", name="Ben"),
            "limited": self.board.browser("contributor", unseen_columns=unseen),
            "anna": self.board.browser("contributor", name="annacanary"),
        }
        self.anna_id = self.visitors["anna"].snapshot()["you"]["visitor_id"]
        self.removed_id = new_id()
        self.start = self.board.snapshot()["seq"]
        self.sockets = {
            name: stack.enter_context(visitor.live()) for name, visitor in self.visitors.items() if name != "anna"
        }
        self.cards = {name: new_id() for name in ("waiting", "hidden", "covered", "in column", "trash")}

    def withhold(self) -> None:
        """Make what is not for everybody, out of sight from the first."""
        board, anna = self.board, self.visitors["anna"]
        board.card(self.columns["unseen"], "unseencanary")
        self._sent("anna", anna.client.get(board.url).text)  # before it is covered
        board.do("column.hide", column_id=self.columns["hidden"])
        board.do("column.rename", column_id=self.columns["hidden"], title="hiddencolumncanary")
        board.card(self.columns["hidden"], "columncardcanary", card_id=self.cards["in column"])
        board.do("card.import", card_id=self.cards["trash"], column_id=self.columns["open"], title="trashcanary",
                 deleted_at="2026-06-01T08:00:00.000Z")  # fmt: skip
        open_card = board.card(self.columns["open"], "Open")["id"]
        anna.do("card.report", card_id=open_card, reason="reportcanary")
        board.do("visitor.remove", visitor_id=self.removed_id)
        board.do("comment.import", card_id=open_card, text="trashedcommentcanary",
                 deleted_at="2026-06-01T08:00:00.000Z")  # fmt: skip
        board.do("board.moderate", on=True)
        for name in ("waiting", "hidden"):
            anna.card(self.columns["open"], f"{name}canary", card_id=self.cards[name])
        anna.do("comment.add", card_id=self.cards["waiting"], text="commentcanary")
        board.do("card.hide", card_id=self.cards["hidden"])
        self.visitors["editor"].do("card.approve", card_id=self.cards["hidden"])
        board.do("board.moderate", on=False)
        board.do("board.cover")
        anna.card(self.columns["open"], "coveredcanary", card_id=self.cards["covered"])

    def work_on_it(self) -> None:
        """What is withheld is moved, written, commented on, deleted and restored; others try the same."""
        for card_id in (self.cards["waiting"], self.cards["hidden"], self.cards["covered"]):
            for edit_type, fields in (
                ("card.recolor", {"color": "rose"}),
                ("card.move", {"column_id": self.columns["open"], "after_id": None}),
                ("comment.add", {"text": "commentcanary"}),
                ("card.delete", {}),
                ("card.restore", {}),
                ("card.lock", {}),
                ("card.unlock", {}),
            ):
                self.visitors["editor" if "lock" not in edit_type else "coordinator"].do(
                    edit_type, card_id=card_id, **fields
                )
        for name, visitor in self.visitors.items():
            tries = [
                edit(edit_type, card_id=card_id, **fields)
                for card_id in self.cards.values()
                for edit_type, fields in (
                    ("card.copy", {"column_id": self.columns["unseen"]}),
                    ("card.write", {"text": "x", "base": 1}),
                    ("comment.add", {"text": "x"}),
                )
            ]
            if name in MEMBERS - {"anna"}:
                self._sent(name, json.dumps(visitor.submit(*tries)))
        for card_id in self.cards.values():
            for name in MEMBERS - {"anna"}:
                client, url = self.visitors[name].client, f"{self.board.url}/cards/{card_id}"
                self._sent(name, client.patch(url, json={"text": "x"}).text + client.delete(url).text)

    def gather(self) -> None:
        """Every reading door of every visitor, their socket, and a second one that resumes."""
        for name, visitor in self.visitors.items():
            for path in ("", "/events?since=0", f"/events?since={self.start}", "/export.json", "/export.csv",
                         "/export.csv?what=comments", "/keys", "/audit", "/retention", "/me/export.json"):  # fmt: skip
                self._sent(name, visitor.client.get(self.board.url + path).text)
            self._sent(name, visitor.client.get("/api/boards").text)
            body = {"secret": visitor.secret, "snapshot": True}
            self._sent(name, visitor.client.post(f"{self.board.url}/enter", json=body).text)
            plain = visitor.client.get(self.board.url, headers={"Accept-Encoding": "identity"})
            self._sent(name, plain.text)
            if name in self.sockets:
                self._sent(name, frames_of(self.sockets[name]))
                with visitor.live(last=self.start) as again:
                    self._sent(name, frames_of(again))

    def leaks(self) -> set[tuple[str, str]]:
        """Who was sent what is not for them."""
        return {(name, word) for word, who in SEES.items() for name in self.visitors
                if name not in who and self._word(word) in self.sent[name]}  # fmt: skip

    def missing(self) -> set[tuple[str, str]]:
        """Who was not sent what is for them: then the search would prove nothing."""
        return {(name, word) for word, who in SEES.items() for name in who if self._word(word) not in self.sent[name]}

    def _word(self, word: str) -> str:
        return {"the id of anna": self.anna_id, "the id of who was removed": self.removed_id}.get(word, word)

    def _sent(self, name: str, text: str) -> None:
        self.sent[name] = self.sent.get(name, "") + text


def frames_of(socket: Socket) -> str:
    """Everything that a socket has got."""
    socket.send({"t": "ping"})
    socket.expect("pong")
    return json.dumps([socket.welcome, *socket.frames], ensure_ascii=False)


def town_of(server: Server, stack: ExitStack) -> Town:
    """A town that was worked on, and what everybody was sent."""
    town = Town(server, stack)
    town.withhold()
    town.gather()
    town.work_on_it()
    town.gather()
    return town


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("server")) as server:
        yield server


def test_nobody_is_sent_what_is_not_for_him(server: Server) -> None:
    with ExitStack() as stack:
        town = town_of(server, stack)
        assert town.leaks() == set()
        assert town.missing() == set()


def test_after_a_flip_everybody_is_sent_it(server: Server) -> None:
    with ExitStack() as stack:
        town = town_of(server, stack)
        town.board.do("board.reveal")
        town.board.do("card.approve", card_id=town.cards["waiting"])
        town.board.do("card.show", card_id=town.cards["hidden"])
        town.board.do("column.show", column_id=town.columns["hidden"])
        town.board.do("board.unmask")
        for name in ("viewer", "contributor", "limited"):
            frames = frames_of(town.sockets[name])
            for word in ("waitingcanary", "commentcanary", "hiddencanary", "coveredcanary", "hiddencolumncanary",
                         "columncardcanary", "annacanary", town.anna_id):  # fmt: skip
                assert word in frames, (name, word)


@pytest.mark.parametrize("hole", HOLES)
def test_a_server_with_a_hole_is_found_out(hole: str, tmp_path: Path) -> None:
    server = Server(tmp_path, WIDE_LIMITS)
    server.program = (str(Path(__file__).with_name("weak_server.py")), hole)
    server.start()
    with ExitStack() as stack:
        stack.callback(server.stop)
        assert town_of(server, stack).leaks()

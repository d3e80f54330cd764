"""Coming in by a link that has a password."""

from tests.client import Board, Program
from tests.doors import Server


def test_a_password_is_asked_for_and_checked(server: Server, board: Board) -> None:
    """[WA7] [ER6]"""
    secret = board.key("viewer", password="correct horse")["secret"]
    for body, status in (
        ({}, 403),
        ({"password": ""}, 403),
        ({"password": "battery staple"}, 403),
        ({"password": "correct horse"}, 200),
    ):
        answer = server.guest().post(f"{board.url}/enter", json={"secret": secret, **body})
        assert answer.status_code == status, body
        if status == 403:
            assert answer.json()["reason"] == "password"


def test_a_bearer_cannot_pass_by_the_password(server: Server, board: Board) -> None:
    """[WA3]"""
    secret = board.key("viewer", password="correct horse")["secret"]
    with Program(server.address, secret) as program:
        assert program.get(board.url).status_code == 404


def test_a_whole_meeting_gets_in_by_one_link_with_a_password(server: Server, board: Board) -> None:
    """Forty people open the invitation in the same minute: only wrong passwords are counted."""
    secret = board.key("contributor", password="correct horse")["secret"]
    answers = [
        server.guest().post(f"{board.url}/enter", json={"secret": secret, "password": "correct horse"}).status_code
        for _ in range(40)
    ]
    assert answers == [200] * 40


def test_guessing_is_stopped_with_retry_after(server: Server, board: Board) -> None:
    """[WA7] [ER4]"""
    secret, guest = board.key("viewer", password="correct horse")["secret"], server.guest()
    guesses = [{"secret": secret, "password": f"wrong {number:05}"} for number in range(30)]
    answers = [guest.post(f"{board.url}/enter", json=guess) for guess in guesses]
    statuses = [answer.status_code for answer in answers]
    assert 5 <= statuses.count(403) <= 20
    assert statuses[-1] == 429
    assert answers[-1].json()["retry_after"] > 0
    assert int(answers[-1].headers["retry-after"]) > 0

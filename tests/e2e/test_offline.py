"""Without a connection one goes on working; what was made arrives once, in order, whatever became of the tab."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.client import Board, Guest
from tests.e2e.killable import KillableServer, killable
from tests.e2e.person import VILLAGE, People, Person


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KillableServer]:
    """A server for this module alone."""
    with killable(tmp_path_factory.mktemp("offline")) as server:
        yield server


@pytest.fixture
def board(server: KillableServer) -> Board:
    """A board with one column and one card, made by REST."""
    board = Guest(server.address).make_board("Sommerfest")
    column = board.column("Ideen")
    board.card(column["id"], "Radweg", text="Am Fluss")
    return board


def arrive(people: People, board: Board, address: str = "") -> Person:
    link = board.key("editor")["link"]
    return people(address, bad_network=True).join(link.replace("127.0.0.1", VILLAGE) if VILLAGE in address else link)


def stored(board: Board) -> list[str]:
    cards = sorted(board.records("card").values(), key=lambda card: (card["rank"], card["id"]))
    return [card["title"] for card in cards]


def reopen(person: Person, board: Board) -> Person:
    """Close the tab without a word and open the board in a new one."""
    person.page.close(run_before_unload=False)
    person.board = person.tab(f"/b/{board.id}")
    person.page = person.board.page
    return person


def test_twenty_edits_of_a_closed_tab_arrive_once_and_in_order(people: People, server: KillableServer, board: Board):
    anna = arrive(people, board)
    anna.keeps_the_page()
    before = board.snapshot()["seq"]
    server.kill()
    titles = [f"Idee {number}" for number in range(18)]
    anna.board.pin("Ideen", *titles)
    anna.board.end_adding()
    anna.board.choose("Idee 17", "Ganz nach oben")
    anna.board.edit_card("Radweg").get_by_label("Titel").fill("Radweg am See")
    anna.board.dialog.get_by_role("button", name="Speichern").click()
    anna.board.close_dialog()
    anna.board.waits(20)
    reopen(anna, board)
    expect(anna.page.get_by_role("banner").get_by_text("letzter Stand")).to_be_visible()
    wanted = ["Idee 17", "Radweg am See", *titles[:17]]
    anna.board.shows("Ideen", *wanted)
    anna.board.waits(20)
    server.start()
    anna.hurry()
    anna.board.is_live()
    anna.board.has_sent_all()
    anna.board.shows("Ideen", *wanted)
    assert stored(board) == wanted
    assert board.snapshot()["seq"] == before + 20


def test_two_closed_tabs_without_a_secure_context_lose_nothing(people: People, server: KillableServer, board: Board):
    anna = arrive(people, board, server.address.replace("127.0.0.1", VILLAGE))
    other = anna.tab(f"/b/{board.id}")
    other.is_live()
    server.kill()
    for turn in range(3):
        anna.board.pin("Ideen", f"hier {turn}")
        expect(other.headings("Ideen").last).to_have_text(f"hier {turn}")
        other.pin("Ideen", f"dort {turn}")
        expect(anna.board.headings("Ideen").last).to_have_text(f"dort {turn}")
    anna.board.waits(6)
    other.page.close()
    anna.page.close()
    server.start()
    anna.board = anna.tab(f"/b/{board.id}")
    anna.board.is_live()
    anna.board.has_sent_all()
    assert stored(board) == ["Radweg", *(f"{where} {turn}" for turn in range(3) for where in ("hier", "dort"))]


def test_what_is_refused_after_the_tab_was_closed_is_explained_and_kept(
    people: People, server: KillableServer, board: Board
):
    anna = arrive(people, board)
    anna.keeps_the_page()
    server.kill()
    anna.board.edit_card("Radweg").get_by_label("Text").fill("Ein langer Text")
    anna.board.dialog.get_by_role("button", name="Speichern").click()
    anna.board.close_dialog()
    anna.board.pin("Ideen", "Danach")
    anna.board.waits(2)
    anna.page.close(run_before_unload=False)
    server.start()
    radweg = next(iter(board.records("card")))
    board.do("card.delete", card_id=radweg)
    anna.board = anna.tab(f"/b/{board.id}")
    anna.page = anna.board.page
    expect(anna.page.get_by_text("Das liegt im Papierkorb und kann nicht geändert werden.")).to_be_visible()
    expect(anna.page.get_by_text("Ein langer Text").first).to_be_visible()
    anna.board.has_sent_all()
    assert "Danach" in stored(board)
    # Nor is it forgotten with the message.
    reopen(anna, board).board.is_live()
    board.do(
        "card.restore", card_id=next(id for id, card in board.records("card").items() if card["title"] == "Radweg")
    )
    field = anna.board.open_card("Radweg").get_by_label("Text", exact=True)
    expect(field).to_have_value("Ein langer Text")


def test_whose_link_was_revoked_meanwhile_can_copy_what_was_written(
    people: People, server: KillableServer, board: Board
):
    key = board.key("editor")
    anna = people(bad_network=True).join(key["link"])
    anna.keeps_the_page()
    server.kill()
    anna.board.pin("Ideen", "Ohne Netz geschrieben")
    anna.board.waits(1)
    anna.page.close(run_before_unload=False)
    server.start()
    board.client.delete(f"{board.url}/keys/{key['key']['id']}")
    page = anna.tab(f"/b/{board.id}").page
    expect(page.get_by_role("heading", name="Dieser Link wurde zurückgezogen")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Ohne Netz geschrieben")).to_be_visible()
    expect(page.get_by_text("Radweg")).to_have_count(0)
    # What the server does not show any more is not kept either; what was written is.
    page.reload()
    expect(page.get_by_role("listitem").filter(has_text="Ohne Netz geschrieben")).to_be_visible()
    expect(page.get_by_text("Radweg")).to_have_count(0)


def test_a_clock_that_is_a_day_off_changes_nothing(people: People, server: KillableServer, board: Board):
    card = next(iter(board.records("card")))
    board.do("comment.add", card_id=card, text="Von gestern her gesehen")
    for days in (-1, 1):
        anna = people(bad_network=True)
        anna.context.add_init_script(
            f"""(() => {{
                const now = Date.now;
                const off = {days} * 86_400_000;
                Date.now = () => now() + off;
                globalThis.Date = new Proxy(Date, {{
                    construct: (target, given) => new target(...(given.length ? given : [now() + off])),
                }});
            }})()"""
        )
        anna.join(board.key("editor")["link"])
        dialog = anna.board.open_card("Radweg")
        expect(dialog.get_by_text("heute").first).to_be_visible()
        server.kill()
        anna.board.comment(f"Uhr {days}")
        expect(dialog.get_by_role("listitem").last).to_contain_text(f"Uhr {days}")
        server.start()
        anna.hurry()
        anna.board.close_dialog()
        anna.board.is_live()
        anna.board.has_sent_all()
        anna.close()
    comments = sorted(board.records("comment").values(), key=lambda comment: comment["created_at"])
    assert [comment["text"] for comment in comments] == ["Von gestern her gesehen", "Uhr -1", "Uhr 1"]

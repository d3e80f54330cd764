"""German texts are shown, found, exported and imported again as they were meant."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.client import Board, Guest, edit
from tests.doors import Server
from tests.e2e.person import People
from tests.pages import ROOT

CASES: list[dict[str, Any]] = [
    case
    for case in json.loads((ROOT / "tests/vectors/texts.json").read_text(encoding="utf-8"))
    # What the server keeps as it is: no blanks at the ends, composed letters.
    if case["text"].strip() and not re.search(r"[ \t\xa0]\n|\s$|u\u0308", case["text"])
]
SHOWN = """(cards) => cards.map((card) => {
  const text = card.querySelector('.text .text').cloneNode(true);
  for (const box of text.querySelectorAll('[role=img]')) box.remove();
  return [card.querySelector('h3').textContent.trim(), text.textContent];
})"""
LOOKED_FOR = 12
"""Among so many texts one word is typed each time, which costs the browser a moment."""


def bare(text: str) -> str:
    """Without white space: how lines are set apart is the page's own."""
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module")
def board(server: Server) -> Board:
    board = Guest(server.address).make_board("Texte")
    ideas = board.column("Ideen")["id"]
    board.submit(*(edit("card.add", column_id=ideas, title=case["name"], text=case["text"]) for case in CASES))
    return board


def test_they_are_shown_as_they_are_read(people: People, board: Board):
    anna = people().join(board.key("viewer")["link"])
    cards = anna.page.get_by_role("main").get_by_role("article")
    expect(cards).to_have_count(len(CASES))
    shown = {name: bare(text) for name, text in cards.evaluate_all(SHOWN)}
    assert shown == {case["name"]: bare(case["found"]) for case in CASES}


def test_they_are_found_by_what_is_seen(people: People, board: Board):
    anna = people().join(board.key("viewer")["link"])
    expect(anna.page.get_by_role("main").get_by_role("article")).to_have_count(len(CASES))
    for case in CASES[:: len(CASES) // LOOKED_FOR]:
        words = max(re.split(r'[\n"„“”«»]', case["found"]), key=len).strip()
        anna.board.search(f'"{words}"')
        heading = anna.page.get_by_role("heading", level=3, name=case["name"], exact=True)
        expect(heading.filter(visible=True)).to_have_count(1)


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_they_come_back_from_a_file(server: Server, board: Board, kind: str):
    export = board.client.get(f"{board.url}/export.{kind}" + ("?markdown=true" if kind == "csv" else ""))
    other = Guest(server.address).make_board("Andere")
    files = {"file": (f"texte.{kind}", export.content)}
    answer = other.client.post(f"{other.url}/import", files=files)
    assert answer.status_code == 200, answer.text
    texts = {card["title"]: card["text"] for card in other.records("card").values()}
    assert texts == {case["name"]: case["text"] for case in CASES}

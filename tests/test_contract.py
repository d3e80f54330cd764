"""What browser and server must know alike: the generated contract, and vectors of what each edit comes to."""

import json
from itertools import groupby
from pathlib import Path
from typing import Any

from korkwand.catalog import EDITS, KINDS, SENDABLE
from korkwand.contract import contract
from korkwand.kernel.fields import FieldEdit, Fix, SetFields, Stamp
from korkwand.live.turn import Refused
from tests.check import snapshot, view_now
from tests.make import Pinboard, board_in, named_id
from tests.nouns.examples import EXAMPLES

ROOT = Path(__file__).parents[1]
CONTRACT = ROOT / "frontend" / "src" / "replica" / "contract.js"
VECTORS = ROOT / "tests" / "vectors" / "edits.json"
RENEW = "PYTHONPATH=backend:. .venv/bin/python -m tests.test_contract"

STATE = "moderated"
"""A board with everything: in the trash, hidden, waiting, locked."""
ROLES = ("viewer", "contributor", "editor", "coordinator")
AT_MOST = 3
"""Vectors of one type and role that come to the same kind of answer."""
UNPREDICTED = {"card.import", "column.import", "comment.import", "card.purge", "column.purge", "comment.purge",
               "card.report", "comment.report", "board.keep", "key.add", "key.change", "key.revoke",
               "visitor.remove", "visitor.readmit", "visitor.forget"}  # fmt: skip
"""Edits that a browser shows when their event comes back: they are rare, or need what only the server knows."""


def vectors() -> dict[str, Any]:
    """What every role sees of one board, and what each example comes to: its changes, or the code of its refusal."""
    board = board_in(STATE)
    views = {role: view_now(board, role) for role in ROLES}
    return {
        "board": named_id("board"),
        "visitors": {
            role: {"visitor_id": board.visitors[role].id, "name": board.visitors[role].name} for role in ROLES
        },
        "records": {role: _records(board, role) for role in ROLES},
        "edits": [one for role in ROLES for one in _of_role(board, role, views[role])],
        "predicted": sorted(SENDABLE.keys() - UNPREDICTED),
    }


def _records(board: Pinboard, role: str) -> dict[str, list[dict[str, Any]]]:
    seen = snapshot(board.state, view_now(board, role), board.visitors[role])
    rows = sorted(seen.items())
    return {kind: [record for _, record in found] for kind, found in groupby(rows, lambda row: row[0][0])}


def _of_role(board: Pinboard, role: str, view: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    counts: dict[tuple[str, str], int] = {}
    for edit_type, examples in EXAMPLES.items():
        for fields in examples:
            now = board.copy()
            edit = now.edit(edit_type, **fields)
            turn = now.turn(role, [edit])
            answer = turn.answers[0][2]
            told = json.loads(turn.forms[0].seen_by(view, board.visitors[role].id)) if turn.forms else {}
            outcome = answer.error.code if isinstance(answer, Refused) else "done"
            counts[edit_type, outcome] = counts.get((edit_type, outcome), 0) + 1
            if counts[edit_type, outcome] > AT_MOST:
                continue
            sent = edit.model_dump(mode="json", exclude_unset=True) | {"type": edit_type}
            result = {"refused": outcome} if isinstance(answer, Refused) else {"changes": told.get("changes", [])}
            at = turn.events[0]["at"] if turn.events else now.now()
            found.append({"role": role, "at": at, "edit": sent, **result})
    return found


def test_the_contract_in_the_frontend_is_that_of_the_declarations() -> None:
    """Renew it with `python -m korkwand contract > frontend/src/replica/contract.js`."""
    assert CONTRACT.read_text(encoding="utf-8") == contract(), f"{CONTRACT.name} is out of date: {RENEW}"


def test_the_vectors_are_what_the_server_makes_of_the_examples() -> None:
    """The browser's predictions are tested with them (frontend/tests/vectors.test.js)."""
    assert json.loads(VECTORS.read_text(encoding="utf-8")) == vectors(), f"{VECTORS.name} is out of date: {RENEW}"


def test_every_edit_says_what_the_browser_must_know() -> None:
    for name, edit in EDITS.items():
        assert edit.of.kind in KINDS, name
        assert not edit.undone_by or edit.undone_by in SENDABLE, f"{name}: {edit.undone_by} takes nothing back"
        if issubclass(edit, FieldEdit) and name not in UNPREDICTED | {"board.moderate", "board.allow"}:
            assert issubclass(edit, SetFields | Stamp | Fix), f"{name}: say what it sets"
        touched = set(getattr(edit, "sets", ())) | set(getattr(edit, "fixes", ())) | set(edit.leaves)
        assert touched <= set(edit.of.__struct_fields__), name


def test_what_takes_an_edit_back_is_taken_back_itself() -> None:
    for name, edit in SENDABLE.items():
        if edit.undone_by and edit.undone_by != name:
            assert SENDABLE[edit.undone_by].undone_by, f"{edit.undone_by}: redo needs a way back to {name}"


def test_a_put_of_the_vectors_is_a_whole_record() -> None:
    puts = [change for one in vectors()["edits"] for change in one.get("changes", ()) if "put" in change]
    assert puts
    assert all(set(one["record"]) == set(KINDS[one["put"]].__struct_fields__) for one in puts)


if __name__ == "__main__":
    CONTRACT.write_text(contract(), encoding="utf-8")
    VECTORS.write_text(json.dumps(vectors(), ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")

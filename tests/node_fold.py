"""The browser's own fold (frontend/src/replica/fold.js) in one long-lived node process, for tests in Python."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

RUNNER = Path(__file__).parents[1] / "frontend" / "src" / "replica" / "fold-runner.js"

Records = dict[str, list[dict[str, Any]]]


class NodeFold:
    """Named replicas of a board in node. A request that node cannot carry out raises AssertionError."""

    def __init__(self, node: str) -> None:
        self._process = subprocess.Popen(
            [node, str(RUNNER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self._number = 0

    def load(self, replica: str, records: Records, seq: int) -> None:
        """Replace everything by the records of a snapshot."""
        self._ask(op="load", replica=replica, records=records, seq=seq)

    def fold(self, replica: str, events: list[dict[str, Any]]) -> int:
        """Fold events as they came over the wire; the seq they lead to."""
        return int(self._ask(op="fold", replica=replica, events=events)["seq"])

    def dump(self, replica: str) -> tuple[int, Records]:
        """Seq and all records by kind, sorted by id."""
        answer = self._ask(op="dump", replica=replica)
        return answer["seq"], answer["records"]

    def drop(self, replica: str) -> None:
        """Forget a replica."""
        self._ask(op="drop", replica=replica)

    def close(self) -> None:
        """End node."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def _ask(self, **request: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._number += 1
        self._process.stdin.write(json.dumps({"id": self._number, **request}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "node has ended"
        answer: dict[str, Any] = json.loads(line)
        assert answer["id"] == self._number
        assert "error" not in answer, answer["error"]
        return answer


@pytest.fixture(scope="session")
def node_fold() -> Iterator[NodeFold]:
    """One node for the whole run."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node: not found")
    fold = NodeFold(node)
    yield fold
    fold.close()

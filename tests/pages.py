"""Reading the docs: their pages, tables and rules."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
README, PROTOCOL, OPERATING = (ROOT / name for name in ("README.md", "docs/protocol.md", "docs/operating.md"))

RULE = re.compile(r"^- \*\*\[([A-Z]{2}\d+)\]\*\* ", re.MULTILINE)


def table(page: Path, first: str) -> list[list[str]]:
    """The rows of the table whose header begins with this cell."""
    rows: list[list[str]] | None = None
    for line in page.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else None
        if cells is None:
            if rows is not None:
                return rows[1:]  # without the line of dashes
        elif rows is not None:
            rows.append(cells)
        elif cells[0] == first:
            rows = []
    raise AssertionError(f"{page.name} has no table that begins with {first}")


def code(cell: str) -> list[str]:
    """What stands in backticks in a cell."""
    return re.findall(r"`([^`]+)`", cell)


def all_docs() -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


def table_after(page: Path, rule: str) -> list[list[str]]:
    """The rows of the first table after a rule."""
    text = page.read_text(encoding="utf-8").split(f"**{rule}**", 1)[1]
    lines = re.search(r"(?:^\|.*\n)+", text, re.MULTILINE)
    assert lines is not None
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[0].splitlines()[2:]]


def rules() -> dict[str, str]:
    """The rules of the protocol: number and text."""
    parts = RULE.split(PROTOCOL.read_text(encoding="utf-8"))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def numbers_in(text: str) -> set[int]:
    """The numbers of a text, without those of other rules and codes."""
    return {int(number.replace(",", "")) for number in re.findall(r"(?<![\w.])\d[\d,]*\b(?!\*\*)", text)}

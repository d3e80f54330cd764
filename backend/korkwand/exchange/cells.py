"""The cells of one row as fields of a card or comment, and what is wrong with them."""

from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Final

from korkwand.exchange.csv_reading import Row
from korkwand.exchange.dates import read_time
from korkwand.exchange.formulas import unguarded
from korkwand.exchange.headers import Columns, normalised
from korkwand.exchange.plain_text import clean, clean_line, text_of_plain, without_controls
from korkwand.kernel.inputs import COLORS, NAME_LENGTH, TEXT_LENGTH, TITLE_LENGTH

File = str
"""What a line is one of: the columns, cards or comments of a table or a file."""
"""Which table a line is of, or which list of a JSON file."""

COLOR_NAMES: Final = {
    **{color: color for color in COLORS},
    "weiss": "white", "gelb": "yellow", "gruen": "green", "blau": "blue", "rosa": "rose", "pink": "rose",
    "rot": "rose",
    "red": "rose", "lila": "lilac", "violett": "lilac", "violet": "lilac", "purple": "lilac",
    "flieder": "lilac",
    "lavender": "lilac", "hellgelb": "yellow", "hellgruen": "green", "hellblau": "blue",
}  # fmt: skip
"""Colours by their normalised German and English names; the nearest one where the board has no such
colour."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about one line that a person should know. `skipped`: the line is not imported because of it.

    `code` is for programs (the browser words it in its language), `detail` the same in English.
    """

    file: File
    line: int
    code: str
    detail: str
    skipped: bool


class Cells:
    """Reads one row by field; `problems` grows with each reading, `stopped` says that the row cannot be
    imported."""

    def __init__(self, file: File, row: Row, columns: Columns, zone: tzinfo) -> None:
        self.file: File = file
        self.line = row.line
        self.problems: list[Problem] = []
        self._values = row.values
        self._columns = columns
        self._zone = zone
        surplus = [value for value in row.values[len(columns.headers) :] if value.strip()]
        if surplus:
            self.stop(
                "too_many_values",
                f"The row has more values than the header ({len(row.values)} to {len(columns.headers)}): "
                "a separator inside a text needs quotation marks around the text.",
            )

    @property
    def stopped(self) -> bool:
        """Whether a problem keeps the row from being imported."""
        return any(problem.skipped for problem in self.problems)

    def stop(self, code: str, detail: str) -> None:
        """The row is not imported."""
        self.problems.append(Problem(self.file, self.line, code, detail, skipped=True))

    def note(self, code: str, detail: str) -> None:
        """The row is imported, but not quite as it stands in the file."""
        self.problems.append(Problem(self.file, self.line, code, detail, skipped=False))

    def raw(self, field: str) -> str:
        """The cell without blanks around it; '' if there is none."""
        place = self._columns.index.get(field)
        return unguarded(self._values[place]).strip() if place is not None and place < len(self._values) else ""

    def title(self, field: str) -> str:
        """The cell as one plain line."""
        title = clean_line(self.raw(field), not self._columns.is_ours)
        if len(title) > TITLE_LENGTH:
            self.stop(
                f"{field}_too_long",
                f"The {field} has {len(title):,} characters; at most {TITLE_LENGTH:,} are possible.",
            )
        return title

    def text(self, field: str) -> str:
        """The cell as the text of a card that shows what was written in it."""
        whole = self._whole(field)
        if self._columns.is_markdown(field):
            return without_controls(whole)
        is_foreign = not self._columns.is_ours
        plain = clean(whole, is_foreign)
        return text_of_plain(plain, is_foreign) if len(plain) <= TEXT_LENGTH else plain

    def check_length(self, text: str) -> None:
        """Stop for a text that no card or comment can hold."""
        if len(text) > TEXT_LENGTH:
            self.stop(
                "text_too_long",
                f"The text has {len(text):,} characters; at most {TEXT_LENGTH:,} are possible.",
            )

    def name(self, field: str) -> str | None:
        """The cell as a person's name; a longer one than records hold is cut."""
        name = clean_line(self.raw(field), not self._columns.is_ours)
        if len(name) > NAME_LENGTH:
            self.note(f"{field}_cut", f"The {field}'s name is longer than {NAME_LENGTH} characters and was cut.")
            name = f"{name[: NAME_LENGTH - 1].rstrip()}…"
        return name or None

    def time(self, field: str) -> str | None:
        """The cell as a moment in UTC."""
        written = self.raw(field)
        if not written:
            return None
        found = read_time(written, UTC if self._columns.is_utc(field) else self._zone)
        if found is None:
            self.note(
                "date_unknown",
                f"{_short(written)} is no date that can be read; the time of the import is used.",
            )
        return found

    def color(self) -> str | None:
        """The cell as one of the board's colours."""
        written = self.raw("color")
        if not written:
            return None
        found = COLOR_NAMES.get(normalised(written))
        if found is None:
            self.note("color_unknown", f"{_short(written)} is no colour of the board; the card stays white.")
        return found

    def _whole(self, field: str) -> str:
        place = self._columns.index.get(field)
        return unguarded(self._values[place]) if place is not None and place < len(self._values) else ""


def _short(value: str) -> str:
    return f'"{value[:40]}…"' if len(value) > 40 else f'"{value}"'

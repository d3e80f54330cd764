"""From text to a table: separator, quotation marks, line numbers. What the columns mean is the business of
`headers`."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

from korkwand.errors import Invalid, Malformed, TooLarge

MOST_COLUMNS: Final = 200
MOST_ROWS: Final = 20_000
SEPARATORS: Final = (";", ",", "\t", "|")
NO_SEPARATOR: Final = "\x1f"
"""For a table of one column: a character that no cell has."""

_SAMPLE_ROWS: Final = 50
_SEPARATOR_LINE: Final = re.compile(r'"?sep=(.)"?[;,\t]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE)
_END: Final = "\x1eend of file\x1e"

# The limit is the process's; files are limited by size before they come here, and a long field is reported by
# its line.
csv.field_size_limit(2**31 - 1)


class Row(msgspec.Struct, frozen=True, gc=False):
    """One row of a table; `line` is where it begins in the file, counted from 1.

    As with everything of which an import makes tens of thousands: unknown to the garbage collector, whose pauses would
    hold up everybody else.
    """

    line: int
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A header and rows as wide as they came. `separator` is '' for a single column."""

    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    separator: str


def read_table(text: str, separator: str | None = None) -> Table:
    """The table in a CSV or TSV text; blank rows are left out.

    The separator is the given one, else that of Excel's "sep=" line, else guessed. Raises Invalid for a text
    without rows, Malformed for a quotation mark that is never closed, TooLarge above MOST_COLUMNS or
    MOST_ROWS.
    """
    if separator is not None and (len(separator) != 1 or separator in '"\r\n'):
        raise Invalid(
            f"{separator[:40]!r} cannot be a separator; use one character, such as a semicolon, a comma or a tab."
        )
    told, body, first_line = _separator_line(text)
    chosen = separator or told or guess_separator(body)
    nothing = f" \t{''.join(SEPARATORS)}" if chosen == NO_SEPARATOR else None
    rows: list[Row] = []
    for row in _rows(body, chosen, first_line):
        if len(row.values) > MOST_COLUMNS:
            raise TooLarge(
                f"Line {row.line} has {len(row.values):,} columns; at most {MOST_COLUMNS} can be imported.",
                reason="many_columns",
            )
        if any(value.strip(nothing) for value in row.values):
            rows.append(row)
        if len(rows) > MOST_ROWS + 1:
            raise TooLarge(
                f"The file has more than {MOST_ROWS:,} rows; split it into several files.", reason="many_rows"
            )
    if not rows:
        raise Invalid("The file is empty.", reason="empty")
    if len(rows) == 1:
        raise Invalid(f"The file has a header but no rows: {shown(rows[0].values)}.", reason="no_rows")
    headers = tuple(header.strip() for header in rows[0].values)
    return Table(headers, tuple(rows[1:]), "" if chosen == NO_SEPARATOR else chosen)


def guess_separator(text: str) -> str:
    """The separator that cuts the first rows into the most consistent table; NO_SEPARATOR if none cuts the
    header."""
    best, best_score = NO_SEPARATOR, (0.0, MOST_COLUMNS)
    for separator in SEPARATORS:
        widths = _sample_widths(text, separator)
        if not widths or widths[0] < 2:
            continue
        # Trailing empty cells are often left out, so a narrower row counts half; a wider one was cut where it
        # should not.
        rows = widths[1:] or widths
        fits = sum(1.0 if width == widths[0] else 0.5 if 1 < width < widths[0] else 0.0 for width in rows)
        score = (fits / len(rows), widths[0])
        if score > best_score:
            best, best_score = separator, score
    return best


def shown(headers: tuple[str, ...]) -> str:
    """Headers in a sentence, shortened where they are many or long."""
    names = [f'"{header[:40]}…"' if len(header) > 40 else f'"{header}"' for header in headers[:20]]
    return ", ".join(names) + (f" and {len(headers) - 20} more" if len(headers) > 20 else "")


def _separator_line(text: str) -> tuple[str | None, str, int]:
    """What Excel's own first line says, the text after it, and the number of its first line."""
    found = _SEPARATOR_LINE.match(text)
    return (found[1], text[found.end() :], 2) if found else (None, text, 1)


def _rows(text: str, separator: str, first_line: int) -> Iterator[Row]:
    # An open quotation mark swallows the rest of the file, and with it this last row.
    source = io.StringIO(f"{text.rstrip(chr(26))}\n{_END}\n", newline="")
    reader = csv.reader(source, delimiter=separator, skipinitialspace=separator != "\t")
    line = first_line
    for values in reader:
        if values == [_END]:
            return
        if values and values[-1].endswith(f"\n{_END}\n"):
            raise Malformed(
                f"The quotation mark opened in the row of line {line} is never closed. Close or double it.",
                reason="quote_open",
                line=line,
            )
        yield Row(line, tuple(values))
        line = reader.line_num + first_line


def _sample_widths(text: str, separator: str) -> list[int]:
    """How many cells the first rows have; a row that is cut off by the sample's end does not count."""
    # Long enough for the sample of any real table; cutting keeps a guess from reading ten megabytes four
    # times.
    source = io.StringIO(text[:400_000], newline="")
    widths: list[int] = []
    for values in csv.reader(source, delimiter=separator, skipinitialspace=separator != "\t"):
        if any(value.strip() for value in values):
            widths.append(len(values))
        if len(widths) == _SAMPLE_ROWS:
            return widths
    whole = len(text) <= 400_000
    return widths if whole or len(widths) < 2 else widths[:-1]

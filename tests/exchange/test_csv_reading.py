"""Text to a table: separators, quotation marks, line numbers, limits."""

import codecs
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korkwand.errors import Invalid, KorkwandError, Malformed, TooLarge
from korkwand.exchange.csv_reading import MOST_COLUMNS, MOST_ROWS, read_table
from korkwand.exchange.decoding import decode

ROWS = [
    ("Titel", "Text", "Spalte"),
    ("Bänke", 'Sie sagte: "Bitte mit Lehne"; aber, ja, auch ohne', "Plätze"),
    ("Brunnen", "Erste Zeile\r\nzweite Zeile", ""),
    ("Bus, spät", "20:15\t21:15", "Verkehr; Wege"),
]
ENCODINGS = {
    "utf-8": b"",
    "utf-8 with mark": codecs.BOM_UTF8,
    "utf-16-le with mark": codecs.BOM_UTF16_LE,
    "utf-16-be with mark": codecs.BOM_UTF16_BE,
    "utf-16-le": b"",
    "utf-16-be": b"",
    "cp1252": b"",
}


def as_excel_writes(rows: list[tuple[str, ...]], separator: str) -> str:
    """Quotation marks only where they are needed, CR LF after each row."""
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("told", ["", "sep={}\r\n"])
def test_what_excel_writes_is_read_in_every_encoding_with_every_separator(
    encoding: str, separator: str, told: str
) -> None:
    text = told.format(separator) + as_excel_writes(ROWS, separator)
    table = read_table(decode(ENCODINGS[encoding] + text.encode(encoding.split()[0])).text)
    assert table.separator == separator
    assert table.headers == ROWS[0]
    assert [row.values for row in table.rows] == ROWS[1:]
    assert [row.line for row in table.rows] == ([3, 4, 6] if told else [2, 3, 5])


def test_a_separator_line_overrides_what_looks_better() -> None:
    assert read_table("sep=|\na;b|c\n1;2|3\n").headers == ("a;b", "c")


def test_the_separator_may_be_told() -> None:
    assert read_table("Titel;x,Text\n1;2,3\n", ",").headers == ("Titel;x", "Text")


@pytest.mark.parametrize("separator", ["", "ab", '"', "\n"])
def test_what_cannot_separate_is_invalid(separator: str) -> None:
    with pytest.raises(Invalid, match="cannot be a separator"):
        read_table("a;b\n1;2\n", separator)


def test_commas_in_texts_do_not_outvote_the_separator() -> None:
    text = "Nr;Rubrik;Text\n1;Idee, Kritik, Lob;a, b\n2;Idee, Kritik, Lob;c, d\n"
    assert read_table(text).separator == ";"


def test_one_column_is_not_cut() -> None:
    table = read_table("Ideen\nEin Baum, zwei Bänke\nMehr Licht; weniger Lärm\n")
    assert table.separator == ""
    assert [row.values for row in table.rows] == [("Ein Baum, zwei Bänke",), ("Mehr Licht; weniger Lärm",)]


def test_a_header_with_a_comma_and_one_column_is_not_cut() -> None:
    assert read_table("Ideen, Wünsche\nEin Baum\nEine Bank\n").headers == ("Ideen, Wünsche",)


def test_old_macintosh_line_ends_are_read() -> None:
    assert [row.line for row in read_table("a;b\r1;2\r3;4\r").rows] == [2, 3]


def test_blank_rows_and_trailing_separators_are_left_out() -> None:
    table = read_table("\n;;\na;b;\n\n1;2;\n;;\n   \n3;4\n\x1a")
    assert table.headers == ("a", "b", "")
    assert [(row.line, row.values[:2]) for row in table.rows] == [(5, ("1", "2")), (8, ("3", "4"))]


def test_blanks_after_the_separator_do_not_hide_quotation_marks() -> None:
    assert read_table('a, b\n1, "2, 3"\n').rows[0].values == ("1", "2, 3")


def test_a_quotation_mark_that_is_never_closed_names_its_line() -> None:
    with pytest.raises(Malformed, match="line 3 is never closed"):
        read_table('a;b\n1;2\n3;"4\n5;6\n7;8\n')


@pytest.mark.parametrize("text", ["", "\n\n", ";;;\n", "sep=;\n"])
def test_nothing_in_it_is_invalid(text: str) -> None:
    with pytest.raises(Invalid, match="empty"):
        read_table(text)


def test_a_header_without_rows_is_invalid_and_names_it() -> None:
    with pytest.raises(Invalid, match='no rows: "Titel", "Text"'):
        read_table("Titel;Text\n;\n")


def test_ten_thousand_columns_are_too_many() -> None:
    with pytest.raises(TooLarge, match=f"Line 1 has 10,000 columns; at most {MOST_COLUMNS}"):
        read_table(";".join(["x"] * 10_000) + "\n1\n")


def test_columns_beyond_the_limit_further_down_name_their_line() -> None:
    with pytest.raises(TooLarge, match="Line 3 has 201 columns"):
        read_table("a;b\n1;2\n" + ";".join(["x"] * 201) + "\n")


def test_the_limit_of_rows() -> None:
    rows = "x;y\n" * MOST_ROWS
    assert len(read_table("a;b\n" + rows).rows) == MOST_ROWS
    with pytest.raises(TooLarge, match="more than 20,000 rows"):
        read_table("a;b\n" + rows + "x;y\n")


def test_a_field_of_a_megabyte_is_read() -> None:
    assert len(read_table(f'a;b\n1;"{"x" * 1_000_000}"\n').rows[0].values[1]) == 1_000_000


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\x1a\x1e\x1f"), max_size=12)


@given(
    st.integers(2, 5).flatmap(lambda width: st.lists(st.tuples(*[CELLS] * width), min_size=1, max_size=6)),
    st.sampled_from([",", ";", "\t", "|"]),
)
def test_every_table_survives_being_written(rows: list[tuple[str, ...]], separator: str) -> None:
    header = tuple(f"h{number}" for number in range(len(rows[0])))
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows:
        return
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerows([header, *rows])
    table = read_table(text.getvalue())
    assert table.headers == header
    assert [row.values for row in table.rows] == rows
    lines = text.getvalue().replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for row in table.rows:
        assert lines[row.line - 1].startswith('"' + row.values[0].replace("\r", "\n").split("\n")[0].replace('"', '""'))


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=200))
def test_any_text_is_a_table_or_refused(text: str) -> None:
    try:
        table = read_table(text)
    except KorkwandError:
        return
    assert table.rows

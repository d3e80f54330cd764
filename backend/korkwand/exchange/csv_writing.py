"""Boards as tables: one file of the cards, one of their comments, joined by the card's id. Made for spreadsheets.

Texts are given as people read them, without marks. Trashed cards are left out. The JSON file is
the one that keeps everything.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal

from korkwand.exchange.contents import Contents
from korkwand.exchange.formulas import guarded
from korkwand.exchange.headers import CARD_HEADERS, COMMENT_HEADERS, Language
from korkwand.texts.shown import shown

What = Literal["cards", "comments"]

COLORS: Final[Mapping[str, str]] = {
    "white": "weiß", "yellow": "gelb", "green": "grün", "blue": "blau", "rose": "rosa", "lilac": "lila",
}  # fmt: skip
_CHUNK_ROWS: Final = 200


@dataclass(frozen=True, slots=True)
class Form:
    """How the table is written.

    `excel`: with a byte order mark and semicolons, as a German or French Excel opens it by a double click; else plain
    UTF-8 with commas (RFC 4180). `markdown`: texts as they are stored, under a header that says so and is understood
    by the import.
    """

    language: Language = "en"
    excel: bool = False
    markdown: bool = False


def write_csv(contents: Contents, what: What = "cards", form: Form | None = None) -> Iterator[bytes]:
    """The table in UTF-8, in pieces. No cell can run as a formula."""
    form = form or Form()
    rows = _cards(contents, form) if what == "cards" else _comments(contents, form)
    separator = ";" if form.excel else ","
    mark = "\ufeff" if form.excel else ""
    while piece := list(islice(rows, _CHUNK_ROWS)):
        yield f"{mark}{_lines(piece, separator)}".encode()
        mark = ""


def _lines(rows: Iterable[tuple[str, ...]], separator: str) -> str:
    text = io.StringIO()
    # Everything in quotation marks: blanks at the start of a text stay, and no program takes an id for a number.
    writer = csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue()


def _cards(contents: Contents, form: Form) -> Iterator[tuple[str, ...]]:
    yield _headers(CARD_HEADERS[form.language], form)
    for column in contents.columns:
        for card in contents.cards_of(column) if column.deleted_at is None else ():
            if card.deleted_at is None:
                color = COLORS[card.color] if form.language == "de" else card.color
                yield (column.title, card.title, _text(card.text, form), color, card.author_name or "", card.created_at,
                       card.edited_at or "", card.id)  # fmt: skip


def _comments(contents: Contents, form: Form) -> Iterator[tuple[str, ...]]:
    yield _headers(COMMENT_HEADERS[form.language], form)
    for column in contents.columns:
        for card in contents.cards_of(column) if column.deleted_at is None else ():
            for comment in contents.comments_of(card) if card.deleted_at is None else ():
                if comment.deleted_at is None:
                    yield (card.id, card.title, _text(comment.text, form), comment.author_name or "",
                           comment.created_at, comment.edited_at or "", comment.id)  # fmt: skip


def _headers(headers: tuple[str, ...], form: Form) -> tuple[str, ...]:
    return tuple(f"{name} (Markdown)" if form.markdown and "text" in name.lower() else name for name in headers)


def _text(text: str, form: Form) -> str:
    return text if form.markdown else shown(text)

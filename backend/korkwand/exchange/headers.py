"""Which column of a table is what: guessed from its header in German or English, or told by a mapping."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from korkwand.errors import Invalid
from korkwand.exchange.csv_reading import Table, shown

Names = Mapping[str, tuple[str, ...]]
Language = Literal["en", "de"]

CARD_FIELDS: Final[Names] = {
    "title": (
        "title", "titel", "ueberschrift", "headline", "heading", "subject", "betreff", "cardtitle",
        "kartentitel", "cardname",
        "summary", "kurztitel", "thema", "topic",
    ),
    "text": (
        "text", "textmarkdown", "contributiontext", "beschreibung", "description", "inhalt", "content",
        "body", "beitrag",
        "contribution", "beitragstext", "cardtext", "kartentext", "carddescription", "idee", "idea",
        "vorschlag", "message",
        "nachricht", "anregung", "note", "notiz", "details", "post", "antwort",
    ),
    "column": (
        "column", "spalte", "category", "kategorie", "section", "abschnitt", "list", "liste", "listname",
        "columntitle",
        "spaltentitel", "bereich", "gruppe", "group", "handlungsfeld", "rubrik", "rubric", "themenfeld",
        "themenbereich",
    ),
    "author": (
        "author", "autor", "autorin", "authorname", "verfasser", "verfasserin", "creator", "createdby",
        "erstelltvon",
        "ersteller", "erstellerin", "username", "benutzer", "benutzername", "von", "vorschlagvon", "name",
    ),
    "created": (
        "created", "createdat", "createdon", "erstellt", "erstelltam", "datum", "date", "creationdate",
        "erstellungsdatum",
        "datecreated", "timestamp", "zeitstempel", "zeitpunkt", "zeit", "time", "uhrzeit",
    ),
    "color": ("color", "colour", "farbe", "cardcolor", "kartenfarbe", "backgroundcolor"),
    "id": (
        "id", "nodeid", "cardid", "karteid", "kartenid", "contributionid", "beitragsid", "postid", "nr",
        "nummer", "number",
        "no", "lfdnr",
    ),
}  # fmt: skip
"""What a card takes from a row, and the normalised headers that mean it: the earlier name wins."""

COMMENT_FIELDS: Final[Names] = {
    "card": (
        "card", "cardid", "karte", "karteid", "kartenid", "contributionid", "contribution", "beitragsid",
        "beitrag", "postid",
        "nodeid", "parentid", "ideaid", "ideeid",
    ),
    "text": (
        "commenttext", "kommentartext", "text", "textmarkdown", "comment", "kommentar", "inhalt", "content",
        "body", "message",
        "nachricht", "antwort", "reply",
    ),
    "subject": ("commentsubject", "subject", "betreff", "title", "titel", "ueberschrift"),
    "author": CARD_FIELDS["author"],
    "created": CARD_FIELDS["created"],
    "id": ("commentid", "kommentarid", "id"),
}  # fmt: skip
"""The same for a comment; `card` joins it to the `id` of a card's row."""

CARD_HEADERS: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": ("column", "title", "text", "color", "author", "created (UTC)", "edited (UTC)", "id"),
    "de": ("Spalte", "Titel", "Text", "Farbe", "Autor", "Erstellt (UTC)", "Geändert (UTC)", "ID"),
}
COMMENT_HEADERS: Final[Mapping[Language, tuple[str, ...]]] = {
    "en": ("card id", "card title", "comment text", "author", "created (UTC)", "edited (UTC)", "comment id"),
    "de": ("Karten-ID", "Kartentitel", "Kommentartext", "Autor", "Erstellt (UTC)", "Geändert (UTC)", "Kommentar-ID"),
}
"""Of the tables that are written here."""
_OURS: Final = frozenset([*CARD_HEADERS.values(), *COMMENT_HEADERS.values()])

LONGEST_HEADER: Final = 200
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands: indexes into a row, by field."""

    headers: tuple[str, ...]
    index: Mapping[str, int]

    @property
    def mapping(self) -> dict[str, str]:
        """The header of each field: what a person may correct and send back."""
        return {field: self.headers[place] for field, place in self.index.items()}

    @property
    def unused(self) -> list[str]:
        """Headers that no field takes."""
        taken = set(self.index.values())
        return [header for place, header in enumerate(self.headers) if place not in taken and header]

    @property
    def is_ours(self) -> bool:
        """Whether the table was written here: what looks like HTML in it is what somebody wrote."""
        return self.headers in _OURS

    def is_utc(self, field: str) -> bool:
        """Whether the header says that its times are UTC."""
        return field in self.index and re.search(r"\b(utc|gmt)\b", self.headers[self.index[field]].lower()) is not None

    def is_markdown(self, field: str) -> bool:
        """Whether the header says that its texts are Markdown already."""
        return field in self.index and "markdown" in self.headers[self.index[field]].lower()


def match_cards(table: Table, mapping: Mapping[str, str | None] | None = None) -> Columns:
    """The columns of a table of cards; `mapping` (field → header, or None to leave it out) overrides the
    guess.

    Raises Invalid, naming the headers, if neither a title nor a text is among them or the mapping names what
    is not there.
    """
    columns = _match(table, CARD_FIELDS, mapping or {})
    if not {"title", "text"} & set(columns.index):
        raise Invalid(
            f"No column can be used as title or text. The file's headers are {shown(table.headers)}. "
            "Rename one, or say which is which.",
            headers=list(table.headers),
            reason="no_words",
        )
    return columns


def match_comments(table: Table, mapping: Mapping[str, str | None] | None = None) -> Columns:
    """The columns of a table of comments, as `match_cards`; it needs a text and the id of the card."""
    columns = _match(table, COMMENT_FIELDS, mapping or {})
    for field, meaning in (("text", "the comment's text"), ("card", "the id of the card it belongs to")):
        if field not in columns.index:
            raise Invalid(
                f"No column of the comments can be used as {meaning}. The file's headers are {shown(table.headers)}.",
                headers=list(table.headers),
                reason=f"comment_no_{field}",
            )
    return columns


def normalised(header: str) -> str:
    """A header without case, umlauts, punctuation and an addition in brackets: "Created (UTC)" is
    "created". Of one that is longer than any name its beginning counts."""
    name = unicodedata.normalize("NFKC", header[:LONGEST_HEADER]).casefold().translate(_UMLAUTS)
    without_addition = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", "", name)
    letters = re.sub(r"[\W_]+", "", without_addition)
    return letters or re.sub(r"[\W_]+", "", name)


def _match(table: Table, names: Names, mapping: Mapping[str, str | None]) -> Columns:
    unknown = set(mapping) - set(names)
    if unknown:
        raise Invalid(f"{_sorted(unknown)} cannot be mapped; the fields are {', '.join(names)}.")
    told = {field: _find(table, field, header) for field, header in mapping.items() if header}
    index = dict(told)
    seen = [normalised(header) for header in table.headers]
    for field, candidates in names.items():
        if field in mapping:
            continue
        free = (seen.index(name) for name in candidates if name in seen and seen.index(name) not in index.values())
        place = next(free, None)
        if place is not None:
            index[field] = place
    if "title" in names and "title" not in index and "title" not in mapping:
        _name_as_title(seen, index)
    return Columns(table.headers, {field: index[field] for field in names if field in index})


def _name_as_title(seen: list[str], index: dict[str, int]) -> None:
    """A "name" beside a proper author is the card's own."""
    if "name" in seen and seen.index("name") not in index.values():
        index["title"] = seen.index("name")


def _find(table: Table, field: str, header: str) -> int:
    if header.strip() in table.headers:
        return table.headers.index(header.strip())
    alike = [place for place, seen in enumerate(table.headers) if normalised(seen) == normalised(header)]
    if not alike:
        raise Invalid(
            f"There is no column {header[:40]!r} for {field}. The file's headers are {shown(table.headers)}.",
            headers=list(table.headers),
            reason="header_gone",
        )
    return alike[0]


def _sorted(names: set[str]) -> str:
    return ", ".join(repr(name[:40]) for name in sorted(names)[:5])

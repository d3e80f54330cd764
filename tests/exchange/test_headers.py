"""Which column is what, in the words of several languages and programs."""

import pytest

from korkwand.errors import Invalid
from korkwand.exchange.csv_reading import Row, Table
from korkwand.exchange.headers import CARD_FIELDS, match_cards, match_comments, normalised


def table(*headers: str) -> Table:
    return Table(headers, (Row(2, tuple("x" for _ in headers)),), ";")


@pytest.mark.parametrize(
    ("headers", "mapping"),
    [
        (["Titel", "Beschreibung", "Spalte", "Autor", "Datum", "Farbe", "ID"],
         {"title": "Titel", "text": "Beschreibung", "column": "Spalte", "author": "Autor", "created": "Datum",
          "color": "Farbe", "id": "ID"}),
        (["Node ID", "Category", "Rubric", "Created (UTC)", "Rating", "Comments", "Title", "Contributiontext"],
         {"title": "Title", "text": "Contributiontext", "column": "Category", "created": "Created (UTC)",
          "id": "Node ID"}),
        (["ÜBERSCHRIFT", "inhalt", "Kategorie", "Name", "erstellt_am"],
         {"title": "ÜBERSCHRIFT", "text": "inhalt", "column": "Kategorie", "author": "Name", "created": "erstellt_am"}),
        (["Ueberschrift", "Idee"], {"title": "Ueberschrift", "text": "Idee"}),
        (["Name", "Author", "Description"], {"title": "Name", "text": "Description", "author": "Author"}),
        (["Card Name", "Card Description", "List Name"],
         {"title": "Card Name", "text": "Card Description", "column": "List Name"}),
        (["Text", "Beschreibung"], {"text": "Text"}),
        (["Vorschlag"], {"text": "Vorschlag"}),
        (["Verfasser*in", "Idee"], {"text": "Idee", "author": "Verfasser*in"}),
    ],
)  # fmt: skip
def test_headers_are_guessed(headers: list[str], mapping: dict[str, str]) -> None:
    assert match_cards(table(*headers)).mapping == mapping


def test_a_mapping_overrides_the_guess_and_leaves_fields_out() -> None:
    columns = match_cards(table("Titel", "Text", "Kategorie", "Ort"), {"column": "ort", "text": None})
    assert columns.mapping == {"title": "Titel", "column": "Ort"}
    assert columns.unused == ["Text", "Kategorie"]


def test_a_header_that_a_mapping_takes_is_not_guessed_for_something_else() -> None:
    assert match_cards(table("Titel", "Text"), {"title": "Text"}).mapping == {"title": "Text"}


def test_the_first_of_two_equal_headers_is_taken() -> None:
    columns = match_cards(table("Text", "Text"))
    assert columns.index == {"text": 0}
    assert columns.unused == ["Text"]


def test_without_a_usable_column_the_error_names_the_headers() -> None:
    with pytest.raises(Invalid, match='headers are "Ort", "Datum"') as refusal:
        match_cards(table("Ort", "Datum"))
    assert refusal.value.extra["headers"] == ["Ort", "Datum"]


def test_many_long_headers_do_not_make_an_endless_sentence() -> None:
    with pytest.raises(Invalid, match="and 180 more") as refusal:
        match_cards(table(*[f"{'x' * 500}{number}" for number in range(200)]))
    assert len(refusal.value.detail) < 1_200


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({"titel": "Titel"}, "'titel' cannot be mapped; the fields are title, text,"),
        ({"title": "Betreff"}, "no column 'Betreff' for title"),
        ({"title": None, "text": None}, "No column can be used"),
    ],
)
def test_a_wrong_mapping_is_invalid(mapping: dict[str, str | None], message: str) -> None:
    with pytest.raises(Invalid, match=message):
        match_cards(table("Titel", "Text"), mapping)


def test_the_headers_of_comments() -> None:
    columns = match_comments(table("Contribution ID", "Comment ID", "Comment Subject", "Comment Text", "created (UTC)"))
    assert columns.mapping == {
        "card": "Contribution ID", "text": "Comment Text", "subject": "Comment Subject", "created": "created (UTC)",
        "id": "Comment ID",
    }  # fmt: skip
    assert match_comments(table("Karte", "Kommentar", "Name")).mapping == {
        "card": "Karte", "text": "Kommentar", "author": "Name",
    }  # fmt: skip


@pytest.mark.parametrize(("headers", "message"), [(["Kommentar"], "id of the card"), (["Karte"], "comment's text")])
def test_comments_need_a_text_and_a_card(headers: list[str], message: str) -> None:
    with pytest.raises(Invalid, match=message):
        match_comments(table(*headers))


def test_a_header_tells_utc_and_markdown() -> None:
    columns = match_cards(table("Text (Markdown)", "Created (UTC)"))
    assert columns.is_utc("created")
    assert columns.is_markdown("text")
    assert not match_cards(table("Text", "Created")).is_utc("created")
    assert not match_cards(table("Text", "Created")).is_markdown("text")


def test_no_name_stands_for_two_fields_of_a_card() -> None:
    names = [name for candidates in CARD_FIELDS.values() for name in candidates]
    assert len(names) == len(set(names))
    assert all(name == normalised(name) for name in names)

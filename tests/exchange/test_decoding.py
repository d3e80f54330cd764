"""Bytes to text: what spreadsheets write is read, what is no text is refused in words."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korkwand.errors import Invalid, KorkwandError, Malformed, TooLarge
from korkwand.exchange.decoding import LARGEST_FILE, decode

TEXT = "Titel;Text\r\nGrüne Wege;„Größer“ – für Fußgänger, 5 €\r\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("cp1252"), "windows-1252"),
    ],
)
def test_every_encoding_that_a_spreadsheet_writes_is_told(data: bytes, encoding: str) -> None:
    decoded = decode(data)
    assert (decoded.text, decoded.encoding) == (TEXT, encoding)


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
        b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"\xff\xd8\xff\xe0\x00\x10JFIF",
        b"GIF89a<script>",
        b"RIFF\x24\x00\x00\x00WEBPVP8 ",
        b"\x00\x00\x00\x20ftypheic\x00\x00",
        b"\x1f\x8b\x08\x00\x00\x00",
        b"SQLite format 3\x00\x10\x00",
        b"{\\rtf1\\ansi Titel}",
        b"<!DOCTYPE html><table><tr><td>Titel",
        b'<?xml version="1.0"?><Workbook>',
        b"Titel;Text\nein NUL\x00;hier\n",
        "Titel;Text\n".encode("utf-32"),
        bytes(range(256)) * 20,
        b"\x80\x81\x82\x83" * 100,
    ],
)
def test_what_is_no_text_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed) as refusal:
        decode(data)
    assert "CSV UTF-8" in refusal.value.detail


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Titel;Text\nGrünfläche;für Kinder\n", "cp850"),
        ("Titel;Text\nWärme;Läden schließen später\n", "cp850"),
        ("Titel;Text\nGrünfläche;Straße für Kinder\n", "mac-roman"),
        ("Название;Текст\nПривет;Это наша идея для города\n", "cp1251"),
        ("Название;Текст\nПривет;Это наша идея для города\n", "koi8-r"),
        ("Τίτλος;Κείμενο\nΓειά;Αυτή είναι η ιδέα μας\n", "cp1253"),
        ("タイトル,テキスト\n日本語の,テキスト\n", "shift_jis"),
        ("标题,文字\n我们的,想法\n", "gb18030"),
        ("Titel;Text\nGrün;schön\n", "cp037"),
    ],
)
def test_another_encoding_is_refused_rather_than_misread(text: str, encoding: str) -> None:
    with pytest.raises(Malformed, match=r"encoding of the file is unknown|not a text file"):
        decode(text.encode(encoding))


@pytest.mark.parametrize("encoding", ["cp850", "mac-roman"])
def test_an_odd_encoding_can_be_named(encoding: str) -> None:
    name = {"cp850": "CP850", "mac-roman": "macintosh"}[encoding]
    text = "Titel;Text\nGrünfläche;Straße\n"
    assert decode(text.encode(encoding), name).text == text


def test_an_encoding_nobody_knows_is_invalid() -> None:
    with pytest.raises(Invalid, match="'klingon' is not known; possible are utf-8, "):
        decode(b"Titel", "klingon")


def test_a_file_that_is_not_in_the_named_encoding_is_malformed_with_its_line() -> None:
    with pytest.raises(Malformed, match="not valid UTF-8: byte 14, near line 2"):
        decode(b"Titel;Text\nGr\xfcn;x\n", "UTF-8")


def test_utf8_with_one_broken_byte_is_not_taken_for_windows_1252() -> None:
    data = ("Titel;Text\n" + "Grüne Straßen;für alle\n" * 5).encode() + b"Gr\xfcn;x\n"
    with pytest.raises(Malformed, match="UTF-8, but damaged: byte 144, near line 7"):
        decode(data)


def test_a_utf16_file_that_was_cut_off_is_malformed() -> None:
    with pytest.raises(Malformed):
        decode(codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le")[:-1])


@pytest.mark.parametrize("data", [b"", b"\r\n \n", codecs.BOM_UTF8, codecs.BOM_UTF16_LE])
def test_an_empty_file_is_invalid(data: bytes) -> None:
    with pytest.raises(Invalid, match="empty"):
        decode(data)


def test_the_limit_is_ten_megabytes() -> None:
    assert len(decode(b"a" * LARGEST_FILE).text) == LARGEST_FILE
    with pytest.raises(TooLarge, match="10,485,761 bytes"):
        decode(b"a" * (LARGEST_FILE + 1))


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text = decode(data).text
    except KorkwandError:
        return
    assert "\x00" not in text
    text.encode()  # no lone surrogates


@given(st.text(st.characters(codec="cp1252", exclude_categories=["Cc"]), min_size=8, max_size=40))
def test_utf8_always_wins_over_windows_1252(text: str) -> None:
    table = f"Titel;Text\n{text};x\n"
    try:
        assert decode(table.encode()).text == table
    except Malformed:
        pytest.fail("UTF-8 was refused")

"""From the bytes of a file to text: which encoding a spreadsheet really wrote, and what is no text at all.

Spreadsheets write UTF-8 with and without a byte order mark, UTF-16, and the "ANSI" code page, which is
Windows-1252 in western Europe. Everything else is refused with a sentence that says what to do: wrong letters
on a board are worse than no import. Whoever knows the encoding of an odd file can name it.
"""

import codecs
import re
from dataclasses import dataclass
from typing import Final

from korkwand.errors import Invalid, Malformed, TooLarge

MEGABYTE: Final = 1024 * 1024
LARGEST_FILE: Final = 10 * MEGABYTE

ENCODINGS: Final = {
    "utf-8": "utf-8",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "windows-1252": "cp1252",
    "windows-1250": "cp1250",
    "iso-8859-1": "latin-1",
    "iso-8859-15": "iso-8859-15",
    "macintosh": "mac-roman",
    "cp437": "cp437",
    "cp850": "cp850",
}
"""The names that may be given, and Python's names for them."""

ADVICE: Final = 'Save the table as "CSV UTF-8" and try again.'

_SIGNATURES: Final = (
    (b"%PDF-", "a PDF", "pdf"),
    (b"PK\x03\x04", "a ZIP archive or an Excel, Word or OpenDocument file", "workbook"),
    (b"PK\x05\x06", "an empty ZIP archive", "other_format"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel or Word file", "workbook"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image", "picture"),
    (b"\xff\xd8\xff", "a JPEG image", "picture"),
    (b"GIF87a", "a GIF image", "picture"),
    (b"GIF89a", "a GIF image", "picture"),
    (b"II*\x00", "a TIFF image", "picture"),
    (b"MM\x00*", "a TIFF image", "picture"),
    (b"\x1f\x8b", "a compressed file", "other_format"),
    (b"BZh91AY&SY", "a compressed file", "other_format"),
    (b"\xfd7zXZ\x00", "a compressed file", "other_format"),
    (b"\x28\xb5\x2f\xfd", "a compressed file", "other_format"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "other_format"),
    (b"Rar!\x1a\x07", "a RAR archive", "other_format"),
    (b"SQLite format 3\x00", "a database", "other_format"),
    (b"{\\rtf", "an RTF document", "other_format"),
    (b"\x7fELF", "a program", "other_format"),
)
_MARKUP: Final = (("<!doctype html", "a web page"), ("<html", "a web page"), ("<?xml", "an XML file"))

_UTF8_SEQUENCE: Final = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_BINARY: Final = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
# In Windows-1252 these bytes hardly ever stand inside a word; in the code pages of old DOS and
# Macintosh programs they are umlauts.
_MISREAD: Final = re.compile("(?<=[A-Za-z])[„”‚†‡§€ŠŸŽ](?=[a-z])")
_LETTER: Final = re.compile("[A-Za-z]")
_NOT_ASCII: Final = re.compile("[^\x00-\x7f]")
_FOREIGN_LETTERS: Final = re.compile(r"[À-ÖØ-öø-ÿŠšŽžŒœŸ]+")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text without a byte order mark, and the name of the encoding it was in."""

    text: str
    encoding: str


def require_size(data: bytes, largest: int) -> None:
    """Refuse a file of more than `largest` bytes; raises TooLarge."""
    if len(data) > largest:
        raise TooLarge(
            f"The file has {len(data):,} bytes; at most {largest:,} can be imported at once.", reason="file_too_large"
        )


def decode(data: bytes, encoding: str | None = None, largest: int = LARGEST_FILE) -> Decoded:
    """The text of a file, in the given encoding or the one it must be in.

    Raises TooLarge above `largest` bytes, Invalid for an empty file or an unknown name of an encoding, and
    Malformed for what is no text or in no encoding that can be told.
    """
    require_size(data, largest)
    if not data.strip(b"\x00\xff\xfe\xef\xbb\xbf \t\r\n"):
        raise Invalid("The file is empty.", reason="empty")
    _refuse_other_formats(data)
    decoded = _named(data, encoding) if encoding is not None else _guessed(data)
    _refuse_markup(decoded.text)
    return decoded


def _refuse_other_formats(data: bytes) -> None:
    for signature, what, reason in _SIGNATURES:
        if data.startswith(signature):
            raise Malformed(f"This is {what}, not a text file. {ADVICE}", reason=reason)
    if data[4:8] == b"ftyp" or (data[:4] == b"RIFF" and data[8:12] in {b"WEBP", b"WAVE", b"AVI "}):
        raise Malformed(f"This is an image, sound or film, not a text file. {ADVICE}", reason="picture")
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        raise Malformed(f"The file is in the encoding UTF-32, which is not supported. {ADVICE}", reason="encoding")


def _refuse_markup(text: str) -> None:
    """Some programs name a web page "xls" or "csv"."""
    start = text[:200].lstrip().lower()
    for opening, what in _MARKUP:
        if start.startswith(opening):
            raise Malformed(f"This is {what}, not a table in text form. {ADVICE}", reason="web_page")


def _named(data: bytes, name: str) -> Decoded:
    known = name.strip().lower().replace("_", "-")
    if known not in ENCODINGS:
        raise Invalid(f"The encoding {name[:40]!r} is not known; possible are {', '.join(ENCODINGS)}.")
    return Decoded(_strict(data, known), known)


def _guessed(data: bytes) -> Decoded:
    if data.startswith(codecs.BOM_UTF8):
        return Decoded(_strict(data, "utf-8"), "utf-8")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Decoded(_strict(data, "utf-16"), "utf-16")
    if b"\x00" in data:
        name = _utf16_without_mark(data)
        return Decoded(_strict(data, name), name)
    try:
        return Decoded(_checked(data.decode("utf-8")), "utf-8")
    except UnicodeDecodeError as error:
        _refuse_damaged_utf8(data, error)
    return Decoded(_windows_1252(data), "windows-1252")


def _strict(data: bytes, name: str) -> str:
    try:
        text = data.decode(ENCODINGS[name])
    except UnicodeDecodeError as error:
        line = _line_of(data, error.start)
        raise Malformed(
            f"The file is not valid {name.upper()}: byte {error.start + 1}, near line {line}. {ADVICE}",
            reason="encoding",
        ) from None
    return _checked(text.removeprefix("\ufeff"))


def _checked(text: str) -> str:
    """The text if it is one: no NUL, hardly any control characters."""
    if "\x00" in text:
        raise Malformed(
            f"The file contains NUL characters; it is not a text file, or damaged. {ADVICE}", reason="no_text"
        )
    if len(_BINARY.findall(text)) > len(text) / 100 + 2:
        raise Malformed(f"This is not a text file. {ADVICE}", reason="no_text")
    return text


def _utf16_without_mark(data: bytes) -> str:
    """Which half of each pair is NUL tells the byte order: separators and line ends are always ASCII."""
    sample = data[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 5 < len(sample) or min(even, odd) * 50 > max(even, odd):
        raise Malformed(f"The file contains NUL bytes; it is not a text file, or damaged. {ADVICE}", reason="no_text")
    return "utf-16-le" if odd > even else "utf-16-be"


def _refuse_damaged_utf8(data: bytes, error: UnicodeDecodeError) -> None:
    """Read as Windows-1252, UTF-8 with one broken byte would turn every umlaut into two wrong letters."""
    sequences = _UTF8_SEQUENCE.findall(data)
    others = len(re.findall(rb"[\x80-\xff]", data)) - sum(map(len, sequences))
    if len(sequences) > others:
        line = _line_of(data, error.start)
        raise Malformed(
            f"The file is UTF-8, but damaged: byte {error.start + 1}, near line {line}. {ADVICE}", reason="encoding"
        )


def _windows_1252(data: bytes) -> str:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise _unknown_encoding() from None
    text = _checked(text)
    not_ascii = len(_NOT_ASCII.findall(text))
    quarter = not_ascii / 4
    # The languages of this code page hardly ever have three accented letters in a row; Cyrillic or Greek read
    # as such do.
    in_long_runs = sum(len(run) for run in _FOREIGN_LETTERS.findall(text) if len(run) > 2)
    if (
        len(_MISREAD.findall(text)) > quarter
        or in_long_runs > max(quarter, 3)
        or not_ascii > max(len(_LETTER.findall(text)), 8)
    ):
        raise _unknown_encoding()
    return text


def _unknown_encoding() -> Malformed:
    return Malformed(
        f"The encoding of the file is unknown: neither UTF-8, UTF-16 nor Windows-1252. {ADVICE} "
        f"Or name its encoding: {', '.join(ENCODINGS)}.",
        reason="encoding",
    )


def _line_of(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1

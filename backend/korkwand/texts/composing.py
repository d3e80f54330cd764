"""Unicode's composed form (NFC), in time that grows with the text: Python sorts a pile of marks by insertion."""

import re
import unicodedata
from typing import Final

MOST_MARKS: Final = 30
"""On one letter; UAX #15 knows no language that has more (Stream-Safe Text Format)."""

# No mark on a letter stands below U+0300, and a pile in the scripts of Europe is found without looking at each sign.
_PERHAPS_PILED: Final = re.compile(f"[\u0300-\u1fff\u20d0-\U0010ffff]{{{MOST_MARKS + 1}}}")


def composed(text: str) -> str:
    """The text in NFC; one with a pile of more than MOST_MARKS marks stays as it is."""
    if text.isascii() or (_PERHAPS_PILED.search(text) and is_piled(text)):
        return text
    return unicodedata.normalize("NFC", text)


def is_piled(text: str) -> bool:
    """Whether more than MOST_MARKS marks stand on one letter."""
    marks = 0
    for sign in text:
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks > MOST_MARKS:
            return True
    return False

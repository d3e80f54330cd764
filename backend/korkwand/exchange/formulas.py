"""Cells that a spreadsheet would run as a formula get an apostrophe in front, and lose it when they come
back.

OWASP's advice on CSV injection (ASVS 5.0, 1.2.10) names the characters. A text that begins with apostrophes
and one of them gets one more, so that taking one away gives every text back.
"""

import re
from typing import Final

_RISKY: Final = re.compile("'*[=+\\-@\t\r\n\x00＝＋－＠]")
_GUARDED: Final = re.compile("''*[=+\\-@\t\r\n\x00＝＋－＠]")


def guarded(cell: str) -> str:
    """The cell as it is safe in a spreadsheet."""
    return f"'{cell}" if _RISKY.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before `guarded`."""
    return cell[1:] if _GUARDED.match(cell) else cell

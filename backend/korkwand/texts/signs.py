"""What single characters are to the reader of texts.

The browser has the same sets, so they are written out where Python's own would differ: `\\s` of JavaScript is not
`str.isspace`, and its `\\d` is ASCII only.
"""

import unicodedata
from functools import lru_cache
from typing import Final

BLANK: Final = frozenset(
    "\t\n\x0b\x0c\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f"
    "\u205f\u3000\ufeff"
)
DIGITS: Final = frozenset("0123456789")
SHUT: Final = frozenset(")]}%€$°:\\")
"""After these a star or a backtick does not open: sums, paths, footnotes."""
OPENS: Final = frozenset("([{")
STOP: Final = BLANK | frozenset(
    '<>"`\\|„“”‟«»‹›‚‘‛「」『』（）【】《》〈〉〔〕［］｛｝⟨⟩〝〞〟｢｣＜＞＂、。，！？；：\u200b'
)
"""What ends an address."""
TAIL: Final = frozenset(".,;:!?'’*…–—،؛؟([{")
"""What is cut off the end of an address."""
PAIRS: Final = {")": "(", "]": "[", "}": "{"}


WORD: Final = 1
LETTER: Final = 2
EMPTY: Final = 4
SHUTTING: Final = 8
OPENING: Final = 16
DIGIT: Final = 32


@lru_cache(maxsize=4096)
def kinds_of(sign: str) -> int:
    """What a sign is, as a sum of the numbers above; '' is nothing of all that."""
    category = unicodedata.category(sign)[0] if sign else ""
    return (
        (WORD if category in ("L", "M", "N") else 0)
        | (LETTER if category in ("L", "M") else 0)
        | (EMPTY if sign in BLANK else 0)
        | (SHUTTING if sign in SHUT else 0)
        | (OPENING if sign in OPENS else 0)
        | (DIGIT if sign in DIGITS else 0)
    )


def is_word(sign: str) -> bool:
    """Whether a sign is a letter, a digit or a mark on one; '' is none."""
    return kinds_of(sign) & WORD != 0


@lru_cache(maxsize=4096)
def starts_host(sign: str) -> bool:
    """Whether a sign is a letter or a digit; '' is none."""
    return sign != "" and unicodedata.category(sign)[0] in "LN"


@lru_cache(maxsize=4096)
def is_plain_letter(sign: str) -> bool:
    """Whether a sign is a letter and no mark on one; '' is none."""
    return sign != "" and unicodedata.category(sign)[0] == "L"

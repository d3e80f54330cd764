"""A search for the text with which a function has most work: units of nested and unmatched marks, repeated."""

import random
from collections.abc import Callable, Iterator

from tests.steps import steps_of

LONGEST = 20_000
_SHORT, _LONGER = 250, 1_000
_LOOKED_AT = 3

PIECES = [
    "*", "**", "***", "****", "a", " ", "[", "]", "](", "](http://", "http://",
    "https://b.de/", "www.", "(", ")", "`",
    "\\", "> ", ">", "\n", "- ", "1. ", "24) ", "#", "# ", "<", "</", "<a ", "<b>",
    "</b>", "<p>", "</p>", "<li>", "<br>",
    "<!--", "-->", "<!", "<?", "<script>", "</script>", "<a href='", '<a href="',
    "=", "'", '"', "&", "&amp;", "&#", ";",
    "@", ".", "!", "[a](http://b) ", "*a*", "-", "\t", "ä", " *a", "a* ", "***a* ",
    "**a ", "[a", "a@b.", "  - ", ":",
    "\U0001d400", "`a` ", "a`", "\\*", "[a](http://", "(a", "_", "__", "_a ",
    "a_ ", "~~", "\u0301", "\u0316", "e\u0301",
    "שלום", "，", "\u00a0", "\r\n", "\x1e", "5", "5*5 ", "*innen", "|", "---",
    "- [ ] ", "• ", "…", "{", "}", "x@y.de,",
]  # fmt: skip


def search(work: Callable[[str], object], seed: int, tries: int = 40) -> Iterator[tuple[str, float]]:
    """Texts of LONGEST signs with the steps per sign that they take: the worst of those that were tried when short."""
    found: list[tuple[float, str]] = []
    for unit in _units(random.Random(seed), tries):
        short, longer = (steps_of(work, repeated(unit, size)) / size for size in (_SHORT, _LONGER))
        found.append((longer * max(longer / short, 1.0), unit))
    for _, unit in sorted(found, reverse=True)[:_LOOKED_AT]:
        yield unit, steps_of(work, repeated(unit, LONGEST)) / LONGEST


def repeated(unit: str, size: int) -> str:
    """The unit over and over again, up to this size; "|||" in it parts a first half from a second."""
    first, _, second = unit.partition("|||")
    if second:
        return repeated(first, size // 2) + repeated(second, size - size // 2)
    return (unit * (size // len(unit) + 1))[:size]


def _units(chosen: random.Random, tries: int) -> Iterator[str]:
    for number in range(tries):
        unit = "".join(chosen.choices(PIECES, k=chosen.randint(1, 5)))
        rest = "".join(chosen.choices(PIECES, k=chosen.randint(1, 3)))
        yield f"{unit}|||{rest}" if number % 3 == 0 else unit

"""What people see of a text, as plain text: for tables that are read elsewhere."""

from typing import Final

from korkwand.texts.lines import Line, read_lines
from korkwand.texts.spans import Span

_ITEMS: Final = frozenset({"bullet", "check", "number"})
_INDENT: Final = "  "


def shown(text: str) -> str:
    """The text without marks, line by line; the address of a link stands behind its words, in round brackets."""
    return "\n".join(
        f"{_lead(line)}{''.join(map(_words, _links(line.spans)))}" if line.kind != "rule" else "---"
        for line in read_lines(text)
    )


def _lead(line: Line) -> str:
    indent = _INDENT * line.depth if line.kind in _ITEMS else ""
    match line.kind:
        case "bullet":
            # With one blank, an item that begins with a bracket would be a box.
            return f"{indent}-  " if line.words.startswith("[") else f"{indent}- "
        case "check":
            return f"{indent}{'☑' if line.checked else '☐'} "
        case "number":
            return f"{indent}{line.number}{line.sign} "
    return ""


def _links(spans: list[Span]) -> list[Span]:
    """The spans, with those of one link as one."""
    joined: list[Span] = []
    for span in spans:
        if joined and span.href and span.href == joined[-1].href and not span.auto and not joined[-1].auto:
            joined[-1] = Span(joined[-1].text + span.text, href=span.href)
        else:
            joined.append(span)
    return joined


def _words(span: Span) -> str:
    address = span.href.removeprefix("mailto:")
    is_told = not span.href or span.auto or span.text in (address, address.removeprefix("http://"))
    return span.text if is_told else f"{span.text} ({address})"

"""What an operator must say: imprint, privacy and accessibility, from Markdown files or our own, and security.txt.

Read once at start. The pages are plain HTML without a script, so that they can be read where the frontend cannot run.
"""

from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Final, Literal, get_args

import msgspec
from markdown_it import MarkdownIt

from korkwand.clock import Clock
from korkwand.errors import StartRefused
from korkwand.settings import Settings

Name = Literal["imprint", "privacy", "accessibility"]
NAMES: Final[tuple[Name, ...]] = get_args(Name)
Language = Literal["de", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
TITLES: Final[dict[Language, dict[Name, str]]] = {
    "de": {"imprint": "Impressum", "privacy": "Datenschutz", "accessibility": "Barrierefreiheit"},
    "en": {"imprint": "Imprint", "privacy": "Privacy", "accessibility": "Accessibility"},
}
OWN: Final = Path(__file__).resolve().parents[1] / "statements"
STYLE: Final = "/pages.css"
SECURITY_TXT_VALID: Final = timedelta(days=30)

# HTML in the text is shown as text, and links with a script for a target are no links.
_markdown: Final = MarkdownIt("commonmark", {"html": False}).enable("table")


class Statement(msgspec.Struct, frozen=True):
    """One page in one language."""

    language: Language
    title: str
    markdown: str
    html: str


Statements = dict[Name, dict[Language, Statement]]


def read_statements(settings: Settings) -> Statements:
    """All pages in both languages; one that exists in one language only stands for both. Raises StartRefused."""
    given = {"imprint": settings.imprint, "privacy": settings.privacy, "accessibility": settings.accessibility}
    found: Statements = {}
    for name in NAMES:
        path = given[name] or OWN / f"{name}.md"
        texts = _read(name, path, {} if given[name] else _figures(settings))
        if not texts and given[name]:
            raise StartRefused(f"KORKWAND_{name.upper()}: there is neither {path} nor one with .de or .en in its name.")
        if texts:
            found[name] = {language: texts.get(language) or next(iter(texts.values())) for language in LANGUAGES}
    return found


def _figures(settings: Settings) -> dict[Language, str]:
    """What our own privacy page says of retention: it depends on the settings."""
    days, trash = settings.board_days, settings.trash_days
    if not days:
        return {
            "de": f"Eine Pinnwand im Papierkorb wird nach {trash} Tagen gelöscht.",
            "en": f"A pinboard in the trash is deleted after {trash} days.",
        }
    return {
        "de": f"Eine Pinnwand kommt {days} Tage nach der letzten Änderung in den Papierkorb, wenn ihre Koordinatoren "
        f"nichts anderes festlegen, und wird dort nach {trash} Tagen gelöscht, mit ihrem Verlauf.",
        "en": f"A pinboard goes to the trash {days} days after its last change, unless its coordinators say otherwise, "
        f"and is deleted there after {trash} days, together with its history.",
    }


def _read(name: Name, path: Path, figures: dict[Language, str]) -> dict[Language, Statement]:
    """The texts by language: from `path.de.md` and `path.en.md`; `path.md` itself is German."""
    texts: dict[Language, Statement] = {}
    for language, file in (("de", path), *((one, path.with_suffix(f".{one}{path.suffix}")) for one in LANGUAGES)):
        try:
            markdown = file.read_text(encoding="utf-8").replace("{retention}", figures.get(language, "{retention}"))
        except FileNotFoundError:
            continue
        except (OSError, UnicodeDecodeError) as error:
            raise StartRefused(f"KORKWAND_{name.upper()}: {file} cannot be read ({type(error).__name__}).") from None
        texts[language] = Statement(language, TITLES[language][name], markdown, _markdown.render(markdown))
    return texts


def page(statements: Statements, name: Name, language: Language) -> str:
    """The page as HTML."""
    shown = statements[name][language]
    links = " ".join(
        f'<a href="/{other}?language={language}">{escape(TITLES[language][other])}</a>'
        for other in NAMES
        if other in statements
    )
    others = [(one, label) for one, label in (("de", "Deutsch"), ("en", "English")) if one != language]
    switch = " ".join(
        f'<a href="/{name}?language={one}" lang="{one}" hreflang="{one}">{label}</a>' for one, label in others
    )
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(shown.title)} – Korkwand</title>\n"
        f'<link rel="stylesheet" href="{STYLE}">\n<link rel="icon" href="/favicon.svg" type="image/svg+xml">\n</head>\n'
        f'<body>\n<nav><a href="/">Korkwand</a> {links}</nav>\n'
        f'<main lang="{shown.language}">\n{shown.html}</main>\n<footer>{switch}</footer>\n</body>\n</html>\n'
    )


def security_txt(settings: Settings, clock: Clock) -> str | None:
    """security.txt (RFC 9116); None without a contact, and when the date that was set has passed."""
    if not settings.security_contact:
        return None
    now = clock()
    if settings.security_expires is None:
        # Whoever keeps the server running vouches for its contact.
        expires = (now + SECURITY_TXT_VALID).replace(hour=0, minute=0, second=0, microsecond=0)
    else:
        expires = datetime.combine(settings.security_expires, datetime.min.time(), UTC)
        if expires <= now:
            return None
    lines = [f"Contact: {contact.strip()}" for contact in settings.security_contact.split(",")]
    lines += [f"Expires: {expires.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", "Preferred-Languages: de, en"]
    if settings.public_url:
        lines.append(f"Canonical: {settings.public_url}/.well-known/security.txt")
    return "\n".join(lines) + "\n"

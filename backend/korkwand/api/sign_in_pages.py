"""What somebody reads who could not be signed in: plain HTML without a script, like the operator's pages."""

from html import escape
from typing import Final

from korkwand.api.statements import STYLE, Language
from korkwand.entry.accounts import Reason

STATUS: Final[dict[Reason, int]] = {"cancelled": 403, "stale": 400, "unreachable": 503, "unconfirmed": 403}

_WORDS: Final[dict[Language, dict[Reason, tuple[str, str]]]] = {
    "de": {
        "cancelled": (
            "Sie sind nicht angemeldet",
            "Die Anmeldung wurde abgebrochen. Das macht nichts: Boards, deren Link Sie haben, können Sie auch ohne "
            "Anmeldung öffnen.",
        ),
        "stale": (
            "Das hat zu lange gedauert",
            "Die Anmeldung wurde in diesem Browser nicht oder vor längerer Zeit begonnen. Bitte melden Sie sich noch "
            "einmal an. Wenn das nicht hilft, erlauben Sie dieser Seite bitte Cookies.",
        ),
        "unreachable": (
            "Die Anmeldung geht gerade nicht",
            "Der Anmeldedienst antwortet nicht. Bitte versuchen Sie es in einigen Minuten noch einmal. Boards, deren "
            "Link Sie haben, können Sie weiter öffnen.",
        ),
        "unconfirmed": (
            "Die Anmeldung hat nicht geklappt",
            "Der Anmeldedienst hat nicht bestätigt, wer Sie sind. Bitte melden Sie sich noch einmal an. Wenn es "
            "wieder nicht klappt, sagen Sie bitte der Stelle Bescheid, die diese Pinnwand betreibt.",
        ),
    },
    "en": {
        "cancelled": (
            "You are not signed in",
            "Signing in was cancelled. That does no harm: boards whose link you have can be opened without it.",
        ),
        "stale": (
            "That took too long",
            "Signing in was not begun in this browser, or too long ago. Please sign in once more. If that does not "
            "help, please allow cookies for this page.",
        ),
        "unreachable": (
            "Signing in does not work at the moment",
            "The sign-in service does not answer. Please try again in a few minutes. Boards whose link you have can "
            "still be opened.",
        ),
        "unconfirmed": (
            "Signing in did not work",
            "The sign-in service has not confirmed who you are. Please sign in once more. If it fails again, please "
            "tell whoever runs this pinboard.",
        ),
    },
}
_AGAIN: Final[dict[Language, tuple[str, str]]] = {
    "de": ("Noch einmal anmelden", "Zur Startseite"),
    "en": ("Sign in once more", "To the start page"),
}


def failure(reason: Reason, language: Language) -> str:
    """The page that says why, and what can be done."""
    title, text = _WORDS[language][reason]
    again, start = _AGAIN[language]
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)} – Korkwand</title>\n"
        f'<link rel="stylesheet" href="{STYLE}">\n<link rel="icon" href="/favicon.svg" type="image/svg+xml">\n</head>\n'
        f'<body>\n<nav><a href="/">Korkwand</a></nav>\n<main>\n<h1>{escape(title)}</h1>\n<p>{escape(text)}</p>\n'
        f'<p><a href="/api/sign-in">{again}</a></p>\n<p><a href="/">{start}</a></p>\n</main>\n</body>\n</html>\n'
    )

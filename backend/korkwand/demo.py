"""The demo board: a filled board of our own words, made through the same edits as any other."""

from typing import Final

from uuid_utils import uuid4, uuid7

from korkwand.access.visitors import SYSTEM, Role, Visitor, new_secret, secret_hash
from korkwand.api.doors import Doors
from korkwand.boards import CreateBoard
from korkwand.cards.edits import ImportCard
from korkwand.columns import AddColumn
from korkwand.comments import ImportComment
from korkwand.edits.edit import Edit
from korkwand.edits.inputs import Color
from korkwand.keys import AddKey
from korkwand.live.turn import Refused

TITLE: Final = "Ideen für den Sommer"
DESCRIPTION: Final = "Eine Beispiel-Pinnwand zum Ausprobieren. Alles darf verschoben, geändert und gelöscht werden."

Card = tuple[str, str, Color, str, list[tuple[str, str]]]
"""Title, text, colour, author's name, comments as (name, text)."""

COLUMNS: Final[list[tuple[str, str, list[Card]]]] = [
    (
        "Neue Ideen",
        "Was fehlt bei Ihnen vor Ort?",
        [
            (
                "Bänke mit Schatten am Kirchplatz",
                "Seit die Linde gefällt wurde, sitzt mittags niemand mehr dort. Zwei Bänke "
                "unter einem Sonnensegel würden reichen.",
                "white",
                "Renate, Altenfeld",
                [("Jonas", "Der Bauhof hat noch zwei Bänke im Lager."), ("", "Bitte mit Rückenlehne.")],
            ),
            (
                "Mitfahrbank an der Landstraße",
                "Ein Schild mit drei Zielen: **Bahnhof**, **Klinik**, **Markt**.",
                "yellow",
                "Gemeinde Sollnitz",
                [],
            ),
            ("Tauschregal im Rathausflur", "", "white", "", []),
        ],
    ),
    (
        "Verkehr",
        "",
        [
            (
                "Rufbus am Abend",
                "Nach 20 Uhr fährt nichts mehr:\n\n- Freitag und Samstag bis Mitternacht\n- Anmeldung auch am Telefon",
                "white",
                "Gemeinde Rauen",
                [("M. Petersen", "Die Fahrerinnen müssten wir gemeinsam suchen.")],
            ),
            ("Tempo 30 vor beiden Schulen", "", "yellow", "Elternrat", []),
            ("Lücke im Radweg nach Grünau schließen", "Es fehlen nur 400 Meter.", "yellow", "M. Petersen", []),
        ],
    ),
    (
        "Grün & Plätze",
        "",
        [
            ("Obstwiese für alle", "Patenschaften je Baum, Schilder von der Grundschule.", "green", "Heimatverein", []),
            ("Regenwasser für die Feuerwehr sammeln", "", "blue", "Gemeinde Lindow", []),
            (
                "Hitzeplan für Seniorinnen und Senioren",
                "Wer ruft wen an, wenn es über 32 Grad wird?",
                "rose",
                "Dr. Aydın",
                [("Renate, Altenfeld", "Die Nachbarschaftshilfe macht mit.")],
            ),
        ],
    ),
    (
        "Jugend",
        "",
        [
            ("Jugendraum selbst verwalten", "Schlüssel per Chip, Hausregeln machen wir.", "lilac", "Jugendbeirat", []),
            ("Pumptrack hinter der Sporthalle", "", "white", "Mia", []),
        ],
    ),
    (
        "Digitales",
        "",
        [
            ("Termine im Bürgerbüro online buchen", "Auch mit dem Handy, ohne Konto.", "blue", "", []),
        ],
    ),
]


async def make_demo(doors: Doors, origin: str) -> list[tuple[str, str]]:
    """Make the board; returns (role, link) of its two links."""
    board_id, key_id, secret = str(uuid4()), str(uuid7()), new_secret()
    create = CreateBoard(
        id=str(uuid7()),
        board_id=board_id,
        key_id=key_id,
        secret_hash=secret_hash(secret),
        title=TITLE,
        description=DESCRIPTION,
    )
    board = await doors.boards.create(SYSTEM, create, [])
    guest = new_secret()
    edits: list[Edit] = [
        AddKey(
            id=str(uuid7()),
            key_id=str(uuid7()),
            secret_hash=secret_hash(guest),
            role=Role.CONTRIBUTOR,
            label="Mitglieder",
        ),
        *_edits(),
    ]
    for answer in (await board.ask(Visitor(id=None), edits)).values():
        if isinstance(answer, Refused):
            raise answer.error
    link = f"{origin}/b/{board_id}#"
    return [("coordinator", link + secret), ("contributor", link + guest)]


def _edits() -> list[Edit]:
    edits: list[Edit] = []
    for title, description, cards in COLUMNS:
        column_id = str(uuid7())
        edits.append(AddColumn(id=str(uuid7()), column_id=column_id, title=title, description=description))
        for card_title, text, color, author, comments in cards:
            card_id = str(uuid7())
            edits.append(
                ImportCard(
                    id=str(uuid7()),
                    card_id=card_id,
                    column_id=column_id,
                    title=card_title,
                    text=text,
                    color=color,
                    author_name=author or None,
                )
            )
            edits += [
                ImportComment(id=str(uuid7()), card_id=card_id, text=comment, author_name=name or None)
                for name, comment in comments
            ]
    return edits

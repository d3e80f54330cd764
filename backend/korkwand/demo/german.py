"""The demo board in German: invented places and people."""

from typing import Final

from korkwand.demo.content import DemoBoard, DemoCard, DemoColumn, DemoComment

GERMAN: Final = DemoBoard(
    title="Ideen für unsere Dörfer",
    description="Eine Beispiel-Pinnwand zum Ausprobieren. Alles darf verschoben, geändert und gelöscht werden.",
    guests="Mitglieder",
    columns=(
        DemoColumn(
            "Neue Ideen",
            "Was fehlt bei Ihnen vor Ort?",
            "white",
            (
                DemoCard(
                    "Bänke mit Schatten am Kirchplatz",
                    "Seit die Linde gefällt wurde, sitzt mittags niemand mehr dort. Zwei Bänke unter einem "
                    "Sonnensegel würden reichen.",
                    name="Renate, Altenfeld",
                    days=2,
                    comments=(
                        DemoComment("Jonas", "Der Bauhof hat noch zwei Bänke im Lager."),
                        DemoComment("", "Bitte mit Rückenlehne."),
                    ),
                ),
                DemoCard(
                    "Mitfahrbank an der Landstraße",
                    "Ein Schild mit drei Zielen: **Bahnhof**, **Klinik**, **Markt**. Wer sitzt, möchte mit.",
                    "yellow",
                    "Gemeinde Sollnitz",
                    4,
                ),
                DemoCard("Tauschregal im Rathausflur", "Bücher, Spiele, Saatgut.", days=3),
                DemoCard(
                    "Reparaturtreff im Feuerwehrhaus",
                    "> Mein Toaster ist erst zwei Jahre alt!\n\nJeden ersten Samstag, Werkzeug ist da.",
                    "lilac",
                    "Heimatverein",
                    6,
                    (DemoComment("Mia", "Fahrräder auch?"),),
                ),
            ),
        ),
        DemoColumn(
            "Unterwegs",
            "Bus, Rad und zu Fuß",
            "blue",
            (
                DemoCard(
                    "Rufbus am Abend",
                    "Nach 20 Uhr fährt nichts mehr:\n\n- Freitag und Samstag bis Mitternacht\n"
                    "- Anmeldung auch am Telefon\n- gleicher Preis wie am Tag",
                    name="Gemeinde Rauen",
                    days=9,
                    comments=(DemoComment("M. Petersen", "Die Fahrerinnen müssten wir gemeinsam suchen."),),
                ),
                DemoCard("Tempo 30 vor beiden Schulen", color="yellow", name="Elternrat", days=5),
                DemoCard(
                    "Lücke im Radweg nach Grünau schließen", "Es fehlen nur *400 Meter*.", "green", "M. Petersen", 8
                ),
                DemoCard("Zebrastreifen an der Apotheke", name="Dr. Aydın", days=1),
            ),
        ),
        DemoColumn(
            "Grün und Plätze",
            "",
            "green",
            (
                DemoCard(
                    "Obstwiese für alle",
                    "Patenschaften je Baum, Schilder von der Grundschule.",
                    "green",
                    "Heimatverein",
                    12,
                    (DemoComment("Renate, Altenfeld", "Ich nehme den Birnbaum."),),
                ),
                DemoCard("Regenwasser für die Feuerwehr sammeln", color="blue", name="Gemeinde Lindow", days=7),
                DemoCard(
                    "Hitzeplan für Seniorinnen und Senioren",
                    "Wer ruft wen an, wenn es über 32 Grad wird?",
                    "rose",
                    "Dr. Aydın",
                    3,
                    (DemoComment("Renate, Altenfeld", "Die Nachbarschaftshilfe macht mit."),),
                ),
                DemoCard("Trinkbrunnen am Spielplatz", days=2),
            ),
        ),
        DemoColumn(
            "Jugend",
            "",
            "lilac",
            (
                DemoCard(
                    "Jugendraum selbst verwalten",
                    "Schlüssel per Chip, Hausregeln machen wir.",
                    "lilac",
                    "Jugendbeirat",
                    10,
                    (DemoComment("Frau Kühn", "Vorschlag: ein halbes Jahr zur Probe."),),
                ),
                DemoCard("Pumptrack hinter der Sporthalle", "Der Boden ist schon eben.", name="Mia", days=4),
                DemoCard("Ferienbetreuung gemeinsam mit Rauen", color="yellow", name="Elternrat", days=6),
            ),
        ),
        DemoColumn(
            "Wird gemacht",
            "Hier geht es schon los.",
            "yellow",
            (
                DemoCard(
                    "Termine im Bürgerbüro online",
                    "Auch mit dem Handy, ohne Konto. Start im **September**.",
                    "blue",
                    "Frau Kühn",
                    14,
                ),
                DemoCard(
                    "Schwimmkurs im Juli",
                    "1. Becken reserviert\n2. Trainerin gefunden\n3. Anmeldung ab Montag",
                    "green",
                    "Sportverein",
                    11,
                    (DemoComment("", "Danke!"),),
                ),
                DemoCard("Dorfladen öffnet auch am Samstag", name="Gemeinde Rauen", days=13),
            ),
        ),
    ),
)

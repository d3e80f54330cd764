"""The demo board in English: invented places and people."""

from typing import Final

from korkwand.demo.content import DemoBoard, DemoCard, DemoColumn, DemoComment

ENGLISH: Final = DemoBoard(
    title="Ideas for our villages",
    description="An example board to play with. Everything may be moved, changed and deleted.",
    guests="Members",
    columns=(
        DemoColumn(
            "New ideas",
            "What is missing where you live?",
            "white",
            (
                DemoCard(
                    "Benches with shade by the church",
                    "Since the lime tree was felled, nobody sits there at noon. Two benches under a sunshade would do.",
                    name="Ruth, Oldfield",
                    days=2,
                    comments=(
                        DemoComment("Jonas", "The depot still has two benches."),
                        DemoComment("", "With a backrest, please."),
                    ),
                ),
                DemoCard(
                    "A lift-sharing bench on the main road",
                    "A sign with three places: **station**, **clinic**, **market**. Whoever sits there wants a lift.",
                    "yellow",
                    "Sallow parish",
                    4,
                ),
                DemoCard("A swap shelf in the town hall", "Books, games, seeds.", days=3),
                DemoCard(
                    "Repair café at the fire station",
                    "> My toaster is only two years old!\n\nEvery first Saturday, tools are there.",
                    "lilac",
                    "Local history club",
                    6,
                    (DemoComment("Mia", "Bicycles too?"),),
                ),
            ),
        ),
        DemoColumn(
            "Getting around",
            "By bus, by bike and on foot",
            "blue",
            (
                DemoCard(
                    "A bus on call in the evening",
                    "Nothing runs after 8 pm:\n\n- Friday and Saturday until midnight\n- booking by phone, too\n"
                    "- same fare as by day",
                    name="Rowan parish",
                    days=9,
                    comments=(DemoComment("M. Peters", "We would have to find the drivers together."),),
                ),
                DemoCard("Slow down by both schools", color="yellow", name="Parents", days=5),
                DemoCard("Close the gap in the cycle path", "Only *400 metres* are missing.", "green", "M. Peters", 8),
                DemoCard("A crossing at the pharmacy", name="Dr Aydın", days=1),
            ),
        ),
        DemoColumn(
            "Green spaces",
            "",
            "green",
            (
                DemoCard(
                    "An orchard for everybody",
                    "A godparent for each tree, signs by the primary school.",
                    "green",
                    "Local history club",
                    12,
                    (DemoComment("Ruth, Oldfield", "I take the pear tree."),),
                ),
                DemoCard("Collect rain water for the fire brigade", color="blue", name="Linden parish", days=7),
                DemoCard(
                    "A heat plan for the elderly",
                    "Who calls whom when it gets hotter than 32 degrees?",
                    "rose",
                    "Dr Aydın",
                    3,
                    (DemoComment("Ruth, Oldfield", "The neighbours' club will help."),),
                ),
                DemoCard("A drinking fountain at the playground", days=2),
            ),
        ),
        DemoColumn(
            "Young people",
            "",
            "lilac",
            (
                DemoCard(
                    "Run the youth room ourselves",
                    "Keys by chip, we make the house rules.",
                    "lilac",
                    "Youth council",
                    10,
                    (DemoComment("Ms Keane", "Let us try it for half a year."),),
                ),
                DemoCard("A pump track behind the sports hall", "The ground is level already.", name="Mia", days=4),
                DemoCard("Holiday club together with Rowan", color="yellow", name="Parents", days=6),
            ),
        ),
        DemoColumn(
            "Under way",
            "These have begun.",
            "yellow",
            (
                DemoCard(
                    "Book appointments online",
                    "On a phone, too, and without an account. From **September**.",
                    "blue",
                    "Ms Keane",
                    14,
                ),
                DemoCard(
                    "Swimming lessons in July",
                    "1. Pool reserved\n2. Trainer found\n3. Registration opens on Monday",
                    "green",
                    "Sports club",
                    11,
                    (DemoComment("", "Thank you!"),),
                ),
                DemoCard("The village shop opens on Saturdays, too", name="Rowan parish", days=13),
            ),
        ),
    ),
)

"""What a demo board is made of."""

from typing import NamedTuple

from korkwand.kernel.inputs import Color


class DemoComment(NamedTuple):
    """Somebody's remark; '' is a person without a name."""

    name: str
    text: str


class DemoCard(NamedTuple):
    """A card that was pinned so many days ago."""

    title: str
    text: str = ""
    color: Color = "white"
    name: str = ""
    days: int = 1
    comments: tuple[DemoComment, ...] = ()


class DemoColumn(NamedTuple):
    """A column with its cards from top to bottom."""

    title: str
    description: str
    color: Color
    cards: tuple[DemoCard, ...]


class DemoBoard(NamedTuple):
    """A whole board in one language."""

    title: str
    description: str
    guests: str
    """How the link for the others is called."""
    columns: tuple[DemoColumn, ...]

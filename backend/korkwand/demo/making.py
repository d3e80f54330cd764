"""The demo board: a filled board of our own words, made through the same edits as any other."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from korkwand.demo.content import DemoBoard, DemoCard
from korkwand.demo.english import ENGLISH
from korkwand.demo.german import GERMAN
from korkwand.entry.secrets import new_secret, secret_hash
from korkwand.kernel.edit import Edit
from korkwand.kernel.records import Id, new_id, timestamp
from korkwand.live.board import LiveBoard
from korkwand.live.boards import LiveBoards
from korkwand.live.turn import Refused
from korkwand.nouns.board.edits import CreateBoard
from korkwand.nouns.card.edits import ImportCard
from korkwand.nouns.column.edits import AddColumn
from korkwand.nouns.comment.edits import ImportComment
from korkwand.nouns.key.edits import AddKey
from korkwand.rules.roles import SYSTEM, Role, Visitor

Language = Literal["de", "en"]
DEMOS: Final[dict[Language, DemoBoard]] = {"de": GERMAN, "en": ENGLISH}


async def make_demo(boards: LiveBoards, origin: str, language: Language = "de") -> list[tuple[str, str]]:
    """Make and fill a board that nobody owns yet; returns (role, link) of its two links."""
    demo = DEMOS[language]
    board_id, secret, guest = new_id(), new_secret(), new_secret()
    create = CreateBoard(
        id=new_id(),
        board_id=board_id,
        key_id=new_id(),
        secret_hash=secret_hash(secret),
        title=demo.title,
        description=demo.description,
    )
    board = await boards.create(SYSTEM, create, [])
    key = AddKey(
        id=new_id(),
        key_id=new_id(),
        secret_hash=secret_hash(guest),
        role=Role.CONTRIBUTOR,
        label=demo.guests,
    )
    await _submit(board, [key])
    await fill(board, language)
    link = f"{origin}/b/{board_id}#"
    return [("coordinator", link + secret), ("contributor", link + guest)]


async def fill(board: LiveBoard, language: Language) -> None:
    """Put the columns, cards and comments of the demo on a board. Raises the first refusal."""
    await _submit(board, list(_edits(DEMOS[language], datetime.now(UTC))))


async def _submit(board: LiveBoard, edits: list[Edit]) -> None:
    for answer in (await board.ask(Visitor(id=None), edits)).values():
        if isinstance(answer, Refused):
            raise answer.error


def _edits(demo: DemoBoard, now: datetime) -> Iterator[Edit]:
    for column in demo.columns:
        column_id = new_id()
        yield AddColumn(
            id=new_id(),
            column_id=column_id,
            title=column.title,
            description=column.description,
            color=column.color,
        )
        for card in column.cards:
            yield from _edits_of(card, column_id, now)


def _edits_of(card: DemoCard, column_id: Id, now: datetime) -> Iterator[Edit]:
    """A card that was pinned some days ago, and its comments one after the other until now."""
    card_id, pinned = new_id(), now - timedelta(days=card.days)
    yield ImportCard(
        id=new_id(),
        card_id=card_id,
        column_id=column_id,
        title=card.title,
        text=card.text,
        color=card.color,
        author_name=card.name or None,
        created_at=timestamp(pinned),
    )
    for place, comment in enumerate(card.comments, 1):
        said = pinned + (now - pinned) * place / (len(card.comments) + 1)
        yield ImportComment(
            id=new_id(),
            card_id=card_id,
            text=comment.text,
            author_name=comment.name or None,
            created_at=timestamp(said),
        )

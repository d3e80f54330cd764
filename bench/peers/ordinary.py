"""The ordinary way with the same stack: FastAPI, an SQLModel session for each edit, SQLite in WAL mode.

It does the same work in the usual manner: validate the edit, change the card, append to the event table,
commit, tell every socket in a loop. One lock keeps the sessions of the thread pool from fighting for SQLite,
which is quicker than letting them.
"""

import asyncio
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import uvicorn
from fastapi import Depends, FastAPI, HTTPException, WebSocket, WebSocketDisconnect
from pydantic import BaseModel, ConfigDict, TypeAdapter
from pydantic import Field as Bounded
from sqlalchemy import JSON, Engine, event
from sqlmodel import Field, Session, SQLModel, col, create_engine, select
from starlette.concurrency import run_in_threadpool


class BoardFields(SQLModel):
    """What a visitor sees of a board."""

    id: str = Field(primary_key=True)
    title: str
    description: str = ""
    color: str = "white"
    archived_at: datetime | None = None
    deleted_at: datetime | None = None
    created_at: datetime


class Board(BoardFields, table=True):
    """A board, with the number of its last event."""

    seq: int = 0


class ColumnFields(SQLModel):
    """What a visitor sees of a column."""

    id: str = Field(primary_key=True)
    board_id: str = Field(foreign_key="board.id", index=True)
    position: float
    title: str
    description: str = ""
    color: str = "white"
    deleted_at: datetime | None = None
    created_at: datetime
    hidden_at: datetime | None = None
    locked_at: datetime | None = None


class Column(ColumnFields, table=True):
    """A column of a board."""


class CardFields(SQLModel):
    """What a visitor sees of a card."""

    id: str = Field(primary_key=True)
    board_id: str = Field(foreign_key="board.id", index=True)
    column_id: str = Field(foreign_key="column.id", index=True)
    position: float
    title: str
    text: str
    color: str = "white"
    author_id: str | None = None
    author_name: str | None = None
    created_at: datetime
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    held_at: datetime | None = None
    hidden_at: datetime | None = None
    locked_at: datetime | None = None


class Card(CardFields, table=True):
    """A card in a column."""


class Event(SQLModel, table=True):
    """An edit that happened."""

    board_id: str = Field(primary_key=True, foreign_key="board.id")
    seq: int = Field(primary_key=True)
    id: str = Field(unique=True)
    type: str
    by: str
    at: datetime
    changes: list[dict[str, Any]] = Field(sa_type=JSON)


class MoveCard(BaseModel):
    """Put a card into a column, after another card or on top."""

    model_config = ConfigDict(extra="forbid")
    id: str
    type: Literal["card.move"]
    card_id: str
    column_id: str
    after_id: str | None = None


class WriteCard(BaseModel):
    """Change the text of a card."""

    model_config = ConfigDict(extra="forbid")
    id: str
    type: Literal["card.write"]
    card_id: str
    text: str = Bounded(max_length=20000)


class RenameColumn(BaseModel):
    """Change the title of a column."""

    model_config = ConfigDict(extra="forbid")
    id: str
    type: Literal["column.rename"]
    column_id: str
    title: str = Bounded(max_length=200)


Edit = Annotated[MoveCard | WriteCard | RenameColumn, Bounded(discriminator="type")]
one_edit: TypeAdapter[MoveCard | WriteCard | RenameColumn] = TypeAdapter(Edit)


class Content(BaseModel):
    """A board with all it holds, as it is sent and as it is made."""

    board: BoardFields
    columns: list[ColumnFields]
    cards: list[CardFields]


class Room:
    """The open sockets of the board, and the lock that lets one edit after the other in."""

    def __init__(self) -> None:
        self.sockets: set[WebSocket] = set()
        self.turn = asyncio.Lock()

    async def tell(self, text: str) -> None:
        """Send a text to every socket; one that has gone is forgotten."""
        for socket in list(self.sockets):
            try:
                await socket.send_text(text)
            except (RuntimeError, WebSocketDisconnect):
                self.sockets.discard(socket)


def place(session: Session, edit: MoveCard) -> float:
    """The position directly after a card, half-way to the next one."""
    after = session.get(Card, edit.after_id) if edit.after_id else None
    start = after.position if after else 0.0
    following = select(Card.position).where(Card.column_id == edit.column_id, Card.position > start)
    end = session.exec(following.order_by(col(Card.position)).limit(1)).first()
    return start + 1.0 if end is None else (start + end) / 2


def change(session: Session, edit: MoveCard | WriteCard | RenameColumn) -> dict[str, Any]:
    """Carry an edit out on its row and return the record as visitors see it."""
    if isinstance(edit, RenameColumn):
        column = session.get(Column, edit.column_id)
        if column is None:
            raise HTTPException(404, "not found")
        column.title = edit.title
        return column.model_dump(mode="json")
    card = session.get(Card, edit.card_id)
    if card is None:
        raise HTTPException(404, "not found")
    if isinstance(edit, MoveCard):
        card.position = place(session, edit)
        card.column_id = edit.column_id
    else:
        card.text = edit.text
        card.edited_at = datetime.now(UTC)
    return card.model_dump(mode="json")


def save(engine: Engine, board_id: str, visitor_id: str, edit: MoveCard | WriteCard | RenameColumn) -> str:
    """Store an edit and its event in one transaction and return the message for the sockets."""
    with Session(engine) as session:
        board = session.get(Board, board_id)
        if board is None:
            raise HTTPException(404, "not found")
        record = change(session, edit)
        board.seq += 1
        kind = edit.type.split(".")[0]
        happened = Event(
            board_id=board_id,
            seq=board.seq,
            id=edit.id,
            type=edit.type,
            by=visitor_id,
            at=datetime.now(UTC),
            changes=[{"put": kind, "record": record}],
        )
        session.add(happened)
        text = json.dumps({"t": "events", "events": [happened.model_dump(mode="json", exclude={"board_id"})]})
        session.commit()  # after the dump, for a commit expires the row: a refresh would be one query more
        return text


def set_pragmas(connection: Any, _record: Any) -> None:
    """The usual pragmas of a careful SQLite application; synchronous stays at its default, FULL."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA foreign_keys=ON")


def make_app(path: str) -> FastAPI:
    """The application over one database file."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"check_same_thread": False})
    event.listen(engine, "connect", set_pragmas)
    SQLModel.metadata.create_all(engine)
    room = Room()
    app = FastAPI()

    def session() -> Iterator[Session]:
        with Session(engine) as opened:
            yield opened

    opened_session = Depends(session)

    @app.post("/api/boards", status_code=201)
    def make_board(content: Content, session: Session = opened_session) -> dict[str, str]:
        session.add(Board.model_validate(content.board))
        session.flush()
        session.add_all([Column.model_validate(column) for column in content.columns])
        session.flush()
        session.add_all([Card.model_validate(card) for card in content.cards])
        session.commit()
        return {"id": content.board.id}

    @app.get("/api/boards/{board_id}", response_model=Content)
    def read_board(board_id: str, session: Session = opened_session) -> Any:
        board = session.get(Board, board_id)
        if board is None:
            raise HTTPException(404, "not found")
        columns = select(Column).where(Column.board_id == board_id).order_by(col(Column.position))
        cards = select(Card).where(Card.board_id == board_id).order_by(col(Card.position))
        return {"board": board, "columns": session.exec(columns).all(), "cards": session.exec(cards).all()}

    @app.websocket("/api/boards/{board_id}/live")
    async def live(socket: WebSocket, board_id: str) -> None:
        await socket.accept()
        visitor_id = str((await socket.receive_json())["visitor_id"])
        room.sockets.add(socket)
        await socket.send_text('{"t":"welcome"}')
        try:
            while True:
                for wish in json.loads(await socket.receive_text())["edits"]:
                    edit = one_edit.validate_python(wish)
                    async with room.turn:
                        text = await run_in_threadpool(save, engine, board_id, visitor_id, edit)
                        await room.tell(text)
        except WebSocketDisconnect:
            room.sockets.discard(socket)

    return app


if __name__ == "__main__":
    uvicorn.run(make_app(sys.argv[2]), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")

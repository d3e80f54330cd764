"""`korkwand import`: a file from the disk onto a board of this installation, new or there already."""

import argparse
import asyncio
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from korkwand.catalog import faults
from korkwand.entry.secrets import new_secret, secret_hash
from korkwand.errors import Invalid
from korkwand.exchange.contents import open_columns
from korkwand.exchange.dates import zone_named
from korkwand.exchange.importing import carry_out
from korkwand.exchange.plan import DEFAULT_COLUMN
from korkwand.exchange.report import Prepared, Report, Source, finished, prepare
from korkwand.kernel.inputs import TITLE_LENGTH
from korkwand.kernel.records import new_id
from korkwand.live.board import LiveBoard
from korkwand.live.boards import LiveBoards
from korkwand.live.turn import Refused
from korkwand.nouns.board.edits import ArchiveBoard, CreateBoard
from korkwand.rules.roles import SYSTEM

MEGABYTE = 1024 * 1024


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("file", type=Path, help="cards as CSV or TSV, or a whole board as JSON")
    parser.add_argument("--comments", type=Path, help="comments as CSV or TSV, joined by the card's id")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--board", help="id of the board to import into; default: a new board")
    where.add_argument(
        "--title", help="title of the new board; default: the file's name, or the title in the JSON file"
    )
    parser.add_argument("--map", action="append", default=[], metavar="FIELD=HEADER", help="title=Betreff; an empty "
                        "header leaves the field out")  # fmt: skip
    parser.add_argument(
        "--map-comments", action="append", default=[], metavar="FIELD=HEADER", help="the same for comments"
    )
    parser.add_argument(
        "--column", default=DEFAULT_COLUMN, help="column of the rows that name none (default: %(default)s)"
    )
    parser.add_argument("--encoding", help="default: found out")
    parser.add_argument("--separator", help="default: found out")
    parser.add_argument("--timezone", default="UTC", help="of times that name none (default: %(default)s)")
    parser.add_argument("--preview", action="store_true", help="only say what would be done")


async def run(boards: LiveBoards, options: argparse.Namespace, origin: str, largest: int) -> list[str]:
    """Do what the arguments say; returns the lines to print. `largest` is in bytes.

    The same command again with --board doubles nothing. Raises KorkwandError.
    """
    source = _source(options, largest)
    board_id = options.board or new_id()
    existing = open_columns((await boards.get(board_id)).state) if options.board else []
    prepared = await asyncio.to_thread(prepare, source, board_id, None, existing)
    if options.preview:
        return list(_told(prepared.report))
    lines = []
    if not options.board:
        title = (options.title or (prepared.board.board.title if prepared.board else options.file.stem))[:TITLE_LENGTH]
        secret = await _new_board(boards, board_id, title, prepared)
        lines.append(f"new board, coordinator: {origin}/b/{board_id}#{secret}")
    board = await boards.get(board_id)
    report = finished(prepared, await carry_out(board, SYSTEM, prepared.steps))
    if not options.board and prepared.board and prepared.board.board.archived_at:
        await _archive(board)
    return [*lines, *_told(report)]


def _source(options: argparse.Namespace, largest: int) -> Source:
    return Source(
        file=_read(options.file),
        comments=_read(options.comments) if options.comments else None,
        mapping=_mapping(options.map),
        comment_mapping=_mapping(options.map_comments),
        column=options.column,
        encoding=options.encoding,
        separator=options.separator,
        zone=zone_named(options.timezone),
        largest=largest,
    )


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Invalid(f"{file} cannot be read: {error.strerror}.") from None


def _mapping(pairs: list[str]) -> dict[str, str | None]:
    mapping: dict[str, str | None] = {}
    for pair in pairs:
        field, equals, header = pair.partition("=")
        if not equals:
            raise Invalid(f"--map {pair}: write FIELD=HEADER.")
        mapping[field] = header or None
    return mapping


async def _new_board(boards: LiveBoards, board_id: str, title: str, prepared: Prepared) -> str:
    """Make the board; returns its coordinator's secret."""
    secret = new_secret()
    own = prepared.board.board if prepared.board else None
    fields = {"description": own.description, "color": own.color} if own else {}
    try:
        edit = CreateBoard.model_validate(
            {"id": new_id(), "board_id": board_id, "key_id": new_id(), "secret_hash": secret_hash(secret),
             "title": title, **fields}
        )  # fmt: skip
    except ValidationError as error:
        raise Invalid(f"The new board: {faults(error)}") from None
    await boards.create(SYSTEM, edit, [])
    return secret


async def _archive(board: LiveBoard) -> None:
    edit = ArchiveBoard(id=new_id())
    answer = (await board.ask(SYSTEM, [edit]))[edit.id]
    if isinstance(answer, Refused):
        raise answer.error


def _told(report: Report) -> Iterator[str]:
    verb = "would be imported" if report.preview else "imported"
    if report.mapping:
        yield "headers: " + ", ".join(f"{field} = {header}" for field, header in report.mapping.items())
    if report.unused:
        yield f"not used: {', '.join(report.unused)}"
    for column in report.columns:
        yield f"  {column.title}: {column.cards} cards"
    yield f"{report.cards} cards and {report.comments} comments {verb}, {report.skipped} lines skipped"
    if report.already:
        yield f"{report.already} were there already from the same import"
    for problem in report.problems:
        what = "skipped" if problem.skipped else "note"
        yield f"{problem.file}, line {problem.line}, {what}: {problem.detail}"

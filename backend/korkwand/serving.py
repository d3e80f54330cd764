"""The server as `korkwand serve` starts it."""

import gc
import resource
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any, Final

import uvicorn

from korkwand.api.doors import Doors
from korkwand.app import create_app
from korkwand.clock import Clock, utc_now
from korkwand.logs import configure_logging
from korkwand.settings import Settings
from korkwand.socket.http_protocol import KorkwandHttp
from korkwand.socket.lobby import Lobby
from korkwand.socket.protocol import KorkwandProtocol
from korkwand.socket.session import MESSAGE_BYTES

Ready = Callable[[str, Doors], Awaitable[None]]

FILES: Final = 65_536
"""Open files we ask for: each connection is one."""

YOUNG: Final = 20_000
"""New objects until the collector looks at them, not 700: an edit makes dozens, and hardly any are in circles."""


class Server(uvicorn.Server):
    """Tells its address when it is ready."""

    ready: Callable[[str], Awaitable[None]]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then say where."""
        await super().startup(sockets)
        if self.started:
            # What was loaded so far stays for good: a full collection then looks at the boards only.
            gc.collect()
            gc.freeze()
            gc.set_threshold(YOUNG)
            port = self.servers[0].sockets[0].getsockname()[1]
            host = f"[{self.config.host}]" if ":" in self.config.host else self.config.host
            await self.ready(f"http://{host}:{port}")


def serve(settings: Settings, ready: Ready, clock: Clock = utc_now) -> None:
    """Serve until interrupted; `ready` is called with the address and the running parts. Raises StartRefused."""
    configure_logging()
    app = create_app(settings, clock)
    # Strangers must not take up more than half of what there is.
    lobby = Lobby(min(settings.strangers, open_files() // 2))
    protocols: dict[str, Any] = {
        "http": partial(KorkwandHttp, lobby=lobby),
        "ws": partial(KorkwandProtocol, lobby=lobby),
    }
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        **protocols,
        ws_max_size=MESSAGE_BYTES,
        ws_per_message_deflate=False,
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
        timeout_graceful_shutdown=5,
        lifespan="on",
        backlog=4096,
    )
    server = Server(config)

    async def tell(address: str) -> None:
        await ready(address, app.state.doors)

    server.ready = tell
    server.run()


def open_files() -> int:
    """Raise the limit of open files as far as the system lets us; returns what it is then."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            return wanted
    return FILES if soft == resource.RLIM_INFINITY else soft

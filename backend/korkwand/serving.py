"""The server as `korkwand serve` starts it."""

import gc
import socket
from collections.abc import Awaitable, Callable

import uvicorn

from korkwand.api.doors import Doors
from korkwand.app import create_app
from korkwand.clock import Clock, utc_now
from korkwand.live.protocol import KorkwandProtocol
from korkwand.live.socket import MESSAGE_BYTES
from korkwand.logs import configure_logging
from korkwand.settings import Settings

Ready = Callable[[str, Doors], Awaitable[None]]


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
            port = self.servers[0].sockets[0].getsockname()[1]
            host = f"[{self.config.host}]" if ":" in self.config.host else self.config.host
            await self.ready(f"http://{host}:{port}")


def serve(settings: Settings, ready: Ready, clock: Clock = utc_now) -> None:
    """Serve until interrupted; `ready` is called with the address and the running parts. Raises StartRefused."""
    configure_logging()
    app = create_app(settings, clock)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        ws=KorkwandProtocol,
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

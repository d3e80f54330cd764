"""A large import leaves everybody else their turn."""

import asyncio
import gc
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import httpx
import pytest

from korkwand.app import create_app
from korkwand.settings import Settings
from tests.client import Socket
from tests.doors import running

ROWS = 20_000
LONGEST_S = 0.1
"""How long the loop may be busy in one go, in seconds of its own CPU: other programs of the machine do not count.

A batch takes some 10 ms; now and then the collector looks through what the import has made, which takes 40 more.
"""


def table(rows: int) -> bytes:
    lines = (f"{n};Idee {n} *mehr*;Ein Text über Bänke, Nummer {n};Spalte {n % 12};gestern\n" for n in range(rows))
    return ("ID;Titel;Text;Kategorie;Datum\n" + "".join(lines)).encode()


@pytest.fixture
def collector_at_rest() -> Iterator[None]:
    """What lives in the tests' own process is not looked through; what the import makes is."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.alone
@pytest.mark.usefixtures("collector_at_rest")
def test_no_step_of_an_import_keeps_the_loop_busy_for_long(tmp_path: Path) -> None:
    spans: list[float] = []

    async def watch() -> None:
        while True:
            before = time.thread_time()
            await asyncio.sleep(0.001)
            spans.append(time.thread_time() - before)

    async def work() -> None:
        app = create_app(Settings(data_dir=tmp_path))
        transport = httpx.ASGITransport(app)
        async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, timeout=120) as client:
            made = (await client.post("http://pins.example/api/boards", json={"title": "Ideen"})).json()
            client.cookies.clear()
            client.headers["Authorization"] = f"Bearer {made['key']['secret']}"
            address = f"http://pins.example/api/boards/{made['board']['id']}"
            # The framework builds a route at its first use.
            await client.post(f"{address}/import", files={"file": table(1)}, data={"preview": "true"})
            await client.get(f"{address}/export.json")
            request = client.build_request("POST", f"{address}/import", files={"file": table(ROWS)})
            request.read()  # writing the form, and reading the report, is the client's work
            watching = asyncio.create_task(watch())
            report = await asyncio.to_thread((await client.send(request)).json)
            assert (report["cards"], len(report["problems"])) == (ROWS, ROWS)
            for name in ("export.json", "export.csv"):
                assert (await client.get(f"{address}/{name}")).content.count(b"Nummer") == ROWS
            watching.cancel()

    asyncio.run(work())
    assert max(spans) < LONGEST_S


@pytest.mark.alone
def test_a_listener_s_ping_is_answered_while_a_large_list_comes_in(tmp_path: Path) -> None:
    waits: list[float] = []
    with running(tmp_path) as server:
        board, other = server.guest().make_board(), server.guest().make_board()
        board.client.timeout = httpx.Timeout(120)
        reports: list[httpx.Response] = []
        sending = Thread(
            target=lambda: reports.append(board.client.post(f"{board.url}/import", files={"file": table(ROWS)}))
        )
        with other.live() as socket:
            sending.start()
            while sending.is_alive():
                waits.append(answered(socket))
                time.sleep(0.02)
            sending.join()
        assert reports[0].json()["cards"] == ROWS
        assert len(board.records("card")) == ROWS
    waits.sort()
    assert waits[len(waits) // 2] < 0.1
    assert waits[-1] < 3.0


def answered(socket: Socket) -> float:
    """Seconds until a ping is answered."""
    before = time.monotonic()
    socket.send({"t": "ping"})
    socket.expect("pong")
    return time.monotonic() - before

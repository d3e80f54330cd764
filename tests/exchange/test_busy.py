"""A large import leaves everybody else their turn."""

import asyncio
from pathlib import Path
from threading import Thread

import httpx

from korkwand.app import create_app
from korkwand.settings import Settings
from tests.calls import Calls, counted
from tests.doors import running
from tests.samples import amount

ROWS = amount(6_000, 20_000)
MOST_CALLS = 20_000
"""How many functions the loop may call in one go. A batch takes some thousands; all rows would take millions."""
PINGS = ROWS // 20
"""How many pings of a listener are answered before a large list is in, at least."""


def table(rows: int) -> bytes:
    lines = (f"{n};Idee {n} *mehr*;Ein Text über Bänke, Nummer {n};Spalte {n % 12};gestern\n" for n in range(rows))
    return ("ID;Titel;Text;Kategorie;Datum\n" + "".join(lines)).encode()


async def watch(calls: Calls, spans: list[int]) -> None:
    """Note how much is called in each pass of the loop."""
    while True:
        before = calls.count
        await asyncio.sleep(0)
        spans.append(calls.count - before)


def test_no_step_of_an_import_keeps_the_loop_busy_for_long(tmp_path: Path) -> None:
    spans: list[int] = []

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
            with counted() as calls:
                watching = asyncio.create_task(watch(calls, spans))
                report = await asyncio.to_thread((await client.send(request)).json)
                for name in ("export.json", "export.csv"):
                    assert (await client.get(f"{address}/{name}")).content.count(b"Nummer") == ROWS
                watching.cancel()
        assert (report["cards"], len(report["problems"])) == (ROWS, ROWS)

    asyncio.run(work())
    print(f"\nmost calls in one go: {sorted(spans)[-5:]}, in all {sum(spans)}")
    assert max(spans) < MOST_CALLS < sum(spans) / 10


def test_a_listener_s_ping_is_answered_while_a_large_list_comes_in(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        board, other = server.guest().make_board(), server.guest().make_board()
        board.client.timeout = httpx.Timeout(300)
        reports: list[httpx.Response] = []
        sending = Thread(
            target=lambda: reports.append(board.client.post(f"{board.url}/import", files={"file": table(ROWS)}))
        )
        answered = 0
        with other.live() as socket:
            sending.start()
            while sending.is_alive():
                socket.send({"t": "ping"})
                socket.expect("pong")
                answered += 1
            sending.join()
        assert reports[0].json()["cards"] == ROWS
        assert len(board.records("card")) == ROWS
    print(f"\n{answered} pings answered")
    assert answered >= PINGS

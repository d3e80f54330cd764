"""A program that asks a board for everything slow, as fast as it is let, until its input ends; prints its answers.

Arguments: address, the board's id, its coordinator's secret, the secret of a link with a password, previews at once.
"""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Awaitable, Callable

import httpx

LARGEST = 10 * 1024 * 1024
ROWS = 19_000
PAUSE_S = 0.05
"""After a refusal: the attack shall cost the server more than the attacker."""


def largest_table() -> bytes:
    """A list at the limits of rows and bytes, with something to mend in each line."""
    text = "Ein Text über *Bänke* und [Wege] " * 15
    lines = "".join(f"{n};Idee {n} *mehr*;{text}{n};Spalte {n % 12};gestern\n" for n in range(ROWS))
    return f"ID;Titel;Text;Kategorie;Datum\n{lines}".encode()[:LARGEST]


async def flood(address: str, board: str, secret: str, locked: str, previews: int) -> Counter[str]:
    """The answers by what was asked, until the input ends."""
    found: Counter[str] = Counter()
    url = f"{address}/api/boards/{board}"
    coordinator = {"Authorization": f"Bearer {secret}"}
    table = largest_table()
    # Pieces in flight belong to the attacker: no keeping of connections, no waiting for the others.
    async with httpx.AsyncClient(timeout=300, trust_env=False, limits=httpx.Limits(max_connections=None)) as client:

        async def preview() -> httpx.Response:
            form = {"files": {"file": ("a.csv", table)}, "data": {"preview": "true"}}
            return await client.post(f"{url}/import", headers=coordinator, **form)  # type: ignore[arg-type]

        async def export() -> httpx.Response:
            return await client.get(f"{url}/export.json", headers=coordinator)

        async def guess() -> httpx.Response:
            return await client.post(f"{url}/enter", json={"secret": locked, "password": "wrong guess"})

        async def make_link() -> httpx.Response:
            body = {"role": "viewer", "password": "correct horse"}
            return await client.post(f"{url}/keys", headers=coordinator, json=body)

        async def again_and_again(what: Callable[[], Awaitable[httpx.Response]]) -> None:
            while True:
                answer = await what()
                found[f"{what.__name__} {answer.status_code}"] += 1
                if answer.status_code != 200:
                    await asyncio.sleep(PAUSE_S)

        tasks = [asyncio.create_task(again_and_again(preview)) for _ in range(previews)]
        tasks += [asyncio.create_task(again_and_again(what)) for what in (export, guess, make_link) for _ in range(4)]
        print("begun", flush=True)
        await asyncio.to_thread(sys.stdin.read)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    return found


if __name__ == "__main__":
    print(json.dumps(asyncio.run(flood(*sys.argv[1:5], int(sys.argv[5])))))

"""A program that guesses a password from many devices at a steady rate, and prints the answers it got.

Arguments: host, port, board, secret, count, guesses per second.
"""

import asyncio
import json
import sys
from collections import Counter

CONNECTIONS = 16


async def one_after_the_other(numbers: "asyncio.Queue[int]", found: Counter[str]) -> None:
    """One connection's guesses: each a new device, without a cookie."""
    host, port, board, secret = sys.argv[1:5]
    reader, writer = await asyncio.open_connection(host, int(port))
    while (number := await numbers.get()) >= 0:
        body = json.dumps({"secret": secret, "password": f"wrong guess {number}"}).encode()
        writer.write(
            f"POST /api/boards/{board}/enter HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r")[0])
        answer = json.loads(await reader.readexactly(length))
        found[answer["code"] + ("" if "challenge" in answer else " without a challenge")] += 1
    writer.close()


async def flood(count: int, per_second: int) -> Counter[str]:
    """The answers by code."""
    numbers: asyncio.Queue[int] = asyncio.Queue()
    found: Counter[str] = Counter()
    workers = [asyncio.create_task(one_after_the_other(numbers, found)) for _ in range(CONNECTIONS)]
    loop = asyncio.get_running_loop()
    began = loop.time()
    print("begun", flush=True)
    for number in range(count):
        if number % 10 == 0:
            await asyncio.sleep(max(0.0, began + number / per_second - loop.time()))
        numbers.put_nowait(number)
    for _ in workers:
        numbers.put_nowait(-1)
    await asyncio.gather(*workers)
    return found


if __name__ == "__main__":
    print(json.dumps(asyncio.run(flood(int(sys.argv[5]), int(sys.argv[6])))))

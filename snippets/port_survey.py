"""Which of these ports answer? Asked all at once, with nothing but the standard library.

A server of our own is started first, so that the survey finds at least one open port. At most four connections are
tried at the same time, and none for longer than half a second.
"""

import argparse
import asyncio
import contextlib
import time


async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"hello\n")
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def is_open(host: str, port: int, turns: asyncio.Semaphore) -> bool:
    async with turns:
        try:
            async with asyncio.timeout(0.5):
                _, writer = await asyncio.open_connection(host, port)
        except (OSError, TimeoutError):
            return False
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
        return True


async def survey(host: str, ports: range) -> dict[int, bool]:
    turns = asyncio.Semaphore(4)
    async with asyncio.TaskGroup() as group:
        tasks = {port: group.create_task(is_open(host, port, turns)) for port in ports}
    return {port: task.result() for port, task in tasks.items()}


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--first", type=int, default=8765, metavar="PORT", help="first port to try")
    options = parser.parse_args()

    server = await asyncio.start_server(greet, options.host, options.first)
    started = time.perf_counter()
    async with server:
        found = await survey(options.host, range(options.first, options.first + 12))
    seconds = time.perf_counter() - started

    for port, answers in sorted(found.items()):
        print(f"{port}  {'open' if answers else 'closed'}")
    print(f"{sum(found.values())} of {len(found)} ports open, asked in {seconds:.2f} s")


asyncio.run(main())

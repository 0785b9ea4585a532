"""A steady load in a process of its own: so many messages a second, whether they are answered or not.

`python steady_load.py PORT PER_SECOND CONNECTIONS [FILE]` sends the frames of the file, prints a line when it has
warmed up, goes on until its input ends, and prints one JSON line: messages answered a second, codes, and times from
writing a message to its answer.
"""

import asyncio
import gc
import json
import re
import sys
from collections import Counter, deque
from itertools import cycle
from pathlib import Path
from time import perf_counter
from typing import cast

import uvloop
from mllp_load import Frame, frames_of

WARM_SECONDS = 1.0
TICK_SECONDS = 0.001
CODE = re.compile(rb"\rMSA\|([A-Z]{2})\|")


class SteadyLoad:
    """Sends what is due at each tick, over all connections in turn."""

    def __init__(self, per_second: float, frames: list[Frame]) -> None:
        self._frames = cycle(frames)
        self._per_second = per_second
        self.connections: list[Connection] = []
        self.seconds: list[float] = []
        self.codes: Counter[str] = Counter()
        self.measuring = False
        self._sent = 0

    async def run(self, stop: asyncio.Future[None]) -> None:
        began = perf_counter()
        while not stop.done():
            due = int((perf_counter() - began) * self._per_second)
            for number in range(self._sent, due):
                self.connections[number % len(self.connections)].send((b"%010d" % number).join(next(self._frames)))
            self._sent = due
            await asyncio.sleep(TICK_SECONDS)

    def answered(self, code: bytes, took: float) -> None:
        if self.measuring:
            self.seconds.append(took)
            self.codes[code.decode()] += 1


class Connection(asyncio.Protocol):
    """One connection; answers come in the order of the messages."""

    def __init__(self, load: SteadyLoad) -> None:
        self._load = load
        self._sent_at: deque[float] = deque()
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def send(self, frame: bytes) -> None:
        self._sent_at.append(perf_counter())
        self._transport.write(frame)

    def data_received(self, data: bytes) -> None:
        *whole, self._rest = (self._rest + data).split(b"\x1c\r")
        now = perf_counter()
        for answer in whole:
            code = CODE.search(answer)
            self._load.answered(code[1] if code else b"none", now - self._sent_at.popleft())


async def load(port: int, per_second: float, connections: int, frames: list[Frame]) -> dict[str, object]:
    one, loop = SteadyLoad(per_second, frames), asyncio.get_running_loop()
    for _ in range(connections):
        _, connection = await loop.create_connection(lambda: Connection(one), "127.0.0.1", port)
        one.connections.append(connection)
    stop: asyncio.Future[None] = loop.create_future()
    running = asyncio.create_task(one.run(stop))
    await asyncio.sleep(WARM_SECONDS)
    one.measuring, began = True, perf_counter()
    print("warm", flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    one.measuring, took = False, perf_counter() - began
    stop.set_result(None)
    await running
    times = sorted(one.seconds) or [0.0]
    return {
        "per_second": len(times) / took,
        "p50_ms": 1000 * times[len(times) // 2],
        "p99_ms": 1000 * times[int(len(times) * 0.99)],
        "codes": dict(one.codes),
    }


if __name__ == "__main__":
    given = frames_of(Path(sys.argv[4]) if len(sys.argv) > 4 else None)
    gc.freeze()
    gc.disable()
    print(json.dumps(uvloop.run(load(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), given))))

"""A Faust agent that does nothing but count: what Faust itself allows on this machine. Says its rate and ends.

`python -m tests.bench.bare_faust BOOTSTRAP TOPIC GROUP SECONDS`.
"""

import asyncio
import json
import os
import sys
import tempfile
from time import perf_counter

import faust
import uvloop

# A worker is measured once it says which partitions are its own: as long after its first record at most.
SETTLING_SECONDS = 2.0


async def measure(bootstrap: str, topic: str, group: str, seconds: float) -> None:
    """Says the records a second, over so many seconds, two seconds after the first, and ends the process."""
    app = faust.App(
        group,
        broker=[f"kafka://{one}" for one in bootstrap.split(",")],
        topic_allow_declare=False,
        topic_disable_leader=True,
        web_enabled=False,
        store="memory://",
        consumer_auto_offset_reset="earliest",
        datadir=tempfile.mkdtemp(),
    )
    channel = app.topic(topic, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw")
    count = 0
    first = asyncio.Event()

    async def agent(stream: faust.Stream) -> None:
        nonlocal count
        async for _ in stream.events():
            if not count:
                first.set()
            count += 1

    app.agent(channel)(agent)
    await app.start()
    await first.wait()
    await asyncio.sleep(SETTLING_SECONDS)
    began, before = perf_counter(), count
    await asyncio.sleep(seconds)
    print(json.dumps({"count": count, "rate": (count - before) / (perf_counter() - began)}), flush=True)
    os._exit(0)  # Faust's agents would start again while they are cancelled


if __name__ == "__main__":
    _, bootstrap, topic, group, seconds = sys.argv
    uvloop.run(measure(bootstrap, topic, group, float(seconds)))

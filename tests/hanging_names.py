"""A process whose name server never answers: pages go to two receivers by name, and to a file.

Run in namespaces of its own (`unshare --user --map-root-user --mount --net`); prints what became of the pages as JSON.
"""

import asyncio
import fcntl
import json
import socket
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from zoneinfo import ZoneInfo

import uvloop

from graftwatch.adapters.senders.channels import route
from graftwatch.adapters.senders.delivery import DeliveryLoop
from graftwatch.adapters.senders.settings import EmailChannel, FileChannel, WebhookChannel
from graftwatch.pipeline.memory_outbox import MemoryOutbox
from graftwatch.pipeline.outbox import DeliveryState, deliveries_of
from graftwatch.pipeline.reach import Reach
from paging_builders import FOUR_IN_THE_AFTERNOON, page

SIOCSIFFLAGS, IFF_UP = 0x8914, 0x1
PAGES = 12
"""More than any pool of look-ups holds by default."""


def without_names(folder: Path) -> socket.socket:
    """Makes a name server that never answers the only one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))
    (folder / "resolv.conf").write_text("nameserver 127.0.0.1\n")
    subprocess.run(["mount", "--bind", folder / "resolv.conf", "/etc/resolv.conf"], check=True)
    silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    silent.bind(("127.0.0.1", 53))
    return silent


async def deliveries(folder: Path) -> dict[str, object]:
    """What became of the pages."""
    common = {"timeout_seconds": 1.0, "at_once": 6, "retry_after_seconds": (0.1,)}
    webhook = {"name": "webhook", "url": "http://pager.hospital.example/", "secret": "a secret of some length"}
    mail = {"name": "mail", "host": "mail.hospital.example", "sender": "a@h.example", "recipients": ["b@h.example"]}
    routes = [
        route(WebhookChannel.model_validate(common | webhook), ZoneInfo("Asia/Tokyo")),
        route(EmailChannel.model_validate(common | mail), ZoneInfo("Asia/Tokyo")),
        route(FileChannel(name="file", path=folder / "pages.jsonl"), ZoneInfo("Asia/Tokyo")),
    ]
    outbox, begun = MemoryOutbox(), monotonic()
    loop = DeliveryLoop(outbox, routes, lambda: FOUR_IN_THE_AFTERNOON)
    reach = Reach(tuple(one.channel for one in routes))
    for number in range(PAGES):
        outbox.add(deliveries_of(page(story=f"story-{number}"), reach, FOUR_IN_THE_AFTERNOON))
    running = asyncio.create_task(loop.run())
    await until(lambda: len(done(outbox)) == PAGES)
    file_seconds = monotonic() - begun
    await until(lambda: all(attempted(outbox, name) for name in ("webhook", "mail")))
    tried_seconds = monotonic() - begun
    loop.stop()
    await running
    reasons = sorted({one.reason for one in outbox.deliveries.values() if one.channel != "file" and one.reason})
    return {"file": file_seconds, "tried": tried_seconds, "reasons": reasons, "ended": monotonic() - begun}


async def until(happened: Callable[[], bool]) -> None:
    """Waits for what the loop's own tasks do."""
    async with asyncio.timeout(30):
        while not happened():  # noqa: ASYNC110 - an outbox tells nobody
            await asyncio.sleep(0.005)


def done(outbox: MemoryOutbox) -> list[str]:
    return [one.id for one in outbox.deliveries.values() if one.state is DeliveryState.DELIVERED]


def attempted(outbox: MemoryOutbox, channel: str) -> bool:
    return any(one.attempts for one in outbox.deliveries.values() if one.channel == channel)


if __name__ == "__main__":
    place = Path(sys.argv[1])
    with without_names(place):
        sys.stdout.write(json.dumps(uvloop.run(deliveries(place))))

"""The Alertmanager channel before a real Alertmanager: an alert begins, is known again after a restart, and ends."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.senders.channels import route
from graftwatch.adapters.senders.delivery import DeliveryLoop
from graftwatch.paging import HealthKind, Page, PageDetails, PageReason
from graftwatch.pipeline.channels import Channel
from graftwatch.pipeline.memory_outbox import MemoryOutbox
from graftwatch.pipeline.outbox import deliveries_of
from graftwatch.pipeline.reach import Reach
from monitoring import free_port, running, tool
from paging_builders import page
from receivers import http_receiver
from running_service import until
from sender_bench import TOKYO, settings_of

CONFIGURATION = """
route: {{receiver: there, group_wait: 0s, group_interval: 1s, group_by: ["..."]}}
receivers: [{{name: there, webhook_configs: [{{url: "{url}", send_resolved: true}}]}}]
"""


@contextmanager
def alertmanager(folder: Path, address: str) -> Iterator[None]:
    """A real one that knows nothing yet."""
    storage = folder / f"storage-{len(list(folder.iterdir()))}"
    command = [
        *(tool("prometheus-alertmanager"), f"--config.file={folder / 'am.yml'}", f"--storage.path={storage}"),
        *(f"--web.listen-address={address}", "--cluster.listen-address="),
    ]
    with running(command, folder / "alertmanager.log", f"http://{address}/-/ready"):
        yield


def silent_feed(now: datetime, **fields: object) -> Page:
    story = "health.feed_silent:laboratory"
    details = PageDetails(since=now, because="laboratory: no message for 60 minutes", asks="Ask the sender's side.")
    return page(subject="", story=story, kind=HealthKind.FEED_SILENT, details=details, decided_at=now, **fields)


def active(address: str) -> list[tuple[str, str]]:
    found = httpx.get(f"http://{address}/api/v2/alerts", params={"active": "true"}).json()
    return [(one["labels"]["alertname"], one["annotations"]["description"]) for one in found]


@pytest.mark.timeout(120)
async def test_an_alert_begins_is_known_again_after_a_restart_and_ends(tmp_path: Path) -> None:
    address, clock, outbox = f"127.0.0.1:{free_port()}", SystemClock(), MemoryOutbox()
    settings = settings_of("alertmanager", f"http://{address}", renew_after_seconds=0.5, timeout_seconds=5.0)
    told = [("GraftwatchFeedSilent", "laboratory: no message for 60 minutes")]
    with http_receiver() as people:
        (tmp_path / "am.yml").write_text(CONFIGURATION.format(url=people.url))
        loop = DeliveryLoop(outbox, [route(settings, TOKYO)], clock.now)
        running_loop = asyncio.create_task(loop.run())

        def decides(one: Page) -> None:
            outbox.add(deliveries_of(one, Reach((Channel("alertmanager"),)), clock.now()))
            loop.wake()

        with alertmanager(tmp_path, address):
            decides(silent_feed(clock.now()))
            await asyncio.to_thread(until, lambda: active(address) == told)
            await asyncio.to_thread(until, lambda: "firing" in statuses(people.received()))
        with alertmanager(tmp_path, address):
            await asyncio.to_thread(until, lambda: active(address) == told)
            decides(silent_feed(clock.now(), sequence=2, reason=PageReason.RESOLVED, resolves=("key",)))
            await asyncio.to_thread(until, lambda: statuses(people.received())[-1:] == ["resolved"])
            assert active(address) == []
        loop.stop()
        await running_loop


def statuses(received: list[str]) -> list[str]:
    return [one["status"] for text in received for one in json.loads(text)["alerts"]]

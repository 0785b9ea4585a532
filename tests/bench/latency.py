"""From the acknowledgement of a recipient's positive culture to the page delivered: idle, and under background.

Each recipient has one positive blood culture, sent over MLLP; the page goes to a PagerDuty-shaped server on loopback.
The time runs from reading the culture's AA to that server having read the whole event. Background: other patients'
messages at a steady rate, of every type and size, from a process of its own, which also tells how long its answers
took.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from time import monotonic, perf_counter, sleep

from rich.table import Table
from tests.bench.service import fresh_folder, now, number, service, subject
from tests.bench.traffic import every_type
from tests.bench.verdict import Line, table
from tests.embedded import blood_culture
from tests.local_pagerduty import LocalPagerDuty, local_pagerduty
from tests.running_service import RunningService, until

from graftwatch.adapters.mllp.client import MllpClient

STEADY_LOAD = Path(__file__).parent / "steady_load.py"
BACKGROUND_PER_SECOND = 1000
CONNECTIONS = 10
LOOK_SECONDS = 0.0002
PAGE_SECONDS = 30.0
PAUSE_SECONDS = (0.02, 0.12)
PAGE_P99_MS = 250.0
ACK_P99_MS = 5.0
# More pages than an hour may have by the default protocol; the limit is not what is measured.
PROTOCOL = "[paging]\npages_an_hour = 100000\n"
CHANNEL = """
protocol = "{protocol}"

[[channels]]
kind = "pagerduty"
name = "pager"
endpoint = "{url}"
routing_key = "0123456789abcdef0123456789abcdef"
"""


@dataclass(frozen=True, slots=True)
class Times:
    """Times of one kind, in milliseconds, sorted."""

    milliseconds: list[float]

    @property
    def p50(self) -> float:
        return self.milliseconds[len(self.milliseconds) // 2]

    @property
    def p99(self) -> float:
        return self.milliseconds[int(len(self.milliseconds) * 0.99)]


def latency(cultures: int) -> Table:
    """The table, over so many cultures for each condition."""
    with fresh_folder() as folder, local_pagerduty() as pager:
        (folder / "protocol.toml").write_text(PROTOCOL)
        settings = folder / "settings.toml"
        settings.write_text(CHANNEL.format(protocol=folder / "protocol.toml", url=pager.url))
        with service("--config", str(settings), recipients=2 * cultures) as running:
            until(lambda: running.behind() == 0)
            idle = _page_times(running, pager, range(cultures))
            with every_type() as traffic, background(running.port, traffic.file) as answered:
                busy = _page_times(running, pager, range(cultures, 2 * cultures))
    return table(
        "positive culture to page, from its AA to the pager", [*_page_lines(idle, busy), *_ack_lines(answered)]
    )


@contextmanager
def background(port: int, frames: Path) -> Iterator[dict[str, float]]:
    """Other patients' messages while the block runs; what came of them is in what it gives, afterwards."""
    found: dict[str, float] = {}
    process = subprocess.Popen(
        [sys.executable, STEADY_LOAD, str(port), str(BACKGROUND_PER_SECOND), str(CONNECTIONS), str(frames)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield found
        said, _ = process.communicate(timeout=PAGE_SECONDS)
        found.update(json.loads(said))
    finally:
        process.kill()
        process.wait()


def _page_times(running: RunningService, pager: LocalPagerDuty, recipients: range) -> Times:
    random = Random(1)
    times = []
    with MllpClient("127.0.0.1", running.port) as client:
        for one in recipients:
            sleep(random.uniform(*PAUSE_SECONDS))
            (answer,) = client.send([_culture(one)])
            began = perf_counter()
            assert answer.accepted, answer.text
            times.append(1000 * (_paged(pager, subject(one)) - began))
    return Times(sorted(times))


def _culture(recipient: int) -> bytes:
    at = now()
    return blood_culture(
        f"culture-{recipient}",
        at,
        collected_at=at - timedelta(days=1),
        said="Klebsiella pneumoniae",
        order=f"O{recipient}",
        number=number(recipient),
    )


def _paged(pager: LocalPagerDuty, recipient: str) -> float:
    """When the server had the page about a recipient."""
    end = monotonic() + PAGE_SECONDS
    while monotonic() < end:
        for one in pager.arrived[-10:]:
            if one.details.get("subject") == recipient:
                return one.at
        sleep(LOOK_SECONDS)
    raise SystemExit(f"no page about {recipient} within {PAGE_SECONDS:.0f} seconds")


def _page_lines(idle: Times, busy: Times) -> Iterator[Line]:
    for name, times in (("idle", idle), (f"at {BACKGROUND_PER_SECOND:,} messages/s of background", busy)):
        yield Line(f"page {name}, p50 of {len(times.milliseconds)}", f"{times.p50:.1f} ms")
        yield Line(f"page {name}, p99", f"{times.p99:.1f} ms", f"< {PAGE_P99_MS:.0f} ms", times.p99 < PAGE_P99_MS)


def _ack_lines(answered: dict[str, float]) -> Iterator[Line]:
    rate, p99 = answered["per_second"], answered["p99_ms"]
    kept_up = rate >= 0.95 * BACKGROUND_PER_SECOND
    yield Line("background answered", f"{rate:,.0f}/s", f"{BACKGROUND_PER_SECOND:,}/s", kept_up)
    yield Line("ACK of the background, p50", f"{answered['p50_ms']:.2f} ms")
    yield Line("ACK of the background, p99", f"{p99:.2f} ms", f"< {ACK_P99_MS:.0f} ms", p99 < ACK_P99_MS)

"""A late enrolment after a month of a hospital's feed: seconds to the page, and what waits meanwhile.

Three million messages of some thousand patients lie in the journal (month.py); two late recipients have more than a
thousand of them each, one a positive blood culture. The first is enrolled when the service has just started and no
index exists, the second when the index is whole. Meanwhile other patients' messages come at a steady rate, and the
temperatures of a recipient who is enrolled already tell how long detection stands still.

`python -m tests.bench --only backfill [--messages N]`.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from time import perf_counter, sleep

from rich.table import Table
from tests.bench.latency import CHANNEL, PROTOCOL, background
from tests.bench.month import DAYS, PATIENTS, build_month
from tests.bench.service import AUTHORITY, fresh_folder, now
from tests.bench.traffic import every_type
from tests.bench.verdict import Line, table
from tests.embedded import temperature
from tests.receivers import HttpReceiver, http_receiver
from tests.running_service import RunningService, until

from graftwatch.adapters.mllp.client import MllpClient
from graftwatch.adapters.sqlite.state import SqliteState, open_state

LATE = {"L001": "880001", "L002": "880002"}
WATCHED, WATCHED_NUMBER = "W001", "770001"
SECONDS_TO_PAGE = 5.0
STANDSTILL_SECONDS = 1.0
ACK_P99_MS = 5.0
SETTLED_SECONDS = 900.0
INDEXED_WITHIN = 5000
WATCH_EVERY_SECONDS = 0.2
LOOK_SECONDS = 0.005


@dataclass(slots=True)
class Late:
    """What a late enrolment took: seconds to its page, of what was searched; how long others waited meanwhile."""

    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)
    answered: dict[str, float] = field(default_factory=dict)


def backfill(messages: int) -> Table:
    """The table, over so many messages in a month."""
    with fresh_folder() as folder, http_receiver() as pager:
        (folder / "protocol.toml").write_text(PROTOCOL)
        settings = folder / "settings.toml"
        settings.write_text(CHANNEL.format(protocol=folder / "protocol.toml", url=pager.url))
        megabytes = build_month(folder / "data", messages, LATE)
        _enrol(folder, WATCHED, WATCHED_NUMBER)
        began = perf_counter()
        with RunningService(folder / "data", "--config", str(settings)) as running:
            running.ready()
            without = _enrolled_late(folder, running, pager, "L001")
            until(lambda: _behind(running) <= INDEXED_WITHIN, SETTLED_SECONDS)
            indexed = perf_counter() - began
            with_index = _enrolled_late(folder, running, pager, "L002")
            running.stop()
        size = sum(path.stat().st_size for path in (folder / "data" / "journal").glob("*.index")) / 2**20
    lines = [*_lines("with the index", with_index, SECONDS_TO_PAGE), *_lines("no index yet", without, None)]
    lines += [Line("the index is whole after", f"{indexed:.0f} s"), Line("its size", f"{size:,.0f} MB")]
    title = f"late enrolment after {messages:,} messages of {PATIENTS:,} patients in {DAYS} days, {megabytes:,.0f} MB"
    return table(title, lines)


def _enrolled_late(folder: Path, running: RunningService, pager: HttpReceiver, subject: str) -> Late:
    found, ended = Late(), Event()
    with every_type() as traffic, background(running.port, traffic.file) as answered:
        watching = Thread(target=_watch, args=(folder, running.port, ended, found.waits))
        watching.start()
        began = perf_counter()
        _enrol(folder, subject, LATE[subject])
        until(lambda: any(json.loads(body)["page"]["subject"] == subject for body in pager.received()), SETTLED_SECONDS)
        found.seconds = perf_counter() - began
        ended.set()
        watching.join()
    found.answered = answered
    return found


def _enrol(folder: Path, subject: str, number: str) -> None:
    grafted = (now() - timedelta(days=DAYS)).isoformat()
    command = [sys.executable, "-m", "graftwatch.entrypoints", "enroll", "add", subject, "--identifier", number]
    where = ["--authority", AUTHORITY, "--transplanted-at", grafted, "--data", str(folder / "data")]
    subprocess.run([*command, *where], check=True, capture_output=True)


def _watch(folder: Path, port: int, ended: Event, waits: list[float]) -> None:
    """Sends an enrolled recipient's temperatures; how long from each one's answer to its fact in the store."""
    with (
        MllpClient("127.0.0.1", port) as client,
        closing(open_state(folder / "data" / "state.db", read_only=True)) as db,
    ):
        store, count = SqliteState(db), 0
        while not ended.is_set():
            count += 1
            control_id = f"W{now():%H%M%S}{count}"
            (answer,) = client.send([temperature(control_id, now(), "36.8", number=WATCHED_NUMBER)])
            assert answer.accepted, answer.text
            began = perf_counter()
            while not store.frames(control_id):
                sleep(LOOK_SECONDS)
            waits.append(perf_counter() - began)
            sleep(WATCH_EVERY_SECONDS)


def _behind(running: RunningService) -> float:
    found = re.search(r"^graftwatch_patient_index_behind_entries (\S+)$", running.metrics(), re.MULTILINE)
    assert found is not None
    return float(found[1])


def _lines(when: str, found: Late, target: float | None) -> Iterator[Line]:
    asked = () if target is None else (f"< {target:.0f} s", found.seconds < target)
    yield Line(f"{when}: enrolment to page", f"{found.seconds:.2f} s", *asked)
    longest = max(found.waits)
    limit = f"< {STANDSTILL_SECONDS:.0f} s"
    yield Line(f"{when}: longest wait of another recipient", f"{longest:.2f} s", limit, longest < STANDSTILL_SECONDS)
    p99 = found.answered["p99_ms"]
    yield Line(f"{when}: ACK p99 meanwhile", f"{p99:.1f} ms", f"< {ACK_P99_MS:.0f} ms", p99 < ACK_P99_MS)

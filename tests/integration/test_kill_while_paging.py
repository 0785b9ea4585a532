"""`kill -9` of the real service on both sides of sending: at most a repetition under the same key, never a loss.

Between commit and send, between send and record, between an acknowledgement taken and recorded, and while a page is
repeated to whoever is next. The receiver is a real server that keeps every dedup key.
"""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from random import Random
from threading import Timer

import pytest

from embedded import blood_culture
from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.mllp.client import MllpClient
from graftwatch.adapters.sqlite.state import SqliteState, open_state
from graftwatch.paging import Page
from local_pagerduty import LocalPagerDuty, local_pagerduty
from running_service import RunningService, until

SEED = int(os.environ.get("SEED", "7"))
KILLS = int(os.environ.get("KILLS", "5"))
RECIPIENTS = 3
COLI = "Escherichia coli"
SETTINGS = """
protocol = "{protocol}"
heartbeat_seconds = 0.2

[[channels]]
kind = "pagerduty"
name = "pager"
routing_key = "0123456789abcdef0123456789abcdef"
endpoint = "{url}"
at_once = 1
retry_after_seconds = [0.05]
"""


class Ward:
    """A folder with a roster, the receiver, and one service after another over them."""

    def __init__(self, folder: Path, pagerduty: LocalPagerDuty, paging: str = "") -> None:
        self.folder = folder
        self.pagerduty = pagerduty
        self.now = SystemClock().now()
        rows = (
            f"S{one + 1:02},471{one},HOSP,{(self.now - timedelta(days=8)).isoformat()}" for one in range(RECIPIENTS)
        )
        (folder / "roster.csv").write_text("\n".join(("subject,identifier,authority,transplanted_at", *rows)) + "\n")
        (folder / "protocol.toml").write_text(f"boundaries = []\n[paging]\npages_an_hour = 1000\n{paging}\n")
        (folder / "settings.toml").write_text(
            SETTINGS.format(protocol=folder / "protocol.toml", url=pagerduty.url), encoding="utf-8"
        )

    def service(self) -> RunningService:
        data = self.folder / "data"
        roster = () if data.exists() else ("--roster", str(self.folder / "roster.csv"))
        return RunningService(data, *roster, "--config", str(self.folder / "settings.toml"))

    def grows(self, service: RunningService, recipient: int, said: str = COLI, status: str = "F") -> None:
        drawn = self.now - timedelta(days=1)
        said_at = SystemClock().now()
        content = blood_culture(
            f"{recipient}-{said_at:%H%M%S%f}",
            said_at,
            collected_at=drawn,
            said=said,
            status=status,
            order=f"O{recipient}",
            number=f"471{recipient}",
        )
        with MllpClient("127.0.0.1", service.port) as client:
            (answer,) = client.send([content])
            assert answer.accepted, answer.text

    def pages(self) -> list[Page]:
        with closing(open_state(self.folder / "data" / "state.db", read_only=True)) as connection:
            return SqliteState(connection).pages()

    def graftwatch(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "graftwatch.entrypoints", *arguments, "--data", str(self.folder / "data")]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def repeated(self, subject: str, times: int) -> None:
        """Waits until a recipient's page was repeated so often."""
        until(lambda: sum((one.subject, one.reason) == (subject, "repeated") for one in self.pages()) >= times, 60)

    def decided(self, count: int) -> None:
        until(lambda: (self.folder / "data" / "state.db").exists() and len(self.pages()) >= count)


@pytest.fixture
def pagerduty() -> Iterator[LocalPagerDuty]:
    with local_pagerduty() as one:
        yield one
        assert one.faults == []


def killed(service: RunningService) -> None:
    """`kill -9` of the detector's process and of the service."""
    with suppress(IndexError, OSError):  # it may be starting anew
        os.kill(service.child(), signal.SIGKILL)
    service.kill()


def keys(pages: list[Page]) -> set[str]:
    return {one.dedup_key for one in pages}


def test_between_commit_and_send_and_between_send_and_record(tmp_path: Path, pagerduty: LocalPagerDuty) -> None:
    ward = Ward(tmp_path, pagerduty)
    pagerduty.answering.clear()  # the first page arrives and is never recorded; the others wait behind it, committed
    with ward.service() as service:
        service.ready()
        for recipient in range(RECIPIENTS):
            ward.grows(service, recipient)
        ward.decided(RECIPIENTS)
        pagerduty.wait_for(1)
        killed(service)
    sent_before = pagerduty.triggered()
    assert len(sent_before) == 1
    pagerduty.answering.set()
    with ward.service() as service:
        service.ready().settled()
        assert service.stop() == 0
    times = Counter(pagerduty.triggered())
    assert set(times) == keys(ward.pages())
    assert len(times) == RECIPIENTS
    assert times[sent_before[0]] == 2
    assert sorted(times.values()) == [1, 1, 2]


def test_an_acknowledgement_that_was_taken_and_not_recorded_stops_the_repetitions(
    tmp_path: Path, pagerduty: LocalPagerDuty
) -> None:
    ward = Ward(tmp_path, pagerduty, "repeat_after_minutes = 0.1\nrepeats_at_most = 50")
    with ward.service() as service:
        service.ready()
        ward.grows(service, 0)
        ward.decided(1)
        pagerduty.wait_for(1)
        os.kill(service.child(), signal.SIGSTOP)  # what is taken now is not recorded
        (page,) = ward.pages()
        ward.graftwatch("pages", "ack", page.id, "--by", "infection control")
        killed(service)
    with ward.service() as service:
        service.ready().settled()
        assert (
            json.loads(ward.graftwatch("pages", "show", page.id, "--json"))["acknowledged"]["by"] == "infection control"
        )
        ward.grows(service, 1)
        ward.repeated("S02", 2)  # so much time has passed that S01 would have been repeated, too
        assert service.stop() == 0
    assert [one for one in ward.pages() if one.subject == "S01"] == [page]


@pytest.mark.slow
def test_kills_while_nobody_answers_make_no_repetition_more_and_no_other_key(
    tmp_path: Path, pagerduty: LocalPagerDuty
) -> None:
    ward, random = Ward(tmp_path, pagerduty, "repeat_after_minutes = 0.02\nrepeats_at_most = 6"), Random(SEED)
    for kill in range(KILLS):
        with ward.service() as service:
            service.ready()
            if kill < RECIPIENTS:
                ward.grows(service, kill)
            killer = Timer(random.uniform(0.1, 2.0), killed, (service,))
            killer.start()
            killer.join()
    with ward.service() as service:
        service.ready()
        for recipient in range(RECIPIENTS):
            ward.repeated(f"S{recipient + 1:02}", 6)
        ward.grows(service, 0, "No growth", "C")
        until(lambda: any(one.reason == "retracted" for one in ward.pages()))
        service.settled()
        assert service.stop() == 0
    pages, times = ward.pages(), Counter(pagerduty.triggered())
    of_subject = Counter(one.subject for one in pages if one.reason in {"first", "repeated"})
    assert of_subject == {"S01": 7, "S02": 7, "S03": 7}
    retracted = next(one for one in pages if one.reason == "retracted")
    assert set(times) == keys(pages) | {f"graftwatch-{retracted.id}"}
    sent = Counter((one.key, one.details["page"]) for one in pagerduty.arrived if one.action == "trigger")
    assert {page for _, page in sent} == {one.id for one in pages}
    assert max(sent.values()) <= 1 + KILLS
    resolved = {one.key for one in pagerduty.arrived if one.action == "resolve"}
    assert resolved == set(retracted.resolves)
    last_told = max(number for number, one in enumerate(pagerduty.arrived) if one.key in resolved)
    assert pagerduty.arrived[last_told].action == "resolve"

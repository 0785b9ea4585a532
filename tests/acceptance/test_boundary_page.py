"""A running trial crosses its boundary: the committee's receiver is told once, whatever dies; the ward is not.

Meanwhile the protocol file is changed without a new version: it is refused, the service starts all the same, and its
operators are told.
"""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from embedded import blood_culture
from graftwatch.adapters.clock import SystemClock
from graftwatch.adapters.mllp.client import MllpClient
from receivers import Answer, HttpReceiver, http_receiver
from running_service import RunningService, until

RECIPIENTS = (1, 2, 3)
PROTOCOL = """\
version = "{version}"
[committee]
contact = ["committee"]
[paging]
pages_an_hour = 1000
[[paging.escalation]]
to = ["ward"]
[[boundaries]]
endpoint = "bsi"
rule = "table"
p0 = 0.2
table = {{ {stop} = {stop} }}
"""
SETTINGS = """\
protocol = "{protocol}"
heartbeat_seconds = 0.2
[[channels]]
kind = "webhook"
name = "ward"
url = "{ward}"
secret = "a secret of a test, long enough"
retry_after_seconds = [0.05]
[[channels]]
kind = "webhook"
name = "committee"
url = "{committee}"
secret = "a secret of a test, long enough"
retry_after_seconds = [0.05]
"""


class Trial:
    """A folder, three recipients in their window, and the two receivers."""

    def __init__(self, root: Path, ward: HttpReceiver, committee: HttpReceiver) -> None:
        self.root, self.ward, self.committee = root, ward, committee
        self.began: datetime = SystemClock().now()
        rows = (f"S0{one},471{one},HOSP,{(self.began - timedelta(days=8)).isoformat()}" for one in RECIPIENTS)
        (root / "roster.csv").write_text("\n".join(("subject,identifier,authority,transplanted_at", *rows)) + "\n")
        protocol = root / "protocol.toml"
        (root / "settings.toml").write_text(
            SETTINGS.format(protocol=protocol, ward=ward.url, committee=committee.url), encoding="utf-8"
        )
        self.says("1", stop=3)

    def says(self, version: str, stop: int) -> None:
        (self.root / "protocol.toml").write_text(PROTOCOL.format(version=version, stop=stop), encoding="utf-8")

    def service(self) -> RunningService:
        data = self.root / "data"
        roster = () if data.exists() else ("--roster", str(self.root / "roster.csv"))
        return RunningService(data, *roster, "--config", str(self.root / "settings.toml"))

    def grows(self, service: RunningService, recipient: int, said: str = "Escherichia coli", status: str = "F") -> None:
        now, drawn = SystemClock().now(), self.began - timedelta(days=1)
        order, number = f"O{recipient}", f"471{recipient}"
        name = f"{recipient}-{now:%H%M%S%f}"
        content = blood_culture(name, now, collected_at=drawn, said=said, status=status, order=order, number=number)
        with MllpClient("127.0.0.1", service.port) as client:
            (answer,) = client.send([content])
            assert answer.accepted, answer.text

    def told(self) -> list[tuple[str, str, str]]:
        """What the committee got: kind, reason, and page."""
        pages: list[dict[str, Any]] = [json.loads(one)["page"] for one in self.committee.received()]
        return [(one["kind"], one["reason"], one["id"]) for one in pages]

    def kinds_at_the_ward(self) -> list[str]:
        return [json.loads(one)["page"]["kind"] for one in self.ward.received()]


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Trial]:
    with http_receiver() as ward, http_receiver() as committee:
        yield Trial(tmp_path, ward, committee)


def killed(service: RunningService) -> None:
    with suppress(IndexError, OSError):
        os.kill(service.child(), signal.SIGKILL)
    service.kill()


@pytest.mark.timeout(240)
def test_the_committee_is_told_once_whoever_dies_and_told_when_it_is_no_longer_so(trial: Trial) -> None:
    trial.committee.will(Answer.HANG)  # the first attempt arrives and is never answered
    with trial.service() as service:
        service.ready()
        for recipient in RECIPIENTS:
            trial.grows(service, recipient)
        until(lambda: not trial.committee.answers)
        killed(service)
    trial.says("1", stop=9)  # without a new version: would take the crossing back if it were in force
    with trial.service() as service:
        service.ready().settled()
        [(kind, reason, first)] = trial.told()
        assert (kind, reason) == ("trial.boundary_crossed", "first")
        service.shows("graftwatch_protocol_file_refused 1.0")
        until(lambda: "health.protocol_refused" in trial.kinds_at_the_ward())
        trial.grows(service, 3, said="No growth", status="C")
        until(lambda: len(trial.told()) == 2)
        trial.grows(service, 1, status="C")
        service.settled()
        assert service.stop() == 0
    assert [one[:2] for one in trial.told()[1:]] == [("trial.boundary_crossed", "retracted")]
    assert trial.told()[1][2] != first
    assert "trial.boundary_crossed" not in trial.kinds_at_the_ward()

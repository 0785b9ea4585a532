"""The running service before receivers of every kind: told, heard elsewhere, taken back; refused, lost, sent again."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from embedded import blood_culture, tokyo
from graftwatch.adapters.mllp.client import MllpClient
from published_apis import JUDGES
from receivers import Answer, HttpReceiver, http_receiver
from running_service import RunningService, until
from sender_bench import API_KEY, ROUTING_KEY, SECRET, TOKEN, sms_gateway

ROSTER = "subject,identifier,authority,transplanted_at\nS01,ZQ-4711,HOSP,2026-06-01T10:00\n"
CLINICAL = ("pagerduty", "opsgenie", "slack", "teams", "sms")


class Hospital:
    """A service with receivers, each of which judges by what its kind publishes."""

    def __init__(self, folder: Path, stack: ExitStack, *kinds: str) -> None:
        self.folder, self.data = folder, str(folder / "data")
        self.receivers = {kind: stack.enter_context(http_receiver(JUDGES[kind])) for kind in kinds}
        (folder / "roster.csv").write_text(ROSTER)
        (folder / "settings.toml").write_text("".join(_table(kind, one.url) for kind, one in self.receivers.items()))
        started = ("--roster", str(folder / "roster.csv"), "--config", str(folder / "settings.toml"))
        self.service = stack.enter_context(RunningService(folder / "data", *started)).ready()

    def sends(self, control_id: str, said: str, hour: int, status: str = "F") -> None:
        message = blood_culture(
            control_id, tokyo(6, hour), collected_at=tokyo(5, 8), said=said, status=status, number="ZQ-4711"
        )
        with MllpClient("127.0.0.1", self.service.port) as client:
            assert [answer.code for answer in client.send([message])] == ["AA"]

    def cli(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "graftwatch.entrypoints", *arguments, "--data", self.data, "--json"]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def pages(self, *options: str) -> list[dict[str, object]]:
        return [dict(one) for one in json.loads(self.cli("pages", "list", *options))]

    def faults(self) -> list[str]:
        return [fault for one in self.receivers.values() for fault in one.faults]


def _table(kind: str, url: str) -> str:
    own = {
        "pagerduty": f'routing_key = "{ROUTING_KEY}"\nendpoint = "{url}/v2/enqueue"',
        "opsgenie": f'api_key = "{API_KEY}"\nendpoint = "{url}"',
        "webhook": f'url = "{url}/pages"\nsecret = "{SECRET}"',
        "slack": f'url = "{url}/services/{TOKEN}"',
        "teams": f'url = "{url}/workflows/{TOKEN}"',
        "sms": f'form = "sms"\nurls = ["{sms_gateway(url)}"]',
        "alertmanager": f'urls = ["{url}"]\nrenew_after_seconds = 0.5',
    }
    return f'[[channels]]\nkind = "{"apprise" if kind == "sms" else kind}"\nname = "{kind}"\n{own[kind]}\n'


def events(receiver: HttpReceiver) -> list[tuple[str, str]]:
    said = (json.loads(text) for text in receiver.received())
    return [(one["event_action"], one["dedup_key"]) for one in said]


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


@pytest.mark.timeout(180)
def test_every_kind_is_told_by_its_own_rules_and_hears_what_was_heard_elsewhere(
    tmp_path: Path, stack: ExitStack
) -> None:
    site = Hospital(tmp_path, stack, *CLINICAL, "alertmanager")
    site.sends("C1", "Escherichia coli", 2)
    until(lambda: all(site.receivers[kind].requests for kind in CLINICAL))
    [told] = site.pages()
    key = str(told["dedup_key"])
    assert events(site.receivers["pagerduty"]) == [("trigger", key)]
    site.cli("pages", "ack", str(told["id"]), "--by", "infection-control")
    until(lambda: ("acknowledge", key) in events(site.receivers["pagerduty"]))
    until(lambda: any("/acknowledge?" in one.path for one in site.receivers["opsgenie"].requests))
    site.sends("C2", "No growth after 5 days", 9, "C")
    until(lambda: ("resolve", key) in events(site.receivers["pagerduty"]))
    until(lambda: any("/close?" in one.path for one in site.receivers["opsgenie"].requests))
    site.service.settled()
    assert site.faults() == []
    assert site.receivers["alertmanager"].requests == [], "no page about a recipient goes to the Alertmanager"
    everything = [text for one in site.receivers.values() for text in one.received()]
    assert not [text for text in everything if "ZQ-4711" in text]
    log, metrics = site.service.log(), site.service.metrics()
    assert not [secret for secret in (ROUTING_KEY, API_KEY, TOKEN, "127.0.0.1") if secret in log + metrics]
    assert site.service.stop() == 0


@pytest.mark.timeout(180)
def test_a_page_that_was_refused_is_told_at_once_and_can_be_sent_again(tmp_path: Path, stack: ExitStack) -> None:
    site = Hospital(tmp_path, stack, "webhook", "alertmanager")
    webhook, alerts = site.receivers["webhook"], site.receivers["alertmanager"]
    webhook.will(Answer.NEVER)
    site.sends("C1", "Escherichia coli", 2)
    until(lambda: any("PAGE" in text or "reached nobody" in text for text in webhook.received()), 10)
    [lost] = site.pages("--lost")
    assert (lost["kind"], lost["subject"], lost["lost"]) == ("bsi.confirmed", "S01", True)
    until(lambda: "graftwatch_pages_lost 1.0" in site.service.metrics())
    until(lambda: [one for one in alerts.received() if "GraftwatchChannelFailing" in one] != [])
    renewed = len(alerts.requests)
    until(lambda: len(alerts.requests) > renewed + 2)  # what is open is told again and again
    site.cli("pages", "resend", str(lost["id"]))
    until(lambda: any(json.loads(text)["page"]["id"] == lost["id"] for text in webhook.received()))
    assert site.pages("--lost") == []
    assert site.service.stop() == 0
    assert site.faults() == []

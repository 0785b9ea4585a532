"""A hospital with an on-call file: the real service pages who is on duty, then the next, and tells all how it ends."""

import json
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from embedded import blood_culture, tokyo
from graftwatch.adapters.mllp.client import MllpClient
from receivers import Answer, HttpReceiver, MailReceiver, http_receiver, mail_receiver
from running_service import RunningService, until

ROSTER = """\
subject,identifier,authority,transplanted_at
S01,ZQ-1,HOSP,2026-06-01T10:00
S02,ZQ-2,HOSP,2026-06-01T10:00
S03,ZQ-3,HOSP,2026-06-01T10:00
"""
QUICK = {"GRAFTWATCH_HEARTBEAT_SECONDS": "0.2"}
# Three seconds until the second step, then again every three; the real ones are minutes.
PROTOCOL = """\
[paging]
repeat_after_minutes = 0.05
repeats_at_most = 40
[[paging.escalation]]
to = ["first"]
wait_minutes = 0.05
[[paging.escalation]]
to = ["second"]
wait_minutes = 0.05
"""
SOON_SECONDS = 60.0
ADDRESS = "doctor-a@hospital.example"


class Hospital:
    """A folder with settings, protocol, roster and on-call file; a mail server and a webhook."""

    def __init__(self, root: Path, mail: MailReceiver, hook: HttpReceiver) -> None:
        self.root, self.mail, self.hook = root, mail, hook
        self.data = root / "data"
        self.on_call = root / "on-call.toml"
        self.config = root / "settings.toml"
        (root / "protocol.toml").write_text(PROTOCOL)
        (root / "roster.csv").write_text(ROSTER)
        self.config.write_text(f"""\
protocol = "{root / "protocol.toml"}"
on_call = "{self.on_call}"
[[channels]]
name = "mail"
kind = "email"
host = "127.0.0.1"
port = {mail.port}
security = "none"
sender = "graftwatch@hospital.example"
recipients = ["everybody@hospital.example"]
[[channels]]
name = "hook"
kind = "webhook"
url = "{hook.url}/everybody"
secret = "sixteen characters and more"
""")
        self.on_call.write_text(f"""\
time_zone = "Asia/Tokyo"
# doctor-a reads mail
[people.doctor-a]
through = {{ mail = "doctor-a@hospital.example" }}
[people.doctor-b]
language = "ja"
through = {{ hook = "{hook.url}/doctor-b" }}
[[duties.first.layers]]
people = ["doctor-a"]
handover = "daily 08:00"
starts = 2026-06-01
[duties.second]
otherwise = "doctor-b"
""")

    def service(self) -> RunningService:
        given = ("--config", str(self.config), "--roster", str(self.root / "roster.csv"))
        return RunningService(self.data, *given, environment=QUICK)

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        place = ("--config", str(self.config), "--data", str(self.data))
        command = [sys.executable, "-m", "graftwatch.entrypoints", *words, *place]
        return subprocess.run(command, check=False, capture_output=True, text=True)

    def grows(self, service: RunningService, number: str, control_id: str, said: str = "Escherichia coli") -> None:
        status = "C" if said.startswith("No growth") else "F"
        message = blood_culture(
            control_id, tokyo(6, int(control_id)), collected_at=tokyo(5, 8), said=said, status=status, number=number
        )
        with MllpClient("127.0.0.1", service.port) as client:
            assert [answer.code for answer in client.send([message])] == ["AA"]

    def told(self, person: str, subject: str) -> list[str]:
        """What somebody was told of a recipient: the pages' reasons by the webhook, their subjects by mail."""
        if person == "doctor-b":
            bodies = [json.loads(one.body) for one in self.hook.requests if one.path == "/doctor-b"]
            return [one["page"]["reason"] for one in bodies if one["page"]["subject"] == subject]
        mails = [
            text for one, text in zip(self.mail.mails, self.mail.received(), strict=True) if person in one.rcpt_tos[0]
        ]
        return [_subject_line(text) for text in mails if subject in text]

    def everybody(self) -> int:
        """How much went to the channels' own addresses."""
        mails = sum("everybody" in one.rcpt_tos[0] for one in self.mail.mails)
        return mails + sum(one.path == "/everybody" for one in self.hook.requests)

    def first_page(self, subject: str) -> str:
        pages = json.loads(self.command("pages", "list", "--subject", subject, "--json").stdout)
        return str(pages[0]["id"])


def _subject_line(mail: str) -> str:
    found = re.search(r"^Subject: (.*)$", mail, re.MULTILINE)
    return found[1] if found else ""


@contextmanager
def hospital(root: Path) -> Iterator[Hospital]:
    with mail_receiver() as mail, http_receiver() as hook:
        yield Hospital(root, mail, hook)


def taken_by_both(service: RunningService) -> bool:
    """Whether the gateway's process and the detector's have taken the changed file."""
    return service.log().count("on-call file taken") == 2


@pytest.mark.timeout(300)
def test_a_page_goes_from_who_is_on_duty_to_the_next_until_somebody_has_heard_it(tmp_path: Path) -> None:
    with hospital(tmp_path) as site, site.service() as service:
        service.ready()
        site.grows(service, "ZQ-1", "1")
        until(lambda: site.told("doctor-a", "S01") != [], SOON_SECONDS)
        until(lambda: "repeated" in site.told("doctor-b", "S01"), SOON_SECONDS)
        assert len(site.told("doctor-a", "S01")) == 1, "the second step is the second step's alone"
        done = site.command("pages", "ack", site.first_page("S01"), "--by", "doctor-b")
        assert done.returncode == 0, done.stderr
        service.settled()
        heard = len(site.told("doctor-b", "S01"))

        # The hand-over: doctor-b has the first duty from now on, and gets what is new; nobody acknowledges it.
        now = datetime.now(UTC).replace(microsecond=0)  # noqa: TID251 - the service runs by the real clock
        override = ("--from", now.isoformat(), "--to", (now + timedelta(days=1)).isoformat())
        done = site.command("on-call", "override", "add", "--duty", "first", "--person", "doctor-b", *override)
        assert done.returncode == 0, done.stderr
        until(lambda: taken_by_both(service), SOON_SECONDS)
        site.grows(service, "ZQ-2", "2")
        until(lambda: site.told("doctor-b", "S02").count("repeated") > 1, SOON_SECONDS)
        assert site.told("doctor-b", "S02")[0] == "first"
        assert site.told("doctor-a", "S02") == []
        assert len(site.told("doctor-b", "S01")) == heard, "what was acknowledged is not told again meanwhile"

        # The first page's ground is gone: whoever was told of it is told, whoever has the duty.
        site.grows(service, "ZQ-1", "3", said="No growth after 5 days")
        until(lambda: len(site.told("doctor-a", "S01")) == 2, SOON_SECONDS)
        until(lambda: set(site.told("doctor-b", "S01")) & {"retracted", "resolved"} != set(), SOON_SECONDS)
        assert site.everybody() == 0
        said = service.log() + service.metrics() + site.command("pages", "audit", "--json").stdout
        assert "doctor-a" in said
        assert ADDRESS not in said
        assert f"{site.hook.url}/" not in said
        assert service.stop() == 0
    kept = {path.name for path in site.data.rglob("*") if path.is_file() and ADDRESS.encode() in path.read_bytes()}
    assert kept == {"on-call.json"}, "addresses are in the last good on-call file alone"
    assert stat.S_IMODE((site.data / "on-call.json").stat().st_mode) == 0o600


def health_pages(site: Hospital, kind: str) -> list[tuple[str, str, str]]:
    """Reason, summary and step of each page of a kind, as decided."""
    pages = json.loads(site.command("pages", "list", "--json").stdout)
    return [(one["reason"], one["summary"], one["id"]) for one in pages if one["kind"] == kind]


@pytest.mark.timeout(300)
def test_nobody_on_duty_is_told_before_a_page_needs_it_and_the_next_step_is_taken_at_once(tmp_path: Path) -> None:
    with hospital(tmp_path) as site:
        text = site.on_call.read_text()
        site.on_call.write_text(text.replace("starts = 2026-06-01", "starts = 2026-06-01\nends = 2026-06-02"))
        with site.service() as service:
            service.ready()
            site.grows(service, "ZQ-1", "1")
            until(lambda: site.told("doctor-b", "S01")[:1] == ["first"], SOON_SECONDS)
            until(lambda: any("nobody is on duty" in one[1] for one in health_pages(site, "health.on_call_faulty")), 90)
            assert site.told("doctor-a", "S01") == []
            site.on_call.write_text(text)
            until(lambda: {"resolved"} <= {one[0] for one in health_pages(site, "health.on_call_faulty")}, 90)
            site.grows(service, "ZQ-2", "2")
            until(lambda: site.told("doctor-a", "S02") != [], SOON_SECONDS)
            assert service.stop() == 0


@pytest.mark.timeout(300)
def test_a_faulty_file_leaves_the_one_before_in_force_also_over_a_restart(tmp_path: Path) -> None:
    with hospital(tmp_path) as site:
        good = site.on_call.read_text()
        with site.service() as service:
            service.ready()
            site.on_call.write_text(good.replace('people = ["doctor-a"]', 'people = ["doctor-x"]'))
            until(lambda: "on-call file faulty" in service.log(), SOON_SECONDS)
            assert "`duties.first.layers.0.people.0`: there is no such person" in service.log()
            fault = "`duties.first.layers.0.people.0`"
            until(lambda: fault in str(service.http.get("/health/ready").json()["warnings"]), SOON_SECONDS)
            site.grows(service, "ZQ-1", "1")
            until(lambda: site.told("doctor-a", "S01") != [], SOON_SECONDS)
            service.kill()
        with site.service() as service:
            service.ready()
            site.grows(service, "ZQ-2", "2")
            until(lambda: site.told("doctor-a", "S02") != [], SOON_SECONDS)
            site.on_call.write_text(good.replace('people = ["doctor-a"]', 'people = ["doctor-b"]'))
            until(lambda: taken_by_both(service), SOON_SECONDS)
            site.grows(service, "ZQ-3", "3")
            until(lambda: site.told("doctor-b", "S03")[:1] == ["first"], SOON_SECONDS)
            assert service.stop() == 0


def test_a_service_does_not_start_the_first_time_with_a_faulty_file(tmp_path: Path) -> None:
    with hospital(tmp_path) as site:
        site.on_call.write_text(site.on_call.read_text().replace("hook =", "hok ="))
        ended = site.command("serve", "--mllp-port", "0", "--http-port", "0")
        assert ended.returncode == 1
        assert (
            "`people.doctor-b.through.hok`: there is no such channel in the settings; known: hook, mail" in ended.stderr
        )
        assert not site.data.exists()


@pytest.mark.timeout(300)
def test_who_is_taken_out_of_the_file_while_the_page_waits_is_passed_over(tmp_path: Path) -> None:
    with hospital(tmp_path) as site, site.service() as service:
        service.ready()
        site.mail.will(*[Answer.LATER] * 1000)
        site.grows(service, "ZQ-1", "1")
        until(lambda: len(site.mail.answers) < 1000, SOON_SECONDS)
        text = site.on_call.read_text()
        without = text.replace('people = ["doctor-a"]', 'people = ["doctor-b"]')
        site.on_call.write_text(without.replace("[people.doctor-a]", "[people.doctor-c]"))
        until(lambda: "first" in site.told("doctor-b", "S01"), SOON_SECONDS)
        shown = json.loads(site.command("pages", "show", site.first_page("S01"), "--json").stdout)
        deliveries = {(one["channel"], one["person"]): (one["state"], one["reason"]) for one in shown["deliveries"]}
        assert deliveries[("mail", "doctor-a")] == ("failed", "the on-call file has no such address any more")
        assert deliveries[("hook", "doctor-b")][0] == "delivered"
        assert service.stop() == 0

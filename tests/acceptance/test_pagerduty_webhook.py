"""What people do with an incident at PagerDuty acknowledges the page, at the running service.

The events are after PagerDuty's documentation, and signed as it signs them.
"""

import hashlib
import hmac
import json
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from graftwatch.adapters.clock import SystemClock
from graftwatch.paging import Page
from page_of_service import PagedSite
from running_service import RunningService, until

OLD, NEW = "the-old-invented-secret", "the-new-invented-secret"
SETTINGS = f'[acknowledge]\npagerduty_webhook_secrets = ["{OLD}", "{NEW}"]\n'
PATH = "/webhooks/pagerduty"


def event(page: Page, event_id: str, event_type: str = "incident.acknowledged", **changes: object) -> bytes:
    """After the documented example of an incident's event."""
    said: dict[str, object] = {
        "id": event_id,
        "event_type": event_type,
        "resource_type": "incident",
        "occurred_at": SystemClock().now().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "agent": {
            "html_url": "https://acme.pagerduty.example/users/PLH1HKV",
            "id": "PLH1HKV",
            "self": "https://api.pagerduty.example/users/PLH1HKV",
            "summary": "doctor-a",
            "type": "user_reference",
        },
        "client": {"name": "PagerDuty"},
        "data": {
            "id": "PGR0VU2",
            "type": "incident",
            "number": 2,
            "status": "acknowledged",
            "incident_key": page.dedup_key,
            "title": page.summary,
            "service": {"id": "PF9KMXH", "summary": "infection control", "type": "service_reference"},
            "assignees": [],
            "urgency": "high",
            "conference_bridge": {"conference_number": "+1 1234123412,,987654321#"},
            "resolve_reason": None,
        },
    }
    return json.dumps({"event": {**said, **changes}}).encode()


def sent(service: RunningService, body: bytes, *secrets: str) -> httpx.Response:
    signatures = [f"v1={hmac.new(one.encode(), body, hashlib.sha256).hexdigest()}" for one in secrets]
    return service.http.post(PATH, content=body, headers={"X-PagerDuty-Signature": ",".join(signatures)})


def heard(site: PagedSite) -> list[tuple[str, str]]:
    return [(one.by, one.through) for one in site.audit() if one.what == "acknowledged"]


def count(service: RunningService, outcome: str) -> float:
    wanted = f'graftwatch_webhook_events_total{{outcome="{outcome}",receiver="pagerduty"}} '
    return next(float(line.removeprefix(wanted)) for line in service.metrics().splitlines() if line.startswith(wanted))


@pytest.mark.timeout(180)
def test_who_acknowledges_at_pagerduty_has_heard_the_page(tmp_path: Path) -> None:
    site = PagedSite(tmp_path, SETTINGS)
    with site.start() as service:
        page = site.growth(service)
        body = event(page, "E1")
        answers = [sent(service, body, "another"), sent(service, body), service.http.post(PATH, content=body)]
        assert [(one.status_code, one.content) for one in answers] == [(401, b"")] * 3
        assert sent(service, body + b" ", OLD).status_code == 202  # signed as it was sent, byte for byte
        until(lambda: heard(site) == [("doctor-a", "pagerduty")])

        # At least once: the same event again, one of its own about what was heard, and whatever else there is.
        assert sent(service, body, "of-a-third-subscription", NEW).status_code == 202
        assert sent(service, event(page, "E2"), NEW).status_code == 202
        assert sent(service, event(page, "E3", "incident.unacknowledged", agent=None), NEW).status_code == 202
        assert sent(service, event(page, "E4", "pagey.ping", data={"type": "ping"}), NEW).status_code == 202
        service.settled()
        assert heard(site) == [("doctor-a", "pagerduty")]
        counted = ("taken", "repeated", "heard_before", "no_effect", "ping", "unsigned")
        assert [count(service, one) for one in counted] == [1, 1, 1, 1, 1, 3]
        reported = [(one.words, one.through) for one in site.audit() if one.what == "reported"]
        assert reported == [("incident.unacknowledged", "pagerduty")]
        shown = site.said("pages", "show", page.id)
        assert isinstance(shown, dict)
        assert shown["acknowledged"]["by"] == "doctor-a"
        assert "doctor-a" not in service.log() + service.metrics()
        assert "graftwatch_page_acknowledge_seconds_count 1.0" in service.metrics()


@pytest.mark.timeout(180)
def test_an_event_known_before_the_service_was_killed_is_known_after_it(tmp_path: Path) -> None:
    site = PagedSite(tmp_path, SETTINGS)
    with site.start() as service:
        page = site.growth(service)
        assert sent(service, event(page, "E1"), NEW).status_code == 202
        service.kill()
    with site.start() as service:
        assert sent(service, event(page, "E1"), NEW).status_code == 202
        service.settled()
        assert heard(site) == [("doctor-a", "pagerduty")]
        assert count(service, "repeated") == 1


@pytest.mark.timeout(180)
@pytest.mark.parametrize(
    ("said", "kept"),
    [
        pytest.param(timedelta(minutes=-30), "page", id="before the page: PagerDuty's clock is behind"),
        pytest.param(timedelta(hours=5), "now", id="in the future: PagerDuty's clock is ahead"),
    ],
)
def test_a_time_that_cannot_be_is_set_to_the_nearest_that_can(tmp_path: Path, said: timedelta, kept: str) -> None:
    site = PagedSite(tmp_path, SETTINGS)
    with site.start() as service:
        page = site.growth(service)
        stated = (page.decided_at + said).isoformat()
        assert sent(service, event(page, "E1", occurred_at=stated), NEW).status_code == 202
        until(lambda: bool(heard(site)))
        at = next(one.at for one in site.audit() if one.what == "acknowledged")
        assert page.decided_at <= at <= SystemClock().now() if kept == "now" else at == page.decided_at


@pytest.mark.timeout(180)
def test_what_is_no_persons_doing_or_of_no_page_changes_nothing(tmp_path: Path) -> None:
    site = PagedSite(tmp_path, SETTINGS)
    with site.start() as service:
        page = site.growth(service)
        ours = {"id": "PQ1", "type": "inbound_integration_reference", "summary": "graftwatch"}
        bodies = [
            event(page, "E1", agent=ours),
            event(page, "E2", "incident.resolved", agent=ours),
            event(page, "E3", data={"incident_key": "graftwatch-of-something-else"}),
            event(page, "E4", data={"incident_key": None}),
            event(page, "E5", data=[]),
        ]
        assert [sent(service, one, OLD).status_code for one in bodies] == [202] * 5
        assert sent(service, b"{not json", OLD).status_code == 400
        service.settled()
        assert heard(site) == []
        assert [count(service, one) for one in ("no_person", "unknown_page", "unreadable")] == [2, 3, 1]

        largest = event(page, "E6").ljust(256 * 1024)
        assert sent(service, largest + b" ", OLD).status_code == 413
        assert heard(site) == []
        assert sent(service, largest, OLD).status_code == 202
        until(lambda: heard(site) == [("doctor-a", "pagerduty")])
        assert count(service, "too_large") == 1


def test_without_a_secret_there_is_no_such_place(tmp_path: Path) -> None:
    site = PagedSite(tmp_path)
    with site.start() as service:
        assert sent(service, b'{"event":{"event_type":"pagey.ping"}}', OLD).status_code == 404


def test_a_secret_that_can_be_tried_out_is_refused_at_start_and_not_shown(tmp_path: Path) -> None:
    site = PagedSite(tmp_path, '[acknowledge]\npagerduty_webhook_secrets = ["short-secret-15"]\n')
    ended = site.run("serve", "--config", str(site.config))
    assert ended.returncode == 1
    assert "`acknowledge.pagerduty_webhook_secrets.0`" in ended.stderr
    assert "short-secret-15" not in ended.stderr

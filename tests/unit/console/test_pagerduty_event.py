"""PagerDuty's webhooks v3 by its documentation; the signatures were computed with `openssl dgst -sha256 -hmac`."""

import json
from datetime import UTC, datetime

import pytest

from graftwatch.console.pagerduty_event import Meaning, read_event, signed

BODY = b'{"event":{"id":"01FKZOXA868SHYEE4DVNWB5P9W","event_type":"pagey.ping"}}'
SECRET, NEXT_SECRET = "invented-secret-of-a-test", "the-next-invented-secret"
SIGNATURE = "v1=235aecd6c0994b1324a39ec5c2017b7b15f4a3abc4ab3bea4b8eae5820f60dcb"
NEXT_SIGNATURE = "v1=ae2e298cb60c71af468305b3bc317ca7ce980341d52b67010d192701356e7010"


def event(event_type: str = "incident.acknowledged", **changes: object) -> bytes:
    """After the documented example of an incident's event."""
    said: dict[str, object] = {
        "id": "5ac64822-4adc-4fda-ade0-410becf0de4f",
        "event_type": event_type,
        "resource_type": "incident",
        "occurred_at": "2026-06-04T07:12:22.169Z",
        "agent": {
            "html_url": "https://acme.pagerduty.example/users/PLH1HKV",
            "id": "PLH1HKV",
            "self": "https://api.pagerduty.example/users/PLH1HKV",
            "summary": "Doctor on duty",
            "type": "user_reference",
        },
        "client": {"name": "PagerDuty"},
        "data": {
            "id": "PGR0VU2",
            "type": "incident",
            "number": 2,
            "status": "acknowledged",
            "incident_key": "graftwatch-0123456789abcdef",
            "urgency": "high",
            "resolve_reason": None,
        },
    }
    return json.dumps({"event": {**said, **changes}}).encode()


@pytest.mark.parametrize(
    ("headers", "believed"),
    [
        pytest.param([SIGNATURE], True, id="signed"),
        pytest.param([f"{NEXT_SIGNATURE},{SIGNATURE}"], True, id="two secrets in force, ours the second"),
        pytest.param([f"v2=0, {SIGNATURE}"], True, id="a version to come beside it, with a space"),
        pytest.param([NEXT_SIGNATURE, SIGNATURE], True, id="the header twice"),
        pytest.param([NEXT_SIGNATURE], False, id="of another secret"),
        pytest.param([SIGNATURE.removeprefix("v1=")], False, id="without its version"),
        pytest.param([SIGNATURE.replace("v1=", "v2=")], False, id="of another version"),
        pytest.param([SIGNATURE[:-1]], False, id="cut off"),
        pytest.param([SIGNATURE.upper()], False, id="in capitals"),
        pytest.param(["é"], False, id="not ASCII"),
        pytest.param([""], False, id="empty"),
        pytest.param([], False, id="none"),
        pytest.param(["v1=0," * 16 + SIGNATURE], False, id="behind sixteen others"),
        pytest.param(["v1=0," * 15 + SIGNATURE], True, id="the sixteenth"),
    ],
)
def test_one_signature_of_a_secret_in_force_is_enough(headers: list[str], believed: bool) -> None:  # noqa: FBT001 - the case
    assert signed(BODY, headers, [SECRET]) is believed


def test_each_secret_in_force_is_tried() -> None:
    assert signed(BODY, [SIGNATURE], [NEXT_SECRET, SECRET])
    assert signed(BODY, [NEXT_SIGNATURE], [NEXT_SECRET, SECRET])
    assert not signed(BODY + b" ", [SIGNATURE], [NEXT_SECRET, SECRET])


def test_an_acknowledgement_names_the_incident_the_person_and_the_time() -> None:
    read = read_event(event())
    assert read
    assert (read.meaning, read.key, read.by) == (Meaning.HEARD, "graftwatch-0123456789abcdef", "Doctor on duty")
    assert read.id == "5ac64822-4adc-4fda-ade0-410becf0de4f"
    assert read.at == datetime(2026, 6, 4, 7, 12, 22, 169000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("event_type", "agent", "meaning"),
    [
        pytest.param("incident.acknowledged", {"type": "user_reference"}, Meaning.HEARD, id="a person acknowledged"),
        pytest.param("incident.acknowledged", None, Meaning.HEARD, id="nobody is named: it is quiet all the same"),
        pytest.param(
            "incident.acknowledged",
            {"type": "inbound_integration_reference"},
            Meaning.NO_PERSON,
            id="an integration did",
        ),
        pytest.param("incident.resolved", {"type": "user_reference"}, Meaning.HEARD, id="a person resolved"),
        pytest.param("incident.resolved", {"type": "inbound_integration_reference"}, Meaning.NO_PERSON, id="we did"),
        pytest.param("incident.resolved", None, Meaning.NO_PERSON, id="resolved by time alone"),
        pytest.param("incident.reopened", {"type": "user_reference"}, Meaning.NO_EFFECT, id="reopened"),
        pytest.param("incident.unacknowledged", None, Meaning.NO_EFFECT, id="the acknowledgement timed out"),
        pytest.param("incident.escalated", {"type": "user_reference"}, Meaning.NO_EFFECT, id="escalated"),
        pytest.param("service.updated", None, Meaning.NO_EFFECT, id="not about an incident"),
        pytest.param("incident.some_day", {"type": "user_reference"}, Meaning.NO_EFFECT, id="a kind to come"),
        pytest.param("pagey.ping", {"type": "user_reference"}, Meaning.PING, id="the test event"),
    ],
)
def test_what_an_event_means(event_type: str, agent: object, meaning: Meaning) -> None:
    read = read_event(event(event_type, agent=agent))
    assert read
    assert read.meaning is meaning


@pytest.mark.parametrize(
    ("agent", "by"),
    [
        pytest.param(
            {"id": "PLH1HKV", "summary": "doctor-a@hospital.example"}, "PagerDuty user PLH1HKV", id="an e-mail"
        ),
        pytest.param({"id": "PLH1HKV", "summary": "+81 3 1234 5678"}, "PagerDuty user PLH1HKV", id="a telephone"),
        pytest.param({"id": "PLH1HKV"}, "PagerDuty user PLH1HKV", id="no name"),
        pytest.param({"summary": ["x"], "id": 5}, "", id="neither is text"),
        pytest.param("Doctor on duty", "", id="no object"),
        pytest.param(None, "", id="none"),
    ],
)
def test_who_did_it_is_a_name_that_may_be_kept(agent: object, by: str) -> None:
    read = read_event(event(agent=agent))
    assert read
    assert read.by == by


@pytest.mark.parametrize("stated", ["yesterday", "2026-06-04T07:12:22", "", None, 5])
def test_a_time_that_is_none_or_has_no_zone_is_not_guessed(stated: object) -> None:
    read = read_event(event(occurred_at=stated))
    assert read
    assert read.at is None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b'"event"',
        b"{}",
        b'{"event":[]}',
        b'{"event":{"id":"x"}}',
        b'{"event":{"event_type":5}}',
        b"\xff\xfe",
        b"[" * 5000,
        pytest.param(b'{"messages":[{"event":"incident.acknowledge"}]}', id="version 2"),
    ],
)
def test_what_is_no_event_is_none(body: bytes) -> None:
    assert read_event(body) is None


def test_an_event_without_an_id_is_known_by_its_bytes() -> None:
    first, again, other = (
        read_event(event(id=None)),
        read_event(event(id=None)),
        read_event(event(id=None, client=None)),
    )
    assert first
    assert again
    assert other
    assert first.id == again.id != other.id

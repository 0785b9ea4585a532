"""An event of PagerDuty's webhooks v3: whether PagerDuty signed it, and what of it concerns a page.

Source: PagerDuty developer documentation, "Webhooks v3" (Overview, Verifying Signatures, Behavior): the header
`X-PagerDuty-Signature` holds `v1=` and the hexadecimal HMAC-SHA256 of the raw body for each secret in force, separated
by commas; `event.data.incident_key` is the dedup key that the incident was triggered with; the same event may come
more than once; new kinds of events may be added at any time.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from graftwatch.pipeline.staff_names import staff_name

SIGNATURE: Final = "x-pagerduty-signature"
BODY_BYTES: Final = 256 * 1024
"""PagerDuty drops webhooks larger than this instead of sending them."""
_SIGNATURES_AT_MOST: Final = 16
_ID_LENGTH: Final = 100
_INCIDENT: Final = re.compile(r"incident\.[a-z_.]{1,60}")
_PERSON: Final = "user_reference"


class Meaning(StrEnum):
    """What an event means for a page."""

    HEARD = "heard"
    PING = "ping"
    NO_PERSON = "no_person"
    NO_EFFECT = "no_effect"


@dataclass(frozen=True, slots=True)
class PagerDutyEvent:
    """What of an event concerns a page.

    Attributes:
        id: the event's id, the same when it comes again.
        meaning: what it means.
        key: the dedup key of the page.
        by: who did it, a name that may be kept; empty where none is.
        at: when it happened (aware), or None where it does not say.
        kind: the event's type, where it is about an incident; else empty.
    """

    id: str
    meaning: Meaning
    key: str
    by: str
    at: datetime | None
    kind: str


def signed(body: bytes, stated: Sequence[str], secrets: Sequence[str]) -> bool:
    """Whether one of the stated signatures is of one of the secrets; each pair is compared, in constant time."""
    signatures = [one.strip() for header in stated for one in header.split(",")][:_SIGNATURES_AT_MOST]
    expected = [f"v1={hmac.new(one.encode(), body, hashlib.sha256).hexdigest()}" for one in secrets]
    matches = [
        hmac.compare_digest(one.encode(), other.encode("utf-8", "replace")) for one in expected for other in signatures
    ]
    return any(matches)


def read_event(body: bytes) -> PagerDutyEvent | None:
    """The event; None where the body is not one."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    event = document.get("event") if isinstance(document, dict) else None
    if not isinstance(event, dict) or not isinstance(event.get("event_type"), str):
        return None
    agent, data = _part(event, "agent"), _part(event, "data")
    return PagerDutyEvent(
        id=_text(event, "id")[:_ID_LENGTH] or hashlib.sha256(body).hexdigest(),
        meaning=_meaning(event["event_type"], _text(agent, "type")),
        key=_text(data, "incident_key"),
        by=_by(agent),
        at=_moment(_text(event, "occurred_at")),
        kind=event["event_type"] if _INCIDENT.fullmatch(event["event_type"]) else "",
    )


def _meaning(event_type: str, agent_type: str) -> Meaning:
    """A person who acknowledged or resolved has heard; what an integration does, our own resolving too, tells nothing.

    An acknowledgement of which nobody is named as the doer still is one: its incident is quiet now.
    """
    match event_type:
        case "pagey.ping":
            return Meaning.PING
        case "incident.acknowledged":
            return Meaning.HEARD if agent_type in {_PERSON, ""} else Meaning.NO_PERSON
        case "incident.resolved":
            return Meaning.HEARD if agent_type == _PERSON else Meaning.NO_PERSON
        case _:
            return Meaning.NO_EFFECT


def _by(agent: dict[str, object]) -> str:
    """The name of who did it; where that cannot be kept, such as an e-mail address, PagerDuty's id of the user."""
    name, user = staff_name(_text(agent, "summary")), _text(agent, "id")
    return name or (staff_name(f"PagerDuty user {user}") if user else "")


def _moment(stated: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(stated)
    except ValueError:
        return None
    return at if at.tzinfo else None


def _part(document: dict[str, object], name: str) -> dict[str, object]:
    part = document.get(name)
    return part if isinstance(part, dict) else {}


def _text(document: dict[str, object], name: str) -> str:
    value = document.get(name)
    return value if isinstance(value, str) else ""

"""Receivers behind real senders: each reads what arrives as its documentation says, and fails as it is told.

A receiver's own fault is never the service's: what it answers while it is well follows from what arrived. PagerDuty's
Events API v2 is read by its published fields and limits (dedup key 255, summary 1,024, body 512 KB); the webhook by
its signature, computed here from the bytes. Both run inside httpx's transport, so that requests are made and answers
are read by the real client.
"""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum

import httpx
from tests.paging_simulation.clock import Clock

SECRET = "sixteen-or-more-characters"  # noqa: S105 - shared with a receiver that exists nowhere else
ROUTING_KEY = "0123456789abcdef0123456789abcdef"
PEOPLE = ("doctor-a", "doctor-b", "infection-control")
PERSON_OF = {ROUTING_KEY: "", **{f"routing-key-of-{one}": one for one in PEOPLE}}
"""Whose service a routing key is; the channel's own is nobody's in particular."""
NOT_YET = datetime.min.replace(tzinfo=UTC)
LONGEST_BODY = 512 * 1024
SEVERITIES = {"critical", "error", "warning", "info"}


class Fault(StrEnum):
    """How a receiver fails."""

    SERVER_ERROR = "answers 500"
    TOO_MANY = "answers 429 with Retry-After in seconds"
    TOO_MANY_UNTIL = "answers 503 with Retry-After as a date"
    DROPS = "answers 202 and forgets"
    HANGS = "never answers"
    SLOW = "answers after seven seconds"
    SLOW_NAME = "its name is not found for eight seconds"
    UNREACHABLE = "refuses the connection"
    LOST_ANSWER = "takes it, and the connection breaks before the answer"
    WRONG_KEY = "answers 403"


TAKING = frozenset({None, Fault.DROPS, Fault.SLOW, Fault.LOST_ANSWER})
"""It has arrived, whatever is answered."""
WAITING = {Fault.HANGS: 3600.0, Fault.SLOW: 7.0, Fault.SLOW_NAME: 8.0}
BROKEN = {
    Fault.SLOW_NAME: httpx.ConnectError,
    Fault.UNREACHABLE: httpx.ConnectError,
    Fault.LOST_ANSWER: httpx.ReadError,
}


@dataclass(frozen=True, slots=True)
class Outage:
    """A receiver fails in one way from a time to another (true time)."""

    begins: datetime
    ends: datetime
    fault: Fault


@dataclass(frozen=True, slots=True)
class Receipt:
    """What arrived: when, through what, for whom, and what it said. `told` is false where the receiver forgot it."""

    at: datetime
    channel: str
    page: str
    story: tuple[str, str]
    action: str
    key: str
    reason: str
    severity: str
    person: str = ""
    told: bool = True


@dataclass
class Receiver:
    """A receiver of one channel.

    Attributes:
        channel: the channel's name.
        clock: its time is the true one.
        read: from path-less request bytes and headers to what they say; complaints are raised as AssertionError.
        outages: when it fails, and how.
        receipts: what arrived, in order.
        refused: stories of which it answered something with 403.
    """

    channel: str
    clock: Clock
    read: Callable[[httpx.Request], Receipt]
    heard: Callable[[Receipt], None]
    outages: list[Outage] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    refused: set[tuple[str, str]] = field(default_factory=set)

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(self._answer), timeout=10.0)

    def fault(self) -> Outage | None:
        now = self.clock.true
        return next((one for one in self.outages if one.begins <= now < one.ends), None)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        receipt, outage = self.read(request), self.fault()
        fault = outage.fault if outage else None
        if fault is Fault.WRONG_KEY:
            self.refused.add(receipt.story)
        if fault in TAKING:
            self._take(receipt, told=fault is not Fault.DROPS)
        if fault in WAITING:
            await asyncio.sleep(WAITING[fault])
        if fault in BROKEN:
            raise BROKEN[fault](fault, request=request)
        return self._said(fault)

    def _said(self, fault: Fault | None) -> httpx.Response:
        if fault is Fault.TOO_MANY:
            return httpx.Response(429, headers={"Retry-After": "90"})
        if fault is Fault.TOO_MANY_UNTIL:
            at = (self.clock.true + timedelta(minutes=4)).replace(microsecond=0)
            return httpx.Response(503, headers={"Retry-After": format_datetime(at, usegmt=True)})
        return httpx.Response({Fault.SERVER_ERROR: 500, Fault.WRONG_KEY: 403}.get(fault, 202))

    def _take(self, receipt: Receipt, *, told: bool = True) -> None:
        kept = Receipt(
            *(self.clock.true, self.channel, receipt.page, receipt.story, receipt.action, receipt.key),
            *(receipt.reason, receipt.severity, receipt.person, told),
        )
        self.receipts.append(kept)
        if told:
            self.heard(kept)


class PagerDuty:
    """Reads events as the Events API v2 does, and keeps its incidents: open keys, and what was said under them."""

    def __init__(self) -> None:
        self.page_of: dict[tuple[str, str], tuple[str, tuple[str, str]]] = {}

    def read(self, request: httpx.Request) -> Receipt:
        body = request.content
        assert len(body) <= LONGEST_BODY, f"an event of {len(body)} bytes"
        assert request.headers["Content-Type"] == "application/json"
        event = json.loads(body)
        key, action = event["dedup_key"], event["event_action"]
        person = PERSON_OF[event["routing_key"]]
        assert 0 < len(key) <= 255, key
        assert action in {"trigger", "resolve", "acknowledge"}, action
        if action != "trigger":
            page, story = self.page_of.get((person, key), ("", ("", "")))
            return Receipt(NOT_YET, "", page, story, action, key, "ends", "info", person)
        payload = event["payload"]
        assert 0 < len(payload["summary"]) <= 1024, payload["summary"]
        assert payload["severity"] in SEVERITIES, payload["severity"]
        assert payload["source"]
        details = payload["custom_details"]
        story = details["subject"], details["story"]
        self.page_of.setdefault((person, key), (details["page"], story))
        return Receipt(
            *(NOT_YET, "", details["page"], story, action, key),
            *(details["reason"], payload["severity"], person),
        )


def read_webhook(request: httpx.Request) -> Receipt:
    """Checks the signature over time and body, and reads the page."""
    body, stamp = request.content, request.headers["X-Graftwatch-Timestamp"]
    expected = hmac.new(SECRET.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    assert request.headers["X-Graftwatch-Signature"] == f"v1={expected}"
    said = json.loads(body)
    assert said["delivery"] == request.headers["Idempotency-Key"]
    page = said["page"]
    assert len(page["short"]) <= 160, page["short"]
    story = page["subject"], page["story"]
    action = "resolve" if page["reason"] in {"resolved", "retracted"} else "trigger"
    person = request.url.path.rpartition("/")[2].partition(".")[2]
    return Receipt(
        *(NOT_YET, "", page["id"], story, action, said["delivery"]),
        *(page["reason"], page["severity"], person),
    )

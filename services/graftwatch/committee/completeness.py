"""How complete the data were at the cut-off: what the feeds brought, when they failed, and what is still awaited.

All of it as known by the cut-off, so that what comes later changes no report that was made before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from graftwatch.assessment import Assessment, RecipientState
from graftwatch.bsi.blood_culture import CultureState, blood_cultures
from graftwatch.facts import Chart, Fact, Measurement, Statement, newest_of
from graftwatch.protocol import Protocol
from graftwatch.roster import Recipient

TEMPERATURE: Final = "temperature"
TEMPERATURE_WITHIN: Final = timedelta(days=2)
TROUGH_WITHIN: Final = timedelta(days=4)
"""Longer without one, a recipient whose window is open is named; a longer gap is not interpolated either."""


@dataclass(frozen=True, slots=True)
class FeedRecord:
    """What a feed said of recipients: how many messages that said something, the first and the last."""

    feed: str
    messages: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Outage:
    """Something was wrong with a feed or with the service: since when, when it was told, when it was over."""

    what: str
    why: str
    since: datetime
    told: datetime
    over: datetime | None


@dataclass(frozen=True, slots=True)
class Unread:
    """Messages in quarantine: not read, by whoever they are about."""

    feed: str
    reason: str
    count: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class PendingCulture:
    """A blood culture without a final result."""

    subject: str
    collected_on: date
    days: int
    said: str


@dataclass(frozen=True, slots=True)
class NotMeasured:
    """A recipient in the window without a recent temperature or trough; None: there is none at all."""

    subject: str
    post_operative_day: int
    temperature: datetime | None
    trough: datetime | None


@dataclass(frozen=True, slots=True)
class Completeness:
    """All of it; `read_until` is set where the service had not read up to the cut-off when the report was made."""

    feeds: tuple[FeedRecord, ...]
    outages: tuple[Outage, ...]
    unread: tuple[Unread, ...]
    pending: tuple[PendingCulture, ...]
    not_measured: tuple[NotMeasured, ...]
    read_until: datetime | None = None


def feed_records(facts: Iterable[Fact[Statement]]) -> tuple[FeedRecord, ...]:
    """Each feed by what is known from it; a message is counted once, whatever it said and of whom."""
    messages: dict[str, set[str]] = {}
    times: dict[str, list[datetime]] = {}
    for one in facts:
        if one.source.control_id:
            messages.setdefault(one.source.feed, set()).add(one.source.control_id)
            times.setdefault(one.source.feed, []).append(one.known_at)
    return tuple(FeedRecord(feed, len(messages[feed]), min(times[feed]), max(times[feed])) for feed in sorted(messages))


def pending_cultures(
    recipient: Recipient, facts: Iterable[Fact[Statement]], protocol: Protocol, at: datetime
) -> tuple[PendingCulture, ...]:
    """A recipient's blood cultures in the window whose result is awaited at a time, by the facts known then."""
    chart, today = Chart(newest_of(facts), protocol.zone), at.astimezone(protocol.zone).date()
    first = recipient.day(protocol.window.first_day, protocol.zone)
    last = min(today, recipient.day(protocol.window.last_day, protocol.zone))
    return tuple(
        PendingCulture(recipient.subject, one.on, (today - one.on).days, _said(len(one.reports)))
        for one in blood_cultures(chart)
        if one.state is CultureState.PENDING and first <= one.on <= last
    )


def _said(reports: int) -> str:
    return "one report, none final" if reports == 1 else f"{reports} reports, none final"


def not_measured(
    recipient: Recipient, held: Assessment, facts: Iterable[Fact[Statement]], protocol: Protocol
) -> NotMeasured | None:
    """A recipient in the window without a recent temperature or trough; None where both are there."""
    if held.state is not RecipientState.IN_WINDOW or held.as_of - recipient.transplanted_at < TEMPERATURE_WITHIN:
        return None
    times = [
        one.statement.taken.instant(protocol.zone)
        for one in newest_of(facts)
        if isinstance(one.statement, Measurement) and one.statement.concept == TEMPERATURE
    ]
    temperature = max((at for at in times if at <= held.as_of), default=None)
    trough = max((one.last.at for one in held.exposure if one.last is not None), default=None)
    if _recent(temperature, held.as_of, TEMPERATURE_WITHIN) and _recent(trough, held.as_of, TROUGH_WITHIN):
        return None
    return NotMeasured(held.subject, held.post_operative_day, temperature, trough)


def _recent(at: datetime | None, now: datetime, within: timedelta) -> bool:
    return at is not None and now - at <= within

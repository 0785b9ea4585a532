"""What the committee must have been told at the end: recounted from events and windows, without its figures."""

from collections.abc import Iterator
from datetime import date, timedelta, tzinfo

from tests.paging_simulation.trial import Record

from graftwatch.assessment import Assessment
from graftwatch.findings import EventKind, EventStatus
from graftwatch.paging import TrialKind
from graftwatch.protocol import Boundary
from graftwatch.roster import Recipient, Roster
from graftwatch.safety.planned import planned_boundary


def boundaries_told(record: Record) -> Iterator[str]:
    """A crossing is told once, what takes it back once, in turn; and the last of it is what is so at the end."""
    plans = {one.endpoint: one for one in record.plan.protocol.boundaries}
    for endpoint, plan in plans.items():
        pages = [one for one in record.pages if one.kind in set(TrialKind) and f":{endpoint}:" in one.story]
        told = [one.reason.value for one in sorted(pages, key=lambda one: one.sequence)]
        expected = ["first" if place == 0 else ("reopened", "retracted")[place % 2] for place in range(len(told))]
        if told != expected:
            yield f"{endpoint}: told {told}, which is not in turn"
        if len({one.dedup_key for one in pages if not one.reason.ends}) != sum(not one.reason.ends for one in pages):
            yield f"{endpoint}: keys are not one for each crossing"
        if is_met(record, plan) != (told[-1:] not in ([], ["retracted"])):
            yield f"{endpoint}: told {told}, and the boundary is {'' if is_met(record, plan) else 'not '}met at the end"


def is_met(record: Record, plan: Boundary) -> bool:
    """Whether the events among those who count reach the boundary anywhere, counted in the order of their days."""
    store, zone = record.machine.store, record.plan.protocol.zone
    today = record.machine.journal.entries[-1].received_at.astimezone(zone).date()
    roster, stops = Roster.of_changes(store.roster_changes()), planned_boundary(plan).stop_at
    known = ((roster.get(one.subject), one) for one in store.assessments())
    counted = sorted(
        found for who, one in known if who and not who.is_heartbeat for found in _counts(who, one, plan, zone, today)
    )
    events = 0
    for n, (_, _, had_event) in enumerate(counted, start=1):
        events += had_event
        if n in stops and events >= stops[n]:
            return True
    return False


def _counts(
    who: Recipient, held: Assessment, plan: Boundary, zone: tzinfo, today: date
) -> Iterator[tuple[date, str, bool]]:
    """The day on which a recipient counts, whose it is, and whether with the event; the simulated never die."""
    days = [
        one.date_of_event
        for one in held.events
        if one.kind == EventKind(plan.endpoint) and one.status is EventStatus.CONFIRMED and one.counts_for_endpoint
    ]
    in_window = [day for day in days if day is not None and held.window.first <= day <= min(held.window.last, today)]
    if who.withdrawn_at is not None:
        in_window = [day for day in in_window if day <= who.withdrawn_at.astimezone(zone).date()]
    if in_window:
        yield min(in_window), who.subject, True
    elif who.withdrawn_at is None and held.window.last < today:
        yield held.window.last + timedelta(days=1), who.subject, False

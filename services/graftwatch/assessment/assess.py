"""Facts in, assessment out: what the protocol concludes about one recipient at a time.

A pure function of the set of facts, the protocol and `now`. Order and repetition of the facts do not matter: the
newest version of each statement counts, and withdrawn ones say nothing. Whoever wants to know what was known at an
earlier time hands over the facts known by then.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from graftwatch import bsi, rejection
from graftwatch.assessment.assessment import Assessment, ProtocolStamp, RecipientState, WindowDates
from graftwatch.assessment.decisions_without_effect import conditions_without_effect, verdicts_on_nothing
from graftwatch.facts import Chart, Death, Fact, FactSet, ReTransplant, Statement, newest_of
from graftwatch.findings import Findings
from graftwatch.protocol import Protocol
from graftwatch.roster import Recipient


def assess(recipient: Recipient, facts: Iterable[Fact[Statement]], protocol: Protocol, now: datetime) -> Assessment:
    """The assessment of one recipient.

    Args:
        recipient: whom the facts are about.
        facts: versions of facts in any order, repeated or not; fastest as the set that holds them.
        protocol: the trial's rules.
        now: the time of the assessment (aware).
    """
    if recipient.is_heartbeat:
        return _assessment(recipient, protocol, now, RecipientState.HEARTBEAT, ())
    chart = _chart(facts, protocol)
    found = (bsi.detect(recipient, chart, protocol, now), rejection.detect(recipient, chart, protocol, now))
    state = state_at(recipient, protocol, now, died=bool(chart.of(Death)))
    assessment = _assessment(recipient, protocol, now, state, found)
    deaths = [one.statement.died.on for one in chart.of(Death)]
    again = [one.statement.transplanted.on for one in chart.of(ReTransplant)]
    without_effect = (*conditions_without_effect(chart, protocol), *verdicts_on_nothing(chart, assessment))
    return assessment.model_copy(
        update={
            "refused_decisions": (*assessment.refused_decisions, *without_effect),
            "died_on": min(deaths, default=None),
            "re_transplanted_on": min(again, default=None),
        }
    )


def _chart(facts: Iterable[Fact[Statement]], protocol: Protocol) -> Chart:
    if isinstance(facts, FactSet):
        return Chart(facts.newest(), protocol.zone, facts.versions_of)
    all_of_them = tuple(facts)
    return Chart(
        newest_of(all_of_them), protocol.zone, lambda identity: [one for one in all_of_them if one.identity == identity]
    )


def protocol_stamp(protocol: Protocol) -> ProtocolStamp:
    """The protocol as every report names it."""
    return ProtocolStamp(name=protocol.name, version=protocol.version, sha256=protocol.sha256)


def _assessment(
    recipient: Recipient, protocol: Protocol, now: datetime, state: RecipientState, found: tuple[Findings, ...]
) -> Assessment:
    zone, window = protocol.zone, protocol.window
    looks = [one.next_look for one in found if one.next_look is not None]
    change = _next_change_of_state(recipient, protocol, now, state)
    return Assessment(
        subject=recipient.subject,
        as_of=now,
        window=WindowDates(
            first=recipient.day(window.first_day, zone),
            last=recipient.day(window.last_day, zone),
        ),
        post_operative_day=recipient.post_operative_day(now.astimezone(zone).date(), zone),
        state=state,
        events=tuple(event for one in found for event in one.events),
        signals=tuple(signal for one in found for signal in one.signals),
        exposure=tuple(exposure for one in found for exposure in one.exposure),
        nk_activity=tuple(course for one in found for course in one.nk_activity),
        adverse_event_grades=tuple(grade for one in found for grade in one.adverse_event_grades),
        refused_decisions=tuple(refused for one in found for refused in one.refused_decisions),
        next_look=min([*looks, *change], default=None),
    )


def state_at(recipient: Recipient, protocol: Protocol, now: datetime, *, died: bool) -> RecipientState:
    """Where a recipient stands in the trial at a time."""
    if died:
        return RecipientState.DIED
    if recipient.withdrawn_at is not None and recipient.withdrawn_at <= now:
        return RecipientState.WITHDRAWN
    begins, ends = _window(recipient, protocol)
    if now < begins:
        return RecipientState.BEFORE_TRANSPLANT
    return RecipientState.IN_WINDOW if now < ends else RecipientState.AFTER_WINDOW


def _window(recipient: Recipient, protocol: Protocol) -> tuple[datetime, datetime]:
    """When the endpoint window begins, and the first moment after it."""
    first = recipient.day(protocol.window.first_day, protocol.zone)
    after = recipient.day(protocol.window.last_day, protocol.zone) + timedelta(days=1)
    return datetime.combine(first, time(), protocol.zone), datetime.combine(after, time(), protocol.zone)


def _next_change_of_state(
    recipient: Recipient, protocol: Protocol, now: datetime, state: RecipientState
) -> list[datetime]:
    """When the window opens or closes, or a withdrawal takes effect."""
    if state in {RecipientState.DIED, RecipientState.WITHDRAWN, RecipientState.HEARTBEAT}:
        return []
    changes = [*_window(recipient, protocol)]
    if recipient.withdrawn_at is not None:
        changes.append(recipient.withdrawn_at)
    return sorted(one for one in changes if one > now)[:1]

"""Infusion reactions and falls of NK activity as they are published: events and signals.

A reaction is confirmed when the rule's values are there: the rule is its definition, and a person can refute it.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from graftwatch.facts import pseudonymous_key
from graftwatch.findings import Event, EventKind, EventStatus, Severity, Signal, SignalKind, SignalStatus
from graftwatch.protocol import Protocol
from graftwatch.rejection import ctcae, words
from graftwatch.rejection.exposure import Period
from graftwatch.rejection.infusion_reaction import Reaction
from graftwatch.rejection.nk_activity import NkFall
from graftwatch.rejection.readings import Reading

REFUTED = "a person refuted it"


def reaction_id(subject: str, infused_at: datetime) -> str:
    """The id of a reaction: there is one infusion, so a recipient has one."""
    return f"infusion-{pseudonymous_key(subject, 'infusion_reaction', infused_at.astimezone(UTC).isoformat())}"


def reaction_closes_at(reaction: Reaction, protocol: Protocol) -> datetime:
    """When the signal of a reaction closes by itself."""
    return reaction.last.at + timedelta(hours=protocol.infusion.within_hours)


def reaction_event(event_id: str, reaction: Reaction, protocol: Protocol, period: Period, *, refuted: bool) -> Event:
    """The event of a reaction."""
    day = reaction.first.fact.statement.taken.on
    first_day = period.days.first + timedelta(days=protocol.window.first_day)
    return Event(
        id=event_id,
        kind=EventKind.INFUSION_REACTION,
        status=EventStatus.REFUTED if refuted else EventStatus.CONFIRMED,
        date_of_event=day,
        grade=_fever_grade(reaction),
        adjudicated=EventStatus.REFUTED.value if refuted else None,
        in_window=first_day <= day <= period.days.last,
        elements=_elements(reaction, protocol),
        missing=_missing(reaction),
        sources=_sources(_values(reaction)),
        evidence=_evidence(_values(reaction)),
    )


def reaction_signal(event: Event, reaction: Reaction, protocol: Protocol, now: datetime) -> Signal:
    """The signal of a reaction."""
    kind = SignalKind.INFUSION_REACTION
    quiet = f"nothing more in {protocol.infusion.within_hours:g} hours"
    closed = quiet if reaction_closes_at(reaction, protocol) <= now else ""
    closed = REFUTED if event.status is EventStatus.REFUTED else closed
    return Signal(
        id=event.id,
        kind=kind,
        severity=Severity(protocol.severity[kind]),
        status=SignalStatus.CLOSED if closed else SignalStatus.OPEN,
        since=reaction.first.fact.version.stated_at,
        summary=f"reaction after the cell infusion: {words.level(reaction.first, protocol.zone)}",
        reason=_because(event.elements, closed),
        closed_because=closed,
        asks="look at the recipient",
        event=event.id,
        elements=event.elements,
        missing=event.missing,
        sources=event.sources,
        evidence=event.evidence,
    )


def nk_signal(subject: str, fall: NkFall, protocol: Protocol, refuted: frozenset[str]) -> Signal:
    """The signal of a fall of NK activity."""
    kind = SignalKind.NK_ACTIVITY_FALL
    signal_id = f"nk-{pseudonymous_key(subject, kind, fall.results[0].fact.identity)}"
    ended = "back above the limit" if fall.ended_at is not None else ""
    closed = REFUTED if signal_id in refuted else ended
    results = (fall.before, *fall.results)
    elements = (
        f"before the infusion {words.level(fall.before, protocol.zone)}",
        *(words.level(one, protocol.zone) for one in fall.results),
    )
    return Signal(
        id=signal_id,
        kind=kind,
        severity=Severity(protocol.severity[kind]),
        status=SignalStatus.CLOSED if closed else SignalStatus.OPEN,
        since=fall.results[-1].fact.version.stated_at,
        summary=f"NK activity has fallen by {protocol.nk_activity.fall:.0%} or more since before the infusion",
        reason=_because(elements, closed),
        closed_because=closed,
        asks="tell the trial's laboratory",
        elements=elements,
        sources=_sources(results),
        evidence=_evidence(fall.results),
    )


def _because(elements: tuple[str, ...], closed: str) -> str:
    ground = "; ".join(elements)
    return f"{ground}; closed: {closed}" if closed else ground


def _elements(reaction: Reaction, protocol: Protocol) -> tuple[str, ...]:
    zone = protocol.zone
    return tuple(
        words.level(one, zone) + ("" if before is None else f", before the infusion {words.level(before, zone)}")
        for one, before in reaction.met
    )


def _missing(reaction: Reaction) -> tuple[str, ...]:
    return tuple(f"a {words.name(one)} before the infusion to compare with" for one in reaction.unknown_before)


def _fever_grade(reaction: Reaction) -> str | None:
    measured = [one.value for one, _ in reaction.met if one.fact.statement.concept == "temperature"]
    return f"fever CTCAE 5.0 grade {ctcae.fever(max(measured))}" if measured else None


def _values(reaction: Reaction) -> tuple[Reading, ...]:
    return tuple(one for pair in reaction.met for one in pair if one is not None)


def _sources(results: Iterable[Reading]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(one.fact.source) for one in results))


def _evidence(results: Iterable[Reading]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.fact.identity for one in results))

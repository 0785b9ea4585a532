"""Exposure as it is published: for each drug its time in range, and a signal while it is low, high or not known.

Low, high and overdue is told as the protocol says; critical exposure always pages. The signal's id is that of the
first trough, and it stays while the step rises; that of an overdue trough is what the wait counts from.
"""

from collections.abc import Iterator
from datetime import tzinfo

from graftwatch.facts import pseudonymous_key
from graftwatch.findings import Exposure, LastLevel, Severity, Signal, SignalKind, SignalStatus
from graftwatch.protocol import DRUG_UNITS, Protocol
from graftwatch.rejection import words
from graftwatch.rejection.exposure import DrugCourse, Finding, Step
from graftwatch.rejection.overdue import Overdue, Waits
from graftwatch.rejection.readings import in_words, told
from graftwatch.rejection.safety_findings import REFUTED

_SECONDS_AN_HOUR = 3600
_ASKS = {
    SignalKind.EXPOSURE_LOW: "check dose, intake and interactions",
    SignalKind.EXPOSURE_HIGH: "check dose, interactions and kidney function",
}


def published(course: DrugCourse, waited: Waits, zone: tzinfo) -> Exposure:
    """One drug's exposure up to now."""
    held, last = course.coverage(), course.troughs[-1] if course.troughs else None
    due = waited.next_due if waited.clock is not None and waited.clock.course is course else None
    return Exposure(
        drug=course.name,
        unit=DRUG_UNITS[course.name],
        target=course.target(),
        time_in_range=held.time_in_range,
        covered_hours=round(held.covered / _SECONDS_AN_HOUR, 3),
        last=None if last is None else LastLevel(at=last.at.astimezone(zone), value=float(last.value)),
        next_due=None if due is None else due.astimezone(zone),
        overdue=due is not None and due <= course.period.now,
    )


def exposure_signal(subject: str, one: Finding, protocol: Protocol, refuted: frozenset[str]) -> Signal:
    """The signal of low or high exposure."""
    kind = SignalKind.EXPOSURE_LOW if one.step is Step.LOW else SignalKind.EXPOSURE_HIGH
    signal_id = exposure_id(subject, kind, one)
    closed = REFUTED if signal_id in refuted else one.ended_because
    ground = words.exposure(one, protocol.zone)
    return Signal(
        id=signal_id,
        kind=kind,
        severity=_severity(one, kind, protocol),
        status=SignalStatus.CLOSED if closed else SignalStatus.OPEN,
        since=one.troughs[-1].fact.version.stated_at,
        summary=_summary(one),
        reason=f"{ground}; closed: {closed}" if closed else ground,
        closed_because=f"{words.name(one.drug)}: {closed}" if closed else "",
        asks=_ASKS[kind],
        elements=tuple(_elements(one, ground, protocol.zone)),
        sources=tuple(dict.fromkeys(str(trough.fact.source) for trough in one.troughs)),
        evidence=tuple(trough.fact.identity for trough in one.troughs),
    )


def _elements(one: Finding, ground: str, zone: tzinfo) -> Iterator[str]:
    """The ground, the values that it rests on where it is a share of time, and the newest value."""
    yield ground
    if one.time_in_range is not None:
        yield "troughs " + ", ".join(told(trough, zone) for trough in one.troughs)
    yield f"latest {words.level(one.latest, zone)}"


def overdue_signal(subject: str, one: Overdue, protocol: Protocol, refuted: frozenset[str]) -> Signal:
    """The signal of a trough that is overdue."""
    kind, zone = SignalKind.EXPOSURE_OVERDUE, protocol.zone
    began_at = one.began_at.astimezone(zone)
    signal_id = f"{kind.value}-{pseudonymous_key(subject, kind, one.clock.fact.identity, one.began_at.isoformat())}"
    closed = REFUTED if signal_id in refuted else one.ended_because
    drug = words.name(one.clock.course.name)
    ground = f"{words.waited_from(one.clock.fact, zone)}; in hospital and no trough until {began_at:%Y-%m-%d %H:%M}"
    return Signal(
        id=signal_id,
        kind=kind,
        severity=Severity(protocol.severity[kind]),
        status=SignalStatus.CLOSED if closed else SignalStatus.OPEN,
        since=began_at,
        summary=f"{drug} trough overdue since {began_at:%Y-%m-%d %H:%M}",
        reason=f"{ground}; closed: {closed}" if closed else ground,
        closed_because=closed,
        asks="draw a trough, or say that the drug was stopped by refuting this signal",
        elements=(ground,),
        missing=(f"a {drug} trough",),
        sources=(str(one.clock.fact.source),),
        evidence=(one.clock.fact.identity,),
    )


def exposure_id(subject: str, kind: SignalKind, one: Finding) -> str:
    """The id of a finding of exposure."""
    key = pseudonymous_key(subject, kind, one.drug, one.first.fact.identity)
    return f"{kind.value}-{key}"


def _severity(one: Finding, kind: SignalKind, protocol: Protocol) -> Severity:
    return Severity.PAGE if one.step is Step.CRITICAL else Severity(protocol.severity[kind])


def _summary(one: Finding) -> str:
    drug, level = words.name(one.drug), in_words(one.worst.value)
    edge = "lowest" if one.step is Step.LOW else "highest"
    return f"{one.step.value} exposure to {drug}: {edge} trough {level} {one.worst.fact.statement.unit}"

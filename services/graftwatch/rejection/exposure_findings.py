"""Exposure as it is published: for each drug its time in range, and a signal while exposure is low or high.

Low and high exposure is told as the protocol says; critical exposure always pages. The signal's id is that of the
first trough, and it stays while the step rises.
"""

from datetime import tzinfo

from graftwatch.facts import pseudonymous_key
from graftwatch.findings import Exposure, LastLevel, Severity, Signal, SignalKind, SignalStatus
from graftwatch.protocol import DRUG_UNITS, Protocol
from graftwatch.rejection import words
from graftwatch.rejection.exposure import DrugCourse, Finding, Step
from graftwatch.rejection.readings import in_words

_SECONDS_AN_HOUR = 3600
_ASKS = {
    SignalKind.EXPOSURE_LOW: "check dose, intake and interactions",
    SignalKind.EXPOSURE_HIGH: "check dose, interactions and kidney function",
}


def published(course: DrugCourse, zone: tzinfo) -> Exposure:
    """One drug's exposure up to now."""
    held, last = course.coverage(), course.troughs[-1]
    return Exposure(
        drug=course.name,
        unit=DRUG_UNITS[course.name],
        target=course.target(),
        time_in_range=held.time_in_range,
        covered_hours=round(held.covered / _SECONDS_AN_HOUR, 3),
        last=LastLevel(at=last.at.astimezone(zone), value=float(last.value)),
    )


def exposure_signal(subject: str, one: Finding, protocol: Protocol, refuted: frozenset[str]) -> Signal:
    """The signal of low or high exposure."""
    kind = SignalKind.EXPOSURE_LOW if one.step is Step.LOW else SignalKind.EXPOSURE_HIGH
    signal_id = exposure_id(subject, kind, one)
    closed = "a person refuted it" if signal_id in refuted else one.ended_because
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
        elements=(ground, f"latest {words.level(one.latest, protocol.zone)}"),
        sources=tuple(dict.fromkeys(str(trough.fact.source) for trough in one.troughs)),
        evidence=tuple(trough.fact.identity for trough in one.troughs),
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

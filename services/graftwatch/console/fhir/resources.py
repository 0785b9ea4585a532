"""What is concluded, as FHIR resources: an infection or rejection is a DetectedIssue, a signal a Flag.

Why these two (HL7 FHIR R4 4.0.1): a DetectedIssue is "an actual or potential clinical issue … for a patient" that a
system found (9.6), with how sure it is, on what evidence; a Flag is "a warning or other notification to the user" that
shows until it is inactive (9.8). A patient is named by the trial's pseudonym only, as a logical reference (2.3.0.3).

How sure a DetectedIssue is, its `status` (ObservationStatus; a modifier, for some of its codes "mark the issue as not
currently valid"):

- suspected, unresolved: `preliminary`, for data may be incomplete or unverified.
- confirmed: `final`.
- contaminant, excluded, refuted, and a suspicion that closed without becoming an event: `cancelled`, for it is no
  longer held. Not `entered-in-error`: that says that the record should never have existed, and this one was right when
  it was made, by what was known.
- a signal whose ground its sender took back by a corrected report: `entered-in-error`, for the report was in error.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Final

from graftwatch.assessment import Assessment
from graftwatch.console.fhir.answers import Resource
from graftwatch.findings import Event, EventKind, EventStatus, Severity, Signal, SignalKind, SignalStatus

SNOMED: Final = "http://snomed.info/sct"
FLAG_CATEGORY: Final = "http://terminology.hl7.org/CodeSystem/flag-category"
EVENT_STATUS: Final = {
    EventStatus.SUSPECTED: "preliminary",
    EventStatus.UNRESOLVED: "preliminary",
    EventStatus.CONFIRMED: "final",
    EventStatus.CONTAMINANT: "cancelled",
    EventStatus.EXCLUDED: "cancelled",
    EventStatus.REFUTED: "cancelled",
}
SEVERITY: Final = {Severity.PAGE: "high", Severity.NOTIFY: "moderate", Severity.LOG: "low"}
EVENT_NAMES: Final = {EventKind.BSI: "Bloodstream infection", EventKind.REJECTION: "Rejection of the liver graft"}
"""The kinds of event that are issues here; an infusion reaction is told by its Flag alone."""
ISSUE_SIGNALS: Final = frozenset(
    kind
    for kind in SignalKind
    if kind.value.startswith(("bsi.", "rejection.")) and kind is not SignalKind.REJECTION_BIOPSY_PROPOSED
)
"""Signals that are an issue of their own where no event stands behind them; a proposed biopsy is a thing to do."""
_VERSION_DIGITS: Final = 16
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def issues_of(one: Assessment, base: str) -> Iterator[Resource]:
    """The DetectedIssues of a recipient.

    Args:
        one: what is concluded.
        base: of the service's own systems of identifiers and codes, such as "https://graftwatch.hospital/fhir".
    """
    by_event = {signal.event: signal for signal in one.signals if signal.event}
    for event in one.events:
        if event.kind in EVENT_NAMES:
            yield _kept(_issue_of_event(event, by_event.get(event.id), one, base), one)
    events = {event.id for event in one.events}
    for signal in one.signals:
        if signal.event not in events and signal.kind in ISSUE_SIGNALS:
            yield _kept(_issue_of_signal(signal, one, base), one)


def flags_of(one: Assessment, base: str) -> Iterator[Resource]:
    """The Flags of a recipient: of what is open, and of what was and is closed."""
    for signal in one.signals:
        is_open = signal.status is SignalStatus.OPEN
        flag: Resource = {
            "resourceType": "Flag",
            "id": signal.id,
            "identifier": [{"system": f"{base}/sid/signal", "value": signal.id}],
            "status": "active" if is_open else "entered-in-error" if signal.taken_back else "inactive",
            "category": [{"coding": [{"system": FLAG_CATEGORY, "code": "clinical", "display": "Clinical"}]}],
            "code": _concept(signal.summary, f"{base}/CodeSystem/signal-kind", signal.kind.value),
            "subject": _patient(one.subject, base),
            "period": {"start": _instant(signal.since)},
        }
        yield _kept(flag, one, _sentences(signal.summary, signal.reason, signal.asks, signal.closed_because))


def _issue_of_event(event: Event, signal: Signal | None, one: Assessment, base: str) -> Resource:
    name = EVENT_NAMES[event.kind]
    issue = _issue(event.id, EVENT_STATUS[event.status], one, base)
    issue["code"] = _concept(name, f"{base}/CodeSystem/event-kind", event.kind.value)
    if signal is not None:
        issue["severity"] = SEVERITY[signal.severity]
    if event.date_of_event is not None:
        issue["identifiedDateTime"] = event.date_of_event.isoformat()
    by_rule = f"{event.criterion}, {event.status.value}" if event.criterion else event.status.value
    issue["detail"] = _sentences(f"{name}: {by_rule}", event.grade or "", *event.elements, *event.explanation)
    issue["evidence"] = _evidence(_organisms(event), event.sources, base)
    issue["implicated"] = [_logical("Specimen", f"{base}/sid/specimen", one) for one in event.specimens]
    return issue


def _issue_of_signal(signal: Signal, one: Assessment, base: str) -> Resource:
    issue = _issue(signal.id, _status_of_signal(signal), one, base)
    issue["code"] = _concept(signal.summary, f"{base}/CodeSystem/signal-kind", signal.kind.value)
    issue["severity"] = SEVERITY[signal.severity]
    issue["identifiedDateTime"] = _instant(signal.since)
    issue["detail"] = _sentences(signal.summary, signal.reason, *signal.elements, signal.closed_because)
    issue["evidence"] = _evidence([{"text": _text(name)} for name in signal.organisms], signal.sources, base)
    return issue


def _status_of_signal(signal: Signal) -> str:
    if signal.taken_back:
        return "entered-in-error"
    return "preliminary" if signal.status is SignalStatus.OPEN else "cancelled"


def _issue(issue_id: str, status: str, one: Assessment, base: str) -> Resource:
    return {
        "resourceType": "DetectedIssue",
        "id": issue_id,
        "identifier": [{"system": f"{base}/sid/event", "value": issue_id}],
        "status": status,
        "patient": _patient(one.subject, base),
    }


def _organisms(event: Event) -> list[Resource]:
    """Each with its SNOMED CT code, where its name is resolved."""
    return [
        {"coding": [{"system": SNOMED, "code": one.snomed}], "text": _text(one.name)}
        if one.snomed
        else {"text": _text(one.name)}
        for one in event.organisms
    ]


def _evidence(codes: Sequence[Resource], sources: Sequence[str], base: str) -> list[Resource]:
    """What was found, and the messages that said so, each by its control id, as the sender wrote it."""
    messages = [
        {"identifier": {"system": f"{base}/sid/message", "value": _text(one.removeprefix("MSH-10 "))}}
        for one in sources
        if one.startswith("MSH-10 ")
    ]
    evidence: Resource = {}
    if codes:
        evidence["code"] = list(codes)
    if messages:
        evidence["detail"] = messages
    return [evidence] if evidence else []


def _patient(subject: str, base: str) -> Resource:
    return {**_logical("Patient", f"{base}/sid/subject", subject), "display": _text(subject)}


def _logical(kind: str, system: str, value: str) -> Resource:
    return {"type": kind, "identifier": {"system": system, "value": _text(value)}}


def _concept(text: str, system: str, code: str) -> Resource:
    return {"coding": [{"system": system, "code": code}], "text": _text(text)}


def _kept(resource: Resource, one: Assessment, words: str = "") -> Resource:
    """The resource with its narrative and its version: a function of its content, so that equal content is equal."""
    resource = {name: value for name, value in resource.items() if value not in ("", [])}
    said = words or str(resource.get("detail", ""))
    body = "".join(f"<p>{escape(line)}</p>" for line in said.split("\n") if line)
    narrative = {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{body}</div>'}
    content = json.dumps(resource, sort_keys=True, ensure_ascii=False).encode()
    version = hashlib.sha256(content).hexdigest()[:_VERSION_DIGITS]
    meta = {"versionId": version, "lastUpdated": _instant(one.as_of)}
    return {"resourceType": resource["resourceType"], "id": resource["id"], "meta": meta, "text": narrative} | resource


def _sentences(*parts: str) -> str:
    return "\n".join(_text(part) for part in parts if part)


def _text(words: str) -> str:
    """As FHIR takes it: no control characters, not empty (2.24.0.1, string)."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", words).strip() or "-"


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

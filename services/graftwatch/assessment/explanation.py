"""Why an assessment says what it says: each event and signal with the elements met, what is missing, and the messages.

Rows for a table (`explain`) and the same as plain lines (`explanation_lines`). It adds nothing to the assessment and
decides nothing; a signal that tells an event's story is shown with the event.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from graftwatch.assessment.assessment import Assessment
from graftwatch.findings import AdverseEventGrade, Event, Exposure, OrganismFound, Signal


@dataclass(frozen=True, slots=True)
class Explained:
    """One event, signal or drug: a heading and labelled rows."""

    heading: str
    rows: tuple[tuple[str, str], ...]


_LINE_WORDS: Final = {True: "central-line associated", False: "not central-line associated", None: None}


def explain(assessment: Assessment) -> tuple[Explained, ...]:
    """The whole assessment: standing, events with their signals, other signals, exposure, grades, refusals."""
    told = {one.id for one in assessment.events}
    return (
        _standing(assessment),
        *(_event(event, assessment.signals) for event in assessment.events),
        *(_signal(one) for one in assessment.signals if one.event not in told),
        *(_exposure(one) for one in assessment.exposure),
        *(_grades(one) for one in assessment.adverse_event_grades),
        *(Explained("decision refused", (("reason", one),)) for one in assessment.refused_decisions),
    )


def explanation_lines(assessment: Assessment) -> list[str]:
    """The explanation as plain text: a heading, its rows indented."""
    lines = []
    for one in explain(assessment):
        lines.append(one.heading)
        lines += [f"  {label}: {text}" for label, text in one.rows]
    return lines


def _standing(assessment: Assessment) -> Explained:
    window = assessment.window
    rows = [
        ("window", f"{window.first.isoformat()} to {window.last.isoformat()}"),
        ("state", f"{assessment.state.replace('_', ' ')}, POD {assessment.post_operative_day}"),
    ]
    if assessment.next_look is not None:
        rows.append(("next look", assessment.next_look.isoformat(timespec="minutes")))
    return Explained(assessment.subject, tuple(rows))


def _event(event: Event, signals: tuple[Signal, ...]) -> Explained:
    return Explained(f"{event.kind} {event.status}: {_verdict(event)}", tuple(_event_rows(event, signals)))


def _verdict(event: Event) -> str:
    """The event in a few words: "LCBI-1, primary, date of event 2026-06-04, HAI, in the window"."""
    attribution = f"secondary to {event.secondary_to}" if event.secondary_to else event.attribution
    parts = (
        event.criterion,
        attribution,
        event.grade,
        f"date of event {event.date_of_event.isoformat()}" if event.date_of_event else "no date of event",
        event.onset,
        _LINE_WORDS[event.central_line_associated],
        "in the window" if event.in_window else "outside the window",
        "counts for the endpoint" if event.counts_for_endpoint else None,
    )
    return ", ".join(part for part in parts if part)


def _event_rows(event: Event, signals: tuple[Signal, ...]) -> Iterator[tuple[str, str]]:
    yield "event", event.id
    for one in event.organisms:
        yield "organism", _organism(one)
    if event.infection_window_period is not None:
        yield "infection window period", _span(event.infection_window_period)
    if event.repeat_infection_timeframe is not None:
        yield "repeat infection timeframe", _span(event.repeat_infection_timeframe)
    yield from _grounds(event)
    for note in event.explanation:
        yield "note", note
    for told in signals:
        if told.event == event.id:
            yield "signal", f"{told.kind}, {told.severity}, {told.status} since {_minute(told)}: {told.reason}"


def _signal(one: Signal) -> Explained:
    rows = (("signal", one.id), ("since", _minute(one)), ("reason", one.reason), *_grounds(one))
    return Explained(f"{one.kind} {one.status}, {one.severity}: {one.summary}", rows)


def _grounds(one: Event | Signal) -> Iterator[tuple[str, str]]:
    for element in one.elements:
        yield "met", element
    for missing in one.missing:
        yield "missing", missing
    yield "messages", ", ".join(one.sources) or "none"


def _exposure(one: Exposure) -> Explained:
    share = "not covered" if one.time_in_range is None else f"{one.time_in_range:.0%} of {one.covered_hours:.0f} h"
    last = "none" if one.last is None else f"{one.last.value:g} at {one.last.at.isoformat(timespec='minutes')}"
    rows = (
        ("target", f"{one.target[0]:g} to {one.target[1]:g} {one.unit}"),
        ("time in range", share),
        ("last trough", last),
        *_due(one),
    )
    return Explained(f"exposure: {one.drug}", rows)


def _due(one: Exposure) -> Iterator[tuple[str, str]]:
    if one.next_due is not None:
        yield "trough overdue since" if one.overdue else "next trough due by", _at(one.next_due)


def _grades(one: AdverseEventGrade) -> Explained:
    limit = "" if one.upper_limit is None else f", upper limit {one.upper_limit:g}"
    stated = (("worst", one.worst), ("worst after reperfusion", one.worst_later), ("newest", one.newest))
    rows = tuple(
        (label, f"grade {value.grade}: {value.value:g} {one.unit} at {_at(value.at)}")
        for label, value in stated
        if value is not None
    )
    return Explained(f"CTCAE 5.0: {one.term}{limit}", rows)


def _organism(one: OrganismFound) -> str:
    flags = {"common commensal": one.common_commensal, "MBI": one.mbi}
    words = ", ".join(word for word, holds in flags.items() if holds)
    return f"{one.name} ({words})" if words else one.name


def _span(days: tuple[object, object]) -> str:
    return f"{days[0]} to {days[1]}"


def _minute(one: Signal) -> str:
    return _at(one.since)


def _at(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")

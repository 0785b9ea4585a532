"""An assessment for people, as tables; why it says so is `graftwatch explain`."""

from datetime import date

from graftwatch.assessment import Assessment
from graftwatch.entrypoints.cli.output import print_table, say
from graftwatch.findings import AdverseEventGrade, Event, Exposure, GradedValue, Signal


def print_assessment(one: Assessment) -> None:
    """Prints one recipient's assessment."""
    window = f"{one.window.first} to {one.window.last}"
    say(f"{one.subject}: post-operative day {one.post_operative_day}, {one.state.replace('_', ' ')}, window {window}")
    if not (one.events or one.signals or one.exposure):
        say("nothing found")
    if one.events:
        print_table(
            ("event", "status", "criterion", "date", "organisms", "onset", "counts", "id"),
            [_event(event) for event in one.events],
        )
    if one.signals:
        print_table(
            ("signal", "severity", "status", "since", "what", "id"), [_signal(signal) for signal in one.signals]
        )
    if one.exposure:
        print_table(
            ("drug", "target", "time in range", "last trough", "next trough"),
            [_exposure(exposure) for exposure in one.exposure],
        )
    if one.adverse_event_grades:
        print_table(
            ("CTCAE 5.0 grade", "worst", "worst after reperfusion", "newest"),
            [_grades(grades) for grades in one.adverse_event_grades],
        )


def _event(event: Event) -> tuple[str, ...]:
    criterion = event.criterion or (f"secondary to {event.secondary_to}" if event.secondary_to else event.grade or "–")
    organisms = ", ".join(organism.name for organism in event.organisms)
    counts = "endpoint" if event.counts_for_endpoint else "in window" if event.in_window else "outside window"
    return (
        *(event.kind.value, event.status.value, criterion, _day(event.date_of_event), organisms),
        *(event.onset or "–", counts, event.id),
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else "–"


def _signal(signal: Signal) -> tuple[str, ...]:
    since = f"{signal.since:%Y-%m-%d %H:%M %Z}"
    return signal.kind.value, signal.severity.value, signal.status.value, since, signal.summary, signal.id


def _exposure(exposure: Exposure) -> tuple[str, ...]:
    share = "–" if exposure.time_in_range is None else f"{exposure.time_in_range:.0%} of {exposure.covered_hours:.0f} h"
    last = f"{exposure.last.value:g} at {exposure.last.at:%Y-%m-%d %H:%M %Z}" if exposure.last else "–"
    return exposure.drug, f"{exposure.target[0]:g}–{exposure.target[1]:g} {exposure.unit}", share, last, _next(exposure)


def _next(exposure: Exposure) -> str:
    if exposure.next_due is None:
        return "–"
    return f"{'OVERDUE since' if exposure.overdue else 'by'} {exposure.next_due:%Y-%m-%d %H:%M %Z}"


def _grades(one: AdverseEventGrade) -> tuple[str, ...]:
    return one.term, *(_grade(value, one.unit) for value in (one.worst, one.worst_later, one.newest))


def _grade(value: GradedValue | None, unit: str) -> str:
    return "–" if value is None else f"{value.grade} ({value.value:g} {unit} on {value.at:%Y-%m-%d})"

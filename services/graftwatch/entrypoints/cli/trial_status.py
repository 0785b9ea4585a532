"""The trial's figures from a data folder, as a document and in words: for `safety status`."""

from datetime import datetime

from graftwatch.committee.figures import EndpointFigures, TrialFigures, trial_figures
from graftwatch.entrypoints.cli.folder import OpenFolder
from graftwatch.entrypoints.cli.output import print_table, say
from graftwatch.roster import Roster
from graftwatch.safety.look_ahead import LookAhead, look_ahead


def figures_of(folder: OpenFolder) -> TrialFigures:
    """The figures as of the last entry that the service has read."""
    with folder.state() as state:
        roster = Roster.of_changes(state.roster_changes())
        held = {one.subject: one for one in state.assessments()}
        as_of = _read_until(folder, state.position())
    trial = [(one, held[one.subject]) for one in roster if one.subject in held]
    return trial_figures(trial, folder.protocol, as_of)


def _read_until(folder: OpenFolder, position: int) -> datetime:
    entry = folder.journal.entry(position)
    return entry.received_at if entry else folder.now()


def document(figures: TrialFigures) -> dict[str, object]:
    """The figures for machines."""
    return {
        "as_of": figures.as_of.isoformat(),
        "recipients": dict(figures.recipients),
        "endpoints": {one.endpoint: _endpoint(one) for one in figures.endpoints},
    }


def _endpoint(one: EndpointFigures) -> dict[str, object]:
    counts, ahead = one.counts, _ahead(one)
    return {
        "events": {status.value: number for status, number in one.events.items()},
        "outside_window": one.outside_window,
        "recipients_with_event": one.recipients_with_event,
        "evaluable": counts.evaluable,
        "evaluable_with_event": counts.events,
        "not_yet_evaluable": counts.not_yet_evaluable,
        "excluded": counts.excluded,
        "rate": counts.rate,
        "interval_95": [one.interval.lower, one.interval.upper],
        "rule": one.plan.rule if one.plan else None,
        "stop_at": one.boundary.events_to_stop(counts.evaluable) if one.boundary else None,
        "crossed": {"n": one.crossing.evaluable, "events": one.crossing.events} if one.crossing else None,
        "soonest_stop": {"more_events": ahead.soonest.more_events, "n": ahead.soonest.evaluable}
        if ahead and ahead.soonest
        else None,
    }


def _ahead(one: EndpointFigures) -> LookAhead | None:
    counts = one.counts
    if one.boundary is None or counts.evaluable > one.boundary.maximum_recipients:
        return None
    return look_ahead(one.boundary, counts.events, counts.evaluable)


def print_figures(figures: TrialFigures) -> None:
    """The figures for people."""
    states = ", ".join(f"{number} {state.replace('_', ' ')}" for state, number in sorted(figures.recipients.items()))
    say(f"as of {figures.as_of:%Y-%m-%d %H:%M %Z}; recipients: {states or 'none'}")
    print_table(
        ("endpoint", "confirmed", "suspected", "outside window", "evaluable", "rate", "95 % interval", "boundary"),
        [_row(one) for one in figures.endpoints],
    )


def _row(one: EndpointFigures) -> tuple[object, ...]:
    counts = one.counts
    events = {status.value: number for status, number in one.events.items()}
    rate = "–" if counts.rate is None else f"{counts.events}/{counts.evaluable} = {counts.rate:.1%}"
    interval = f"{one.interval.lower:.1%} to {one.interval.upper:.1%}"
    return (
        *(one.endpoint, events.get("confirmed", 0), events.get("suspected", 0), one.outside_window),
        *(f"{counts.evaluable}, {counts.not_yet_evaluable} to come", rate, interval, _boundary_in_words(one)),
    )


def _boundary_in_words(one: EndpointFigures) -> str:
    if one.boundary is None:
        return "none planned"
    if one.crossing is not None:
        return f"CROSSED: {one.crossing.events} events among {one.crossing.evaluable}"
    ahead = _ahead(one)
    if ahead is None or ahead.soonest is None:
        return "not crossed, and cannot be any more"
    soonest = ahead.soonest
    return f"not crossed; {soonest.more_events} more events by n = {soonest.evaluable} would stop"

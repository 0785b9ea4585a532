"""How the demo's ending is said: for people in a hundred columns, and for machines."""

from textwrap import wrap

from graftwatch.committee.looks import Look, crossing_look
from graftwatch.entrypoints.cli.output import print_table, say
from graftwatch.entrypoints.demo.as_known import AsKnown
from graftwatch.entrypoints.demo.ending import Against, Ending
from graftwatch.safety.boundary import Boundary
from graftwatch.safety.interval import RateInterval

WIDTH = 100
_INDENT = "    "
_KEPT_TOGETHER = "\u00a0"


def say_ending(ending: Ending) -> None:
    """The safety figures, the boundaries, and what each look would have shown."""
    counts, reference = ending.figures.counts, ending.reference
    rate = "no rate yet" if counts.rate is None else _percent(counts.rate, 1)
    say("For the safety committee: bloodstream infection, the primary endpoint")
    say(
        f"  {counts.enrolled} recipients, {counts.evaluable} evaluable, {counts.events} with the event: {rate}, "
        f"95 % interval {_interval(ending.figures.interval, 2)}"
    )
    say("  " + ", ".join(f"P(rate > {_percent(one)}) = {_four(above)}" for one, above in ending.above.items()))
    _say_boundary("A reference boundary", reference)
    if ending.own is not None:
        _say_boundary("The protocol's boundary", ending.own)
    say()
    print_table(
        (
            *("n", "who", "counts on", "known on", "event", "total", "rate %", "95 % limits"),
            *("P(>p0)", "b(n)", "to stop", "crosses"),
        ),
        [_row(one, ending.known) for one in reference.looks],
        title=f"What an early system would have shown at each n, against the {reference.boundary.rule} boundary",
    )
    for subject, first, last in ending.known.corrected():
        until = "" if first == last else f" to {last}"
        say(f"{subject} counted with an event as known on {first}{until}, and was corrected since.")
    p0, planned = _percent(reference.tolerated_rate), reference.boundary.maximum_recipients
    say(f"P(>p0): the rate is above {p0}. b(n): events that stop. crosses: P(crossed by recipient {planned}).")
    say("Known on: when graftwatch knew. When weekly manual review would have known, nobody can say.")


def _say_boundary(name: str, one: Against) -> None:
    planned = one.boundary.maximum_recipients
    p0, alpha = _percent(one.tolerated_rate), _percent(one.alpha)
    say(f"  {name}: {one.boundary.rule}, p0 = {p0}, alpha = {alpha}, {planned} recipients; stops at")
    for line in wrap(_stops(one.boundary), WIDTH - len(_INDENT)):
        say(f"{_INDENT}{line}".replace(_KEPT_TOGETHER, " "))
    crossed = crossing_look(one.looks)
    if crossed is None:
        say(f"    not crossed by recipient {len(one.looks)}")
        return
    known = "" if one.as_known is None else f"; known on {one.as_known[0]}"
    say(f"    crossed at recipient {crossed.n}, {crossed.subject}, by {crossed.events} with the event{known}")


def _row(one: Look, known: AsKnown) -> tuple[object, ...]:
    return (
        *(one.n, one.subject, one.evaluable_on, known.since(one.subject), "yes" if one.with_event else "–"),
        *(one.events, f"{100 * one.rate:.1f}", _interval(one.interval, 1), _four(one.above_tolerated)),
        *("–" if one.stop_at is None else one.stop_at, _to_stop(one), _four(one.predictive)),
    )


def _to_stop(one: Look) -> str:
    if one.crossed:
        return "crossed"
    return "–" if one.more_events is None else f"{one.more_events} more"


def _stops(boundary: Boundary) -> str:
    def at(first: int, last: int) -> str:
        return str(first) if first == last else f"{first}–{last}"

    steps = (f"{one.events_to_stop} of {at(one.first_recipient, one.last_recipient)}" for one in boundary.steps())
    return ", ".join(step.replace(" ", _KEPT_TOGETHER) for step in steps)


def _percent(rate: float, digits: int = 0) -> str:
    return f"{100 * rate:.{digits}f} %"


def _interval(interval: RateInterval, digits: int) -> str:
    return f"{100 * interval.lower:.{digits}f}–{100 * interval.upper:.{digits}f} %"


def _four(probability: float) -> str:
    return f"{probability:.4f}".removeprefix("0")


def ending_document(ending: Ending) -> dict[str, object]:
    """The same for machines."""
    counts, interval = ending.figures.counts, ending.figures.interval
    return {
        "endpoint": ending.figures.endpoint,
        "enrolled": counts.enrolled,
        "evaluable": counts.evaluable,
        "events": counts.events,
        "rate": counts.rate,
        "interval_95": [interval.lower, interval.upper],
        "probability_above": {f"{threshold:g}": above for threshold, above in ending.above.items()},
        "boundaries": {
            name: _boundary_document(one)
            for name, one in (("reference", ending.reference), ("protocol", ending.own))
            if one is not None
        },
        "looks": [_look_document(one, ending.known) for one in ending.reference.looks],
        "corrected_since": [
            {"subject": subject, "from": first.isoformat(), "to": last.isoformat()}
            for subject, first, last in ending.known.corrected()
        ],
    }


def _boundary_document(one: Against) -> dict[str, object]:
    crossed = crossing_look(one.looks)
    return {
        "rule": one.boundary.rule.value,
        "p0": one.tolerated_rate,
        "alpha": one.alpha,
        "n": one.boundary.maximum_recipients,
        "stop_at": {str(n): events for n, events in one.boundary.stop_at.items()},
        "crossed": {"n": crossed.n, "events": crossed.events, "subject": crossed.subject} if crossed else None,
        "crossing_known": {
            "on": one.as_known[0].isoformat(),
            "n": one.as_known[1].evaluable,
            "events": one.as_known[1].events,
        }
        if one.as_known
        else None,
    }


def _look_document(one: Look, known: AsKnown) -> dict[str, object]:
    return {
        "n": one.n,
        "subject": one.subject,
        "counts_from": one.evaluable_on.isoformat(),
        "known_on": known.since(one.subject).isoformat(),
        "event": one.with_event,
        "events": one.events,
        "rate": one.rate,
        "interval_95": [one.interval.lower, one.interval.upper],
        "probability_above_p0": one.above_tolerated,
        "stop_at": one.stop_at,
        "crossed": one.crossed,
        "more_events": one.more_events,
        "probability_crosses": one.predictive,
    }

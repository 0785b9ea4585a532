"""One endpoint's chapter: the boundary, the rate and how sure it is, its events, and the cumulative incidence."""

from collections.abc import Iterable
from typing import Final

from graftwatch.committee.chart import Table
from graftwatch.committee.charts import boundary_chart, incidence_chart, posterior_chart, rate_chart
from graftwatch.committee.document import Block, Chapter, Facts, Listing, Paragraph, drawn
from graftwatch.committee.endpoint import EndpointFigures
from graftwatch.committee.wording import NOTHING, day, endpoint_name, interval, listed, number, percent, probability
from graftwatch.protocol import Boundary as PlannedBoundary
from graftwatch.protocol import Protocol
from graftwatch.safety.boundary import Boundary
from graftwatch.safety.cumulative_incidence import Outcome

LOOKS_AHEAD: Final = 12
"""So many looks to come are listed; the chart shows all."""
OUTCOME: Final = {Outcome.EVENT: "event", Outcome.DEATH: "death first", Outcome.RE_TRANSPLANT: "re-transplant first"}


def endpoint_chapter(one: EndpointFigures, protocol: Protocol) -> Chapter:
    """The chapter."""
    blocks: tuple[Iterable[Block], ...] = (
        _boundary(one),
        _rate(one),
        _historical(one),
        _events(one),
        _incidence(one, protocol),
    )
    return Chapter(one.endpoint, endpoint_name(one.endpoint), tuple(block for part in blocks for block in part))


def _boundary(one: EndpointFigures) -> Iterable[Block]:
    if one.boundary is None or one.plan is None:
        yield Paragraph("The protocol plans no stopping boundary for this endpoint.")
        return
    yield from drawn(boundary_chart(one))
    at_least, at_most = one.boundary.in_words()
    yield Facts((*_plan(one.plan), ("Boundary", f"{at_least}."), ("In the other convention", f"{at_most}.")))
    yield Listing("The path so far", _path(one, one.boundary), "nobody is evaluable yet")
    if one.crossing is None:
        yield Listing(f"The next {LOOKS_AHEAD} looks that can stop the trial", _ahead(one), "none can any more")


def _plan(plan: PlannedBoundary) -> tuple[tuple[str, str], ...]:
    """The rule with what it uses."""
    looks = sorted(plan.table or ()) if plan.rule == "table" else plan.looks
    looked_at = f"looked at when n is {', '.join(map(str, looks))}" if looks else "looked at after each recipient"
    alpha = "" if plan.rule == "table" else f", α = {plan.alpha:g}"
    own = ""
    if plan.rule == "beta-binomial" and plan.prior:
        own = f", prior Beta({plan.prior[0]:g}, {plan.prior[1]:g})"
    elif plan.rule == "sprt":
        own = f", unacceptable rate {percent(plan.p1)}"
    rule = f"{plan.rule}, tolerated rate {percent(plan.p0)}{own}{alpha}, N = {plan.n} evaluable; {looked_at}"
    return (("Stopping rule", rule),)


def _path(one: EndpointFigures, boundary: Boundary) -> Table:
    rows = []
    for step in one.path:
        needed = boundary.events_to_stop(step.n)
        crossed = needed is not None and step.events >= needed
        distance = NOTHING if needed is None else "crossed" if crossed else str(needed - step.events)
        rows.append((str(step.n), day(step.on), str(step.events), str(needed or NOTHING), distance))
    headings = ("evaluable", "since", "events", "stop at", "events short of it")
    return Table(headings, tuple(rows), frozenset({0, 2, 3, 4}))


def _ahead(one: EndpointFigures) -> Table:
    ahead = one.ahead.ahead[:LOOKS_AHEAD] if one.ahead is not None else ()
    rows = tuple((str(step.evaluable), str(step.events_to_stop), str(step.more_events)) for step in ahead)
    return Table(("at evaluable", "events that stop", "more events from now"), rows, frozenset({0, 1, 2}))


def _rate(one: EndpointFigures) -> Iterable[Block]:
    counts, belief = one.counts, one.posterior
    credible = interval(belief.credible_interval(), 2)
    rows = [
        ("Rate", f"{counts.events} of {counts.evaluable} evaluable: {percent(counts.rate, 2)}"),
        ("Exact 95 % interval (Clopper–Pearson)", interval(one.interval, 2)),
        ("Score 95 % interval (Wilson)", interval(one.wilson, 2)),
        (
            "Posterior",
            f"Beta({belief.a:g}, {belief.a_prime:g}): mean {percent(belief.mean, 2)}, 95 % credible {credible}",
        ),
        *(
            (f"P(rate > {percent(threshold)})", probability(p))
            for threshold, p in sorted(one.threshold_probabilities.items())
        ),
    ]
    if one.boundary is not None:
        planned = one.boundary.maximum_recipients
        crossed = ": it is crossed already" if one.crossing is not None else ""
        rows.append((f"P(boundary crossed by {planned})", f"{probability(one.predictive)}, predictive{crossed}"))
    yield Facts(tuple(rows))
    yield from drawn(rate_chart(one))
    yield from drawn(posterior_chart(one))


def _historical(one: EndpointFigures) -> Iterable[Block]:
    """The comparison in words: what it says, and what it is not."""
    held = one.historical
    if held is None:
        return
    points = f"{abs(100 * held.difference):.1f} percentage points"
    way = f"{points} {'above' if held.difference > 0 else 'below'}" if held.difference else "equal to"
    yield Paragraph(
        f"The rate is {way} the historical {percent(held.historical_rate)}. Were the true rate the historical one, "
        f"{one.counts.events} events or more among {one.counts.evaluable} would be seen with probability "
        f"{probability(held.p_at_least)}, as few or fewer with {probability(held.p_at_most)} (two-sided "
        f"{probability(held.p_two_sided)}; exact binomial test). This is no randomised comparison: earlier recipients "
        "differ from these in risk, surgery and care, their rate is taken as known without error, and it is no part "
        "of the stopping rule."
    )


def _events(one: EndpointFigures) -> Iterable[Block]:
    rows = tuple(
        (
            *(event.subject, day(event.date_of_event), NOTHING if event.day is None else str(event.day)),
            *(event.status.value, event.criterion or NOTHING, _attribution(event.attribution, event.secondary_to)),
            *(listed(event.organisms), event.adjudicated or NOTHING, "yes" if event.counts else event.why_not),
        )
        for event in one.listed
    )
    organisms = one.endpoint == "bsi"
    headings = (
        "subject",
        "date of event",
        "day",
        "status",
        "criterion",
        "attribution",
        "organisms",
        "verdict",
        "counts",
    )
    kept = [
        place for place, _ in enumerate(headings) if organisms or headings[place] not in ("attribution", "organisms")
    ]
    said = tuple("grade" if not organisms and name == "criterion" else name for name in headings)
    table = Table(
        tuple(said[place] for place in kept), tuple(tuple(row[place] for place in kept) for row in rows), frozenset({2})
    )
    yield Listing(f"Events ({number(len(rows), 'event')}; day: post-operative)", table)


def _attribution(attribution: str, site: str) -> str:
    return f"{attribution} to {site}" if site else attribution or NOTHING


def _incidence(one: EndpointFigures, protocol: Protocol) -> Iterable[Block]:
    yield Paragraph(
        "Cumulative incidence by Aalen–Johansen: the share that had the event by a day after the transplant, with "
        "death and re-transplant as competing outcomes; everybody transplanted is in it, also who is not yet evaluable."
    )
    yield from drawn(incidence_chart(one))
    rows = [
        (
            *(OUTCOME[outcome], f"{step.days:g}", str(step.at_risk), str(step.events)),
            *(percent(step.incidence, 2), interval(step.interval, 2)),
        )
        for outcome, steps in one.incidence.items()
        for step in steps
        if step.events
    ]
    headings = ("outcome", "day", "at risk", "events", "cumulative incidence", "95 % interval (log-log)")
    yield Listing(
        f"Cumulative incidence up to day {protocol.window.last_day}",
        Table(headings, tuple(rows), frozenset(range(1, len(headings)))),
        "no outcome yet",
    )

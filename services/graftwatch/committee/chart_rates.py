"""The rate of an endpoint: with its exact interval by recipient, and what is believed of it."""

from collections.abc import Iterator
from math import exp, lgamma, log, log1p

from graftwatch.committee.chart import Axis, Band, Chart, Curve, Level, Mark, Table, Tone
from graftwatch.committee.chart_words import between, evaluable, probability
from graftwatch.committee.figures import EndpointFigures, PathStep
from graftwatch.committee.wording import endpoint_within, percent, sentence
from graftwatch.safety.interval import RateInterval, clopper_pearson
from graftwatch.safety.posterior import Posterior

POINTS = 200
"""Of a posterior's curve."""
SHOWN = 120
"""Recipients for whom the interval is drawn; of more, evenly chosen ones, so that a thousand are drawn at once."""
NARROWEST = 0.002
"""A density that has no bound at 0 or 1 is drawn so near to it."""
EDGE = 0.02
"""Nearer to 0 or 1, such a density does not decide how high the picture is."""


def rate_chart(one: EndpointFigures) -> Chart | None:
    """Events among evaluable recipients with the Clopper–Pearson interval, by recipient; None while nobody is."""
    if not one.path:
        return None
    name = endpoint_within(one.endpoint)
    shown = [(step, clopper_pearson(step.events, step.n)) for step in _chosen(one.path)]
    last = one.path[-1]
    rates = tuple((float(step.n), step.events / step.n) for step, _ in shown)
    edges = tuple((float(step.n), held.lower, held.upper) for step, held in shown)
    return Chart(
        name=f"{one.endpoint}-rate",
        title=f"{sentence(name)}: rate with its 95 % interval",
        says=f"After {evaluable(last.n)} the rate is {percent(last.events / last.n)} "
        f"(exact 95 % interval {between(one.interval)}): {last.events} of {last.n}.",
        x=Axis("evaluable recipients", 0, max(last.n, 2), whole=True),
        y=Axis("events among evaluable recipients", 0, 1, percent=True),
        marks=(
            Band("exact 95 % interval (Clopper–Pearson)", edges, stepped=False),
            *_references(one),
            Curve("rate so far", rates),
        ),
        data=Table(
            ("evaluable recipients", "events", "rate", "95 % interval"),
            tuple((str(step.n), str(step.events), percent(step.events / step.n), between(i)) for step, i in shown),
            frozenset({0, 1, 2, 3}),
        ),
    )


def _chosen(path: tuple[PathStep, ...]) -> list[PathStep]:
    every = -(-len(path) // SHOWN)
    return [step for number, step in enumerate(reversed(path)) if number % every == 0][::-1]


def _references(one: EndpointFigures) -> Iterator[Mark]:
    if one.plan:
        yield Level(f"tolerated: {percent(one.plan.p0)}", one.plan.p0, tone=Tone.BOUNDARY)
    if one.historical:
        yield Level(f"historical: {percent(one.historical.historical_rate)}", one.historical.historical_rate)


def posterior_chart(one: EndpointFigures) -> Chart:
    """The posterior density of the rate, and how probable it is that the rate lies above each threshold."""
    name, held = endpoint_within(one.endpoint), one.posterior
    credible = held.credible_interval()
    against = one.plan.p0 if one.plan else next(iter(one.threshold_probabilities), None)
    upper = _upper(held, one)
    density = _density(held, upper)
    marks: list[Mark] = []
    if against is not None:
        edges = [(x, 0.0, y) for x, y in density if x >= against]
        words = f"above {percent(against)}: {probability(held.probability_above(against))}"
        marks.append(Band(words, tuple(edges), Tone.BOUNDARY, stepped=False))
    marks += [
        Level(f"above {percent(at)}: {probability(above)}", at, across=False)
        for at, above in one.threshold_probabilities.items()
        if at != against
    ]
    marks.append(Curve("", density))
    return Chart(
        name=f"{one.endpoint}-posterior",
        title=f"{sentence(name)}: what is believed of the rate",
        says=_belief(one, credible, against),
        x=Axis("event rate", 0, upper, percent=True),
        y=Axis(f"density after {one.counts.events} of {one.counts.evaluable}", 0, _ceiling(density)),
        marks=tuple(marks),
        data=Table(
            ("threshold", "probability that the rate is above it"),
            tuple((percent(at), probability(above)) for at, above in one.threshold_probabilities.items()),
            frozenset({0, 1}),
        ),
    )


def _belief(one: EndpointFigures, credible: RateInterval, against: float | None) -> str:
    held = one.posterior
    believed = f"The rate is believed to be {percent(held.mean)}, with 95 % probability within {between(credible)}"
    if against is None:
        return f"{believed}."
    above = probability(held.probability_above(against))
    kind = "the tolerated rate of " if one.plan else ""
    return f"{believed}; that it is above {kind}{percent(against)} has a probability of {above}."


def _upper(held: Posterior, one: EndpointFigures) -> float:
    """The next ten per cent beyond all that is to be seen."""
    far = held.credible_interval(0.9998).upper
    furthest = max([far, *one.threshold_probabilities, *([one.plan.p0] if one.plan else [])])
    return min(1.0, (int(furthest * 10) + 1) / 10)


def _density(held: Posterior, upper: float) -> tuple[tuple[float, float], ...]:
    """Beta(a, a') by rate. Formula: x^(a−1)·(1−x)^(a'−1)·Γ(a+a')/(Γ(a)·Γ(a'))."""
    scale = lgamma(held.a + held.a_prime) - lgamma(held.a) - lgamma(held.a_prime)
    places = [min(max(upper * number / POINTS, NARROWEST), 1.0 - NARROWEST) for number in range(POINTS + 1)]
    return tuple(
        (x, exp(scale + (held.a - 1.0) * log(x) + (held.a_prime - 1.0) * log1p(-x))) for x in sorted(set(places))
    )


def _ceiling(density: tuple[tuple[float, float], ...]) -> float:
    """The highest that is seen away from the edges, where a density may have no bound."""
    return 1.08 * max(y for x, y in density if EDGE <= x <= 1.0 - EDGE)

"""Rates of parts of the trial as intervals: by immunological risk, by arm (committee only); and drug exposure."""

from collections.abc import Iterable, Mapping

from graftwatch.committee.chart import Axis, Chart, Intervals, Level, Mark, Table, Tone
from graftwatch.committee.chart_words import between, risk_name
from graftwatch.committee.figures import EndpointFigures, ExposureFigures, TrialFigures
from graftwatch.committee.wording import NOTHING, endpoint_within, percent, sentence

_Row = tuple[str, EndpointFigures]


def risk_chart(figures: TrialFigures, endpoint: str) -> Chart | None:
    """The rate of an endpoint by immunological risk; None while no recipient is evaluable."""
    whole = _of(figures.endpoints, endpoint)
    strata = [(risk_name(risk), _of(held, endpoint)) for risk, held in figures.by_risk.items()]
    rows = [("all recipients", whole), *strata]
    said = [f"{name} {_counted(one)}" for name, one in rows[1:] if one.counts.evaluable]
    name = endpoint_within(endpoint)
    return _rates(
        f"{endpoint}-by-risk",
        f"{sentence(name)}: rate by immunological risk",
        f"Of the evaluable recipients with the event: {_counted(whole)} in all{_and(said)}. A recipient with two "
        "kinds of risk stands in both rows.",
        rows,
    )


def arms_chart(by_arm: Mapping[str, TrialFigures], endpoint: str) -> Chart | None:
    """The rate of an endpoint by arm: for the committee alone. None while no recipient is evaluable."""
    rows = [(arm, _of(figures.endpoints, endpoint)) for arm, figures in by_arm.items()]
    said = [f"{name} {_counted(one)}" for name, one in rows]
    name = endpoint_within(endpoint)
    return _rates(
        f"{endpoint}-by-arm",
        f"{sentence(name)}: rate by arm",
        f"Of the evaluable recipients with the event, by arm: {'; '.join(said)}.",
        rows,
    )


def _of(held: Iterable[EndpointFigures], endpoint: str) -> EndpointFigures:
    return next(one for one in held if one.endpoint == endpoint)


def _counted(one: EndpointFigures) -> str:
    return f"{one.counts.events} of {one.counts.evaluable}"


def _and(said: list[str]) -> str:
    return f"; {'; '.join(said)}" if said else ""


def _rates(name: str, title: str, says: str, rows: list[_Row]) -> Chart | None:
    if not any(one.counts.evaluable for _, one in rows):
        return None
    return Chart(
        name=name,
        title=title,
        says=says,
        x=Axis("events among evaluable recipients, with exact 95 % interval", 0, 1, percent=True),
        y=Axis(""),
        marks=(Intervals("", tuple(_interval(label, one) for label, one in rows)), *_references(rows)),
        data=Table(
            ("recipients", "evaluable", "with the event", "rate", "95 % interval"),
            tuple(
                (
                    sentence(label),
                    str(one.counts.evaluable),
                    str(one.counts.events),
                    percent(one.counts.rate),
                    between(one.interval) if one.counts.evaluable else NOTHING,
                )
                for label, one in rows
            ),
            frozenset({1, 2, 3, 4}),
        ),
    )


def _interval(label: str, one: EndpointFigures) -> tuple[str, float | None, float, float]:
    if not one.counts.evaluable:
        return f"{sentence(label)}: nobody evaluable", None, 0.0, 1.0
    words = f"{sentence(label)}: {_counted(one)} = {percent(one.counts.rate)}"
    return words, one.counts.rate, one.interval.lower, one.interval.upper


def _references(rows: list[_Row]) -> list[Mark]:
    """The historical and the tolerated rate, each once."""
    plan = next((one.plan for _, one in rows if one.plan), None)
    historical = next((one.historical for _, one in rows if one.historical), None)
    marks: list[Mark] = []
    if plan:
        marks.append(Level(f"tolerated: {percent(plan.p0)}", plan.p0, across=False, tone=Tone.BOUNDARY))
    if historical:
        rate = historical.historical_rate
        marks.append(Level(f"historical: {percent(rate)}", rate, across=False))
    return marks


def exposure_chart(figures: TrialFigures) -> Chart | None:
    """How much of the time each drug's troughs lay in their targets; None without any drug's."""
    known = [one for one in figures.exposure if one.median_time_in_range is not None and one.quartiles]
    if not known:
        return None
    said = [f"{one.drug} {percent(one.median_time_in_range)} in {one.recipients}" for one in known]
    return Chart(
        name="exposure",
        title="Drug exposure: time in the target range",
        says=f"Median share of the time in the target range: {'; '.join(said)} recipients.",
        x=Axis("share of the time in range; bar: first to third quartile", 0, 1, percent=True),
        y=Axis(""),
        marks=(Intervals("", tuple(_time_in_range(one) for one in known)),),
        data=Table(
            ("drug", "target", "recipients", "median", "quartiles", "newest trough in target"),
            tuple(_exposure_row(one) for one in figures.exposure),
            frozenset({2, 3, 4, 5}),
        ),
    )


def _target(one: ExposureFigures) -> str:
    return f"{one.target[0]:g}–{one.target[1]:g} {one.unit}"


def _time_in_range(one: ExposureFigures) -> tuple[str, float | None, float, float]:
    lower, upper = one.quartiles or (0.0, 1.0)
    words = f"{sentence(one.drug)} {_target(one)}: median {percent(one.median_time_in_range)} of {one.recipients}"
    return words, one.median_time_in_range, lower, upper


def _exposure_row(one: ExposureFigures) -> tuple[str, ...]:
    quartiles = f"{100 * one.quartiles[0]:.1f}–{100 * one.quartiles[1]:.1f} %" if one.quartiles else NOTHING
    return (
        *(sentence(one.drug), _target(one), str(one.recipients), percent(one.median_time_in_range), quartiles),
        f"{one.in_target_now} of {one.with_level}",
    )

"""Every figure of the committee's dashboard as the real Prometheus gives it, held against the truth of twenty trials.

The truth is the simulator's and what is worked out from it by other means than the service's; a panel is asked as
Grafana asks it, and its answers are named as its legend names them.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from statistics import quantiles

import pytest
from scipy.stats import beta, binomtest

from dashboards import named, shown, with_endpoint
from graftwatch.adapters.clock import SystemClock
from graftwatch.roster import RISKS
from trial_desk import SERVICE, TrialDesk
from trial_seeds import RECIPIENTS, SEEDS
from trial_truth import ENDPOINTS, TrialTruth

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
[COMMITTEE] = [one for one in shown() if one.uid == "graftwatch-safety-committee"]
MOST_SERIES = 2_000

Figures = Mapping[str | tuple[str, str], float]


def asked(desk: TrialDesk, title: str, seed: int, endpoint: str) -> dict[str | tuple[str, str], float]:
    """A panel's answers by their names; in a table or a plot over a label, by column and row."""
    found: dict[str | tuple[str, str], float] = {}
    for target in COMMITTEE.panel(title)["targets"]:
        for one in desk.evaluate(with_endpoint(target["expr"], endpoint), seed):
            if target.get("format") == "table":
                [row] = set(one.labels) - {"line"}
                found[one.labels["line"], one.labels[row]] = one.value
            else:
                name = named(target["legendFormat"], one.labels)
                assert name not in found, f"{title}: two answers have one name, {name}"
                found[name] = one.value
    return found


def only(value: float | None) -> Figures:
    """The one figure of a panel, or none."""
    return {} if value is None else {"": value}


def path_and_boundary(truth: TrialTruth) -> Figures:
    path = {("events", str(n)): events for n, events in enumerate(truth.path, 1)}
    return {**path, **{("boundary", str(n)): events for n, events in truth.boundary.items()}}


def above(truth: TrialTruth) -> Figures:
    thresholds = {0.2, 0.3, truth.plan.p0, historical(truth)}
    return {f"above {one:g}": truth.probability_above(one) for one in thresholds}


def historical(truth: TrialTruth) -> float:
    return truth.trial.protocol.historical_rate[truth.endpoint]


def rate(truth: TrialTruth) -> Figures:
    lower, upper = truth.clopper_pearson
    found = {"lower": lower, "rate": truth.events / truth.evaluable, "upper": upper}
    return {**found, "historical": historical(truth)}


def posterior(truth: TrialTruth) -> Figures:
    a, a_prime = truth.posterior
    bounds = {name: float(beta.ppf(share, a, a_prime)) for name, share in (("lower", 0.025), ("upper", 0.975))}
    return {"mean": a / (a + a_prime), **bounds}


def by_risk(truth: TrialTruth) -> Figures:
    found: dict[str | tuple[str, str], float] = {}
    for risk in (*RISKS, "any", "none"):
        evaluable, events = truth.of_risk(risk)
        found |= {("evaluable", risk): evaluable, ("with the event", risk): events}
        lower, upper = 0.0, 1.0
        if evaluable:
            found["rate %", risk] = 100 * events / evaluable
            lower, upper = binomtest(events, evaluable).proportion_ci(0.95, "exact")
        found |= {("lower bound %", risk): 100 * lower, ("upper bound %", risk): 100 * upper}
    return found


def next_stops(truth: TrialTruth) -> Figures:
    """None beyond the plan; where the boundary asks for nothing at the next number, it goes on."""
    needed = truth.boundary.get(truth.evaluable + 1)
    return only(float(needed is not None and truth.events + 1 >= needed)) if truth.evaluable < truth.plan.n else {}


def soonest(truth: TrialTruth) -> float | None:
    return truth.soonest[0] if truth.soonest else None


PANELS: Mapping[str, Callable[[TrialTruth], Figures]] = {
    "Enrolled": lambda _: only(RECIPIENTS),
    "Evaluable": lambda truth: only(truth.evaluable),
    "With the event": lambda truth: only(truth.events),
    "Boundary today": lambda truth: only(truth.boundary.get(truth.evaluable)),
    "Events to the soonest stop": lambda truth: only(soonest(truth)),
    "If the next has it, too": next_stops,
    "Boundary": lambda truth: only(float(truth.crossed_at is not None)),
    "Protocol": lambda truth: {f"{truth.trial.protocol.name} {truth.trial.protocol.version}": 1},
    "Events by number of evaluable recipients": path_and_boundary,
    "Probability that the boundary will be met": lambda truth: {
        truth.plan.rule: 1.0 if truth.crossed_at is not None else truth.predictive
    },
    "Probability that the rate is above": above,
    "Rate, with its interval": rate,
    "Posterior of the rate": posterior,
    "Rate by immunological risk": by_risk,
}
OF_THEIR_OWN = {
    "Cumulative incidence",
    "What competes with it",
    "Figures are",
    "Recipients by state",
    "Events in the window, by status",
    "Rejections",
    "Verdicts of people",
    "Exposure time in the target range",
    "Infused",
    "Infusion reactions, by grade",
    "NK activity, of the measured",
}
"""Panels whose truth is worked out beside their answers, below."""


def truths(desk: TrialDesk) -> list[tuple[int, str, TrialTruth]]:
    return [(seed, one, TrialTruth(desk.trial(seed), one)) for seed in SEEDS for one in ENDPOINTS]


def without_nothing(figures: Figures) -> Figures:
    return {name: value for name, value in figures.items() if value}


def test_no_panel_is_left_out() -> None:
    assert {panel["title"] for panel in COMMITTEE.panels} == PANELS.keys() | OF_THEIR_OWN


@pytest.mark.parametrize("title", PANELS)
def test_a_panel_says_what_is_true(desk: TrialDesk, title: str) -> None:
    for seed, endpoint, truth in truths(desk):
        assert asked(desk, title, seed, endpoint) == pytest.approx(dict(PANELS[title](truth)), rel=1e-7), (
            seed,
            endpoint,
        )


def test_cumulative_incidence(desk: TrialDesk) -> None:
    for seed, endpoint, truth in truths(desk):
        found = asked(desk, "Cumulative incidence", seed, endpoint)
        places = {"event": 0, "lower": 1, "upper": 2}
        for (line, day), said in ((name, value) for name, value in found.items() if isinstance(name, tuple)):
            expected = truth.incidence("event", int(day)) or (0.0, 0.0, 0.0)
            assert said == pytest.approx(expected[places[line]], rel=1e-7), (seed, endpoint, line, day)
        assert {name[0] for name in found} >= {"event"}
        competing = asked(desk, "What competes with it", seed, endpoint)
        outcomes = {"death": "death", "re-transplantation": "re_transplant"}
        assert {name[0] for name in competing} == outcomes.keys()
        for (line, day), said in ((name, value) for name, value in competing.items() if isinstance(name, tuple)):
            expected = truth.incidence(outcomes[line], int(day)) or (0.0, 0.0, 0.0)
            assert said == pytest.approx(expected[0], rel=1e-7), (seed, endpoint, line, day)


def test_recipients_events_and_verdicts(desk: TrialDesk) -> None:
    for seed, endpoint, truth in truths(desk):
        states = asked(desk, "Recipients by state", seed, endpoint)
        trial = truth.trial
        assert sum(states.values()) == RECIPIENTS
        assert (states["died"], states["withdrawn"]) == (len(trial.died), len(trial.withdrawn)), seed
        events = asked(desk, "Events in the window, by status", seed, endpoint)
        assert without_nothing(events) == truth.events_in_window(), (seed, endpoint)
        rejections = asked(desk, "Rejections", seed, endpoint)
        assert without_nothing(rejections) == TrialTruth(trial, "rejection").events_in_window(), seed
        verdicts = asked(desk, "Verdicts of people", seed, endpoint)
        waiting = sum(events.get(status, 0) for status in ("confirmed", "suspected", "unresolved"))
        assert without_nothing(verdicts) == ({"awaiting": waiting} if waiting else {}), (seed, endpoint)


def test_treatment(desk: TrialDesk) -> None:
    for seed in SEEDS:
        trial = desk.trial(seed)
        assert asked(desk, "Infused", seed, "bsi") == {"": RECIPIENTS}
        reactions = without_nothing(asked(desk, "Infusion reactions, by grade", seed, "bsi"))
        assert reactions == ({"grade 2": len(trial.reactions)} if trial.reactions else {}), seed
        fallen = sum(max(after) <= before / 2 for before, *after in trial.nk_activity.values())
        assert asked(desk, "NK activity, of the measured", seed, "bsi") == {"": fallen / len(trial.nk_activity)}
        exposure = asked(desk, "Exposure time in the target range", seed, "bsi")
        shares = [one.time_in_range for one in desk.exposure(seed, "tacrolimus") if one.time_in_range is not None]
        expected = quantiles(shares, n=4, method="inclusive")
        names = ("lower quartile %", "median %", "upper quartile %")
        assert [exposure[name, "tacrolimus"] for name in names] == pytest.approx([100 * one for one in expected]), seed
        assert 0 <= exposure["in target now", "tacrolimus"] <= exposure["with a trough", "tacrolimus"] <= RECIPIENTS


def test_how_old_the_figures_are(desk: TrialDesk) -> None:
    for seed in SEEDS:
        before = SystemClock().now()
        [age] = asked(desk, "Figures are", seed, "bsi").values()
        assert before - timedelta(seconds=age) == pytest.approx(desk.trial(seed).as_of, abs=timedelta(minutes=1)), seed


def test_no_expression_of_a_whole_service_fails(desk: TrialDesk) -> None:
    for one in shown():
        for _, expression in one.expressions():
            for endpoint in ENDPOINTS:
                desk.evaluate(with_endpoint(expression, endpoint), SERVICE)


def test_each_panel_has_data_in_some_trial(desk: TrialDesk) -> None:
    empty = {panel["title"] for panel in COMMITTEE.panels}
    for seed in SEEDS[:6]:
        empty = {title for title in empty if not any(asked(desk, title, seed, one) for one in ENDPOINTS)}
    assert empty == set()


def test_the_series_that_are_asked_for_are_few(desk: TrialDesk) -> None:
    for one in shown():
        counts = [f"count({with_endpoint(selector, 'bsi')})" for selector in sorted(one.selectors())]
        series = sum(answer.value for count in counts for answer in desk.evaluate(count, SERVICE))
        questions = len([*one.expressions()])
        print(f"{one.document['title']}: {len(one.panels)} panels, {questions} questions, {series:.0f} series")  # noqa: T201 - to be read
        assert 0 < series < MOST_SERIES

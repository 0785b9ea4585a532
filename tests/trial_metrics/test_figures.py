"""Every figure of twenty simulated trials as the real Prometheus gives it, held against the simulator's truth."""

import numpy as np
import pytest
from scipy.stats import beta

from graftwatch.roster import RISKS
from trial_desk import SERVICE, SERVICE_SEED, TrialDesk, instance
from trial_seeds import RECIPIENTS, SEEDS
from trial_truth import ENDPOINTS, TrialTruth

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]
EXACT = 1e-9


def truths(desk: TrialDesk) -> list[tuple[int, str, TrialTruth]]:
    return [(seed, one, TrialTruth(desk.trial(seed), one)) for seed in SEEDS for one in ENDPOINTS]


def of(name: str, endpoint: str) -> str:
    return f'graftwatch_trial_{name}{{endpoint="{endpoint}"}}'


def test_everybody_is_in_one_state(desk: TrialDesk) -> None:
    for seed in SEEDS:
        trial, found = desk.trial(seed), desk.by("state", "graftwatch_trial_recipients", seed)
        assert sum(found.values()) == RECIPIENTS
        assert (found.get("died", 0), found.get("withdrawn", 0)) == (len(trial.died), len(trial.withdrawn))


def test_who_counts(desk: TrialDesk) -> None:
    for seed, endpoint, truth in truths(desk):
        assert desk.value(of("evaluable", endpoint), seed) == truth.evaluable, (seed, endpoint)


def test_the_rate_and_its_bounds(desk: TrialDesk) -> None:
    for seed, endpoint, truth in truths(desk):
        lower, upper = truth.clopper_pearson
        expected = {"lower": lower, "rate": truth.events / truth.evaluable, "upper": upper}
        assert desk.by("bound", of("event_rate", endpoint), seed) == pytest.approx(expected, rel=EXACT), seed


def test_who_does_not_count_yet_or_never(desk: TrialDesk) -> None:
    for seed, endpoint, truth in truths(desk):
        found = [
            desk.value(of(name, endpoint), seed) for name in ("recipients_with_event", "not_yet_evaluable", "excluded")
        ]
        waiting = RECIPIENTS - truth.evaluable - truth.excluded
        assert found == [truth.events, waiting, truth.excluded], (seed, endpoint)


def test_events_by_status_are_kept_apart(desk: TrialDesk) -> None:
    for seed, endpoint, truth in truths(desk):
        found = desk.by("status", f"{of('events', endpoint)} > 0", seed)
        assert found == truth.events_in_window(), (seed, endpoint)
        may_count = sum(count for status, count in found.items() if status in {"confirmed", "suspected", "unresolved"})
        verdicts = desk.by("verdict", of("adjudicated_events", endpoint), seed)
        assert verdicts.pop("awaiting") == may_count, (seed, endpoint)
        assert set(verdicts.values()) == {0}, (seed, endpoint)


def test_the_path_and_the_whole_boundary(desk: TrialDesk) -> None:
    for seed, endpoint, truth in truths(desk):
        path = desk.by("n", of("path_events", endpoint), seed)
        assert [path[str(n)] for n in range(1, len(path) + 1)] == truth.path, (seed, endpoint)
        stops = desk.by("n", of("boundary_at", endpoint), seed)
        assert {int(n): events for n, events in stops.items()} == truth.boundary, (seed, endpoint)
        assert desk.by("rule", of("planned_recipients", endpoint), seed) == {truth.plan.rule: truth.plan.n}


def test_what_lies_ahead(desk: TrialDesk) -> None:
    for seed, endpoint, truth in truths(desk):
        ahead = (
            desk.evaluate(of("events_ahead", endpoint), seed),
            desk.evaluate(of("soonest_stop_recipients", endpoint), seed),
        )
        expected = ([truth.soonest[0]], [truth.soonest[1]]) if truth.soonest else ([], [])
        assert tuple([one.value for one in found] for found in ahead) == expected, (seed, endpoint)
        stops = truth.boundary.get(truth.evaluable + 1, RECIPIENTS + 1) <= truth.events + 1
        assert desk.value(of("next_event_stops", endpoint), seed) == stops, (seed, endpoint)
        found = desk.value(of("crossing_probability_ratio", endpoint), seed)
        expected_probability = 1.0 if truth.crossed_at is not None else truth.predictive
        assert found == pytest.approx(expected_probability, rel=EXACT), (seed, endpoint)


def test_what_is_believed_of_the_rate(desk: TrialDesk) -> None:
    for seed, endpoint, truth in truths(desk):
        a, a_prime = truth.posterior
        expected = {
            "lower": beta.ppf(0.025, a, a_prime),
            "mean": a / (a + a_prime),
            "upper": beta.ppf(0.975, a, a_prime),
        }
        assert desk.by("bound", of("posterior_rate_ratio", endpoint), seed) == pytest.approx(expected, rel=1e-7)
        above = desk.by("threshold", of("rate_above_probability_ratio", endpoint), seed)
        asked = {0.2, 0.3, truth.plan.p0, truth.trial.protocol.historical_rate[endpoint]}
        assert above == pytest.approx({f"{one:g}": truth.probability_above(one) for one in asked}, rel=EXACT), seed
        assert desk.by("bound", of("event_rate_wilson", endpoint), seed) == pytest.approx(
            dict(zip(("lower", "upper"), truth.wilson, strict=True)), rel=EXACT, abs=1e-12
        )


def test_the_comparison_with_the_historical_rate(desk: TrialDesk) -> None:
    for seed, endpoint, truth in truths(desk):
        found = desk.by("side", of("historical_p_value", endpoint), seed)
        sides = ("at_least", "at_most", "two_sided")
        assert found == pytest.approx({side: truth.p_value(side) for side in sides}, rel=EXACT), (seed, endpoint)


def test_the_cumulative_incidence_of_each_outcome_by_day(desk: TrialDesk) -> None:
    for seed, endpoint, truth in truths(desk):
        series = desk.evaluate(of("cumulative_incidence", endpoint), seed)
        found = {tuple(one.labels[name] for name in ("outcome", "day", "bound")): one.value for one in series}
        assert {outcome for outcome, *_ in found} == {"event", "death", "re_transplant"}
        assert {int(day) for _, day, _ in found} == set(range(truth.last_day + 1)), (seed, endpoint)
        for (outcome, day, bound), said in found.items():
            value, lower, upper = truth.incidence(outcome, int(day)) or (0.0, 0.0, 0.0)
            expected = {"incidence": value, "lower": lower, "upper": upper}[bound]
            assert said == pytest.approx(expected, rel=1e-8), (seed, endpoint, outcome, day)
        bounded = {(outcome, day) for outcome, day, bound in found if bound == "lower"}
        rising = {
            (outcome, day)
            for outcome, day, bound in found
            if bound == "incidence" and 0 < found[outcome, day, bound] < 1
        }
        assert bounded == rising, (seed, endpoint)


def test_by_immunological_risk(desk: TrialDesk) -> None:
    for seed, endpoint, truth in truths(desk):
        evaluable = desk.by("risk", of("risk_evaluable", endpoint), seed)
        with_event = desk.by("risk", of("risk_recipients_with_event", endpoint), seed)
        assert set(evaluable) == {*RISKS, "any", "none"}
        assert {one: (evaluable[one], with_event[one]) for one in evaluable} == {
            one: truth.of_risk(one) for one in evaluable
        }, (seed, endpoint)


def test_the_infusion(desk: TrialDesk) -> None:
    for seed in SEEDS:
        trial = desk.trial(seed)
        assert desk.value("graftwatch_trial_infused_recipients", seed) == RECIPIENTS
        grades = desk.by("grade", "graftwatch_trial_infusion_reactions", seed)
        # 39.1 °C: grade 2 of the Common Terminology Criteria.
        assert {grade: count for grade, count in grades.items() if count} == (
            {"2": len(trial.reactions)} if trial.reactions else {}
        ), seed
        assert desk.value("graftwatch_trial_nk_measured_recipients", seed) == len(trial.nk_activity)
        fallen = sum(max(after) <= before / 2 for before, *after in trial.nk_activity.values())
        assert desk.value("graftwatch_trial_nk_falls", seed) == fallen, (seed, trial.nk_activity)


def test_exposure_over_the_recipients(desk: TrialDesk) -> None:
    for seed in SEEDS:
        shares = [one.time_in_range for one in desk.exposure(seed, "tacrolimus") if one.time_in_range is not None]
        found = desk.by("quantile", 'graftwatch_trial_exposure_time_in_range_ratio{drug="tacrolimus"}', seed)
        expected = np.quantile(shares, [0.25, 0.5, 0.75])
        assert [found[one] for one in ("0.25", "0.5", "0.75")] == pytest.approx(expected), seed
        assert desk.value('graftwatch_trial_exposure_recipients{drug="tacrolimus"}', seed) == len(shares)


def test_which_protocol_and_as_of_when(desk: TrialDesk) -> None:
    for seed in SEEDS:
        [info] = desk.evaluate("graftwatch_trial_protocol_info", seed)
        protocol = desk.trial(seed).protocol
        told = [info.labels[name] for name in ("name", "version", "sha256")]
        assert told == [protocol.name, protocol.version, protocol.sha256]
        assert desk.value("graftwatch_trial_figures_timestamp_seconds", seed) == desk.trial(seed).as_of.timestamp()


def test_the_boundary_of_today_and_whether_it_was_crossed(desk: TrialDesk) -> None:
    for seed, endpoint, truth in truths(desk):
        crossed = desk.value(of("boundary_crossed", endpoint), seed)
        assert crossed == (truth.crossed_at is not None), (seed, endpoint, truth.path, truth.boundary)
        needed = [one.value for one in desk.evaluate(of("boundary_events", endpoint), seed)]
        assert needed == [events for n, events in truth.boundary.items() if n == truth.evaluable], (seed, endpoint)


def test_a_whole_running_service_says_the_same_as_its_parts(desk: TrialDesk) -> None:
    own, parts = series_of(desk, SERVICE), series_of(desk, SERVICE_SEED)
    assert len(own) > 15
    assert own == parts


def series_of(desk: TrialDesk, seed: int | str) -> dict[object, float]:
    found = desk.evaluate(f'{{__name__=~"graftwatch_trial_.*", instance="{instance(seed)}"}}', seed)
    of_both = {"instance": "", "seed": ""}
    return {(one.name, *sorted({**one.labels, **of_both}.items())): one.value for one in found}


def test_the_rules_about_the_trial_say_what_is_true(desk: TrialDesk) -> None:
    for seed, endpoint, truth in truths(desk):
        assert desk.value("graftwatch:trial_enrolled:sum", seed) == RECIPIENTS
        ratio = desk.value(f'graftwatch:trial_evaluable_of_plan:ratio{{endpoint="{endpoint}"}}', seed)
        assert ratio == pytest.approx(truth.evaluable / truth.plan.n), (seed, endpoint)
        near = truth.soonest is not None and truth.soonest[0] <= 1 and truth.crossed_at is None
        fires = {"GraftwatchBoundaryCrossed": truth.crossed_at is not None, "GraftwatchBoundaryNear": near}
        for alert, expected in fires.items():
            of_seed = f'alertname="{alert}", endpoint="{endpoint}", instance="{instance(seed)}"'
            assert bool(desk.evaluate(f"ALERTS{{{of_seed}}}", seed)) == expected, (seed, endpoint, alert)


def test_no_rule_fails(desk: TrialDesk) -> None:
    assert [(rule["name"], rule.get("lastError")) for rule in desk.rules() if rule["health"] != "ok"] == []

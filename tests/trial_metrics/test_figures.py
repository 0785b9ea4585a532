"""Every figure of twenty simulated trials as the real Prometheus gives it, held against the simulator's truth."""

import pytest

from trial_desk import SERVICE, SERVICE_SEED, TrialDesk, instance
from trial_seeds import RECIPIENTS, SEEDS
from trial_truth import ENDPOINTS, TrialTruth

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
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


def test_no_rule_fails(desk: TrialDesk) -> None:
    assert [(rule["name"], rule.get("lastError")) for rule in desk.rules() if rule["health"] != "ok"] == []

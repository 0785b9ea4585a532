"""What is worked out of the counts: path, boundary, belief, incidence, history, risk; against published figures."""

from datetime import timedelta

import pytest

from committee_cases import bsi, case, figures, noon, of_bsi, on, rejection
from graftwatch.committee.figures import ANY_RISK, NO_RISK
from graftwatch.protocol import Belief, Boundary, Protocol
from graftwatch.safety.cumulative_incidence import Outcome, step_at

PUBLISHED = Protocol(
    boundaries=(Boundary(endpoint="bsi", rule="beta-binomial", p0=0.2, alpha=0.1, n=30, prior=(0.6, 2.4)),)
)
SIX_OF_NINETEEN = [case(f"S{n:02}", *([bsi(5 + n)] if n <= 6 else [])) for n in range(1, 20)]


def test_six_of_nineteen_as_published() -> None:
    """Clopper–Pearson 12.58–56.55 %, P(p > .20) = .9133 and P(p > .30) = .6080 after a uniform prior."""
    found = of_bsi(*SIX_OF_NINETEEN)
    assert (found.counts.events, found.counts.evaluable) == (6, 19)
    assert [round(one * 100, 2) for one in (found.interval.lower, found.interval.upper)] == [12.58, 56.55]
    assert {at: round(p, 4) for at, p in found.threshold_probabilities.items() if at != 0.286} == {
        0.2: 0.9133,
        0.3: 0.6080,
    }
    assert (found.posterior.a, found.posterior.a_prime) == (7, 14)


def test_the_intervals_are_two_and_wilsons_is_the_narrower() -> None:
    """Wilson by its formula: (6 + z²/2 ± z·√(6·13/19 + z²/4)) / (19 + z²), z = 1.959964: 15.36–53.99 %."""
    found = of_bsi(*SIX_OF_NINETEEN)
    assert [round(one * 100, 2) for one in (found.wilson.lower, found.wilson.upper)] == [15.36, 53.99]


def test_the_history_is_compared_with_while_anybody_is_evaluable() -> None:
    """28.6 % by the default protocol: ours is 6/19 − 0.286; P(X ≥ 0) is 1."""
    found = of_bsi(*SIX_OF_NINETEEN)
    assert found.historical is not None
    assert found.historical.difference == pytest.approx(6 / 19 - 0.286)
    assert of_bsi(case("S"), day=3).historical is None
    assert figures(*SIX_OF_NINETEEN).endpoints[1].historical is None


def test_the_protocols_prior_and_thresholds_are_asked() -> None:
    protocol = Protocol(belief=Belief(prior=(2, 8), thresholds=(0.5,)), historical_rate={}, boundaries=())
    found = of_bsi(*SIX_OF_NINETEEN, protocol=protocol)
    assert (found.posterior.a, found.posterior.a_prime) == (8, 21)
    assert list(found.threshold_probabilities) == [0.5]


def test_the_path_goes_by_the_days_on_which_recipients_became_evaluable() -> None:
    """B's event is of day 3; A's window is complete on day 31; C, transplanted on day 2, has its event on day 31, too.

    Of one day the earlier transplant comes first, so that A stands before C.
    """
    found = of_bsi(
        case("A"), case("B", bsi(3)), case("C", bsi(31, in_window=True, counts_for_endpoint=True), transplanted=2)
    )
    assert [(one.n, one.events, one.on) for one in found.path] == [(1, 1, on(3)), (2, 1, on(31)), (3, 2, on(31))]


def test_the_next_event_is_looked_ahead_to_and_then_stops_the_trial() -> None:
    """The published boundary BB(0.6, 2.4), p0 = .20, α = .10, N = 30: 3 at n = 3–4, 4 at n = 5–6."""
    first, second, third = (case(f"S{n}", bsi(n)) for n in (1, 2, 3))
    before = of_bsi(first, second, protocol=PUBLISHED, day=2)
    assert before.crossing is None
    assert before.ahead is not None
    assert before.ahead.next_event_stops
    assert [(one.evaluable, one.more_events) for one in before.ahead.ahead[:3]] == [(3, 1), (4, 1), (5, 2)]
    assert 0.5 < (before.predictive or 0.0) < 1.0
    at = of_bsi(first, second, third, protocol=PUBLISHED, day=3)
    assert at.crossing is not None
    assert (at.crossing.evaluable, at.crossing.events, at.predictive) == (3, 3, 1.0)


def test_a_boundary_once_crossed_stays_crossed() -> None:
    """Two of the first two stop; later ones without the event bring the path below the boundary again."""
    protocol = Protocol(boundaries=(Boundary(endpoint="bsi", rule="table", p0=0.2, n=6, table={2: 2, 3: 3, 6: 6}),))
    found = of_bsi(case("A", bsi(1)), case("B", bsi(2)), case("C"), case("D"), protocol=protocol)
    assert found.crossing is not None
    assert (found.crossing.evaluable, found.crossing.events, found.predictive) == (2, 2, 1.0)


def test_beyond_the_planned_number_nothing_is_ahead() -> None:
    protocol = Protocol(boundaries=(Boundary(endpoint="bsi", rule="table", p0=0.2, n=1, table={1: 1}),))
    found = of_bsi(case("A"), case("B"), protocol=protocol)
    assert (found.ahead, found.predictive, found.crossing) == (None, 0.0, None)


def test_the_incidence_is_aalen_johansens_by_hand() -> None:
    """(t, e; 0 censored, 1 BSI, 2 death) = (3,1)(5,0)(5,2)(8,1)(9,1)(12,0)(15,2)(18,1)(21,0)(30,0)×3.

    BSI at 30 days .37654, death .19136. Censored within the window is who left the trial.
    """
    trial = [
        *(case(f"E{day}", bsi(day)) for day in (3, 8, 9, 18)),
        *(case(f"D{day}", died=day) for day in (5, 15)),
        *(case(f"C{day}", left=noon(day)) for day in (5, 12, 21)),
        *(case(f"W{n}") for n in range(3)),
    ]
    incidence = of_bsi(*trial).incidence
    at_the_end = {outcome: step_at(steps, 30) for outcome, steps in incidence.items()}
    shown = {outcome: round(step.incidence, 5) for outcome, step in at_the_end.items() if step is not None}
    assert shown == {Outcome.EVENT: 0.37654, Outcome.DEATH: 0.19136, Outcome.RE_TRANSPLANT: 0.0}


def test_a_new_graft_competes_with_the_event() -> None:
    """Of two under observation one gets a new graft on day 4: from then on half may not have the event any more."""
    incidence = of_bsi(case("A", again=4), case("B", bsi(9))).incidence
    step = step_at(incidence[Outcome.RE_TRANSPLANT], 30)
    event = step_at(incidence[Outcome.EVENT], 30)
    assert step is not None
    assert event is not None
    assert (step.incidence, event.incidence) == (0.5, 0.5)


def test_a_recipient_of_two_risks_stands_in_both_and_once_in_any() -> None:
    trial = [
        case("A", bsi(5), risk=["dsa", "desensitised"]),
        case("B", risk=["dsa"]),
        case("C", bsi(6), rejection(7)),
        case("D", bsi(8), risk=["told otherwise"]),
    ]
    counted = {
        risk: (held[0].counts.events, held[0].counts.evaluable) for risk, held in figures(*trial).by_risk.items()
    }
    assert counted == {
        "abo_incompatible": (0, 0),
        "dsa": (1, 2),
        "desensitised": (1, 1),
        NO_RISK: (1, 1),
        ANY_RISK: (2, 3),
    }
    assert figures(*trial).by_risk[NO_RISK][1].counts.events == 1


def test_a_boundary_is_the_whole_trials() -> None:
    held = figures(case("A", bsi(5), risk=["dsa"]), protocol=PUBLISHED).by_risk["dsa"][0]
    assert (held.plan, held.boundary, held.crossing, held.predictive, held.ahead) == (None, None, None, None, None)


def test_the_cut_off_is_the_hospitals_day() -> None:
    at = figures(day=0)
    assert at.today == on(0)
    assert figures(day=1).as_of - at.as_of == timedelta(days=1)

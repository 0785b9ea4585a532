"""How many recipients had the event by a day after the transplant, when death and re-transplant compete with it.

Aalen–Johansen estimator (Aalen & Johansen, Scand J Stat 1978;5:141). One minus Kaplan–Meier would be wrong here: it
counts the dead as if they could still have the event. Ties: everybody observed to day t is at risk at t, so events
come before censoring, and several causes on one day share that day's risk set; nothing is jittered.
Leaves out late entry and weights.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp, fsum, isfinite, log, sqrt
from statistics import NormalDist

from graftwatch.safety.interval import CONFIDENCE, RateInterval

ROUNDING = 1e-12
"""An incidence this close to 1 is 1: the sum's last digits must not be taken for somebody still free."""


class Outcome(StrEnum):
    """How a recipient's observation ended: with the event, with what makes it impossible, or just so."""

    EVENT = "event"
    DEATH = "death"
    RE_TRANSPLANT = "re_transplant"
    CENSORED = "censored"


@dataclass(frozen=True, slots=True)
class TimeToEvent:
    """One recipient: days from the transplant (0 or more) to the first outcome, or to the end of observation.

    Raises:
        ValueError: the days are negative or no number.
    """

    days: float
    outcome: Outcome

    def __post_init__(self) -> None:
        if not isfinite(self.days) or self.days < 0:
            raise ValueError(f"{self.days} days to the outcome cannot be: it must be 0 or more")


@dataclass(frozen=True, slots=True)
class IncidenceStep:
    """The estimate from `days` on, until the next step.

    `at_risk` recipients were under observation just before, `events` of them had this outcome on that day.
    `incidence` is 0–1 and `variance` its variance. `interval` is None where the incidence is 0 or 1: the log-log
    interval does not exist there.
    """

    days: float
    at_risk: int
    events: int
    incidence: float
    variance: float
    interval: RateInterval | None

    @property
    def standard_error(self) -> float:
        """√variance, in the unit of the incidence; R's survfit prints it as std.err."""
        return sqrt(self.variance)


@dataclass(frozen=True, slots=True)
class _Jump:
    """What one day did: numbers, the probability of being free of any outcome before it, the incidence after it."""

    at_risk: int
    events: int
    outcomes: int
    free_before: float
    incidence: float


def cumulative_incidence(
    observations: Iterable[TimeToEvent],
    outcome: Outcome = Outcome.EVENT,
    confidence: float = CONFIDENCE,
) -> tuple[IncidenceStep, ...]:
    """The Aalen–Johansen estimate of one outcome, one step for each day on which anybody's observation ended.

    Formula: F(t) = Σ S(s−)·d_j(s)/Y(s) over s ≤ t, S(s) = Π (1 − d(u)/Y(u)) over u ≤ s, with d_j events of this
    outcome and d of any, among Y at risk. Variance (delta method with multinomial increments):
    Σ [F(t) − F(s)]²·d/(Y(Y − d)) + S(s−)²·d_j(Y − d_j)/Y³ − 2·[F(t) − F(s)]·S(s−)·d_j/Y².
    Interval: F^exp(± z·√variance / (F·ln F)), that is symmetric for ln(−ln F).
    Sources: Aalen & Johansen 1978; Gaynor et al., JASA 1993;88:400 and Choudhury, Stat Med 2002;21:1129 (variance and
    interval). Units: days, probabilities 0–1. Nobody observed: no step.

    Raises:
        ValueError: asked for the incidence of being censored, or the confidence is not within 0–1, both excluded.
    """
    if outcome is Outcome.CENSORED:
        raise ValueError("being censored is no outcome: ask for the event, death or re-transplant")
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"the confidence is {confidence}: it must be within 0–1, both excluded")
    observed = tuple(observations)
    normal_quantile = NormalDist().inv_cdf((1.0 + confidence) / 2.0)
    jumps: list[_Jump] = []
    steps: list[IncidenceStep] = []
    for days in sorted({observation.days for observation in observed}):
        jumps.append(_jump(observed, days, outcome, jumps))
        incidence, variance = jumps[-1].incidence, _variance(jumps)
        interval = _log_log_interval(incidence, sqrt(variance), normal_quantile)
        steps.append(IncidenceStep(days, jumps[-1].at_risk, jumps[-1].events, incidence, variance, interval))
    return tuple(steps)


def step_at(steps: Sequence[IncidenceStep], days: float) -> IncidenceStep | None:
    """The step in force on that day; None before the first: incidence 0.

    Formula: F is constant between steps and jumps at them. Source: Aalen & Johansen 1978. Units: days from the
    transplant.
    """
    return max((step for step in steps if step.days <= days), key=lambda step: step.days, default=None)


def _jump(observed: Sequence[TimeToEvent], days: float, outcome: Outcome, before: Sequence[_Jump]) -> _Jump:
    today = [observation.outcome for observation in observed if observation.days == days]
    at_risk = sum(observation.days >= days for observation in observed)
    events = today.count(outcome)
    free_before = before[-1].free_before * (1.0 - before[-1].outcomes / before[-1].at_risk) if before else 1.0
    incidence_before = before[-1].incidence if before else 0.0
    return _Jump(
        at_risk=at_risk,
        events=events,
        outcomes=len(today) - today.count(Outcome.CENSORED),
        free_before=free_before,
        incidence=_without_rounding(incidence_before + free_before * events / at_risk),
    )


def _without_rounding(incidence: float) -> float:
    return incidence if incidence < 1.0 - ROUNDING else 1.0


def _variance(jumps: Sequence[_Jump]) -> float:
    incidence = jumps[-1].incidence
    if incidence == 1.0:
        return 0.0  # all had this outcome; the terms below cancel but for their rounding
    return max(0.0, fsum(_variance_share(jump, incidence - jump.incidence) for jump in jumps))


def _variance_share(jump: _Jump, since: float) -> float:
    """What one day adds to the variance of an incidence that has risen by `since` after it."""
    still_free = jump.at_risk - jump.outcomes
    by_leaving = since**2 * jump.outcomes / (jump.at_risk * still_free) if still_free else 0.0
    own = jump.free_before**2 * jump.events * (jump.at_risk - jump.events) / jump.at_risk**3
    shared = 2.0 * since * jump.free_before * jump.events / jump.at_risk**2
    return by_leaving + own - shared


def _log_log_interval(incidence: float, standard_error: float, normal_quantile: float) -> RateInterval | None:
    if not 0.0 < incidence < 1.0:
        return None
    reach = normal_quantile * standard_error / (incidence * -log(incidence))
    return RateInterval(incidence ** exp(reach), incidence ** exp(-reach))

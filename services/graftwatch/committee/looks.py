"""What a committee would have seen at each look: after the first evaluable recipient, after the second, and so on.

The recipients stand in the order in which they became evaluable, by what is known now; who looked earlier and knew
less may have seen something else. The statistics are the safety room's, here they are asked for at each n.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from graftwatch.safety.boundary import Boundary
from graftwatch.safety.evaluable import Evaluation, Standing, evaluable_path
from graftwatch.safety.interval import RateInterval, clopper_pearson
from graftwatch.safety.posterior import UNIFORM_PRIOR, BetaPrior, posterior, predictive_probability_of_crossing


@dataclass(frozen=True, slots=True)
class Look:
    """The figures after `n` evaluable recipients.

    Attributes:
        n: evaluable recipients so far.
        subject: the nth.
        evaluable_on: since when it counts.
        with_event: whether it had the event.
        events: recipients with the event so far.
        interval: Clopper–Pearson interval of the rate.
        above_tolerated: P(rate > p0), 0–1.
        stop_at: b(n), the number of events that stops here; None where none does.
        crossed: whether the boundary is met here or was before.
        predictive: P(the boundary is crossed by N), 0–1; 1 once it was.
    """

    n: int
    subject: str
    evaluable_on: date
    with_event: bool
    events: int
    interval: RateInterval
    above_tolerated: float
    stop_at: int | None
    crossed: bool
    predictive: float

    @property
    def rate(self) -> float:
        """Events among the evaluable, 0–1."""
        return self.events / self.n

    @property
    def more_events(self) -> int | None:
        """How many more events would stop at this n; 0 once the boundary was crossed, None where nothing stops."""
        if self.crossed:
            return 0
        return None if self.stop_at is None else self.stop_at - self.events


def looks(
    evaluations: Iterable[Evaluation], boundary: Boundary, tolerated_rate: float, prior: BetaPrior = UNIFORM_PRIOR
) -> tuple[Look, ...]:
    """Every look so far at one endpoint, at most N of them.

    Formulae and sources: those of `clopper_pearson`, `posterior` and `predictive_probability_of_crossing`.
    Units: recipients and events; rates and probabilities 0–1.

    Args:
        evaluations: where the recipients stand, in any order.
        boundary: the one that they are held against.
        tolerated_rate: its p0, 0–1.
        prior: what is believed of the rate beforehand.

    Raises:
        ValueError: the tolerated rate is not within 0–1.
    """
    found: list[Look] = []
    events, crossed = 0, False
    for n, one in enumerate(evaluable_path(evaluations)[: boundary.maximum_recipients], start=1):
        if one.evaluable_on is None:
            raise AssertionError("the path holds only who is evaluable")
        with_event = one.standing is Standing.WITH_EVENT
        events += with_event
        crossed = crossed or boundary.is_crossed(n, events)
        found.append(
            Look(
                n=n,
                subject=one.subject,
                evaluable_on=one.evaluable_on,
                with_event=with_event,
                events=events,
                interval=clopper_pearson(events, n),
                above_tolerated=posterior(events, n, prior).probability_above(tolerated_rate),
                stop_at=boundary.events_to_stop(n),
                crossed=crossed,
                predictive=1.0 if crossed else predictive_probability_of_crossing(boundary, events, n, prior),
            )
        )
    return tuple(found)


def crossing_look(seen: Iterable[Look]) -> Look | None:
    """The look at which the boundary was crossed first; None where it was not."""
    return next((one for one in seen if one.crossed), None)

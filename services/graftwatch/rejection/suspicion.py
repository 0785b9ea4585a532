"""Rejection suspected: a liver-enzyme rise with low exposure, or with eosinophils while not on steroid treatment.

| beside the rise                                                               | suspected |
| ----------------------------------------------------------------------------- | --------- |
| low exposure that goes on at any moment of the rise                            | yes       |
| eosinophils 0.5 ×10⁹/L or more, from 72 hours before the rise to its end       | yes       |
| the same count on a day of steroid treatment (condition "steroids")            | no        |
| neither                                                                       | no        |

A count says little alone (AUROC 0.58) and is no finding without a rise. Steroid treatment is what a person entered;
a feed does not carry it. Source: domain rules of the trial; the thresholds are the protocol's.
Left out: other causes of a rise (bile duct, artery, infection), which a person must weigh.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from graftwatch.facts import Chart, Condition, Fact, Measurement
from graftwatch.protocol import Rejection
from graftwatch.rejection.exposure import Finding
from graftwatch.rejection.liver_tests import EnzymeRise
from graftwatch.rejection.readings import Reading, exactly, readings

STEROIDS = "steroids"


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What makes a rise a suspected rejection."""

    low_exposure: tuple[Finding, ...]
    eosinophils: Reading | None

    @property
    def is_there(self) -> bool:
        """Whether rejection is suspected."""
        return bool(self.low_exposure) or self.eosinophils is not None

    @property
    def evidence(self) -> tuple[Fact[Measurement], ...]:
        """The facts that it rests on."""
        counts = () if self.eosinophils is None else (self.eosinophils.fact,)
        return (*(trough.fact for one in self.low_exposure for trough in one.troughs), *counts)


def suspicion(chart: Chart, rise: EnzymeRise, low: Sequence[Finding], rule: Rejection, now: datetime) -> Suspicion:
    """Whether rejection is suspected of a rise, and why."""
    start, end = rise.first.reading.at, min(now, rise.ended_at or now)
    with_low = tuple(one for one in low if one.goes_on_between(start, end))
    look_back = timedelta(hours=rule.enzyme_rise.lowest_within_hours)
    counts = readings(chart, "eosinophils", since=start - look_back, until=end)
    limit = exactly(rule.eosinophils_at_least)
    raised = (one for one in counts if one.certainly_at_least(limit) and not _on_steroids(chart, one))
    return Suspicion(with_low, next(raised, None))


def _on_steroids(chart: Chart, count: Reading) -> bool:
    taken_on = count.fact.statement.taken.on
    held = (one.statement for one in chart.of(Condition) if one.statement.condition == STEROIDS)
    return any(one.since <= taken_on and (one.until is None or taken_on <= one.until) for one in held)

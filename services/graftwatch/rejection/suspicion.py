"""Rejection suspected: a liver-enzyme rise with low exposure, or with eosinophils while not on steroid treatment.

| beside the rise                                                               | suspected |
| ----------------------------------------------------------------------------- | --------- |
| low exposure that goes on at any moment of the rise                            | yes       |
| eosinophils 0.5 ×10⁹/L or more, from 72 hours before the rise to its end       | yes       |
| the same count on a day of steroid treatment                                  | no        |
| neither                                                                       | no        |

A count says little alone (AUROC 0.58) and is no finding without a rise. Steroid treatment is a condition "steroids"
that a person entered, from its first to its last day, or a dose that the wards' system told, on its day and the day
after: steroids clear eosinophils from the blood within hours, for about a day. Source: domain rules of the trial; the
thresholds are the protocol's.
Left out: other causes of a rise (bile duct, artery, infection), which a person must weigh.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from graftwatch.facts import Chart, Condition, Dose, Fact, Measurement
from graftwatch.protocol import Rejection
from graftwatch.rejection.enzyme_search import EnzymeRise
from graftwatch.rejection.exposure import DrugCourse, Finding
from graftwatch.rejection.readings import Reading, exactly, readings

STEROIDS = "steroids"
EOSINOPHILS = "eosinophils"


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What makes a rise a suspected rejection, and what was looked at and makes none.

    Attributes:
        low_exposure: findings of low exposure during the rise.
        eosinophils: the first raised count that was drawn off steroids.
        highest_count: the highest count that was looked at, whatever it says.
        on_steroids: whether that count was drawn under steroid treatment.
        troughs: the newest trough of each drug that was looked at, by the end of the rise.
    """

    low_exposure: tuple[Finding, ...]
    eosinophils: Reading | None
    highest_count: Reading | None = None
    on_steroids: bool = False
    troughs: tuple[Reading, ...] = ()

    @property
    def is_there(self) -> bool:
        """Whether rejection is suspected."""
        return bool(self.low_exposure) or self.eosinophils is not None

    @property
    def evidence(self) -> tuple[Fact[Measurement], ...]:
        """The facts that it rests on."""
        counts = () if self.eosinophils is None else (self.eosinophils.fact,)
        return (*(trough.fact for one in self.low_exposure for trough in one.troughs), *counts)


def suspicion(
    chart: Chart,
    rise: EnzymeRise,
    courses: Sequence[DrugCourse],
    low: Sequence[Finding],
    rule: Rejection,
    now: datetime,
) -> Suspicion:
    """Whether rejection is suspected of a rise, and why.

    Args:
        chart: the recipient's facts.
        rise: the rise.
        courses: the drugs' troughs.
        low: the findings of low exposure.
        rule: the protocol's rule.
        now: later results are not looked at.
    """
    start, end = rise.first.reading.at, min(now, rise.ended_at or now)
    look_back = timedelta(hours=rule.enzyme_rise.lowest_within_hours)
    counts = readings(chart, EOSINOPHILS, since=start - look_back, until=end)
    limit, treated = exactly(rule.eosinophils_at_least), steroid_days(chart, rule)
    raised = (one for one in counts if one.certainly_at_least(limit) and not treated(one))
    highest = max(counts, key=lambda one: one.value, default=None)
    return Suspicion(
        low_exposure=tuple(one for one in low if one.goes_on_between(start, end)),
        eosinophils=next(raised, None),
        highest_count=highest,
        on_steroids=highest is not None and treated(highest),
        troughs=tuple(one for course in courses if (one := course.newest_until(end)) is not None),
    )


def steroid_days(chart: Chart, rule: Rejection) -> Callable[[Reading], bool]:
    """Whether a result was drawn on a day of steroid treatment."""
    doses = {one.statement.given.on for one in chart.of(Dose) if one.statement.drug == STEROIDS}
    after = [timedelta(days=number) for number in range(rule.steroid_dose_days + 1)]
    stated = [one.statement for one in chart.of(Condition) if one.statement.condition == STEROIDS]

    def treated_on(day: date) -> bool:
        entered = any(one.since <= day and (one.until is None or day <= one.until) for one in stated)
        return entered or any(day - back in doses for back in after)

    return lambda result: treated_on(result.fact.statement.taken.on)

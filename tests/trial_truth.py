"""What a simulated trial's figures must be, worked out from the simulator's truth and from dates alone.

Nothing of the service's statistics is used: boundaries by enumeration in fractions, intervals by scipy, cumulative
incidence by hand. Slow and plain on purpose.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from math import exp, log, sqrt

from scipy.stats import beta, binom, binomtest, norm

from graftwatch.protocol.monitoring import Boundary
from graftwatch.simulator import BsiTruth
from graftwatch.simulator.cultures import CultureSet, Material
from trial_seeds import SeedTrial

ENDPOINTS = ("bsi", "rejection")
LAST_DAY = 30


@dataclass(frozen=True)
class Course:
    """One recipient's dates; `event` is the first confirmed event in the window."""

    subject: str
    transplanted: date
    risk: frozenset[str]
    event: date | None
    died: date | None
    re_transplanted: date | None
    withdrawn: date | None


@dataclass(frozen=True)
class Counted:
    """A recipient that counts: since when, and whether with the event."""

    on: date
    transplanted: date
    subject: str
    with_event: bool


@dataclass(frozen=True)
class TrialTruth:
    """The truth of one endpoint of a seed's trial."""

    trial: SeedTrial
    endpoint: str

    @property
    def today(self) -> date:
        return self.trial.as_of.astimezone(self.trial.protocol.zone).date()

    def courses(self) -> Iterator[Course]:
        """Every recipient."""
        plans = {one.subject: one for one in self.trial.simulation.plans}
        for told in self.trial.simulation.truth.recipients:
            events = [one.date_of_event for one in told.bsi if one.status == "confirmed" and one.in_window]
            found = told.rejection
            if self.endpoint == "rejection":
                confirmed = found is not None and found.confirmed and told.window[0] <= found.date <= told.window[1]
                events = [found.date] if found is not None and confirmed else []
            yield Course(
                told.subject,
                plans[told.subject].course.transplanted_on,
                frozenset(plans[told.subject].risk),
                min(events, default=None),
                self.trial.died.get(told.subject),
                self.trial.re_transplanted.get(told.subject),
                self.trial.withdrawn.get(told.subject),
            )

    def counted(self) -> list[Counted]:
        """The evaluable recipients in the order in which they became so."""
        found = (self._counted(one) for one in self.courses())
        return sorted(
            (one for one in found if one is not None), key=lambda one: (one.on, one.transplanted, one.subject)
        )

    def _counted(self, one: Course) -> Counted | None:
        """Died and re-transplanted count as without the event, withdrawn ones not at all, before which it counts."""
        ends = [day for day in (one.died, one.re_transplanted, one.withdrawn) if day is not None]
        closes = one.transplanted + timedelta(days=LAST_DAY)
        end = min((day for day in ends if day <= closes), default=None)
        if one.event is not None and (end is None or one.event <= end):
            return Counted(one.event, one.transplanted, one.subject, with_event=True)
        if end is not None:
            if end == one.withdrawn and end not in {one.died, one.re_transplanted}:
                return None
            return Counted(end, one.transplanted, one.subject, with_event=False)
        if self.today > closes:
            return Counted(closes + timedelta(days=1), one.transplanted, one.subject, with_event=False)
        return None

    def of_risk(self, risk: str) -> tuple[int, int]:
        """Evaluable and with the event among those of a risk, of any or of none."""
        own = {one.subject for one in self.courses() if risk in one.risk or risk == ("any" if one.risk else "none")}
        counted = [one for one in self.counted() if one.subject in own]
        return len(counted), sum(one.with_event for one in counted)

    def events_in_window(self) -> dict[str, int]:
        """Events by status, several a recipient; what no rule can put together is one a specimen."""
        found: list[str] = []
        plans = {one.subject: one for one in self.trial.simulation.plans}
        for told in self.trial.simulation.truth.recipients:
            if self.endpoint == "bsi":
                for one in (one for one in told.bsi if one.in_window):
                    specimens = sum(_grew(held, one) for held in plans[told.subject].story.sets)
                    found += [one.status] * (specimens if one.status in {"unresolved", "excluded"} else 1)
                drawn = [one.collected_on for one in told.contaminants]
                found += ["contaminant" for day in drawn if told.window[0] <= day <= told.window[1]]
            elif told.has_rejection_endpoint:
                found.append("confirmed")
        return {status: found.count(status) for status in sorted(set(found))}

    @property
    def evaluable(self) -> int:
        return len(self.counted())

    @property
    def events(self) -> int:
        return sum(one.with_event for one in self.counted())

    @property
    def excluded(self) -> int:
        """Withdrawn in the window before an event, and neither dead nor re-transplanted before."""
        counted = {one.subject for one in self.counted()}
        return sum(one.withdrawn is not None and one.subject not in counted for one in self.courses())

    @property
    def path(self) -> list[int]:
        """Events among the first n, n = 1 to today's."""
        counted = self.counted()
        return [sum(one.with_event for one in counted[: n + 1]) for n in range(len(counted))]

    @property
    def plan(self) -> Boundary:
        [plan] = [one for one in self.trial.protocol.boundaries if one.endpoint == self.endpoint]
        return plan

    @property
    def boundary(self) -> dict[int, int]:
        """b(n) by n."""
        return boundary(self.plan.model_dump_json())

    @property
    def crossed_at(self) -> int | None:
        """The first n at which the boundary was met."""
        met = (n for n, events in enumerate(self.path, 1) if n in self.boundary and events >= self.boundary[n])
        return next(met, None)

    @property
    def soonest(self) -> tuple[int, int] | None:
        """How many more events stop the trial at the soonest, and at which n."""
        ahead = ((b - self.events, n) for n, b in sorted(self.boundary.items()) if n > self.evaluable)
        return next(((max(more, 0), n) for more, n in ahead if more <= n - self.evaluable), None)

    @property
    def clopper_pearson(self) -> tuple[float, float]:
        if not self.evaluable:
            return 0.0, 1.0
        found = binomtest(self.events, self.evaluable).proportion_ci(0.95, "exact")
        return float(found.low), float(found.high)

    @property
    def wilson(self) -> tuple[float, float]:
        if not self.evaluable:
            return 0.0, 1.0
        found = binomtest(self.events, self.evaluable).proportion_ci(0.95, "wilson")
        return float(found.low), float(found.high)

    @property
    def posterior(self) -> tuple[float, float]:
        """Both figures of the Beta posterior from the uniform prior."""
        return 1 + self.events, 1 + self.evaluable - self.events

    def probability_above(self, threshold: float) -> float:
        return float(beta.sf(threshold, *self.posterior))

    @property
    def predictive(self) -> float:
        """P(the boundary is crossed by n = N): all paths of the recipients to come, each by its own probability."""
        events, n = self.events, self.evaluable
        if n in self.boundary and events >= self.boundary[n]:
            return 1.0
        return _crosses(events, n, tuple(sorted(self.boundary.items())), self.plan.n)

    def p_value(self, side: str) -> float:
        """Of the exact binomial test against the historical rate."""
        rate = self.trial.protocol.historical_rate[self.endpoint]
        alternative = {"at_least": "greater", "at_most": "less", "two_sided": "two-sided"}[side]
        return float(binomtest(self.events, self.evaluable, rate, alternative=alternative).pvalue)

    @property
    def last_day(self) -> int:
        """The last day from a transplant on which anybody was under observation."""
        return max(day for day, _ in map(self._observed, self.courses()))

    def incidence(self, outcome: str, day: int) -> tuple[float, float, float] | None:
        """Cumulative incidence on a day with its 95 % log-log bounds; None before anybody was observed till then."""
        return _incidence([self._observed(one) for one in self.courses()], outcome, day)

    def _observed(self, one: Course) -> tuple[int, str]:
        """Day and outcome of what came first: of one day the event, then death, re-transplant, and censoring last."""
        until = min(self.today, one.transplanted + timedelta(days=LAST_DAY))
        came = [("event", one.event), ("death", one.died), ("re_transplant", one.re_transplanted)]
        found = [(day, rank, name) for rank, (name, day) in enumerate(came) if day is not None and day <= until]
        found += [(one.withdrawn, 3, "censored")] if one.withdrawn is not None and one.withdrawn <= until else []
        day, _, name = min(found, default=(until, 4, "censored"))
        return (day - one.transplanted).days, name


def _grew(culture: CultureSet, event: BsiTruth) -> bool:
    """Whether something grew in this blood of the event's day."""
    grown = any(report.organisms for report in culture.reports)
    return grown and culture.material is Material.BLOOD and culture.collected.date() == event.date_of_event


@cache
def _crosses(events: int, n: int, stops: tuple[tuple[int, int], ...], last: int) -> float:
    """By recursion over the next recipient; P(event) = (1 + events) / (2 + n)."""
    if n == last:
        return 0.0
    needed = dict(stops).get(n + 1)
    chance = (1 + events) / (2 + n)
    with_event = 1.0 if needed is not None and events + 1 >= needed else _crosses(events + 1, n + 1, stops, last)
    without = 1.0 if needed is not None and events >= needed else _crosses(events, n + 1, stops, last)
    return chance * with_event + (1 - chance) * without


@cache
def boundary(plan_as_json: str) -> dict[int, int]:
    """The boundary of a plan: the most liberal attainable constant that crosses with probability ≤ alpha under p0."""
    plan = Boundary.model_validate_json(plan_as_json)
    if plan.table is not None:
        return dict(plan.table)
    p0, alpha = Fraction(str(plan.p0)), Fraction(str(plan.alpha))
    statistic = _statistic(plan)
    pairs = [(n, b) for n in range(1, plan.n + 1) for b in range(1, n + 1)]
    best: dict[int, int] = {}
    for constant in sorted({statistic(n, b) for n, b in pairs}, reverse=True):
        candidate: dict[int, int] = {}
        for n, b in pairs:
            if statistic(n, b) >= constant:
                candidate.setdefault(n, b)
        if _crossing_probability(candidate, plan.n, p0) > alpha:
            break
        best = candidate
    return best


def _statistic(plan: Boundary) -> Callable[[int, int], float]:
    """Grows with the evidence against p0; rounded, so that equal values of two n are one."""
    p0 = plan.p0
    match plan.rule:
        case "pocock":
            return lambda n, b: round(-float(binom.sf(b - 1, n, p0)), 12)
        case "obrien-fleming":
            return lambda n, b: round(b - n * p0, 12)
        case "beta-binomial":
            assert plan.prior is not None
            a, a_prime = plan.prior
            return lambda n, b: round(float(beta.sf(p0, a + b, a_prime + n - b)), 12)
        case _:
            p1 = plan.p1
            assert p1 is not None
            return lambda n, b: round(b * log(p1 / p0) + (n - b) * log((1 - p1) / (1 - p0)), 12)


def _crossing_probability(stops: Mapping[int, int], last: int, p: Fraction) -> Fraction:
    """Exact: the weight of each number of events among those who go on."""
    going_on, crossed = {0: Fraction(1)}, Fraction(0)
    for n in range(1, last + 1):
        after: dict[int, Fraction] = {}
        for events, weight in going_on.items():
            for more, chance in ((0, 1 - p), (1, p)):
                if n in stops and events + more >= stops[n]:
                    crossed += weight * chance
                else:
                    after[events + more] = after.get(events + more, Fraction(0)) + weight * chance
        going_on = after
    return crossed


def _incidence(observed: list[tuple[int, str]], outcome: str, day: int) -> tuple[float, float, float] | None:
    """By the multinomial increments of the Aalen–Johansen matrix, with Greenwood's covariance carried forward.

    The state is (still free, outcome in question, any other); at each day the free ones fall as a multinomial.
    """
    days = sorted({at for at, _ in observed if at <= day})
    free, found, covariance = 1.0, 0.0, [[0.0, 0.0], [0.0, 0.0]]
    for at in days:
        risk = sum(one >= at for one, _ in observed)
        own = sum(one == at and what == outcome for one, what in observed) / risk
        left = sum(one == at and what != "censored" for one, what in observed) / risk
        stay = 1 - left
        # of (free, found): the old error moves with the share that stays and falls; the day adds its own
        (vff, vfc), (_, vcc) = covariance
        day_ff, day_fc, day_cc = stay * left / risk, -stay * own / risk, own * (1 - own) / risk
        new_ff = stay * stay * vff + free * free * day_ff
        new_fc = stay * (vfc + own * vff) + free * free * day_fc
        new_cc = vcc + 2 * own * vfc + own * own * vff + free * free * day_cc
        covariance = [[new_ff, new_fc], [new_fc, new_cc]]
        free, found = free * stay, found + free * own
    if not days:
        return None
    if not 0 < found < 1:
        return found, found, found
    reach = float(norm.ppf(0.975)) * sqrt(max(covariance[1][1], 0.0)) / (found * -log(found))
    return found, found ** exp(reach), found ** exp(-reach)

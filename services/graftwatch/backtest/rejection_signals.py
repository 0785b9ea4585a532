"""Few signals: laboratory signals of rejection before a biopsy says so, and those for nothing.

Source: the project's own aim, at most one false rejection signal in 10 recipient-months at a sensitivity of 90 % or
more. A rejection was signalled when a signal of the definition's kinds was seen not later than its biopsy was entered,
and not earlier than the day before the injury began, where the truth says when; the signal that a biopsy itself raises
comes from a person and counts for nothing here. False signals are counted in recipients without confirmed rejection
(an indeterminate biopsy is none), over their own months, by three definitions from the narrowest to the widest:

- what pages: every suspicion of rejection;
- what says something that is not so: these, and an enzyme rise on a day without any injury of the liver;
- everything: also an enzyme rise that another injury (a bile leak, sepsis …) truly caused. Where the truth lists no
  other injuries, the last two are the same.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from graftwatch.backtest.course import SignalSeen
from graftwatch.backtest.figures import SIGNALS_APART, months_of, raised_in
from graftwatch.backtest.observed import Observed
from graftwatch.backtest.rates import rate, share
from graftwatch.backtest.report import Cell, RejectionSignals
from graftwatch.backtest.truth import Kind, Standing, TrueEvent
from graftwatch.findings import SignalKind

MOST_FALSE_PER_10_MONTHS: Final = 1.0
LEAST_SENSITIVITY: Final = 0.9
SUSPECTED: Final = (SignalKind.REJECTION_SUSPECTED,)
LABORATORY: Final = (SignalKind.REJECTION_SUSPECTED, SignalKind.REJECTION_ENZYME_RISE)
ONE_DAY: Final = timedelta(days=1)
PLANNED: Final = "planned by the simulation"


@dataclass(frozen=True, slots=True)
class FalseSignals:
    """Signals in one recipient without rejection, each id once.

    Attributes:
        suspected: suspicions of rejection.
        unexplained: enzyme rises, never a suspicion, on days without any injury of the liver.
        causes: the causes of the other enzyme rises.
    """

    suspected: int
    unexplained: int
    causes: tuple[str, ...]


def rejection_signals(everybody: Sequence[Observed]) -> tuple[RejectionSignals, ...]:
    """The figures by each definition."""
    without = [one for one in everybody if not _ever_confirmed(one)]
    false = [false_signals(one) for one in without]
    pages = sum(one.suspected for one in false)
    not_so = pages + sum(one.unexplained for one in false)
    every = not_so + sum(len(one.causes) for one in false)
    definitions = (
        ("what pages: suspicions", SUSPECTED, pages),
        ("all laboratory signals; false: not so", LABORATORY, not_so),
        ("all laboratory signals; false: no rejection", LABORATORY, every),
    )
    months = months_of(without)
    return tuple(_figures(said, kinds, everybody, count, months) for said, kinds, count in definitions)


def injuries_behind_rises(everybody: Iterable[Observed]) -> tuple[Cell, ...]:
    """What truly caused the enzyme rises in recipients without rejection."""
    causes = Counter(cause for one in everybody if not _ever_confirmed(one) for cause in false_signals(one).causes)
    rise = SignalKind.REJECTION_ENZYME_RISE.value
    return tuple(Cell(truth=cause, service=rise, count=count) for cause, count in sorted(causes.items()))


def false_signals(one: Observed) -> FalseSignals:
    """What was signalled about a recipient without rejection."""
    suspected = {seen.signal.id for seen in raised_in(one, SUSPECTED)}
    rises = [seen for seen in raised_in(one, LABORATORY[1:]) if seen.signal.id not in suspected]
    causes = [_cause(one, seen) for seen in rises]
    known = tuple(cause for cause in causes if cause is not None)
    return FalseSignals(len(suspected), len(causes) - len(known), known)


def _cause(one: Observed, seen: SignalSeen) -> str | None:
    """What truly caused an enzyme rise: an injury whose days it falls on, or a plan of the simulation."""
    day = seen.since.astimezone(one.protocol.zone).date()
    causes = (injury.cause for injury in one.truth.injuries if injury.first_on - ONE_DAY <= day <= injury.last_on)
    planned = any(
        each.kind is seen.signal.kind and abs(each.at - seen.since) <= SIGNALS_APART for each in one.truth.signals
    )
    return next(causes, PLANNED if planned else None)


def _figures(
    said: str, kinds: tuple[SignalKind, ...], everybody: Sequence[Observed], count: int, months: float
) -> RejectionSignals:
    rejected = [(one, event) for one in everybody if (event := confirmed_rejection(one)) is not None]
    before = sum(signalled(one, event, kinds, by=one.biopsy_entered_at(event)) for one, event in rejected)
    ever = sum(signalled(one, event, kinds) for one, event in rejected)
    false, sensitivity = rate(count, months), share(before, len(rejected))
    lower, upper = false.interval_95
    known = sensitivity.value is not None and false.per_month is not None
    return RejectionSignals(
        definition=said,
        kinds=tuple(one.value for one in kinds),
        sensitivity_before_biopsy=sensitivity,
        sensitivity_at_any_time=share(ever, len(rejected)),
        false_signals=false,
        false_per_10_months=None if false.per_month is None else round(10 * false.per_month, 4),
        interval_per_10_months=(round(10 * lower, 4), None if upper is None else round(10 * upper, 4)),
        target_met=_reached(sensitivity.value or 0.0, false.per_month or 0.0) if known else None,
    )


def _reached(sensitivity: float, false_per_month: float) -> bool:
    return sensitivity >= LEAST_SENSITIVITY and 10 * false_per_month <= MOST_FALSE_PER_10_MONTHS


def confirmed_rejection(one: Observed) -> TrueEvent | None:
    """The first confirmed rejection in the window."""
    events = [each for each in one.truth.of(Kind.REJECTION) if each.standing is Standing.CONFIRMED and each.in_window]
    return min(events, key=lambda each: each.on, default=None)


def signalled(one: Observed, rejection: TrueEvent, kinds: tuple[SignalKind, ...], by: datetime | None = None) -> bool:
    """Whether a rejection was signalled, by a time or at any time; a signal before it began is not about it."""
    begins = one.midnight(rejection.began_on - ONE_DAY) if rejection.began_on else None
    return any(
        kind in kinds and (by is None or seen.seen_at <= by) and (begins is None or seen.seen_at >= begins)
        for (_, kind), seen in one.course.signals.items()
    )


def _ever_confirmed(one: Observed) -> bool:
    return any(each.standing is Standing.CONFIRMED for each in one.truth.of(Kind.REJECTION))
